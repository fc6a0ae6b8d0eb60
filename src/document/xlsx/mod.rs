//! Workbooks: tables become native tables that Excel, WPS and LibreOffice can sort, filter, print and recompute.
//!
//! Text is always written as text, so that no value from a county can run as a formula. Never opens a file: bytes come back.

mod formula;
mod leaf;
mod native_chart;
mod style;

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{
    domain::{Date, rate::Rounding, table::Table},
    error::{Error, Result},
};

pub use native_chart::{NativeChart, Shape};

/// Level of compression: a month has thousands of workbooks, and a better level costs half the time of each for a fifth
/// of its size.
const FASTEST: u8 = 1;

/// A workbook with its document properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Title in the document properties.
    pub title: String,
    /// Subject in the document properties.
    pub subject: String,
    /// Who issues it.
    pub author: String,
    /// Its date: the only time that stands in the file.
    pub date: Date,
    /// Words in the header of every sheet (`示例数据`); empty for real data.
    pub marking: String,
    /// How rates are printed.
    pub rounding: Rounding,
    /// The sheets in order.
    pub leaves: Vec<Leaf>,
}

/// A sheet: one table with what is done to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Leaf {
    /// Name on the tab; made safe for Excel.
    pub name: String,
    /// The table. Rows named in `totals` must be its last ones.
    pub table: Table,
    /// A4 landscape instead of portrait.
    pub landscape: bool,
    /// Charts that draw the sheet's own columns, placed below the table.
    pub charts: Vec<NativeChart>,
    /// What people fill in, by column name.
    pub fill_ins: Vec<FillIn>,
    /// Remarks at cells: row and column of the table (from 0) and what to say.
    pub remarks: Vec<(usize, usize, String)>,
    /// Cells that contain this word are coloured (`逾期`); empty for none.
    pub alarm: String,
}

/// A column that people fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FillIn {
    /// One of a list.
    Choice {
        /// Name of the column.
        column: String,
        /// What may be chosen.
        options: Vec<String>,
    },
    /// A day.
    Date {
        /// Name of the column.
        column: String,
    },
    /// Free text.
    Text {
        /// Name of the column.
        column: String,
    },
    /// A unified social credit code: eighteen characters, kept as text.
    Code {
        /// Name of the column.
        column: String,
    },
    /// A whole number from 0.
    Count {
        /// Name of the column.
        column: String,
    },
}

impl FillIn {
    /// Name of the column.
    fn column(&self) -> &str {
        match self {
            Self::Choice { column, .. }
            | Self::Date { column }
            | Self::Text { column }
            | Self::Code { column }
            | Self::Count { column } => column,
        }
    }
}

/// The bytes of the workbook.
///
/// # Errors
/// More rows than a sheet holds.
pub fn write(book: &Book) -> Result<Vec<u8>> {
    fill(book).map_err(|cause| {
        Error::failed(format!("写不出工作簿《{}》：{cause}。", book.title))
            .remedy("一张工作表最多 1048576 行；可加 --limit 或改用 csv、parquet 格式。")
            .caused_by(cause)
    })
}

/// A plain workbook of one table, for query results.
///
/// # Errors
/// As [`write()`].
pub fn plain(table: &Table, author: &str, marking: &str, date: Date, rounding: Rounding) -> Result<Vec<u8>> {
    write(&Book {
        title: table.title.clone(),
        subject: table.title.clone(),
        author: author.to_owned(),
        date,
        marking: marking.to_owned(),
        rounding,
        leaves: vec![Leaf {
            name: table.title.clone(),
            table: table.clone(),
            landscape: table.columns.len() > 8,
            ..Leaf::default()
        }],
    })
}

fn fill(book: &Book) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(FASTEST);
    workbook.set_properties(&properties(book)?);
    let kinds: BTreeSet<bool> = book.leaves.iter().map(|leaf| style::is_crowded(&leaf.table)).collect();
    let formats: BTreeMap<bool, style::Formats> =
        kinds.into_iter().map(|crowded| (crowded, style::Formats::new(book.rounding, crowded))).collect();
    let names = tab_names(&book.leaves);
    for (number, (leaf, name)) in book.leaves.iter().zip(names).enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name)?;
        if let Some(formats) = formats.get(&style::is_crowded(&leaf.table)) {
            leaf::write(sheet, &name, number, leaf, book, formats)?;
        }
    }
    workbook.save_to_buffer()
}

fn properties(book: &Book) -> std::result::Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author(&book.author)
        .set_comment(&book.marking)
        .set_creation_datetime(&excel_date(book.date)?))
}

fn excel_date(date: Date) -> std::result::Result<ExcelDateTime, XlsxError> {
    use chrono::Datelike;
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let (month, day) = (u8::try_from(date.month()).unwrap_or(1), u8::try_from(date.day()).unwrap_or(1));
    ExcelDateTime::from_ymd(year, month, day)
}

/// Names that Excel accepts: at most 31 characters, none of `[]:*?/\`, no quote at an end, each once.
fn tab_names(leaves: &[Leaf]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for leaf in leaves {
        let clean: String =
            leaf.name.chars().filter(|c| !c.is_control() && !"[]:*?/\\'".contains(*c)).take(28).collect();
        let clean = if clean.trim().is_empty() { "表".to_owned() } else { clean };
        let mut name = clean.clone();
        let mut count = 2;
        while names.iter().any(|taken| taken.to_lowercase() == name.to_lowercase()) {
            name = format!("{clean}{count}");
            count += 1;
        }
        names.push(name);
    }
    names
}
