//! The faces of cells, made once a workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::domain::{
    rate::Rounding,
    table::{Table, Value},
};

/// Dark blue of table heads; dark enough for white type in grey print.
const HEAD: Color = Color::RGB(0x1F_4E_79);
/// Hair lines between cells.
const LINE: Color = Color::RGB(0xBF_BF_BF);
/// Ground of cells that people fill in.
const FILL_IN: Color = Color::RGB(0xFF_F9_E5);

/// Type and ground of what is wrong: dark on light red.
const ALARM: (Color, Color) = (Color::RGB(0x9C_00_06), Color::RGB(0xFF_C7_CE));

/// All formats of a workbook.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) note: Format,
    pub(super) head: Format,
    pub(super) alarm: Format,
    plain: Kinds,
    total: Kinds,
    pub(super) fill_text: Format,
    pub(super) fill_date: Format,
    pub(super) fill_code: Format,
    pub(super) fill_count: Format,
}

struct Kinds {
    text: Format,
    code: Format,
    centred: Format,
    count: Format,
    decimal: Vec<Format>,
    rate: Format,
    date: Format,
}

impl Formats {
    /// For tables that are crowded or not.
    pub(super) fn new(rounding: Rounding, crowded: bool) -> Self {
        let size = type_size(crowded);
        let base = Format::new().set_font_name("宋体").set_font_size(size).set_align(FormatAlign::VerticalCenter);
        let boxed = base.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let bold = boxed.clone().set_bold().set_background_color(Color::RGB(0xF2_F2_F2));
        let fill = boxed.clone().set_background_color(FILL_IN).set_text_wrap();
        Self {
            title: base.clone().set_font_name("黑体").set_font_size(16.0),
            note: base.clone().set_font_size(size - 1.5).set_font_color(Color::RGB(0x40_40_40)),
            head: boxed
                .clone()
                .set_font_name("黑体")
                .set_font_color(Color::White)
                .set_background_color(HEAD)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            alarm: Format::new().set_font_color(ALARM.0).set_background_color(ALARM.1),
            plain: Kinds::new(&boxed, rounding),
            total: Kinds::new(&bold, rounding),
            fill_text: fill.clone(),
            fill_code: fill.clone().set_num_format("@"),
            fill_count: fill.clone().set_num_format("0").set_align(FormatAlign::Right),
            fill_date: fill.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        }
    }

    /// The format of a cell.
    pub(super) fn cell(&self, value: &Value, code: bool, total: bool) -> &Format {
        let kinds = if total { &self.total } else { &self.plain };
        match value {
            Value::Text(_) if code => &kinds.code,
            Value::Missing | Value::Text(_) => &kinds.text,
            Value::Dash | Value::Bool(_) => &kinds.centred,
            Value::Int(_) => &kinds.count,
            Value::Decimal(_, decimals) => &kinds.decimal[(*decimals as usize).min(kinds.decimal.len() - 1)],
            Value::Rate(_) => &kinds.rate,
            Value::Date(_) => &kinds.date,
        }
    }
}

impl Kinds {
    fn new(base: &Format, rounding: Rounding) -> Self {
        let right = base.clone().set_align(FormatAlign::Right);
        let fixed =
            |decimals: usize| if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) };
        Self {
            text: base.clone().set_text_wrap(),
            code: base.clone().set_num_format("@"),
            centred: base.clone().set_align(FormatAlign::Center),
            count: right.clone().set_num_format("0"),
            decimal: (0..=6).map(|decimals| right.clone().set_num_format(fixed(decimals))).collect(),
            rate: right.set_num_format(fixed(rounding.decimals as usize) + "%"),
            date: base.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        }
    }
}

/// The same cell, coloured as one that something is wrong with.
pub(super) fn marked(format: &Format) -> Format {
    format.clone().set_font_color(ALARM.0).set_background_color(ALARM.1)
}

/// Columns that hold codes: text that must never become a number.
pub(super) fn is_code(name: &str) -> bool {
    matches!(name, "uscc" | "county" | "key" | "sha256" | "id" | "cell")
}

/// Whether a table has so many columns that an A4 page across would print them tiny: its words fold early, in larger type.
pub(super) fn is_crowded(table: &Table) -> bool {
    table.columns.len() > 16
}

/// Points of the type in cells.
fn type_size(crowded: bool) -> f64 {
    if crowded { 12.0 } else { 10.5 }
}

/// Widths that fit: the longest cell or half the head (heads may wrap), between 6 and 44 units.
pub(super) fn widths(table: &Table, rounding: Rounding) -> Vec<f64> {
    use unicode_width::UnicodeWidthStr;
    let crowded = is_crowded(table);
    let widest = if table.columns.len() <= 10 { 44 } else { 26 };
    (0..table.columns.len())
        .map(|column| {
            let head = head_units(heading(table, column).width(), crowded);
            let name = table.columns[column].name.as_str();
            let asked = |row: &Vec<Value>| {
                let units = row[column].text(rounding).width();
                if crowded && !is_code(name) { folded(&row[column], units) } else { units }
            };
            let cells = table.rows.iter().take(2_000).map(asked).max().unwrap_or(0);
            // Codes never wrap; sentences have the room of a sentence.
            let most = match table.columns[column].widest {
                0 if matches!(name, "message" | "remedy") => 44,
                0 => widest,
                own => usize::from(own),
            };
            let width = if is_code(name) { cells + 2 } else { (cells + 2).min(most) };
            f64::from(u8::try_from(width.max(head.min(12)).clamp(6, 44)).unwrap_or(44))
        })
        .collect()
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
        (Value::Text(_), 17..) => units.div_ceil(3).next_multiple_of(2).clamp(10, 12),
        _ => units,
    }
}

/// Points of one line of usual type in a cell, and what is left above and below.
const LINE_HEIGHT: f64 = 14.0;
const CELL_MARGIN: f64 = 3.0;
/// Units that a filter button takes from a head.
const BUTTON: f64 = 3.0;

/// Heights in points of the body rows: as many lines as their longest wrapped cell needs.
pub(super) fn heights(table: &Table, widths: &[f64], rounding: Rounding) -> Vec<f64> {
    let scale = scale(table);
    // Numbers never wrap.
    let needed = |(cell, room): (&Value, &f64)| {
        if cell.is_numeric() { 1.0 } else { lines(&cell.text(rounding), (*room - 1.5) / scale) }
    };
    table.rows.iter().map(|row| height(row.iter().zip(widths).map(needed), scale)).collect()
}

/// Height of the head in points; its words leave room for the filter buttons.
pub(super) fn head_height(table: &Table, widths: &[f64]) -> f64 {
    let scale = scale(table);
    let lines = (0..).zip(widths).map(|(column, room)| lines(&heading(table, column), (*room - BUTTON) / scale));
    height(lines, scale).max((2.0 * LINE_HEIGHT + CELL_MARGIN) * scale)
}

/// Type of the table against the usual one.
fn scale(table: &Table) -> f64 {
    type_size(is_crowded(table)) / type_size(false)
}

fn height(lines: impl Iterator<Item = f64>, scale: f64) -> f64 {
    (lines.fold(1.0, f64::max) * LINE_HEIGHT + CELL_MARGIN) * scale
}

/// Marks that never begin a line: the character before them goes down with them.
const CLOSING: &str = "，。、；：！？）」』”’》】〕,.;:!?)%";

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
    use unicode_width::UnicodeWidthStr;
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

/// Head of a column: its label with its unit.
pub(super) fn heading(table: &Table, column: usize) -> String {
    let column = &table.columns[column];
    if column.unit.is_empty() || column.unit == "%" || table.unit.contains(&column.unit) {
        column.label.clone()
    } else {
        format!("{}（{}）", column.label, column.unit)
    }
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
