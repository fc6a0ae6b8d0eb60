//! From a question to its answer: the tables that it reads, the engine, the limits on rows, the form.

use super::{Answer, Options, form};
use crate::{
    commands::{Setting, figures},
    domain::{config::Config, table::Table},
    error::{Error, Result},
    indicator::{
        catalogue::Catalogue,
        engine::{Engine, Local},
        need::Need,
        params::{self, Arguments},
        tables::Period,
    },
    store::Snapshot,
    workspace::{CONFIG_FILE, Workspace},
};

/// Rows that a screen is given unless `--limit` says otherwise.
const SCREEN_ROWS: usize = 1000;

/// Answers in this process.
pub(super) fn to(options: &Options, setting: &Setting, workspace: &Workspace) -> Result<Answer> {
    let catalogue = Catalogue::new(&workspace.queries)?;
    let need = need(&catalogue, options)?;
    let snapshot = setting.store(workspace)?.snapshot(setting.at)?;
    let period = period(&snapshot, options)?;
    let tables = figures::tables(&workspace.config, &snapshot, &period, &need)?;
    let tables = if setting.personal { tables } else { tables.masked() };
    let mut table = ask(&Local::new(&tables, &catalogue), options, &workspace.config)?;
    let remark = cut(&mut table, wanted(options));
    let bytes = form::bytes(&table, &period, options, workspace, setting)?;
    Ok(Answer { bytes, rows: table.rows.len(), remark })
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

/// Rows that the person wants at most.
fn wanted(options: &Options) -> usize {
    let usual = if options.output.is_none() { SCREEN_ROWS } else { usize::MAX };
    options.limit.unwrap_or(usual)
}

fn ask(engine: &Local<'_>, options: &Options, config: &Config) -> Result<Table> {
    let (most, wanted) = (config.query.rows, wanted(options));
    let table = match (&options.name, &options.sql) {
        (Some(name), _) => {
            let query = engine.catalogue().find(name)?;
            engine.run(query, &params::resolved(query, &arguments(&options.params)?, config)?)?
        }
        (None, Some(sql)) if options.params.is_empty() => engine.ask(sql, wanted.min(most).saturating_add(1))?,
        (None, _) => {
            return Err(Error::usage("--param 只用于现成的查询。").remedy("把条件直接写进 SQL。"));
        }
    };
    if wanted > most && table.rows.len() > most {
        return Err(too_many(most));
    }
    Ok(table)
}

fn too_many(most: usize) -> Error {
    Error::failed(format!("结果超过 {most} 行，没有给出。")).remedy(format!(
        "用 --limit 只要前若干行，或加条件缩小范围。确实需要，就把 {CONFIG_FILE} 里 [query] 的 rows（现为 {most}）调大。"
    ))
}

fn arguments(params: &[String]) -> Result<Arguments> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.to_owned())),
        None => Err(Error::usage(format!("--param “{text}”里没有等号。"))
            .remedy("写成 --param 名=值，如 --param county=滑县。")),
    };
    params.iter().map(pair).collect()
}

/// Leaves the first rows and says so, in the table and in the sentence that is given back.
fn cut(table: &mut Table, wanted: usize) -> Option<String> {
    if table.rows.len() <= wanted {
        return None;
    }
    table.rows.truncate(wanted);
    table.totals.retain(|total| *total < wanted);
    let remark = format!("后面还有，这里只列前 {wanted} 行；要更多，请加 --limit，或用 -o 写到文件。");
    table.notes.push(remark.clone());
    Some(remark)
}
