//! One row of a table into a normalised row and what is wrong with it.
//!
//! Never stops at the first fault and never guesses: what cannot be read is empty and reported.

use super::field::Field;
use super::header::{Column, Table};
use super::rules::{self, Entry, Place};
use super::words::{self, IndustryFault};
use super::{Lookups, date, naming, text};
use crate::domain::finding::Finding;
use crate::domain::row::{Row, Step};
use crate::domain::sheet::CellValue;
use crate::domain::{Date, ledger::Ledger, uscc};

/// What the rows of one table have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    /// The table.
    pub(crate) table: &'a Table<'a>,
    /// Counties, departments, threshold.
    pub(crate) lookups: &'a Lookups,
    /// Whom findings are told to.
    pub(crate) place: &'a Place<'a>,
    /// Code of the county.
    pub(crate) county: &'a str,
    /// Which ledger.
    pub(crate) ledger: Ledger,
    /// The closing day.
    pub(crate) as_of: Date,
}

/// The code of an entity as far as it can be used.
enum Code {
    /// No column, or nothing in it.
    None,
    /// Repaired and valid.
    Valid(String),
    /// As written; it cannot be used.
    Unusable(String),
}

/// A row being read: its cells and the findings so far.
struct Draft<'a> {
    entry: Entry<'a>,
    lookups: &'a Lookups,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    /// Reads the row at `index` (from 0); `None` where it turns out to be no entry. Findings are appended.
    pub(crate) fn read(&self, index: usize, findings: &mut Vec<Finding>) -> Option<Row> {
        let entry = Entry { place: self.place, table: self.table, index, ledger: self.ledger, as_of: self.as_of };
        let before = findings.len();
        let mut draft = Draft { entry, lookups: self.lookups, findings };
        let name = draft.text(Field::Name);
        let code = draft.code(name.is_some());
        if name.is_none() && !matches!(code, Code::Valid(_)) {
            findings.truncate(before);
            findings.push(rules::entry_unidentified::finding(&entry));
            return None;
        }
        let row = draft.row(self, name, code);
        draft.county(self.county);
        draft.formulas();
        draft.findings.extend(rules::OF_ROW.iter().filter_map(|check| check(&entry, &row)));
        Some(row)
    }
}

impl<'a> Draft<'a> {
    fn cell(&self, field: Field) -> Option<&'a CellValue> {
        Some(self.entry.table.cell(self.entry.index, self.entry.table.column(field)?))
    }

    fn filled(&self, field: Field) -> Option<&'a CellValue> {
        self.entry.table.filled(self.entry.index, field)
    }

    fn text(&self, field: Field) -> Option<String> {
        let cell = self.filled(field).filter(|cell| !matches!(cell, CellValue::Error(_)))?;
        Some(text::shown(cell).into_owned())
    }

    fn row(&mut self, reader: &Reader<'_>, name: Option<String>, code: Code) -> Row {
        let (uscc, uscc_written) = match code {
            Code::None => (None, None),
            Code::Valid(code) => (Some(code), None),
            Code::Unusable(written) => (None, Some(written)),
        };
        let column = |field| reader.table.column(field).map_or(0, rules::row_number);
        Row {
            as_of: reader.as_of,
            ledger: reader.ledger,
            county: reader.county.to_owned(),
            name,
            uscc,
            uscc_written,
            legal_rep: self.text(Field::LegalRep),
            industry: self.industry(),
            department: self.department(),
            authority: self.text(Field::Authority),
            record_count: self.record_count(),
            public_count: self.count(Field::PublicCount),
            latest_record: self.date(Field::LatestRecord),
            contact: self.choice(Field::Contact, words::contact, rules::contact_unknown::finding),
            exclusion: self.choice(Field::Exclusion, words::exclusion, rules::exclusion_unknown::finding),
            exclusion_ref: self.text(Field::ExclusionRef),
            interviewed: self.step(Field::Interviewed),
            pledged: self.step(Field::Pledged),
            pledge_published: self.date(Field::PledgePublished),
            guided: self.step(Field::Guided),
            supervised: self.step(Field::Supervised),
            repair_applied: self.date(Field::RepairApplied),
            repaired: self.date(Field::Repaired),
            exit_claimed: self.silent(Field::ExitClaimed, words::exit_claimed),
            exit_date: self.date(Field::ExitDate),
            exit_route: self.silent(Field::ExitRoute, words::exit_route),
            pledge_checked: self.date(Field::PledgeChecked),
            pledge_kept: self.silent(Field::PledgeKept, words::pledge_kept),
            remark: self.text(Field::Remark),
            source_file: reader.place.file.to_owned(),
            source_sheet: reader.place.sheet.to_owned(),
            source_row: rules::row_number(self.entry.index),
            uscc_column: column(Field::Uscc),
            name_column: column(Field::Name),
        }
    }

    /// The code, repaired silently; a code that became a number is never guessed.
    fn code(&mut self, named: bool) -> Code {
        let Some(cell) = self.filled(Field::Uscc) else {
            if named && self.entry.table.column(Field::Uscc).is_some() {
                self.findings.push(rules::uscc_missing::finding(&self.entry));
            }
            return Code::None;
        };
        let written = text::shown(cell).into_owned();
        if !matches!(cell, CellValue::Text(_) | CellValue::Error(_)) {
            self.findings.push(rules::uscc_lost_digits::finding(&self.entry));
            return Code::Unusable(written);
        }
        let mut repaired = text::squeeze(&written).into_owned();
        repaired.make_ascii_uppercase();
        let repaired = repaired.trim_start_matches(['\'', '’', '`']);
        if uscc::is_valid(repaired) {
            return Code::Valid(repaired.to_owned());
        }
        let lost = rules::uscc_lost_digits::shows(repaired);
        let finding = if lost {
            rules::uscc_lost_digits::finding(&self.entry)
        } else {
            rules::uscc_invalid::finding(&self.entry, repaired)
        };
        self.findings.push(finding);
        Code::Unusable(written)
    }

    fn industry(&mut self) -> Option<char> {
        let word = text::shown(self.filled(Field::Industry)?);
        let fault = match words::industry(&word) {
            Ok(letter) => return Some(letter),
            Err(fault) => fault,
        };
        self.findings.push(match fault {
            IndustryFault::Unknown => rules::industry_unknown::finding(&self.entry),
            IndustryFault::Mismatch { letter, named } => rules::industry_mismatch::finding(&self.entry, letter, named),
        });
        None
    }

    fn department(&mut self) -> Option<String> {
        let word = text::shown(self.filled(Field::Department)?);
        let known = self.lookups.departments.find(&word).map(str::to_owned);
        if known.is_none() {
            self.findings.push(rules::department_unknown::finding(&self.entry));
        }
        known
    }

    fn record_count(&mut self) -> u32 {
        let Some(count) = self.count(Field::RecordCount) else { return 0 };
        let finding = rules::count_below_threshold::check(&self.entry, count, self.lookups.threshold);
        self.findings.extend(finding);
        count
    }

    /// A count; a blank one is a fault where the column is there.
    fn count(&mut self, field: Field) -> Option<u32> {
        let count = rules::count_invalid::read(self.cell(field)?);
        if count.is_none() {
            self.findings.push(rules::count_invalid::finding(&self.entry, field));
        }
        count
    }

    fn choice<T>(&mut self, field: Field, of: fn(&str) -> Option<T>, fault: fn(&Entry<'_>) -> Finding) -> Option<T> {
        let choice = of(&text::shown(self.filled(field)?));
        if choice.is_none() {
            self.findings.push(fault(&self.entry));
        }
        choice
    }

    /// A choice whose unknown words are empty without a finding of their own.
    fn silent<T>(&self, field: Field, of: fn(&str) -> Option<T>) -> Option<T> {
        of(&text::shown(self.filled(field)?))
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        let cell = self.filled(field)?;
        let date = date::of_cell(cell, self.entry.table.sheet.epoch_1904);
        let finding = match date {
            Some(date) => rules::date_future::check(&self.entry, field, date),
            None => Some(rules::date_invalid::finding(&self.entry, field)),
        };
        self.findings.extend(finding);
        date
    }

    /// A step with its date, or with 是 in its place; 否 there is empty.
    fn step(&mut self, field: Field) -> Option<Step> {
        let declared = match self.filled(field)? {
            CellValue::Text(word) => words::done(word),
            _ => None,
        };
        match declared {
            Some(true) => {
                self.findings.push(rules::date_missing::finding(&self.entry, field));
                Some(Step { date: self.entry.as_of, assumed: true })
            }
            Some(false) => None,
            None => self.date(field).map(|date| Step { date, assumed: false }),
        }
    }

    fn county(&mut self, submission: &str) {
        let Some(cell) = self.filled(Field::County) else { return };
        let named = self.lookups.counties.of_cell(&text::shown(cell));
        if named != Some(submission) {
            let name = self.lookups.county_names.get(submission).map_or(submission, String::as_str);
            self.findings.push(rules::county_mismatch::finding(&self.entry, name));
        }
    }

    fn formulas(&mut self) {
        let table = self.entry.table;
        // values of unknown columns, and of a column that comes again, are not taken
        let taken = |column: &&Column| column.word.is_some_and(|word| table.column(word.field) == Some(column.index));
        for column in table.columns.iter().filter(taken) {
            let cell = table.raw(self.entry.index, column.index);
            self.findings.extend(rules::formula_text::check(&self.entry, column.index, cell));
        }
    }
}

/// The county of a row in a table of several counties.
pub(crate) fn county_of(table: &Table<'_>, index: usize, lookups: &Lookups) -> Option<String> {
    naming::county_of_row(table, index, &lookups.counties).map(str::to_owned)
}
