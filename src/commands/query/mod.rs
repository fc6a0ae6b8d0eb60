//! `tongbao query`: a named query or one SELECT, as a table, csv, json, xlsx, parquet or chart.

mod answer;
mod confined;
mod explain;
mod form;

use std::{ffi::OsString, path::PathBuf};

use super::{Setting, Status, publish};
use crate::{domain::Date, error::Result, indicator::catalogue::Catalogue, report::plot::Wish, workspace::Workspace};

pub use confined::{COMMAND, serve};
pub use form::Format;

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
    /// `--chart` with its `--label` and `--value`.
    pub chart: Option<Wish>,
    /// `--explain`, or `--help` after a name.
    pub explain: bool,
    /// The command line without the program's name: the process that answers is given it again.
    pub words: Vec<OsString>,
}

/// An answer in the form that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    /// What goes to the screen or into the file.
    bytes: Vec<u8>,
    /// How many rows it has.
    rows: usize,
    /// What the person must know about it; the bytes need not say it.
    remark: Option<String>,
}

/// Answers a question.
///
/// # Errors
/// No such query; a statement that is refused; a limit that is met; nothing in the store yet.
pub fn run(options: &Options, setting: &Setting) -> Result<Status> {
    if options.list || options.explain {
        let catalogue = Catalogue::new(&explain::own_queries(setting)?)?;
        setting.console.result(&match &options.name {
            Some(name) if !options.list => explain::query(catalogue.find(name)?),
            _ => explain::list(&catalogue),
        });
        return Ok(Status::Done);
    }
    let workspace = setting.workspace()?;
    let answer = match &setting.program {
        Some(program) => confined::ask(program, options, &workspace.config.query)?,
        None => answer::to(options, setting, &workspace)?,
    };
    hand_over(&answer, options, &workspace, setting)?;
    Ok(Status::Done)
}

fn hand_over(answer: &Answer, options: &Options, workspace: &Workspace, setting: &Setting) -> Result<()> {
    let console = &setting.console;
    match &options.output {
        None => console.bytes(&answer.bytes),
        Some(path) => {
            publish::chosen(workspace, path, &answer.bytes)?;
            console.say(&format!("{} 行已写入 {}", answer.rows, path.display()));
            if form::of(options)? == Format::Csv {
                console.say("  用 WPS 或 Excel 打开时，统一社会信用代码一列请按“文本”导入，否则末几位会变成 0。");
            }
        }
    }
    if let Some(remark) = &answer.remark {
        console.say(remark);
    }
    Ok(())
}
