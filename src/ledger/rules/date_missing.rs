//! `date.missing`: 是 in place of the date of a step; the step counts as done on the closing day.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>, field: Field) -> Finding {
    let what = format!("{}只填了{}，没有填日期。", entry.header(field), quoted(&entry.spot(field).value));
    entry.finding(Code::DateMissing, field, &what, "请填办理的日期，如 2023-04-05。")
}
