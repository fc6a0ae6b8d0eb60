//! What is known on T: keys, owners and standings of every week, computed once; frames and findings are read off it.
//!
//! It composes the parts of this stage and decides no rule itself.

use polars::prelude::*;

use crate::{
    Result,
    domain::{Date, config::Config, finding::Finding, ledger::Ledger, submission::Submission},
};

use super::{
    course::{Course, Stand, Standing},
    current,
    deliveries::{Day, Deliveries, day, slot, unfit},
    evidence,
    keys::{self, Keys},
    rules,
};

/// The columns of the history without which there is no state.
pub const COLUMNS: [&str; 15] = [
    "as_of",
    "ledger",
    "county",
    "name",
    "uscc",
    "industry",
    "public_count",
    "contact",
    "exclusion",
    "exclusion_ref",
    "interviewed",
    "pledged",
    "supervised",
    "repaired",
    "exit_claimed",
];

/// Those that [`Known::findings`] reads besides: what a finding says and where it is.
pub const PLACE: [&str; 6] =
    ["uscc_written", "source_file", "source_sheet", "source_row", "uscc_column", "name_column"];

/// The state of the ledgers on a date.
#[derive(Debug, Clone)]
pub struct State {
    /// T.
    pub as_of: Date,
    /// One row an entry, sorted by key; see [`Known::on`] for the columns.
    pub current: DataFrame,
    /// What is wrong with the state, sorted as findings are listed.
    pub findings: Vec<Finding>,
}

/// One ledger, read.
#[derive(Debug)]
pub(super) struct Book {
    /// The keys of its rows.
    pub keys: Keys,
    /// How its entries stand on every closing day.
    pub course: Course,
}

/// Everything that is known on T about all weeks up to T.
#[derive(Debug)]
pub struct Known<'a> {
    pub(super) history: &'a DataFrame,
    pub(super) submissions: &'a [Submission],
    pub(super) config: &'a Config,
    pub(super) dates: Vec<Date>,
    pub(super) units: Vec<String>,
    pub(super) books: [Book; 2],
    pub(super) roster: current::Roster,
}

/// Reads the history up to `date`.
///
/// `history` has the rows of all submissions in force (those of one submission in source order) with at least the
/// [`COLUMNS`], and [`PLACE`] where findings are asked for. Further columns are handed through to the state. `submissions` tells of zero reports and of who was late; only those in force are looked at.
///
/// # Errors
/// When the history has not these columns, or a row without week, ledger or county.
pub fn known_on<'a>(
    history: &'a DataFrame,
    submissions: &'a [Submission],
    config: &'a Config,
    date: Date,
) -> Result<Known<'a>> {
    let dates = closing_days(config, date);
    let deliveries = Deliveries::until(history, submissions, config, day(date))?;
    let standings = standings(history, config)?;
    let books = books(history, &deliveries, &standings, &dates)?;
    let roster = current::roster(history, &deliveries.units, &books)?;
    Ok(Known { history, submissions, config, dates, units: deliveries.units, books, roster })
}

/// The closing days before T, and T itself.
fn closing_days(config: &Config, date: Date) -> Vec<Date> {
    let mut dates = config.weeks_until(date);
    dates.retain(|week| *week < date);
    dates.push(date);
    dates
}

fn standings(history: &DataFrame, config: &Config) -> Result<Vec<Standing>> {
    let frame = evidence::standings(history, config.campaign.basis)?;
    let excluded = frame.column("excluded").and_then(|column| column.bool()).map_err(unfit)?;
    let exited_from = frame.column("exited_from").and_then(|column| column.date()).map_err(unfit)?;
    let rows = excluded.iter().zip(exited_from.physical().iter());
    Ok(rows
        .map(|(excluded, exited_from)| match (excluded, exited_from) {
            (Some(true), _) => Standing::Excluded,
            (_, Some(from)) => Standing::ExitedFrom(from),
            (_, None) => Standing::Remaining,
        })
        .collect())
}

/// Both ledgers, side by side: no key of one is a key of the other.
fn books(history: &DataFrame, deliveries: &Deliveries, standings: &[Standing], dates: &[Date]) -> Result<[Book; 2]> {
    let codes = history.column("uscc").and_then(|column| column.str()).map_err(unfit)?.rechunk();
    let names = history.column("name").and_then(|column| column.str()).map_err(unfit)?.rechunk();
    let days: Vec<Day> = dates.iter().map(|date| day(*date)).collect();
    let book = |ledger| {
        let deliveries_of = deliveries.of(ledger);
        let keys = keys::read(deliveries_of, &codes, &names);
        let course = Course::run(deliveries_of, &keys, standings, deliveries.units.len(), &days);
        Book { keys, course }
    };
    let (judgment, penalty) = rayon::join(|| book(Ledger::Judgment), || book(Ledger::Penalty));
    Ok([judgment, penalty])
}

impl Known<'_> {
    /// T.
    pub fn as_of(&self) -> Date {
        self.dates.last().copied().unwrap_or_default()
    }

    /// The state on T with its findings.
    pub fn state(&self) -> Result<State> {
        Ok(State { as_of: self.as_of(), current: self.on(self.as_of())?, findings: self.findings()? })
    }

    /// The state on an earlier date, with the codes as they are known on T.
    ///
    /// The state is that of the last closing day on or before `date`; before the first it is empty. One row an entry,
    /// sorted by key: all columns of the owner's newest row, and `key` (ledger and code, or ledger, county and name),
    /// `entity` (the key without its ledger: the same in both), `status`, `status_before` (on the closing day before; empty
    /// where it was not listed yet), `county_name`, `county_group`,
    /// `industry_name`, `missing`, `missing_all` (joined by commas), `first_seen`, `weeks_listed` (closing days from the
    /// first listing to the date, both counted), `overdue`, `entry_id` and `entity_id` (numbers that stand for key and entity
    /// and are the same for every date of this `Known`).
    pub fn on(&self, date: Date) -> Result<DataFrame> {
        let rows = IdxCa::from_vec("row".into(), self.rows_on(date));
        self.on_with(date, self.history.take(&rows).map_err(unfit)?)
    }

    /// The numbers of the rows of the history that the state on a date consists of, in the order of its entries.
    pub fn rows_on(&self, date: Date) -> Vec<u32> {
        current::rows(self, self.week(date))
    }

    /// [`Known::on`] where [`Known::rows_on`] were read elsewhere, with more columns than the history has here.
    pub fn on_with(&self, date: Date, rows: DataFrame) -> Result<DataFrame> {
        current::frame(self, self.week(date), rows)
    }

    /// A state without entries: that of a date before the first closing day.
    pub fn nothing(&self) -> Result<DataFrame> {
        current::frame(self, None, self.history.clear())
    }

    /// The place of the last closing day on or before a date; `None` before the first.
    fn week(&self, date: Date) -> Option<usize> {
        self.dates.partition_point(|week| *week <= date).checked_sub(1)
    }

    /// How every entry stood on every closing day up to T, as known on T: `as_of`, `ledger`, `key`, `county`, `status`.
    ///
    /// An entry has no row before its first listing. Sorted by `as_of`, then `key`.
    pub fn course(&self) -> Result<DataFrame> {
        current::course(self)
    }

    /// The course counted: `as_of`, `ledger`, `county`, `status`, `entries`; combinations without entries have no row.
    pub fn weekly(&self) -> Result<DataFrame> {
        current::weekly(self)
    }

    /// What is wrong with the state on T, sorted as findings are listed.
    pub fn findings(&self) -> Result<Vec<Finding>> {
        rules::findings(self)
    }

    /// How the entries of a ledger stand on T, by the number of their key.
    pub(super) fn stands_now(&self, ledger: Ledger) -> impl Iterator<Item = (u32, Stand)> {
        let now = self.book(ledger).course.weeks.last().into_iter().flatten();
        (0..).zip(now).filter_map(|(number, stand)| Some((number, (*stand)?)))
    }

    /// How an entry stood on the closing day before T.
    pub(super) fn stand_before(&self, ledger: Ledger, number: u32) -> Option<Stand> {
        let weeks = &self.book(ledger).course.weeks;
        *weeks.get(weeks.len().checked_sub(2)?)?.get(number as usize)?
    }

    pub(super) fn book(&self, ledger: Ledger) -> &Book {
        &self.books[slot(ledger)]
    }
}
