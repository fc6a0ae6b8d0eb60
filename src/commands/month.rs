//! `tongbao month`: the whole of a month's work.

use super::{
    Setting, Status, bulletin, check,
    figures::{self, Prepared},
    ingest, letterhead, notices, publicity,
    publish::Ready,
    view::Names,
};
use crate::{
    document::pdf::Press,
    error::Result,
    indicator::engine::{Engine, Local},
};

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
    let planned = bulletin::plan(&prepared, options.reissue, setting)?;
    let entries = prepared.entries()?;
    let fonts = setting.fonts(&prepared.workspace)?;
    // The letters' manifest names the faces that the letters used: a press of their own counts them. Nothing is read twice.
    let (press, letter_press) = (options.pdf.then(|| Press::new(&fonts)), options.pdf.then(|| Press::new(&fonts)));
    let supplies = bulletin::Supplies { entries: &entries, fonts: &fonts, press: press.as_ref() };
    // The few big papers side by side, then the thousands of small ones; nothing takes its place before all can be made.
    let (lists, bulletin) = rayon::join(|| lists(&prepared, setting), || planned.dressed(&supplies, setting));
    let (lists, bulletin) = (lists?, bulletin?);
    let news = notices::make(&prepared, &entries, letter_press.as_ref(), setting)?;
    bulletin.publish(&setting.console)?;
    for line in news {
        setting.console.say(&line);
    }
    lists.into_iter().try_for_each(|list| list.publish(&setting.console))?;
    Ok(Status::Done)
}

/// The feedback and the public list.
fn lists(prepared: &Prepared, setting: &Setting) -> Result<[Ready; 2]> {
    let (workspace, snapshot) = (&prepared.workspace, &prepared.snapshot);
    let feedback = check::make(&prepared.findings, prepared.period.as_of, (workspace, snapshot), setting)?;
    Ok([feedback, public_list(prepared, setting)?])
}

fn public_list(prepared: &Prepared, setting: &Setting) -> Result<Ready> {
    let Prepared { workspace, snapshot, tables, catalogue, period, .. } = prepared;
    let source = publicity::Source { workspace, snapshot, as_of: period.as_of };
    let make = |engine: &dyn Engine| publicity::make(engine, &source, setting);
    match setting.names() {
        Names::Open => make(&prepared.engine()),
        Names::Masked => make(&Local::new(&tables.masked(), catalogue)),
    }
}
