//! The sheets of 考核材料.xlsx: what counts, the figures it is made of, a sheet a scheme whose cells a spreadsheet recomputes.
//!
//! Only says what stands where; the writers of documents make the workbook. A formula refers to the cells of 指标定义 and
//! 取数, so that an office can change a weight and see what follows.

use std::collections::BTreeMap;

use super::{
    EXAMPLE,
    exact::Exact,
    reading::{described, reading},
    score::{Assessed, Results, Standing},
    scored::Scored,
};
use crate::{
    domain::{
        config::Config,
        rate::{Rounding, RoundingMode},
        table::{Column, Table, Value},
    },
    indicator::catalogue::Catalogue,
};

/// Name of the sheet with the indicators.
pub(super) const DEFINITIONS: &str = "指标定义";
/// Name of the sheet with the figures.
pub(super) const FIGURES: &str = "取数";
/// Names that no scheme may have: formulas refer to these sheets.
pub(super) const RESERVED: [&str; 2] = [DEFINITIONS, FIGURES];

/// A sheet: its name, its table, and formulas by row and column (from 0) whose results stand in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name on the tab.
    pub name: String,
    /// What stands there.
    pub table: Table,
    /// Formulas of cells.
    pub formulas: BTreeMap<(usize, usize), String>,
}

/// What the sheets are made from.
pub struct Material<'a> {
    /// The schemes, scored.
    pub schemes: &'a [Assessed],
    /// Lists behind the scores, by the query's name.
    pub evidence: &'a Results,
    /// For the words of columns.
    pub catalogue: &'a Catalogue,
    /// Units, rounding, what to say about objections.
    pub config: &'a Config,
    /// The row (from 1) in which a sheet's first line of a table stands.
    pub first_row: u32,
}

/// All sheets in their order.
pub fn sheets(material: &Material<'_>) -> Vec<Sheet> {
    let figures = figures(material);
    let schemes = material.schemes.iter().scan(0, |start, assessed| {
        let sheet = Scored { material, figures: &figures, assessed, start: *start }.sheet();
        *start += assessed.scheme.indicators.len();
        Some(sheet)
    });
    let mut sheets: Vec<Sheet> = schemes.collect();
    sheets.push(definitions(material));
    sheets.push(taken(material, &figures));
    sheets.extend(material.evidence.values().map(|table| listing(table, &material.config.documents.objection)));
    sheets
}

/// A value as it is printed: decimals and rounding as configured; what is short of 100 % never prints 100 %.
pub fn printed(value: Exact, unit: &str, rounding: Rounding) -> Value {
    let Some(units) = value.units(rounding) else { return Value::Dash };
    let all = 100 * 10_i64.pow(rounding.decimals);
    let short = unit == "%" && value < Exact::whole(100);
    let units = if short { units.min(all - 1) } else { units };
    if rounding.decimals == 0 { Value::Int(units) } else { Value::Decimal(units, rounding.decimals) }
}

/// Every figure that a formula names, once, in order of first use.
fn figures(material: &Material<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (_, figure) in material.schemes.iter().flat_map(|assessed| assessed.scheme.figures()) {
        let name = (figure.query.clone(), figure.column.clone());
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Columns before the figures: the name.
pub(super) const BEFORE_FIGURES: usize = 1;

fn taken(material: &Material<'_>, figures: &[(String, String)]) -> Sheet {
    let mut columns = vec![Column::new("county_name", "县（市、区）")];
    let described = |name: &(String, String)| described(material.catalogue, &name.0, &name.1);
    // Percentages of queries stand here as fractions, as a formula takes them.
    columns.extend(figures.iter().map(|name| Column { unit: String::new(), hidden: false, ..described(name) }));
    let units = material.schemes.first().map(|assessed| assessed.units.as_slice()).unwrap_or_default();
    let (mut rows, mut formulas) = (Vec::new(), BTreeMap::new());
    for (row, unit) in units.iter().enumerate() {
        let mut cells = vec![Value::Text(unit.name.clone())];
        for name in figures {
            let value = figure(material, unit, name);
            let fraction = value.map(Exact::fraction).filter(|text| text.contains('/'));
            formulas.extend(fraction.map(|text| ((row, cells.len()), format!("={text}"))));
            cells.push(value.map_or(Value::Dash, shown));
        }
        rows.push(cells);
    }
    let origin = |name: &(String, String)| {
        let column = described(name);
        let unit = if column.unit.is_empty() { String::new() } else { format!("（{}）", column.unit) };
        format!("{}{unit}：tongbao query {} 的 {} 列", column.label, name.0, name.1)
    };
    Sheet {
        name: FIGURES.to_owned(),
        table: Table {
            id: "assess_figures".to_owned(),
            title: "考核取数".to_owned(),
            columns,
            rows,
            notes: figures.iter().map(origin).collect(),
            ..Table::default()
        },
        formulas,
    }
}

/// A figure of a unit, `None` where there is none.
fn figure(material: &Material<'_>, unit: &Standing, (query, column): &(String, String)) -> Option<Exact> {
    let marks = material.schemes.iter().filter_map(|one| one.units.iter().find(|other| other.county == unit.county));
    let mut known = marks.flat_map(|standing| &standing.marks).flat_map(|mark| &mark.figures);
    known.find(|(figure, _)| figure.query == *query && figure.column == *column).and_then(|(_, value)| *value)
}

/// Whole, or with six decimals to look at (the cell computes the fraction).
fn shown(value: Exact) -> Value {
    let fine = Rounding { decimals: 6, mode: RoundingMode::HalfUp };
    match (value.fraction().parse(), value.units(fine)) {
        (Ok(whole), _) => Value::Int(whole),
        (Err(_), Some(units)) => Value::Decimal(units, fine.decimals),
        (Err(_), None) => Value::Dash,
    }
}

/// Places of columns in 指标定义 that formulas refer to.
pub(super) const WEIGHT: u32 = 6;
pub(super) const FLOOR: u32 = 8;
pub(super) const FULL: u32 = 9;

fn definitions(material: &Material<'_>) -> Sheet {
    let columns = [
        ("scheme", "考核"),
        ("indicator", "指标"),
        ("reading", "口径"),
        ("formula", "公式"),
        ("unit", "单位"),
        ("weight", "权重（满分）"),
        ("direction", "方向"),
        ("floor", "得零分的值"),
        ("full", "得满分的值"),
        ("source", "依据"),
        ("evidence", "佐证清单"),
        ("standing", "权重性质"),
    ];
    let rows = material.schemes.iter().flat_map(|assessed| {
        let scheme = &assessed.scheme;
        scheme.indicators.iter().map(|one| {
            let text = |text: &str| Value::Text(text.to_owned());
            let evidence = one.evidence.as_ref().and_then(|name| material.evidence.get(name));
            vec![
                text(&scheme.title),
                text(&one.name),
                text(&reading(&one.formula, material.catalogue)),
                text(&one.written),
                text(&one.unit),
                Value::Decimal(one.weight, 2),
                text(one.direction.label()),
                one.floor.value(),
                one.full.value(),
                text(&one.source),
                evidence.map_or(Value::Missing, |table| text(&table.title)),
                text(if scheme.example { EXAMPLE } else { "正式权重" }),
            ]
        })
    });
    let sources = material.schemes.iter().map(|one| format!("{}：{}", one.scheme.title, one.scheme.source));
    let mut notes: Vec<String> = vec![
        "在这里改权重、得零分的值、得满分的值，各考核表里的得分、折算得分和名次会跟着重算；正式改动请改 assess/ 里的方案文件。"
            .to_owned(),
    ];
    notes.extend(sources);
    Sheet {
        name: DEFINITIONS.to_owned(),
        table: Table {
            id: "assess_definitions".to_owned(),
            title: "考核指标定义".to_owned(),
            columns: columns.into_iter().map(|(name, label)| Column::new(name, label)).collect(),
            rows: rows.collect(),
            notes,
            ..Table::default()
        },
        formulas: BTreeMap::new(),
    }
}

/// A list behind scores without the codes whose words stand beside them; one that names somebody says how to object.
fn listing(table: &Table, objection: &str) -> Sheet {
    let mut table = table.clone().without_hidden();
    if table.column("name").is_some() && !objection.is_empty() {
        table.notes.push(objection.to_owned());
    }
    Sheet { name: table.title.clone(), table, formulas: BTreeMap::new() }
}
