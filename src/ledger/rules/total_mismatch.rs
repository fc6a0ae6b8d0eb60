//! `total.mismatch`: a 合计 row does not say what the rows delivered add up to.

use super::{Place, Spot, quoted};
use crate::domain::finding::{Code, Finding};

/// Checks one count of a 合计 row: what stands there and the sum of all rows.
pub(crate) fn check(place: &Place<'_>, spot: Spot, header: &str, total: u32, sum: u64) -> Option<Finding> {
    (u64::from(total) != sum).then(|| {
        let what = format!("合计行的{header}是{}，各行相加是{sum}。", quoted(&spot.value));
        place.finding(Code::TotalMismatch, spot, &what, "请核对是否漏报、重复填报或合计算错。")
    })
}
