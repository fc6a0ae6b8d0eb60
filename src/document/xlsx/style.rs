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

/// Head of a column: its label with its unit.
pub(super) fn heading(table: &Table, column: usize) -> String {
    let column = &table.columns[column];
    if column.unit.is_empty() || column.unit == "%" || table.unit.contains(&column.unit) {
        column.label.clone()
    } else {
        format!("{}（{}）", column.label, column.unit)
    }
}
