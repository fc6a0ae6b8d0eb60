//! `file.too_large`: a file beyond the configured limits on size, cells, memory or time; it is rejected.

use super::{Place, Spot, file_unreadable, quoted};
use crate::domain::finding::{Code, Finding};
use crate::domain::sheet::{Rejection, Sheet};

/// As many cells as no ledger and no honest sheet has.
const ABSURD: u64 = 1 << 32;

/// The finding for a file that `intake` refused for this reason, `None` for other reasons.
pub(crate) fn finding(path: &str, rejection: &Rejection) -> Option<Finding> {
    (rejection.code == Code::FileTooLarge).then(|| file_unreadable::of(path, rejection))
}

/// The finding for a file without a ledger one of whose sheets claims an absurd number of cells. Where a ledger is found, a
/// false claim does no harm: only what is there was read.
pub(crate) fn claim(place: &Place<'_>, sheets: &[Sheet]) -> Option<Finding> {
    let sheet = sheets.iter().find(|sheet| sheet.claimed >= ABSURD)?;
    let what = format!("工作表{}自称有 {} 个单元格，里面却没有台账的表头。", quoted(&sheet.name), sheet.claimed);
    let remedy = "请把台账复制到一张新工作表，或用模板填报，另存为 .xlsx 后重新报送。";
    Some(place.finding(Code::FileTooLarge, Spot::default(), &what, remedy))
}
