//! `entry.reentered`: an entry that was out on an earlier closing day is in again, for as long as it is in.

use crate::{
    domain::{
        Date,
        finding::{Code, Finding},
        ledger::Ledger,
    },
    state::{
        Status,
        course::Stand,
        known::Known,
        place::{Places, Words},
    },
};

pub(super) fn check(known: &Known, places: &Places, findings: &mut Vec<Finding>) {
    for ledger in Ledger::ALL {
        for (number, stand) in known.stands_now(ledger).filter(|(_, stand)| stand.status == Status::Remaining) {
            if let Some(out) = last_out(known, ledger, number) {
                findings.push(places.finding(Code::EntryReentered, ledger, number, stand.row as usize, words(out)));
            }
        }
    }
}

/// The last closing day on which the entry was out.
fn last_out(known: &Known, ledger: Ledger, number: u32) -> Option<Date> {
    let weeks = &known.book(ledger).course.weeks;
    let out = |week: &Vec<Option<Stand>>| {
        let stand = week.get(number as usize).copied().flatten();
        stand.is_some_and(|stand| stand.status == Status::Exited)
    };
    weeks.iter().rposition(out).and_then(|week| known.dates.get(week).copied())
}

fn words(out: Date) -> Words {
    Words {
        why: format!("{}那一期已经退出，现在又列为未退出", out.format("%Y-%m-%d")),
        remedy: "请核实回流原因：退出不实的，重新办理；误改的，请更正后补报。".to_owned(),
    }
}
