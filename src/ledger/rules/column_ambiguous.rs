//! `column.ambiguous`: a column comes twice; the leftmost counts.

use super::{Place, Spot, quoted, row_number};
use crate::domain::finding::{Code, Finding};
use crate::ledger::header::Column;

/// The finding at the second column.
pub(crate) fn finding(place: &Place<'_>, column: &Column, header: &str) -> Finding {
    let spot = Spot { row: row_number(column.row), column: row_number(column.index), value: column.text.clone() };
    let what = format!("{}与左边另一列都是“{header}”，已采用左边一列。", quoted(&column.text));
    place.finding(Code::ColumnAmbiguous, spot, &what, "请只保留一列；两列内容不同的，请核对后合并到左边一列。")
}
