//! `entry.vanished`: an entry that is not out is missing from its county's newest submission.
//!
//! It keeps its last state. A county that is merely late has dropped nothing: its newest submission still lists the entry.

use crate::{
    domain::{
        finding::{Code, Finding},
        ledger::Ledger,
    },
    state::{
        Status,
        known::Known,
        place::{Places, Words},
    },
};

pub(super) fn check(known: &Known, places: &Places, findings: &mut Vec<Finding>) {
    for ledger in Ledger::ALL {
        let course = &known.book(ledger).course;
        for (number, stand) in known.stands_now(ledger).filter(|(_, stand)| stand.status == Status::Remaining) {
            if !course.listings(number as usize).any(|listing| course.still_lists(listing)) {
                findings.push(places.finding(Code::EntryVanished, ledger, number, stand.row as usize, words()));
            }
        }
    }
}

fn words() -> Words {
    let why = "尚未退出，最新一期报送却不再列出，仍按此行统计为未退出".to_owned();
    let remedy = "请在下一期补列并如实填报办理情况；确属误列或代码有误的，以“其他”情形剔除并注明决定文书号，\
                  或者对列有此行的各期逐期补报。"
        .to_owned();
    Words { why, remedy }
}
