//! The tables in force: which rows of the history are one county's word on one ledger for one week.
//!
//! A zero report is a delivery without rows. It never looks into the rows themselves.

use std::{collections::BTreeSet, ops::Range};

use polars::prelude::*;

use crate::{
    Error, Result,
    domain::{
        Date,
        config::Config,
        ledger::Ledger,
        submission::{Standing, Submission},
    },
};

/// A day as the columns store it: days since 1970-01-01.
pub(super) type Day = i32;

/// The day number of a date.
pub(super) fn day(date: Date) -> Day {
    date.to_epoch_days()
}

/// Some rows of one county's table of one ledger for one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivery {
    /// The closing day of the week.
    pub as_of: Day,
    /// Position of the county in [`Deliveries::units`].
    pub county: u16,
    /// The rows of the history, in source order; empty for a zero report.
    pub rows: Range<usize>,
}

/// All deliveries up to a date, those of each ledger sorted by week, county and place in the history.
#[derive(Debug)]
pub(super) struct Deliveries {
    /// Codes of all counties that occur, sorted: comparing two positions compares the codes.
    pub units: Vec<String>,
    ledgers: [Vec<Delivery>; 2],
}

impl Deliveries {
    /// Cuts the history into deliveries, leaving out what is later than `until`.
    pub fn until(history: &DataFrame, submissions: &[Submission], config: &Config, until: Day) -> Result<Self> {
        let runs = runs(history)?;
        let units = units(&runs, submissions, config);
        let mut ledgers = reported(submissions, &units, until)?;
        for run in runs.into_iter().filter(|run| run.as_of <= until) {
            let county = unit(&units, run.county)?;
            ledgers[slot(run.ledger)].push(Delivery { as_of: run.as_of, county, rows: run.rows });
        }
        for deliveries in &mut ledgers {
            deliveries.sort_by_key(|delivery| (delivery.as_of, delivery.county, delivery.rows.start));
        }
        Ok(Self { units, ledgers })
    }

    /// The deliveries of one ledger.
    pub fn of(&self, ledger: Ledger) -> &[Delivery] {
        &self.ledgers[slot(ledger)]
    }
}

/// Position of a ledger in arrays of two.
pub(super) fn slot(ledger: Ledger) -> usize {
    match ledger {
        Ledger::Judgment => 0,
        Ledger::Penalty => 1,
    }
}

fn units(runs: &[Run], submissions: &[Submission], config: &Config) -> Vec<String> {
    let configured = config.counties.iter().map(|county| county.code.as_str());
    let reported = submissions.iter().map(|submission| submission.slot.county.as_str());
    let codes: BTreeSet<&str> = runs.iter().map(|run| run.county).chain(configured).chain(reported).collect();
    codes.into_iter().map(str::to_owned).collect()
}

/// Every submission in force as a delivery of its own, so that zero reports are there too.
fn reported(submissions: &[Submission], units: &[String], until: Day) -> Result<[Vec<Delivery>; 2]> {
    let mut ledgers = [Vec::new(), Vec::new()];
    for submission in submissions.iter().filter(|submission| submission.standing == Standing::InForce) {
        let as_of = day(submission.slot.as_of);
        if as_of <= until {
            let county = unit(units, &submission.slot.county)?;
            ledgers[slot(submission.slot.ledger)].push(Delivery { as_of, county, rows: 0..0 });
        }
    }
    Ok(ledgers)
}

/// Rows in a row with one week, ledger and county.
struct Run<'a> {
    as_of: Day,
    ledger: Ledger,
    county: &'a str,
    rows: Range<usize>,
}

/// Cuts the history where week, ledger or county change.
fn runs(history: &DataFrame) -> Result<Vec<Run<'_>>> {
    let as_of = history.column("as_of").and_then(Column::date).map_err(unfit)?;
    let ledger = history.column("ledger").and_then(Column::str).map_err(unfit)?;
    let county = history.column("county").and_then(Column::str).map_err(unfit)?;
    let mut runs: Vec<(Head, usize)> = Vec::new();
    for (row, ((as_of, ledger), county)) in as_of.physical().iter().zip(ledger.iter()).zip(county.iter()).enumerate() {
        let head = (as_of, ledger, county);
        if runs.last().is_none_or(|(open, _)| *open != head) {
            runs.push((head, row));
        }
    }
    let ends = runs.iter().skip(1).map(|(_, start)| *start).chain([history.height()]).collect::<Vec<_>>();
    runs.into_iter().zip(ends).map(|((head, start), end)| run(head, start..end)).collect()
}

/// Week, ledger and county as a row of the history has them.
type Head<'a> = (Option<Day>, Option<&'a str>, Option<&'a str>);

fn run(head: Head<'_>, rows: Range<usize>) -> Result<Run<'_>> {
    let (Some(as_of), Some(ledger), Some(county)) = head else {
        return Err(Error::failed("台账历史中有一行没有期次、台账或县（市、区）"));
    };
    let ledger = Ledger::from_code(ledger).ok_or_else(|| Error::failed(format!("台账历史中有未知的台账“{ledger}”")))?;
    Ok(Run { as_of, ledger, county, rows })
}

fn unit(units: &[String], code: &str) -> Result<u16> {
    let position = units.binary_search_by(|unit| unit.as_str().cmp(code)).ok();
    position
        .and_then(|position| u16::try_from(position).ok())
        .ok_or_else(|| Error::failed(format!("报送单位过多，无法处理“{code}”")))
}

/// A history whose columns are not those of the ledger's schema.
pub(super) fn unfit(cause: PolarsError) -> Error {
    Error::failed("台账历史的列与程序所用的不一致")
        .remedy("请用写入台账的同一版本程序，或运行 tongbao store verify")
        .caused_by(cause)
}
