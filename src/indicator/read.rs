//! Cells of a query's result by the names of its columns.

use crate::domain::{
    Date,
    table::{Table, Value},
};
use crate::error::{Error, Result};

/// A row of a result.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    cells: &'a [Value],
}

/// The rows of a result.
pub fn rows(table: &Table) -> impl Iterator<Item = Row<'_>> {
    table.rows.iter().map(move |cells| Row { table, cells })
}

/// The only row of a result.
pub fn single(table: &Table) -> Result<Row<'_>> {
    rows(table).next().ok_or_else(|| Error::failed(format!("查询 {} 没有结果", table.id)))
}

impl Row<'_> {
    fn cell(&self, name: &str) -> Result<&Value> {
        let place = self.table.column(name);
        place.and_then(|place| self.cells.get(place)).ok_or_else(|| self.wrong(name))
    }

    fn wrong(&self, name: &str) -> Error {
        Error::failed(format!("查询 {} 的列 {name} 缺失或不是所要的内容", self.table.id))
            .remedy("如果用了自己的查询文件，请对照内置的同名查询检查。")
    }

    /// A whole number; nothing counts as 0.
    pub fn number(&self, name: &str) -> Result<i64> {
        match self.cell(name)? {
            Value::Int(number) => Ok(*number),
            Value::Missing => Ok(0),
            _ => Err(self.wrong(name)),
        }
    }

    /// A count.
    pub fn count(&self, name: &str) -> Result<u64> {
        u64::try_from(self.number(name)?).map_err(|_| self.wrong(name))
    }

    /// A count that may be missing.
    pub fn rank(&self, name: &str) -> Result<Option<u32>> {
        match self.cell(name)? {
            Value::Missing => Ok(None),
            Value::Int(number) => u32::try_from(*number).map(Some).map_err(|_| self.wrong(name)),
            _ => Err(self.wrong(name)),
        }
    }

    /// A word that may be missing.
    pub fn word(&self, name: &str) -> Result<Option<String>> {
        match self.cell(name)? {
            Value::Missing => Ok(None),
            Value::Text(text) => Ok(Some(text.clone())),
            _ => Err(self.wrong(name)),
        }
    }

    /// A word.
    pub fn text(&self, name: &str) -> Result<String> {
        self.word(name)?.ok_or_else(|| self.wrong(name))
    }

    /// A day.
    pub fn date(&self, name: &str) -> Result<Date> {
        match self.cell(name)? {
            Value::Date(day) => Ok(*day),
            _ => Err(self.wrong(name)),
        }
    }
}
