//! `contact.unknown`: 联系情况 is none of the three categories; the value is empty.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    let what = format!("{}不是规定的联系情况。", quoted(&entry.spot(Field::Contact).value));
    entry.finding(Code::ContactUnknown, Field::Contact, &what, "请填“无法联系”“可联系但不再经营”或“可联系且在经营”。")
}
