//! Text as people type it, in one form: width, spaces, marks for nothing.
//!
//! Never changes what is stored as text; only what is compared.

use std::borrow::Cow;

use crate::domain::sheet::CellValue;

/// One character in its half-width form; invisible and exotic spaces become a plain space.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200F}' | '\u{202F}' | '\u{2060}' | '\u{FEFF}' => ' ',
        _ => c,
    }
}

/// A character that stands as it is: no space, nothing to fold. Nearly all are letters, digits or Chinese characters.
fn is_plain(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{4E00}'..='\u{9FFF}') || (fold(c) == c && !c.is_whitespace())
}

/// `text` in half-width characters (`２０２３．４．５` → `2023.4.5`, `（` → `(`).
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|c| fold(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(fold).collect())
    }
}

/// Half-width and without any space or line break: the form in which words are compared.
pub(crate) fn squeeze(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(fold).filter(|c| !c.is_whitespace()).collect())
    }
}

/// Whether the text stands for nothing: blank, `无`, or strokes such as `/`, `-`, `—`.
pub(crate) fn means_nothing(text: &str) -> bool {
    let mut strokes = 0;
    let mut none = false;
    for c in text.chars().map(fold).filter(|c| !c.is_whitespace()) {
        match c {
            '/' | '-' | '—' | '–' | '―' | '─' => strokes += 1,
            '无' if !none => none = true,
            _ => return false,
        }
    }
    strokes <= if none { 0 } else { 4 }
}

/// Whether the cell holds nothing that counts.
pub(crate) fn is_blank(cell: &CellValue) -> bool {
    match cell {
        CellValue::Empty => true,
        CellValue::Text(text) => means_nothing(text),
        CellValue::Number(_) | CellValue::Date(_) | CellValue::Bool(_) | CellValue::Error(_) => false,
    }
}

/// The cell as a person reads it, trimmed.
pub(crate) fn shown(cell: &CellValue) -> Cow<'_, str> {
    match cell {
        CellValue::Empty => Cow::Borrowed(""),
        CellValue::Text(text) => Cow::Borrowed(text.trim_matches(|c: char| !is_plain(c) && fold(c).is_whitespace())),
        CellValue::Number(number) => Cow::Owned(number_text(*number)),
        CellValue::Date(Some(date)) => Cow::Owned(date.to_string()),
        CellValue::Date(None) => Cow::Borrowed("########"),
        CellValue::Bool(truth) => Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" }),
        CellValue::Error(error) => Cow::Borrowed(error),
    }
}

/// A number without a decimal point where it is whole, in E-notation where a spreadsheet would show it so.
fn number_text(number: f64) -> String {
    if number.abs() >= 1e15 { format!("{number:E}") } else { format!("{number}") }
}

#[cfg(test)]
mod tests {
    use super::{half_width, means_nothing, squeeze};

    #[test]
    fn width_and_spaces_fold() {
        assert_eq!(half_width("２０２３．４．５"), "2023.4.5");
        assert_eq!(squeeze("约 谈\n日 期（\u{3000}）"), "约谈日期()");
    }

    #[test]
    fn marks_for_nothing_are_nothing() {
        for mark in ["", " ", "/", "／", "—", "——", "-", "无", " 无 "] {
            assert!(means_nothing(mark), "{mark}");
        }
        for word in ["否", "无法联系", "0", "-3", "/无", "。"] {
            assert!(!means_nothing(word), "{word}");
        }
    }
}
