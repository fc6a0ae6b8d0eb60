//! Workbooks of Office Open XML (.xlsx, .xlsm): cells as stored, merged blocks, hidden sheets, the epoch.
//!
//! Calculates no formula: its cached value counts, without one the cell is empty. Reads no macros, links or pictures.

use std::borrow::Cow;

use super::archive::Archive;
use super::grid::{self, Cells, Value};
use super::number_format;
use super::rejection::unreadable;
use super::xml::{self, Event, Scanner};
use crate::domain::config::Limits;
use crate::domain::sheet::{Merge, Rejection, Sheet};

/// The most merged blocks of a sheet that are taken; a ledger has a handful.
const MAX_MERGES: usize = 10_000;

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

fn document(archive: &mut Archive<'_>, path: &str, limits: &Limits) -> Result<Option<String>, Rejection> {
    archive.part(path, limits)?.map(xml::document).transpose()
}

struct Relation {
    id: String,
    /// Last part of its type (`worksheet`, `styles`).
    kind: String,
    target: String,
}

/// The part that the package calls its main document.
fn workbook_path(archive: &mut Archive<'_>, limits: &Limits) -> Result<String, Rejection> {
    let main = relations(archive, "", limits)?.into_iter().find(|relation| relation.kind == "officeDocument");
    Ok(main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| resolve("", &relation.target)))
}

/// The relations of a part; those of the package for an empty path.
fn relations(archive: &mut Archive<'_>, path: &str, limits: &Limits) -> Result<Vec<Relation>, Rejection> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let separator = if folder.is_empty() { "" } else { "/" };
    let Some(document) = document(archive, &format!("{folder}{separator}_rels/{name}.rels"), limits)? else {
        return Ok(Vec::new());
    };
    let mut relations = Vec::new();
    let mut scanner = Scanner::new(&document);
    while let Some(event) = scanner.next() {
        let Event::Open { name: "Relationship", attributes, .. } = event else { continue };
        let value = |name| xml::attribute(attributes, name).unwrap_or_default().into_owned();
        let kind = value("Type").rsplit('/').next().unwrap_or_default().to_owned();
        relations.push(Relation { id: value("Id"), kind, target: value("Target") });
    }
    Ok(relations)
}

/// A target as a path from the archive's root.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let absolute = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in absolute.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

/// Whether dates count from 1904, and the sheets in order.
fn sheets(workbook: &str) -> (bool, Vec<Listed>) {
    let mut epoch_1904 = false;
    let mut listed = Vec::new();
    let mut scanner = Scanner::new(workbook);
    while let Some(event) = scanner.next() {
        let Event::Open { name, attributes, .. } = event else { continue };
        let value = |name| xml::attribute(attributes, name).unwrap_or_default();
        match name {
            "workbookPr" => epoch_1904 = matches!(&*value("date1904"), "1" | "true" | "on"),
            "sheet" => listed.push(Listed {
                name: value("name").into_owned(),
                relation: relation_id(attributes),
                hidden: matches!(&*value("state"), "hidden" | "veryHidden"),
            }),
            _ => {}
        }
    }
    (epoch_1904, listed)
}

/// `r:id`, which is not `sheetId`; other prefixes are met too.
fn relation_id(attributes: &str) -> String {
    xml::attribute(attributes, "id").unwrap_or_default().into_owned()
}

/// The shared strings as they stand in cells; `None` where they break off.
fn shared_strings(document: &str) -> Option<Vec<Cow<'_, str>>> {
    let mut strings = Vec::new();
    let mut scanner = Scanner::new(document);
    while let Some(event) = scanner.next() {
        match event {
            Event::Open { name: "si", closed, .. } if !closed => strings.push(shared_string(&mut scanner)),
            Event::Open { name: "si", .. } => strings.push(Cow::Borrowed("")),
            Event::Open { name: "sst", closed: true, .. } | Event::Close("sst") => return Some(strings),
            _ => {}
        }
    }
    None
}

/// Reads the inside of an `<si>` to its end.
fn shared_string<'a>(scanner: &mut Scanner<'a>) -> Cow<'a, str> {
    // nearly all are `<t>…</t></si>`
    if let Some(text) = between(scanner, "<t>", "</t></si>") {
        return unescaped(text);
    }
    let mut text = String::new();
    rich_text(scanner, "si", &mut text);
    text.into()
}

/// Text without tags and references between what stands here and what has to follow, and goes behind that.
fn between<'a>(scanner: &mut Scanner<'a>, before: &str, behind: &str) -> Option<&'a str> {
    let rest = scanner.rest().strip_prefix(before)?;
    let end = rest.bytes().position(|byte| matches!(byte, b'<' | b'&' | b'\r'))?;
    rest[end..].starts_with(behind).then(|| scanner.skip(before.len() + end + behind.len()))?;
    Some(&rest[..end])
}

/// Appends all text of an element but its phonetic guides.
fn rich_text(scanner: &mut Scanner<'_>, element: &str, out: &mut String) {
    let mut guides = 0;
    let mut inside = false;
    while let Some(event) = scanner.next() {
        match event {
            Event::Open { name: "rPh", closed: false, .. } => guides += 1,
            Event::Close("rPh") => guides -= 1,
            Event::Open { name: "t", closed, .. } => inside = !closed,
            Event::Close("t") => inside = false,
            Event::Close(name) if name == element => break,
            Event::Text(text) if inside && guides == 0 => out.push_str(&unescaped(text)),
            Event::Verbatim(text) if inside && guides == 0 => out.push_str(text),
            _ => {}
        }
    }
}

/// References resolved, and the `_x000D_` in which a workbook hides control characters.
fn unescaped(text: &str) -> Cow<'_, str> {
    let text = xml::resolved(text);
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        let escaped = code.filter(|_| rest[at + 6..].starts_with('_'));
        out.push_str(&rest[..at]);
        match escaped {
            Some('\r') => {}
            Some(c) => out.push(c),
            None => out.push_str("_x"),
        }
        rest = &rest[at + if escaped.is_some() { 7 } else { 2 }..];
    }
    out.push_str(rest);
    out.into()
}

/// What the cells of all sheets refer to.
struct Context<'a> {
    strings: &'a [Cow<'a, str>],
    dates: &'a [bool],
    epoch_1904: bool,
}

/// Kind and place of a cell, from its attributes.
#[derive(Clone, Copy)]
struct Head<'a> {
    row: usize,
    column: usize,
    style: usize,
    kind: &'a str,
}

/// A sheet's cells told, and its merged blocks and what it claims; refused where it breaks off, for rows may be missing then.
fn worksheet(part: &str, context: &Context<'_>, cells: &mut impl Cells) -> Result<Sheet, Rejection> {
    let mut merges = Vec::new();
    let mut claimed = 0;
    let (mut next_row, mut row, mut column) = (0, 0, 0);
    let mut scanner = Scanner::new(part);
    let mut whole = false;
    loop {
        let (head, closed) = if let Some(found) = plain_head(&mut scanner, row, column) {
            found
        } else {
            match scanner.next() {
                Some(Event::Open { name: "c", attributes, closed }) => (head(attributes, row, column), closed),
                Some(Event::Open { name, attributes, closed }) => {
                    let block = || xml::attribute(attributes, "ref").and_then(|block| merge(&block));
                    match name {
                        "row" => {
                            row = xml::attribute(attributes, "r")
                                .and_then(|r| r.parse::<usize>().ok())
                                .map_or(next_row, |r| r.max(1) - 1);
                            (next_row, column) = (row + 1, 0);
                        }
                        "mergeCell" if merges.len() < MAX_MERGES => merges.extend(block()),
                        "dimension" => claimed = block().map_or(0, cells_of),
                        "worksheet" => whole = closed,
                        _ => {}
                    }
                    continue;
                }
                Some(event) => {
                    whole |= event == Event::Close("worksheet");
                    continue;
                }
                None => break,
            }
        };
        (row, column) = (head.row, head.column + 1);
        if !closed {
            let value = cell(&mut scanner, head, context).ok_or_else(unreadable::damaged)?;
            cells.put(head.row, head.column, &value)?;
        }
    }
    if !whole {
        return Err(unreadable::damaged());
    }
    Ok(Sheet { merges, claimed, ..Sheet::default() })
}

/// Reads a cell's tag as nearly every program writes it, `<c r="D17" s="3" t="s">`, at a third of what the general way costs;
/// any other is left to that. Says whether the cell ends with its tag, too.
fn plain_head<'a>(scanner: &mut Scanner<'a>, row: usize, column: usize) -> Option<(Head<'a>, bool)> {
    let rest = scanner.rest();
    let bytes = rest.as_bytes();
    if !rest.starts_with("<c ") {
        return None;
    }
    let mut head = Head { row, column, style: 0, kind: "" };
    let mut at = 2;
    while bytes.get(at)? == &b' ' {
        let (name, from) = (rest.get(at + 1..at + 2)?, at + 4);
        if rest.get(at + 2..from)? != "=\"" {
            return None;
        }
        let end = from + bytes[from..].iter().position(|byte| *byte == b'"')?;
        head.take(name, &rest[from..end]);
        at = end + 1;
    }
    let (closed, behind) = match (bytes[at], bytes.get(at + 1)) {
        (b'>', _) => (false, at + 1),
        (b'/', Some(b'>')) => (true, at + 2),
        _ => return None,
    };
    scanner.skip(behind);
    Some((head, closed))
}

fn head(attributes: &str, row: usize, column: usize) -> Head<'_> {
    let mut head = Head { row, column, style: 0, kind: "" };
    for (name, value) in xml::attributes(attributes) {
        head.take(name, value);
    }
    head
}

impl<'a> Head<'a> {
    fn take(&mut self, name: &str, value: &'a str) {
        match name {
            "r" => (self.row, self.column) = position(value).unwrap_or((self.row, self.column)),
            "s" => self.style = value.parse().unwrap_or(0),
            "t" => self.kind = value,
            _ => {}
        }
    }
}

/// Row and column (from 0) of `D17`.
fn position(reference: &str) -> Option<(usize, usize)> {
    let (mut row, mut column) = (0_usize, 0_usize);
    for byte in reference.bytes() {
        match byte {
            b'A'..=b'Z' if row == 0 => column = column * 26 + usize::from(byte - b'A') + 1,
            b'a'..=b'z' if row == 0 => column = column * 26 + usize::from(byte - b'a') + 1,
            b'0'..=b'9' => row = row * 10 + usize::from(byte - b'0'),
            b'$' => {}
            _ => return None,
        }
        if row > 100_000_000 || column > 1_000_000 {
            return None;
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

fn merge(block: &str) -> Option<Merge> {
    let (from, to) = block.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
    let number = |index: usize| u32::try_from(index).ok();
    Some(Merge { top: number(top)?, left: number(left)?, bottom: number(bottom)?, right: number(right)? })
}

/// The cells of a block, both ends inclusive.
fn cells_of(block: Merge) -> u64 {
    let side = |from: u32, to: u32| u64::from(to.saturating_sub(from)) + 1;
    side(block.top, block.bottom) * side(block.left, block.right)
}

/// Reads the inside of a `<c>` to its end; `None` where it points at a shared string that is not there.
fn cell<'a>(scanner: &mut Scanner<'a>, head: Head<'_>, context: &Context<'a>) -> Option<Value<'a>> {
    // nearly all cells are `<v>…</v></c>`
    if let Some(written) = between(scanner, "<v>", "</v></c>") {
        let written = if head.kind == "str" { unescaped(written) } else { Cow::Borrowed(written) };
        return value(written, head, context);
    }
    let mut found = Value::Empty;
    let (mut inside, mut pieces) = (false, Cow::Borrowed(""));
    while let Some(event) = scanner.next() {
        match event {
            Event::Open { name: "v", closed, .. } => inside = !closed,
            Event::Close("v") => inside = false,
            Event::Open { name: "is", closed: false, .. } => {
                let mut text = String::new();
                rich_text(scanner, "is", &mut text);
                found = grid::text(text);
            }
            // a comment may stand between two pieces of one value
            Event::Text(text) if inside => pieces += unescaped(text),
            Event::Verbatim(text) if inside => pieces += text,
            Event::Close("c") => break,
            _ => {}
        }
    }
    if pieces.is_empty() { Some(found) } else { value(pieces, head, context) }
}

/// What is written in a cell, references resolved.
fn value<'a>(written: Cow<'a, str>, head: Head<'_>, context: &Context<'a>) -> Option<Value<'a>> {
    Some(match head.kind {
        "s" if written.trim().is_empty() => Value::Empty,
        "s" => {
            let number: usize = written.trim().parse().ok()?;
            match context.strings.get(number)? {
                text if text.is_empty() => Value::Empty,
                text => Value::Shared(number, text),
            }
        }
        "str" | "inlineStr" => grid::text(written),
        "b" => Value::Bool(written.trim() == "1"),
        "e" => Value::Error(written),
        "d" => match written.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Value::Date(Some(day)),
            None => grid::text(written),
        },
        _ => match written.trim().parse::<f64>() {
            Ok(number) if context.dates.get(head.style) == Some(&true) => grid::date(number, context.epoch_1904),
            Ok(number) => Value::Number(number),
            Err(_) => grid::text(written),
        },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Context, cells_of, merge, position, resolve, shared_strings, unescaped, worksheet};
    use crate::domain::{
        config::Limits,
        sheet::{CellValue, Merge},
    };
    use crate::intake::grid::{Cells, Gathered};

    #[test]
    fn places_and_paths_are_read() {
        assert_eq!((position("A1"), position("AB17"), position("$C$2")), (Some((0, 0)), Some((16, 27)), Some((1, 2))));
        assert_eq!((position("A0"), position("17"), position("A1B"), position("ZZZZZZZZZ1")), (None, None, None, None));
        assert_eq!(merge("B4:B30"), Some(Merge { top: 3, left: 1, bottom: 29, right: 1 }));
        assert_eq!(merge("A1:XFD1048576").map(cells_of), Some(1 << 34));
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(
            (resolve("xl", "/xl/styles.xml"), resolve("xl", "../x/a.xml")),
            ("xl/styles.xml".into(), "x/a.xml".into())
        );
    }

    #[test]
    fn a_value_in_pieces_is_one_value() {
        let rows = |cells: &str| {
            let part = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
            let mut gathered = Gathered::new(&Limits::default());
            let context = Context { strings: &[], dates: &[], epoch_1904: false };
            let sheet = worksheet(&part, &context, &mut gathered).unwrap();
            gathered.end(sheet);
            gathered.sheets().remove(0).rows.remove(0)
        };
        let text = |text: &str| CellValue::Text(text.into());
        let cells = "<c><v>1<!--x-->2</v></c><c t=\"str\"><v>甲<![CDATA[乙&amp;]]>丙&amp;丁</v></c><c t='str'><v>甲_x000D_\n乙</v></c>\
                     <c t=\"str\"><v></v></c><c><v>&#49;2</v></c>";
        let number = CellValue::Number(12.0);
        assert_eq!(rows(cells), [number.clone(), text("甲乙&amp;丙&丁"), text("甲\n乙"), CellValue::Empty, number]);
    }

    #[test]
    fn strings_are_joined_without_phonetic_guides() {
        let xml = "<sst><si><t>约谈\n日期</t></si><si><r><t>甲</t></r><r><rPr/><t xml:space=\"preserve\"> 乙</t></r>\
                   <rPh sb=\"0\"><t>guide</t></rPh></si><si/><si><t/></si></sst>";
        let strings = shared_strings(xml).unwrap_or_default();
        assert_eq!(strings.iter().map(|text| &**text).collect::<Vec<_>>(), ["约谈\n日期", "甲 乙", "", ""]);
        assert_eq!(shared_strings("<sst><si><t>甲</t></si><si><t>"), None, "broken off");
        assert_eq!(unescaped("a_x000D_\n_x4E2D__x_&amp;"), "a\n中_x_&");
    }
}
