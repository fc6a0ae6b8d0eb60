//! `county.mismatch`: a row's own county column disagrees with the submission, whose county it keeps.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the county cell; `county` is the name of the submission's county.
pub(crate) fn finding(entry: &Entry<'_>, county: &str) -> Finding {
    let what =
        format!("{}与报送单位“{county}”不一致，这一行仍计入{county}。", quoted(&entry.spot(Field::County).value));
    let remedy = format!("请改为“{county}”；不属于{county}的主体，请从本表移出，由所在县（市、区）报送。");
    entry.finding(Code::CountyMismatch, Field::County, &what, remedy)
}
