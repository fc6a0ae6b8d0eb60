//! `exclusion.unknown`: 剔除情形 is none of the known cases; the value is empty, the entry stays.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    let what = format!("{}不是规定的剔除情形，未予剔除。", quoted(&entry.spot(Field::Exclusion).value));
    let remedy = "请填“破产程序”“列入经营异常名录”“已注销”“已吊销”或“其他”，并填文书号；不剔除的请留空。";
    entry.finding(Code::ExclusionUnknown, Field::Exclusion, &what, remedy)
}
