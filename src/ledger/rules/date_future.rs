//! `date.future`: a date later than the closing day of its own submission.

use super::{Entry, quoted};
use crate::domain::Date;
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// Checks a date that could be read.
pub(crate) fn check(entry: &Entry<'_>, field: Field, date: Date) -> Option<Finding> {
    (date > entry.as_of).then(|| {
        let value = entry.spot(field).value;
        let what = format!("{}{}晚于本期截止日{}。", entry.header(field), quoted(&value), entry.as_of);
        entry.finding(Code::DateFuture, field, &what, "请填已经发生的日期；还没有办的请留空。")
    })
}
