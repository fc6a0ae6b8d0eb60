//! One table into a reading: columns, rows, totals, and how its rows add up.
//!
//! Every row below the header is counted exactly once.

use std::collections::HashSet;

use super::field::Field;
use super::header::Table;
use super::row::{self, Reader};
use super::rows::{self, Kind};
use super::rules::{self, Place, Spot};
use super::{Lookups, TableReading, text};
use crate::domain::finding::Finding;
use crate::domain::row::Row;
use crate::domain::sheet::CellValue;
use crate::domain::submission::{RowCounts, Slot};

/// Which rows of a table a submission takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// All of them.
    All,
    /// Those whose own column names its county.
    Named,
    /// Those, and the rows that name none: totals, footers, rows that are no entry.
    NamedOrNone,
}

/// Reads a table, or its share of it, as the submission `slot`.
pub(crate) fn read(
    table: &Table<'_>,
    slot: Slot,
    supplementary: bool,
    path: &str,
    lookups: &Lookups,
    share: Share,
) -> TableReading {
    let place = Place {
        file: path,
        sheet: &table.sheet.name,
        county: Some(&slot.county),
        ledger: Some(slot.ledger),
        as_of: Some(slot.as_of),
    };
    let reader = Reader { table, lookups, place: &place, county: &slot.county, ledger: slot.ledger, as_of: slot.as_of };
    let mut findings = columns(table, &place);
    let mut rows = Vec::with_capacity(table.rows.len().min(100_000));
    let mut counts = RowCounts::default();
    let (mut totals, mut rejected) = (Vec::new(), Vec::new());
    for index in table.rows.start..rows::end(table) {
        let kind = rows::kind(table, index);
        let ours = || match row::county_of(table, index, lookups) {
            Some(county) => county == slot.county,
            None => share == Share::NamedOrNone,
        };
        if share != Share::All && !ours() {
            continue;
        }
        counts.read += 1;
        match kind {
            Kind::NoData => counts.no_data += 1,
            Kind::Total => {
                counts.no_data += 1;
                totals.push(index);
            }
            Kind::Data | Kind::Unidentified => match reader.read(index, &mut findings) {
                Some(row) => rows.push(row),
                None => rejected.push(index),
            },
        }
    }
    counts.rejected = u32::try_from(rejected.len()).unwrap_or(u32::MAX);
    if share == Share::All {
        let sums = sums(&reader, &rows, &rejected);
        findings.extend(totals.iter().flat_map(|index| total(&reader, *index, sums)));
    }
    drop_repeated(&mut counts, &rows);
    findings.sort_by(|a, b| (a.row, a.column, a.code.code()).cmp(&(b.row, b.column, b.code.code())));
    TableReading { supplementary, sheets: vec![table.sheet.name.clone()], counts, rows, findings, slot }
}

/// Findings about columns: unknown ones, those that come twice, those that are missing.
fn columns(table: &Table<'_>, place: &Place<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(ledger) = place.ledger else { return findings };
    for column in &table.columns {
        match column.word {
            None => findings.push(rules::column_unknown::finding(place, column)),
            Some(word) if table.column(word.field) != Some(column.index) => {
                findings.push(rules::column_ambiguous::finding(place, column, word.field.header(ledger)));
            }
            Some(_) => {}
        }
    }
    let missing = Field::MANDATORY.into_iter().filter(|field| table.column(*field).is_none());
    findings.extend(missing.map(|field| rules::column_missing::finding(place, field.header(ledger))));
    findings
}

/// 失信次数 and 仍在公示次数 over all rows delivered, those that are no entry included.
fn sums(reader: &Reader<'_>, rows: &[Row], rejected: &[usize]) -> [(Field, u64); 2] {
    let of_rejected = |field| -> u64 {
        let column = reader.table.column(field);
        let counts = rejected.iter().filter_map(|index| rules::count_invalid::read(reader.table.cell(*index, column?)));
        counts.map(u64::from).sum()
    };
    let records: u64 = rows.iter().map(|row| u64::from(row.record_count)).sum();
    let public: u64 = rows.iter().map(|row| u64::from(row.public_count.unwrap_or(0))).sum();
    [(Field::RecordCount, records), (Field::PublicCount, public)].map(|(field, sum)| (field, sum + of_rejected(field)))
}

/// The two counts of a 合计 row against the sums over all rows delivered.
fn total(reader: &Reader<'_>, index: usize, sums: [(Field, u64); 2]) -> Vec<Finding> {
    sums.into_iter().filter_map(|(field, sum)| total_of(reader, index, field, sum)).collect()
}

fn total_of(reader: &Reader<'_>, index: usize, field: Field, sum: u64) -> Option<Finding> {
    let column = reader.table.column(field)?;
    let cell: &CellValue = reader.table.raw(index, column);
    let total = rules::count_invalid::read(cell)?;
    let spot = Spot {
        row: rules::row_number(index),
        column: rules::row_number(column),
        value: text::shown(cell).into_owned(),
    };
    rules::total_mismatch::check(reader.place, spot, field.header(reader.ledger), total, sum)
}

/// Counts the rows whose key came before: by code, else by name without spaces and with brackets in one form.
pub(crate) fn drop_repeated(counts: &mut RowCounts, rows: &[Row]) {
    let mut seen = HashSet::with_capacity(rows.len());
    let key = |row: &Row| {
        row.uscc.clone().unwrap_or_else(|| text::squeeze(row.name.as_deref().unwrap_or_default()).into_owned())
    };
    let kept = rows.iter().filter(|row| seen.insert(key(row))).count();
    counts.kept = u32::try_from(kept).unwrap_or(u32::MAX);
    counts.duplicates = u32::try_from(rows.len() - kept).unwrap_or(u32::MAX);
}
