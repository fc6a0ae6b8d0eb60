//! Pace with its interval, the clearing date between its ends, and what each county must do a week (docs/methods.md, 四).
//!
//! The pace is that of domain.md section 6: the mean of the last four weekly increments of the exits.

use chrono::Days;

use super::{Basis, number, words};
use crate::{
    domain::{
        Date,
        table::{Column, Table, Value},
    },
    error::Result,
    indicator::read::{rows, single},
};

/// Increments that the pace is the mean of.
const WINDOW: usize = 4;
/// 97.5 % quantiles of Student's t for 1 to 12 degrees of freedom.
const T: [f64; 12] = [
    12.7062, 4.302_65, 3.182_45, 2.776_45, 2.570_58, 2.446_91, 2.364_62, 2.306, 2.262_16, 2.228_14, 2.200_99, 2.178_81,
];

/// The mean of some weekly increments with Student's 95 % limits; `None` with fewer than two, or more than thirteen.
pub fn mean_interval(increments: &[f64]) -> Option<(f64, f64)> {
    let count = number::float(u64::try_from(increments.len()).ok()?);
    let quantile = T.get(increments.len().checked_sub(2)?)?;
    let mean = increments.iter().sum::<f64>() / count;
    let squares: f64 = increments.iter().map(|one| (one - mean).powi(2)).sum();
    let reach = quantile * (squares / (count - 1.0) / count).sqrt();
    Some((mean - reach, mean + reach))
}

/// The closing day on which the rest is out at so many exits a week; `None` where nothing moves or the day is out of sight.
pub fn clears_on(as_of: Date, remaining: u64, pace: f64) -> Option<Date> {
    /// Ten years: no date beyond says anything.
    const SIGHT: f64 = 520.0;
    if pace <= 0.0 || remaining == 0 {
        return None;
    }
    // 10 ÷ (1/3) must be 30 weeks, not 31 for a last binary digit.
    let weeks = (number::float(remaining) / pace - 1e-9).ceil();
    (1..=520)
        .find(|week| f64::from(*week) >= weeks.min(SIGHT + 1.0))
        .and_then(|week: u32| as_of.checked_add_days(Days::new(7 * u64::from(week))))
}

/// One unit's last weeks.
struct Course {
    unit: Value,
    name: Value,
    /// Exits at the end of each week, oldest first.
    exited: Vec<i64>,
    remaining: u64,
}

/// A line a county and one for the city, the last.
///
/// # Errors
/// Tables of another shape.
pub fn table(county_weekly: &Table, weekly: &Table, pace: &Table, basis: &Basis) -> Result<Table> {
    let weeks_left = single(pace)?.count("weeks_left")?.max(1);
    let mut courses = by_county(county_weekly)?;
    courses.push(city(weekly)?);
    let rows: Vec<Vec<Value>> = courses.iter().map(|course| line(course, weeks_left, basis)).collect();
    Ok(Table {
        id: "analysis_pace".to_owned(),
        title: "退出进度与清零日期".to_owned(),
        columns: columns(),
        totals: vec![rows.len() - 1],
        rows,
        notes: vec![
            format!(
                "{}，退出期限 {}。方法：近 {WINDOW} 周每周退出净增数的平均（与通报的进度同一口径），t 分布 95% 区间；清零日期 = 未退出数 ÷ 每周退出，按整周进位。",
                words::as_of(basis),
                basis.target.format("%Y年%-m月%-d日")
            ),
            "“每周至少要退出”= 未退出数 ÷ 距期限周数，不足一条按一条；期限已过的按一周算。".to_owned(),
            "最早、最迟日期由区间的上限、下限算出；下限不大于 0 时写“—”，意思是按这样的波动不能保证清零。只有几周数据，且假定今后同近几周一样，只作安排工作的参考。"
                .to_owned(),
            "缺报的周按没有进展算，补报后会显得突然加快；条目在县之间转移也会影响净增数。".to_owned(),
        ],
        ..Table::default()
    })
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("county", "县（市、区）代码").hidden(),
        Column::new("county_name", "县（市、区）"),
        Column::new("remaining", "未退出数").unit("条"),
        Column::new("recent", "近几周退出净增"),
        Column::new("per_week", "每周退出").unit("条"),
        Column::new("per_week_lower", "95%下限").unit("条"),
        Column::new("per_week_upper", "95%上限").unit("条"),
        Column::new("needed_per_week", "每周至少要退出").unit("条"),
        Column::new("clears_on", "按当前进度清零"),
        Column::new("earliest", "最早"),
        Column::new("latest", "最迟"),
        Column::new("outlook", "判断"),
    ]
}

fn by_county(table: &Table) -> Result<Vec<Course>> {
    let mut courses: Vec<Course> = Vec::new();
    for row in rows(table) {
        let unit = Value::Text(row.text("county")?);
        if courses.last().is_none_or(|course| course.unit != unit) {
            let name = Value::Text(row.text("county_name")?);
            courses.push(Course { unit, name, exited: Vec::new(), remaining: 0 });
        }
        if let Some(course) = courses.last_mut() {
            course.exited.push(row.number("exited")?);
            course.remaining = row.count("remaining")?;
        }
    }
    Ok(courses)
}

fn city(table: &Table) -> Result<Course> {
    let mut course =
        Course { unit: Value::Missing, name: Value::Text("全市".to_owned()), exited: Vec::new(), remaining: 0 };
    for row in rows(table) {
        course.exited.push(row.number("exited")?);
        course.remaining = row.count("remaining")?;
    }
    Ok(course)
}

fn line(course: &Course, weeks_left: u64, basis: &Basis) -> Vec<Value> {
    let recent = &course.exited[course.exited.len().saturating_sub(WINDOW + 1)..];
    let increments: Vec<i64> = recent.windows(2).map(|pair| pair[1] - pair[0]).collect();
    #[expect(clippy::cast_precision_loss, reason = "counts of exits are far below 2^52")]
    let numbers: Vec<f64> = increments.iter().map(|one| *one as f64).collect();
    let count = number::float(u64::try_from(numbers.len()).unwrap_or(0));
    let pace = (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / count);
    let interval = mean_interval(&numbers);
    let tenth = |value: Option<f64>| value.map_or(Value::Dash, |value| number::decimal(value, 1));
    let clears = |pace: Option<f64>| pace.and_then(|pace| clears_on(basis.as_of, course.remaining, pace));
    let dates = [pace, interval.map(|(_, upper)| upper), interval.map(|(lower, _)| lower)].map(clears);
    let shown = increments.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let date = |date: Option<Date>| date.map_or(Value::Dash, Value::Date);
    let tasks = course.remaining > 0 || course.exited.last().is_some_and(|exited| *exited > 0);
    let needed = i64::try_from(course.remaining.div_ceil(weeks_left)).unwrap_or(i64::MAX);
    vec![
        course.unit.clone(),
        course.name.clone(),
        Value::Int(i64::try_from(course.remaining).unwrap_or(i64::MAX)),
        if shown.is_empty() { Value::Dash } else { Value::Text(shown) },
        tenth(pace),
        tenth(interval.map(|(lower, _)| lower)),
        tenth(interval.map(|(_, upper)| upper)),
        Value::Int(needed),
        date(dates[0]),
        date(dates[1]),
        date(dates[2]),
        Value::Text(outlook(course.remaining, tasks, pace, dates, basis).to_owned()),
    ]
}

/// `dates`: at the pace itself, at its upper and at its lower limit.
fn outlook(remaining: u64, tasks: bool, pace: Option<f64>, dates: [Option<Date>; 3], basis: &Basis) -> &'static str {
    let in_time = |date: Option<Date>| date.is_some_and(|date| date <= basis.target);
    match (remaining, pace) {
        (0, _) if !tasks => "无治理任务",
        (0, _) => "已全部退出",
        _ if basis.as_of > basis.target => "期限已过，尚未清零",
        (_, None) => "只有一期，算不出进度",
        (_, Some(pace)) if pace <= 0.0 => "近几周没有进展",
        _ if in_time(dates[2]) => "能按期",
        _ if in_time(dates[0]) => "按当前进度能按期，但不稳",
        _ if in_time(dates[1]) => "按当前进度赶不上，加快后有可能",
        _ => "按当前进度赶不上",
    }
}
