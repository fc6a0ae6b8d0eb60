//! Comma-separated text: its encoding, its separator, its rows as a spreadsheet would number them.
//!
//! Guesses no types: every cell is text.

use std::borrow::Cow;

use super::grid::{self, Cells};
use super::rejection::unreadable;
use crate::domain::sheet::{Rejection, Sheet};

/// Decodes UTF-8 (with or without mark), UTF-16 with mark, else GB18030; `None` where it is none of them.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Some(String::from_utf8_lossy(rest));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Some(encoding_rs::UTF_16LE.decode(bytes).0);
    }
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let (chinese, _, faulty) = encoding_rs::GB18030.decode(bytes);
    if !faulty {
        return Some(chinese);
    }
    // a broken character or two in a long text is no reason to refuse it
    let unicode = String::from_utf8_lossy(bytes);
    let broken = |text: &str| text.chars().filter(|c| *c == '\u{FFFD}').count();
    let (worse, best) =
        if broken(&unicode) <= broken(&chinese) { (broken(&unicode), unicode) } else { (broken(&chinese), chinese) };
    (worse * 200 <= best.chars().count()).then_some(best)
}

/// Whether text that is not called .csv looks like a table all the same: a separator in most of its first lines.
pub(super) fn looks_like_table(text: &str) -> bool {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    let separated = lines.iter().filter(|line| line.matches([',', '\t', ';']).count() >= 2).count();
    !text.trim_start().starts_with('<') && separated * 2 > lines.len()
}

/// Reads the text as one sheet without a name.
pub(super) fn read(bytes: &[u8], cells: &mut impl Cells) -> Result<(), Rejection> {
    let text = decode(bytes).ok_or_else(unreadable::encoding)?;
    let mut records = Records { rest: &text, separator: separator(&text) };
    let mut row = 0;
    while let Some(fields) = records.next() {
        for (column, field) in fields.iter().enumerate() {
            cells.put(row, column, &grid::text(&**field))?;
        }
        row += 1;
    }
    cells.end(Sheet::default());
    Ok(())
}

/// The separator that the first lines have most of.
fn separator(text: &str) -> char {
    let count = |separator: char| text.lines().take(20).map(|line| line.matches(separator).count()).sum::<usize>();
    [',', '\t', ';'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// Splits text into records; quoted fields may hold separators, quotation marks and line ends.
struct Records<'a> {
    rest: &'a str,
    separator: char,
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Option<Vec<Cow<'a, str>>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = Vec::new();
        loop {
            fields.push(self.field());
            let Some(behind) = self.rest.strip_prefix(self.separator) else { break };
            self.rest = behind;
        }
        let rest = self.rest;
        self.rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
        Some(fields)
    }

    fn field(&mut self) -> Cow<'a, str> {
        let mut field = Cow::Borrowed("");
        if let Some(behind) = self.rest.strip_prefix('"')
            && let Some((quoted, rest)) = quoted(behind)
            && !holds_rows(&quoted, self.separator)
        {
            (field, self.rest) = (quoted, rest);
        }
        let separator = self.separator;
        let end = self.rest.find([separator, '\n', '\r']).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at(end);
        self.rest = rest;
        match (field.is_empty(), plain.is_empty()) {
            (_, true) => field,
            (true, false) => Cow::Borrowed(plain),
            (false, false) => field + plain,
        }
    }
}

/// Whether lines of a table stand in a quoted field: then its quotation mark was never meant to open one, and the next mark, rows
/// further down, would swallow all between.
fn holds_rows(field: &str, separator: char) -> bool {
    field.contains('\n') && field.lines().any(|line| line.matches(separator).count() >= 3)
}

/// The text up to the closing quotation mark, doubled ones made single, and what follows; `None` where none closes it.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut from = 0;
    loop {
        let end = from + text[from..].find('"')?;
        if text[end + 1..].starts_with('"') {
            from = end + 2;
            continue;
        }
        let inner = &text[..end];
        let inner = if from == 0 { Cow::Borrowed(inner) } else { Cow::Owned(inner.replace("\"\"", "\"")) };
        return Some((inner, &text[end + 1..]));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::grid::Gathered;
    use super::{decode, looks_like_table, read};
    use crate::domain::config::Limits;
    use crate::domain::sheet::CellValue;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let mut cells = Gathered::new(&Limits::default());
        read(text.as_bytes(), &mut cells).unwrap();
        let sheets = cells.sheets();
        let shown = |cell: &CellValue| if let CellValue::Text(text) = cell { text.to_string() } else { String::new() };
        sheets[0].rows.iter().map(|row| row.iter().map(shown).collect()).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        assert_eq!(
            rows("a,b\r\n\r\n\"c\nd\",\"e\"\"f\"\n,g"),
            [vec!["a", "b"], vec![], vec!["c\nd", "e\"f"], vec!["", "g"]]
        );
        assert_eq!(rows("a\tb,c\td\n1\t2\t3"), [["a", "b,c", "d"], ["1", "2", "3"]]);
        assert_eq!(rows("a,\"unclosed,b\nc"), [vec!["a", "\"unclosed", "b"], vec!["c"]]);
        assert_eq!(rows("\"\",x\ry"), [vec!["", "x"], vec!["y"]]);
        let stray = rows("\"甲,1,2,3\n乙,4,5,6\n\"丙,7,8,9\n\"丁,\n戊\",0");
        assert_eq!(
            stray[..3],
            [["\"甲", "1", "2", "3"], ["乙", "4", "5", "6"], ["\"丙", "7", "8", "9"]],
            "two stray marks"
        );
        assert_eq!(stray[3], ["丁,\n戊", "0"]);
    }

    #[test]
    fn both_encodings_are_told_and_binary_is_refused() {
        let (chinese, _, _) = encoding_rs::GB18030.encode("滑县㛃，1");
        assert_eq!(decode(&chinese).unwrap(), "滑县㛃，1");
        assert_eq!(decode("\u{FEFF}滑县".as_bytes()).unwrap(), "滑县");
        assert_eq!(decode(b"\xFF\xFEa\0").unwrap(), "a");
        assert_eq!(decode(b"a\0b"), None);
        assert_eq!(decode(&[0x81, 0xFF, 0xFE, 0x80, 0xFF]), None);
    }

    #[test]
    fn prose_and_web_pages_are_no_tables() {
        assert!(looks_like_table("序号,主体名称,代码\n1,甲,9"));
        assert!(!looks_like_table("<table>,,,</table>"));
        assert!(!looks_like_table("this is not a workbook"));
        assert!(!looks_like_table(""));
    }
}
