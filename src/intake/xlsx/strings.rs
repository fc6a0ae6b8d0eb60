//! Texts of a workbook: those that cells share, rich ones, escaped ones.
//!
//! Phonetic guides are no text of a cell.

use std::borrow::Cow;

use crate::intake::xml::{self, Event, Scanner};

/// The shared strings as they stand in cells; `None` where they break off.
pub(super) fn shared_strings(document: &str) -> Option<Vec<Cow<'_, str>>> {
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
pub(super) fn between<'a>(scanner: &mut Scanner<'a>, before: &str, behind: &str) -> Option<&'a str> {
    let rest = scanner.rest().strip_prefix(before)?;
    let end = rest.bytes().position(|byte| matches!(byte, b'<' | b'&' | b'\r'))?;
    rest[end..].starts_with(behind).then(|| scanner.skip(before.len() + end + behind.len()))?;
    Some(&rest[..end])
}

/// Appends all text of an element but its phonetic guides.
pub(super) fn rich_text(scanner: &mut Scanner<'_>, element: &str, out: &mut String) {
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
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
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
#[cfg(test)]
mod tests {
    use super::{shared_strings, unescaped};

    #[test]
    fn strings_are_joined_without_phonetic_guides() {
        let xml = "<sst><si><t>约谈\n日期</t></si><si><r><t>甲</t></r><r><rPr/><t xml:space=\"preserve\"> 乙</t></r>\
                   <rPh sb=\"0\"><t>guide</t></rPh></si><si/><si><t/></si><si><t>甲&amp;乙</t></si></sst>";
        let strings = shared_strings(xml).unwrap_or_default();
        assert_eq!(strings.iter().map(|text| &**text).collect::<Vec<_>>(), ["约谈\n日期", "甲 乙", "", "", "甲&乙"]);
        assert_eq!(shared_strings("<sst><si><t>甲</t></si><si><t>"), None, "broken off");
        assert_eq!(unescaped("a_x000D_\n_x4E2D__x_&amp;"), "a\n中_x_&");
    }
}
