//! Findings as templates see them: how many, of which sort, and whose.

use serde::Serialize;

use super::{
    super::{facts::BulletinFacts, standing},
    Unit,
};
use crate::domain::{
    config::Config,
    finding::{Code, Severity},
};

/// A number of findings with a name: a county's or a sort's.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    pub name: String,
    pub count: u64,
}

/// The data-quality facts of the month's last week.
#[derive(Debug, Serialize)]
pub struct QualityView {
    pub error: u64,
    pub warning: u64,
    pub notice: u64,
    /// Errors and warnings there are at all.
    pub any: bool,
    /// The commonest sorts that are errors or warnings (late submissions, unproven exits and exclusions are spoken of elsewhere).
    pub sorts: Vec<Named>,
    /// Counties with the most errors.
    pub worst: Vec<Named>,
    /// Exits declared without evidence, over the city.
    pub unproven: u64,
    /// The same by county.
    pub unproven_by_county: Vec<Named>,
    /// Exclusions without their document.
    pub unproven_exclusions: u64,
    /// Counties with a late submission in the month.
    pub late: Vec<Unit>,
}

impl QualityView {
    pub fn new(facts: &BulletinFacts, config: &Config) -> Self {
        let findings = &facts.indicators.findings;
        let late = |county: &&crate::indicator::figures::CountyFigures| county.late_judgment + county.late_penalty > 0;
        let late = facts.indicators.counties.iter().filter(late);
        Self {
            error: findings.error,
            warning: findings.warning,
            notice: findings.notice,
            any: findings.error + findings.warning > 0,
            sorts: sorts(facts),
            worst: largest(&by_county(facts, config, |code| code.severity() == Severity::Error)),
            unproven: of_code(facts, Code::ExitUnproven),
            unproven_by_county: by_county(facts, config, |code| code == Code::ExitUnproven),
            unproven_exclusions: of_code(facts, Code::ExclusionUnproven),
            late: late.map(|county| Unit::county(county, config.rounding)).collect(),
        }
    }
}

fn of_code(facts: &BulletinFacts, code: Code) -> u64 {
    let by_code = &facts.indicators.findings.by_code;
    by_code.iter().find(|(name, _)| name == code.code()).map_or(0, |(_, count)| *count)
}

fn sorts(facts: &BulletinFacts) -> Vec<Named> {
    let elsewhere = [Code::ExitUnproven, Code::ExclusionUnproven, Code::SubmissionMissing, Code::EntryReentered];
    let sorts = Code::ALL.iter().filter(|code| !elsewhere.contains(code) && code.severity() != Severity::Notice);
    largest(
        &sorts.map(|code| Named { name: code.label().to_owned(), count: of_code(facts, *code) }).collect::<Vec<_>>(),
    )
}

fn largest(named: &[Named]) -> Vec<Named> {
    standing::largest(named, |named| named.count).into_iter().cloned().collect()
}

/// Sums by county, in the order of the configuration, zeros left out.
fn by_county(facts: &BulletinFacts, config: &Config, wanted: impl Fn(Code) -> bool) -> Vec<Named> {
    let sum = |code: &str| -> u64 {
        facts.findings.iter().filter(|row| row.county == code && wanted(row.code)).map(|row| row.count).sum()
    };
    let counties = config.counties.iter().map(|county| Named { name: county.name.clone(), count: sum(&county.code) });
    counties.filter(|named| named.count > 0).collect()
}
