//! OpenDocument spreadsheets (.ods): cells, repeated rows and columns, merged blocks, hidden sheets.
//!
//! A repetition of nothing costs nothing, however often it is repeated.

use std::collections::HashSet;

use super::archive::Archive;
use super::grid::{self, Cells, MAX_COLUMNS, MAX_ROWS, Value};
use super::rejection::unreadable;
use super::xml::{self, Event, Scanner};
use crate::domain::Date;
use crate::domain::config::Limits;
use crate::domain::sheet::{Merge, Rejection, Sheet};

/// Reads all sheets in order.
pub(super) fn read(archive: &mut Archive<'_>, limits: &Limits, cells: &mut impl Cells) -> Result<(), Rejection> {
    let manifest = archive.part("meta-inf/manifest.xml", limits)?.map(xml::document).transpose()?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(unreadable::encrypted());
    }
    let content = archive.part("content.xml", limits)?.map(xml::document).ok_or_else(unreadable::damaged)??;
    let mut hidden = HashSet::new();
    let (mut style, mut epoch_1904) = (String::new(), false);
    let mut scanner = Scanner::new(&content);
    while let Some(event) = scanner.next() {
        let Event::Open { name, attributes, closed } = event else { continue };
        let value = |name| xml::attribute(attributes, name).unwrap_or_default().into_owned();
        match name {
            "style" => style = value("name"),
            "table-properties" if value("display") == "false" => {
                hidden.insert(style.clone());
            }
            "null-date" => epoch_1904 = value("date-value").starts_with("1904"),
            "table" if !closed => {
                let merges = table(&mut scanner, cells)?;
                let hidden = hidden.contains(&value("style-name"));
                cells.end(Sheet { name: value("name"), merges, epoch_1904, hidden, ..Sheet::default() });
            }
            _ => {}
        }
    }
    Ok(())
}

/// A cell and how often it stands side by side.
struct Run {
    value: Value<'static>,
    times: usize,
}

/// A sheet's cells told, and its merged blocks; refused where it breaks off, for rows may be missing then.
fn table(scanner: &mut Scanner<'_>, out: &mut impl Cells) -> Result<Vec<Merge>, Rejection> {
    let mut merges = Vec::new();
    let mut row = 0_usize;
    while let Some(event) = scanner.next() {
        match event {
            Event::Close("table") => return Ok(merges),
            Event::Open { name: "shapes" | "annotation", closed: false, .. } => pass_over(scanner, event),
            Event::Open { name: "table-row", attributes, closed } => {
                let times = number(attributes, "number-rows-repeated").unwrap_or(1);
                let runs = if closed { Vec::new() } else { cells(scanner, row, &mut merges) };
                let filled = runs.iter().any(|run| !matches!(run.value, Value::Empty));
                for index in row..row.saturating_add(if filled { times } else { 0 }).min(MAX_ROWS) {
                    put_row(out, index, &runs)?;
                }
                row = row.saturating_add(times);
            }
            _ => {}
        }
    }
    Err(unreadable::damaged())
}

fn put_row(out: &mut impl Cells, row: usize, runs: &[Run]) -> Result<(), Rejection> {
    let mut column = 0_usize;
    for run in runs {
        if !matches!(run.value, Value::Empty) {
            for index in column..column.saturating_add(run.times).min(MAX_COLUMNS) {
                out.put(row, index, &run.value)?;
            }
        }
        column = column.saturating_add(run.times);
    }
    Ok(())
}

fn number(attributes: &str, name: &str) -> Option<usize> {
    xml::attribute(attributes, name).and_then(|value| value.parse().ok())
}

/// The cells of one row.
fn cells(scanner: &mut Scanner<'_>, row: usize, merges: &mut Vec<Merge>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut column = 0_usize;
    while let Some(event) = scanner.next() {
        match event {
            Event::Close("table-row") => break,
            Event::Open { name: name @ ("table-cell" | "covered-table-cell"), attributes, closed } => {
                let times = number(attributes, "number-columns-repeated").unwrap_or(1);
                let written = if closed { Written::default() } else { written(scanner, name) };
                merges.extend(merge(attributes, row, column));
                runs.push(Run { value: value(attributes, written), times });
                column = column.saturating_add(times);
            }
            _ => {}
        }
    }
    runs
}

fn merge(attributes: &str, row: usize, column: usize) -> Option<Merge> {
    let rows = number(attributes, "number-rows-spanned").unwrap_or(1);
    let columns = number(attributes, "number-columns-spanned").unwrap_or(1);
    if rows <= 1 && columns <= 1 {
        return None;
    }
    let edge = |index: usize| u32::try_from(index).ok();
    let (bottom, right) = (row.checked_add(rows.max(1) - 1)?, column.checked_add(columns.max(1) - 1)?);
    Some(Merge { top: edge(row)?, left: edge(column)?, bottom: edge(bottom)?, right: edge(right)? })
}

/// Drawings, notes and the readings above characters: they hold text of their own, which is not the cell's.
const NO_TEXT: [&str; 18] = [
    "annotation",
    "frame",
    "custom-shape",
    "g",
    "rect",
    "line",
    "polyline",
    "polygon",
    "regular-polygon",
    "path",
    "circle",
    "ellipse",
    "connector",
    "caption",
    "measure",
    "control",
    "note",
    "ruby-text",
];

/// Appends text of a paragraph: any run of blanks and line ends counts as one blank, none at the start of a line. Blanks that are
/// meant are elements of their own.
fn collapse(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' if out.is_empty() || out.ends_with([' ', '\n', '\t']) => {}
            ' ' | '\t' | '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
}

/// The text of a cell's paragraphs.
#[derive(Default)]
struct Written(String);

/// Reads a cell to its end; comments and drawings in it are no text of its own.
fn written(scanner: &mut Scanner<'_>, cell: &str) -> Written {
    let mut out = String::new();
    let (mut paragraphs, mut depth) = (0, 0);
    while let Some(event) = scanner.next() {
        match event {
            Event::Close(name) if name == cell => break,
            Event::Open { name, closed: false, .. } if NO_TEXT.contains(&name) => pass_over(scanner, event),
            Event::Open { name: "p", closed, .. } => {
                if paragraphs > 0 {
                    out.push('\n');
                }
                paragraphs += 1;
                depth += i32::from(!closed);
            }
            Event::Close("p") => depth -= 1,
            Event::Open { name: "s", attributes, .. } if depth > 0 => {
                out.extend(std::iter::repeat_n(' ', number(attributes, "c").unwrap_or(1).min(100)));
            }
            Event::Open { name: "tab", .. } if depth > 0 => out.push('\t'),
            Event::Open { name: "line-break", .. } if depth > 0 => out.push('\n'),
            Event::Text(text) if depth > 0 => collapse(&xml::resolved(text), &mut out),
            Event::Verbatim(text) if depth > 0 => collapse(text, &mut out),
            _ => {}
        }
    }
    Written(out)
}

/// Skips an element that has just been opened, nested ones of its name included.
fn pass_over(scanner: &mut Scanner<'_>, opened: Event<'_>) {
    let Event::Open { name: element, .. } = opened else { return };
    let mut depth = 1;
    while depth > 0 {
        match scanner.next() {
            None => return,
            Some(Event::Open { name, closed: false, .. }) if name == element => depth += 1,
            Some(Event::Close(name)) if name == element => depth -= 1,
            Some(_) => {}
        }
    }
}

fn value(attributes: &str, Written(text): Written) -> Value<'static> {
    let value = |name| xml::attribute(attributes, name);
    let mut kinds = xml::attributes(attributes).filter(|(name, _)| *name == "value-type").map(|(_, kind)| kind);
    let kind = kinds.next().unwrap_or_default();
    if kinds.next() == Some("error") {
        return Value::Error(text.into());
    }
    match kind {
        "float" | "percentage" | "currency" => {
            let number = value("value").and_then(|number| number.trim().parse().ok());
            number.map_or_else(|| grid::text(text), Value::Number)
        }
        "date" => {
            let day = value("date-value").and_then(|day| day.get(..10).and_then(|day| day.parse::<Date>().ok()));
            day.map_or_else(|| grid::text(text), |day| Value::Date(Some(day)))
        }
        "boolean" => Value::Bool(value("boolean-value").is_some_and(|truth| truth == "true")),
        "string" => match value("string-value") {
            Some(stored) if text.is_empty() => grid::text(stored.into_owned()),
            _ => grid::text(text),
        },
        _ => grid::text(text),
    }
}
