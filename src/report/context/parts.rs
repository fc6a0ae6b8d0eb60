//! Targets, pace, repair measures and what was printed before, as templates see them.

use serde::Serialize;

use super::super::{facts::BulletinFacts, words};
use crate::{
    domain::{
        Date,
        config::Config,
        rate::{Rounding, decimal},
    },
    indicator::figures::Indicators,
};

/// Target dates and whether they have come.
#[derive(Debug, Serialize)]
pub struct TargetsView {
    pub interviews: String,
    /// On or after the date.
    pub interviews_due: bool,
    /// 已到 on the date, 已过 after it; empty before.
    pub interviews_word: &'static str,
    pub exits: String,
    /// On or after the date.
    pub exits_due: bool,
    /// 已到 on the date, 已过 after it; empty before.
    pub exits_word: &'static str,
    /// Not yet due, and less than a week left.
    pub last_week: bool,
}

impl TargetsView {
    pub fn new(as_of: Date, config: &Config) -> Self {
        let targets = &config.campaign.targets;
        let left = (targets.exits - as_of).num_days();
        Self {
            interviews: words::day(targets.interviews),
            interviews_due: as_of >= targets.interviews,
            interviews_word: due_word(as_of, targets.interviews),
            exits: words::day(targets.exits),
            exits_due: left <= 0,
            exits_word: due_word(as_of, targets.exits),
            last_week: (1..7).contains(&left),
        }
    }
}

/// What is said of a target date on a day.
pub fn due_word(as_of: Date, target: Date) -> &'static str {
    match as_of.cmp(&target) {
        std::cmp::Ordering::Less => "",
        std::cmp::Ordering::Equal => "已到",
        std::cmp::Ordering::Greater => "已过",
    }
}

/// How fast the ledger empties.
#[derive(Debug, Serialize)]
pub struct PaceView {
    /// Weeks that the pace is measured over.
    pub weeks: usize,
    /// Exits a week, `None` with one week only.
    pub per_week: Option<String>,
    pub needed: String,
    /// 增加, 持平 or 减少; `None` with one week only.
    pub trend: Option<&'static str>,
    /// The pace reaches the target by its date.
    pub enough: bool,
    /// More is needed each week than the pace gives.
    pub short: bool,
    pub clears_on: Option<String>,
    /// It clears only after the target date.
    pub clears_late: bool,
}

impl PaceView {
    pub fn new(figures: &Indicators, config: &Config) -> Self {
        let pace = &figures.pace;
        let trend = pace.exits_per_week.map(|_| trend(figures));
        Self {
            weeks: span(figures),
            per_week: pace.exits_per_week.map(|tenths| decimal(tenths, 1)),
            needed: decimal(pace.needed_per_week, 1),
            trend,
            enough: pace.clears_on.is_some_and(|date| date <= config.campaign.targets.exits),
            short: pace.exits_per_week.is_some_and(|tenths| pace.needed_per_week > tenths),
            clears_on: pace.clears_on.map(words::day),
            clears_late: pace.clears_on.is_some_and(|date| date > config.campaign.targets.exits),
        }
    }
}

/// Four weeks, or as many as there are.
fn span(figures: &Indicators) -> usize {
    figures.weekly.len().saturating_sub(1).min(4)
}

/// From the exact counts: a small pace may print as 0.0 and still be one.
fn trend(figures: &Indicators) -> &'static str {
    let exited: Vec<u64> = figures.weekly.iter().rev().map(|week| week.exited).collect();
    match (exited.first(), exited.get(span(figures))) {
        (Some(now), Some(then)) if now > then => "增加",
        (Some(now), Some(then)) if now < then => "减少",
        _ => "持平",
    }
}

/// Repair guides, applications and completions over the city.
#[derive(Debug, Serialize)]
pub struct MeasuresView {
    pub guided: u64,
    pub repair_applied: u64,
    pub repaired: u64,
}

pub fn measures(facts: &BulletinFacts) -> Option<MeasuresView> {
    let rows = &facts.measures;
    let any = !rows.is_empty();
    any.then(|| MeasuresView {
        guided: rows.iter().map(|row| row.guided).sum(),
        repair_applied: rows.iter().map(|row| row.repair_applied).sum(),
        repaired: rows.iter().map(|row| row.repaired).sum(),
    })
}

/// The closing day of the next week, `None` once the campaign has ended.
pub fn next_week(as_of: Date, config: &Config) -> Option<Date> {
    let next = as_of + chrono::Days::new(7);
    config.campaign.last_week.is_none_or(|last| next <= last).then_some(next)
}

/// What the previous bulletin printed, where today's knowledge of its date differs.
pub fn previously_printed(facts: &BulletinFacts, rounding: Rounding) -> Option<String> {
    let printed = &facts.previous_printed.as_ref()?.exit_rate;
    let known = facts.indicators.city.previous.as_ref()?.exit_rate.text(rounding);
    (*printed != known).then(|| printed.clone())
}

/// One corrected figure.
#[derive(Debug, Serialize)]
pub struct CorrectionView {
    pub what: String,
    pub before: String,
    pub after: String,
}

pub fn corrections(facts: &BulletinFacts) -> Vec<CorrectionView> {
    let view = |correction: &super::super::facts::Correction| CorrectionView {
        what: correction.what.clone(),
        before: correction.before.clone(),
        after: correction.after.clone(),
    };
    facts.corrections.iter().map(view).collect()
}
