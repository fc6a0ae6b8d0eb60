//! What readers tell cells to, and the one that gathers them into sheets, within the limits of a file.
//!
//! Guesses nothing about types; a serial becomes a date only where the spreadsheet shows it as one.

use std::borrow::Cow;
use std::sync::Arc;

use super::rejection::too_large;
use crate::domain::Date;
use crate::domain::config::Limits;
use crate::domain::sheet::{CellValue, Rejection, Sheet};

/// What a reader finds in a cell.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// Nothing.
    Empty,
    /// Text of this cell alone.
    Text(Cow<'a, str>),
    /// Text that other cells of the file have too, and its number, which is the same in all of them.
    Shared(usize, &'a str),
    /// As [`CellValue::Number`].
    Number(f64),
    /// As [`CellValue::Date`].
    Date(Option<Date>),
    /// As [`CellValue::Bool`].
    Bool(bool),
    /// As [`CellValue::Error`].
    Error(Cow<'a, str>),
}

/// Hears the cells of a file, sheet after sheet.
pub(super) trait Cells {
    /// A cell of the sheet that is being read, at row and column (from 0), in any order. Empty ones and those beyond every
    /// spreadsheet's edge do not count.
    fn put(&mut self, row: usize, column: usize, value: &Value<'_>) -> Result<(), Rejection>;

    /// The sheet is over, and this is what it is besides its rows.
    fn end(&mut self, sheet: Sheet);
}

/// The most rows that any spreadsheet program has.
pub(super) const MAX_ROWS: usize = 1 << 20;
/// The most columns that any spreadsheet program has.
pub(super) const MAX_COLUMNS: usize = 1 << 14;
/// Places in rows, empty ones included, for each cell that is allowed: guards against sparse giants.
const PLACES_PER_CELL: u64 = 4;

/// The part of the memory that the text of cells may take: it is held more than once on its way.
const TEXT_SHARE: u64 = 8;

/// How many cells the sheets of a file may still have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    limit: u64,
    cells: u64,
    places: u64,
    text: u64,
    memory_mib: u64,
}

impl Budget {
    /// For one file.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            limit: limits.cells,
            cells: limits.cells,
            places: limits.cells.saturating_mul(PLACES_PER_CELL),
            text: limits.memory_mib.saturating_mul((1 << 20) / TEXT_SHARE),
            memory_mib: limits.memory_mib,
        }
    }

    /// Whether a cell counts at all; refused where there are too many, or too much text. Text counts as often as it is used,
    /// though a workbook keeps it once.
    #[inline]
    pub(super) fn admits(&mut self, row: usize, column: usize, value: &Value<'_>) -> Result<bool, Rejection> {
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Ok(false);
        }
        let length = match value {
            Value::Empty => return Ok(false),
            Value::Text(text) => text.len(),
            Value::Shared(_, text) => text.len(),
            Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Error(_) => 0,
        };
        self.cells = self.cells.checked_sub(1).ok_or_else(|| too_large::cells(self.limit))?;
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.text = self.text.checked_sub(length).ok_or_else(|| too_large::memory(self.memory_mib))?;
        Ok(true)
    }

    fn spend(&mut self, places: usize) -> Result<(), Rejection> {
        let places = u64::try_from(places).unwrap_or(u64::MAX);
        self.places = self.places.checked_sub(places).ok_or_else(|| too_large::cells(self.limit))?;
        Ok(())
    }
}

/// Gathers what it hears.
#[derive(Debug)]
pub(super) struct Gathered {
    budget: Budget,
    rows: Vec<Vec<CellValue>>,
    /// Texts that cells share, by their numbers.
    shared: Vec<Option<Arc<str>>>,
    sheets: Vec<Sheet>,
}

impl Gathered {
    /// For one file.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { budget: Budget::new(limits), rows: Vec::new(), shared: Vec::new(), sheets: Vec::new() }
    }

    /// The sheets that are over.
    pub(super) fn sheets(self) -> Vec<Sheet> {
        self.sheets
    }

    fn kept(&mut self, value: &Value<'_>) -> CellValue {
        match value {
            Value::Empty => CellValue::Empty,
            Value::Text(text) => CellValue::Text(Arc::from(&*printable(text))),
            Value::Shared(number, text) => {
                if self.shared.len() <= *number {
                    self.shared.resize(number + 1, None);
                }
                CellValue::Text(Arc::clone(self.shared[*number].get_or_insert_with(|| Arc::from(&*printable(text)))))
            }
            Value::Number(number) => CellValue::Number(*number),
            Value::Date(date) => CellValue::Date(*date),
            Value::Bool(truth) => CellValue::Bool(*truth),
            Value::Error(error) => CellValue::Error(printable(error).into_owned()),
        }
    }
}

impl Cells for Gathered {
    fn put(&mut self, row: usize, column: usize, value: &Value<'_>) -> Result<(), Rejection> {
        if !self.budget.admits(row, column, value)? {
            return Ok(());
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let width = self.rows.get(row.wrapping_sub(1)).map_or(0, Vec::len);
        let grown = (column + 1).saturating_sub(self.rows[row].len());
        self.budget.spend(grown)?;
        let value = self.kept(value);
        let cells = &mut self.rows[row];
        if cells.capacity() == 0 {
            // rows of a table are as wide as the row before
            cells.reserve(width.max(column + 1));
        }
        if grown == 1 {
            cells.push(value);
        } else {
            cells.resize(cells.len().max(column + 1), CellValue::Empty);
            cells[column] = value;
        }
        Ok(())
    }

    fn end(&mut self, sheet: Sheet) {
        self.sheets.push(Sheet { rows: std::mem::take(&mut self.rows), ..sheet });
    }
}

/// Text without what no document can hold: control characters but tabs and line ends, and the two that are no characters. A
/// terminal would obey them, and a file with them cannot be opened.
fn printable(text: &str) -> Cow<'_, str> {
    let kept = |c: char| matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    // a byte at most that of a blank, DEL, or one that begins a character of these kinds: nearly no text has any
    let suspect = |byte: u8| byte < b' ' || matches!(byte, 0x7F | 0xC2 | 0xEF);
    if text.bytes().any(suspect) && !text.chars().all(kept) {
        return text.chars().filter(|c| kept(*c)).collect();
    }
    Cow::Borrowed(text)
}

/// Text as a cell; nothing where it is empty.
pub(super) fn text<'a>(text: impl Into<Cow<'a, str>>) -> Value<'a> {
    let text = text.into();
    if text.is_empty() { Value::Empty } else { Value::Text(text) }
}

/// A serial that the spreadsheet shows as a date; one that is no day stays the number that it is.
#[expect(clippy::cast_possible_truncation, reason = "bounded before the cast")]
pub(super) fn date(serial: f64, epoch_1904: bool) -> Value<'static> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return Value::Number(serial);
    }
    let days = serial.floor() as i64;
    let start = match (epoch_1904, days < 60) {
        (true, _) => Date::from_ymd_opt(1904, 1, 1),
        // the epoch of 1900 counts a 29 February that never was
        (false, true) => Date::from_ymd_opt(1899, 12, 31),
        (false, false) => Date::from_ymd_opt(1899, 12, 30),
    };
    Value::Date(start.and_then(|start| start.checked_add_signed(chrono::TimeDelta::days(days))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Cells, Gathered, Value, date, printable};
    use crate::domain::config::Limits;
    use crate::domain::{Date, sheet::Sheet};

    #[test]
    fn serials_of_both_epochs_are_days() {
        let day = |serial, epoch_1904| if let Value::Date(day) = date(serial, epoch_1904) { day } else { None };
        let fifth = Date::from_ymd_opt(2023, 4, 5);
        assert_eq!((day(45021.5, false), day(43559.0, true)), (fifth, fifth));
        assert_eq!(day(1.0, false), Date::from_ymd_opt(1900, 1, 1));
        assert!(matches!(date(20_230_405.0, false), Value::Number(_)));
    }

    #[test]
    fn text_holds_nothing_that_a_document_cannot_hold() {
        for (met, kept) in
            [("甲\u{1B}[31m乙\0", "甲[31m乙"), ("a\tb\r\nc", "a\tb\r\nc"), ("é\u{85}\u{FFFE}（甲）\u{7F}", "é（甲）")]
        {
            assert_eq!(printable(met), kept);
        }
    }

    #[test]
    fn a_file_beyond_its_budget_is_refused() {
        let limits = Limits { cells: 2, ..Limits::default() };
        let one = Value::Number(1.0);
        let mut cells = Gathered::new(&limits);
        cells.put(0, 1, &one).unwrap();
        cells.put(3, 0, &one).unwrap();
        cells.put(1 << 20, 0, &one).unwrap();
        cells.put(0, 0, &Value::Empty).unwrap();
        assert!(cells.put(4, 0, &one).is_err());
        cells.end(Sheet::default());
        assert_eq!(cells.sheets()[0].rows.len(), 4);
        assert!(Gathered::new(&limits).put(0, 16_000, &one).is_err(), "a sparse giant");
    }
}
