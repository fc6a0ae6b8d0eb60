//! Counties, groups, industries and departments as templates see them.

use serde::Serialize;

use super::super::standing;
use crate::{
    domain::rate::Rounding,
    indicator::figures::{Comparison, Counts, CountyFigures, Indicators},
};

/// Counts with their printed rates.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question that a template asks")]
pub struct CountsView {
    pub listed: u64,
    pub excluded: u64,
    pub governed: u64,
    pub exited: u64,
    pub remaining: u64,
    pub operating: u64,
    pub interviewed: u64,
    pub pledged: u64,
    pub supervised: u64,
    pub entities: u64,
    pub records: u64,
    pub exit_rate: String,
    pub exclusion_rate: String,
    pub interview_rate: String,
    pub pledge_rate: String,
    pub supervision_rate: String,
    /// Nothing to govern.
    pub no_tasks: bool,
    /// Something was governed and everything is out.
    pub all_out: bool,
    pub interviews_done: bool,
    pub pledges_done: bool,
    pub supervision_done: bool,
    /// `None` in the first month.
    pub previous: Option<PreviousView>,
}

/// Against the previous bulletin's date.
#[derive(Debug, Clone, Serialize)]
pub struct PreviousView {
    pub exit_rate: String,
    /// 提高, 下降 or 持平; `None` where either rate is `—`.
    pub direction: Option<&'static str>,
    /// 个百分点 without sign.
    pub points: Option<String>,
    pub new: u64,
    pub newly_exited: u64,
    pub reentered: u64,
}

/// A county, group, ledger, industry or department.
#[derive(Debug, Clone, Serialize)]
pub struct Unit {
    pub name: String,
    /// False for 未填报.
    pub known: bool,
    pub rank: Option<u32>,
    pub previous_rank: Option<u32>,
    /// Places won, without sign.
    pub places: Option<u64>,
    pub late_judgment: u32,
    pub late_penalty: u32,
    #[serde(flatten)]
    pub counts: CountsView,
}

impl CountsView {
    pub fn new(counts: &Counts, rounding: Rounding) -> Self {
        Self {
            listed: counts.listed,
            excluded: counts.excluded,
            governed: counts.governed,
            exited: counts.exited,
            remaining: counts.remaining,
            operating: counts.operating,
            interviewed: counts.interviewed,
            pledged: counts.pledged,
            supervised: counts.supervised,
            entities: counts.entities,
            records: counts.records,
            exit_rate: counts.exit_rate().text(rounding),
            exclusion_rate: counts.exclusion_rate().text(rounding),
            interview_rate: counts.interview_rate().text(rounding),
            pledge_rate: counts.pledge_rate().text(rounding),
            supervision_rate: counts.supervision_rate().text(rounding),
            no_tasks: counts.governed == 0,
            all_out: counts.governed > 0 && counts.remaining == 0,
            interviews_done: counts.operating > 0 && counts.interviewed == counts.operating,
            pledges_done: counts.operating > 0 && counts.pledged == counts.operating,
            supervision_done: counts.governed > 0 && counts.supervised == counts.governed,
            previous: counts.previous.as_ref().map(|previous| PreviousView::new(previous, rounding)),
        }
    }
}

impl PreviousView {
    fn new(previous: &Comparison, rounding: Rounding) -> Self {
        let change = previous.exit_rate_change.as_deref();
        Self {
            exit_rate: previous.exit_rate.text(rounding),
            direction: change.map(direction),
            points: change.map(|change| change.trim_start_matches('-').to_owned()),
            new: previous.new,
            newly_exited: previous.newly_exited,
            reentered: previous.reentered,
        }
    }
}

fn direction(change: &str) -> &'static str {
    if change.starts_with('-') {
        "下降"
    } else if change.chars().all(|letter| matches!(letter, '0' | '.')) {
        "持平"
    } else {
        "提高"
    }
}

impl Unit {
    pub fn named(name: &str, counts: &Counts, rounding: Rounding) -> Self {
        Self {
            name: name.to_owned(),
            known: true,
            rank: None,
            previous_rank: None,
            places: None,
            late_judgment: 0,
            late_penalty: 0,
            counts: CountsView::new(counts, rounding),
        }
    }

    pub fn county(county: &CountyFigures, rounding: Rounding) -> Self {
        Self {
            rank: county.rank,
            previous_rank: county.previous_rank,
            places: standing::places_won(county).map(i64::unsigned_abs),
            late_judgment: county.late_judgment,
            late_penalty: county.late_penalty,
            ..Self::named(&county.name, &county.counts, rounding)
        }
    }
}

/// All industries, 未填报 last.
pub fn industries(figures: &Indicators, rounding: Rounding) -> Vec<Unit> {
    let unit = |(letter, counts): &(Option<char>, Counts)| Unit {
        known: letter.is_some(),
        ..Unit::named(super::industry_name(*letter), counts, rounding)
    };
    figures.industries.iter().map(unit).collect()
}

/// All departments, 未填报 last.
pub fn departments(figures: &Indicators, rounding: Rounding) -> Vec<Unit> {
    let unit = |(name, counts): &(Option<String>, Counts)| Unit {
        known: name.is_some(),
        ..Unit::named(name.as_deref().unwrap_or("未填报"), counts, rounding)
    };
    figures.departments.iter().map(unit).collect()
}

/// The known ones with the most remaining.
pub fn heaviest(units: &[Unit]) -> Vec<Unit> {
    let known: Vec<Unit> = units.iter().filter(|unit| unit.known).cloned().collect();
    standing::largest(&known, |unit| unit.counts.remaining).into_iter().cloned().collect()
}

/// 未填报, where something of it remains.
pub fn unknown(units: &[Unit]) -> Option<Unit> {
    units.iter().find(|unit| !unit.known && unit.counts.remaining > 0).cloned()
}

/// Who won (or lost) places, most first.
pub fn movers(counties: &[CountyFigures], rounding: Rounding, up: bool) -> Vec<Unit> {
    let gain = |county: &CountyFigures| {
        let won = standing::places_won(county).unwrap_or(0);
        u64::try_from(if up { won } else { -won }).unwrap_or(0)
    };
    standing::largest(counties, gain).into_iter().map(|county| Unit::county(county, rounding)).collect()
}

/// Counties whose exit rate went this way.
pub fn changed(counties: &[Unit], way: &str) -> Vec<Unit> {
    let went = |unit: &&Unit| {
        let previous = unit.counts.previous.as_ref();
        !unit.counts.all_out && previous.and_then(|previous| previous.direction) == Some(way)
    };
    counties.iter().filter(went).cloned().collect()
}

/// Counties in which entries came back.
pub fn reentered(counties: &[Unit]) -> Vec<Unit> {
    let back = |unit: &&Unit| unit.counts.previous.as_ref().is_some_and(|previous| previous.reentered > 0);
    counties.iter().filter(back).cloned().collect()
}
