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

/// The same cell, coloured as one that something is wrong with.
pub(super) fn marked(format: &Format) -> Format {
    format.clone().set_font_color(ALARM.0).set_background_color(ALARM.1)
}

/// Columns that hold codes: text that must never become a number.
pub(super) fn is_code(name: &str) -> bool {
    matches!(name, "uscc" | "county" | "key" | "sha256" | "id" | "cell")
}

<<<<<<< HEAD
=======
/// Whether a table has so many columns that an A4 page across would print them tiny: its words fold early, in larger type.
pub(super) fn is_crowded(table: &Table) -> bool {
    table.columns.len() > 16
}

/// Points of the type in cells.
fn type_size(crowded: bool) -> f64 {
    if crowded { 12.0 } else { 10.5 }
}

/// Points of one line of usual type in a cell, and what is left above and below.
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
        let crowded = is_crowded(table);
        let scale = type_size(crowded) / type_size(false);
        let height = |units: &Units, taken: f64| {
            let lines = units.iter().zip(&widths).map(|(units, room)| lines(*units, (*room - taken) / scale));
            (lines.fold(1.0, f64::max) * LINE_HEIGHT + CELL_MARGIN) * scale
        };
        // In a crowded head the button covers a corner that folded words leave free.
        let button = if crowded { 1.0 } else { BUTTON };
        let head = height(&heads, button).max((2.0 * LINE_HEIGHT + CELL_MARGIN) * scale);
        let heights = cells.iter().map(|row| height(row, 1.0)).collect();
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
    let crowded = is_crowded(table);
    let widest = if table.columns.len() <= 10 { 44 } else { 26 };
    let width = |(column, head): (usize, &usize)| {
        let name = table.columns[column].name.as_str();
        let asked = |(cells, row): (&Units, &Vec<Value>)| {
            if crowded && !is_code(name) { folded(&row[column], cells[column]) } else { cells[column] }
        };
        let longest = cells.iter().zip(&table.rows).take(2_000).map(asked).max().unwrap_or(0);
        // What is still to be filled in has the room of a day.
        let longest = if crowded && longest == 0 { 10 } else { longest };
        // Codes never wrap; sentences have the room of a sentence.
        let most = if matches!(name, "message" | "remedy") { 44 } else { widest };
        let width = if is_code(name) { longest + 2 } else { (longest + 2).min(most) };
        f64::from(u8::try_from(width.max(head_units(*head, crowded).min(12)).clamp(6, 44)).unwrap_or(44))
    };
    heads.iter().enumerate().map(width).collect()
}

/// Units of a head with its filter button: up to ten units stand on one line, longer ones break in two; in a crowded table a
/// line holds two characters.
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

/// Lines that so many units take in `room` of them; a Chinese character is never halved.
fn lines(units: usize, room: f64) -> f64 {
    let units = f64::from(u16::try_from(units).unwrap_or(u16::MAX));
    if units <= room {
        return 1.0;
    }
    let line = (room / 2.0).floor().max(1.0) * 2.0;
    (units / line).ceil().clamp(1.0, 20.0)
}

>>>>>>> bcdb38190a82aca02dfbb9ec6746e68dfd0de751
/// Head of a column: its label with its unit.
pub(super) fn heading(table: &Table, column: usize) -> String {
    let column = &table.columns[column];
    if column.unit.is_empty() || column.unit == "%" || table.unit.contains(&column.unit) {
        column.label.clone()
    } else {
        format!("{}（{}）", column.label, column.unit)
    }
}
