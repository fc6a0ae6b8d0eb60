//! `submission.missing`: a county has sent nothing for the week of T, one finding a ledger; a 补报 removes it.

use crate::{
    domain::{
        finding::{Code, Finding},
        ledger::Ledger,
    },
    state::{known::Known, months},
};

pub(super) fn check(known: &Known, findings: &mut Vec<Finding>) {
    for (county, ledger) in months::late(known.submissions, known.config, known.as_of()) {
        findings.push(finding(known, &county.code, &county.name, ledger));
    }
}

fn finding(known: &Known, code: &str, name: &str, ledger: Ledger) -> Finding {
    let as_of = known.as_of();
    let (label, week) = (ledger.label(), as_of.format("%Y-%m-%d"));
    Finding {
        code: Code::SubmissionMissing,
        county: Some(code.to_owned()),
        ledger: Some(ledger),
        as_of: Some(as_of),
        file: String::new(),
        sheet: String::new(),
        row: 0,
        column: 0,
        value: String::new(),
        message: format!("{name}：截至{week}的一期没有收到{label}台账，各项数字沿用其此前最新一期。"),
        remedy: format!("请补报截至{week}的{label}台账；没有条目的，也请报送只有表头的零报告。"),
    }
}
