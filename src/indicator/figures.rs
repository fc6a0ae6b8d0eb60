//! The figures of a month as typed values: what `indicators.json` serialises and what every document prints.

use crate::domain::{Date, config::Basis, ledger::Ledger, rate::Rate};

/// The counts of one group of entries (domain.md section 6).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Entries ever listed.
    pub listed: u64,
    /// Listed but excluded with their document.
    pub excluded: u64,
    /// `listed - excluded`.
    pub governed: u64,
    /// Governed and out.
    pub exited: u64,
    /// `governed - exited`.
    pub remaining: u64,
    /// Governed entries still operating.
    pub operating: u64,
    /// Governed operating entries interviewed.
    pub interviewed: u64,
    /// Governed operating entries with a signed pledge.
    pub pledged: u64,
    /// Governed entries under key supervision.
    pub supervised: u64,
    /// Distinct entities among the listed.
    pub entities: u64,
    /// Sum of 失信次数.
    pub records: u64,
    /// Against the previous bulletin's date; `None` in the first month.
    pub previous: Option<Comparison>,
}

impl Counts {
    /// 退出率.
    pub fn exit_rate(&self) -> Rate {
        Rate::new(self.exited, self.governed)
    }
    /// 剔除率.
    pub fn exclusion_rate(&self) -> Rate {
        Rate::new(self.excluded, self.listed)
    }
    /// 约谈覆盖率.
    pub fn interview_rate(&self) -> Rate {
        Rate::new(self.interviewed, self.operating)
    }
    /// 承诺覆盖率.
    pub fn pledge_rate(&self) -> Rate {
        Rate::new(self.pledged, self.operating)
    }
    /// 重点监管覆盖率.
    pub fn supervision_rate(&self) -> Rate {
        Rate::new(self.supervised, self.governed)
    }
}

/// Against the previous bulletin's date, both states as known on the date itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// 退出率 then.
    pub exit_rate: Rate,
    /// Change in 个百分点 of the printed values; `None` where either side is `—`.
    pub exit_rate_change: Option<String>,
    /// Entries absent from the whole previous state.
    pub new: u64,
    /// Exited now and not then.
    pub newly_exited: u64,
    /// Exited then and remaining now.
    pub reentered: u64,
}

/// One county's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyFigures {
    /// Code.
    pub county: String,
    /// Name.
    pub name: String,
    /// Group.
    pub group: String,
    /// Its counts.
    pub counts: Counts,
    /// Rank over the city; `None` without governed entries.
    pub rank: Option<u32>,
    /// Rank within its group.
    pub rank_in_group: Option<u32>,
    /// Rank at the previous bulletin's date.
    pub previous_rank: Option<u32>,
    /// Weeks due in the month.
    pub weeks_due: u32,
    /// Weeks of the month without a submission of 失信被执行人.
    pub late_judgment: u32,
    /// Weeks of the month without a submission of 行政处罚.
    pub late_penalty: u32,
}

/// The city on one closing day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Closing day.
    pub as_of: Date,
    /// See [`Counts`].
    pub listed: u64,
    /// See [`Counts`].
    pub excluded: u64,
    /// See [`Counts`].
    pub governed: u64,
    /// See [`Counts`].
    pub exited: u64,
    /// See [`Counts`].
    pub remaining: u64,
}

/// How fast the ledger empties. Decimals are in tenths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Exits a week in tenths, half-up; `None` with one week only. May be negative.
    pub exits_per_week: Option<i64>,
    /// Exits a week still needed, in tenths; 0 where nothing remains.
    pub needed_per_week: i64,
    /// When the current pace clears the ledger.
    pub clears_on: Option<Date>,
}

/// How many findings, by severity and code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingCounts {
    /// Errors.
    pub error: u64,
    /// Warnings.
    pub warning: u64,
    /// Notices.
    pub notice: u64,
    /// Codes that occur, sorted.
    pub by_code: Vec<(String, u64)>,
}

/// A check that the figures add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was compared.
    pub check: String,
    /// Whether it held.
    pub ok: bool,
}

/// Everything `indicators.json` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicators {
    /// `2023-04`.
    pub month: String,
    /// T: the last week of the month for which anything was sent.
    pub as_of: Date,
    /// The last week of the month before for which anything was sent.
    pub previous_as_of: Option<Date>,
    /// Whether exits need evidence.
    pub basis: Basis,
    /// The whole city.
    pub city: Counts,
    /// Both ledgers.
    pub ledgers: Vec<(Ledger, Counts)>,
    /// All counties in the order of the configuration.
    pub counties: Vec<CountyFigures>,
    /// Groups, in order of first appearance in the configuration.
    pub groups: Vec<(String, Counts)>,
    /// Industries by letter, `None` (未填报) last.
    pub industries: Vec<(Option<char>, Counts)>,
    /// Departments by code point, `None` (未填报) last.
    pub departments: Vec<(Option<String>, Counts)>,
    /// County × ledger.
    pub county_ledger: Vec<(String, Ledger, Counts)>,
    /// County × industry.
    pub county_industry: Vec<(String, Option<char>, Counts)>,
    /// From the campaign's first week to `as_of`.
    pub weekly: Vec<Week>,
    /// How fast.
    pub pace: Pace,
    /// Findings of the month's last week.
    pub findings: FindingCounts,
    /// 勾稽.
    pub reconciliation: Vec<Check>,
}
