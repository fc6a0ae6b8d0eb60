//! Paragraphs and runs, with their properties in the order of the schema.
//!
//! Knows nothing of pages or parts: it appends to a string and tells where the paragraph's properties end.

use std::fmt::Write as _;

use crate::domain::font::Role;

use super::{
    faces::Faces,
    measure::Twips,
    style::Style,
    xml::{push_attribute, push_text},
};

/// Where the lines of a paragraph stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
}

/// Indents; what is 0 is left to the style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Indent {
    /// From the left edge of the text area; negative reaches into the margin.
    pub left: Twips,
    /// From the right edge.
    pub right: Twips,
    /// The first line against the others: positive is an indent, negative hangs.
    pub first: Twips,
}

/// A text frame at a fixed place of the page; its anchor is the next paragraph without one. Text keeps above or below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// From the left edge of the page.
    pub x: Twips,
    /// From the top of the page.
    pub y: Twips,
    /// Width.
    pub width: Twips,
    /// Distance that text keeps above and below.
    pub distance: Twips,
}

/// Direct properties of a paragraph, beyond those of its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Format<'a> {
    /// Stays on one page with the next paragraph.
    pub keep_next: bool,
    /// Begins a page.
    pub page_break_before: bool,
    /// Stands in a frame.
    pub frame: Option<Frame>,
    /// `w:bottom` or `w:top` elements of the border, in the order of the schema.
    pub border: &'a str,
    /// Left tab stops, from the left edge of the text area.
    pub tabs: &'a [Twips],
    /// One right tab stop.
    pub right_tab: Option<Twips>,
    /// Space before.
    pub before: Option<Twips>,
    /// Exact line height.
    pub line: Option<Twips>,
    /// Indents.
    pub indent: Option<Indent>,
    /// Alignment.
    pub align: Option<Align>,
    /// A bookmark around the paragraph: number and name.
    pub bookmark: Option<(u32, &'a str)>,
}

/// A stretch of text. Line breaks and tabs in it become those of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run<'a> {
    /// The text.
    pub text: &'a str,
    /// Bold.
    pub bold: bool,
    /// Underlined: a blank to be filled in.
    pub underline: bool,
    /// Another face than the style's.
    pub role: Option<Role>,
    /// Another size than the style's, in half-points.
    pub size: Option<u32>,
    /// Width of the characters in percent, where it is not 100.
    pub scale: Option<u32>,
}

impl<'a> Run<'a> {
    /// Text as its style has it.
    pub const fn plain(text: &'a str) -> Self {
        Self { text, bold: false, underline: false, role: None, size: None, scale: None }
    }
}

/// Appends a paragraph and returns where its properties end: a section's properties go there.
pub(super) fn push_paragraph(
    out: &mut String,
    faces: &Faces,
    style: Style,
    format: &Format<'_>,
    runs: &[Run<'_>],
) -> usize {
    out.push_str("<w:p><w:pPr><w:pStyle w:val=\"");
    out.push_str(faces.id(style));
    out.push_str("\"/>");
    let unnumbered = faces.numbers(style);
    if unnumbered || *format != Format::default() {
        push_format(out, format, unnumbered);
    }
    let end = out.len();
    out.push_str("</w:pPr>");
    if let Some((number, name)) = format.bookmark {
        let _ = write!(out, "<w:bookmarkStart w:id=\"{number}\"");
        push_attribute(out, "w:name", name);
        out.push_str("/>");
    }
    for run in runs {
        push_run(out, faces, style, run);
    }
    if let Some((number, _)) = format.bookmark {
        let _ = write!(out, "<w:bookmarkEnd w:id=\"{number}\"/>");
    }
    out.push_str("</w:p>");
    end
}

fn push_format(out: &mut String, format: &Format<'_>, unnumbered: bool) {
    if format.keep_next {
        out.push_str("<w:keepNext/>");
    }
    if format.page_break_before {
        out.push_str("<w:pageBreakBefore/>");
    }
    if let Some(frame) = format.frame {
        push_frame(out, frame);
    }
    if unnumbered {
        out.push_str("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>");
    }
    if !format.border.is_empty() {
        let _ = write!(out, "<w:pBdr>{}</w:pBdr>", format.border);
    }
    push_tabs(out, format);
    push_spacing(out, format);
    if let Some(indent) = format.indent {
        push_indent(out, indent);
    }
    if let Some(align) = format.align {
        let name = match align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let _ = write!(out, "<w:jc w:val=\"{name}\"/>");
    }
}

fn push_frame(out: &mut String, Frame { x, y, width, distance }: Frame) {
    let _ = write!(
        out,
        "<w:framePr w:w=\"{width}\" w:vSpace=\"{distance}\" w:wrap=\"notBeside\" w:vAnchor=\"page\" w:hAnchor=\"page\" \
         w:x=\"{x}\" w:y=\"{y}\"/>"
    );
}

fn push_tabs(out: &mut String, format: &Format<'_>) {
    if format.tabs.is_empty() && format.right_tab.is_none() {
        return;
    }
    out.push_str("<w:tabs>");
    for position in format.tabs {
        let _ = write!(out, "<w:tab w:val=\"left\" w:pos=\"{position}\"/>");
    }
    if let Some(position) = format.right_tab {
        let _ = write!(out, "<w:tab w:val=\"right\" w:pos=\"{position}\"/>");
    }
    out.push_str("</w:tabs>");
}

fn push_spacing(out: &mut String, format: &Format<'_>) {
    if format.before.is_none() && format.line.is_none() {
        return;
    }
    out.push_str("<w:spacing");
    if let Some(before) = format.before {
        let _ = write!(out, " w:before=\"{before}\"");
    }
    if let Some(line) = format.line {
        let _ = write!(out, " w:line=\"{line}\" w:lineRule=\"exact\"");
    }
    out.push_str("/>");
}

/// Counts in characters are set to nothing, because those of a style would win over the lengths given here.
fn push_indent(out: &mut String, Indent { left, right, first }: Indent) {
    let _ = write!(out, "<w:ind w:left=\"{left}\" w:right=\"{right}\" w:firstLineChars=\"0\"");
    let _ =
        if first < 0 { write!(out, " w:hanging=\"{}\"/>", -first) } else { write!(out, " w:firstLine=\"{first}\"/>") };
}

/// Appends a run; its properties name the four faces even where the style has them already.
fn push_run(out: &mut String, faces: &Faces, style: Style, run: &Run<'_>) {
    push_run_start(out, faces, style, run);
    push_run_text(out, run.text);
    out.push_str("</w:r>");
}

/// Appends `<w:r>` with its properties; the caller closes it.
pub(super) fn push_run_start(out: &mut String, faces: &Faces, style: Style, run: &Run<'_>) {
    out.push_str("<w:r><w:rPr>");
    out.push_str(faces.fonts_in(style, run.role));
    if run.bold {
        out.push_str("<w:b/><w:bCs/>");
    }
    if let Some(scale) = run.scale {
        let _ = write!(out, "<w:w w:val=\"{scale}\"/>");
    }
    if let Some(size) = run.size {
        let _ = write!(out, "<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
    }
    if run.underline {
        out.push_str("<w:u w:val=\"single\"/>");
    }
    out.push_str("</w:rPr>");
}

fn push_run_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\t', '\r']) {
        push_piece(out, &rest[..at]);
        match rest.as_bytes()[at] {
            b'\n' => out.push_str("<w:br/>"),
            b'\t' => out.push_str("<w:tab/>"),
            _ => {}
        }
        rest = &rest[at + 1..];
    }
    push_piece(out, rest);
}

fn push_piece(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    let kept = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
    out.push_str(if kept { "<w:t xml:space=\"preserve\">" } else { "<w:t>" });
    push_text(out, text);
    out.push_str("</w:t>");
}

#[cfg(test)]
mod tests {
    use super::{Format, Indent, Run, push_paragraph};
    use crate::document::docx::{
        faces::Faces,
        style::{FontNames, Style},
    };

    fn paragraph(format: &Format<'_>, run: Run<'_>) -> String {
        let mut out = String::new();
        push_paragraph(&mut out, &Faces::new(&FontNames::default()), Style::Body, format, &[run]);
        out
    }

    #[test]
    fn a_run_names_its_four_faces() {
        let out = paragraph(&Format::default(), Run::plain("通报"));
        for attribute in ["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"] {
            assert!(out.contains(&format!("{attribute}=\"仿宋_GB2312\"")), "{attribute} in {out}");
        }
    }

    #[test]
    fn breaks_tabs_and_outer_spaces_survive() {
        let out = paragraph(&Format::default(), Run::plain(" 一\n二\t三"));
        let text = &out[out.find("<w:t ").unwrap_or(0)..];
        assert!(
            text.starts_with("<w:t xml:space=\"preserve\"> 一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t>"),
            "{text}"
        );
    }

    #[test]
    fn a_hanging_indent_is_written_as_one() {
        let format = Format { indent: Some(Indent { left: 900, right: 0, first: -300 }), ..Format::default() };
        assert!(
            paragraph(&format, Run::plain("一"))
                .contains("w:left=\"900\" w:right=\"0\" w:firstLineChars=\"0\" w:hanging=\"300\"")
        );
    }
}
