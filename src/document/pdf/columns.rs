//! Widths, alignment and type size of a table, from what stands in it. Never changes a word.

use crate::domain::table::{Column, Table, Value};

/// Type sizes tried, the largest that fits is taken.
const SIZES: [f64; 4] = [12.0, 10.5, 9.0, 8.0];
/// Blank on each side of a cell, in characters.
const PAD: f64 = 0.3;
/// A column of words may be this narrow, in characters, before the type is made smaller.
const FOLDED: f64 = 9.0;
/// Words up to this width are not folded.
const WHOLE: f64 = 5.0;
/// Words up to this width stand in the middle of their column.
const SHORT: f64 = 6.0;

/// How a table is laid out.
pub(super) struct Grid {
    /// Type size in points.
    pub size: f64,
    /// Blank on each side of a cell, in points.
    pub pad: f64,
    /// Widths of the columns in points; they fill the line.
    pub widths: Vec<f64>,
    /// `left`, `center` or `right`.
    pub align: Vec<&'static str>,
}

/// What a column asks for, in characters of its type size.
#[derive(Clone, Copy)]
struct Need {
    /// No code, figure or short word is folded.
    least: f64,
    /// Nothing is folded but a header of four characters and more.
    most: f64,
    /// Nothing is folded.
    whole: f64,
}

/// Lays out a table whose cells and header words are printed as `cells` and `head`, for a line of `room` points.
pub(super) fn grid(table: &Table, head: &[String], cells: &[Vec<String>], room: f64) -> Grid {
    let column = |at: usize| cells.iter().filter_map(move |row| row.get(at));
    let needs: Vec<Need> = head.iter().enumerate().map(|(at, word)| need(word, column(at))).collect();
    let fits = |size: f64| {
        needs.iter().map(|need| (need.most.min(FOLDED.max(need.least)) + 2.0 * PAD) * size).sum::<f64>() <= room
    };
    let size = SIZES.into_iter().find(|size| fits(*size)).unwrap_or(SIZES[SIZES.len() - 1]);
    let align = (0..head.len()).map(|at| alignment(table, at, column(at))).collect();
    Grid {
        size,
        pad: PAD * size,
        widths: widths(&needs, room / size).iter().map(|width| width * size).collect(),
        align,
    }
}

/// The header as printed: the unit stands in it where the table does not state it above.
pub(super) fn heading(column: &Column, table: &Table) -> String {
    let stated = column.unit.is_empty()
        || column.unit == "%"
        || column.label.contains('（')
        || table.unit.contains(&column.unit);
    if stated { column.label.clone() } else { format!("{}（{}）", column.label, column.unit) }
}

fn need<'a>(head: &str, cells: impl Iterator<Item = &'a String>) -> Need {
    let start = Need { least: folded(head), most: folded(head), whole: width(head) };
    cells.fold(start, |need, cell| Need {
        least: need.least.max(longest_word(cell)).max(if width(cell) <= WHOLE { width(cell) } else { 0.0 }),
        most: need.most.max(width(cell)).max(need.least),
        whole: need.whole.max(width(cell)),
    })
}

/// Room for a header: four characters and more are folded, long ones twice; a bracket must not begin or end a line alone.
fn folded(head: &str) -> f64 {
    let whole = width(head);
    let lines = if whole >= 9.0 {
        3.0
    } else if whole >= 4.0 {
        2.0
    } else {
        1.0
    };
    let bracket = if lines > 1.0 && head.contains('（') { 1.0 } else { 0.0 };
    ((whole / lines).ceil() + bracket).max(longest_word(head)).max(2.0)
}

/// Shares `room` characters: everyone the least, then in proportion to what is still wanted; what is left over widens all.
fn widths(needs: &[Need], room: f64) -> Vec<f64> {
    let level = |ask: fn(&Need) -> f64| -> Vec<f64> { needs.iter().map(|need| ask(need) + 2.0 * PAD).collect() };
    let levels = [level(|need| need.least), level(|need| need.most), level(|need| need.whole.max(need.most))];
    let steps =
        levels.windows(2).find(|pair| pair[1].iter().sum::<f64>() > room && pair[0].iter().sum::<f64>() <= room);
    if let Some(pair) = steps {
        return between(&pair[0], &pair[1], room);
    }
    let fits = levels.iter().rev().find(|level| level.iter().sum::<f64>() <= room).unwrap_or(&levels[0]);
    let total = fits.iter().sum::<f64>().max(1.0);
    fits.iter().map(|width| width * room / total).collect()
}

/// Widths between two levels that add up to `room`.
fn between(low: &[f64], high: &[f64], room: f64) -> Vec<f64> {
    let (least, most) = (low.iter().sum::<f64>(), high.iter().sum::<f64>());
    let share = if most > least { (room - least) / (most - least) } else { 0.0 };
    low.iter().zip(high).map(|(low, high)| low + (high - low) * share).collect()
}

/// Figures right, short words in the middle, the rest left.
fn alignment<'a>(table: &Table, at: usize, cells: impl Iterator<Item = &'a String>) -> &'static str {
    let values = || table.rows.iter().filter_map(|row| row.get(at)).filter(|value| **value != Value::Missing);
    let figures = values().any(|value| *value != Value::Dash) && values().all(Value::is_numeric);
    if figures {
        "right"
    } else if cells.map(|cell| width(cell)).fold(0.0, f64::max) <= SHORT {
        "center"
    } else {
        "left"
    }
}

/// Width in characters: Chinese ones are square, others a little over half.
fn width(text: &str) -> f64 {
    text.chars().map(|c| if unicode_width::UnicodeWidthChar::width(c) == Some(2) { 1.0 } else { 0.6 }).sum()
}

/// Width of the longest run that has no place to break.
fn longest_word(text: &str) -> f64 {
    text.split(|c: char| !c.is_ascii() || c == ' ').map(width).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn table(rows: Vec<Vec<Value>>, columns: usize) -> (Table, Vec<String>, Vec<Vec<String>>) {
        let table = Table {
            columns: (0..columns).map(|at| Column::new(format!("c{at}"), "县（市、区）名")).collect(),
            rows,
            ..Table::default()
        };
        let head = table.columns.iter().map(|column| column.label.clone()).collect();
        let cells =
            table.rows.iter().map(|row| row.iter().map(|v| v.text(crate::domain::rate::Rounding::default())).collect());
        let cells = cells.collect();
        (table, head, cells)
    }

    #[test]
    fn figures_stand_right_and_columns_fill_the_line() {
        let (table, head, cells) = table(vec![vec![Value::Text("文峰区".into()), Value::Int(12), Value::Missing]], 3);
        let grid = grid(&table, &head, &cells, 442.0);
        assert_eq!(grid.align, ["center", "right", "center"]);
        assert!((grid.widths.iter().sum::<f64>() - 442.0).abs() < 0.01);
        assert!((grid.size - 12.0).abs() < 0.01);
    }

    #[test]
    fn a_wide_table_gets_smaller_type_but_never_breaks_a_code() {
        let code = Value::Text("91410599MA00000X9N".into());
        let long = Value::Text("安阳市某某某某某某某某某某某某某某有限责任公司（示例一二三）".into());
        let row = vec![long.clone(), code.clone(), long.clone(), code, Value::Int(1), Value::Int(2), long];
        let (table, head, cells) = table(vec![row], 7);
        let grid = grid(&table, &head, &cells, 640.0);
        assert!(grid.size < 12.0);
        assert!(grid.widths[1] >= 18.0 * 0.6 * grid.size, "{} at {}", grid.widths[1], grid.size);
        assert!(grid.widths.iter().sum::<f64>() <= 640.01);
    }
}
