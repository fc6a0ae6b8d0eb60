//! Tables with a row a county: the ranking, the full table, the measures.

use super::{change, count_cells, count_columns, int, rate_notes, text, unit_line};
use crate::{
    domain::{
        config::Config,
        rate::Rounding,
        table::{Column, Table, Value},
    },
    indicator::figures::{Counts, CountyFigures},
    report::{
        facts::{BulletinFacts, CountyMeasures},
        standing, words,
    },
};

/// The short ranking that stands in the text: by rank, units without tasks last.
pub fn ranking(facts: &BulletinFacts, config: &Config) -> Table {
    let figures = &facts.indicators;
    let compared = figures.previous_as_of.is_some();
    let mut order: Vec<&CountyFigures> = standing::ranked(&figures.counties);
    order.extend(figures.counties.iter().filter(|county| county.rank.is_none()));
    let mut columns = vec![
        Column::new("county_name", "县（市、区）"),
        Column::new("governed", "治理对象"),
        Column::new("exited", "退出"),
        Column::new("remaining", "未退出"),
        Column::new("exit_rate", "退出率"),
        Column::new("exclusion_rate", "剔除率"),
    ];
    if compared {
        columns.push(Column::new("exit_rate_change", "较上月（个百分点）"));
    }
    columns.push(Column::new("rank", "名次"));
    if compared {
        columns.push(Column::new("rank_change", "位次变化"));
    }
    let mut rows: Vec<Vec<Value>> = order
        .iter()
        .map(|county| ranking_row(&county.name, &county.counts, Some(county), compared, config.rounding))
        .collect();
    rows.push(ranking_row("全市", &figures.city, None, compared, config.rounding));
    Table {
        id: "county_ranking".into(),
        title: format!("{}各县（市、区）退出率排名", words::month(&figures.month)),
        unit: unit_line(figures.as_of),
        columns,
        totals: vec![rows.len() - 1],
        rows,
        notes: rate_notes(facts, config, compared),
    }
}

fn ranking_row(
    name: &str,
    counts: &Counts,
    county: Option<&CountyFigures>,
    compared: bool,
    rounding: Rounding,
) -> Vec<Value> {
    let mut cells = vec![
        text(name),
        int(counts.governed),
        int(counts.exited),
        int(counts.remaining),
        Value::Rate(counts.exit_rate()),
        Value::Rate(counts.exclusion_rate()),
    ];
    if compared {
        cells.push(change(counts, rounding));
    }
    cells.push(rank(county.and_then(|county| county.rank)));
    if compared {
        cells.push(moved(county));
    }
    cells
}

/// The full table of the attachments: in the order of the configuration, with groups.
pub fn counties(facts: &BulletinFacts, config: &Config) -> Table {
    let figures = &facts.indicators;
    let compared = figures.previous_as_of.is_some();
    let mut columns = vec![Column::new("county_name", "县（市、区）"), Column::new("group", "组别")];
    columns.extend(count_columns(compared));
    columns.extend([Column::new("rank", "名次"), Column::new("rank_in_group", "组内名次")]);
    if compared {
        columns.push(Column::new("rank_change", "位次变化"));
    }
    let mut rows: Vec<Vec<Value>> = figures
        .counties
        .iter()
        .map(|county| {
            let mut cells = vec![text(&county.name), text(&county.group)];
            cells.extend(count_cells(&county.counts, compared, config.rounding));
            cells.extend([rank(county.rank), rank(county.rank_in_group)]);
            cells.extend(compared.then(|| moved(Some(county))));
            cells
        })
        .collect();
    let mut total = vec![text("全市"), Value::Dash];
    total.extend(count_cells(&figures.city, compared, config.rounding));
    total.resize(columns.len(), Value::Dash);
    rows.push(total);
    let mut notes = rate_notes(facts, config, compared);
    notes.push("名次按退出率由高到低排列，退出率相同的并列；无治理任务的不排名次。".into());
    Table {
        id: "counties".into(),
        title: "各县（市、区）治理进展情况表".into(),
        unit: unit_line(figures.as_of),
        columns,
        totals: vec![rows.len() - 1],
        rows,
        notes,
    }
}

fn rank(rank: Option<u32>) -> Value {
    rank.map_or(Value::Dash, |rank| Value::Int(rank.into()))
}

fn moved(county: Option<&CountyFigures>) -> Value {
    match county.and_then(standing::places_won) {
        None => Value::Dash,
        Some(0) => text("持平"),
        Some(places @ 1..) => text(format!("升{places}位")),
        Some(places) => text(format!("降{}位", places.unsigned_abs())),
    }
}

/// Interviews, pledges, key supervision and repair by county.
pub fn measures(facts: &BulletinFacts, config: &Config) -> Table {
    let figures = &facts.indicators;
    let repairs = !facts.measures.is_empty();
    let mut columns = vec![
        Column::new("county_name", "县（市、区）"),
        Column::new("operating", "在营治理对象"),
        Column::new("interviewed", "已约谈"),
        Column::new("interview_rate", "约谈覆盖率"),
        Column::new("pledged", "已签承诺"),
        Column::new("pledge_rate", "承诺覆盖率"),
        Column::new("governed", "治理对象"),
        Column::new("supervised", "重点监管"),
        Column::new("supervision_rate", "重点监管覆盖率"),
    ];
    if repairs {
        columns.extend([
            Column::new("guided", "发放修复指引"),
            Column::new("repair_applied", "申请修复"),
            Column::new("repaired", "完成修复"),
        ]);
    }
    let mut rows: Vec<Vec<Value>> = figures
        .counties
        .iter()
        .map(|county| {
            let own = facts.measures.iter().filter(|row| row.county == county.county);
            measures_row(&county.name, &county.counts, repairs.then(|| own.collect()))
        })
        .collect();
    rows.push(measures_row("全市", &figures.city, repairs.then(|| facts.measures.iter().collect())));
    Table {
        id: "measures".into(),
        title: "重点工作落实情况表".into(),
        unit: unit_line(figures.as_of),
        columns,
        totals: vec![rows.len() - 1],
        rows,
        notes: vec![
            "在营治理对象是可联系且在经营的治理对象。约谈覆盖率、承诺覆盖率以在营治理对象为分母，重点监管覆盖率以治理对象为分母。".into(),
            format!("{}；分母为0的记“—”。", crate::report::context::rounding_note(config.rounding)),
        ],
    }
}

fn measures_row(name: &str, counts: &Counts, repairs: Option<Vec<&CountyMeasures>>) -> Vec<Value> {
    let mut cells = vec![
        text(name),
        int(counts.operating),
        int(counts.interviewed),
        Value::Rate(counts.interview_rate()),
        int(counts.pledged),
        Value::Rate(counts.pledge_rate()),
        int(counts.governed),
        int(counts.supervised),
        Value::Rate(counts.supervision_rate()),
    ];
    if let Some(rows) = repairs {
        cells.push(int(rows.iter().map(|row| row.guided).sum()));
        cells.push(int(rows.iter().map(|row| row.repair_applied).sum()));
        cells.push(int(rows.iter().map(|row| row.repaired).sum()));
    }
    cells
}
