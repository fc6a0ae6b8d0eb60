//! A submission (报送): one county's table of one ledger for one week, and what became of it.

use serde::{Deserialize, Serialize};

use super::{Date, ledger::Ledger};

/// Whether a submission counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In force: its rows are the county's word for that week.
    InForce,
    /// Replaced whole by a later file (or passed over, because a 补报 was already there).
    Superseded,
    /// Taken out of force by `tongbao withdraw`.
    Withdrawn,
}

/// Which submission is meant: at most one of each is in force.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// Code of the county.
    pub county: String,
    /// Which ledger.
    pub ledger: Ledger,
    /// The closing day of the week.
    pub as_of: Date,
}

/// How the rows of a table add up: `read = kept + duplicates + rejected + no_data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows below the header down to the last non-blank one.
    pub read: u32,
    /// Rows that are entries, each key once.
    pub kept: u32,
    /// Rows whose key had already come in the same submission (kept in the store too, but not counted).
    pub duplicates: u32,
    /// Rows with neither name nor code (`entry.unidentified`).
    pub rejected: u32,
    /// Blank rows, totals, footers, repeated headers.
    pub no_data: u32,
}

impl RowCounts {
    /// Every row that was read went somewhere, and only once.
    pub fn add_up(&self) -> bool {
        let parts = [self.kept, self.duplicates, self.rejected, self.no_data];
        parts.into_iter().map(u64::from).sum::<u64>() == u64::from(self.read)
    }
}

/// One county's table of one ledger for one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// County, ledger, week.
    pub slot: Slot,
    /// Unique in the store; rows and findings carry it.
    pub id: String,
    /// Whether it counts.
    pub standing: Standing,
    /// It calls itself 补报.
    pub supplementary: bool,
    /// How many earlier submissions of the same slot it replaced.
    pub revision: u32,
    /// Path of the file below the folder that was ingested.
    pub file: String,
    /// Names of the sheets it was read from, joined by `、`; empty for csv.
    pub sheet: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// How its rows add up.
    pub rows: RowCounts,
    /// When it was taken in (UTC, RFC 3339): for the store's log only, never in an output.
    pub received_at: String,
    /// Who took it in: for the store's log only.
    pub received_by: String,
}

#[cfg(test)]
mod tests {
    use super::RowCounts;

    #[test]
    fn rows_add_up_or_they_do_not() {
        let counts = RowCounts { read: 10, kept: 5, duplicates: 2, rejected: 1, no_data: 2 };
        assert!(counts.add_up());
        assert!(!RowCounts { read: 11, ..counts }.add_up(), "a row was lost");
        assert!(!RowCounts { kept: 6, ..counts }.add_up(), "a row was counted twice");
        assert!(!RowCounts { read: 3, kept: u32::MAX, duplicates: 4, rejected: 0, no_data: 0 }.add_up(), "no wrapping");
    }
}
