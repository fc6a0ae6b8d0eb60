//! Tables by ledger, industry and department.

use super::{count_cells, count_columns, rate_notes, text, unit_line};
use crate::{
    domain::{
        config::Config,
        table::{Column, Table},
    },
    indicator::figures::Counts,
    report::{context::industry_name, facts::BulletinFacts},
};

/// The two ledgers.
pub fn ledgers(facts: &BulletinFacts, config: &Config) -> Table {
    let rows = facts.indicators.ledgers.iter().map(|(ledger, counts)| (ledger.label().to_owned(), counts));
    breakdown(facts, config, ("ledgers", "分台账治理进展情况表"), Column::new("ledger", "台账"), rows)
}

/// Industries by letter, 未填报 last.
pub fn industries(facts: &BulletinFacts, config: &Config) -> Table {
    let rows = facts.indicators.industries.iter().map(|(letter, counts)| (industry_name(*letter).to_owned(), counts));
    let column = Column::new("industry_name", "行业门类");
    breakdown(facts, config, ("industries", "分行业治理进展情况表"), column, rows)
}

/// Competent departments, 未填报 last.
pub fn departments(facts: &BulletinFacts, config: &Config) -> Table {
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "未填报".into());
    let rows = facts.indicators.departments.iter().map(|(department, counts)| (name(department), counts));
    let column = Column::new("department", "行业主管部门");
    breakdown(facts, config, ("departments", "分行业主管部门治理进展情况表"), column, rows)
}

fn breakdown<'a>(
    facts: &BulletinFacts,
    config: &Config,
    (id, title): (&str, &str),
    first: Column,
    groups: impl Iterator<Item = (String, &'a Counts)>,
) -> Table {
    let compared = facts.indicators.previous_as_of.is_some();
    let row = |name: String, counts: &Counts| {
        let mut cells = vec![text(name)];
        cells.extend(count_cells(counts, compared, config.rounding));
        cells
    };
    let mut rows: Vec<_> = groups.map(|(name, counts)| row(name, counts)).collect();
    if rows.is_empty() {
        return Table { id: id.into(), title: title.into(), ..Table::default() };
    }
    rows.push(row("全市".into(), &facts.indicators.city));
    let mut columns = vec![first];
    columns.extend(count_columns(compared));
    Table {
        id: id.into(),
        title: title.into(),
        unit: unit_line(facts.indicators.as_of),
        columns,
        totals: vec![rows.len() - 1],
        rows,
        notes: rate_notes(facts, config, compared),
    }
}
