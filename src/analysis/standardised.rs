//! Exit rates indirectly standardised on the city's strata of industry × contact category (docs/methods.md, 二).
//!
//! Stands beside the plain rate, never instead of it: ranks stay with the plain rate.

use super::{Basis, Z, few, number, percent_column, words};
use crate::{
    domain::{
        rate::Rate,
        table::{Column, Table, Value},
    },
    error::{Error, Result},
    indicator::read::rows,
};

/// Entries of one unit in one stratum, and the reference's rate there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// The unit's entries in the stratum.
    pub entries: u64,
    /// The reference population's events over its entries in the same stratum.
    pub reference: Rate,
}

/// Events that the unit would have at the reference's rates.
pub fn expected(strata: &[Stratum]) -> f64 {
    strata.iter().map(|one| one.reference.fraction().unwrap_or(0.0) * number::float(one.entries)).sum()
}

/// Byar's approximation to the exact Poisson limits of an observed count, 95 %.
pub fn byar(observed: u64) -> (f64, f64) {
    let cube = |count: f64, z: f64| count * (1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt())).powi(3);
    let count = number::float(observed);
    let lower = if observed == 0 { 0.0 } else { cube(count, -Z).max(0.0) };
    (lower, cube(count + 1.0, Z))
}

/// A line a county: plain rate, expected exits, ratio with its interval, standardised rate.
///
/// # Errors
/// Tables of another shape.
pub fn table(strata: &Table, counts: &Table, basis: &Basis) -> Result<Table> {
    let strata = of_counties(strata)?;
    let mut city = Rate::new(0, 0);
    for row in rows(counts) {
        city = Rate::new(city.num + row.count("exited")?, city.den + row.count("governed")?);
    }
    let mut lines = Vec::new();
    for row in rows(counts) {
        let county = row.text("unit")?;
        let rate = Rate::new(row.count("exited")?, row.count("governed")?);
        let mine: Vec<Stratum> = strata.iter().filter(|(of, _)| *of == county).map(|(_, one)| *one).collect();
        if mine.iter().map(|one| one.entries).sum::<u64>() != rate.den {
            return Err(Error::failed(format!("{}的分层条目数与治理对象数不符。", row.text("unit_name")?))
                .remedy("如果用了自己的 exit_strata 或 exit_counts 查询，请对照内置的检查。"));
        }
        let head = [Value::Text(county), Value::Text(row.text("unit_name")?)];
        let rank = row.rank("rank")?.map_or(Value::Dash, |rank| Value::Int(rank.into()));
        lines.push(head.into_iter().chain([rank]).chain(line(rate, expected(&mine), city, basis)).collect());
    }
    Ok(Table {
        id: "analysis_standardised".to_owned(),
        title: "退出率的标准化比较".to_owned(),
        columns: columns(),
        rows: lines,
        notes: vec![
            format!(
                "{}。方法：间接标准化。按全市各“行业×联系情况”层的退出率，算出本县（市、区）这样的构成应有多少条退出（预期退出），实际与预期之比乘以全市退出率（{}）即标准化退出率。",
                words::as_of(basis),
                city.text(basis.rounding)
            ),
            "标准化退出率只放在退出率旁边作参考，不代替退出率，也不用来排名；各县（市、区）的构成不同，相互之间不宜直接比。".to_owned(),
            "比值的 95% 区间用 Byar 法（按泊松分布，偏宽）；标准化退出率超过 100% 时按 100% 显示。行业、联系情况未填报的各自成一层。"
                .to_owned(),
        ],
        ..Table::default()
    })
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("county", "县（市、区）代码").hidden(),
        Column::new("county_name", "县（市、区）"),
        Column::new("rank", "名次"),
        Column::new("governed", "治理对象数").unit("条"),
        Column::new("exited", "退出数").unit("条"),
        Column::new("exit_rate", "退出率").unit("%"),
        Column::new("expected", "预期退出").unit("条"),
        Column::new("ratio", "实际÷预期"),
        Column::new("ratio_lower", "比值95%下限"),
        Column::new("ratio_upper", "比值95%上限"),
        percent_column("standardised_rate", "标准化退出率"),
        Column::new("caution", "提示"),
    ]
}

fn of_counties(strata: &Table) -> Result<Vec<(String, Stratum)>> {
    let mut found = Vec::new();
    for row in rows(strata) {
        let reference = Rate::new(row.count("city_exited")?, row.count("city_governed")?);
        found.push((row.text("county")?, Stratum { entries: row.count("governed")?, reference }));
    }
    Ok(found)
}

fn line(rate: Rate, expected: f64, city: Rate, basis: &Basis) -> Vec<Value> {
    let observed = number::float(rate.num);
    let ratio = |count: f64| if expected > 0.0 { number::decimal(count / expected, 2) } else { Value::Dash };
    let standardised = city.fraction().filter(|_| expected > 0.0).map(|city| (observed / expected * city).min(1.0));
    let (lower, upper) = byar(rate.num);
    vec![
        Value::Int(i64::try_from(rate.den).unwrap_or(i64::MAX)),
        Value::Int(i64::try_from(rate.num).unwrap_or(i64::MAX)),
        Value::Rate(rate),
        if rate.den == 0 { Value::Dash } else { number::decimal(expected, 2) },
        ratio(observed),
        ratio(lower),
        ratio(upper),
        number::percent(standardised, basis.rounding),
        few(rate.den, basis),
    ]
}
