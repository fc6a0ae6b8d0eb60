//! `entry.cross_county`: more than one county lists an entry; each but the owner is told, at its own newest row.

use crate::{
    domain::{
        finding::{Code, Finding},
        ledger::Ledger,
    },
    state::{
        known::Known,
        place::{Places, Words},
    },
};

pub(super) fn check(known: &Known, places: &Places, findings: &mut Vec<Finding>) {
    for ledger in Ledger::ALL {
        let course = &known.book(ledger).course;
        for (number, stand) in known.stands_now(ledger) {
            let others = course.listings(number as usize).filter(|listing| listing.county != stand.county);
            for listing in others.filter(|listing| course.still_lists(listing)) {
                let words = words(places.county_name(stand.row as usize));
                findings.push(places.finding(Code::EntryCrossCounty, ledger, number, listing.row, words));
            }
        }
    }
}

fn words(owner: &str) -> Words {
    Words {
        why: format!("同时列在{owner}的台账中，现按{owner}的条目统计，本县（市、区）不重复计数"),
        remedy: format!(
            "请与{owner}核对属地：不属本县（市、区）的，从下一期起不再报送；属本县（市、区）的，请{owner}停报。"
        ),
    }
}
