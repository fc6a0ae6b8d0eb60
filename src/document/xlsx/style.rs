//! The faces of cells, made once a workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::{FillIn, fit::type_size};
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
    fill_text: Format,
    fill_date: Format,
    fill_code: Format,
    fill_count: Format,
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

    /// The format of a cell that waits to be filled in.
    pub(super) fn blank(&self, fill_in: &FillIn) -> &Format {
        match fill_in {
            FillIn::Choice { .. } | FillIn::Text { .. } => &self.fill_text,
            FillIn::Code { .. } => &self.fill_code,
            FillIn::Count { .. } => &self.fill_count,
            FillIn::Date { .. } => &self.fill_date,
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

/// The face of a cell that something is wrong with, and of one whose text must stay text when it is edited.
pub(super) fn exception(face: &Format, runs: bool, marked: bool) -> Format {
    let mut face = face.clone();
    if runs {
        face = face.set_quote_prefix();
    }
    if marked {
        face = face.set_font_color(ALARM.0).set_background_color(ALARM.1);
    }
    face
}

/// Columns that hold codes: text that must never become a number.
pub(super) fn is_code(name: &str) -> bool {
    matches!(name, "uscc" | "county" | "key" | "sha256" | "id" | "cell")
}

<<<<<<< HEAD
=======
/// Points of one line of type in a cell, and what is left above and below.
const LINE_HEIGHT: f64 = 14.0;
const CELL_MARGIN: f64 = 3.0;
/// Units that a filter button takes from a head.
const BUTTON: f64 = 3.0;
/// Units of every cell of a row: a Chinese character takes two.
type Units = Vec<usize>;

/// How large columns and rows must be, from one look at every cell.
pub(super) struct Fit {
    /// Widths of the columns in units of the spreadsheet program.
    pub(super) widths: Vec<f64>,
    /// Height of the head in points; its words leave room for the filter buttons.
    pub(super) head: f64,
    /// Heights in points of the body rows: as many lines as their longest wrapped cell needs.
    pub(super) heights: Vec<f64>,
}

impl Fit {
    /// For this table.
    pub(super) fn of(table: &Table, rounding: Rounding) -> Self {
        let heads: Units = (0..table.columns.len()).map(|column| heading(table, column).width()).collect();
        let cells: Vec<Units> =
            table.rows.iter().map(|row| row.iter().map(|value| units(value, rounding)).collect()).collect();
        let widths = widths(table, &heads, &cells);
        let height = |units: &Units, taken: f64| {
            let lines = units.iter().zip(&widths).map(|(units, room)| lines(*units, *room - taken));
            lines.fold(1.0, f64::max) * LINE_HEIGHT + CELL_MARGIN
        };
        let head = height(&heads, BUTTON).max(2.0 * LINE_HEIGHT + CELL_MARGIN);
        let heights = table.rows.iter().zip(&cells).map(|(row, units)| row_height(row, units, &widths)).collect();
        Self { widths, head, heights }
    }
}

fn units(value: &Value, rounding: Rounding) -> usize {
    match value {
        Value::Missing => 0,
        Value::Text(text) => text.width(),
        value => value.text(rounding).width(),
    }
}

/// Widths that fit: the longest cell or half the head (heads may wrap), between 6 and 44 units; in a table of many
/// columns words wrap earlier, so that a printed page stays legible.
fn widths(table: &Table, heads: &Units, cells: &[Units]) -> Vec<f64> {
    let widest = match table.columns.len() {
        0..=10 => 44,
        11..=16 => 26,
        _ => 13,
    };
    let width = |(column, head): (usize, &usize)| {
        // Heads carry a filter button; up to eight units of head stand on one line, longer ones break in two.
        let head = if *head > 10 { head.div_ceil(2) + 3 } else { head + 3 };
        let longest = cells.iter().take(2_000).map(|row| row[column]).max().unwrap_or(0);
        // Codes never wrap; sentences have the room of a sentence.
        let name = table.columns[column].name.as_str();
        let most = match table.columns[column].widest {
            0 if matches!(name, "message" | "remedy") => 44,
            0 => widest,
            own => usize::from(own),
        };
        let width = if is_code(name) { longest + 2 } else { (longest + 2).min(most) };
        f64::from(u8::try_from(width.max(head.min(12)).clamp(6, 44)).unwrap_or(44))
    };
    heads.iter().enumerate().map(width).collect()
}

/// Lines that so many units take in `room` of them; a Chinese character is never halved.
fn lines(units: usize, room: f64) -> f64 {
    let line = (room / 2.0).floor().max(1.0) * 2.0;
    let units = f64::from(u16::try_from(units).unwrap_or(u16::MAX));
    (units / line).ceil().clamp(1.0, 20.0)
}

/// Height of a body row: most cells fit on their line, and only for those that do not the words are looked at.
fn row_height(row: &[Value], units: &Units, widths: &[f64]) -> f64 {
    let needed = row.iter().zip(units).zip(widths).map(|((value, units), room)| match value {
        Value::Text(text) if lines(*units, *room - 1.5) > 1.0 || text.contains('\n') => {
            lines_of_text(text, *room - 1.5)
        }
        // Numbers never wrap.
        value if value.is_numeric() => 1.0,
        _ => lines(*units, *room - 1.5),
    });
    needed.fold(1.0, f64::max) * LINE_HEIGHT + CELL_MARGIN
}

/// Marks that never begin a line: the character before them goes down with them.
const CLOSING: &str = "，。、；：！？）」』”’》】〕,.;:!?)%";

/// Lines that `text` takes in `room` units: a Chinese character takes two and is never halved, a word or number breaks
/// only where it is longer than a line.
fn lines_of_text(text: &str, room: f64) -> f64 {
    let line = (room / 2.0).floor().max(1.0) * 2.0;
    text.split('\n').map(|paragraph| lines_of(paragraph, line)).sum::<f64>().clamp(1.0, 20.0)
}

fn lines_of(paragraph: &str, line: f64) -> f64 {
    let (mut lines, mut used, mut before) = (1.0, 0.0, 0.0);
    for word in words(paragraph) {
        let width = wide(word);
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

fn wide(text: &str) -> f64 {
    f64::from(u16::try_from(text.width()).unwrap_or(u16::MAX))
}

/// Wide characters one by one, what stands between them together up to its space or stroke.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first.is_ascii() {
            let end = rest.find(|c: char| !c.is_ascii() || " -/".contains(c)).unwrap_or(rest.len());
            end + usize::from(rest[end..].starts_with([' ', '-', '/']))
        } else {
            first.len_utf8()
        };
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

>>>>>>> 1941296c994927939e0e83bf4320eeba0abbd06f
/// Head of a column: its label with its unit.
pub(super) fn heading(table: &Table, column: usize) -> String {
    let column = &table.columns[column];
    if column.unit.is_empty() || column.unit == "%" || table.unit.contains(&column.unit) {
        column.label.clone()
    } else {
        format!("{}（{}）", column.label, column.unit)
    }
}
<<<<<<< HEAD
=======

#[cfg(test)]
mod tests {
    use super::{lines_of_text as lines, words};

    #[test]
    fn words_are_whole_and_closing_marks_never_begin_a_line() {
        let whole: Vec<&str> = words("在2023-05-28/a b列。").collect();
        assert_eq!(whole, ["在", "2023-", "05-", "28/", "a ", "b", "列", "。"]);
        for (text, room, expected) in [
            ("", 10.0, 1.0),
            ("五个字一行", 10.0, 1.0),
            ("五个字一行。", 10.0, 2.0),
            ("四个字一2023", 10.0, 2.0),
            ("字2023-05-28字字", 10.0, 2.0),
            ("四个字一公司.xlsx", 10.0, 2.0),
            ("91410599MA00000X9N", 10.0, 2.0),
            ("一\n二\n三", 10.0, 3.0),
        ] {
            assert!((lines(text, room) - expected).abs() < 0.1, "{text}: {}", lines(text, room));
        }
    }
}
>>>>>>> 1941296c994927939e0e83bf4320eeba0abbd06f
