//! `name.missing`: the entity has a code and no name.

use super::Entry;
use crate::domain::finding::{Code, Finding};
use crate::domain::row::Row;
use crate::ledger::field::Field;

/// Checks a row; a table without the column has `column.missing` instead.
pub(crate) fn check(entry: &Entry<'_>, row: &Row) -> Option<Finding> {
    entry.table.column(Field::Name)?;
    row.name.is_none().then(|| entry.finding(Code::NameMissing, Field::Name, "主体名称没有填写。", "请补填主体全称。"))
}
