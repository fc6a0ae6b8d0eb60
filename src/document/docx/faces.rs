//! The faces of a document, and the parts that follow from them: `styles.xml` and `fontTable.xml`.
//!
//! Every run names its faces itself (ascii, hAnsi, eastAsia, cs), so that “ ” — … 〔 〕 never fall into a Western face; no
//! theme attribute is ever written, it would win over the names.

use std::fmt::Write as _;

use crate::domain::font::Role;

use super::{
    style::{FontNames, Look, Style},
    xml::{DECLARATION, W, push_attribute},
};

/// Half-points of the body: 3号, 16 pt.
const BODY_SIZE: u32 = 32;

/// What brings 16 pt type to 28 characters a line, in twips between characters.
///
/// The grid stands in the section and says the same, but LibreOffice gives two places to each character that is wider
/// than its place. So the text does not follow the grid; it carries the grid's pitch itself, in every word processor.
const CLOSER: i32 = -6;

/// `<w:rFonts …/>` for a face: the four kinds of characters, and the hint that ambiguous ones are Chinese.
fn run_fonts(name: &str) -> String {
    let mut out = String::from("<w:rFonts w:hint=\"eastAsia\"");
    for attribute in ["w:ascii", "w:eastAsia", "w:hAnsi", "w:cs"] {
        push_attribute(&mut out, attribute, name);
    }
    out.push_str("/>");
    out
}

/// The faces of a document with their `w:rFonts`, written once.
#[derive(Debug, Clone)]
pub struct Faces {
    names: FontNames,
    fonts: [String; 5],
}

impl Faces {
    /// Prepares the faces.
    pub fn new(names: &FontNames) -> Self {
        let fonts = [Role::Title, Role::Body, Role::Kai, Role::Hei, Role::Song].map(|role| run_fonts(names.name(role)));
        Self { names: names.clone(), fonts }
    }

    /// `<w:rFonts …/>` of a role.
    pub(super) fn run_fonts(&self, role: Role) -> &str {
        let [title, body, kai, hei, song] = &self.fonts;
        match role {
            Role::Title => title,
            Role::Body => body,
            Role::Kai => kai,
            Role::Hei => hei,
            Role::Song => song,
        }
    }

    /// `word/styles.xml`. Only Chinese characters are marked as Chinese: a word processor that takes the digits for
    /// Chinese too breaks numbers at the end of a line.
    pub(super) fn styles(&self) -> String {
        let mut out = String::with_capacity(16 * 1024);
        let body = self.run_fonts(Role::Body);
        let _ = write!(
            out,
            "{DECLARATION}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{body}<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>\
             <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        );
        for style in Style::ALL {
            self.push_style(&mut out, style);
        }
        out.push_str(TABLE_STYLES);
        out.push_str("</w:styles>");
        out
    }

    fn push_style(&self, out: &mut String, style: Style) {
        let look = style.look();
        let (default, parent) = match style {
            Style::Plain => (" w:default=\"1\"", ""),
            _ => ("", "<w:basedOn w:val=\"Normal\"/>"),
        };
        let fonts = self.run_fonts(look.role);
        let Look { id, name, size, run, paragraph, .. } = look;
        let pitch = if size == BODY_SIZE { CLOSER } else { 0 };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{parent}<w:qFormat/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{fonts}<w:snapToGrid w:val=\"0\"/>{run}<w:spacing w:val=\"{pitch}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>"
        );
    }

    /// `word/fontTable.xml`: what to take where a named face is missing.
    pub(super) fn font_table(&self) -> String {
        let mut out = format!("{DECLARATION}<w:fonts {W}>");
        let mut seen: Vec<&str> = Vec::new();
        for (role, substitute) in [
            (Role::Title, "SimSun"),
            (Role::Body, "FangSong"),
            (Role::Kai, "KaiTi"),
            (Role::Hei, "SimHei"),
            (Role::Song, "SimSun"),
        ] {
            let name = self.names.name(role);
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            out.push_str("<w:font");
            push_attribute(&mut out, "w:name", name);
            let _ = write!(
                out,
                "><w:altName w:val=\"{substitute}\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"default\"/></w:font>"
            );
        }
        out.push_str("</w:fonts>");
        out
    }
}

/// The table styles: plain cells, and the ruled table of the documents.
const TABLE_STYLES: &str = concat!(
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/>",
    "<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>",
    "<w:left w:w=\"0\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
    "<w:style w:type=\"table\" w:styleId=\"RuledTable\"><w:name w:val=\"有线表\"/><w:basedOn w:val=\"TableNormal\"/><w:qFormat/><w:tblPr>",
    "<w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:left w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:right w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>",
    "<w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"60\" w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/>",
    "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
);
