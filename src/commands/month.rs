//! `tongbao month`: the whole of a month's work.

use super::{
    Setting, Status, bulletin, check,
    figures::{self, Prepared},
    ingest, letterhead, notices, publicity,
    view::Names,
};
use crate::{error::Result, indicator::engine::Local};

/// Takes in the files, if any are named, then makes the feedback of the month's last week, the bulletin, the letters and
/// task lists, and the public list: all from one reading of the store.
///
/// # Errors
/// As the commands it joins; a rejected file does not stop the documents.
pub fn run(month: &str, files: &ingest::Options, options: bulletin::Options, setting: &Setting) -> Result<Status> {
    letterhead::check(&setting.workspace()?)?;
    if !files.paths.is_empty() {
        ingest::run(files, setting)?;
    }
    let prepared = figures::prepare(month, setting)?;
    bulletin::make(&prepared, options, setting)?;
    notices::make(&prepared, options.pdf, setting)?;
    let (workspace, snapshot) = (&prepared.workspace, &prepared.snapshot);
    check::make(&prepared.findings, prepared.period.as_of, (workspace, snapshot), setting)?;
    public_list(&prepared, setting)?;
    Ok(Status::Done)
}

fn public_list(prepared: &Prepared, setting: &Setting) -> Result<Status> {
    let Prepared { workspace, snapshot, tables, catalogue, period, .. } = prepared;
    let source = publicity::Source { workspace, snapshot, as_of: period.as_of };
    match setting.names() {
        Names::Open => publicity::make(&Local::new(tables, catalogue), &source, setting),
        Names::Masked => publicity::make(&Local::new(&tables.masked(), catalogue), &source, setting),
    }
}
