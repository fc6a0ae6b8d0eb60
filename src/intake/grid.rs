//! Collects the cells of a sheet within the limits of a file.
//!
//! Guesses nothing about types; a serial becomes a date only where the spreadsheet shows it as one.

use super::rejection::too_large;
use crate::domain::Date;
use crate::domain::config::Limits;
use crate::domain::sheet::{CellValue, Rejection};

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

    /// Text counts as often as it is used: a workbook keeps it once.
    fn spend_text(&mut self, value: &CellValue) -> Result<(), Rejection> {
        let CellValue::Text(text) = value else { return Ok(()) };
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.text = self.text.checked_sub(length).ok_or_else(|| too_large::memory(self.memory_mib))?;
        Ok(())
    }

    fn spend(&mut self, places: usize) -> Result<(), Rejection> {
        let places = u64::try_from(places).unwrap_or(u64::MAX);
        let left = self.cells.checked_sub(1).zip(self.places.checked_sub(places));
        (self.cells, self.places) = left.ok_or_else(|| too_large::cells(self.limit))?;
        Ok(())
    }
}

/// The rows of a sheet that is being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<CellValue>>,
}

impl Grid {
    /// Puts a value at row and column (from 0); empty ones and those beyond every spreadsheet's edge are dropped.
    pub(super) fn put(
        &mut self,
        row: usize,
        column: usize,
        value: CellValue,
        budget: &mut Budget,
    ) -> Result<(), Rejection> {
        if matches!(value, CellValue::Empty) || row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Ok(());
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let width = self.rows.get(row.wrapping_sub(1)).map_or(0, Vec::len);
        let cells = &mut self.rows[row];
        let grown = (column + 1).saturating_sub(cells.len());
        budget.spend(grown)?;
        budget.spend_text(&value)?;
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

    /// The rows.
    pub(super) fn into_rows(self) -> Vec<Vec<CellValue>> {
        self.rows
    }
}

/// Text as a cell; nothing where it is empty.
pub(super) fn text(text: &str) -> CellValue {
    if text.is_empty() { CellValue::Empty } else { CellValue::Text(text.into()) }
}

/// A serial that the spreadsheet shows as a date; one that is no day stays the number that it is.
#[expect(clippy::cast_possible_truncation, reason = "bounded before the cast")]
pub(super) fn date(serial: f64, epoch_1904: bool) -> CellValue {
    if !(1.0..2_958_466.0).contains(&serial) {
        return CellValue::Number(serial);
    }
    let days = serial.floor() as i64;
    let start = match (epoch_1904, days < 60) {
        (true, _) => Date::from_ymd_opt(1904, 1, 1),
        // the epoch of 1900 counts a 29 February that never was
        (false, true) => Date::from_ymd_opt(1899, 12, 31),
        (false, false) => Date::from_ymd_opt(1899, 12, 30),
    };
    CellValue::Date(start.and_then(|start| start.checked_add_signed(chrono::TimeDelta::days(days))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Budget, Grid, date};
    use crate::domain::config::Limits;
    use crate::domain::{Date, sheet::CellValue};

    #[test]
    fn serials_of_both_epochs_are_days() {
        let day = CellValue::Date(Date::from_ymd_opt(2023, 4, 5));
        assert_eq!((date(45021.5, false), date(43559.0, true)), (day.clone(), day));
        assert_eq!(date(1.0, false), CellValue::Date(Date::from_ymd_opt(1900, 1, 1)));
        assert_eq!(date(20_230_405.0, false), CellValue::Number(20_230_405.0));
    }

    #[test]
    fn a_grid_beyond_its_budget_is_refused() {
        let limits = Limits { cells: 2, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        let mut grid = Grid::default();
        let one = || CellValue::Number(1.0);
        grid.put(0, 1, one(), &mut budget).unwrap();
        grid.put(3, 0, one(), &mut budget).unwrap();
        assert!(grid.put(4, 0, one(), &mut budget).is_err());
        let mut sparse = Grid::default();
        assert!(sparse.put(0, 16_000, one(), &mut Budget::new(&limits)).is_err(), "a sparse giant");
        assert_eq!(grid.into_rows().len(), 4 + 1);
    }
}
