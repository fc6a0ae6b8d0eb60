//! Exit rates with Wilson's interval, and where a rank rests on few entries (docs/methods.md, 三).

use super::{Basis, Dimension, Z, few, group_columns, number, percent_column, words};
use crate::{
    domain::{
        rate::Rate,
        table::{Column, Table, Value},
    },
    error::Result,
    indicator::read::{Row, rows},
};

/// Wilson's score interval without continuity correction, 95 %; `None` without a denominator.
pub fn wilson(rate: Rate) -> Option<(f64, f64)> {
    if rate.den == 0 {
        return None;
    }
    let (num, den) = (number::float(rate.num), number::float(rate.den));
    let (proportion, square) = (num / den, Z * Z);
    let middle = proportion + square / (2.0 * den);
    let reach = Z * (proportion * (1.0 - proportion) / den + square / (4.0 * den * den)).sqrt();
    let whole = 1.0 + square / den;
    let lower = if rate.num == 0 { 0.0 } else { (middle - reach) / whole };
    let upper = if rate.num == rate.den { 1.0 } else { (middle + reach) / whole };
    Some((lower, upper))
}

/// A line a group: rank, rate, interval, whether the city's rate lies outside it.
///
/// # Errors
/// A table of another shape.
pub fn table(counts: &Table, by: Dimension, basis: &Basis) -> Result<Table> {
    let [unit, name] = group_columns(by);
    let columns = vec![
        unit,
        name,
        Column::new("rank", "名次"),
        Column::new("governed", "治理对象数").unit("条"),
        Column::new("exited", "退出数").unit("条"),
        Column::new("exit_rate", "退出率").unit("%"),
        percent_column("lower", "95%下限"),
        percent_column("upper", "95%上限"),
        Column::new("against_city", "与全市相比"),
        Column::new("caution", "提示"),
    ];
    let mut city = Rate::new(0, 0);
    for row in rows(counts) {
        city = Rate::new(city.num + row.count("exited")?, city.den + row.count("governed")?);
    }
    let rows = rows(counts).map(|row| line(row, city, basis)).collect::<Result<_>>()?;
    Ok(Table {
        id: "analysis_intervals".to_owned(),
        title: format!("退出率及其区间（按{}）", by.label()),
        columns,
        rows,
        notes: vec![
            format!(
                "{}。方法：Wilson 计分区间（95%）。区间说明只凭这些条目，退出率有多大的偶然成分；条目越少，区间越宽。",
                words::as_of(basis)
            ),
            format!(
                "“与全市相比”：全市退出率 {} 在区间以外才写偏高、偏低，否则写“说不上高低”。同时比较很多个县时，偶有一个落在区间外属正常。",
                city.text(basis.rounding)
            ),
            "名次按退出率的原值排，这张表不改变名次。".to_owned(),
        ],
        ..Table::default()
    })
}

fn line(row: Row<'_>, city: Rate, basis: &Basis) -> Result<Vec<Value>> {
    let rate = Rate::new(row.count("exited")?, row.count("governed")?);
    let interval = wilson(rate);
    Ok(vec![
        Value::Text(row.text("unit")?),
        Value::Text(row.text("unit_name")?),
        row.rank("rank")?.map_or(Value::Dash, |rank| Value::Int(rank.into())),
        Value::Int(row.number("governed")?),
        Value::Int(row.number("exited")?),
        Value::Rate(rate),
        number::percent(interval.map(|(lower, _)| lower), basis.rounding),
        number::percent(interval.map(|(_, upper)| upper), basis.rounding),
        against(interval, city),
        few(rate.den, basis),
    ])
}

fn against(interval: Option<(f64, f64)>, city: Rate) -> Value {
    let (Some((lower, upper)), Some(city)) = (interval, city.fraction()) else { return Value::Dash };
    let word = if city < lower {
        "偏高"
    } else if city > upper {
        "偏低"
    } else {
        "说不上高低"
    };
    Value::Text(word.to_owned())
}
