//! `assess.json`: its keys, their order, its texts (docs/methods.md). Returns text, writes nothing.

use serde_json::{Map, Value as Json, json};

use super::{
    EXAMPLE,
    scheme::{Hundredths, Indicator},
    score::{Assessed, Mark, Results, Standing},
    sheets::printed,
};
use crate::{
    domain::{
        config::Basis,
        rate::{NO_RATE, Rounding, decimal},
        table::{Table, Value},
    },
    indicator::tables::Period,
};

/// What the file says besides the schemes.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Month and dates.
    pub period: &'a Period,
    /// Whether exits need evidence.
    pub basis: Basis,
    /// How values are printed.
    pub rounding: Rounding,
}

/// An object with these keys in this order.
fn object<const N: usize>(pairs: [(&str, Json); N]) -> Json {
    Json::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// The file, two-space indent, a newline at its end. `evidence` are the lists behind the scores, personal data as they are.
pub fn assess(schemes: &[Assessed], evidence: &Results, head: &Head<'_>) -> String {
    let root = object([
        ("schema", json!("tongbao.assess/1")),
        ("month", json!(head.period.month)),
        ("as_of", json!(head.period.as_of.to_string())),
        ("basis", json!(if head.basis == Basis::Verified { "verified" } else { "claimed" })),
        ("schemes", schemes.iter().map(|one| scheme(one, evidence, head.rounding)).collect()),
        ("evidence", evidence.iter().map(|(name, table)| listing(name, table, head.rounding)).collect()),
    ]);
    serde_json::to_string_pretty(&root).map_or_else(|_| String::new(), |text| text + "\n")
}

fn marks(score: Hundredths) -> Json {
    json!(decimal(score, 2))
}

fn scheme(assessed: &Assessed, evidence: &Results, rounding: Rounding) -> Json {
    let scheme = &assessed.scheme;
    let indicators: Json = scheme.indicators.iter().map(indicator).collect();
    let unit = |unit: &Standing| {
        let marks = unit.marks.iter().zip(&scheme.indicators);
        let marks: Json = marks.map(|(one, of)| mark(one, of, &unit.county, evidence, rounding)).collect();
        standing(unit, marks)
    };
    object([
        ("scheme", json!(scheme.name)),
        ("title", json!(scheme.title)),
        ("source", json!(scheme.source)),
        ("example", json!(scheme.example)),
        ("note", if scheme.example { json!(EXAMPLE) } else { Json::Null }),
        ("weight", marks(scheme.weight())),
        ("indicators", indicators),
        ("counties", assessed.units.iter().map(unit).collect()),
    ])
}

fn indicator(one: &Indicator) -> Json {
    object([
        ("indicator", json!(one.name)),
        ("formula", json!(one.written)),
        ("unit", json!(one.unit)),
        ("weight", marks(one.weight)),
        ("direction", json!(one.direction.code())),
        ("floor", json!(one.floor.text())),
        ("full", json!(one.full.text())),
        ("source", json!(one.source)),
        ("evidence", json!(one.evidence)),
    ])
}

fn standing(unit: &Standing, list: Json) -> Json {
    object([
        ("county", json!(unit.county)),
        ("name", json!(unit.name)),
        ("group", json!(unit.group)),
        ("scored", json!(unit.total.is_some())),
        ("reason", if unit.has_tasks { Json::Null } else { json!("无治理任务") }),
        ("total", unit.total.map_or(Json::Null, marks)),
        ("possible", marks(unit.possible)),
        ("scaled", unit.scaled.map_or(Json::Null, marks)),
        ("rank", json!(unit.rank)),
        ("indicators", list),
    ])
}

fn mark(mark: &Mark, one: &Indicator, county: &str, evidence: &Results, rounding: Rounding) -> Json {
    let figures: Map<String, Json> = mark
        .figures
        .iter()
        .map(|(figure, value)| {
            (format!("{}.{}", figure.query, figure.column), json!(value.map(super::Exact::fraction)))
        })
        .collect();
    let rows = one.evidence.as_ref().and_then(|name| evidence.get(name)).map(|table| rows_of(table, county));
    object([
        ("indicator", json!(one.name)),
        ("value", json!(mark.value.ok().map_or_else(|| NO_RATE.to_owned(), |value| text(value, one, rounding)))),
        ("exact", json!(mark.value.ok().map(super::Exact::fraction))),
        ("reason", json!(mark.value.err().map(super::NoValue::label))),
        ("score", mark.score.map_or(Json::Null, marks)),
        ("figures", Json::Object(figures)),
        ("evidence_rows", json!(rows)),
    ])
}

fn text(value: super::Exact, one: &Indicator, rounding: Rounding) -> String {
    printed(value, &one.unit, rounding).text(rounding)
}

fn rows_of(table: &Table, county: &str) -> usize {
    let Some(place) = table.column("county") else { return 0 };
    table.rows.iter().filter(|row| matches!(&row[place], Value::Text(code) if code == county)).count()
}

fn listing(name: &str, table: &Table, rounding: Rounding) -> Json {
    let columns: Map<String, Json> =
        table.columns.iter().map(|column| (column.name.clone(), json!(column.label))).collect();
    let row = |cells: &Vec<Value>| -> Json {
        let pairs = table.columns.iter().zip(cells).map(|(column, value)| (column.name.clone(), cell(value, rounding)));
        Json::Object(pairs.collect())
    };
    object([
        ("query", json!(name)),
        ("title", json!(table.title)),
        ("columns", Json::Object(columns)),
        ("rows", table.rows.iter().map(row).collect()),
    ])
}

fn cell(value: &Value, rounding: Rounding) -> Json {
    match value {
        Value::Missing | Value::Dash => Json::Null,
        Value::Int(number) => json!(number),
        Value::Bool(flag) => json!(flag),
        Value::Text(_) | Value::Decimal(..) | Value::Rate(_) | Value::Date(_) => json!(value.text(rounding)),
    }
}
