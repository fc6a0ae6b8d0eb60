//! A table with caption, unit, notes, header cells that name their scope, and keys by which the page's script sorts.

use chrono::Datelike;

use crate::domain::rate::Rounding;
use crate::domain::table::{Column, Table, Value};

use super::markup::Markup;

/// Writes a table in a box that scrolls by itself; `id` is unique on the page.
pub fn write(page: &mut Markup, table: &Table, rounding: Rounding, id: &str) {
    let caption = format!("{id}-caption");
    let group = [("class", "table"), ("role", "group"), ("aria-labelledby", caption.as_str()), ("tabindex", "0")];
    let name = name_column(table);
    let classes: Vec<&str> = (0..table.columns.len()).map(|column| class(table, column)).collect();
    page.within("div", &group, |page| {
        page.within("table", &[("id", id), ("data-name", &table.id)], |page| {
            page.within("caption", &[("id", &caption)], |page| {
                page.element("span", &[("class", "title")], &table.title);
                if !table.unit.is_empty() {
                    page.text(" ");
                    page.element("span", &[("class", "unit")], &table.unit);
                }
            });
            page.within("thead", &[], |page| header(page, table));
            for (total, rows) in runs(table) {
                let class: &[(&str, &str)] = if total { &[("class", "total")] } else { &[] };
                page.within("tbody", class, |page| {
                    for row in rows {
                        self::row(page, row, name, &classes, rounding);
                    }
                });
            }
        });
    });
    for note in &table.notes {
        page.element("p", &[("class", "note")], note);
    }
}

fn header(page: &mut Markup, table: &Table) {
    page.within("tr", &[], |page| {
        for (index, column) in table.columns.iter().enumerate() {
            let head = [("scope", "col"), ("class", class(table, index))];
            page.within("th", &head, |page| label(page, column, &table.unit));
        }
    });
}

/// Figures stand right, words left, days on one line; a dash stands where the rest of its column does.
fn class(table: &Table, column: usize) -> &'static str {
    let has = |kind: &dyn Fn(&Value) -> bool| table.rows.iter().filter_map(|row| row.get(column)).any(kind);
    if has(&|value| matches!(value, Value::Int(_) | Value::Decimal(..) | Value::Rate(_))) {
        "number"
    } else if has(&|value| matches!(value, Value::Date(_))) {
        "day"
    } else {
        "words"
    }
}

/// The column's name, and its unit unless the whole table has that one.
fn label(page: &mut Markup, column: &Column, common: &str) {
    page.text(&column.label);
    if !column.unit.is_empty() && !common.ends_with(&format!("：{}", column.unit)) {
        page.element("span", &[("class", "unit")], &format!("（{}）", column.unit));
    }
}

/// The column that names the row: the first that holds words throughout.
fn name_column(table: &Table) -> usize {
    let words = |index: usize| table.rows.iter().all(|row| matches!(row.get(index), Some(Value::Text(_))));
    (0..table.columns.len()).find(|index| words(*index)).unwrap_or(0)
}

/// Rows in runs of ordinary rows and of totals: sorting never moves a row out of its run.
fn runs(table: &Table) -> Vec<(bool, Vec<&[Value]>)> {
    let mut runs: Vec<(bool, Vec<&[Value]>)> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let total = table.totals.contains(&index);
        match runs.last_mut() {
            Some((same, rows)) if *same == total => rows.push(row),
            _ => runs.push((total, vec![row])),
        }
    }
    runs
}

fn row(page: &mut Markup, row: &[Value], name: usize, classes: &[&str], rounding: Rounding) {
    page.within("tr", &[], |page| {
        for (index, (value, class)) in row.iter().zip(classes).enumerate() {
            let text = value.text(rounding);
            if index == name {
                page.element("th", &[("scope", "row"), ("class", class)], &text);
                continue;
            }
            match key(value) {
                Some(key) => page.element("td", &[("class", class), ("data-key", &key)], &text),
                None => page.element("td", &[("class", class)], &text),
            }
        }
    });
}

/// What the script compares instead of the printed text; never shown.
fn key(value: &Value) -> Option<String> {
    match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Decimal(units, decimals) => Some(crate::domain::rate::decimal(*units, *decimals)),
        Value::Rate(rate) => Some(rate.fraction().map_or_else(String::new, |share| format!("{share:.9}"))),
        Value::Missing | Value::Dash => Some(String::new()),
        Value::Date(date) => Some(date.num_days_from_ce().to_string()),
        Value::Text(_) | Value::Bool(_) => None,
    }
}
