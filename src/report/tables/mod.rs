//! The tables of the bulletin, as values: columns, rows, totals, unit and notes. A figure stands here exactly as it is counted.
//!
//! Every county appears in every county table. Never formats for a writer.

mod breakdown;
mod counties;
mod quality;
mod summary;

use crate::{
    domain::{
        Date,
        config::Config,
        rate::{Rate, Rounding},
        table::{Column, Table, Value},
    },
    indicator::figures::Counts,
};

pub use breakdown::{departments, industries, ledgers};
pub use counties::{counties, measures, ranking};
pub use quality::{corrections, findings_by_code, findings_by_county, timeliness};
pub use summary::summary;

use super::{context::rounding_note, facts::BulletinFacts, words};

/// The tables of the attachments workbook in their order; those without facts are left out.
pub fn attachments(facts: &BulletinFacts, config: &Config) -> Vec<Table> {
    let all = [
        Some(counties(facts, config)),
        Some(ledgers(facts, config)),
        Some(industries(facts, config)),
        Some(departments(facts, config)),
        Some(measures(facts, config)),
        Some(timeliness(facts, config)),
        findings_by_county(facts, config),
        findings_by_code(facts),
    ];
    all.into_iter().flatten().filter(|table| !table.rows.is_empty()).collect()
}

/// A count as a cell.
fn int(count: u64) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A text as a cell.
fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// Change of the exit rate in 个百分点, `—` where there is none.
fn change(counts: &Counts, rounding: Rounding) -> Value {
    let earlier = counts.previous.as_ref().map_or(Rate::default(), |previous| previous.exit_rate);
    match (counts.exit_rate().units(rounding), earlier.units(rounding)) {
        (Some(now), Some(then)) => Value::Decimal(now - then, rounding.decimals),
        _ => Value::Dash,
    }
}

/// The columns that every breakdown has.
fn count_columns(compared: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::new("listed", "名单数"),
        Column::new("excluded", "剔除"),
        Column::new("governed", "治理对象"),
        Column::new("exited", "退出"),
        Column::new("remaining", "未退出"),
        Column::new("exit_rate", "退出率"),
        Column::new("exclusion_rate", "剔除率"),
    ];
    if compared {
        columns.push(Column::new("exit_rate_change", "退出率较上月（个百分点）"));
    }
    columns
}

/// The cells under [`count_columns`].
fn count_cells(counts: &Counts, compared: bool, rounding: Rounding) -> Vec<Value> {
    let mut cells = vec![
        int(counts.listed),
        int(counts.excluded),
        int(counts.governed),
        int(counts.exited),
        int(counts.remaining),
        Value::Rate(counts.exit_rate()),
        Value::Rate(counts.exclusion_rate()),
    ];
    if compared {
        cells.push(change(counts, rounding));
    }
    cells
}

/// Definitions, rounding and date of a table of exit rates.
fn rate_notes(facts: &BulletinFacts, config: &Config, compared: bool) -> Vec<String> {
    let mut notes = vec![
        format!(
            "数据截至{}。治理对象＝名单数－剔除；退出率＝退出÷治理对象；剔除率＝剔除÷名单数。",
            words::day(facts.indicators.as_of)
        ),
        format!("{}；分母为0的记“—”，未全部完成的不记100%。", rounding_note(config.rounding)),
    ];
    if let Some(previous) = facts.indicators.previous_as_of.filter(|_| compared) {
        notes.push(format!("较上月变化以{}的数据为基数，按保留小数后的百分比相减。", words::day(previous)));
    }
    notes
}

fn unit_line(date: Date) -> String {
    format!("单位：条　截至{}", words::day(date))
}
