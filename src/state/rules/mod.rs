//! What is wrong with the state on T: one rule a file, the file named for the code of its finding.
//!
//! A rule reads what the course found; none of them changes a count. Messages never show a name: who has no usable code
//! is told by the place of the row, and the value as met goes into the finding's own field, where writers mask it.

mod entry_cross_county;
mod entry_duplicate;
mod entry_moved;
mod entry_reentered;
mod entry_vanished;
mod submission_missing;

use crate::{
    Result,
    domain::finding::{self, Finding},
};

use super::{known::Known, place::Places};

/// All findings of the state on T, sorted by county, ledger, file, sheet, row, column and code.
pub(super) fn findings(known: &Known) -> Result<Vec<Finding>> {
    let places = Places::of(known)?;
    let mut findings = Vec::new();
    entry_duplicate::check(known, &places, &mut findings);
    entry_cross_county::check(known, &places, &mut findings);
    entry_vanished::check(known, &places, &mut findings);
    entry_moved::check(known, &places, &mut findings);
    entry_reentered::check(known, &places, &mut findings);
    submission_missing::check(known, &mut findings);
    finding::sort(&mut findings, |county| known.config.county_order(county));
    Ok(findings)
}
