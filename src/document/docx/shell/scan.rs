//! One part of a shell, read once: its paragraphs with the places of their text, and its sections.
//!
//! Everything is kept as ranges of the part's own bytes, so that what is not edited stays as it is. Only elements of
//! WordprocessingML with the usual prefix `w` are looked at; entities are never expanded.

use std::ops::Range;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::super::measure::Twips;

/// Elements nested deeper than this are no document of a word processor.
const DEEPEST: usize = 256;

/// Where a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// Directly in the text of the part.
    Text,
    /// In a cell of a table, so wide where that is said.
    Cell(Option<Twips>),
    /// In a text box, so wide where that is said.
    Box(Option<Twips>),
}

/// The text of one `w:t`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// The start tag.
    pub tag: Range<usize>,
    /// What stands between the tags, as written.
    pub content: Range<usize>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// The element.
    pub range: Range<usize>,
    /// Its texts, without those of text boxes that hang on it.
    pub texts: Vec<Text>,
    /// Its style.
    pub style: Option<String>,
    /// Properties of the section that ends with it.
    pub section: Option<Range<usize>>,
    /// Ends of bookmarks and the like, which stay when the paragraph is replaced.
    pub marks: Vec<Range<usize>>,
    /// Whether a drawing, an object or a note hangs on it.
    pub laden: bool,
    /// Where it stands.
    pub container: Container,
}

/// A part that was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    /// All paragraphs in the order in which they begin.
    pub paragraphs: Vec<Paragraph>,
    /// Properties of the last section, where the part has them.
    pub last_section: Option<Range<usize>>,
    /// Where the body ends.
    pub body_end: Option<usize>,
    /// Numbers of drawings.
    pub drawings: Vec<u64>,
    /// Numbers and names of bookmarks.
    pub bookmarks: Vec<(u64, String)>,
    /// What the prefix `w` stands for.
    pub namespace: String,
}

/// What is wrong with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Not well-formed, or nested too deep.
    Malformed,
    /// It declares a document type, which may hold entities.
    Entities,
}

/// Reads a part.
pub(super) fn scan(xml: &str) -> Result<Scan, Flaw> {
    let mut reader = Reader::from_str(xml);
    let mut scanner = Scanner::default();
    loop {
        let start = position(&reader);
        match reader.read_event().map_err(|_| Flaw::Malformed)? {
            Event::Start(tag) => {
                scanner.open(&tag, start..position(&reader));
                scanner.path.push(Frame { name: tag.name().as_ref().to_owned(), start });
                if scanner.path.len() > DEEPEST {
                    return Err(Flaw::Malformed);
                }
            }
            Event::Empty(tag) => {
                let range = start..position(&reader);
                scanner.open(&tag, range.clone());
                scanner.close(tag.name().as_ref(), range.start, range);
            }
            Event::End(tag) => {
                let opened = scanner.path.pop().ok_or(Flaw::Malformed)?;
                scanner.close(tag.name().as_ref(), opened.start, start..position(&reader));
            }
            Event::DocType(_) => return Err(Flaw::Entities),
            Event::Eof if scanner.path.is_empty() => return Ok(scanner.scan),
            Event::Eof => return Err(Flaw::Malformed),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The value of an attribute, its references resolved.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    Some(tag.try_get_attribute(name).ok()??.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

#[derive(Debug)]
struct Frame {
    name: String,
    start: usize,
}

#[derive(Debug, Default)]
struct Scanner {
    scan: Scan,
    path: Vec<Frame>,
    /// Paragraphs that are open, the innermost last.
    open: Vec<usize>,
    containers: Vec<Container>,
    /// Start tag of the `w:t` that is open.
    text: Option<Range<usize>>,
    /// Width of the drawing that was opened last.
    drawn: Option<Twips>,
}

impl Scanner {
    fn open(&mut self, tag: &BytesStart<'_>, range: Range<usize>) {
        match tag.name().as_ref() {
            "w:document" | "w:hdr" | "w:ftr" | "w:footnotes" | "w:endnotes" => {
                self.scan.namespace = attribute(tag, "xmlns:w").unwrap_or_default();
            }
            "w:p" => self.paragraph(range.start),
            "w:pStyle" => {
                let style = attribute(tag, "w:val");
                if let Some(paragraph) = self.innermost() {
                    paragraph.style = style;
                }
            }
            "w:t" => self.text = Some(range),
            "w:tc" => self.containers.push(Container::Cell(None)),
            "w:txbxContent" => self.containers.push(Container::Box(self.drawn)),
            "w:tcW" => self.cell_width(tag),
            "wp:extent" => {
                let emu = attribute(tag, "cx").and_then(|cx| cx.parse::<i64>().ok());
                self.drawn = emu.and_then(|emu| Twips::try_from(emu / 635).ok());
            }
            "v:shape" | "v:rect" | "v:roundrect" => self.drawn = attribute(tag, "style").and_then(|css| width(&css)),
            "wp:docPr" => self.scan.drawings.extend(attribute(tag, "id").and_then(|id| id.parse::<u64>().ok())),
            "w:bookmarkStart" => {
                let number = attribute(tag, "w:id").and_then(|id| id.parse().ok()).unwrap_or(0);
                self.scan.bookmarks.push((number, attribute(tag, "w:name").unwrap_or_default()));
            }
            "w:drawing"
            | "w:pict"
            | "w:object"
            | "w:footnoteReference"
            | "w:endnoteReference"
            | "mc:AlternateContent" => {
                if let Some(paragraph) = self.innermost() {
                    paragraph.laden = true;
                }
            }
            _ => {}
        }
    }

    fn innermost(&mut self) -> Option<&mut Paragraph> {
        let index = *self.open.last()?;
        self.scan.paragraphs.get_mut(index)
    }

    fn paragraph(&mut self, start: usize) {
        self.open.push(self.scan.paragraphs.len());
        self.scan.paragraphs.push(Paragraph {
            range: start..start,
            texts: Vec::new(),
            style: None,
            section: None,
            marks: Vec::new(),
            laden: false,
            container: self.containers.last().copied().unwrap_or(Container::Text),
        });
    }

    fn cell_width(&mut self, tag: &BytesStart<'_>) {
        let width = attribute(tag, "w:w").and_then(|width| width.parse::<Twips>().ok());
        let told = attribute(tag, "w:type").is_none_or(|kind| kind == "dxa");
        if let Some(Container::Cell(room)) = self.containers.last_mut() {
            *room = width.filter(|_| told);
        }
    }

    /// An element has ended: it began at `start`, its end tag (or the whole of it) is at `end`.
    fn close(&mut self, name: &str, start: usize, end: Range<usize>) {
        match name {
            "w:p" => {
                if let Some(paragraph) = self.innermost() {
                    paragraph.range = start..end.end;
                }
                self.open.pop();
            }
            "w:t" => {
                // `<w:t/>` has nothing between its tags.
                let tag = self.text.take().filter(|tag| tag.end <= end.start);
                if let (Some(tag), Some(paragraph)) = (tag, self.innermost()) {
                    paragraph.texts.push(Text { content: tag.end..end.start, tag });
                }
            }
            "w:tc" | "w:txbxContent" => {
                self.containers.pop();
            }
            "w:sectPr" => self.section(start..end.end),
            "w:body" => self.scan.body_end = Some(end.start),
            "w:bookmarkStart" | "w:bookmarkEnd" | "w:commentRangeStart" | "w:commentRangeEnd" => {
                if let Some(paragraph) = self.innermost() {
                    paragraph.marks.push(start..end.end);
                }
            }
            _ => {}
        }
    }

    /// A section ends with a paragraph of the text or with the body; the properties of an earlier revision do not count.
    fn section(&mut self, range: Range<usize>) {
        match self.path.last().map(|frame| frame.name.as_str()) {
            Some("w:body") => self.scan.last_section = Some(range),
            Some("w:pPr") => {
                if let Some(paragraph) = self.innermost() {
                    paragraph.section = Some(range);
                }
            }
            _ => {}
        }
    }
}

/// `width:` in points out of a style attribute, in twips.
fn width(css: &str) -> Option<Twips> {
    let rule = css.split(';').find_map(|rule| rule.trim().strip_prefix("width:"))?;
    let points = rule.trim().strip_suffix("pt")?;
    // Whole points will do: a table in a text box is laid out to them.
    Some(points.split('.').next()?.parse::<Twips>().ok()?.clamp(0, 2_000) * 20)
}
