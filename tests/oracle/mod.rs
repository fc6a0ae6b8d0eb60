//! The naive oracle: domain.md sections 4 to 6 once more, in plain loops over plain structs.
//!
//! It shares no function with the program; only [`convert`] knows the program's types, to hand the same input to both.
//!
//! * [`world`]: what counties sent, as plain structs, and which of it is in force.
//! * [`generate`]: proptest strategies for such worlds: late weeks, zero reports, revisions, withdrawals, lost codes, names
//!   in several spellings, two firms of one name, drops, moves, the same firm in two counties, duplicates, exclusions with
//!   and without document, evidence dated in the future.
//! * [`state`]: section 4 and 5: keys, owners, statuses, what is missing, findings of the state.
//! * [`figures`]: section 6: every count of `indicators.json`, comparison, ranks, timeliness, weekly series, pace.
//! * [`spells`]: how long each entry was in, for the analyses.
//! * [`convert`]: the same world as configuration, submissions and history of the program.
//!
//! Another test takes it in with `#[path = "oracle/mod.rs"] mod oracle;`.
#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

pub mod convert;
pub mod figures;
pub mod generate;
pub mod spells;
pub mod state;
pub mod world;
