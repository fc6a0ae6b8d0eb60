//! What is unusual between two weeks of a county: jumps and drops of the exits, waves of exclusions (docs/methods.md, 五).
//!
//! A sign to look closer, never a finding against a county. All comparisons are of whole numbers.

use super::{Basis, words};
use crate::{
    domain::{
        Date,
        config::Threshold,
        rate::Rate,
        table::{Column, Table, Value},
    },
    error::Result,
    indicator::read::{Row, rows},
};

/// A county at the end of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Week {
    county: String,
    name: String,
    as_of: Date,
    listed: i64,
    excluded: i64,
    exited: i64,
    governed: i64,
    reported: i64,
}

/// What was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Jump,
    Drop,
    Exclusions,
}

impl Sign {
    fn label(self) -> &'static str {
        match self {
            Self::Jump => "退出突增",
            Self::Drop => "退出骤降",
            Self::Exclusions => "集中剔除",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Jump => "抽查这一周新退出条目的证据",
            Self::Drop => "核对是回流、更正还是撤回，原先的退出是否属实",
            Self::Exclusions => "逐条核对剔除情形和文书号",
        }
    }
}

/// A line a county, week and sign, newest week first.
///
/// # Errors
/// A table of another shape.
pub fn table(county_weekly: &Table, basis: &Basis) -> Result<Table> {
    let weeks = rows(county_weekly).map(week).collect::<Result<Vec<_>>>()?;
    let mut found: Vec<(Date, Vec<Value>)> = Vec::new();
    for pair in weeks.windows(2).filter(|pair| pair[0].county == pair[1].county) {
        let signs = signs(&pair[0], &pair[1], basis);
        found.extend(signs.into_iter().map(|sign| (pair[1].as_of, line(sign, &pair[0], &pair[1]))));
    }
    // Counties stay in their order within a week.
    found.sort_by_key(|(as_of, _)| std::cmp::Reverse(*as_of));
    let limits = &basis.thresholds;
    let limit = |threshold: Threshold| format!("{} 条且 {} 个百分点", threshold.entries, threshold.points);
    Ok(Table {
        id: "analysis_anomalies".to_owned(),
        title: "周际异常".to_owned(),
        columns: columns(),
        rows: found.into_iter().map(|(_, row)| row).collect(),
        notes: vec![
            format!(
                "{}，逐周与前一周比，按截至日所知。达到下列数量才列出：退出突增 {}，退出骤降 {}（退出率），集中剔除 {}（占名单）。",
                words::as_of(basis),
                limit(limits.jump),
                limit(limits.drop),
                limit(limits.exclusions)
            ),
            "列出不等于有问题，只是提示先核实再下结论；标准在 tongbao.toml 的 [analysis] 里改。前一周没有名单的不比。"
                .to_owned(),
        ],
        ..Table::default()
    })
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("county", "县（市、区）代码").hidden(),
        Column::new("county_name", "县（市、区）"),
        Column::new("as_of", "截止日"),
        Column::new("sign", "异常"),
        Column::new("before", "前一周").unit("条"),
        Column::new("after", "这一周").unit("条"),
        Column::new("rate_before", "前一周比率").unit("%"),
        Column::new("rate_after", "这一周比率").unit("%"),
        Column::new("reporting", "报送"),
        Column::new("advice", "建议"),
    ]
}

fn week(row: Row<'_>) -> Result<Week> {
    let (exited, remaining) = (row.number("exited")?, row.number("remaining")?);
    Ok(Week {
        county: row.text("county")?,
        name: row.text("county_name")?,
        as_of: row.date("as_of")?,
        listed: row.number("listed")?,
        excluded: row.number("excluded")?,
        exited,
        governed: exited + remaining,
        reported: row.number("reported")?,
    })
}

fn signs(before: &Week, after: &Week, basis: &Basis) -> Vec<Sign> {
    let limits = &basis.thresholds;
    let mut signs = Vec::new();
    let exits = ((before.exited, before.governed), (after.exited, after.governed));
    if reaches(limits.jump, exits.0, exits.1) {
        signs.push(Sign::Jump);
    }
    if reaches(limits.drop, exits.1, exits.0) {
        signs.push(Sign::Drop);
    }
    if reaches(limits.exclusions, (before.excluded, before.listed), (after.excluded, after.listed)) {
        signs.push(Sign::Exclusions);
    }
    signs
}

/// Whether the part grew by so many entries and its share by so many percentage points; not where there was nothing.
fn reaches(threshold: Threshold, (low, low_of): (i64, i64), (high, high_of): (i64, i64)) -> bool {
    if low_of <= 0 || high_of <= 0 {
        return false;
    }
    let wide = |number: i64| i128::from(number);
    let growth = 100 * (wide(high) * wide(low_of) - wide(low) * wide(high_of));
    high - low >= i64::from(threshold.entries) && growth >= i128::from(threshold.points) * wide(low_of) * wide(high_of)
}

fn line(sign: Sign, before: &Week, after: &Week) -> Vec<Value> {
    let share = |week: &Week| match sign {
        Sign::Jump | Sign::Drop => (week.exited, week.governed),
        Sign::Exclusions => (week.excluded, week.listed),
    };
    let rate = |(part, whole): (i64, i64)| {
        Value::Rate(Rate::new(u64::try_from(part).unwrap_or(0), u64::try_from(whole).unwrap_or(0)))
    };
    let reporting = match (before.reported, after.reported) {
        (2.., 2..) => "两周都已报齐",
        (_, 2..) => "前一周缺报，可能是补上来的进展",
        _ => "这一周缺报",
    };
    vec![
        Value::Text(after.county.clone()),
        Value::Text(after.name.clone()),
        Value::Date(after.as_of),
        Value::Text(sign.label().to_owned()),
        Value::Int(share(before).0),
        Value::Int(share(after).0),
        rate(share(before)),
        rate(share(after)),
        Value::Text(reporting.to_owned()),
        Value::Text(sign.advice().to_owned()),
    ]
}
