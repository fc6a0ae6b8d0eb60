//! Which ledger and which county a table belongs to.
//!
//! Each source is asked in the order of domain.md section 3; one that names two says nothing.

use std::collections::BTreeMap;

use super::field::Field;
use super::header::Table;
use super::lines::Above;
use super::place::Counties;
use super::rows;
use super::text;
use crate::domain::ledger::Ledger;

/// The ledger that a text names, if it names exactly one.
fn ledger_in(text: &str) -> Option<Ledger> {
    let text = text::squeeze(text);
    let judgment = ["被执行人", "执行法院", "失信人"].iter().any(|word| text.contains(word));
    let penalty = text.contains("处罚");
    one_of(judgment, penalty)
}

fn one_of(judgment: bool, penalty: bool) -> Option<Ledger> {
    match (judgment, penalty) {
        (true, false) => Some(Ledger::Judgment),
        (false, true) => Some(Ledger::Penalty),
        (true, true) | (false, false) => None,
    }
}

/// A sheet may simply be called 失信.
fn ledger_of_sheet(name: &str) -> Option<Ledger> {
    let short = matches!(&*text::squeeze(name), "失信" | "失信台账" | "失信名单");
    ledger_in(name).or(short.then_some(Ledger::Judgment))
}

/// The ledger that the header words belong to: those for the authority before all others.
fn ledger_of_columns(table: &Table<'_>) -> Option<Ledger> {
    let words = || table.columns.iter().filter_map(|column| column.word);
    let has = |ledger, authority: bool| {
        words().any(|word| word.ledger == Some(ledger) && (!authority || word.field == Field::Authority))
    };
    one_of(has(Ledger::Judgment, true), has(Ledger::Penalty, true))
        .or_else(|| one_of(has(Ledger::Judgment, false), has(Ledger::Penalty, false)))
}

/// Which ledger: sheet name, title, file name, columns.
pub(crate) fn ledger(table: &Table<'_>, above: &Above, file_name: &str) -> Option<Ledger> {
    ledger_of_sheet(&table.sheet.name)
        .or_else(|| ledger_in(&above.title))
        .or_else(|| ledger_in(file_name))
        .or_else(|| ledger_of_columns(table))
}

/// What decides a table's county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum County {
    /// The whole table is this county's.
    One(String),
    /// A table of several counties: each row goes to the county of its column.
    Split,
    /// Nothing decides it.
    Unknown {
        /// The counties that the column names, by code, with their rows.
        named: BTreeMap<String, usize>,
        /// How many rows of data there are.
        rows: usize,
    },
}

/// Which county: title (and the line with the unit), sheet, file name, and only then the column.
pub(crate) fn county(table: &Table<'_>, above: &Above, file_name: &str, counties: &Counties, split: bool) -> County {
    let outside = [&above.title, &above.labels, &table.sheet.name, file_name];
    if let Some(code) = outside.iter().find_map(|text| counties.only_one(text)) {
        return County::One(code.to_owned());
    }
    let (named, rows) = counties_of_rows(table, counties);
    let all_named = named.values().sum::<usize>() == rows;
    if split && rows > 0 && all_named {
        return County::Split;
    }
    let majority = named.iter().find(|(_, count)| **count * 2 > rows).map(|(code, _)| code.clone());
    majority.map_or(County::Unknown { named, rows }, County::One)
}

fn counties_of_rows(table: &Table<'_>, counties: &Counties) -> (BTreeMap<String, usize>, usize) {
    let mut named = BTreeMap::new();
    let mut rows = 0;
    for row in rows::data(table) {
        rows += 1;
        if let Some(code) = county_of_row(table, row, counties) {
            *named.entry(code.to_owned()).or_insert(0) += 1;
        }
    }
    (named, rows)
}

/// The county that a row's own column names.
pub(crate) fn county_of_row<'c>(table: &Table<'_>, row: usize, counties: &'c Counties) -> Option<&'c str> {
    let cell = table.cell(row, table.column(Field::County)?);
    if text::is_blank(cell) { None } else { counties.of_cell(&text::shown(cell)) }
}

/// Whether a table calls itself a late delivery (补报): in its title, its sheet's or file's name, or by its folder.
pub(crate) fn is_supplementary(above: &Above, sheet: &str, path: &str) -> bool {
    [&above.title, &above.labels, sheet, path].iter().any(|text| text::squeeze(text).contains("补报"))
}

#[cfg(test)]
mod tests {
    use super::{ledger_in, ledger_of_sheet};
    use crate::domain::ledger::Ledger;

    #[test]
    fn a_text_that_names_both_ledgers_or_only_the_campaign_says_nothing() {
        assert_eq!(ledger_in("安阳市滑县失信被执行人治理对象台账"), Some(Ledger::Judgment));
        assert_eq!(ledger_in("行政 处罚台账20230416"), Some(Ledger::Penalty));
        assert_eq!(ledger_in("失信被执行人和行政处罚台账"), None);
        assert_eq!(ledger_in("严重违法失信市场主体治理台账"), None);
        assert_eq!(ledger_of_sheet("失信"), Some(Ledger::Judgment));
        assert_eq!(ledger_of_sheet("Sheet1"), None);
    }
}
