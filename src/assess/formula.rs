//! The formula of an indicator: numbers, columns of named queries, `+ - * /`, brackets, `min`, `max`, `if`.
//!
//! ```text
//! 100 * county_counts.exited / county_counts.governed
//! if(findings_by_county.errors > 0, 0, 10)
//! ```
//!
//! Nothing else can be said in it: it reads no file, calls no program and always ends. Arithmetic is exact.

use super::{exact::Exact, reader};

/// A formula that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// A number as it is written.
    Number(String, Exact),
    /// A column of a named query.
    Figure(Figure),
    /// Two formulas with an operator between.
    Two(Box<Formula>, Operator, Box<Formula>),
    /// The least of several.
    Least(Vec<Formula>),
    /// The greatest of several.
    Greatest(Vec<Formula>),
    /// The second where the comparison holds, else the third.
    If(Box<Comparison>, Box<Formula>, Box<Formula>),
}

/// A column of a named query, and where in the formula it stands (the number of its first character).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Name of the query.
    pub query: String,
    /// Name of the column.
    pub column: String,
    /// Place of the first character, from 1.
    pub at: usize,
}

/// An operator between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// +
    Plus,
    /// -
    Minus,
    /// *
    Times,
    /// /
    Over,
}

/// Two formulas compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Left side.
    pub left: Formula,
    /// How they are compared.
    pub relation: Relation,
    /// Right side.
    pub right: Formula,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// <
    Less,
    /// <=
    AtMost,
    /// >
    More,
    /// >=
    AtLeast,
    /// =
    Equal,
    /// <>
    Other,
}

impl Relation {
    /// As it is written, in formulas and in spreadsheets.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Other => "<>",
        }
    }
}

impl Operator {
    /// As it is written, in formulas and in spreadsheets.
    pub fn sign(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Times => '*',
            Self::Over => '/',
        }
    }
}

/// What could not be understood, and at which character (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// Place of the character.
    pub at: usize,
    /// What is wrong, in Chinese.
    pub why: String,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// A division by 0.
    Zero,
    /// A figure that is not there.
    Absent,
    /// More digits than are computed with.
    TooLarge,
}

impl NoValue {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Zero => "分母为 0",
            Self::Absent => "没有数据",
            Self::TooLarge => "数字过大",
        }
    }
}

impl Formula {
    /// Understands a text.
    ///
    /// # Errors
    /// The first character that does not fit.
    pub fn read(text: &str) -> Result<Self, Misread> {
        reader::read(text)
    }

    /// The figures that it names, in order.
    pub fn figures(&self) -> Vec<&Figure> {
        match self {
            Self::Number(..) => Vec::new(),
            Self::Figure(figure) => vec![figure],
            Self::Two(left, _, right) => [left.figures(), right.figures()].concat(),
            Self::Least(parts) | Self::Greatest(parts) => parts.iter().flat_map(Self::figures).collect(),
            Self::If(test, yes, no) => {
                [test.left.figures(), test.right.figures(), yes.figures(), no.figures()].concat()
            }
        }
    }

    /// Its value where `known` gives the figures.
    ///
    /// # Errors
    /// A division by 0, a figure that is not there, too many digits; in the part of an `if` that holds.
    pub fn value(&self, known: &impl Fn(&Figure) -> Result<Exact, NoValue>) -> Result<Exact, NoValue> {
        match self {
            Self::Number(_, number) => Ok(*number),
            Self::Figure(figure) => known(figure),
            Self::Two(left, operator, right) => compute(left.value(known)?, *operator, right.value(known)?),
            Self::Least(parts) => extreme(parts, known, Exact::min),
            Self::Greatest(parts) => extreme(parts, known, Exact::max),
            Self::If(test, yes, no) => {
                if holds(test.left.value(known)?, test.relation, test.right.value(known)?) {
                    yes.value(known)
                } else {
                    no.value(known)
                }
            }
        }
    }
}

fn compute(left: Exact, operator: Operator, right: Exact) -> Result<Exact, NoValue> {
    let result = match operator {
        Operator::Plus => left.plus(right),
        Operator::Minus => left.minus(right),
        Operator::Times => left.times(right),
        Operator::Over if right.is_zero() => return Err(NoValue::Zero),
        Operator::Over => left.over(right),
    };
    result.ok_or(NoValue::TooLarge)
}

fn extreme(
    parts: &[Formula],
    known: &impl Fn(&Figure) -> Result<Exact, NoValue>,
    pick: fn(Exact, Exact) -> Exact,
) -> Result<Exact, NoValue> {
    let values = parts.iter().map(|part| part.value(known)).collect::<Result<Vec<_>, _>>()?;
    values.into_iter().reduce(pick).ok_or(NoValue::Absent)
}

fn holds(left: Exact, relation: Relation, right: Exact) -> bool {
    match relation {
        Relation::Less => left < right,
        Relation::AtMost => left <= right,
        Relation::More => left > right,
        Relation::AtLeast => left >= right,
        Relation::Equal => left == right,
        Relation::Other => left != right,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Exact, Figure, Formula, NoValue};

    fn value(text: &str) -> Result<Exact, NoValue> {
        let known = |figure: &Figure| match (figure.query.as_str(), figure.column.as_str()) {
            ("q", "a") => Ok(Exact::whole(3)),
            ("q", "zero") => Ok(Exact::ZERO),
            ("q", "huge") => Ok(Exact::new(i128::MAX, 1).unwrap()),
            _ => Err(NoValue::Absent),
        };
        Formula::read(text).unwrap().value(&known)
    }

    #[test]
    fn formulas_mean_what_they_say() {
        for (text, result) in [
            ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3", "9"),
            ("10 - 4 - 3", "3"),
            ("12 / 3 / 2", "2"),
            ("-q.a + 1", "-2"),
            ("2 * -q.a", "-6"),
            ("0.1 + 0.2", "3/10"),
            ("100 * q.a / 7", "300/7"),
            ("min(3, q.a - 1, 9)", "2"),
            ("max(3, q.a * 2)", "6"),
            ("if(q.a >= 3, 1, 2)", "1"),
            ("if(q.a <> 3, 1, 2)", "2"),
            ("if(q.zero = 0, 5, 1 / q.zero)", "5"),
        ] {
            assert_eq!(value(text).map(Exact::fraction).as_deref(), Ok(result), "{text}");
        }
        assert_eq!(value("1 / q.zero"), Err(NoValue::Zero));
        assert_eq!(value("1 / (q.a - 3)"), Err(NoValue::Zero));
        assert_eq!(value("min(1, q.none)"), Err(NoValue::Absent));
        assert_eq!(value("q.huge * q.huge"), Err(NoValue::TooLarge));
    }

    #[test]
    fn a_fault_is_told_with_its_character() {
        let deep = format!("{}1{}", "(".repeat(40), ")".repeat(40));
        let long = "1+".repeat(2_000);
        for (text, at, why) in [
            ("", 1, "到此为止"),
            ("1 +", 4, "到此为止"),
            ("1 2", 3, "“2”不该出现在这里"),
            ("(1 + 2", 7, "应当是“)”"),
            ("1 + ÷", 5, "看不懂“÷”"),
            ("a.b（1）", 4, "看不懂“（”"),
            ("exited / 2", 1, "查询名.列名"),
            ("a.b.c", 1, "查询名.列名"),
            ("1.2.3", 1, "不是数字"),
            ("12abc", 1, "不是数字"),
            ("sum(1, 2)", 1, "没有“sum”这个函数"),
            ("if(1, 2, 3)", 5, "要写比较"),
            ("if(1 > 2, 3)", 12, "应当是“,”"),
            ("min()", 5, "应当是数字"),
            ("'x' + 1", 1, "看不懂“'”"),
            ("1 + 2; DROP TABLE x", 6, "看不懂“;”"),
            (&deep, 33, "套得太深"),
            (&long, 2_000, "太长"),
        ] {
            let misread = Formula::read(text).unwrap_err();
            assert!(misread.at == at && misread.why.contains(why), "{text}: {misread:?}");
        }
    }
}
