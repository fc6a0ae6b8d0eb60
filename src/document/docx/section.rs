//! Pages: size, margins, the document grid, and which headers and footers a section takes.
//!
//! The measures are those of GB/T 9704-2012: text area 156 × 225 mm, 22 lines of 28 characters.

use std::fmt::Write as _;

use super::measure::{LINE, TEXT_HEIGHT, TEXT_WIDTH, Twips, tenths_mm};

/// How the pages of a section lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// Upright.
    Portrait,
    /// On its side, the head at the binding edge: the same text area turned by a quarter.
    Landscape,
}

/// Pitch of a character against the 16 pt of the type, in 4096ths of a point: −0.21 pt gives 15.79 pt, 28 a line.
const CHAR_SPACE: i32 = -860;

/// Distance of the header line from the edge.
const HEADER: Twips = tenths_mm(150);

/// Distance of the footer's lower edge from the edge of the page, so that the dashes of the page number stand 7 mm below
/// the text area: the line of 16 pt has its dashes 7.2 pt under its upper edge.
const fn footer(bottom: Twips) -> Twips {
    bottom - tenths_mm(70) + 144 - 320
}

impl Orientation {
    /// Width of the text area.
    pub const fn text_width(self) -> Twips {
        match self {
            Self::Portrait => TEXT_WIDTH,
            Self::Landscape => TEXT_HEIGHT,
        }
    }

    /// Height of the text area.
    pub const fn text_height(self) -> Twips {
        match self {
            Self::Portrait => TEXT_HEIGHT,
            Self::Landscape => TEXT_WIDTH,
        }
    }

    fn push_page(self, out: &mut String) {
        let (long, short) = (16_838, 11_906);
        let (head, foot, binding, edge) = (tenths_mm(370), tenths_mm(350), tenths_mm(280), tenths_mm(260));
        let (size, [top, right, bottom, left]) = match self {
            Self::Portrait => ((short, long, ""), [head, edge, foot, binding]),
            Self::Landscape => ((long, short, " w:orient=\"landscape\""), [binding, head, edge, foot]),
        };
        let (width, height, orient) = size;
        let footer = footer(bottom);
        let _ = write!(
            out,
            "<w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orient}/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" \
             w:left=\"{left}\" w:header=\"{HEADER}\" w:footer=\"{footer}\" w:gutter=\"0\"/>"
        );
    }
}

/// Appends a section's properties. `references` are the headers and footers; a section without any takes the previous
/// one's, so that marking and page numbers run on.
pub(super) fn push_section(out: &mut String, orientation: Orientation, references: &str, first_page_differs: bool) {
    out.push_str("<w:sectPr>");
    out.push_str(references);
    orientation.push_page(out);
    if first_page_differs {
        out.push_str("<w:titlePg/>");
    }
    let _ = write!(out, "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{LINE}\" w:charSpace=\"{CHAR_SPACE}\"/></w:sectPr>");
}
