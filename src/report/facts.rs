//! What a document is made from: the month's figures and the few counts that stand beside them.
//!
//! Plain values that `commands` fills from query results; nothing here is computed.

use crate::{
    domain::{Date, finding::Code, ledger::Ledger},
    indicator::figures::Indicators,
};

/// Everything the bulletin is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct BulletinFacts {
    /// The month's figures.
    pub indicators: Indicators,
    /// The date printed on the document.
    pub date: Date,
    /// Repair guides, repair applications, completed repairs, a row a county; empty where they were not asked for.
    pub measures: Vec<CountyMeasures>,
    /// Findings of the month's last week by county and code, as `findings` of the indicators counts them.
    pub findings: Vec<CountyFindings>,
    /// Remaining entries by industry and ledger; empty leaves the chart out.
    pub remaining_by_industry: Vec<IndustryRemaining>,
    /// What the previous month's bulletin printed for the city, if it was issued.
    pub previous_printed: Option<PreviouslyPrinted>,
    /// What a corrected bulletin changes; empty unless it is issued again.
    pub corrections: Vec<Correction>,
}

/// How many governed entries of a county have which repair step behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyMeasures {
    /// Code of the county.
    pub county: String,
    /// Entries with the repair guide handed out.
    pub guided: u64,
    /// Entries with a repair applied for.
    pub repair_applied: u64,
    /// Entries with a repair completed.
    pub repaired: u64,
}

/// How many findings of one code a county has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyFindings {
    /// Code of the county.
    pub county: String,
    /// What sort of fault.
    pub code: Code,
    /// How many.
    pub count: u64,
}

/// Remaining entries of one industry in one ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndustryRemaining {
    /// Letter, `None` for 未填报.
    pub industry: Option<char>,
    /// Which ledger.
    pub ledger: Ledger,
    /// How many remain.
    pub remaining: u64,
}

/// What the previous bulletin printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviouslyPrinted {
    /// 退出率 of the city as printed (`39.21%`).
    pub exit_rate: String,
}

/// One thing that a corrected bulletin prints differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What (`滑县退出率`).
    pub what: String,
    /// As it was printed.
    pub before: String,
    /// As it is now.
    pub after: String,
}

/// Everything the letters and task lists of a month are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeFacts {
    /// `2023-04`.
    pub month: String,
    /// T of the month.
    pub as_of: Date,
    /// The previous bulletin's date; `None` in the first month.
    pub previous_as_of: Option<Date>,
    /// The date printed on the documents.
    pub date: Date,
    /// All remaining entries of the city, in any order.
    pub entries: Vec<super::task::TaskEntry>,
}
