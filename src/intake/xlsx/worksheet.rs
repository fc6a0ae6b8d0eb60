//! A worksheet: its cells told one by one, its merged blocks, what it claims to hold.
//!
//! Calculates nothing; a sheet that breaks off is refused, for rows may be missing then.

use std::borrow::Cow;

use super::strings::{between, rich_text, unescaped};
use crate::domain::sheet::{Merge, Rejection, Sheet};
use crate::intake::grid::{self, Cells, Value};
use crate::intake::rejection::unreadable;
use crate::intake::xml::{self, Event, Scanner};

/// The most merged blocks of a sheet that are taken; a ledger has a handful.
const MAX_MERGES: usize = 10_000;

/// What the cells of all sheets refer to.
pub(super) struct Context<'a> {
    pub(super) strings: &'a [Cow<'a, str>],
    pub(super) dates: &'a [bool],
    pub(super) epoch_1904: bool,
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
pub(super) fn worksheet(part: &str, context: &Context<'_>, cells: &mut impl Cells) -> Result<Sheet, Rejection> {
    let mut merges = Vec::new();
    let mut claimed = 0;
    let (mut next_row, mut row, mut column) = (0, 0, 0);
    let mut scanner = Scanner::new(part);
    let mut whole = false;
    let block = |attributes| xml::attribute(attributes, "ref").and_then(|block| merge(&block));
    loop {
        if let Some(found) = plain_head(&mut scanner, row, column) {
            (row, column) = tell(&mut scanner, found, context, cells)?;
            continue;
        }
        match scanner.next() {
            None => break,
            Some(Event::Open { name: "c", attributes, closed }) => {
                (row, column) = tell(&mut scanner, (head(attributes, row, column), closed), context, cells)?;
            }
            Some(Event::Open { name: "row", attributes, .. }) => {
                let number = xml::attribute(attributes, "r").and_then(|r| r.parse::<usize>().ok());
                row = number.map_or(next_row, |r| r.max(1) - 1);
                (next_row, column) = (row + 1, 0);
            }
            Some(Event::Open { name: "mergeCell", attributes, .. }) if merges.len() < MAX_MERGES => {
                merges.extend(block(attributes));
            }
            Some(Event::Open { name: "dimension", attributes, .. }) => claimed = block(attributes).map_or(0, cells_of),
            Some(Event::Open { name: "worksheet", closed, .. }) => whole = closed,
            Some(Event::Close("worksheet")) => whole = true,
            Some(_) => {}
        }
    }
    if !whole {
        return Err(unreadable::damaged());
    }
    Ok(Sheet { merges, claimed, ..Sheet::default() })
}

/// Tells the cell whose tag was read (and whether it ends with it), and answers where the next one is.
fn tell<'a>(
    scanner: &mut Scanner<'a>,
    (head, closed): (Head<'_>, bool),
    context: &Context<'a>,
    cells: &mut impl Cells,
) -> Result<(usize, usize), Rejection> {
    if !closed {
        let value = cell(scanner, head, context).ok_or_else(unreadable::damaged)?;
        cells.put(head.row, head.column, &value)?;
    }
    Ok((head.row, head.column + 1))
}

/// Reads a cell's tag as nearly every program writes it, `<c r="D17" s="3" t="s">`, in one pass; any other is left to the general
/// way. Says whether the cell ends with its tag, too.
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
    use super::{Context, cells_of, merge, position, worksheet};
    use crate::domain::{
        config::Limits,
        sheet::{CellValue, Merge},
    };
    use crate::intake::grid::{Cells, Gathered};

    #[test]
    fn places_and_blocks_are_read() {
        assert_eq!((position("A1"), position("AB17"), position("$C$2")), (Some((0, 0)), Some((16, 27)), Some((1, 2))));
        assert_eq!((position("A0"), position("17"), position("A1B"), position("ZZZZZZZZZ1")), (None, None, None, None));
        assert_eq!(merge("B4:B30"), Some(Merge { top: 3, left: 1, bottom: 29, right: 1 }));
        assert_eq!(merge("A1:XFD1048576").map(cells_of), Some(1 << 34));
    }

    fn row(cells: &str) -> Vec<CellValue> {
        let part = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
        let mut gathered = Gathered::new(&Limits::default());
        let strings = ["甲".into(), "".into(), "乙".into()];
        let context = Context { strings: &strings, dates: &[false, true], epoch_1904: false };
        let sheet = worksheet(&part, &context, &mut gathered).unwrap();
        gathered.end(sheet);
        gathered.sheets().remove(0).rows.remove(0)
    }

    fn text(text: &str) -> CellValue {
        CellValue::Text(text.into())
    }

    #[test]
    fn a_value_in_pieces_is_one_value() {
        let cells = "<c><v>1<!--x-->2</v></c><c t=\"str\"><v>甲<![CDATA[乙&amp;]]>丙&amp;丁</v></c><c t='str'><v>甲_x000D_\n乙</v></c>\
                     <c t=\"str\"><v></v></c><c><v>&#49;2</v></c>";
        let number = CellValue::Number(12.0);
        assert_eq!(row(cells), [number.clone(), text("甲乙&amp;丙&丁"), text("甲\n乙"), CellValue::Empty, number]);
    }

    /// The short way for tags as nearly every program writes them must tell what the general way tells.
    #[test]
    fn tags_are_read_the_same_however_they_are_written() {
        let plain = "<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" s=\"1\"><v>45021</v></c><c r=\"D1\" t=\"s\"><v>1</v></c>\
                     <c r=\"E1\"/><c r=\"F1\" t=\"e\"><v>#N/A</v></c><c t=\"s\"><v>2</v></c>";
        let told = row(plain);
        let date = CellValue::Date(crate::domain::Date::from_ymd_opt(2023, 4, 5));
        let (empty, error) = (CellValue::Empty, CellValue::Error("#N/A".into()));
        assert_eq!(told, [text("甲"), empty.clone(), date, empty.clone(), empty, error, text("乙")]);
        let single = plain.replace('"', "'");
        let spaced = plain.replace("<c ", "<c  ").replace('=', " = ");
        let prefixed =
            plain.replace("<c ", "<x:c ").replace("</c>", "</x:c>").replace("<v>", "<x:v>").replace("</v>", "</x:v>");
        let more = plain.replace("<c ", "<c cm=\"1\" ph=\"1\" ");
        for other in [single, spaced, prefixed, more] {
            assert_eq!(row(&other), told, "{other}");
        }
    }
}
