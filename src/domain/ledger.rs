//! The two ledgers (台账) of the campaign.

use serde::{Deserialize, Serialize};

/// Which of the two ledgers a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ledger {
    /// 失信被执行人: judgment defaulters.
    Judgment,
    /// 行政处罚: administrative penalties.
    Penalty,
}

impl Ledger {
    /// Both ledgers, in the order in which everything lists them.
    pub const ALL: [Self; 2] = [Self::Judgment, Self::Penalty];

    /// The name used in code, files and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Judgment => "judgment",
            Self::Penalty => "penalty",
        }
    }

    /// The name people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Judgment => "失信被执行人",
            Self::Penalty => "行政处罚",
        }
    }

    /// From [`Ledger::code`]; `None` for anything else.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ledger| ledger.code() == code)
    }
}
