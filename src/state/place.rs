//! Where a row stands, and a finding about it.
//!
//! It decides no rule; it knows which cell a finding about an entry points at.

use polars::prelude::*;

use crate::{
    Result,
    domain::{
        finding::{Code, Finding},
        ledger::Ledger,
        sheet,
    },
    state::{deliveries::unfit, keys::Key, known::Known},
};

/// The columns that tell where the rows of the history stand and what stands there.
pub(super) struct Places<'a> {
    known: &'a Known<'a>,
    file: &'a StringChunked,
    sheet: &'a StringChunked,
    row: &'a Int64Chunked,
    uscc_column: &'a Int64Chunked,
    name_column: &'a Int64Chunked,
    county: &'a StringChunked,
    uscc: &'a StringChunked,
    uscc_written: &'a StringChunked,
    name: &'a StringChunked,
}

/// What a finding about an entry says beside its place.
pub(super) struct Words {
    /// Why it is wrong.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

impl<'a> Places<'a> {
    /// The columns of the history.
    pub fn of(known: &'a Known<'a>) -> Result<Self> {
        let text = |name: &str| known.history.column(name).and_then(|column| column.str()).map_err(unfit);
        let number = |name: &str| known.history.column(name).and_then(|column| column.i64()).map_err(unfit);
        Ok(Self {
            known,
            file: text("source_file")?,
            sheet: text("source_sheet")?,
            row: number("source_row")?,
            uscc_column: number("uscc_column")?,
            name_column: number("name_column")?,
            county: text("county")?,
            uscc: text("uscc")?,
            uscc_written: text("uscc_written")?,
            name: text("name")?,
        })
    }

    /// A finding about the entry in this row of the history: at the cell of the code, or of the name where the key is one.
    pub fn finding(&self, code: Code, ledger: Ledger, key: u32, row: usize, words: Words) -> Finding {
        let named = matches!(self.known.book(ledger).keys.keys.get(key as usize), Some(Key::Name { .. }));
        let (column, value) = self.cell(row, named);
        let county = self.county.get(row).map(str::to_owned);
        let file = self.file.get(row).unwrap_or_default().to_owned();
        let sheet = self.sheet.get(row).unwrap_or_default().to_owned();
        let (line, column) = (counted(self.row.get(row)), counted(column));
        let place = self.spelled(row, column);
        let message = format!("{place}：{}{}。", self.subject(row), words.why);
        let as_of = Some(self.known.as_of());
        Finding {
            code,
            county,
            ledger: Some(ledger),
            as_of,
            file,
            sheet,
            row: line,
            column,
            value,
            message,
            remedy: words.remedy,
        }
    }

    /// Row as the spreadsheet shows it.
    pub fn line(&self, row: usize) -> u32 {
        counted(self.row.get(row))
    }

    /// Name of the county that sent the row.
    pub fn county_name(&self, row: usize) -> &str {
        let code = self.county.get(row).unwrap_or_default();
        self.known.config.county(code).map_or(code, |county| county.name.as_str())
    }

    /// Column and value of the cell that a finding points at; where the table lacks that column, the other one.
    fn cell(&self, row: usize, named: bool) -> (Option<i64>, String) {
        let code = (self.uscc_column.get(row), self.uscc.get(row).or_else(|| self.uscc_written.get(row)));
        let name = (self.name_column.get(row), self.name.get(row));
        let (column, value) = match (named, counted(code.0), counted(name.0)) {
            (true, _, 1..) | (false, 0, _) => name,
            (true, _, 0) | (false, 1.., _) => code,
        };
        (column, value.unwrap_or_default().to_owned())
    }

    /// `滑县.xlsx「行政处罚」D17`, in parts as far as they are there.
    fn spelled(&self, row: usize, column: u32) -> String {
        let sheet = self.sheet.get(row).filter(|sheet| !sheet.is_empty()).map(|sheet| format!("「{sheet}」"));
        let cell =
            if column == 0 { format!("第{}行", self.line(row)) } else { sheet::address(self.line(row), column) };
        format!("{}{}{cell}", self.file.get(row).unwrap_or_default(), sheet.unwrap_or_default())
    }

    /// The code, or words for who has none.
    fn subject(&self, row: usize) -> String {
        self.uscc
            .get(row)
            .map_or_else(|| "该主体（本行没有可用的统一社会信用代码）".to_owned(), |code| format!("“{code}”"))
    }
}

fn counted(number: Option<i64>) -> u32 {
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}
