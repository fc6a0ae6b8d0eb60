//! What stands on every page outside the text area: the marking at the head, the page number, a letter's second rule.

use std::fmt::Write as _;

use crate::domain::Date;

use super::{
    faces::Faces,
    measure::tenths_mm,
    paragraph::{Align, Format, Frame, Indent, Run, push_paragraph, push_run_start},
    style::Style,
    xml::{DECLARATION, R, W, push_text},
};

/// What is known about the document as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties {
    /// Title, on one line.
    pub title: String,
    /// Who issued it.
    pub creator: String,
    /// Subject.
    pub subject: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Printed date; stands as the day of creation and of the last change, so that the file does not depend on the clock.
    pub date: Date,
}

/// Which pages carry a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNumbers {
    /// All pages.
    All,
    /// All but the first, which has a letter's second red rule at its foot.
    Letter,
    /// None: forms of one page each.
    None,
}

/// What stands outside the text area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Furniture {
    /// Words at the head of every page; empty for none.
    pub marking: String,
    /// Page numbers.
    pub numbers: PageNumbers,
}

/// Headers and footers as files, with what the section and the package must say about them.
pub(super) struct Pages {
    /// File name inside `word/` and content.
    pub parts: Vec<(&'static str, String)>,
    /// `w:headerReference` and `w:footerReference` elements.
    pub references: String,
    /// Relationships of the main part.
    pub relationships: String,
    /// Overrides of the content types.
    pub types: String,
    /// Whether the first page has its own.
    pub first_page_differs: bool,
}

const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The double rules of letters: 170 mm wide, 20 mm from either edge of the page.
pub(super) const RULE_X: i32 = tenths_mm(200);
/// Their width.
pub(super) const RULE_WIDTH: i32 = tenths_mm(1700);
/// Height of a double rule: 3 pt, a gap and a rule of 0.75 pt each.
const DOUBLE_RULE: i32 = 90;
/// Thick over thin.
pub(super) const THICK_THIN: &str =
    "<w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"0\" w:color=\"FF0000\"/>";
/// Thin over thick.
const THIN_THICK: &str = "<w:bottom w:val=\"thinThickSmallGap\" w:sz=\"24\" w:space=\"0\" w:color=\"FF0000\"/>";

impl Pages {
    /// Writes the headers and footers of a document.
    pub(super) fn new(furniture: &Furniture, faces: &Faces) -> Self {
        let first_page_differs = furniture.numbers == PageNumbers::Letter;
        let mut pages = Self {
            parts: Vec::new(),
            references: String::new(),
            relationships: String::new(),
            types: String::new(),
            first_page_differs,
        };
        if !furniture.marking.is_empty() {
            pages.push_headers(&header(&furniture.marking, faces));
        }
        match furniture.numbers {
            PageNumbers::All => pages.push_footers(faces),
            PageNumbers::Letter => {
                pages.push_footers(faces);
                pages.push("footer", "first", "footer3.xml", letter_foot(faces));
            }
            PageNumbers::None => {}
        }
        pages
    }

    fn push_headers(&mut self, header: &str) {
        self.push("header", "default", "header1.xml", header.to_owned());
        self.push("header", "even", "header2.xml", header.to_owned());
        if self.first_page_differs {
            self.push("header", "first", "header3.xml", header.to_owned());
        }
    }

    fn push_footers(&mut self, faces: &Faces) {
        self.push("footer", "default", "footer1.xml", page_number(faces, Align::Right));
        self.push("footer", "even", "footer2.xml", page_number(faces, Align::Left));
    }

    fn push(&mut self, kind: &str, pages: &str, file: &'static str, content: String) {
        let stem = file.trim_end_matches(".xml");
        let _ = write!(self.references, "<w:{kind}Reference w:type=\"{pages}\" r:id=\"{stem}\"/>");
        let _ = write!(
            self.relationships,
            "<Relationship Id=\"{stem}\" Type=\"{RELATIONSHIP}/{kind}\" Target=\"{file}\"/>"
        );
        let _ = write!(self.types, "<Override PartName=\"/word/{file}\" ContentType=\"{CONTENT_TYPE}.{kind}+xml\"/>");
        self.parts.push((file, content));
    }
}

fn header(marking: &str, faces: &Faces) -> String {
    let mut out = format!("{DECLARATION}<w:hdr {W} {R}>");
    push_paragraph(&mut out, faces, Style::Header, &Format::default(), &[Run::plain(marking)]);
    out.push_str("</w:hdr>");
    out
}

/// `— 1 —`: odd pages right, even pages left, one character in.
fn page_number(faces: &Faces, align: Align) -> String {
    let mut out = format!("{DECLARATION}<w:ftr {W} {R}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>");
    out.push_str(match align {
        Align::Left => "<w:ind w:left=\"280\"/><w:jc w:val=\"left\"/>",
        Align::Right | Align::Center => "<w:ind w:right=\"280\"/><w:jc w:val=\"right\"/>",
    });
    out.push_str("</w:pPr>");
    let run = |out: &mut String, text: &str| {
        push_run_start(out, faces, Style::Footer, &Run::default());
        out.push_str("<w:t xml:space=\"preserve\">");
        push_text(out, text);
        out.push_str("</w:t></w:r>");
    };
    run(&mut out, "— ");
    out.push_str("<w:fldSimple w:instr=\" PAGE \">");
    run(&mut out, "1");
    out.push_str("</w:fldSimple>");
    run(&mut out, " —");
    out.push_str("</w:p></w:ftr>");
    out
}

/// The foot of a letter's first page: no number, a double rule 20 mm above the edge.
fn letter_foot(faces: &Faces) -> String {
    let mut out = format!("{DECLARATION}<w:ftr {W} {R}>");
    // The line of the frame and the rule under it: their lower edge is 20 mm from that of the page.
    let frame = Frame { x: RULE_X, y: tenths_mm(2770) - 20 - DOUBLE_RULE, width: RULE_WIDTH, distance: 0 };
    let format = Format { frame: Some(frame), border: THIN_THICK, ..Format::default() };
    push_paragraph(&mut out, faces, Style::Hair, &format, &[]);
    let format = Format { indent: Some(Indent::default()), ..Format::default() };
    push_paragraph(&mut out, faces, Style::Footer, &format, &[]);
    out.push_str("</w:ftr>");
    out
}

/// `docProps/core.xml`.
pub(super) fn core(properties: &Properties) -> String {
    let mut out = String::with_capacity(1024);
    out.push_str(DECLARATION);
    out.push_str(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
    );
    let keywords = properties.keywords.join("；");
    for (name, text) in [
        ("dc:title", properties.title.as_str()),
        ("dc:subject", &properties.subject),
        ("dc:creator", &properties.creator),
        ("cp:keywords", &keywords),
        ("dc:language", "zh-CN"),
        ("cp:lastModifiedBy", &properties.creator),
    ] {
        let _ = write!(out, "<{name}>");
        push_text(&mut out, text);
        let _ = write!(out, "</{name}>");
    }
    for name in ["created", "modified"] {
        let date = properties.date;
        let _ = write!(out, "<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:{name}>");
    }
    out.push_str("</cp:coreProperties>");
    out
}
