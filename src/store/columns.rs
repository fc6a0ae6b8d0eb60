//! Values to columns and back: the few types that the store's tables have (text, date, whole number, yes/no).
//!
//! It knows no table.

use polars::prelude::*;

use crate::domain::{Date, ledger::Ledger};

/// A text column.
pub(super) fn text<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Column {
    StringChunked::from_iter_options(name.into(), values).into_column()
}

/// A date column.
pub(super) fn dates(name: &str, values: impl Iterator<Item = Option<Date>>) -> Column {
    DateChunked::from_naive_date_options(name.into(), values).into_column()
}

/// A column of counts.
pub(super) fn counts(name: &str, values: impl Iterator<Item = Option<u32>>) -> Column {
    Int64Chunked::from_iter_options(name.into(), values.map(|value| value.map(i64::from))).into_column()
}

/// A yes/no column.
pub(super) fn flags(name: &str, values: impl Iterator<Item = Option<bool>>) -> Column {
    BooleanChunked::from_iter_options(name.into(), values).into_column()
}

/// Reads the cells of a frame by column name and row; a missing column or a wrong type is an error.
pub(super) struct Reader<'a> {
    frame: &'a DataFrame,
}

impl<'a> Reader<'a> {
    /// Over this frame.
    pub(super) fn new(frame: &'a DataFrame) -> Self {
        Self { frame }
    }

    /// Text, by row.
    pub(super) fn text(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<&'a str> + use<'a>> {
        let column = self.frame.column(name)?.str()?;
        Ok(move |row| column.get(row))
    }

    /// Text that is never missing, by row: empty where it is.
    pub(super) fn words(&self, name: &str) -> PolarsResult<impl Fn(usize) -> String + use<'a>> {
        let get = self.text(name)?;
        Ok(move |row| get(row).unwrap_or_default().to_owned())
    }

    /// A date, by row.
    pub(super) fn date(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<Date> + use<'a>> {
        let column = self.frame.column(name)?.date()?.physical();
        Ok(move |row| column.get(row).and_then(day))
    }

    /// A count, by row; what no count can be (negative, too large) is missing.
    pub(super) fn count(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<u32> + use<'a>> {
        let column = self.frame.column(name)?.i64()?;
        Ok(move |row| column.get(row).and_then(|value| u32::try_from(value).ok()))
    }

    /// Yes or no, by row.
    pub(super) fn flag(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<bool> + use<'a>> {
        let column = self.frame.column(name)?.bool()?;
        Ok(move |row| column.get(row))
    }
}

/// A date as days since 1970-01-01.
pub(super) fn day_number(date: Date) -> i32 {
    i32::try_from(date.signed_duration_since(Date::default()).num_days()).unwrap_or_default()
}

/// Days since 1970-01-01 as a date.
pub(super) fn day(days: i32) -> Option<Date> {
    Date::default().checked_add_signed(chrono::TimeDelta::days(i64::from(days)))
}

/// A word that is not in its closed list: the table was written by something else, or is damaged.
pub(super) fn unknown(column: &str, word: &str) -> PolarsError {
    polars_err!(ComputeError: "{column}: {word:?}")
}

/// The ledger of a word.
pub(super) fn ledger(word: &str) -> PolarsResult<Ledger> {
    Ledger::from_code(word).ok_or_else(|| unknown("ledger", word))
}
