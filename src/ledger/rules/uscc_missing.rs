//! `uscc.missing`: the entity has a name and no code; the name is the key then.

use super::Entry;
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    entry.finding(Code::UsccMissing, Field::Uscc, "统一社会信用代码没有填写。", "请按营业执照补填18位代码。")
}
