//! What may be given to a query: its parameters with their types, defaults and choices. Never reads a value; see
//! [`params`](super::params).

use super::schema::Kind;

/// What may be given to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Type.
    pub kind: ParameterKind,
    /// Used where nothing is given.
    pub default: Fallback,
    /// What it is for.
    pub label: String,
    /// What may be given; empty: anything of the type.
    pub choices: Vec<Choice>,
}

/// What a parameter takes: a column's kind, or a word that the configuration knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Anything of a column's kind.
    Plain(Kind),
    /// A reporting unit by code, name or short name.
    County,
    /// An industry by letter or name; 未填报.
    Industry,
    /// A competent department by name or alias; 未填报.
    Department,
    /// A month, `2023-04`.
    Month,
}

impl ParameterKind {
    /// All with the word that headers use and the one that people read.
    const WORDS: [(Self, &'static str, &'static str); 4] = [
        (Self::County, "county", "县（市、区）"),
        (Self::Industry, "industry", "行业"),
        (Self::Department, "department", "部门"),
        (Self::Month, "month", "年-月"),
    ];

    /// From the word in the header.
    pub fn from_code(code: &str) -> Option<Self> {
        let special = Self::WORDS.iter().find(|(_, word, _)| *word == code).map(|(kind, ..)| *kind);
        special.or_else(|| Kind::from_code(code).map(Self::Plain))
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Plain(kind) => kind.label(),
            special => Self::WORDS.iter().find(|(kind, ..)| *kind == special).map_or("", |(.., label)| label),
        }
    }

    /// What the SQL sees.
    pub fn column(self) -> Kind {
        match self {
            Self::Plain(kind) => kind,
            Self::County | Self::Industry | Self::Department | Self::Month => Kind::Text,
        }
    }
}

/// One thing that may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the SQL sees.
    pub code: String,
    /// What people may write as well; may be empty.
    pub word: String,
}

impl Choice {
    /// From `judgment 失信被执行人`, or the code alone.
    pub fn of(text: &str) -> Self {
        let (code, word) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        Self { code: code.to_owned(), word: word.trim().to_owned() }
    }
}

impl std::fmt::Display for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.word.is_empty() { f.write_str(&self.code) } else { write!(f, "{}（{}）", self.code, self.word) }
    }
}

/// What holds where a parameter is not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallback {
    /// It must be given.
    Required,
    /// NULL.
    Missing,
    /// This text, read by the type.
    Text(String),
}
