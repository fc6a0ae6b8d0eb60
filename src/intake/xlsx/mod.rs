//! Workbooks of Office Open XML (.xlsx, .xlsm): cells as stored, merged blocks, hidden sheets, the epoch.
//!
//! Calculates no formula: its cached value counts, without one the cell is empty. Reads no macros, links or pictures.
//!
//! [`package`] finds the parts, [`strings`] reads what cells share, [`worksheet`] tells the cells.

mod package;
mod strings;
mod worksheet;

use super::archive::Archive;
use super::grid::Cells;
use super::number_format;
use super::rejection::unreadable;
use crate::domain::config::Limits;
use crate::domain::sheet::{Rejection, Sheet};
use package::{document, relations, resolve, sheets, workbook_path};
use strings::shared_strings;
use worksheet::{Context, worksheet};

/// Reads all worksheets in the order of the workbook.
pub(super) fn read(archive: &mut Archive<'_>, limits: &Limits, cells: &mut impl Cells) -> Result<(), Rejection> {
    let path = workbook_path(archive, limits)?;
    let workbook = document(archive, &path, limits)?.ok_or_else(unreadable::damaged)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let relations = relations(archive, &path, limits)?;
    let target =
        |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|one| resolve(folder, &one.target));
    let styles = match target("styles") {
        Some(path) => document(archive, &path, limits)?,
        None => None,
    };
    let dates = styles.as_deref().map(number_format::date_styles).unwrap_or_default();
    let strings = match target("sharedStrings") {
        Some(path) => document(archive, &path, limits)?,
        None => None,
    };
    let strings = strings.as_deref().map_or(Some(Vec::new()), shared_strings).ok_or_else(unreadable::damaged)?;
    let (epoch_1904, listed) = sheets(&workbook);
    for entry in listed {
        // A sheet that is named but not there would be rows that nobody misses.
        let relation =
            relations.iter().find(|relation| relation.id == entry.relation).ok_or_else(unreadable::damaged)?;
        if relation.kind != "worksheet" {
            continue;
        }
        let part = document(archive, &resolve(folder, &relation.target), limits)?.ok_or_else(unreadable::damaged)?;
        let context = Context { strings: &strings, dates: &dates, epoch_1904 };
        let sheet = worksheet(&part, &context, cells)?;
        cells.end(Sheet { name: entry.name, epoch_1904, hidden: entry.hidden, ..sheet });
    }
    Ok(())
}
