//! What is handed to the store and what it answers: plain values, no behaviour beyond naming.

use super::resolve::Fate;
use crate::domain::{
    Date,
    finding::Finding,
    row::Row,
    submission::{RowCounts, Slot, Standing, Submission},
};

/// One table as it was read: a submission before the store has decided what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// County, ledger, week.
    pub slot: Slot,
    /// It calls itself 补报.
    pub supplementary: bool,
    /// The person named this very file, not a folder it lies in: that puts a withdrawn submission back in force
    /// (see [`resolve`](super::resolve)).
    pub explicit: bool,
    /// Path of the file below the folder that was ingested.
    pub file: String,
    /// Names of the sheets it was read from, joined by `、`; empty for csv.
    pub sheet: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// How its rows add up.
    pub counts: RowCounts,
    /// The rows in the order of the table, duplicates included.
    pub rows: Vec<Row>,
    /// Its findings, listed under the slot's week.
    pub findings: Vec<Finding>,
}

impl Arrival {
    /// The submission it would be, in force and unrevised, received as `note` says.
    pub fn submission(&self, note: &LogNote) -> Submission {
        Submission {
            slot: self.slot.clone(),
            id: submission_id(&self.slot, &self.sha256),
            standing: Standing::InForce,
            supplementary: self.supplementary,
            revision: 0,
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            sha256: self.sha256.clone(),
            rows: self.counts,
            received_at: note.when.clone(),
            received_by: note.who.clone(),
        }
    }
}

/// The identifier of a submission: its slot and the beginning of its file's hash, so that the same file in the same slot
/// is the same submission wherever and whenever it is taken in.
pub fn submission_id(slot: &Slot, sha256: &str) -> String {
    let start: String = sha256.chars().take(16).collect();
    format!("{}-{}-{}-{start}", slot.as_of, slot.county, slot.ledger.code())
}

/// A file that could not be taken in at all, with the finding that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedFile {
    /// Path of the file below the folder that was ingested.
    pub file: String,
    /// SHA-256 of the file, hexadecimal; empty where it could not be read.
    pub sha256: String,
    /// The week it is listed under: its own, else that of the run's other files.
    pub as_of: Option<Date>,
    /// Why it was rejected.
    pub finding: Finding,
}

/// Everything that one run changes; it becomes one version or none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// Slots taken out of force, before anything else.
    pub withdrawals: Vec<Slot>,
    /// Tables, in the order of the files (domain.md “Order of files”).
    pub arrivals: Vec<Arrival>,
    /// Files that were rejected.
    pub rejected: Vec<RejectedFile>,
    /// Files accepted beside those of `arrivals`; an accepted file is no longer listed as rejected.
    pub accepted: Vec<String>,
}

/// Who changes the store, when, and what for: shown by `tongbao store log` and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogNote {
    /// The user's name.
    pub who: String,
    /// UTC, RFC 3339 (`2023-04-02T08:30:00Z`).
    pub when: String,
    /// The command in words (`ingest 收件/2023-04-02`).
    pub what: String,
}

/// An entry of the store's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The version it made.
    pub version: u64,
    /// Who, when, what; empty strings where another program wrote the version.
    pub note: LogNote,
}

/// What a batch came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The version that holds it: the one before where nothing changed.
    pub version: u64,
    /// What became of each arrival, in their order.
    pub fates: Vec<Fate>,
}
