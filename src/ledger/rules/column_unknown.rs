//! `column.unknown`: a header that is no column of the ledger; its values are not stored, they may be personal.

use super::{Place, Spot, quoted, row_number};
use crate::domain::finding::{Code, Finding};
use crate::ledger::header::Column;

/// The finding at the header cell.
pub(crate) fn finding(place: &Place<'_>, column: &Column) -> Finding {
    let spot = Spot { row: row_number(column.row), column: row_number(column.index), value: column.text.clone() };
    let what = format!("{}不是台账模板中的列，这一列没有读入。", quoted(&column.text));
    place.finding(Code::ColumnUnknown, spot, &what, "如是模板中的列，请把表头改成模板用词；不需要的列可以删去。")
}
