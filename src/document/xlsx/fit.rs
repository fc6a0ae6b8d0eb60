//! How large columns and rows must be, so that words fit and a printed page stays legible.
//!
//! It measures; what it measures for is set in `leaf`.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::style::{heading, is_code};
use crate::domain::{
    rate::Rounding,
    table::{Table, Value},
};

/// Whether a table has so many columns that an A4 page across would print them tiny: its words fold early, in larger type.
pub(super) fn is_crowded(table: &Table) -> bool {
    table.columns.len() > 16
}

/// Points of the type in cells.
pub(super) fn type_size(crowded: bool) -> f64 {
    if crowded { 12.0 } else { 10.5 }
}

/// How large columns and rows must be, from one look at every cell.
pub(super) struct Fit {
    /// Widths of the columns in units of the spreadsheet program.
    pub(super) widths: Vec<f64>,
    /// Height of the head in points; its words leave room for the filter buttons.
    pub(super) head: f64,
    /// Heights in points of the body rows: as many lines as their longest wrapped cell needs.
    pub(super) heights: Vec<f64>,
}

/// What a cell shows, with its units: a Chinese character takes two.
type Shown<'a> = (Cow<'a, str>, usize);

impl Fit {
    /// For this table.
    pub(super) fn of(table: &Table, rounding: Rounding) -> Self {
        let shown = |value| -> Shown<'_> {
            let text = shown(value, rounding);
            let units = text.width();
            (text, units)
        };
        let heads: Vec<String> = (0..table.columns.len()).map(|column| heading(table, column)).collect();
        let cells: Vec<Vec<Shown<'_>>> = table.rows.iter().map(|row| row.iter().map(shown).collect()).collect();
        let widths = widths(table, &heads, &cells);
        let scale = type_size(is_crowded(table)) / type_size(false);
        let height = |lines: f64| (lines * LINE_HEIGHT + CELL_MARGIN) * scale;
        // In a crowded head the button covers a corner that folded words leave free.
        let button = if is_crowded(table) { 1.0 } else { BUTTON };
        let of_head = heads.iter().zip(&widths).map(|(head, room)| lines(head, (*room - button) / scale));
        let of_row = |(row, cells): (&Vec<Value>, &Vec<Shown<'_>>)| {
            // Numbers never wrap.
            let wrapping = row.iter().zip(cells).zip(&widths).filter(|((value, _), _)| !value.is_numeric());
            let needed = wrapping.map(|((_, shown), room)| lines_shown(shown, (*room - 1.5) / scale));
            height(needed.fold(1.0, f64::max))
        };
        let heights = table.rows.iter().zip(&cells).map(of_row).collect();
        let head = height(of_head.fold(2.0, f64::max));
        Self { widths, head, heights }
    }
}

fn shown(value: &Value, rounding: Rounding) -> Cow<'_, str> {
    match value {
        Value::Missing => Cow::Borrowed(""),
        Value::Text(text) => Cow::Borrowed(text),
        value => Cow::Owned(value.text(rounding)),
    }
}

/// Widths that fit: the longest cell or half the head (heads may wrap), between 6 and 44 units.
fn widths(table: &Table, heads: &[String], cells: &[Vec<Shown<'_>>]) -> Vec<f64> {
    let crowded = is_crowded(table);
    let widest = if table.columns.len() <= 10 { 44 } else { 26 };
    let width = |(column, head): (usize, &String)| {
        let head = head_units(head.width(), crowded);
        let name = table.columns[column].name.as_str();
        let asked = |(row, shown): (&Vec<Value>, &Vec<Shown<'_>>)| {
            let units = shown[column].1;
            if crowded && !is_code(name) { folded(&row[column], units) } else { units }
        };
        let longest = table.rows.iter().zip(cells).take(2_000).map(asked).max().unwrap_or(0);
        // What is still to be filled in has the room of a day.
        let longest = if crowded && longest == 0 { 10 } else { longest };
        // Codes never wrap; sentences have the room of a sentence.
        let most = match table.columns[column].widest {
            0 if matches!(name, "message" | "remedy") => 44,
            0 => widest,
            own => usize::from(own),
        };
        // In a crowded table the type is larger than the units of a width, and a code has no blank to fold at.
        let code = if crowded { (longest * 8).div_ceil(7) + 2 } else { longest + 2 };
        let width = if is_code(name) { code } else { (longest + 2).min(most) };
        f64::from(u8::try_from(width.max(head.min(12)).clamp(6, 44)).unwrap_or(44))
    };
    heads.iter().enumerate().map(width).collect()
}

/// Units of a head with its filter button: up to eight units stand on one line, longer ones break in two; in a crowded
/// table a line holds two characters.
fn head_units(units: usize, crowded: bool) -> usize {
    let lines = if crowded { (units / 4).clamp(1, 3) } else { 1 + usize::from(units > 10) };
    units.div_ceil(lines) + 3
}

/// Units that a cell of a crowded table asks for: words fold into two or three lines; figures and dates do not.
fn folded(value: &Value, units: usize) -> usize {
    match (value, units) {
        (Value::Text(_), 7..=16) => units.div_ceil(2).next_multiple_of(2),
        // Very long names have more room, or a row of theirs fills a quarter of the page.
        (Value::Text(_), 61..) => units.div_ceil(5).next_multiple_of(2).min(20),
        (Value::Text(_), 17..) => units.div_ceil(3).next_multiple_of(2).clamp(10, 12),
        _ => units,
    }
}

/// Points of one line of usual type in a cell, and what is left above and below.
const LINE_HEIGHT: f64 = 14.0;
const CELL_MARGIN: f64 = 3.0;
/// Units that a filter button takes from a head.
const BUTTON: f64 = 3.0;

/// Marks that never begin a line: the character before them goes down with them.
const CLOSING: &str = "，。、；：！？）」』”’》】〕,.;:!?)%";

/// [`lines`] of a text that is measured already: most fit into one.
fn lines_shown((text, units): &Shown<'_>, room: f64) -> f64 {
    let fits = u16::try_from(*units).is_ok_and(|units| f64::from(units) <= room);
    if fits && !text.contains('\n') { 1.0 } else { lines(text, room) }
}

/// Lines that `text` takes in `room` units: a Chinese character takes two and is never halved, a word or number breaks
/// only where it is longer than a line.
fn lines(text: &str, room: f64) -> f64 {
    let line = (room / 2.0).floor().max(1.0) * 2.0;
    let lines = |paragraph| if units(paragraph) <= room { 1.0 } else { lines_of(paragraph, line) };
    text.split('\n').map(lines).sum::<f64>().clamp(1.0, 20.0)
}

fn lines_of(paragraph: &str, line: f64) -> f64 {
    let (mut lines, mut used, mut before) = (1.0, 0.0, 0.0);
    for word in words(paragraph) {
        let width = units(word);
        if used + width <= line {
            used += width;
        } else if width > line {
            let whole = (used + width) / line;
            lines += whole.ceil() - 1.0;
            used = width % line;
        } else {
            lines += 1.0;
            used = if CLOSING.contains(word) { before + width } else { width };
        }
        before = width;
    }
    lines
}

fn units(text: &str) -> f64 {
    f64::from(u16::try_from(text.width()).unwrap_or(u16::MAX))
}

/// Wide characters one by one, what stands between them together up to its space.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first.is_ascii() {
            let end = rest.find(|c: char| !c.is_ascii() || c == ' ').unwrap_or(rest.len());
            if rest[end..].starts_with(' ') { end + 1 } else { end }
        } else {
            first.len_utf8()
        };
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::{lines, words};

    #[test]
    fn words_are_whole_and_closing_marks_never_begin_a_line() {
        let whole: Vec<&str> = words("在2023-05-28/a b列。").collect();
        assert_eq!(whole, ["在", "2023-05-28/a ", "b", "列", "。"]);
        for (text, room, expected) in [
            ("", 10.0, 1.0),
            ("五个字一行", 10.0, 1.0),
            ("五个字一行。", 10.0, 2.0),
            ("四个字一2023-05-28", 10.0, 2.0),
            ("字2023-05-28字字", 10.0, 3.0),
            ("91410599MA00000X9N", 10.0, 2.0),
            ("一\n二\n三", 10.0, 3.0),
        ] {
            assert!((lines(text, room) - expected).abs() < 0.1, "{text}: {}", lines(text, room));
        }
    }
}
