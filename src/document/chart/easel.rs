//! The faces charts are set in: chosen once, shared by every chart, used to measure and to draw alike.
//!
//! Never looks for a font: it takes the [`Fonts`] it is given.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use ttf_parser::{GlyphId, OutlineBuilder};

use crate::domain::font::{Face, Fonts, Role};
use crate::error::{Error, Result};

/// Families that a reader's own machine may have, tried in order after the face the chart was measured in.
const FALLBACK: &str = "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, WenQuanYi Micro Hei, sans-serif";

/// Faces loaded once for any number of charts and pictures. The faces kept for rare characters are not looked at until a
/// character asks for them.
#[derive(Debug, Clone)]
pub struct Easel {
    /// All faces, in order of glyph fallback.
    faces: Vec<Face>,
    /// Index of the face for text and of the one for headings.
    regular: usize,
    bold: usize,
    family: String,
}

impl Easel {
    /// Chooses the faces: 黑体 for headings, the lighter face of its family for text.
    pub fn new(fonts: &Fonts) -> Self {
        let bold = index_of(fonts, Role::Hei).unwrap_or(0);
        let regular = lighter(fonts, bold);
        let family = fonts.faces.get(regular).map_or_else(|| FALLBACK.to_owned(), |face| families(&face.family));
        Self { faces: fonts.faces.clone(), regular, bold, family }
    }

    /// The `font-family` list of the SVG, beginning with the face the chart was measured in.
    pub(super) fn family(&self) -> &str {
        &self.family
    }

    /// Something to measure text with.
    pub(super) fn ruler(&self) -> Result<Ruler<'_>> {
        let ruler = Ruler {
            faces: &self.faces,
            parsed: self.faces.iter().map(|_| OnceCell::new()).collect(),
            regular: self.regular,
            bold: self.bold,
        };
        if ruler.face(self.regular).is_none() || ruler.face(self.bold).is_none() {
            return Err(Error::failed("没有可用的中文字体，图表画不出来").remedy(
                "请把一套中文字体（如 Noto Sans SC）放进工作目录的 fonts 文件夹，或用 --fonts 指出所在文件夹",
            ));
        }
        Ok(ruler)
    }

    /// Characters that no face has, in order.
    pub(super) fn missing<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Result<BTreeSet<char>> {
        let ruler = self.ruler()?;
        let wanted: BTreeSet<char> = texts.flat_map(str::chars).collect();
        Ok(wanted.into_iter().filter(|c| ruler.find(*c, ruler.regular).is_none()).collect())
    }
}

/// Measures text in the faces that draw it, and draws it.
pub struct Ruler<'a> {
    faces: &'a [Face],
    /// Each face once it was needed; `None` if it cannot be read.
    parsed: Vec<OnceCell<Option<ttf_parser::Face<'a>>>>,
    regular: usize,
    bold: usize,
}

impl<'a> Ruler<'a> {
    /// Width of a text, rounded up.
    pub fn width(&self, text: &str, size: i32, bold: bool) -> i32 {
        super::scene::px((self.ems(text, bold) * f64::from(size)).ceil())
    }

    /// Width of a text in ems; a full em is assumed for what no face has.
    pub(super) fn ems(&self, text: &str, bold: bool) -> f64 {
        text.chars().map(|c| self.known(c, self.first(bold)).unwrap_or(1.0)).sum()
    }

    /// Draws a character into `outline`, in units of which an em has so many as come back with its advance in ems.
    pub(super) fn draw(&self, c: char, bold: bool, outline: &mut dyn OutlineBuilder) -> Option<(u16, f64)> {
        let (face, glyph) = self.find(c, self.first(bold))?;
        // A blank has no outline.
        let _ = face.outline_glyph(glyph, outline);
        Some((face.units_per_em(), advance(face, glyph)?))
    }

    fn first(&self, bold: bool) -> usize {
        if bold { self.bold } else { self.regular }
    }

    /// Advance in ems in the first face that has the character.
    fn known(&self, c: char, first: usize) -> Option<f64> {
        self.find(c, first).and_then(|(face, glyph)| advance(face, glyph))
    }

    /// The first face that has the character.
    fn find(&self, c: char, first: usize) -> Option<(&ttf_parser::Face<'a>, GlyphId)> {
        let order = std::iter::once(first).chain(0..self.faces.len());
        order.filter_map(|index| self.face(index)).find_map(|face| Some((face, face.glyph_index(c)?)))
    }

    fn face(&self, index: usize) -> Option<&ttf_parser::Face<'a>> {
        let (face, cell) = (self.faces.get(index)?, self.parsed.get(index)?);
        cell.get_or_init(|| parse(face)).as_ref()
    }
}

fn advance(face: &ttf_parser::Face<'_>, glyph: GlyphId) -> Option<f64> {
    Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
}

fn parse(face: &Face) -> Option<ttf_parser::Face<'_>> {
    ttf_parser::Face::parse(&face.data, face.index).ok()
}

fn index_of(fonts: &Fonts, role: Role) -> Option<usize> {
    fonts.roles.iter().find(|(candidate, _)| *candidate == role).map(|(_, index)| *index)
}

/// The regular face of the same family, else of any sans family, else the face itself.
fn lighter(fonts: &Fonts, bold: usize) -> usize {
    let Some(heading) = fonts.faces.get(bold) else { return bold };
    let find = |accept: &dyn Fn(&Face) -> bool| fonts.faces.iter().position(|face| face.weight < 600 && accept(face));
    find(&|face| face.family == heading.family)
        .or_else(|| find(&|face| face.family.contains("Sans") || face.family.contains('黑')))
        .unwrap_or(bold)
}

/// The face's own family before those of other machines, none twice.
fn families(own: &str) -> String {
    let plain = own.chars().all(|c| c.is_alphanumeric() || c == ' ') && !own.starts_with(|c: char| c.is_ascii_digit());
    let first = if plain { own.to_owned() } else { format!("'{}'", own.replace('\'', "")) };
    let others = FALLBACK.split(", ").filter(|family| *family != own);
    std::iter::once(first.as_str()).chain(others).collect::<Vec<_>>().join(", ")
}
