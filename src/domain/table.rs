//! One table type for query results, documents and workbooks: a cell prints the same everywhere.

use super::{
    Date,
    rate::{NO_RATE, Rate, Rounding},
};

/// What stands in a cell of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing (SQL NULL): printed as an empty cell.
    Missing,
    /// Does not apply: printed `—`.
    Dash,
    /// Text.
    Text(String),
    /// A count.
    Int(i64),
    /// A number with its printed decimals, in units of the last (12.5 is `Decimal(125, 1)`).
    Decimal(i64, u32),
    /// A rate.
    Rate(Rate),
    /// A day.
    Date(Date),
    /// Yes or no.
    Bool(bool),
}

impl Value {
    /// As it is printed in Chinese text and tables: counts bare, dates `2023-04-05`, rates by `rounding`.
    pub fn text(&self, rounding: Rounding) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Dash => NO_RATE.to_owned(),
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Decimal(units, decimals) => super::rate::decimal(*units, *decimals),
            Self::Rate(rate) => rate.text(rounding),
            Self::Date(date) => date.to_string(),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
        }
    }

    /// Numbers stand right, words left.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Decimal(..) | Self::Rate(_) | Self::Dash)
    }
}

/// A column: its name in SQL and JSON, and what people read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Name in SQL and JSON.
    pub name: String,
    /// Chinese label.
    pub label: String,
    /// Unit (家, 条, %, 周), empty if none.
    pub unit: String,
    /// A code for joins and programs whose word stands beside it: a terminal leaves it out.
    pub hidden: bool,
    /// The most units (a Chinese character takes two) that its cells take in a workbook before words wrap; 0: as usual.
    pub widest: u8,
}

impl Column {
    /// A column without a unit.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// With its unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Its words wrap in a workbook where they need more than so many units.
    #[must_use]
    pub fn at_most(mut self, units: u8) -> Self {
        self.widest = units;
        self
    }

    /// Left out on a terminal.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }
}

/// Rows under columns, with the words that belong to the table and not to a writer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Stable name, for bookmarks and named tables (`county_ranking`).
    pub id: String,
    /// What the table shows, without number.
    pub title: String,
    /// Unit note above the table (`单位：家`), empty if none.
    pub unit: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Value>>,
    /// Indices of rows that are totals (drawn bold).
    pub totals: Vec<usize>,
    /// Notes below the table (definitions, rounding, date).
    pub notes: Vec<String>,
}

impl Table {
    /// Position of the column with this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The table as people read it: without the codes whose words stand beside them.
    #[must_use]
    pub fn without_hidden(self) -> Self {
        self.only(|column| !column.hidden)
    }

    /// Without the columns that are not wanted.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&Column) -> bool) -> Self {
        let keep: Vec<bool> = self.columns.iter().map(wanted).collect();
        retain(&mut self.columns, &keep);
        self.rows.iter_mut().for_each(|row| retain(row, &keep));
        self
    }
}

/// Keeps what is marked.
fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    items.retain(|_| keep.next().copied().unwrap_or(true));
}
