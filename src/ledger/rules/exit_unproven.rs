//! `exit.unproven`: an exit is claimed, and the evidence for it (domain.md section 5) does not stand in the row.

use super::Entry;
use crate::domain::Date;
use crate::domain::finding::{Code, Finding};
use crate::domain::row::{Contact, Row, Step};
use crate::ledger::field::Field;

/// Checks a row on the closing day of its own submission. An excluded entry is never an exit.
pub(crate) fn check(entry: &Entry<'_>, row: &Row) -> Option<Finding> {
    let excluded = row.exclusion.is_some() && row.exclusion_ref.is_some();
    if row.exit_claimed != Some(true) || excluded {
        return None;
    }
    let missing = missing(row, entry.as_of);
    (!missing.is_empty()).then(|| {
        let what = format!("填报已退出，但缺少{}，仍计为未退出。", missing.join("、"));
        let remedy = format!("请补填{}；信用修复退出的请填修复完成日期；没有退出的请改填“否”。", missing.join("、"));
        entry.finding(Code::ExitUnproven, Field::ExitClaimed, &what, remedy)
    })
}

/// What the evidence lacks on `date`, in the order of domain.md section 5; empty where it is complete.
fn missing(row: &Row, date: Date) -> Vec<&'static str> {
    let done = |step: Option<Step>| step.is_some_and(|step| step.date <= date);
    if row.repaired.is_some_and(|repaired| repaired <= date) || row.public_count == Some(0) {
        return Vec::new();
    }
    let operating = row.contact == Some(Contact::Operating);
    [
        (row.contact.is_none(), "联系情况"),
        (operating && !done(row.interviewed), "约谈日期"),
        (operating && !done(row.pledged), "承诺书签署日期"),
        (!done(row.supervised), "纳入重点监管日期"),
    ]
    .into_iter()
    .filter_map(|(lacking, what)| lacking.then_some(what))
    .collect()
}
