//! `tongbao month`: the whole of a month's work.

use super::{Setting, Status, bulletin, check, ingest, letterhead, notices, publicity};
use crate::error::Result;

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
    bulletin::make(&prepared, options, setting)?;
    notices::make(&prepared, options.pdf, setting)?;
    check::run(Some(prepared.period.as_of), setting)?;
    publicity::run(Some(prepared.period.as_of), setting)?;
    Ok(Status::Done)
}
