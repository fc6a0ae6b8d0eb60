//! A result as Parquet, for other engines: counts as integers, rates as their two counts, days as dates.

use polars::prelude::{Column, DataFrame, NamedFrom, ParquetWriter, Series};

use crate::domain::{
    Date,
    table::{Table, Value},
};
use crate::error::{Error, Result};

/// The bytes of the file. A rate `r` becomes the columns `r_num` and `r_den`.
///
/// # Errors
/// Two columns of one name.
pub fn parquet(table: &Table) -> Result<Vec<u8>> {
    let columns: Vec<Column> = (0..table.columns.len()).flat_map(|at| columns(table, at)).collect();
    let broken = |cause| Error::failed("查询结果写不成 Parquet。").remedy("请给每一列不同的名称（AS）。").caused_by(cause);
    let mut frame = DataFrame::new(table.rows.len(), columns).map_err(broken)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).map_err(broken)?;
    Ok(bytes)
}

fn columns(table: &Table, at: usize) -> Vec<Column> {
    let name = table.columns[at].name.as_str();
    let cells = || table.rows.iter().map(move |row| &row[at]);
    let is_kind = |kind: fn(&Value) -> bool| cells().all(|value| kind(value) || matches!(value, Value::Missing | Value::Dash));
    if is_kind(|value| matches!(value, Value::Int(_))) {
        return vec![series(name, cells().map(int).collect::<Vec<Option<i64>>>())];
    }
    if is_kind(|value| matches!(value, Value::Rate(_))) {
        let part = |pick: fn(&Value) -> Option<i64>| cells().map(pick).collect::<Vec<Option<i64>>>();
        return vec![series(&format!("{name}_num"), part(num)), series(&format!("{name}_den"), part(den))];
    }
    if is_kind(|value| matches!(value, Value::Date(_))) {
        return vec![series(name, cells().map(day).collect::<Vec<Option<Date>>>())];
    }
    if is_kind(|value| matches!(value, Value::Decimal(..))) {
        return vec![series(name, cells().map(float).collect::<Vec<Option<f64>>>())];
    }
    if is_kind(|value| matches!(value, Value::Bool(_))) {
        return vec![series(name, cells().map(flag).collect::<Vec<Option<bool>>>())];
    }
    vec![series(name, cells().map(word).collect::<Vec<Option<String>>>())]
}

fn series<T>(name: &str, values: Vec<T>) -> Column
where
    Series: NamedFrom<Vec<T>, [T]>,
{
    Series::new(name.into(), values).into()
}

fn int(value: &Value) -> Option<i64> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

fn num(value: &Value) -> Option<i64> {
    if let Value::Rate(rate) = value { i64::try_from(rate.num).ok() } else { None }
}

fn den(value: &Value) -> Option<i64> {
    if let Value::Rate(rate) = value { i64::try_from(rate.den).ok() } else { None }
}

fn day(value: &Value) -> Option<Date> {
    if let Value::Date(day) = value { Some(*day) } else { None }
}

#[expect(clippy::cast_precision_loss, reason = "a printed number has far fewer than 16 digits")]
fn float(value: &Value) -> Option<f64> {
    if let Value::Decimal(units, decimals) = value { Some(*units as f64 / 10_f64.powi((*decimals).cast_signed())) } else { None }
}

fn flag(value: &Value) -> Option<bool> {
    if let Value::Bool(flag) = value { Some(*flag) } else { None }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::Missing | Value::Dash => None,
        other => Some(other.text(crate::domain::rate::Rounding::default())),
    }
}
