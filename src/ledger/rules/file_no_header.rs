//! `file.no_header`: no sheet of the file has a row of column headers; the file is rejected.

use super::{Place, Spot};
use crate::domain::finding::{Code, Finding};

/// The finding for the file.
pub(crate) fn finding(place: &Place<'_>) -> Finding {
    let what = "没有找到表头（如“主体名称”“统一社会信用代码”）。";
    place.finding(Code::FileNoHeader, Spot::default(), what, "请用模板填报，保留表头一行。")
}
