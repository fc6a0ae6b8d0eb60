//! `exclusion.unproven`: an exclusion without the number of its document; the entry stays governed.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::domain::row::{Choice, Row};
use crate::ledger::field::Field;

/// Checks a row.
pub(crate) fn check(entry: &Entry<'_>, row: &Row) -> Option<Finding> {
    let exclusion = row.exclusion.filter(|_| row.exclusion_ref.is_none())?;
    let what = format!("填了剔除情形{}，没有填剔除文书号，仍计为治理对象。", quoted(exclusion.label()));
    Some(entry.finding(
        Code::ExclusionUnproven,
        Field::Exclusion,
        &what,
        "请补填剔除文书号；不剔除的请把剔除情形留空。",
    ))
}
