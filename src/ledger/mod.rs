//! From sheets to ledger rows: header words, cell parsing, and every finding that a file, table or row can have.
//!
//! Pure: it reads no file, no clock and no environment, and it never loses a row without saying so. What only the
//! state on a date can tell (duplicates, moves, vanished entries) is computed elsewhere from these rows.
//!
//! A file goes through [`read`]: its sheets are searched for tables (`header`), each table is told its ledger, county
//! (`naming`) and week (`week`), its rows are sorted (`rows`) and read (`row`), and the rules of `rules/` say what is
//! wrong. What holds where domain.md is silent stands in `docs/rules.md`.

mod date;
mod field;
mod header;
mod lines;
mod naming;
mod place;
mod row;
mod rows;
mod rules;
mod table;
mod text;
mod week;
mod words;

use std::collections::HashMap;

use crate::domain::config::{Campaign, Config};
use crate::domain::finding::Finding;
use crate::domain::row::Row;
use crate::domain::sheet::{Rejection, Sheet, SourceFile};
use crate::domain::submission::{RowCounts, Slot};
use crate::domain::{Date, ledger::Ledger};
use header::Table;
use naming::County;
use rules::Place;
use table::Share;
use week::Weeks;

/// What is the same for all files of one run: the configuration's words, and what the command line decides.
#[derive(Debug, Clone)]
pub struct Context {
    lookups: Lookups,
    config: Config,
    as_of: Option<Date>,
    county: Option<String>,
    split: bool,
}

/// Names and numbers of the configuration, ready for looking up.
#[derive(Debug, Clone)]
struct Lookups {
    counties: place::Counties,
    county_names: HashMap<String, String>,
    departments: words::Departments,
    threshold: u32,
}

impl Context {
    /// Nothing decided beforehand.
    pub fn new(config: &Config) -> Self {
        let names = config.counties.iter().map(|county| (county.code.clone(), county.name.clone()));
        let lookups = Lookups {
            counties: place::Counties::new(config),
            county_names: names.collect(),
            departments: words::Departments::new(config),
            threshold: config.campaign.threshold,
        };
        Self { lookups, config: config.clone(), as_of: None, county: None, split: false }
    }

    /// `--as-of`: the week of every table, rolled forward to the closing day.
    #[must_use]
    pub fn with_as_of(mut self, as_of: Option<Date>) -> Self {
        self.as_of = as_of.map(|date| self.config.campaign.weekday.roll_forward(date));
        self
    }

    /// `--county`: the code of the county of every table, see [`Context::county_code`].
    #[must_use]
    pub fn with_county(mut self, code: Option<String>) -> Self {
        self.county = code;
        self
    }

    /// `--split`: a table that only its column gives counties to is split by that column.
    #[must_use]
    pub fn with_split(mut self, split: bool) -> Self {
        self.split = split;
        self
    }

    /// The code of the county that a word means (code, full, short or city-prefixed name); `None` for no or several.
    pub fn county_code(&self, word: &str) -> Option<String> {
        self.lookups.counties.of_cell(word).map(str::to_owned)
    }

    fn campaign(&self) -> &Campaign {
        &self.config.campaign
    }
}

/// One county's table of one ledger for one week, read: rows in order, duplicates included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableReading {
    /// County, ledger, week.
    pub slot: Slot,
    /// It calls itself 补报.
    pub supplementary: bool,
    /// Names of the sheets it was read from, in order; an empty name for csv.
    pub sheets: Vec<String>,
    /// How its rows add up; duplicates are told by the row's own code or name.
    pub counts: RowCounts,
    /// Its rows in the order of the file.
    pub rows: Vec<Row>,
    /// What is wrong with it, by sheet, row, column and code.
    pub findings: Vec<Finding>,
}

/// What became of one file: tables, or the reason why it was rejected whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Its submissions in the order of their first tables; empty where it was rejected.
    pub tables: Vec<TableReading>,
    /// Why the file cannot be taken at all.
    pub rejected: Option<Finding>,
}

/// Reads every table of a file; two tables of one county, ledger and week are joined in sheet order.
pub fn read(file: &SourceFile, context: &Context) -> Reading {
    let tables = tables(&file.sheets);
    if tables.is_empty() {
        let place = Place { file: &file.path, sheet: "", county: None, ledger: None, as_of: None };
        let claim = rules::file_too_large::claim(&place, &file.sheets);
        return whole(claim.unwrap_or_else(|| rules::file_no_header::finding(&place)), context);
    }
    let mut readings: Vec<TableReading> = Vec::new();
    for table in &tables {
        match read_table(table, &file.path, context) {
            Ok(parts) => parts.into_iter().for_each(|part| join(&mut readings, part)),
            Err(rejected) => return whole(*rejected, context),
        }
    }
    Reading { tables: readings, rejected: None }
}

/// The reading of a file that could not be opened.
pub fn reject(path: &str, rejection: &Rejection, context: &Context) -> Reading {
    let finding = rules::file_encrypted::finding(path, rejection)
        .or_else(|| rules::file_too_large::finding(path, rejection))
        .unwrap_or_else(|| rules::file_unreadable::of(path, rejection));
    whole(finding, context)
}

/// A file is rejected whole: the finding is about no county, ledger or sheet of it, but about the week that it is sent
/// for, as far as that is known.
fn whole(finding: Finding, context: &Context) -> Reading {
    let as_of = finding.as_of.or(context.as_of).or_else(|| week::of_path(&finding.file, context.campaign()));
    let finding = Finding { county: None, ledger: None, sheet: String::new(), as_of, ..finding };
    Reading { tables: Vec::new(), rejected: Some(finding) }
}

/// The tables of the visible sheets; those of hidden ones only where there are none.
fn tables(sheets: &[Sheet]) -> Vec<Table<'_>> {
    let of =
        |hidden| sheets.iter().filter(move |sheet| sheet.hidden == hidden).flat_map(header::tables).collect::<Vec<_>>();
    let visible = of(false);
    if visible.is_empty() { of(true) } else { visible }
}

type Rejected = Box<Finding>;

fn read_table(table: &Table<'_>, path: &str, context: &Context) -> Result<Vec<TableReading>, Rejected> {
    let above = lines::above(table.sheet, table.above.clone());
    let name = path.rsplit('/').next().unwrap_or(path);
    let weeks = Weeks::read(&above, &table.sheet.name, path, context.campaign());
    let week = context.as_of.or_else(|| weeks.decided());
    let mut place = Place {
        file: path,
        sheet: &table.sheet.name,
        county: context.county.as_deref(),
        ledger: None,
        as_of: week.filter(|week| context.campaign().covers(*week)),
    };
    let ledger = naming::ledger(table, &above, name).ok_or_else(|| Box::new(rules::file_no_ledger::finding(&place)))?;
    place.ledger = Some(ledger);
    let county = match &context.county {
        Some(code) => County::One(code.clone()),
        None => naming::county(table, &above, name, &context.lookups.counties, context.split),
    };
    if let County::Unknown { named, .. } = &county {
        return Err(Box::new(rules::file_unknown_county::finding(&place, named, &context.config)));
    }
    if let County::One(code) = &county {
        place.county = Some(code);
    }
    let as_of = rules::file_no_as_of::check(&place, week, context.campaign())?;
    let supplementary = naming::is_supplementary(&above, &table.sheet.name, path);
    let slots = slots(table, &county, ledger, as_of, context);
    let share = |nth: usize| match (&county, nth) {
        (County::Split, 0) => Share::NamedOrNone,
        (County::Split, _) => Share::Named,
        (County::One(_) | County::Unknown { .. }, _) => Share::All,
    };
    let part = |(nth, slot)| table::read(table, slot, supplementary, path, &context.lookups, share(nth));
    let mut parts: Vec<_> = slots.into_iter().enumerate().map(part).collect();
    if weeks.disagree() && !supplementary {
        for part in &mut parts {
            let place = Place { county: Some(&part.slot.county), as_of: Some(as_of), ..place };
            part.findings.insert(0, rules::submission_week_conflict::finding(&place, &weeks));
        }
    }
    Ok(parts)
}

/// The submissions that a table is: one, or with `--split` one for each county that its rows name.
fn slots(table: &Table<'_>, county: &County, ledger: Ledger, as_of: Date, context: &Context) -> Vec<Slot> {
    let slot = |county: String| Slot { county, ledger, as_of };
    match county {
        County::One(code) => vec![slot(code.clone())],
        County::Unknown { .. } => Vec::new(),
        County::Split => {
            let mut codes: Vec<String> =
                rows::data(table).filter_map(|row| row::county_of(table, row, &context.lookups)).collect();
            codes.sort_by_key(|code| (context.config.county_order(code), code.clone()));
            codes.dedup();
            codes.into_iter().map(slot).collect()
        }
    }
}

/// Appends a table to the reading of the same submission, if the file has one already.
fn join(readings: &mut Vec<TableReading>, part: TableReading) {
    let Some(first) = readings.iter_mut().find(|reading| reading.slot == part.slot) else {
        return readings.push(part);
    };
    first.supplementary |= part.supplementary;
    for sheet in part.sheets {
        if !first.sheets.contains(&sheet) {
            first.sheets.push(sheet);
        }
    }
    first.rows.extend(part.rows);
    first.findings.extend(part.findings);
    first.counts.read += part.counts.read;
    first.counts.rejected += part.counts.rejected;
    first.counts.no_data += part.counts.no_data;
    table::drop_repeated(&mut first.counts, &first.rows);
}

/// The header that the template prints for a field (`record_count`), and whether a table must have that column.
pub fn template_header(field: &str, ledger: Ledger) -> Option<(&'static str, bool)> {
    use serde::{Deserialize, de::IntoDeserializer, de::value::Error};
    let field = field::Field::deserialize(IntoDeserializer::<Error>::into_deserializer(field)).ok()?;
    Some((field.header(ledger), field::Field::MANDATORY.contains(&field)))
}

/// Whether a folder's or file's name has a full date in it.
pub fn bears_date(name: &str) -> bool {
    let name = text::half_width(name);
    date::find_all(&name).iter().any(|found| found.date.is_ok())
}
