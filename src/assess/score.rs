//! Scores: each indicator between its two thresholds in proportion, rounded once; totals of the printed scores; ranks.

use std::collections::BTreeMap;

use super::{
    TASKS,
    exact::Exact,
    formula::{Figure, NoValue},
    scheme::{Hundredths, Indicator, Scheme},
};
use crate::{
    domain::{
        config::Config,
        rate::{Rounding, RoundingMode},
        table::{Table, Value},
    },
    error::{Error, Result},
};

/// Scores are rounded half-up to two decimals, whatever the configuration says of rates.
const MARKS: Rounding = Rounding { decimals: 2, mode: RoundingMode::HalfUp };

/// A scheme with the standing of every unit, in the order of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    /// The scheme.
    pub scheme: Scheme,
    /// All units.
    pub units: Vec<Standing>,
}

/// A unit in one scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Code.
    pub county: String,
    /// Name.
    pub name: String,
    /// Group.
    pub group: String,
    /// It has entries to govern; without any it is not scored.
    pub has_tasks: bool,
    /// A mark an indicator, in its order.
    pub marks: Vec<Mark>,
    /// Sum of the printed scores; `None` where nothing could be scored.
    pub total: Option<Hundredths>,
    /// Full marks of the indicators that could be scored.
    pub possible: Hundredths,
    /// The total carried over to all full marks; `None` as above.
    pub scaled: Option<Hundredths>,
    /// Rank by `scaled`: equal ones share it and the next is skipped.
    pub rank: Option<u32>,
}

/// An indicator of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its value, or why there is none.
    pub value: std::result::Result<Exact, NoValue>,
    /// Its score; `None` without a value, or for a unit without tasks.
    pub score: Option<Hundredths>,
    /// Every figure of the formula, in its order; a figure that is not there is `None`.
    pub figures: Vec<(Figure, Option<Exact>)>,
}

/// The results of queries by name.
pub type Results = BTreeMap<String, Table>;

/// Scores a scheme.
///
/// # Errors
/// A figure that is no number, or a query that has neither one row a county nor one row in all.
pub fn assess(scheme: &Scheme, results: &Results, config: &Config) -> Result<Assessed> {
    for (indicator, figure) in scheme.figures() {
        check(indicator, figure, results)?;
    }
    let mut units: Vec<Standing> = config
        .counties
        .iter()
        .map(|unit| {
            let governed = figure_of(results, TASKS, "governed", &unit.code);
            let has_tasks = governed.is_ok_and(|governed| governed > Exact::ZERO);
            let marks = scheme.indicators.iter().map(|one| mark(one, results, &unit.code, has_tasks)).collect();
            let mut standing = Standing {
                county: unit.code.clone(),
                name: unit.name.clone(),
                group: unit.group.clone(),
                has_tasks,
                marks,
                total: None,
                possible: 0,
                scaled: None,
                rank: None,
            };
            add_up(&mut standing, scheme);
            standing
        })
        .collect();
    rank(&mut units);
    Ok(Assessed { scheme: scheme.clone(), units })
}

fn add_up(standing: &mut Standing, scheme: &Scheme) {
    let scored = || standing.marks.iter().zip(&scheme.indicators).filter_map(|(mark, one)| Some((mark.score?, one)));
    let possible: Hundredths = scored().map(|(_, one)| one.weight).sum();
    let total: Hundredths = scored().map(|(score, _)| score).sum();
    if possible > 0 {
        standing.possible = possible;
        standing.total = Some(total);
        standing.scaled = Exact::new(i128::from(total) * i128::from(scheme.weight()), i128::from(possible))
            .and_then(|scaled| scaled.units(Rounding { decimals: 0, ..MARKS }));
    }
}

fn rank(units: &mut [Standing]) {
    let all: Vec<Option<Hundredths>> = units.iter().map(|unit| unit.scaled).collect();
    for unit in units {
        unit.rank = unit.scaled.and_then(|mine| {
            let ahead = all.iter().flatten().filter(|other| **other > mine).count();
            u32::try_from(ahead + 1).ok()
        });
    }
}

fn mark(indicator: &Indicator, results: &Results, county: &str, has_tasks: bool) -> Mark {
    let known = |figure: &Figure| figure_of(results, &figure.query, &figure.column, county);
    let figures = indicator.formula.figures();
    let value = indicator.formula.value(&known);
    let scored = value.and_then(|value| score(indicator, value).ok_or(NoValue::TooLarge));
    Mark {
        figures: figures.into_iter().map(|figure| (figure.clone(), known(figure).ok())).collect(),
        // A value that cannot be scored is none, so that no number stands beside an empty score without a reason.
        value: scored.and(value),
        score: scored.ok().filter(|_| has_tasks),
    }
}

/// In proportion between the thresholds; nothing short of the full threshold earns the full mark.
fn score(indicator: &Indicator, value: Exact) -> Option<Hundredths> {
    let way = indicator.full.exact.minus(indicator.floor.exact)?;
    let share = value.minus(indicator.floor.exact)?.over(way)?;
    if share >= Exact::ONE {
        return Some(indicator.weight);
    }
    let weight = Exact::new(i128::from(indicator.weight), 100)?;
    let units = weight.times(share.max(Exact::ZERO))?.units(MARKS)?;
    Some(units.min(indicator.weight - 1))
}

/// The cell of a unit: its row, or the only row of a result without counties.
fn cell<'a>(results: &'a Results, query: &str, column: &str, county: &str) -> Option<&'a Value> {
    let table = results.get(query)?;
    let place = table.column(column)?;
    let row = match table.column("county") {
        Some(unit) => table.rows.iter().find(|row| matches!(&row[unit], Value::Text(code) if code == county))?,
        None => table.rows.first()?,
    };
    row.get(place)
}

fn figure_of(results: &Results, query: &str, column: &str, county: &str) -> std::result::Result<Exact, NoValue> {
    match cell(results, query, column, county) {
        Some(Value::Rate(rate)) if rate.den == 0 => Err(NoValue::Zero),
        Some(value) => number(value).ok_or(NoValue::Absent),
        None => Err(NoValue::Absent),
    }
}

/// A cell as a number, `None` where nothing stands there.
fn number(value: &Value) -> Option<Exact> {
    match value {
        Value::Int(number) => Some(Exact::whole(*number)),
        Value::Decimal(units, decimals) => Exact::new(i128::from(*units), 10_i128.checked_pow(*decimals)?),
        Value::Rate(rate) => Exact::new(i128::from(rate.num), i128::from(rate.den)),
        Value::Missing | Value::Dash | Value::Text(_) | Value::Date(_) | Value::Bool(_) => None,
    }
}

fn check(indicator: &Indicator, figure: &Figure, results: &Results) -> Result<()> {
    let wrong = |why: String| {
        Error::usage(format!("{}，公式第 {} 个字符处：{why}", indicator.place, figure.at))
            .remedy("换一个按县（市、区）一行、数字的列；tongbao query 名称 --explain 列出各列。没有写出任何文件。")
    };
    let absent = || wrong(format!("查询 {} 没有列 {}", figure.query, figure.column));
    let table = results.get(&figure.query).ok_or_else(absent)?;
    let place = table.column(&figure.column).ok_or_else(absent)?;
    let word = table.rows.iter().map(|row| &row[place]).find(|value| !countable(value));
    if word.is_some() {
        return Err(wrong(format!("{}.{} 不是数字", figure.query, figure.column)));
    }
    let repeated = match table.column("county") {
        Some(unit) => {
            table.rows.iter().enumerate().any(|(at, row)| table.rows[..at].iter().any(|other| other[unit] == row[unit]))
        }
        None => table.rows.len() > 1,
    };
    if repeated {
        return Err(wrong(format!("查询 {} 不是一个县（市、区）一行，不知道取哪一行", figure.query)));
    }
    Ok(())
}

fn countable(value: &Value) -> bool {
    match value {
        Value::Int(_) | Value::Decimal(..) | Value::Rate(_) | Value::Missing | Value::Dash => true,
        Value::Text(_) | Value::Date(_) | Value::Bool(_) => false,
    }
}
