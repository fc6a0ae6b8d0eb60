//! `file.no_ledger`: nothing says which of the two ledgers a table is; the file is rejected.

use super::{Place, Spot};
use crate::domain::finding::{Code, Finding};

/// The finding for the table.
pub(crate) fn finding(place: &Place<'_>) -> Finding {
    let what = "看不出是失信被执行人台账还是行政处罚台账。";
    let remedy = "请在工作表名、标题或文件名中写明“失信被执行人”或“行政处罚”。";
    place.finding(Code::FileNoLedger, Spot::default(), what, remedy)
}
