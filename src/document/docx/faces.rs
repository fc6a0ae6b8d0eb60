//! The faces of a document, and the parts that follow from them: `styles.xml` and `fontTable.xml`.
//!
//! Every run names its faces itself (ascii, hAnsi, eastAsia, cs), so that “ ” — … 〔 〕 never fall into a Western face; no
//! theme attribute is ever written, it would win over the names.

use std::{fmt::Write as _, sync::Arc};

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
pub(super) fn run_fonts(name: &str) -> String {
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
    /// In an office's letterhead: the names by which that knows our styles.
    aliases: Option<Arc<Aliases>>,
}

/// What our styles are called in a document of another's making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aliases {
    /// In the order of [`Style::ALL`].
    pub styles: Vec<Alias>,
    /// The ruled table.
    pub table: String,
}

/// What one style is called there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alias {
    /// Its identifier.
    pub id: String,
    /// `<w:rFonts …/>` of its face, where it is the other's own style.
    pub fonts: Option<String>,
    /// Whether it numbers its paragraphs by itself, which ours, numbered in the text, must be spared.
    pub numbered: bool,
}

impl Faces {
    /// Prepares the faces.
    pub fn new(names: &FontNames) -> Self {
        let fonts = [Role::Title, Role::Body, Role::Kai, Role::Hei, Role::Song].map(|role| run_fonts(names.name(role)));
        Self { names: names.clone(), fonts, aliases: None }
    }

    /// The faces, with styles under the names of another document.
    pub(super) fn under(names: &FontNames, aliases: Aliases) -> Self {
        Self { aliases: Some(Arc::new(aliases)), ..Self::new(names) }
    }

    fn alias(&self, style: Style) -> Option<&Alias> {
        self.aliases.as_ref()?.styles.get(style as usize)
    }

    /// Identifier of a style.
    pub(super) fn id(&self, style: Style) -> &str {
        self.alias(style).map_or(style.look().id, |alias| &alias.id)
    }

    /// Identifier of the ruled table.
    pub(super) fn table_id(&self) -> &str {
        self.aliases.as_ref().map_or(RULED_TABLE, |aliases| &aliases.table)
    }

    /// Whether paragraphs of the style must be told not to be numbered.
    pub(super) fn numbers(&self, style: Style) -> bool {
        self.alias(style).is_some_and(|alias| alias.numbered)
    }

    /// `<w:rFonts …/>` of a run in a style, in its own face or in that of `role`.
    pub(super) fn fonts_in(&self, style: Style, role: Option<Role>) -> &str {
        let own = self.alias(style).and_then(|alias| alias.fonts.as_deref()).filter(|_| role.is_none());
        own.unwrap_or_else(|| self.run_fonts(role.unwrap_or(style.look().role)))
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
            let parent = if style == Style::Plain { "" } else { "Normal" };
            self.push_style(&mut out, style, style.look().name, parent);
        }
        out.push_str(PLAIN_TABLE);
        push_ruled_table(&mut out, RULED_TABLE, RULED_TABLE_NAME, "TableNormal");
        out.push_str("</w:styles>");
        out
    }

    /// Appends the definition of a style, under its identifier and this name; without a parent it is the default one.
    pub(super) fn push_style(&self, out: &mut String, style: Style, name: &str, parent: &str) {
        let Look { role, size, run, paragraph, .. } = style.look();
        let (fonts, id) = (self.run_fonts(role), self.id(style));
        let default = if self.aliases.is_none() && style == Style::Plain { " w:default=\"1\"" } else { "" };
        let parent = if parent.is_empty() { String::new() } else { format!("<w:basedOn w:val=\"{parent}\"/>") };
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

/// Identifier and name of the ruled table of the documents.
const RULED_TABLE: &str = "RuledTable";
/// Its name in a word processor.
pub(super) const RULED_TABLE_NAME: &str = "有线表";

/// The default table style: plain cells.
const PLAIN_TABLE: &str = concat!(
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/>",
    "<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>",
    "<w:left w:w=\"0\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
);

/// Appends the definition of the ruled table.
pub(super) fn push_ruled_table(out: &mut String, id: &str, name: &str, parent: &str) {
    let parent = if parent.is_empty() { String::new() } else { format!("<w:basedOn w:val=\"{parent}\"/>") };
    let _ = write!(
        out,
        "<w:style w:type=\"table\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{parent}<w:qFormat/>{RULES}</w:style>"
    );
}

/// Rules and margins of the ruled table.
const RULES: &str = concat!(
    "<w:tblPr>",
    "<w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:left w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:right w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
    "<w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>",
    "<w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"60\" w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/>",
    "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>",
);
