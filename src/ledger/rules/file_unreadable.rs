//! `file.unreadable`: a file that is no spreadsheet, damaged or empty; it is rejected.

use super::{Place, Spot};
use crate::domain::finding::Finding;
use crate::domain::sheet::Rejection;

/// The finding for a file that `intake` refused, by the rejection's own code.
pub(crate) fn of(path: &str, rejection: &Rejection) -> Finding {
    let place = Place { file: path, sheet: "", county: None, ledger: None, as_of: None };
    place.finding(rejection.code, Spot::default(), &rejection.message, rejection.remedy.clone())
}
