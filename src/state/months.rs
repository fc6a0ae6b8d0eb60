//! The calendar of bulletins: which week a month is about, which one it is compared with, and who was late.
//!
//! It looks at submissions alone, never into their rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months};
use polars::prelude::*;

use crate::{
    Error, Result,
    domain::{
        Date,
        config::{Config, County},
        ledger::Ledger,
        submission::{Standing, Submission},
    },
};

use super::deliveries::unfit;

/// A month's bulletin: the dates it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// T: the last week of the month for which anything was sent.
    pub as_of: Date,
    /// The last week of the month before for which anything was sent; `None`: no comparison.
    pub previous_as_of: Option<Date>,
}

/// The dates of a month written `2023-04`.
///
/// # Errors
/// When this is no month, or nothing in force was sent for any of its weeks.
pub fn month(submissions: &[Submission], month: &str) -> Result<Month> {
    let first = first_day(month)?;
    let as_of = last_sent(submissions, first).ok_or_else(|| {
        Error::failed(format!("{month}没有任何一期报送")).remedy("请先接收该月的报送文件，或换一个月份")
    })?;
    let previous_as_of = first.checked_sub_months(Months::new(1)).and_then(|first| last_sent(submissions, first));
    Ok(Month { as_of, previous_as_of })
}

fn first_day(month: &str) -> Result<Date> {
    let day = if month.len() == 7 { Date::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok() } else { None };
    day.ok_or_else(|| Error::usage(format!("“{month}”不是月份")).remedy("请写成 2023-04 这样"))
}

fn last_sent(submissions: &[Submission], month: Date) -> Option<Date> {
    in_force(submissions).map(|submission| submission.slot.as_of).filter(|week| same_month(*week, month)).max()
}

fn in_force(submissions: &[Submission]) -> impl Iterator<Item = &Submission> {
    submissions.iter().filter(|submission| submission.standing == Standing::InForce)
}

fn same_month(one: Date, other: Date) -> bool {
    (one.year(), one.month()) == (other.year(), other.month())
}

/// Whether a week is one of the campaign's closing days.
fn is_due(config: &Config, week: Date) -> bool {
    (week - config.campaign.first_week).num_days() % 7 == 0 && config.campaign.covers(week)
}

/// The counties and ledgers with nothing in force for a week that was due, in the order of the configuration.
pub(super) fn late<'a>(submissions: &[Submission], config: &'a Config, week: Date) -> Vec<(&'a County, Ledger)> {
    let of_week = in_force(submissions).map(|submission| &submission.slot).filter(|slot| slot.as_of == week);
    let sent: BTreeSet<(&str, Ledger)> = of_week.map(|slot| (slot.county.as_str(), slot.ledger)).collect();
    let slots = config.counties.iter().flat_map(|county| Ledger::ALL.map(|ledger| (county, ledger)));
    slots.filter(|(county, ledger)| is_due(config, week) && !sent.contains(&(county.code.as_str(), *ledger))).collect()
}

/// Who reported in the month of `as_of`, up to that day: `county`, `county_name`, `ledger`, `weeks_due`,
/// `weeks_reported`, `weeks_late`, in the order of the configuration.
pub fn timeliness(submissions: &[Submission], config: &Config, as_of: Date) -> Result<DataFrame> {
    let weeks = config.weeks_until(as_of).into_iter().filter(|week| same_month(*week, as_of) && is_due(config, *week));
    let due: Vec<Date> = weeks.collect();
    let mut reported: BTreeMap<(&str, Ledger), i64> = BTreeMap::new();
    for slot in in_force(submissions).map(|submission| &submission.slot).filter(|slot| due.contains(&slot.as_of)) {
        *reported.entry((&slot.county, slot.ledger)).or_default() += 1;
    }
    let slots: Vec<_> = config.counties.iter().flat_map(|county| Ledger::ALL.map(|ledger| (county, ledger))).collect();
    let weeks_due = i64::try_from(due.len()).unwrap_or(i64::MAX);
    let reported: Vec<i64> = slots
        .iter()
        .map(|(county, ledger)| reported.get(&(county.code.as_str(), *ledger)).copied().unwrap_or(0))
        .collect();
    df! {
        "county" => slots.iter().map(|(county, _)| county.code.as_str()).collect::<Vec<_>>(),
        "county_name" => slots.iter().map(|(county, _)| county.name.as_str()).collect::<Vec<_>>(),
        "ledger" => slots.iter().map(|(_, ledger)| ledger.code()).collect::<Vec<_>>(),
        "weeks_due" => vec![weeks_due; slots.len()],
        "weeks_late" => reported.iter().map(|reported| weeks_due - reported).collect::<Vec<_>>(),
        "weeks_reported" => reported,
    }
    .map_err(unfit)
}
