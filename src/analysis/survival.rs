//! Time to exit: Kaplan–Meier with log-log intervals, and its median (docs/methods.md, 一).
//!
//! The risk table comes from the query `survival_risk`; nothing is counted here.

use super::{Basis, Dimension, Z, few, group_columns, number, percent_column, words};
use crate::{
    domain::table::{Column, Table, Value},
    error::Result,
    indicator::read::{Row, rows},
};

/// The week for which the summary says how many are out.
const EARLY: f64 = 4.0;
/// Probabilities this near count as equal, as in R's `survfit`.
const TOLERANCE: f64 = 1.5e-8;

/// One line of a risk table: what happens at one time, in weeks from the first listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Weeks since the first listing.
    pub time: u32,
    /// Entries that have come so far and are still in, those that leave at this time included.
    pub at_risk: u64,
    /// First proven exits.
    pub events: u64,
    /// Excluded, or not observed any longer.
    pub censored: u64,
}

/// The estimate from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The line of the risk table.
    pub step: Step,
    /// Probability of still being in after this time.
    pub survival: f64,
    /// Lower and upper limit; `None` before the first exit and after the last one has left.
    pub limits: Option<(f64, f64)>,
}

/// A quantile with its limits in weeks; `None` where the curve does not come down so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Median {
    /// Half are out by then.
    pub weeks: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
}

/// The product-limit estimate with Greenwood's variance and limits on the log-log scale; `steps` ascend.
pub fn kaplan_meier(steps: &[Step]) -> Vec<Point> {
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut points = Vec::with_capacity(steps.len());
    for &step in steps.iter().filter(|step| step.at_risk > 0) {
        let (at_risk, events) = (number::float(step.at_risk), number::float(step.events));
        survival = if step.events == step.at_risk { 0.0 } else { survival * (1.0 - events / at_risk) };
        greenwood += events / (at_risk * (at_risk - events));
        points.push(Point { step, survival, limits: limits(survival, greenwood) });
    }
    points
}

/// S^exp(±z·se) with se = √Greenwood ÷ |ln S|.
fn limits(survival: f64, greenwood: f64) -> Option<(f64, f64)> {
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let spread = (Z * greenwood.sqrt() / survival.ln().abs()).exp();
    Some((survival.powf(spread), survival.powf(1.0 / spread)))
}

/// The median and its limits: where the curve and the curves of its limits come down to one half.
pub fn median(points: &[Point]) -> Median {
    Median {
        weeks: falls_to_half(points, |point| Some(point.survival)),
        lower: falls_to_half(points, |point| point.limits.map(|limits| limits.0)),
        upper: falls_to_half(points, |point| point.limits.map(|limits| limits.1)),
    }
}

/// The first time at which the curve is at or below one half; where it rests on exactly one half, the middle of that rest.
fn falls_to_half(points: &[Point], curve: impl Fn(&Point) -> Option<f64>) -> Option<f64> {
    let first = |below: f64| {
        let down = |point: &&Point| curve(point).is_some_and(|value| value <= below);
        points.iter().find(down).map(|point| f64::from(point.step.time))
    };
    let start = first(0.5 + TOLERANCE)?;
    let end = first(0.5 - TOLERANCE).or_else(|| points.last().map(|point| f64::from(point.step.time)));
    let mut rests = points.iter().filter(|point| f64::from(point.step.time) >= start);
    let exactly = rests.find_map(&curve).is_some_and(|value| (value - 0.5).abs() <= TOLERANCE);
    Some(if exactly { f64::midpoint(start, end.unwrap_or(start)) } else { start })
}

/// The estimate that holds at a time, `None` beyond the last observation.
fn at(points: &[Point], time: f64) -> Option<&Point> {
    let last = points.last()?;
    if f64::from(last.step.time) < time && last.survival > 0.0 {
        return None;
    }
    points.iter().take_while(|point| f64::from(point.step.time) <= time).last()
}

/// A group of the risk table.
struct Group {
    unit: Value,
    name: Value,
    steps: Vec<Step>,
}

impl Group {
    fn sum(&self, part: impl Fn(&Step) -> u64) -> u64 {
        self.steps.iter().map(part).sum()
    }
}

fn groups(risk: &Table) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows(risk) {
        let (unit, name) = (Value::Text(row.text("unit")?), Value::Text(row.text("unit_name")?));
        if groups.last().is_none_or(|group| group.unit != unit) {
            groups.push(Group { unit, name, steps: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.steps.push(step(row)?);
        }
    }
    Ok(groups)
}

fn step(row: Row<'_>) -> Result<Step> {
    Ok(Step {
        time: row.rank("weeks")?.unwrap_or(0),
        at_risk: row.count("at_risk")?,
        events: row.count("events")?,
        censored: row.count("censored")?,
    })
}

/// A line a group: how many, how many are out, by when half are out.
///
/// # Errors
/// A risk table of another shape.
pub fn summary(risk: &Table, by: Dimension, basis: &Basis) -> Result<Table> {
    let [unit, name] = group_columns(by);
    let columns = vec![
        unit,
        name,
        Column::new("entries", "条目数").unit("条"),
        Column::new("events", "已退出").unit("条"),
        Column::new("censored", "截尾").unit("条"),
        Column::new("median", "中位用时").unit("周"),
        Column::new("median_lower", "95%下限").unit("周"),
        Column::new("median_upper", "95%上限").unit("周"),
        percent_column("out_by_4", "4周内退出比例"),
        percent_column("out_by_4_lower", "比例95%下限"),
        percent_column("out_by_4_upper", "比例95%上限"),
        Column::new("caution", "提示"),
    ];
    let rows = groups(risk)?.iter().map(|group| summary_row(group, basis)).collect();
    let notes = vec![
        format!(
            "{}。用时从首次列入的一期数到首次凭证据退出的一期；剔除的和至今未退出的按截尾处理，回流不算第二次。",
            words::as_of(basis)
        ),
        "方法：Kaplan–Meier 乘积极限估计，Greenwood 方差，双对数（log-log）95% 区间；“—”表示现有数据还看不出（如退出不到一半）。"
            .to_owned(),
        "分组按条目现在所属的县（市、区）、行业和联系情况；截尾须与退出快慢无关，剔除集中时用时会显得偏短或偏长。".to_owned(),
    ];
    Ok(Table {
        id: "analysis_survival".to_owned(),
        title: format!("退出用时（按{}）", by.label()),
        columns,
        rows,
        notes,
        ..Table::default()
    })
}

fn summary_row(group: &Group, basis: &Basis) -> Vec<Value> {
    let points = kaplan_meier(&group.steps);
    let median = median(&points);
    let weeks = |weeks: Option<f64>| weeks.map_or(Value::Dash, |weeks| number::decimal(weeks, 1));
    let early = at(&points, EARLY);
    let out = |survival: Option<f64>| number::percent(survival.map(|survival| 1.0 - survival), basis.rounding);
    let limits = early.and_then(|point| point.limits);
    let (events, censored) = (group.sum(|step| step.events), group.sum(|step| step.censored));
    vec![
        group.unit.clone(),
        group.name.clone(),
        count(events + censored),
        count(events),
        count(censored),
        weeks(median.weeks),
        weeks(median.lower),
        weeks(median.upper),
        out(early.map(|point| point.survival)),
        out(limits.map(|limits| limits.1)),
        out(limits.map(|limits| limits.0)),
        few(events + censored, basis),
    ]
}

/// A line a group and week: the whole curve.
///
/// # Errors
/// A risk table of another shape.
pub fn curves(risk: &Table, by: Dimension, basis: &Basis) -> Result<Table> {
    let [unit, name] = group_columns(by);
    let columns = vec![
        unit,
        name,
        Column::new("weeks", "列入后周数").unit("周"),
        Column::new("at_risk", "期初在账").unit("条"),
        Column::new("events", "退出").unit("条"),
        Column::new("censored", "截尾").unit("条"),
        percent_column("remaining", "未退出比例"),
        percent_column("lower", "95%下限"),
        percent_column("upper", "95%上限"),
    ];
    let mut lines = Vec::new();
    for group in groups(risk)? {
        lines.extend(kaplan_meier(&group.steps).iter().map(|point| curve_row(&group, point, basis)));
    }
    Ok(Table {
        id: "analysis_curve".to_owned(),
        title: format!("未退出比例的变化（按{}）", by.label()),
        columns,
        rows: lines,
        notes: vec![
            format!(
                "{}。列入后每过一周仍未退出的比例（Kaplan–Meier），双对数 95% 区间；同一周先计退出、后计截尾。",
                words::as_of(basis)
            ),
            "比例为 100% 或 0% 时没有区间，显示“—”；期初在账很少的几行只作参考。".to_owned(),
        ],
        ..Table::default()
    })
}

fn curve_row(group: &Group, point: &Point, basis: &Basis) -> Vec<Value> {
    let percent = |value: Option<f64>| number::percent(value, basis.rounding);
    vec![
        group.unit.clone(),
        group.name.clone(),
        Value::Int(i64::from(point.step.time)),
        count(point.step.at_risk),
        count(point.step.events),
        count(point.step.censored),
        percent(Some(point.survival)),
        percent(point.limits.map(|limits| limits.0)),
        percent(point.limits.map(|limits| limits.1)),
    ]
}

fn count(number: u64) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
