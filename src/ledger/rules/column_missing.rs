//! `column.missing`: a mandatory column is not in the table; one finding a column, at no cell.

use super::{Place, Spot};
use crate::domain::finding::{Code, Finding};

/// The finding for the column with this header.
pub(crate) fn finding(place: &Place<'_>, header: &str) -> Finding {
    let spot = Spot { value: header.to_owned(), ..Spot::default() };
    let what = format!("表中没有必填列“{header}”。");
    place.finding(Code::ColumnMissing, spot, &what, format!("请按模板补上“{header}”一列后重新报送。"))
}
