//! `tongbao month`: the whole of a month's work.

use super::{
    Setting, Status, bulletin, check, facts,
    figures::{self, Prepared},
    ingest, letterhead, notices, publicity,
    view::Names,
};
use crate::{document::pdf::Press, error::Result, indicator::engine::Local};

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
    let entries = facts::notices(&prepared)?;
    let fonts = setting.fonts(&prepared.workspace)?;
    let press = options.pdf.then(|| Press::new(&fonts));
    let supplies = bulletin::Supplies { entries: &entries, fonts: &fonts, press: press.as_ref() };
    bulletin::make(&prepared, &supplies, options.reissue, setting)?;
    // The letters' manifest names the faces that the letters used: a press of their own counts them. Nothing is read twice.
    let press = options.pdf.then(|| Press::new(&fonts));
    notices::make(&prepared, &entries, press.as_ref(), setting)?;
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
