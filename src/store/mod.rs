//! The store: everything that was ever taken in, in open tables (Delta Lake on Parquet) with their history.
//!
//! ```text
//! store/
//!   submissions/   the table that decides: one Parquet file a version, named by the newest entry of its log
//!   rows/          the rows of all submissions, a partition a week; a file a week and run, never changed
//!   findings/      their findings, likewise
//!   kept/          computed from the others, may be deleted at any time
//!   .lock          held while a version is written
//! ```
//!
//! Each folder is a Delta table of its own (protocol 1/2, no table features) that DuckDB, Spark, Polars and Python's
//! `deltalake` open. **One table decides**: data files are written first, then `rows` and `findings` are committed, and
//! last of all `submissions`, whose records name the file (`rows_part`, `findings_part`) that holds a submission's rows.
//! What it does not name does not exist, so a run that is killed leaves the old state or the new one. Other engines read
//! the same state by joining on `submission_id` and `part` and keeping `standing = 'in_force'`.
//!
//! The version of the store is the version of `submissions`. Its whole content is one small file a version (a province
//! has some 19,000 records a year), so that any version is read by two reads, without replaying the log; rows are
//! partitioned by week, because they are what is large.
//!
//! What never happens here: a data file is changed or deleted that a version names; the log is cleaned up; the clock or
//! the user's name is read (both are handed in); a finding or a row is judged.

mod access;
pub mod batch;
mod columns;
mod data;
mod fault;
mod files;
pub mod frame;
mod kept;
mod lock;
mod logs;
mod record;
pub mod resolve;
mod snapshot;
mod table;
mod upkeep;

pub use access::{Store, preview_of_empty};
pub use batch::{Arrival, Batch, Committed, LogEntry, LogNote, RejectedFile};
pub use fault::RESTORE;
pub use resolve::Fate;
pub use snapshot::{Snapshot, Spot};
pub use upkeep::{Compaction, Soundness};
