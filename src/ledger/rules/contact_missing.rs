//! `contact.missing`: 联系情况 is blank where no exclusion is filled in.

use super::Entry;
use crate::domain::finding::{Code, Finding};
use crate::domain::row::Row;
use crate::ledger::field::Field;

/// Checks a row; a table without the column is not blamed for it.
pub(crate) fn check(entry: &Entry<'_>, _row: &Row) -> Option<Finding> {
    let filled = |field| entry.table.filled(entry.index, field).is_some();
    let blank = entry.table.column(Field::Contact).is_some() && !filled(Field::Contact);
    (blank && !filled(Field::Exclusion)).then(|| {
        let remedy = "请填“无法联系”“可联系但不再经营”或“可联系且在经营”；属于剔除的，请填剔除情形和文书号。";
        entry.finding(Code::ContactMissing, Field::Contact, "联系情况没有填写。", remedy)
    })
}
