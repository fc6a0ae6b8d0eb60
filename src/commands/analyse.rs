//! `tongbao analyse`: one analysis as a table, csv, json or xlsx, or all of them as 分析.xlsx.

use std::path::{Path, PathBuf};

use super::{Setting, Status, figures, figures::Prepared, manifest, publish};
use crate::{
    analysis::{self, Basis, Dimension, Kind},
    document::{
        text,
        xlsx::{self, Book, Leaf},
    },
    domain::{Date, config::Config, table::Table},
    error::{Error, Result},
    indicator::engine::Local,
};

/// Name of the folder under the month's.
const FOLDER: &str = "analysis";
/// Name of the workbook.
const WORKBOOK: &str = "分析.xlsx";

/// The forms a table takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned on the terminal.
    Table,
    /// Comma-separated.
    Csv,
    /// An array of objects.
    Json,
    /// A workbook.
    Xlsx,
}

/// What `analyse` takes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which one; all of them by default.
    pub kind: Option<Kind>,
    /// By what entries are grouped.
    pub by: Option<Dimension>,
    /// `--month`.
    pub month: Option<String>,
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// `--format`.
    pub format: Option<Format>,
    /// `-o`.
    pub output: Option<PathBuf>,
}

/// Makes one analysis, or the workbook of all.
///
/// # Errors
/// Nothing was sent yet; figures that do not reconcile; an option that does not fit.
pub fn run(options: &Options, setting: &Setting) -> Result<Status> {
    let format = format(options)?;
    let workspace = setting.workspace()?;
    let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
    let period = figures::period_of(&snapshot, options.month.as_deref(), options.as_of)?;
    let queries: Vec<&str> = match options.kind {
        Some(kind) => kind.queries().to_vec(),
        None => Kind::ALL.into_iter().flat_map(Kind::queries).copied().collect(),
    };
    let prepared = figures::prepared(workspace, snapshot, period, queries, setting)?;
    let engine = prepared.engine();
    match options.kind {
        Some(kind) => {
            let by = options.by.unwrap_or(Dimension::County);
            let table = analysis::table(kind, by, &engine, &basis(&prepared))?;
            hand_over(&table, format, options.output.as_deref(), &prepared, setting)?;
        }
        None => all(&engine, options.output.as_deref(), &prepared, setting)?,
    }
    Ok(Status::Done)
}

fn basis(prepared: &Prepared) -> Basis {
    let config = &prepared.workspace.config;
    Basis {
        as_of: prepared.period.as_of,
        target: config.campaign.targets.exits,
        rounding: config.rounding,
        thresholds: config.analysis,
    }
}

fn hand_over(
    table: &Table,
    format: Format,
    output: Option<&Path>,
    prepared: &Prepared,
    setting: &Setting,
) -> Result<()> {
    let config = &prepared.workspace.config;
    let console = &setting.console;
    match output {
        Some(path) => {
            publish::chosen(&prepared.workspace, path, &bytes(table, format, prepared)?)?;
            console.say(&format!("{} 行已写入 {}", table.rows.len(), path.display()));
        }
        None => match format {
            Format::Table => console.result(text::terminal::terminal(table, config.rounding).trim_end()),
            Format::Csv => console.bytes(text::csv::csv(table, text::csv::Header::Names, config.rounding).as_bytes()),
            Format::Json => console.result(text::json::json(table, config.rounding).trim_end()),
            Format::Xlsx => console.bytes(&bytes(table, format, prepared)?),
        },
    }
    Ok(())
}

fn bytes(table: &Table, format: Format, prepared: &Prepared) -> Result<Vec<u8>> {
    let rounding = prepared.workspace.config.rounding;
    Ok(match format {
        Format::Table => text::terminal::terminal(table, rounding).into_bytes(),
        Format::Csv => {
            let text = text::csv::csv(table, text::csv::Header::Labels, rounding);
            format!("{}{text}", text::csv::BYTE_ORDER_MARK).into_bytes()
        }
        Format::Json => text::json::json(table, rounding).into_bytes(),
        Format::Xlsx => book(vec![table.clone()], &table.title, prepared)?,
    })
}

/// Every analysis by everything it can be grouped by.
fn all(engine: &Local<'_>, output: Option<&Path>, prepared: &Prepared, setting: &Setting) -> Result<()> {
    let basis = basis(prepared);
    let asked = Kind::ALL.into_iter().flat_map(|kind| {
        let by: &[Dimension] = if kind.is_grouped() { &Dimension::ALL } else { &[Dimension::County] };
        by.iter().map(move |by| (kind, *by))
    });
    let tables = asked.map(|(kind, by)| analysis::table(kind, by, engine, &basis)).collect::<Result<Vec<_>>>()?;
    let workbook = book(tables, "治理进展分析", prepared)?;
    if let Some(path) = output {
        publish::chosen(&prepared.workspace, path, &workbook)?;
        setting.console.say(&format!("分析已写入 {}", path.display()));
        return Ok(());
    }
    let mut pieces = vec![(WORKBOOK.to_owned(), workbook)];
    let options = vec![
        ("month", prepared.period.month.clone().into()),
        ("as_of", prepared.period.as_of.to_string().into()),
        ("date", prepared.date.to_string().into()),
    ];
    let origin = prepared.origin("analyse", options, Vec::new());
    pieces.push(manifest::piece(&origin, &pieces)?);
    let target = setting.out_dir(&prepared.workspace).join(&prepared.period.month).join(FOLDER);
    publish::folder(&target, &pieces)?;
    setting.console.say(&format!("分析已写入 {}", target.join(WORKBOOK).display()));
    Ok(())
}

fn book(tables: Vec<Table>, title: &str, prepared: &Prepared) -> Result<Vec<u8>> {
    let config: &Config = &prepared.workspace.config;
    // A workbook is read: the codes, whose words stand beside them, are in .csv and .json.
    let leaf =
        |table: Table| Leaf { name: table.title.clone(), landscape: table.columns.len() > 7, table, ..Leaf::default() };
    xlsx::write(&Book {
        title: title.to_owned(),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: prepared.date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: tables.into_iter().map(Table::without_hidden).map(leaf).collect(),
    })
}

/// `--format`, else the ending of the file, else a table; all of them are always a workbook.
fn format(options: &Options) -> Result<Format> {
    let ending = options
        .output
        .as_ref()
        .map(|path| path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default());
    let Some(kind) = options.kind else {
        let workbook = options.format.is_none_or(|format| format == Format::Xlsx);
        return if workbook && options.by.is_none() && ending.is_none_or(|ending| ending == "xlsx") {
            Ok(Format::Xlsx)
        } else {
            Err(Error::usage("没有说要哪一种分析，而只有全部分析的工作簿是 .xlsx，也不分 --by。")
                .remedy("写明一种，如 tongbao analyse survival --by industry；tongbao analyse --help 列出全部。"))
        };
    };
    if options.by.is_some() && !kind.is_grouped() {
        return Err(Error::usage("这种分析只按县（市、区），不能加 --by。").remedy("去掉 --by 再运行。"));
    }
    match (options.format, ending.as_deref()) {
        (Some(format), _) => Ok(format),
        (None, None | Some("txt")) => Ok(Format::Table),
        (None, Some("csv")) => Ok(Format::Csv),
        (None, Some("json")) => Ok(Format::Json),
        (None, Some("xlsx")) => Ok(Format::Xlsx),
        (None, Some(other)) => Err(Error::usage(format!("不知道“.{other}”是什么格式。"))
            .remedy("文件名请以 .csv、.json、.xlsx 或 .txt 结尾，或加 --format。")),
    }
}
