//! `count.below_threshold`: fewer records than the threshold for the list; the entry counts.

use super::Entry;
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// Checks a count that could be read.
pub(crate) fn check(entry: &Entry<'_>, count: u32, threshold: u32) -> Option<Finding> {
    (count < threshold).then(|| {
        let what = format!("失信次数{count}次，不到列入标准{threshold}次。");
        entry.finding(
            Code::CountBelowThreshold,
            Field::RecordCount,
            &what,
            "请核对次数；不符合列入标准的，请说明列入依据。",
        )
    })
}
