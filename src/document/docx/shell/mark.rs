//! Placeholders (`{{标题}}`) in a paragraph, found though a word processor has cut them into runs.
//!
//! Braces may be full-width, blanks may stand inside, the colon of `{{表：县区排名}}` may be a half-width one.

use std::ops::Range;

use quick_xml::escape::unescape;

use super::scan::{Paragraph, Text};

/// The longest name that is taken for one.
const LONGEST: usize = 40;

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its name as the program knows it; `None` where the braces are not closed.
    pub name: Option<String>,
    /// As it stands there.
    pub written: String,
    /// The pieces of the part that hold it, the first one to be replaced, the others to be emptied.
    pub pieces: Vec<Range<usize>>,
    /// The start tag of the text that holds the first piece.
    pub tag: Range<usize>,
}

/// A character of a paragraph's text and where it stands in the part.
struct Letter<'a> {
    character: char,
    at: Range<usize>,
    text: &'a Text,
}

/// The placeholders of a paragraph, and its text.
pub(super) fn marks(xml: &str, paragraph: &Paragraph) -> (Vec<Mark>, String) {
    let letters: Vec<Letter<'_>> = paragraph.texts.iter().flat_map(|text| letters(xml, text)).collect();
    let plain = letters.iter().map(|letter| letter.character).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < letters.len() {
        if !(is_open(&letters[at]) && is_open(&letters[at + 1])) {
            at += 1;
            continue;
        }
        let end = closing(&letters, at + 2);
        let upto = end.unwrap_or_else(|| unclosed(&letters, at + 2));
        found.push(mark(&letters[at..upto], end.is_some()));
        at = upto;
    }
    (found, plain)
}

fn is_open(letter: &Letter<'_>) -> bool {
    matches!(letter.character, '{' | '｛')
}

fn is_close(letter: &Letter<'_>) -> bool {
    matches!(letter.character, '}' | '｝')
}

/// Behind the two closing braces; `None` where others come first or none come.
fn closing(letters: &[Letter<'_>], from: usize) -> Option<usize> {
    for at in from..letters.len().min(from + LONGEST + 2) {
        if is_open(&letters[at]) {
            return None;
        }
        if is_close(&letters[at]) {
            return letters.get(at + 1).is_some_and(is_close).then_some(at + 2);
        }
    }
    None
}

/// Where an open placeholder is given up: at the next brace, or after as many characters as a name may have.
fn unclosed(letters: &[Letter<'_>], from: usize) -> usize {
    let most = letters.len().min(from + LONGEST);
    (from..most).find(|at| is_open(&letters[*at]) || is_close(&letters[*at])).unwrap_or(most)
}

fn mark(letters: &[Letter<'_>], closed: bool) -> Mark {
    let written: String = letters.iter().map(|letter| letter.character).collect();
    let name = closed.then(|| name(&written));
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for letter in letters {
        match pieces.last_mut() {
            Some(piece) if piece.end == letter.at.start => piece.end = letter.at.end,
            _ => pieces.push(letter.at.clone()),
        }
    }
    Mark { name, written, pieces, tag: letters.first().map_or(0..0, |letter| letter.text.tag.clone()) }
}

/// What stands between the braces, without blanks, with a full-width colon.
fn name(written: &str) -> String {
    let kept = |character: &char| !character.is_whitespace() && !matches!(character, '{' | '｛' | '}' | '｝');
    written.chars().filter(kept).map(|character| if character == ':' { '：' } else { character }).collect()
}

/// The characters of a text, each reference as one.
fn letters<'a>(xml: &str, text: &'a Text) -> Vec<Letter<'a>> {
    let mut letters = Vec::with_capacity(text.content.len());
    let mut at = text.content.start;
    while let Some(rest) = xml.get(at..text.content.end).filter(|rest| !rest.is_empty()) {
        let reference = rest.starts_with('&').then(|| rest.find(';')).flatten();
        let length = reference.map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |end| end + 1);
        let character = match reference {
            Some(end) => unescape(&rest[..=end]).ok().and_then(|text| text.chars().next()),
            None => rest.chars().next(),
        };
        letters.push(Letter { character: character.unwrap_or('\u{fffd}'), at: at..at + length, text });
        at += length;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::{Mark, marks};
    use crate::document::docx::shell::scan::scan;

    fn found(runs: &str) -> Vec<Mark> {
        let xml = format!("<w:document xmlns:w=\"w\"><w:body><w:p>{runs}</w:p></w:body></w:document>");
        let scan = scan(&xml).unwrap();
        marks(&xml, &scan.paragraphs[0]).0
    }

    #[test]
    fn a_name_is_found_in_any_dress() {
        for runs in [
            "<w:r><w:t>{{表：县区排名}}</w:t></w:r>",
            "<w:r><w:t>前{</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t>{ 表 </w:t></w:r><w:r><w:t>: 县区排名}</w:t></w:r><w:r><w:t>}后</w:t></w:r>",
            "<w:r><w:t>｛｛表：县区</w:t></w:r><w:bookmarkStart w:id=\"0\" w:name=\"a\"/><w:r><w:t/><w:t>排名｝}</w:t></w:r>",
            "<w:r><w:t>&#x7B;&#123;表：县区排名}}</w:t></w:r>",
        ] {
            let names: Vec<_> = found(runs).into_iter().map(|mark| mark.name).collect();
            assert_eq!(names, [Some("表：县区排名".to_owned())], "{runs}");
        }
    }

    #[test]
    fn open_braces_are_told_and_single_ones_are_text() {
        assert_eq!(found("<w:r><w:t>{{标题}</w:t></w:r>")[0].name, None);
        assert_eq!(found("<w:r><w:t>{{标{{题}}</w:t></w:r>").len(), 2);
        assert!(found("<w:r><w:t>{甲} }} &lt;</w:t></w:r>").is_empty());
    }
}
