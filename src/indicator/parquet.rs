//! A table as Parquet, for other programs. Returns bytes, writes no file.

use polars::prelude::{Column, DataFrame, NamedFrom, ParquetWriter, PolarsError, Series};

use crate::domain::{
    Date,
    rate::{Rate, decimal},
    table::{Table, Value},
};
use crate::error::{Error, Result};

/// The table: columns by their names; a rate becomes two whole numbers, `…_num` and `…_den`.
///
/// # Errors
/// Columns of the same name.
pub fn parquet(table: &Table) -> Result<Vec<u8>> {
    let columns = table.columns.iter().enumerate().flat_map(|(place, column)| series(table, place, &column.name));
    let failed = |error: PolarsError| Error::failed("结果无法写成 Parquet").caused_by(error);
    let mut frame = DataFrame::new(table.rows.len(), columns.collect()).map_err(failed)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).map_err(failed)?;
    Ok(bytes)
}

fn series(table: &Table, place: usize, name: &str) -> Vec<Column> {
    let cells: Vec<&Value> = table.rows.iter().filter_map(|row| row.get(place)).collect();
    let sample = cells.iter().find(|value| !matches!(value, Value::Missing | Value::Dash));
    let made = match sample {
        Some(Value::Rate(_)) => return rates(&cells, name),
        Some(Value::Int(_)) => Series::new(name.into(), cells.iter().map(|value| integer(value)).collect::<Vec<_>>()),
        Some(Value::Decimal(..)) => Series::new(name.into(), cells.iter().map(|value| real(value)).collect::<Vec<_>>()),
        Some(Value::Date(_)) => Series::new(name.into(), cells.iter().map(|value| day(value)).collect::<Vec<_>>()),
        Some(Value::Bool(_)) => Series::new(name.into(), cells.iter().map(|value| flag(value)).collect::<Vec<_>>()),
        Some(Value::Text(_) | Value::Missing | Value::Dash) | None => {
            Series::new(name.into(), cells.iter().map(|value| text(value)).collect::<Vec<_>>())
        }
    };
    vec![made.into()]
}

fn rates(cells: &[&Value], name: &str) -> Vec<Column> {
    let part = |suffix: &str, of: fn(Rate) -> u64| {
        let numbers = cells.iter().map(|value| if let Value::Rate(rate) = value { Some(of(*rate)) } else { None });
        Series::new(format!("{name}_{suffix}").into(), numbers.collect::<Vec<_>>()).into()
    };
    vec![part("num", |rate| rate.num), part("den", |rate| rate.den)]
}

fn integer(value: &Value) -> Option<i64> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

fn real(value: &Value) -> Option<f64> {
    if let Value::Decimal(units, decimals) = value { decimal(*units, *decimals).parse().ok() } else { None }
}

fn day(value: &Value) -> Option<Date> {
    if let Value::Date(day) = value { Some(*day) } else { None }
}

fn flag(value: &Value) -> Option<bool> {
    if let Value::Bool(flag) = value { Some(*flag) } else { None }
}

fn text(value: &Value) -> Option<String> {
    if let Value::Text(text) = value { Some(text.clone()) } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use polars::prelude::{ParquetReader, SerReader};

    use super::{Rate, Table, Value, parquet};
    use crate::domain::table::Column;

    #[test]
    fn what_is_written_reads_back() {
        let names = ["text", "count", "rate", "day", "flag", "empty"];
        let first = vec![
            Value::Text("滑县".into()),
            Value::Int(-3),
            Value::Rate(Rate::new(1, 2)),
            Value::Date("2023-04-30".parse().unwrap()),
            Value::Bool(true),
            Value::Missing,
        ];
        let table = Table {
            columns: names.map(|name| Column::new(name, name)).into(),
            rows: vec![first, vec![Value::Missing; 6]],
            ..Table::default()
        };
        let frame = ParquetReader::new(std::io::Cursor::new(parquet(&table).unwrap())).finish().unwrap();
        let found: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
        assert_eq!(found, ["text", "count", "rate_num", "rate_den", "day", "flag", "empty"]);
        assert_eq!(super::super::result::plain(&frame).rows[0][4], Value::Date("2023-04-30".parse().unwrap()));
        assert_eq!(frame.height(), 2);
    }
}
