//! `tongbao month`: the whole of a month's work.

use super::{Setting, Status, bulletin, check, facts, ingest, letterhead, notices, publicity};
use crate::{document::pdf::Press, error::Result};

/// Takes in the files, if any are named, then makes the feedback of the month's last week, the bulletin, the letters and
/// task lists, and the public list.
///
/// # Errors
/// As the commands it joins; a rejected file does not stop the documents.
pub fn run(month: &str, files: &ingest::Options, options: bulletin::Options, setting: &Setting) -> Result<Status> {
    letterhead::check(&setting.workspace()?)?;
    if !files.paths.is_empty() {
        ingest::run(files, setting)?;
    }
    let prepared = super::figures::prepare(month, setting)?;
    let entries = facts::notices(&prepared)?;
    let fonts = setting.fonts(&prepared.workspace)?;
    let press = options.pdf.then(|| Press::new(&fonts));
    let supplies = bulletin::Supplies { entries: &entries, fonts: &fonts, press: press.as_ref() };
    bulletin::make(&prepared, &supplies, options.reissue, setting)?;
    notices::make(&prepared, &entries, press.as_ref(), setting)?;
    check::run(Some(prepared.period.as_of), setting)?;
    publicity::run(Some(prepared.period.as_of), setting)?;
    Ok(Status::Done)
}
