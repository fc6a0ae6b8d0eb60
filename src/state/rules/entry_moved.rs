//! `entry.moved`: another county owns the entry than on the closing day before; the new owner is told, in that week alone.

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
        for (number, stand) in known.stands_now(ledger) {
            let before = known.stand_before(ledger, number).filter(|before| before.county != stand.county);
            if let Some(before) = before {
                let words = words(places.county_name(before.row as usize));
                findings.push(places.finding(Code::EntryMoved, ledger, number, stand.row as usize, words));
            }
        }
    }
}

fn words(before: &str) -> Words {
    Words {
        why: format!("上一期归{before}，本期起归本县（市、区）统计"),
        remedy: format!("请与{before}核对属地并做好工作交接；确已移交的，无需处理。"),
    }
}
