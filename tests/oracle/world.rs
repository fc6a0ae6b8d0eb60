//! What counties sent, as plain structs.

use chrono::NaiveDate;

/// One line of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub code: Option<String>,
    pub written: Option<String>,
    pub name: Option<String>,
    pub industry: Option<char>,
    pub department: Option<String>,
    pub records: u32,
    pub on_display: Option<u32>,
    pub contact: Option<String>,
    pub exclusion: Option<String>,
    pub exclusion_ref: Option<String>,
    pub interviewed: Option<NaiveDate>,
    pub pledged: Option<NaiveDate>,
    pub supervised: Option<NaiveDate>,
    pub repaired: Option<NaiveDate>,
    pub claimed: Option<bool>,
    pub line: u32,
}

/// One county's table of one ledger for one week, as one file brought it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub county: String,
    pub ledger: String,
    pub week: NaiveDate,
    pub file: String,
    pub sheet: String,
    pub code_column: u32,
    pub name_column: u32,
    /// Taken out of force by hand.
    pub withdrawn: bool,
    pub rows: Vec<Row>,
}

/// A reporting unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub code: String,
    pub name: String,
    pub group: String,
}

/// Everything that was sent, in the order in which it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    pub units: Vec<Unit>,
    pub departments: Vec<String>,
    pub first_week: NaiveDate,
    pub interviews_by: NaiveDate,
    pub exits_by: NaiveDate,
    pub exits_as_claimed: bool,
    pub tables: Vec<Table>,
}

/// The ledgers in the order in which everything lists them.
pub const LEDGERS: [&str; 2] = ["judgment", "penalty"];

impl World {
    /// Whether a table counts: no later table of the same county, ledger and week, and not withdrawn.
    pub fn in_force(&self, index: usize) -> bool {
        let table = &self.tables[index];
        let mut replaced = false;
        for later in &self.tables[index + 1..] {
            if later.county == table.county && later.ledger == table.ledger && later.week == table.week {
                replaced = true;
            }
        }
        !replaced && !table.withdrawn
    }

    /// The tables that count, up to a day.
    pub fn tables_until(&self, day: NaiveDate) -> Vec<&Table> {
        let mut tables = Vec::new();
        for index in 0..self.tables.len() {
            if self.in_force(index) && self.tables[index].week <= day {
                tables.push(&self.tables[index]);
            }
        }
        tables
    }

    /// The closing days up to a day.
    pub fn weeks_until(&self, day: NaiveDate) -> Vec<NaiveDate> {
        let mut weeks = Vec::new();
        let mut week = self.first_week;
        while week <= day {
            weeks.push(week);
            week = week + chrono::Days::new(7);
        }
        weeks
    }
}
