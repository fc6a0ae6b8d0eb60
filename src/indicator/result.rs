//! From a frame to the one table type that everything prints.

use polars::prelude::{AnyValue, DataFrame};
use rayon::prelude::*;

use super::contract::{Output, Query};
use crate::domain::{
    Date,
    rate::Rate,
    table::{Column, Table, Value},
};
use crate::error::{Error, Result};

/// The result as its query's contract declares it, rates made from their two columns. Any engine's result is shaped here:
/// `plain` has the columns by their names in SQL.
///
/// # Errors
/// The SQL gives other columns than the contract names.
pub fn shaped(query: &Query, plain: Table) -> Result<Table> {
    let declared: Vec<&str> = query
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Plain(column) => Some(column.name.as_str()),
            Output::Rate { .. } => None,
        })
        .collect();
    let found: Vec<&str> = plain.columns.iter().map(|column| column.name.as_str()).collect();
    if declared != found {
        let message = format!(
            "查询 {} 的结果与文件头不符：文件头写的列是 {}，SQL 给出的列是 {}",
            query.name,
            declared.join("、"),
            found.join("、")
        );
        return Err(Error::usage(message).remedy("请让文件头的 column 行与 SELECT 的列名一一对应。"));
    }
    let rates = rates(query, &found);
    Ok(Table {
        id: query.name.clone(),
        title: query.title.clone(),
        columns: query.outputs.iter().map(|output| output.column().clone()).collect(),
        rows: plain.rows.into_iter().map(|row| with_rates(row, &rates)).collect(),
        notes: query.notes.clone(),
        ..Table::default()
    })
}

/// A rate of the contract: where it stands in the result, and where the SQL has its part and its whole.
struct RateOf {
    at: usize,
    num: Option<usize>,
    den: Option<usize>,
}

fn rates(query: &Query, names: &[&str]) -> Vec<RateOf> {
    let place = |name: &String| names.iter().position(|found| found == name);
    let rate = |(at, output): (usize, &Output)| match output {
        Output::Plain(_) => None,
        Output::Rate { num, den, .. } => Some(RateOf { at, num: place(num), den: place(den) }),
    };
    query.outputs.iter().enumerate().filter_map(rate).collect()
}

/// The plain cells in their order with the rates among them.
fn with_rates(row: Vec<Value>, rates: &[RateOf]) -> Vec<Value> {
    if rates.is_empty() {
        return row;
    }
    let made: Vec<Value> = rates.iter().map(|rate| rate_of(&row, rate)).collect();
    let mut cells = row;
    for (rate, value) in rates.iter().zip(made) {
        cells.insert(rate.at, value);
    }
    cells
}

fn rate_of(row: &[Value], rate: &RateOf) -> Value {
    let at = |place: Option<usize>| place.and_then(|place| row.get(place));
    match (at(rate.num), at(rate.den)) {
        (Some(Value::Int(num)), Some(Value::Int(den))) => {
            Value::Rate(Rate::new(u64::try_from(*num).unwrap_or(0), u64::try_from(*den).unwrap_or(0)))
        }
        _ => Value::Missing,
    }
}

/// The frame as it is; labels are the columns' names.
pub fn plain(frame: &DataFrame) -> Table {
    let parts: Vec<(usize, usize)> =
        (0..frame.height()).step_by(PART).map(|start| (start, PART.min(frame.height() - start))).collect();
    let rows = parts
        .into_par_iter()
        .flat_map_iter(|(start, length)| rows(&frame.slice(i64::try_from(start).unwrap_or(i64::MAX), length)));
    let columns = frame.get_column_names().into_iter().map(|name| Column::new(name.as_str(), name.as_str()));
    Table { columns: columns.collect(), rows: rows.collect(), ..Table::default() }
}

/// Rows that are read in one go; a province has 40,000.
const PART: usize = 4096;

fn rows(frame: &DataFrame) -> Vec<Vec<Value>> {
    let mut rows: Vec<Vec<Value>> = (0..frame.height()).map(|_| Vec::with_capacity(frame.width())).collect();
    for column in frame.columns() {
        for (row, value) in rows.iter_mut().zip(column.as_materialized_series().iter()) {
            row.push(read(&value));
        }
    }
    rows
}

fn read(value: &AnyValue) -> Value {
    match value {
        AnyValue::Null => Value::Missing,
        AnyValue::String(text) => Value::Text((*text).to_owned()),
        AnyValue::StringOwned(text) => Value::Text(text.to_string()),
        AnyValue::Boolean(flag) => Value::Bool(*flag),
        AnyValue::Date(days) => date(*days),
        AnyValue::Float32(_) | AnyValue::Float64(_) => value.extract::<f64>().map_or(Value::Missing, decimal),
        other if other.is_integer() => other.extract::<i64>().map_or(Value::Missing, Value::Int),
        other => Value::Text(other.to_string()),
    }
}

fn date(days: i32) -> Value {
    let epoch = Date::default();
    epoch.checked_add_signed(chrono::TimeDelta::days(i64::from(days))).map_or(Value::Missing, Value::Date)
}

/// A computed number with two decimals; nothing where it is no number.
#[expect(clippy::cast_possible_truncation, reason = "out of range is caught before")]
fn decimal(number: f64) -> Value {
    let units = (number * 100.0).round();
    if units.is_finite() && units.abs() < 9e15 { Value::Decimal(units as i64, 2) } else { Value::Missing }
}
