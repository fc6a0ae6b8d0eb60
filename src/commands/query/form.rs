//! The form that an answer takes: by `--format`, else by the ending of the file, else a table; with `--chart` a picture.

use std::path::Path;

use super::Options;
use crate::{
    commands::Setting,
    document::{
        chart::{self, Easel},
        text, xlsx,
    },
    domain::table::Table,
    error::{Error, Result},
    indicator::{parquet, tables::Period},
    report::plot::{self, Wish},
    workspace::Workspace,
};

/// The forms a result takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned on the terminal; with a chart: drawn in blocks.
    Table,
    /// Comma-separated.
    Csv,
    /// An array of objects.
    Json,
    /// A workbook.
    Xlsx,
    /// Columns for other engines.
    Parquet,
    /// A drawing; only of a chart.
    Svg,
    /// A picture; only of a chart.
    Png,
}

impl Format {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 7] = [Self::Table, Self::Csv, Self::Json, Self::Xlsx, Self::Parquet, Self::Svg, Self::Png];

    /// Its word in `--format`, and the ending of its files but for a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// Dots per inch of a picture: what a printed page needs.
const DPI: u16 = 200;

/// The form that is meant.
pub(super) fn of(options: &Options) -> Result<Format> {
    let format = match (options.format, &options.output) {
        (Some(format), _) => format,
        (None, None) => Format::Table,
        (None, Some(path)) => by_ending(path)?,
    };
    let drawn = matches!(format, Format::Svg | Format::Png);
    match (&options.chart, drawn || format == Format::Table) {
        (Some(_), false) => Err(Error::usage("加了 --chart 的结果是图，不能写成这种格式。")
            .remedy("写到 .svg、.png 或 .txt 文件，或不写文件直接看；要数据就去掉 --chart。")),
        (None, _) if drawn => Err(Error::usage("svg 和 png 只用于图。").remedy("加 --chart bar、line 或 heat。")),
        (Some(_) | None, _) => Ok(format),
    }
}

fn by_ending(path: &Path) -> Result<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let by_name = Format::ALL.into_iter().find(|format| *format != Format::Table && format.name() == ending);
    let by_name = if ending == "txt" { Some(Format::Table) } else { by_name };
    by_name.ok_or_else(|| {
        Error::usage(format!("不知道“.{ending}”是什么格式。"))
            .remedy("文件名请以 .csv、.json、.xlsx、.parquet、.txt（图：.svg、.png）结尾，或加 --format。")
    })
}

/// The table in its form.
pub(super) fn bytes(
    table: &Table,
    period: &Period,
    options: &Options,
    workspace: &Workspace,
    setting: &Setting,
) -> Result<Vec<u8>> {
    let format = of(options)?;
    let config = &workspace.config;
    let to_file = options.output.is_some();
    if let Some(wish) = &options.chart {
        return picture(table, wish, period, format, workspace, setting);
    }
    Ok(match format {
        Format::Csv if to_file => {
            format!("\u{feff}{}", text::csv::csv(table, text::csv::Header::Labels, config.rounding)).into_bytes()
        }
        Format::Csv => text::csv::csv(table, text::csv::Header::Names, config.rounding).into_bytes(),
        Format::Json => line(&text::json::json(table, config.rounding)),
        Format::Xlsx => {
            xlsx::plain(table, &config.office.name, &config.documents.marking, period.as_of, config.rounding)?
        }
        Format::Parquet => parquet::parquet(table)?,
        Format::Table | Format::Svg | Format::Png => line(&text::terminal::terminal(table, config.rounding)),
    })
}

/// With one line break at the end.
fn line(text: &str) -> Vec<u8> {
    format!("{}\n", text.trim_end()).into_bytes()
}

fn picture(
    table: &Table,
    wish: &Wish,
    period: &Period,
    format: Format,
    workspace: &Workspace,
    setting: &Setting,
) -> Result<Vec<u8>> {
    let chart = plot::chart(table, wish, period.as_of, workspace.config.rounding)?;
    if format == Format::Table {
        return Ok(line(&text::picture::picture(&chart)));
    }
    let easel = Easel::new(&setting.fonts(workspace)?);
    if format == Format::Svg { Ok(chart::svg(&chart, &easel)?.into_bytes()) } else { chart::png(&chart, &easel, DPI) }
}
