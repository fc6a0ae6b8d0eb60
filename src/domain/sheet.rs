//! A sheet as it was found: cells with their place, nothing guessed about their types.

use std::sync::Arc;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CellValue {
    /// Nothing, or a formula without a cached value.
    #[default]
    Empty,
    /// Text as stored; cells that a workbook gives the same text share it.
    Text(Arc<str>),
    /// A number that is not formatted as a date.
    Number(f64),
    /// A cell that the spreadsheet shows as a date (from a serial of either epoch, or an ISO date of .ods), with its time cut off;
    /// `None` where the serial is no day.
    Date(Option<super::Date>),
    /// A truth value.
    Bool(bool),
    /// `#N/A` and its kind, as text.
    Error(String),
}

/// A block of merged cells, 0-based, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// One sheet of one file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Name of the sheet; empty for csv.
    pub name: String,
    /// Rows from the first of the spreadsheet (index 0 is row 1); trailing empty rows and cells may be absent.
    pub rows: Vec<Vec<CellValue>>,
    /// Merged blocks.
    pub merges: Vec<Merge>,
    /// The workbook counts its dates from 1904.
    pub epoch_1904: bool,
    /// The sheet is hidden.
    pub hidden: bool,
    /// How many cells it says that it has, whatever it holds; 0 where it says nothing.
    pub claimed: u64,
}

/// Why a file could not be opened at all; becomes a finding at the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// `file.unreadable`, `file.encrypted` or `file.too_large`.
    pub code: super::finding::Code,
    /// What is wrong with the file, in Chinese, without its name.
    pub message: String,
    /// What to do about it, in Chinese.
    pub remedy: String,
}

/// A file that was opened.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceFile {
    /// Path below the folder that was ingested, that folder's own name in front when it bears the date; `/` between parts.
    pub path: String,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// Its sheets in order.
    pub sheets: Vec<Sheet>,
}

/// `D17` for row 17, column 4 (both from 1).
pub fn address(row: u32, column: u32) -> String {
    format!("{}{row}", column_letters(column))
}

/// `A`, `Z`, `AA` for 1, 26, 27.
pub fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        column /= 26;
    }
    letters.iter().rev().collect()
}
