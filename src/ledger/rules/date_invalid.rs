//! `date.invalid`: what stands in a date column is no full, possible date; the value is empty.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>, field: Field) -> Finding {
    let what = format!("{}不是日期。", quoted(&entry.spot(field).value));
    entry.finding(Code::DateInvalid, field, &what, "请填 2023-04-05 这样的日期。")
}
