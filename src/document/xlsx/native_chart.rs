//! Charts that the spreadsheet program draws itself from the columns of the sheet.

use rust_xlsxwriter::{Chart, ChartDataLabel, ChartFont, ChartLegendPosition, ChartType, Color, Worksheet, XlsxError};

use crate::domain::table::{Table, Value};

/// A chart over columns of the sheet's own table (totals left out).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeChart {
    /// The finding it shows.
    pub title: String,
    /// Alternative text.
    pub alt: String,
    /// How it is drawn.
    pub shape: Shape,
    /// Name of the column with the labels.
    pub labels: String,
    /// Names of the columns drawn.
    pub values: Vec<String>,
}

/// How a native chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Horizontal bars.
    Bars,
    /// Horizontal bars, the columns stacked.
    Stacked,
    /// Lines.
    Lines,
}

/// Colours that differ in lightness, so that grey print tells them apart.
const COLOURS: [Color; 3] = [Color::RGB(0x1F_4E_79), Color::RGB(0xE0_8A_1E), Color::RGB(0x8F_B8_DE)];
const WIDTH: u32 = 760;
const HEIGHT: u32 = 420;

/// Puts the chart with its upper left corner at `at` (0-based row); `first` is the table's first body row.
pub(super) fn insert(
    sheet: &mut Worksheet,
    name: &str,
    at: u32,
    first: u32,
    table: &Table,
    spec: &NativeChart,
) -> Result<(), XlsxError> {
    let body = u32::try_from(table.rows.len() - table.totals.len()).unwrap_or(0);
    let Some(labels) = column(table, &spec.labels).filter(|_| body > 0) else { return Ok(()) };
    let mut chart = Chart::new(match spec.shape {
        Shape::Bars => ChartType::Bar,
        Shape::Stacked => ChartType::BarStacked,
        Shape::Lines => ChartType::Line,
    });
    let last = first + body - 1;
    for (index, value) in spec.values.iter().enumerate() {
        let Some(values) = column(table, value) else { continue };
        let series = chart.add_series();
        series
            .set_categories((name, first, labels, last, labels))
            .set_values((name, first, values, last, values))
            .set_name((name, first - 1, values))
            .set_format(&mut format(spec.shape, COLOURS[index % COLOURS.len()]));
        if spec.values.len() == 1 && spec.shape == Shape::Bars {
            series.set_data_label(ChartDataLabel::new().show_value());
        }
        if spec.shape != Shape::Lines {
            series.set_gap(50);
        }
    }
    finish(&mut chart, table, spec, body);
    sheet.insert_chart(at, 0, &chart)?;
    Ok(())
}

fn format(shape: Shape, colour: Color) -> rust_xlsxwriter::ChartFormat {
    use rust_xlsxwriter::{ChartFormat, ChartLine, ChartSolidFill};
    let mut format = ChartFormat::new();
    match shape {
        Shape::Lines => format.set_line(ChartLine::new().set_color(colour).set_width(2.25)),
        Shape::Bars | Shape::Stacked => format.set_solid_fill(ChartSolidFill::new().set_color(colour)),
    };
    format
}

fn finish(chart: &mut Chart, table: &Table, spec: &NativeChart, bars: u32) {
    chart.title().set_name(&spec.title).set_font(ChartFont::new().set_size(12));
    chart.set_alt_text(&spec.alt).set_width(WIDTH).set_height(HEIGHT.max(bars * 24 + 120));
    if spec.shape == Shape::Lines {
        // Without a format of its own a date would print as its serial number.
        chart.x_axis().set_text_axis(true).set_num_format("m-d");
    } else {
        // The first row stands on top, as in the table.
        chart.y_axis().set_reverse();
        chart.x_axis().set_min(0);
        if rates(table, spec) {
            chart.x_axis().set_max(1).set_num_format("0%");
        }
    }
    if spec.values.len() > 1 {
        chart.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        chart.legend().set_hidden();
    }
}

/// Whether what is drawn are rates, whose axis ends at all.
fn rates(table: &Table, spec: &NativeChart) -> bool {
    let drawn = |row: &Vec<Value>| {
        spec.values.iter().filter_map(|name| table.column(name)).all(|at| matches!(row.get(at), Some(Value::Rate(_))))
    };
    table.rows.first().is_some_and(drawn)
}

fn column(table: &Table, name: &str) -> Option<u16> {
    u16::try_from(table.column(name)?).ok()
}
