//! Runs queries over tables: the seam between one machine and a cluster.
//!
//! [`Local`] is Polars SQL in this process. A cluster engine implements [`Engine`] and runs the same files. Every
//! statement passes [`guard`](super::guard) first, whoever wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use polars::prelude::{DataFrame, IntoLazy, PolarsError};
use polars::sql::SQLContext;

use super::{
    alias,
    catalogue::Catalogue,
    contract::Query,
    guard,
    nearest::nearest,
    params::{self, Arguments},
    result,
    schema::PERSONAL,
    tables::Tables,
};
use crate::domain::table::Table;
use crate::error::{Error, Result};

/// Something that answers queries.
pub trait Engine {
    /// The result of a named query, shaped by its contract.
    ///
    /// # Errors
    /// An argument that does not fit, a statement that is refused, a result that breaks the contract.
    fn run(&self, query: &Query, arguments: &Arguments) -> Result<Table>;

    /// The result of a statement that somebody wrote, at most `limit` rows of it; a note says when rows were left out.
    ///
    /// # Errors
    /// A statement that is refused or fails, with what was probably meant.
    fn ask(&self, sql: &str, limit: usize) -> Result<Table>;

    /// The queries that this engine knows.
    fn catalogue(&self) -> &Catalogue;

    /// The result of the query of this name without arguments.
    ///
    /// # Errors
    /// As [`Engine::run`]; no such query.
    fn named(&self, name: &str) -> Result<Table> {
        self.run(self.catalogue().find(name)?, &Arguments::new())
    }
}

/// How deep queries may build on queries.
const LEVELS: usize = 8;

/// What views and queries that others build on came to: belongs to one set of tables and one catalogue.
#[derive(Clone, Default)]
pub struct Views(Arc<Mutex<BTreeMap<String, DataFrame>>>);

/// Polars SQL over tables in memory. Views and queries that others build on are computed once and kept.
pub struct Local<'a> {
    tables: &'a Tables,
    catalogue: &'a Catalogue,
    views: Views,
}

impl<'a> Local<'a> {
    /// Over these tables.
    pub fn new(tables: &'a Tables, catalogue: &'a Catalogue) -> Self {
        Self::with(tables, catalogue, Views::default())
    }

    /// Over these tables, with what an earlier one over the same tables kept.
    pub fn with(tables: &'a Tables, catalogue: &'a Catalogue, views: Views) -> Self {
        Self { tables, catalogue, views }
    }

    /// The frame of a table, view or query without arguments.
    fn frame(&self, name: &str, level: usize) -> Result<DataFrame> {
        if let Some(frame) = self.tables.get(name) {
            return Ok(frame.clone());
        }
        let Some(query) = self.catalogue.get(name) else { return Err(Error::failed(format!("没有表“{name}”"))) };
        self.kept(query, level)
    }

    /// The result of a query without arguments, computed once.
    fn kept(&self, query: &Query, level: usize) -> Result<DataFrame> {
        if let Some(frame) = self.known(query) {
            return Ok(frame);
        }
        let frame = self.frame_of(query, &Arguments::new(), level)?;
        if let Ok(mut kept) = self.views.0.lock() {
            kept.insert(query.name.clone(), frame.clone());
        }
        Ok(frame)
    }

    fn known(&self, query: &Query) -> Option<DataFrame> {
        self.views.0.lock().ok().and_then(|kept| kept.get(&query.name).cloned())
    }

    fn frame_of(&self, query: &Query, arguments: &Arguments, level: usize) -> Result<DataFrame> {
        if level == 0 {
            return Err(Error::usage(format!("查询 {} 引用的查询太深，或者互相引用", query.name)));
        }
        let mut known = self.catalogue.readable();
        if !query.parameters.is_empty() {
            known.insert("params");
        }
        let within = |error: Error| {
            let message = format!("查询 {}：{}", query.name, error.message);
            Error { message, ..error }
        };
        let read = guard::check(&query.sql, &known).map_err(within)?;
        let mut context = self.context(&read, level)?;
        if !query.parameters.is_empty() {
            context.register("params", params::bind(query, arguments)?.lazy());
        } else if !arguments.is_empty() {
            params::bind(query, arguments)?;
        }
        execute(&mut context, &query.sql, None).map_err(|error| within(self.explain(&error, &read)))
    }

    fn context(&self, read: &BTreeSet<String>, level: usize) -> Result<SQLContext> {
        let context = SQLContext::new();
        for name in read.iter().filter(|name| *name != "params") {
            context.register(name, self.frame(name, level - 1)?.lazy());
        }
        Ok(context)
    }

    /// What an engine's error means to the person who wrote the statement.
    fn explain(&self, error: &PolarsError, read: &BTreeSet<String>) -> Error {
        let text = error.to_string();
        let Some(column) = missing_column(&text) else {
            return Error::usage("这句查询无法执行").remedy(super::guard::EXAMPLE).caused_by(text);
        };
        let mut names = BTreeSet::new();
        for table in read {
            if let Some(info) = super::schema::table(table) {
                names.extend(info.columns().map(|column| column.name.to_owned()));
                continue;
            }
            let frame = self.frame(table, LEVELS).unwrap_or_default();
            names.extend(frame.get_column_names().into_iter().map(ToString::to_string));
        }
        unknown_column(column, &names, read).caused_by(text)
    }
}

impl Engine for Local<'_> {
    fn run(&self, query: &Query, arguments: &Arguments) -> Result<Table> {
        let plain = arguments.is_empty() && self.catalogue.get(&query.name) == Some(query);
        // An answer is asked for once, and may be long: only what others build on is kept.
        let known = if plain { self.known(query) } else { None };
        let frame = known.map_or_else(|| self.frame_of(query, arguments, LEVELS), Ok)?;
        let table = result::shaped(query, result::plain(&frame))?;
        Ok(if self.tables.is_masked() { without_personal(table) } else { table })
    }

    fn ask(&self, sql: &str, limit: usize) -> Result<Table> {
        let sql = alias::translated(sql, self.catalogue)?;
        let read = guard::check(&sql, &self.catalogue.readable())?;
        let mut context = self.context(&read, LEVELS)?;
        let wanted = u32::try_from(limit).unwrap_or(u32::MAX).saturating_add(1);
        let frame = execute(&mut context, &sql, Some(wanted)).map_err(|error| self.explain(&error, &read))?;
        let mut table = result::plain(&frame.head(Some(limit)));
        for column in &mut table.columns {
            if let Some((label, unit)) = alias::column_of(&column.name, &read, self.catalogue) {
                (column.label, column.unit) = (label, unit);
            }
        }
        if frame.height() > limit {
            table.notes.push(format!("只列出前 {limit} 行，后面还有。"));
        }
        Ok(if self.tables.is_masked() { without_personal(table) } else { table })
    }

    fn catalogue(&self) -> &Catalogue {
        self.catalogue
    }
}

/// A panic of the engine is an error like any other: the statement is at fault, not the program.
fn execute(context: &mut SQLContext, sql: &str, rows: Option<u32>) -> std::result::Result<DataFrame, PolarsError> {
    let work = AssertUnwindSafe(|| {
        let plan = context.execute(sql)?;
        rows.map_or(plan.clone(), |rows| plan.limit(rows)).collect()
    });
    catch_unwind(work).unwrap_or_else(|_| Err(PolarsError::ComputeError("the engine gave up on this statement".into())))
}

/// Leaves out the columns that the masked tables hold empty.
fn without_personal(table: Table) -> Table {
    table.only(|column| !PERSONAL.contains(&column.name.as_str()))
}

/// The column that the engine could not find, from its own words.
fn missing_column(text: &str) -> Option<&str> {
    let text = text.lines().next()?;
    if !(text.contains("not found")
        || text.contains("unable to find")
        || text.contains("no column")
        || text.contains("unknown"))
    {
        return None;
    }
    let start = text.find(['"', '\'', '`'])?;
    let quote = text[start..].chars().next()?;
    let rest = &text[start + quote.len_utf8()..];
    Some(&rest[..rest.find(quote)?])
}

fn unknown_column(column: &str, names: &BTreeSet<String>, read: &BTreeSet<String>) -> Error {
    if read.is_empty() || names.is_empty() {
        return Error::usage(format!("没有叫“{column}”的列")).remedy(super::guard::EXAMPLE);
    }
    let tables = read.iter().map(String::as_str).collect::<Vec<_>>().join("、");
    let error = Error::usage(format!("表 {tables} 里没有叫“{column}”的列"));
    let close = nearest(column, names.iter().map(String::as_str));
    if let Some(name) = close {
        return error.remedy(format!("是不是 {name}？{}", super::guard::EXAMPLE));
    }
    let some = names.iter().take(30).map(String::as_str).collect::<Vec<_>>().join("、");
    error.remedy(format!("可用的列有：{some} 等。"))
}
