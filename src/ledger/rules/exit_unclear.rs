//! `exit.unclear`: 是否退出 is blank, unknown, or 否 beside an exit date; nothing is claimed then.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::domain::row::Row;
use crate::ledger::field::Field;

/// Checks a row; a table without the column has `column.missing` instead.
pub(crate) fn check(entry: &Entry<'_>, row: &Row) -> Option<Finding> {
    entry.table.column(Field::ExitClaimed)?;
    let value = entry.spot(Field::ExitClaimed).value;
    let what = match (row.exit_claimed, row.exit_date) {
        (Some(true), _) | (Some(false), None) => return None,
        (Some(false), Some(date)) => format!("是否退出填了{}，又填了退出日期{date}，按未退出计。", quoted(&value)),
        (None, _) if value.is_empty() => "是否退出没有填写，按未退出计。".to_owned(),
        (None, _) => format!("是否退出{}看不出是否退出，按未退出计。", quoted(&value)),
    };
    Some(entry.finding(Code::ExitUnclear, Field::ExitClaimed, &what, "请填“是”或“否”；没有退出的不要填退出日期。"))
}
