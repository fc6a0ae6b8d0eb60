//! `tongbao trace`: from a figure to the entries, files and rows behind it, on screen or as a workbook.

use std::path::PathBuf;

use super::{Setting, Status, figures, publish};
use crate::{
    document::{
        text,
        xlsx::{self, Book, Leaf},
    },
    domain::{
        rate::Rate,
        table::{Table, Value},
    },
    error::{Error, Result},
    indicator::{
        self,
        catalogue::Catalogue,
        engine::{Engine, Local},
        need::Need,
        tables::Period,
        trace::{self, Part},
    },
    store::Snapshot,
    workspace::Workspace,
};

/// What `trace` takes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The figure, in words or by its place in `indicators.json`.
    pub words: Vec<String>,
    /// `--month`; the newest month with submissions by default.
    pub month: Option<String>,
    /// `-o`: a workbook.
    pub output: Option<PathBuf>,
}

/// A figure with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Trail {
    /// What it is called.
    pub title: String,
    /// The tables, each with the sentence that says what it adds up to.
    pub tables: Vec<(String, Table)>,
}

/// Shows what a figure is made of.
///
/// # Errors
/// Words that name no figure; nothing in the store for the month.
pub fn run(options: &Options, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let snapshot = setting.store(&workspace)?.snapshot(setting.at)?;
    let month = match &options.month {
        Some(month) => month.clone(),
        None => figures::date(&snapshot, None)?.format("%Y-%m").to_string(),
    };
    let period = figures::period(&snapshot, &month)?;
    let asked = Asked { workspace: &workspace, snapshot: &snapshot, period: &period, personal: setting.personal };
    let trail = asked.trail(&options.words)?;
    let rounding = workspace.config.rounding;
    let version = snapshot.version;
    let head = format!("{}（{month}，截至 {}，库版本 {version}）", trail.title, period.as_of);
    setting.console.result(&head);
    for (sum, _) in &trail.tables {
        setting.console.result(&format!("  {sum}"));
    }
    match &options.output {
        Some(path) => {
            publish::chosen(&workspace, path, &workbook(&trail, &head, &asked)?)?;
            setting.console.say(&format!("已写入 {}", path.display()));
        }
        None => {
            for (_, table) in &trail.tables {
                setting.console.result(text::terminal::terminal(table, rounding).trim_end());
            }
        }
    }
    Ok(Status::Done)
}

/// Everything that a question is asked of.
pub struct Asked<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The store at one version.
    pub snapshot: &'a Snapshot,
    /// The month.
    pub period: &'a Period,
    /// Personal data may be shown.
    pub personal: bool,
}

impl Asked<'_> {
    /// The figure that is meant, with the tables that it is made of.
    ///
    /// # Errors
    /// Words that name no figure.
    pub fn trail(&self, words: &[String]) -> Result<Trail> {
        let catalogue = Catalogue::new(&self.workspace.queries)?;
        let config = &self.workspace.config;
        // Only a place in the file needs the file: its lists are numbered.
        let indicators = if trace::is_path(words) { self.indicators(&catalogue)? } else { serde_json::Value::Null };
        let figure = trace::figure(words, &self.period.month, config, &indicators)?;
        let tables = figure.parts.iter().map(|part| self.table(part, &catalogue)).collect::<Result<_>>()?;
        Ok(Trail { title: figure.title, tables })
    }

    /// `indicators.json` of the month.
    ///
    /// # Errors
    /// Figures that do not reconcile.
    pub fn indicators(&self, catalogue: &Catalogue) -> Result<serde_json::Value> {
        let config = &self.workspace.config;
        let need = Need::of_queries(catalogue, indicator::compute::QUERIES)?;
        let tables = figures::tables(config, self.snapshot, self.period, &need)?;
        let figures = indicator::compute(&Local::new(&tables, catalogue), config, self.period)?;
        let text = indicator::json::indicators(&figures, config.rounding);
        serde_json::from_str(&text).map_err(|cause| Error::failed("各项数字读不回来。").caused_by(cause))
    }

    fn table(&self, part: &Part, catalogue: &Catalogue) -> Result<(String, Table)> {
        let query = catalogue.find(part.query)?;
        let need = Need::of_queries(catalogue, [part.query])?;
        let day = part.day.unwrap_or(self.period.as_of);
        let tables = figures::tables_of(&self.workspace.config, self.snapshot, self.period, day, &need)?;
        let tables = if self.personal { tables } else { tables.masked() };
        let mut table = Local::new(&tables, catalogue).run(query, &part.arguments)?;
        if let (Some(county), Some(place)) = (&part.county, table.column("county")) {
            table.rows.retain(|row| matches!(row.get(place), Some(Value::Text(code)) if code == county));
        }
        part.title.clone_into(&mut table.title);
        let sum = self.sum(part, &table);
        Ok((sum, table))
    }

    /// `退出率：12 ÷ 34 = 35.29%`, `未退出数：22`, or how many rows there are.
    fn sum(&self, part: &Part, table: &Table) -> String {
        let total = |name: &str| -> Option<u64> {
            let place = table.column(name)?;
            let cells = table.rows.iter().filter_map(|row| row.get(place));
            let numbers = cells.map(|value| if let Value::Int(number) = value { *number } else { 0 });
            u64::try_from(numbers.sum::<i64>()).ok()
        };
        match (total("counted"), part.arguments.contains_key("base").then(|| total("of_base")).flatten()) {
            (Some(num), Some(den)) => {
                let rate = Rate::new(num, den).text(self.workspace.config.rounding);
                format!("{}：{num} ÷ {den} = {rate}", part.title)
            }
            (Some(count), None) => format!("{}：{count}", part.title),
            (None, _) => format!("{}：{} 行", part.title, table.rows.len()),
        }
    }
}

fn workbook(trail: &Trail, head: &str, asked: &Asked<'_>) -> Result<Vec<u8>> {
    let config = &asked.workspace.config;
    let leaf = |(sum, table): &(String, Table)| {
        let mut table = table.clone();
        head.clone_into(&mut table.title);
        sum.clone_into(&mut table.unit);
        Leaf { name: sum.split('：').next().unwrap_or_default().to_owned(), table, landscape: true, ..Leaf::default() }
    };
    xlsx::write(&Book {
        title: head.to_owned(),
        subject: trail.title.clone(),
        author: config.office.name.clone(),
        date: asked.period.as_of,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: trail.tables.iter().map(leaf).collect(),
    })
}
