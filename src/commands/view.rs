//! The store on a date as queries see it: what commands that ask without a month share.
//!
//! Takes personal data out unless told to keep them, decides nothing else.

use std::mem;

use super::{Setting, figures};
use crate::{
    domain::{
        Date,
        table::{Table, Value},
    },
    error::Result,
    indicator::{
        catalogue::Catalogue,
        engine::{Engine, Local},
        need::Need,
        params::Arguments,
        tables::{Period, Tables},
    },
    store::Snapshot,
    workspace::Workspace,
};

/// The tables of a date with the queries that may be asked of them.
pub(super) struct View {
    /// The workspace.
    pub workspace: Workspace,
    /// The version of the store that was read.
    pub snapshot: Snapshot,
    /// T: a closing day.
    pub as_of: Date,
    tables: Tables,
    catalogue: Catalogue,
}

/// Whether names of people are in the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// As domain.md section 8 shows them.
    Masked,
    /// As they are.
    Open,
}

impl View {
    /// The tables on the closing day up to `as_of` (the newest without one), `current` beside the state on `previous`.
    ///
    /// # Errors
    /// Nothing was ever sent.
    pub(super) fn open(setting: &Setting, dates: (Option<Date>, Option<Date>), names: Names) -> Result<Self> {
        Self::with(setting, dates, names, |_| Ok(Need::everything()))
    }

    /// The same with what these queries read, and nothing else put together.
    ///
    /// # Errors
    /// As [`View::open`]; no query of a name.
    pub(super) fn of_queries(setting: &Setting, as_of: Option<Date>, names: Names, queries: &[&str]) -> Result<Self> {
        Self::with(setting, (as_of, None), names, |catalogue| Need::of_queries(catalogue, queries.iter().copied()))
    }

    fn with(
        setting: &Setting,
        (as_of, previous): (Option<Date>, Option<Date>),
        names: Names,
        need: impl FnOnce(&Catalogue) -> Result<Need>,
    ) -> Result<Self> {
        let workspace = setting.workspace()?;
        let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
        let as_of = figures::week(&workspace.config, &snapshot, as_of)?;
        let catalogue = Catalogue::new(&workspace.queries)?;
        let period = Period { month: as_of.format("%Y-%m").to_string(), as_of, previous };
        let tables = figures::tables(&workspace.config, &snapshot, &period, &need(&catalogue)?)?;
        let tables = match names {
            Names::Masked => tables.masked(),
            Names::Open => tables,
        };
        Ok(Self { workspace, snapshot, as_of, tables, catalogue })
    }

    /// What answers questions about the tables.
    pub(super) fn engine(&self) -> Local<'_> {
        Local::new(&self.tables, &self.catalogue)
    }

    /// The result of a named query.
    ///
    /// # Errors
    /// A workspace's own query of that name that does not run.
    pub(super) fn named(&self, name: &str, arguments: &[(&str, &str)]) -> Result<Table> {
        let given: Arguments = arguments.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        self.engine().run(self.catalogue.find(name)?, &given)
    }

    /// All rows of a statement of the program's own.
    ///
    /// # Errors
    /// As [`View::named`].
    pub(super) fn ask(&self, sql: &str) -> Result<Table> {
        self.engine().ask(sql, usize::MAX)
    }
}

impl Setting {
    /// How names are shown where domain.md section 8 masks them.
    pub(super) fn names(&self) -> Names {
        if self.personal { Names::Open } else { Names::Masked }
    }
}

/// Only these columns of a table, in this order; those that are not there are left out.
pub(super) fn pick(table: Table, names: &[&str]) -> Table {
    let places: Vec<usize> = names.iter().filter_map(|name| table.column(name)).collect();
    let columns = places.iter().map(|place| table.columns[*place].clone()).collect();
    let picked =
        |mut row: Vec<Value>| places.iter().map(|place| mem::replace(&mut row[*place], Value::Missing)).collect();
    let rows = table.rows.into_iter().map(picked).collect();
    Table { columns, rows, ..table }
}
