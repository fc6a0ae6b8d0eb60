//! `industry.unknown`: no section of GB/T 4754-2017; the entry counts under 未填报.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    let what = format!("{}不是国民经济行业门类。", quoted(&entry.spot(Field::Industry).value));
    entry.finding(
        Code::IndustryUnknown,
        Field::Industry,
        &what,
        "请填 A 至 T 的门类字母或门类名称，如“F 批发和零售业”。",
    )
}
