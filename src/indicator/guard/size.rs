//! How large a query may be: checked on its tokens, before a parser that recurses sees them.

use sqlparser::{
    dialect::GenericDialect,
    keywords::Keyword,
    tokenizer::{Token, Tokenizer},
};

use super::refuse;
use crate::error::Result;

/// How deep the parser may recurse.
pub(in crate::indicator) const DEPTH: usize = 60;
const CHARACTERS: usize = 20_000;
const TOKENS: usize = 4_000;
const NESTING: usize = 24;
const OPERATORS: usize = 400;
const SELECTS: usize = 40;
const JOINS: usize = 12;

#[derive(Default)]
struct Tally {
    tokens: usize,
    nesting: usize,
    deepest: usize,
    operators: usize,
    selects: usize,
    joins: usize,
}

pub(in crate::indicator) fn check(sql: &str) -> Result<()> {
    if sql.chars().count() > CHARACTERS {
        return Err(refuse(format!("这句查询太长，最多 {CHARACTERS} 个字符")));
    }
    let tokens = Tokenizer::new(&GenericDialect, sql)
        .tokenize()
        .map_err(|error| refuse(format!("这句查询看不懂：{}", slip(&error.message))).caused_by(error))?;
    let mut tally = Tally::default();
    tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_))).for_each(|token| tally.add(token));
    tally.judge()
}

/// The tokenizer's complaint in Chinese.
fn slip(message: &str) -> &'static str {
    if message.contains("Unterminated") { "引号或注释没有结束" } else { "有不认识的符号" }
}

impl Tally {
    fn add(&mut self, token: &Token) {
        self.tokens += 1;
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => self.open(),
            Token::RParen | Token::RBracket | Token::RBrace => self.nesting = self.nesting.saturating_sub(1),
            Token::Word(word) if word.quote_style.is_none() => self.word(word.keyword),
            Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) | Token::Comma | Token::Period => {}
            _ => self.operators += 1,
        }
    }

    fn open(&mut self) {
        self.nesting += 1;
        self.deepest = self.deepest.max(self.nesting);
    }

    fn word(&mut self, keyword: Keyword) {
        match keyword {
            Keyword::CASE => self.open(),
            Keyword::END => self.nesting = self.nesting.saturating_sub(1),
            Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::IS | Keyword::LIKE => self.operators += 1,
            Keyword::SELECT => self.selects += 1,
            Keyword::JOIN => self.joins += 1,
            _ => {}
        }
    }

    fn judge(&self) -> Result<()> {
        let limits = [
            (self.tokens, TOKENS, "这句查询太长，最多", "个词"),
            (self.deepest, NESTING, "括号和 CASE 嵌套太深，最多", "层"),
            (self.operators, OPERATORS, "运算和条件太多，最多", "个"),
            (self.selects, SELECTS, "SELECT 太多，最多", "个"),
            (self.joins, JOINS, "JOIN 太多，最多", "个"),
        ];
        let over = limits.iter().find(|(found, limit, ..)| found > limit);
        over.map_or(Ok(()), |(_, limit, what, unit)| Err(refuse(format!("{what} {limit} {unit}"))))
    }
}
