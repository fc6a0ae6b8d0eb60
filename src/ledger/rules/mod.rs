//! One rule a file, named like the code of its finding: when it holds, what it says, what to do.
//!
//! A rule looks at one file, table or row; rules about the state on a date live in `state`. Messages never quote the
//! name of an entity or of its representative.

pub(crate) mod column_ambiguous;
pub(crate) mod column_missing;
pub(crate) mod column_unknown;
pub(crate) mod contact_missing;
pub(crate) mod contact_unknown;
pub(crate) mod count_below_threshold;
pub(crate) mod count_invalid;
pub(crate) mod county_mismatch;
pub(crate) mod date_future;
pub(crate) mod date_invalid;
pub(crate) mod date_missing;
pub(crate) mod date_order;
pub(crate) mod department_unknown;
pub(crate) mod entry_unidentified;
pub(crate) mod exclusion_unknown;
pub(crate) mod exclusion_unproven;
pub(crate) mod exit_unclear;
pub(crate) mod exit_unproven;
pub(crate) mod file_encrypted;
pub(crate) mod file_no_as_of;
pub(crate) mod file_no_header;
pub(crate) mod file_no_ledger;
pub(crate) mod file_too_large;
pub(crate) mod file_unknown_county;
pub(crate) mod file_unreadable;
pub(crate) mod formula_text;
pub(crate) mod industry_mismatch;
pub(crate) mod industry_unknown;
pub(crate) mod name_missing;
pub(crate) mod submission_week_conflict;
pub(crate) mod total_mismatch;
pub(crate) mod uscc_invalid;
pub(crate) mod uscc_lost_digits;
pub(crate) mod uscc_missing;

use super::field::Field;
use super::header::Table;
use super::text;
use crate::domain::finding::{Code, Finding};
use crate::domain::row::Row;
use crate::domain::{Date, ledger::Ledger, sheet};

/// Where findings are made and whom they are told to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Path of the file below the folder that was ingested.
    pub(crate) file: &'a str,
    /// Name of the sheet; empty for csv.
    pub(crate) sheet: &'a str,
    /// Code of the county, as far as it is known.
    pub(crate) county: Option<&'a str>,
    /// The ledger, as far as it is known.
    pub(crate) ledger: Option<Ledger>,
    /// The week, as far as it is known.
    pub(crate) as_of: Option<Date>,
}

/// A cell: row and column from 1, what stands there. Row 0 is no cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spot {
    /// Row from 1.
    pub(crate) row: u32,
    /// Column from 1.
    pub(crate) column: u32,
    /// As met.
    pub(crate) value: String,
}

impl Place<'_> {
    /// `滑县.xlsx「行政处罚」F17：`, as much of it as there is.
    fn prefix(&self, spot: &Spot) -> String {
        let name = self.file.rsplit('/').next().unwrap_or(self.file);
        let sheet = if self.sheet.is_empty() { String::new() } else { format!("「{}」", self.sheet) };
        let cell =
            if spot.row == 0 || spot.column == 0 { String::new() } else { sheet::address(spot.row, spot.column) };
        let gap = if sheet.is_empty() && !cell.is_empty() { " " } else { "" };
        format!("{name}{sheet}{gap}{cell}：")
    }

    /// A finding at a cell (or at none): the place is put in front of `what`.
    pub(crate) fn finding(&self, code: Code, spot: Spot, what: &str, remedy: impl Into<String>) -> Finding {
        Finding {
            code,
            county: self.county.map(str::to_owned),
            ledger: self.ledger,
            as_of: self.as_of,
            file: self.file.to_owned(),
            sheet: self.sheet.to_owned(),
            row: if spot.column == 0 { 0 } else { spot.row },
            column: spot.column,
            message: self.prefix(&spot) + what,
            value: spot.value,
            remedy: remedy.into(),
        }
    }
}

/// A row that is being read, for rules about one cell or about several together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Whom findings are told to.
    pub(crate) place: &'a Place<'a>,
    /// The table it stands in.
    pub(crate) table: &'a Table<'a>,
    /// Its row, from 0.
    pub(crate) index: usize,
    /// Its ledger.
    pub(crate) ledger: Ledger,
    /// The closing day of its submission.
    pub(crate) as_of: Date,
}

impl Entry<'_> {
    /// The field's cell.
    pub(crate) fn spot(&self, field: Field) -> Spot {
        let row = row_number(self.index);
        let Some(column) = self.table.column(field) else { return Spot { row, ..Spot::default() } };
        let value = text::shown(self.table.cell(self.index, column)).into_owned();
        Spot { row, column: row_number(column), value }
    }

    /// The template's header of the field.
    pub(crate) fn header(&self, field: Field) -> &'static str {
        field.header(self.ledger)
    }

    /// A finding at the field's cell; `what` is handed the value as met.
    pub(crate) fn finding(&self, code: Code, field: Field, what: &str, remedy: impl Into<String>) -> Finding {
        self.place.finding(code, self.spot(field), what, remedy)
    }
}

/// A cell number from 1 for an index from 0.
pub(crate) fn row_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// `value` in Chinese quotation marks, cut where it is long.
pub(crate) fn quoted(value: &str) -> String {
    let mut short: String = value.chars().take(30).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().count() > 30 {
        short.push('…');
    }
    format!("“{short}”")
}

/// The rules about several cells of one row together.
pub(crate) const OF_ROW: [fn(&Entry<'_>, &Row) -> Option<Finding>; 6] = [
    contact_missing::check,
    exclusion_unproven::check,
    exit_unclear::check,
    exit_unproven::check,
    date_order::check,
    name_missing::check,
];
