//! `tongbao query`: a named query or one SELECT, as a table, csv, json, xlsx or parquet.

use std::path::{Path, PathBuf};

use super::{Setting, Status, figures, publish};
use crate::{
    document::{text, xlsx},
    domain::{Date, config::Config, table::Table},
    error::{Error, Result},
    indicator::{
        catalogue::Catalogue,
        contract::{Fallback, Parameter, Query},
        engine::{Engine, Local},
        need::Need,
        params::Arguments,
        parquet,
        tables::Period,
    },
    store::Snapshot,
};

/// Rows that a screen is given unless `--limit` says otherwise.
const SCREEN_ROWS: usize = 1000;

/// The forms a result takes.
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
    /// Columns for other engines.
    Parquet,
}

/// What `query` takes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Name of a query.
    pub name: Option<String>,
    /// `--list`.
    pub list: bool,
    /// `--sql`.
    pub sql: Option<String>,
    /// `--param K=V`.
    pub params: Vec<String>,
    /// `--month`.
    pub month: Option<String>,
    /// `--as-of`.
    pub as_of: Option<Date>,
    /// `--format`.
    pub format: Option<Format>,
    /// `-o`.
    pub output: Option<PathBuf>,
    /// `--limit`.
    pub limit: Option<usize>,
    /// `--explain`.
    pub explain: bool,
}

/// Answers a question.
///
/// # Errors
/// No such query; a statement that is refused; nothing in the store yet.
pub fn run(options: &Options, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let catalogue = Catalogue::new(&workspace.queries)?;
    if options.list {
        list(&catalogue, setting);
        return Ok(Status::Done);
    }
    if let (true, Some(name)) = (options.explain, &options.name) {
        setting.console.result(&explanation(catalogue.find(name)?));
        return Ok(Status::Done);
    }
    let need = need(&catalogue, options)?;
    let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
    let period = period(&snapshot, options)?;
    let tables = figures::tables(&workspace.config, &snapshot, &period, &need)?;
    let tables = if setting.personal { tables } else { tables.masked() };
    let engine = Local::new(&tables, &catalogue);
    let table = answer(&engine, options)?;
    hand_over(&table, &period, options, &workspace.config, setting)?;
    Ok(Status::Done)
}

fn list(catalogue: &Catalogue, setting: &Setting) {
    let width = catalogue.list().map(|query| query.name.len()).max().unwrap_or(0);
    for (topic, queries) in catalogue.by_topic() {
        setting.console.result(topic);
        for query in queries {
            setting.console.result(&format!("  {:width$}  {}{}", query.name, query.title, takes(query)));
        }
    }
    setting.console.say("看一个查询的说明、参数和列：tongbao query 名称 --explain");
}

/// The parameters of a query in a word, for the list.
fn takes(query: &Query) -> String {
    let names: Vec<&str> = query.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!("（参数：{}）", names.join("、")) }
}

fn explanation(query: &Query) -> String {
    let mut lines = vec![
        format!("{}（{}）", query.title, query.name),
        format!("  {}", query.meaning),
        format!("  {}。口径负责：{}", query.grain, query.owner),
    ];
    lines.extend(query.parameters.iter().map(parameter));
    for output in &query.outputs {
        let column = output.column();
        let unit = if column.unit.is_empty() { String::new() } else { format!("（{}）", column.unit) };
        let hidden = if column.hidden { "，屏幕上不显示" } else { "" };
        lines.push(format!("  列 {}：{}{unit}{hidden}", column.name, column.label));
    }
    lines.extend(query.notes.iter().map(|note| format!("  注：{note}")));
    lines.push(format!("  例：{}", query.example));
    lines.join("\n")
}

/// A parameter with its type, what holds without it, and what may be given.
fn parameter(parameter: &Parameter) -> String {
    let default = match &parameter.default {
        Fallback::Required => "必填".to_owned(),
        Fallback::Missing => "可不填".to_owned(),
        Fallback::Text(value) => format!("不填为 {value}"),
    };
    let choices = if parameter.choices.is_empty() {
        String::new()
    } else {
        format!("；可选 {}", parameter.choices.join("、"))
    };
    format!("  参数 {}（{}，{default}）：{}{choices}", parameter.name, parameter.kind.label(), parameter.label)
}

/// The dates of the question: a month's, or T with the last week of the month before as previous date.
fn period(snapshot: &Snapshot, options: &Options) -> Result<Period> {
    if let Some(month) = &options.month {
        return figures::period(snapshot, month);
    }
    let as_of = figures::date(snapshot, options.as_of)?;
    let of_month = figures::period(snapshot, &as_of.format("%Y-%m").to_string());
    Ok(match of_month {
        Ok(period) => Period { as_of, ..period },
        // A date in a month for which nothing was sent: there is a state, but no month to compare it with.
        Err(_) => Period { month: as_of.format("%Y-%m").to_string(), as_of, previous: None },
    })
}

/// What the question reads. A wrong question is told before anything is opened.
fn need(catalogue: &Catalogue, options: &Options) -> Result<Need> {
    match (&options.name, &options.sql) {
        (Some(name), _) => Need::of_queries(catalogue, [name.as_str()]),
        (None, Some(sql)) => Need::of_sql(catalogue, sql),
        (None, None) => Err(Error::usage("没有说要查什么。")
            .remedy("tongbao query --list 列出现成的查询；或用 --sql \"SELECT …\" 自己写一句。")),
    }
}

fn answer(engine: &Local<'_>, options: &Options) -> Result<Table> {
    let to_screen = options.output.is_none();
    let limit = options.limit.unwrap_or(if to_screen { SCREEN_ROWS } else { usize::MAX });
    match (&options.name, &options.sql) {
        (Some(name), _) => {
            let mut table = engine.run(engine.catalogue().find(name)?, &arguments(&options.params)?)?;
            cut(&mut table, limit);
            Ok(table)
        }
        (None, Some(sql)) if options.params.is_empty() => engine.ask(sql, limit),
        (None, _) => Err(Error::usage("--param 只用于现成的查询。").remedy("把条件直接写进 SQL。")),
    }
}

fn arguments(params: &[String]) -> Result<Arguments> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.to_owned())),
        None => Err(Error::usage(format!("--param “{text}”里没有等号。"))
            .remedy("写成 --param 名=值，如 --param county=滑县。")),
    };
    params.iter().map(pair).collect()
}

fn cut(table: &mut Table, limit: usize) {
    if table.rows.len() > limit {
        table.notes.push(format!(
            "共 {} 行，这里只列前 {limit} 行；要全部，请加 --limit 或用 -o 写到文件。",
            table.rows.len()
        ));
        table.rows.truncate(limit);
        table.totals.retain(|total| *total < limit);
    }
}

fn hand_over(table: &Table, period: &Period, options: &Options, config: &Config, setting: &Setting) -> Result<()> {
    let format = format(options)?;
    let console = &setting.console;
    let Some(path) = &options.output else {
        match format {
            Format::Table => console.result(text::terminal::terminal(table, config.rounding).trim_end()),
            Format::Csv => console.bytes(text::csv::csv(table, text::csv::Header::Names, config.rounding).as_bytes()),
            Format::Json => console.result(text::json::json(table, config.rounding).trim_end()),
            Format::Xlsx | Format::Parquet => console.bytes(&bytes(table, format, period, config)?),
        }
        return Ok(());
    };
    publish::file(path, &bytes(table, format, period, config)?)?;
    console.say(&format!("{} 行已写入 {}", table.rows.len(), path.display()));
    if format == Format::Csv {
        console.say("  用 WPS 或 Excel 打开时，统一社会信用代码一列请按“文本”导入，否则末几位会变成 0。");
    }
    Ok(())
}

fn bytes(table: &Table, format: Format, period: &Period, config: &Config) -> Result<Vec<u8>> {
    Ok(match format {
        Format::Table => text::terminal::terminal(table, config.rounding).into_bytes(),
        Format::Csv => {
            format!("\u{feff}{}", text::csv::csv(table, text::csv::Header::Labels, config.rounding)).into_bytes()
        }
        Format::Json => text::json::json(table, config.rounding).into_bytes(),
        Format::Xlsx => {
            xlsx::plain(table, &config.office.name, &config.documents.marking, period.as_of, config.rounding)?
        }
        Format::Parquet => parquet::parquet(table)?,
    })
}

/// `--format`, else the ending of the file, else a table.
fn format(options: &Options) -> Result<Format> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    let Some(path) = &options.output else { return Ok(Format::Table) };
    match ending(path).as_str() {
        "csv" => Ok(Format::Csv),
        "json" => Ok(Format::Json),
        "xlsx" => Ok(Format::Xlsx),
        "parquet" => Ok(Format::Parquet),
        "txt" => Ok(Format::Table),
        other => Err(Error::usage(format!("不知道“.{other}”是什么格式。"))
            .remedy("文件名请以 .csv、.json、.xlsx、.parquet 或 .txt 结尾，或加 --format。")),
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}
