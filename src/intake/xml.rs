//! A small reader of XML for the parts of workbooks: tags, attributes, text.
//!
//! It expands no entities and refuses a document that declares some, so that an entity bomb is harmless; it never recurses.

use std::borrow::Cow;

use super::rejection::unreadable;
use crate::domain::sheet::Rejection;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// `<x:name attributes>`; `closed` for `<name/>`.
    Open {
        /// Without its prefix.
        name: &'a str,
        /// What stands behind the name.
        attributes: &'a str,
        /// The element ends here.
        closed: bool,
    },
    /// `</name>`, without its prefix.
    Close(&'a str),
    /// Text between tags, its references not yet resolved.
    Text(&'a str),
    /// Text that is taken as it stands.
    Verbatim(&'a str),
}

/// Reads a document from left to right.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// At the start of `document`.
    pub(super) fn new(document: &'a str) -> Self {
        Self { rest: document }
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Skips `bytes`, which the caller has read from [`Scanner::rest`].
    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
    }

    fn take(&mut self, end: Option<usize>, behind: usize) -> Option<&'a str> {
        let end = end?;
        let taken = &self.rest[..end];
        self.rest = &self.rest[end + behind..];
        Some(taken)
    }

    /// The next event; `None` at the end, or where the document breaks off.
    pub(super) fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if !self.rest.starts_with('<') {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                return self.take(Some(end), 0).map(Event::Text);
            }
            match self.rest.as_bytes().get(1) {
                Some(b'?') => self.take(self.rest.find("?>"), 2).map(|_| ())?,
                Some(b'!') => {
                    if let Some(event) = self.declaration()? {
                        return Some(event);
                    }
                }
                _ => return self.tag(),
            }
        }
    }

    /// A comment or document type is passed over.
    #[expect(clippy::option_option, reason = "the end of the document, a thing passed over, or text")]
    fn declaration(&mut self) -> Option<Option<Event<'a>>> {
        if self.rest.starts_with("<!--") {
            return self.take(self.rest.find("-->"), 3).map(|_| None);
        }
        if self.rest.starts_with("<![CDATA[") {
            let text = self.take(self.rest.find("]]>"), 3)?;
            return Some(Some(Event::Verbatim(&text[9..])));
        }
        // a document type may carry declarations in brackets, and those hold `>`
        let plain = self.rest.find('>')?;
        let end = match self.rest[..plain].find('[') {
            Some(_) => self.rest.find("]>").map(|end| end + 1)?,
            _ => plain,
        };
        self.take(Some(end), 1).map(|_| None)
    }

    fn tag(&mut self) -> Option<Event<'a>> {
        let tag = &self.take(end_of_tag(self.rest), 1)?[1..];
        if let Some(name) = tag.strip_prefix('/') {
            return Some(Event::Close(local(name.trim_end())));
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let end = tag.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(tag.len());
        Some(Event::Open { name: local(&tag[..end]), attributes: &tag[end..], closed })
    }
}

/// The `>` that ends the tag, not one inside quotation marks.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        false
    })
}

fn local(name: &str) -> &str {
    match name.bytes().rposition(|byte| byte == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// The attributes of a tag: local names and values, references not yet resolved.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    // byte by byte: names and values are a few characters, and there are three for every cell of a workbook
    std::iter::from_fn(move || {
        let find =
            |from: usize, wanted: u8| bytes.get(from..)?.iter().position(|byte| *byte == wanted).map(|end| from + end);
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        let equals = find(at, b'=')?;
        let name = text.get(at..equals)?;
        let mut open = equals + 1;
        while bytes.get(open)?.is_ascii_whitespace() {
            open += 1;
        }
        let quote = *bytes.get(open).filter(|quote| matches!(quote, b'"' | b'\''))?;
        let close = find(open + 1, quote)?;
        at = close + 1;
        Some((local(name.trim_end()), text.get(open + 1..close)?))
    })
}

/// The value of one attribute, references resolved.
pub(super) fn attribute<'a>(text: &'a str, name: &str) -> Option<Cow<'a, str>> {
    attributes(text).find(|(key, _)| *key == name).map(|(_, value)| resolved(value))
}

/// Text with the five named references and the numbered ones resolved, and line ends in one form.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '\r']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\r']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix('\r') {
            out.push('\n');
            rest = behind.strip_prefix('\n').unwrap_or(behind);
            continue;
        }
        // no further than a reference is long: what never ends must not be searched to the end of the document again and again
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let reference = end.and_then(|end| Some((reference(&rest[1..end])?, end)));
        if let Some((c, end)) = reference {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn reference(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// A part's bytes as text: UTF-8 (also where some bytes are wrong), or UTF-16 where it says so.
///
/// # Errors
/// It declares entities, which no spreadsheet program does.
pub(super) fn document(bytes: Vec<u8>) -> Result<String, Rejection> {
    let text = decoded(bytes);
    if declares_entities(&text) { Err(unreadable::entities()) } else { Ok(text) }
}

fn decoded(bytes: Vec<u8>) -> String {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return encoding_rs::UTF_16LE.decode(&bytes).0.into_owned();
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let bytes = error.as_bytes();
        let other = declared_encoding(bytes).map(|encoding| encoding.decode_without_bom_handling(bytes).0.into_owned());
        other.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
    });
    match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// What the first line says (`encoding="GB18030"`); believed only where the bytes are no UTF-8.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let (line, _) = start.split_once('>')?;
    let (_, named) = line.split_once("encoding=")?;
    let label = named.split(['"', '\'']).nth(1)?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Whether an entity is declared in front of the first element, the only place where one can be.
fn declares_entities(document: &str) -> bool {
    let mut scanner = Scanner::new(document);
    let prolog = loop {
        match scanner.next() {
            Some(Event::Text(_)) => {}
            Some(_) => break &document[..document.len() - scanner.rest().len()],
            None => break document,
        }
    };
    prolog.contains("<!ENTITY")
}

#[cfg(test)]
mod tests {
    use super::{Event, Scanner, attribute, document, resolved};

    #[test]
    fn tags_text_and_attributes_are_told() {
        let xml = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"<c>\">]><x:a k=\"1&amp;2\" n = '>'><!-- <b> -->t&lt;<b/><![CDATA[<&]]></x:a>";
        let mut scanner = Scanner::new(xml);
        let mut events = Vec::new();
        while let Some(event) = scanner.next() {
            events.push(event);
        }
        let Event::Open { name: "a", attributes, closed: false } = events[0] else { panic!("{events:?}") };
        assert_eq!(
            (attribute(attributes, "k").as_deref(), attribute(attributes, "n").as_deref()),
            (Some("1&2"), Some(">"))
        );
        let rest = [
            Event::Text("t&lt;"),
            Event::Open { name: "b", attributes: "", closed: true },
            Event::Verbatim("<&"),
            Event::Close("a"),
        ];
        assert_eq!(events[1..], rest);
    }

    #[test]
    fn references_resolve_and_broken_ones_stay() {
        assert_eq!(resolved("a&lt;&#20013;&#x4E2D;&bomb;&"), "a<中中&bomb;&");
        assert_eq!(resolved("a\r\nb\rc"), "a\nb\nc");
    }

    #[test]
    fn a_document_that_declares_entities_is_refused() {
        let text = |text: &str| document(text.as_bytes().to_vec());
        assert!(text("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").is_err());
        assert!(text("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///x\">").is_err(), "also where it breaks off");
        assert!(text("\u{FEFF}<!DOCTYPE a PUBLIC 'x' 'office.dtd'>\n<a><![CDATA[<!ENTITY]]></a>").is_ok());
    }

    #[test]
    fn a_document_is_read_in_the_encoding_that_it_declares() {
        for quote in ['"', '\''] {
            let text = format!("<?xml version='1.0' encoding={quote}GB18030{quote}?><t>滑县㛃</t>");
            let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
            assert_eq!(document(bytes).unwrap_or_default(), text);
            assert_eq!(document(text.clone().into_bytes()).unwrap_or_default(), text, "declared, but not so");
        }
    }

    #[test]
    fn a_megabyte_of_unfinished_references_is_no_long_work() {
        let bare = "&".repeat(1 << 20);
        assert_eq!(resolved(&bare).len(), bare.len());
        let declarations = format!("{}<a/>", "<!a>".repeat(1 << 18));
        assert_eq!(Scanner::new(&declarations).next(), Some(Event::Open { name: "a", attributes: "", closed: true }));
    }

    #[test]
    fn a_document_that_breaks_off_ends() {
        for broken in ["<a", "<a k=\"", "<!-- ", "<?xml", "<![CDATA[x", "<!DOCTYPE a [", "</a"] {
            assert_eq!(Scanner::new(broken).next(), None, "{broken}");
        }
    }
}
