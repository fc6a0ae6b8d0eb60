//! From the text of a formula to the formula: words, then operators by their binding, then brackets.

use super::{
    exact::Exact,
    formula::{Comparison, Figure, Formula, Misread, Operator, Relation},
};

/// How deep brackets may stand in brackets.
const DEPTH: usize = 32;
/// Characters of a formula.
const LENGTH: usize = 2_000;
/// What may be called.
const FUNCTIONS: [&str; 3] = ["min", "max", "if"];

/// Understands a text, or tells the first character that does not fit.
pub(super) fn read(text: &str) -> Result<Formula, Misread> {
    if text.chars().count() > LENGTH {
        return Err(Misread { at: LENGTH, why: format!("公式太长，最多 {LENGTH} 个字符") });
    }
    let mut reader = Reader { words: words(text)?, at: 0, depth: 0 };
    let formula = reader.sum()?;
    match reader.peek() {
        None => Ok(formula),
        Some(word) => Err(Misread { at: word.at, why: format!("“{}”不该出现在这里", word.text) }),
    }
}

/// A word of a formula with the place of its first character.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    at: usize,
}

fn words(text: &str) -> Result<Vec<Word>, Misread> {
    let letters: Vec<char> = text.chars().collect();
    let (mut words, mut at) = (Vec::new(), 0);
    while let Some(&letter) = letters.get(at) {
        let length = match letter {
            letter if letter.is_whitespace() => {
                at += 1;
                continue;
            }
            letter if letter.is_ascii_alphanumeric() || letter == '_' => {
                letters[at..].iter().take_while(|next| next.is_ascii_alphanumeric() || "_.".contains(**next)).count()
            }
            '<' | '>' if matches!(letters.get(at + 1), Some('=' | '>')) => 2,
            '+' | '-' | '*' | '/' | '(' | ')' | ',' | '<' | '>' | '=' => 1,
            other => {
                let why = format!("看不懂“{other}”：公式里只有数字、查询的列、+ - * / ( ) , 和比较符号，都用半角");
                return Err(Misread { at: at + 1, why });
            }
        };
        words.push(Word { text: letters[at..at + length].iter().collect(), at: at + 1 });
        at += length;
    }
    Ok(words)
}

struct Reader {
    words: Vec<Word>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    /// The next word if it is one of these.
    fn take(&mut self, wanted: &[&str]) -> Option<Word> {
        let word = self.peek().filter(|word| wanted.contains(&word.text.as_str())).cloned()?;
        self.at += 1;
        Some(word)
    }

    fn want(&mut self, wanted: &str) -> Result<(), Misread> {
        match self.take(&[wanted]) {
            Some(_) => Ok(()),
            None => Err(self.misread(&format!("这里应当是“{wanted}”"))),
        }
    }

    fn misread(&self, why: &str) -> Misread {
        match self.peek() {
            Some(word) => Misread { at: word.at, why: format!("{why}，而写的是“{}”", word.text) },
            None => Misread {
                at: self.words.last().map_or(1, |word| word.at + word.text.chars().count()),
                why: format!("{why}，而公式到此为止"),
            },
        }
    }

    fn sum(&mut self) -> Result<Formula, Misread> {
        let mut left = self.product()?;
        while let Some(word) = self.take(&["+", "-"]) {
            let operator = if word.text == "+" { Operator::Plus } else { Operator::Minus };
            left = Formula::Two(Box::new(left), operator, Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Formula, Misread> {
        let mut left = self.signed()?;
        while let Some(word) = self.take(&["*", "/"]) {
            let operator = if word.text == "*" { Operator::Times } else { Operator::Over };
            left = Formula::Two(Box::new(left), operator, Box::new(self.signed()?));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Formula, Misread> {
        if self.take(&["-"]).is_none() {
            return self.operand();
        }
        let zero = Formula::Number("0".to_owned(), Exact::ZERO);
        Ok(Formula::Two(Box::new(zero), Operator::Minus, Box::new(self.operand()?)))
    }

    fn operand(&mut self) -> Result<Formula, Misread> {
        if let Some(open) = self.take(&["("]) {
            return self.within(&open, |reader| {
                let inner = reader.sum()?;
                reader.want(")")?;
                Ok(inner)
            });
        }
        let misread = self.misread("这里应当是数字、查询的列或括号");
        let Some(word) = self.peek().cloned() else { return Err(misread) };
        if !word.text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_') {
            return Err(misread);
        }
        self.at += 1;
        if word.text.starts_with(|first: char| first.is_ascii_digit()) {
            return number(&word);
        }
        if self.take(&["("]).is_some() {
            return self.within(&word, |reader| reader.call(&word));
        }
        figure(&word)
    }

    /// Brackets in brackets, but not without end.
    fn within(
        &mut self,
        open: &Word,
        read: impl FnOnce(&mut Self) -> Result<Formula, Misread>,
    ) -> Result<Formula, Misread> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Misread { at: open.at, why: format!("括号套得太深，最多 {DEPTH} 层") });
        }
        let inner = read(self)?;
        self.depth -= 1;
        Ok(inner)
    }

    fn call(&mut self, name: &Word) -> Result<Formula, Misread> {
        if name.text == "if" {
            let test = self.comparison()?;
            self.want(",")?;
            let yes = self.sum()?;
            self.want(",")?;
            let no = self.sum()?;
            self.want(")")?;
            return Ok(Formula::If(Box::new(test), Box::new(yes), Box::new(no)));
        }
        let mut parts = vec![self.sum()?];
        while self.take(&[","]).is_some() {
            parts.push(self.sum()?);
        }
        self.want(")")?;
        match name.text.as_str() {
            "min" => Ok(Formula::Least(parts)),
            "max" => Ok(Formula::Greatest(parts)),
            other => {
                let why = format!("没有“{other}”这个函数，可用的是 {}", FUNCTIONS.join("、"));
                Err(Misread { at: name.at, why })
            }
        }
    }

    fn comparison(&mut self) -> Result<Comparison, Misread> {
        let left = self.sum()?;
        let Some(word) = self.take(&["<", "<=", ">", ">=", "=", "<>"]) else {
            return Err(self.misread("if 的第一段要写比较，如 a.b > 0；这里应当是 < <= > >= = <> 之一"));
        };
        let relation = match word.text.as_str() {
            "<" => Relation::Less,
            "<=" => Relation::AtMost,
            ">" => Relation::More,
            ">=" => Relation::AtLeast,
            "=" => Relation::Equal,
            _ => Relation::Other,
        };
        Ok(Comparison { left, relation, right: self.sum()? })
    }
}

fn number(word: &Word) -> Result<Formula, Misread> {
    Exact::decimal(&word.text).map(|number| Formula::Number(word.text.clone(), number)).ok_or_else(|| Misread {
        at: word.at,
        why: format!("“{}”不是数字，请写成 100 或 0.5 这样，最多 18 位", word.text),
    })
}

fn figure(word: &Word) -> Result<Formula, Misread> {
    match word.text.split('.').collect::<Vec<_>>().as_slice() {
        [query, column] if !query.is_empty() && !column.is_empty() => {
            Ok(Formula::Figure(Figure { query: (*query).to_owned(), column: (*column).to_owned(), at: word.at }))
        }
        _ => Err(Misread {
            at: word.at, why: format!("“{}”要写成 查询名.列名，如 county_counts.exited", word.text)
        }),
    }
}
