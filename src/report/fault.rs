//! What is wrong with a template: where, what, and what to do about it.
//!
//! Templates of text and letterheads of .docx speak of their faults alike, all of them at once.

use std::fmt;

use crate::{domain::nearest::nearest, error::Error};

/// A fault in a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Line of a text, 1 for the first; 0 where `place` says it in words.
    pub line: usize,
    /// Where in words, if it is not a line (`页眉 word/header1.xml 第 2 段`).
    pub place: String,
    /// What is wrong, a whole sentence.
    pub what: String,
    /// What to do, a whole sentence; may be empty.
    pub hint: String,
}

impl Fault {
    /// A fault in a line.
    pub fn at(line: usize, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { line, place: String::new(), what: what.into(), hint: hint.into() }
    }

    /// A fault at a place told in words; empty for the whole file.
    pub fn in_place(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { line: 0, place: place.into(), what: what.into(), hint: hint.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.place.as_str()) {
            (0, "") => {}
            (0, place) => write!(f, "{place}：")?,
            (line, _) => write!(f, "第 {line} 行：")?,
        }
        write!(f, "{}{}", self.what, self.hint)
    }
}

/// `是不是“…”？`, or `otherwise` where nothing known is near.
pub fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    nearest(word, known).map_or_else(|| otherwise.to_owned(), |name| format!("是不是“{name}”？"))
}

/// All faults of a template as one error.
///
/// # Errors
/// There is at least one.
pub fn refuse(template: &str, faults: &[Fault]) -> crate::Result<()> {
    let Some(first) = faults.first() else { return Ok(()) };
    let all: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    let message = match faults.len() {
        1 => format!("模板「{template}」{first}"),
        count => format!("模板「{template}」有 {count} 处问题：\n{}", all.join("\n")),
    };
    Err(Error::usage(message).remedy("改正后再运行；没有写出任何文件。tongbao reports check 可以先检查模板。"))
}
