//! `entry.duplicate`: an entry comes twice in one submission of the week; the first row counts, the others are told.

use crate::{
    domain::{
        finding::{Code, Finding},
        ledger::Ledger,
    },
    state::{
        deliveries::day,
        known::Known,
        place::{Places, Words},
    },
};

pub(super) fn check(known: &Known, places: &Places, findings: &mut Vec<Finding>) {
    let today = day(known.as_of());
    for ledger in Ledger::ALL {
        for repeat in known.book(ledger).course.repeats.iter().filter(|repeat| repeat.as_of == today) {
            let why = format!(
                "在同一期{}台账中已经列过（第{}行），只按先出现的一行统计",
                ledger.label(),
                places.line(repeat.counted)
            );
            let remedy = "请核对两行，保留正确的一行；代码填错的请改正代码。".to_owned();
            findings.push(places.finding(Code::EntryDuplicate, ledger, repeat.key, repeat.row, Words { why, remedy }));
        }
    }
}
