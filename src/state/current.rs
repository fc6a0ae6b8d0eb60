//! Frames of the state: one row an entry on a day, and the course of all entries over the weeks.
//!
//! It reads off what the [`course`](super::course) found and adds the words that queries want beside it.

use polars::prelude::*;

use crate::{
    Result,
    domain::{Date, industry, ledger::Ledger},
};

use super::{
    Status,
    course::Stand,
    deliveries::{Day, day, slot, unfit},
    evidence,
    keys::Key,
    known::{Book, Known},
};

/// The words for each [`Status`], at its own place.
const STATUS_CODES: [&str; 3] = [Status::Excluded.code(), Status::Exited.code(), Status::Remaining.code()];

/// All entries of both ledgers, sorted by key.
#[derive(Debug)]
pub(super) struct Roster {
    /// Ledger and number of each entry's key.
    entries: Vec<(Ledger, usize)>,
    /// `ledger`, `key`, `entity`, `first_seen`, `entry_id`, `entity_id`, in the same order.
    words: DataFrame,
}

/// Lists the entries.
pub(super) fn roster(history: &DataFrame, units: &[String], books: &[Book; 2]) -> Result<Roster> {
    let codes = history.column("uscc").and_then(|column| column.str()).map_err(unfit)?.rechunk();
    let mut rows = Vec::new();
    for ledger in Ledger::ALL {
        let book = &books[slot(ledger)];
        let named = book.keys.keys.iter().enumerate().map(|(number, key)| (entity(key, &codes, units), ledger, number));
        let from = rows.len();
        rows.extend(named);
        rows[from..].sort_unstable();
    }
    let first_seen: Vec<Option<Day>> =
        rows.iter().map(|(_, ledger, number)| books[slot(*ledger)].course.first_seen(*number)).collect();
    let entity_ids = entity_ids(&rows);
    let words = df! {
        "ledger" => rows.iter().map(|(_, ledger, _)| ledger.code()).collect::<Vec<_>>(),
        "key" => rows.iter().map(|(entity, ledger, _)| format!("{}|{entity}", ledger.code())).collect::<Vec<_>>(),
        "entity" => rows.iter().map(|(entity, ..)| entity.as_str()).collect::<Vec<_>>(),
        "first_seen" => first_seen,
        "entry_id" => (0..).take(rows.len()).collect::<Vec<i64>>(),
        "entity_id" => entity_ids,
    };
    let words = words
        .and_then(|words| words.lazy().with_column(col("first_seen").cast(DataType::Date)).collect())
        .map_err(unfit)?;
    Ok(Roster { entries: rows.into_iter().map(|(_, ledger, number)| (ledger, number)).collect(), words })
}

/// A number for each entity, the same in both ledgers: the place of its first entry. Rows are by ledger, then entity.
fn entity_ids(rows: &[(String, Ledger, usize)]) -> Vec<i64> {
    let second = rows.partition_point(|(_, ledger, _)| *ledger == Ledger::ALL[0]);
    let first = &rows[..second];
    let place = |(own, (entity, ledger, _)): (usize, &(String, Ledger, usize))| {
        let met =
            if *ledger == Ledger::ALL[0] { Err(0) } else { first.binary_search_by(|(other, ..)| other.cmp(entity)) };
        i64::try_from(met.unwrap_or(own)).unwrap_or(i64::MAX)
    };
    rows.iter().enumerate().map(place).collect()
}

/// What an entry is of: the code, else county and name.
fn entity(key: &Key, codes: &StringChunked, units: &[String]) -> String {
    match key {
        Key::Code { row } => codes.get(*row).unwrap_or_default().to_owned(),
        Key::Name { county, name } => format!("{}|{name}", units[usize::from(*county)]),
    }
}

/// Entries that were listed by a closing day: their place in the roster, and how they stand.
fn stands<'a>(known: &'a Known, week: usize) -> impl Iterator<Item = (IdxSize, Stand)> + 'a {
    known.roster.entries.iter().zip(0..).filter_map(move |((ledger, number), place)| {
        let stand = known.book(*ledger).course.weeks[week][*number]?;
        Some((place, stand))
    })
}

/// The rows of the history that the state on the closing day at `week` consists of, in the order of its entries.
pub(super) fn rows(known: &Known, week: Option<usize>) -> Vec<IdxSize> {
    week.into_iter().flat_map(|week| stands(known, week)).map(|(_, stand)| stand.row).collect()
}

/// The state on the closing day at `week`, on none an empty one, from its [`rows`].
pub(super) fn frame(known: &Known, week: Option<usize>, rows: DataFrame) -> Result<DataFrame> {
    let on = week.map_or_else(|| known.as_of(), |week| known.dates[week]);
    let stands: Vec<(IdxSize, Stand)> = week.map(|week| stands(known, week).collect()).unwrap_or_default();
    let before = before(known, week, &stands);
    build(known, rows, &stands, before, on).map_err(unfit)
}

/// What each entry was on the closing day before, as words; nothing where it was not listed yet.
fn before(known: &Known, week: Option<usize>, stands: &[(IdxSize, Stand)]) -> Column {
    let week = week.and_then(|week| week.checked_sub(1));
    let status = |place: IdxSize| {
        let (ledger, number) = known.roster.entries[place as usize];
        known.book(ledger).course.weeks[week?][number].map(|stand| stand.status.code())
    };
    let words: Vec<Option<&str>> = stands.iter().map(|(place, _)| status(*place)).collect();
    Column::new("status_before".into(), words)
}

fn build(
    known: &Known,
    mut frame: DataFrame,
    stands: &[(IdxSize, Stand)],
    before: Column,
    on: Date,
) -> PolarsResult<DataFrame> {
    let places = indices(stands.iter().map(|(place, _)| *place));
    let words = known.roster.words.select(["key", "entity", "first_seen", "entry_id", "entity_id"])?.take(&places)?;
    frame.hstack_mut(words.columns())?;
    frame.hstack_mut(&spelled(known, &frame, stands, on)?)?;
    frame.hstack_mut(&[before])?;
    let missing = evidence::missing(&frame, on, &known.config.campaign.targets)?;
    frame.hstack_mut(&missing)?;
    Ok(frame)
}

fn indices(numbers: impl Iterator<Item = IdxSize>) -> IdxCa {
    IdxCa::from_vec("row".into(), numbers.collect())
}

/// `status`, and the words for codes.
fn spelled(known: &Known, frame: &DataFrame, stands: &[(IdxSize, Stand)], on: Date) -> PolarsResult<Vec<Column>> {
    let industries = frame.column("industry")?.str()?.iter().map(|letter| industry_name(letter?));
    let first_seen = frame.column("first_seen")?.date()?.physical().iter();
    let weeks = first_seen.map(|first| first.map(|first| i64::from((day(on) - first) / 7 + 1)));
    let (names, groups): (Vec<&str>, Vec<&str>) = known.units.iter().map(|code| unit_words(known, code)).unzip();
    Ok(vec![
        words("status", &STATUS_CODES, stands.iter().map(|(_, stand)| stand.status as IdxSize))?,
        words("county_name", &names, stands.iter().map(|(_, stand)| IdxSize::from(stand.county)))?,
        words("county_group", &groups, stands.iter().map(|(_, stand)| IdxSize::from(stand.county)))?,
        Column::new("industry_name".into(), industries.collect::<Vec<Option<&str>>>()),
        Column::new("weeks_listed".into(), weeks.collect::<Vec<Option<i64>>>()),
    ])
}

/// Name and group of a county; the code of one that the configuration no longer knows.
fn unit_words<'a>(known: &'a Known, code: &'a str) -> (&'a str, &'a str) {
    known.config.county(code).map_or((code, ""), |unit| (unit.name.as_str(), unit.group.as_str()))
}

/// A column of few different words: each is written once and referred to by its place.
fn words(name: &str, dictionary: &[&str], places: impl Iterator<Item = IdxSize>) -> PolarsResult<Column> {
    Column::new(name.into(), dictionary).take(&indices(places))
}

fn industry_name(letter: &str) -> Option<&'static str> {
    industry::by_letter(letter.chars().next()?).map(|industry| industry.name)
}

/// The course of all entries, a row for each entry and closing day.
pub(super) fn course(known: &Known) -> Result<DataFrame> {
    let weeks = (0..known.dates.len()).map(|week| course_week(known, week)).collect::<PolarsResult<Vec<_>>>();
    let mut frames = weeks.map_err(unfit)?.into_iter();
    let first = frames.next().unwrap_or_default();
    frames.try_fold(first, |all, week| all.vstack(&week)).map_err(unfit)
}

fn course_week(known: &Known, week: usize) -> PolarsResult<DataFrame> {
    let stands: Vec<(IdxSize, Stand)> = stands(known, week).collect();
    let places = indices(stands.iter().map(|(place, _)| *place));
    let mut frame = known.roster.words.select(["ledger", "key"])?.take(&places)?;
    let as_of = Column::new("as_of".into(), vec![day(known.dates[week]); stands.len()]).cast(&DataType::Date)?;
    frame.insert_column(0, as_of)?;
    let units: Vec<&str> = known.units.iter().map(String::as_str).collect();
    frame.hstack_mut(&[
        words("county", &units, stands.iter().map(|(_, stand)| IdxSize::from(stand.county)))?,
        words("status", &STATUS_CODES, stands.iter().map(|(_, stand)| stand.status as IdxSize))?,
    ])?;
    Ok(frame)
}

/// The course counted by county, ledger and status.
pub(super) fn weekly(known: &Known) -> Result<DataFrame> {
    let mut rows: Vec<(Day, &str, &str, &str, i64)> = Vec::new();
    for (week, date) in known.dates.iter().enumerate() {
        for ledger in Ledger::ALL {
            for (county, counts) in tally(known, week, ledger).iter().enumerate() {
                for (status, entries) in STATUS_CODES.iter().zip(counts).filter(|(_, entries)| **entries > 0) {
                    rows.push((day(*date), ledger.code(), &known.units[county], *status, *entries));
                }
            }
        }
    }
    let frame = df! {
        "as_of" => rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        "ledger" => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        "county" => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
        "status" => rows.iter().map(|row| row.3).collect::<Vec<_>>(),
        "entries" => rows.iter().map(|row| row.4).collect::<Vec<_>>(),
    };
    frame.and_then(|frame| frame.lazy().with_column(col("as_of").cast(DataType::Date)).collect()).map_err(unfit)
}

/// Entries of one ledger on a closing day by county and status.
fn tally(known: &Known, week: usize, ledger: Ledger) -> Vec<[i64; 3]> {
    let mut tally = vec![[0; 3]; known.units.len()];
    for stand in known.book(ledger).course.weeks[week].iter().flatten() {
        tally[usize::from(stand.county)][stand.status as usize] += 1;
    }
    tally
}
