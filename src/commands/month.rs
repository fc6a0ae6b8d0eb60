//! `tongbao month`: the whole of a month's work.

use super::{Setting, Status, bulletin, ingest, notices};
use crate::error::Result;

/// Takes in the files, if any are named, then makes bulletin, notices and task lists.
///
/// # Errors
/// As the commands it joins; a rejected file does not stop the documents.
pub fn run(month: &str, files: &ingest::Options, options: bulletin::Options, setting: &Setting) -> Result<Status> {
    let taken = if files.paths.is_empty() { Status::Done } else { ingest::run(files, setting)? };
    let prepared = super::figures::prepare(month, setting)?;
    bulletin::make(&prepared, options, setting)?;
    notices::make(&prepared, options.pdf, setting)?;
    Ok(taken)
}
