//! The faces charts are set in: chosen once, shared by every chart, used to measure and to draw alike.
//!
//! Never looks for a font: it takes the [`Fonts`] it is given.

use std::collections::BTreeSet;
use std::sync::Arc;

use fontdb::{Database, ID, Source};

use crate::domain::font::{Face, FontFile, Fonts, Role};
use crate::error::{Error, Result};

/// Families that a reader's own machine may have, tried in order after the face the chart was measured in.
const FALLBACK: &str =
    "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, WenQuanYi Micro Hei, sans-serif";

/// Faces loaded once for any number of charts and pictures.
#[derive(Debug, Clone)]
pub struct Easel {
    /// All faces, in order of glyph fallback.
    faces: Vec<Face>,
    /// Index of the face for text and of the one for headings.
    regular: usize,
    bold: usize,
    /// The same faces for resvg, with the number each of `faces` has there.
    pub(super) database: Arc<Database>,
    ids: Vec<Option<ID>>,
    family: String,
}

impl Easel {
    /// Chooses the faces (黑体 for headings, the lighter face of its family for text) and loads them.
    pub fn new(fonts: &Fonts) -> Self {
        let bold = index_of(fonts, Role::Hei).unwrap_or(0);
        let regular = lighter(fonts, bold);
        let mut database = Database::new();
        let ids = load(&mut database, &fonts.faces);
        let family = fonts.faces.get(regular).map_or_else(|| FALLBACK.to_owned(), |face| families(&face.family));
        Self { faces: fonts.faces.clone(), regular, bold, database: Arc::new(database), ids, family }
    }

    /// The `font-family` list of the SVG, beginning with the face the chart was measured in.
    pub(super) fn family(&self) -> &str {
        &self.family
    }

    /// The number of the face for this weight in the database.
    pub(super) fn face_id(&self, bold: bool) -> Option<ID> {
        self.ids.get(if bold { self.bold } else { self.regular }).copied().flatten()
    }

    /// The first face that has the character and is not among those tried.
    pub(super) fn fallback(&self, c: char, tried: &[ID]) -> Option<ID> {
        let has = |face: &Face| parse(face).is_some_and(|parsed| parsed.glyph_index(c).is_some());
        let known = self.faces.iter().zip(&self.ids);
        known.filter(|(face, _)| has(face)).find_map(|(_, id)| id.filter(|id| !tried.contains(id)))
    }

    /// Something to measure text with.
    pub(super) fn ruler(&self) -> Result<Ruler<'_>> {
        let faces: Vec<_> = self.faces.iter().filter_map(parse).collect();
        if faces.len() < self.faces.len() || faces.is_empty() {
            return Err(Error::failed("没有可用的中文字体，图表画不出来")
                .remedy("请把一套中文字体（如 Noto Sans SC）放进工作目录的 fonts 文件夹，或用 --fonts 指出所在文件夹"));
        }
        Ok(Ruler { faces, regular: self.regular, bold: self.bold })
    }

    /// Characters that no face has, in order.
    pub(super) fn missing<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Result<BTreeSet<char>> {
        let ruler = self.ruler()?;
        Ok(texts.flat_map(str::chars).filter(|c| !ruler.has(*c)).collect())
    }
}

/// Measures text in the faces that draw it.
pub struct Ruler<'a> {
    faces: Vec<ttf_parser::Face<'a>>,
    regular: usize,
    bold: usize,
}

impl Ruler<'_> {
    /// Width of a text, rounded up.
    pub fn width(&self, text: &str, size: i32, bold: bool) -> i32 {
        let first = if bold { self.bold } else { self.regular };
        let ems: f64 = text.chars().map(|c| self.advance(c, first)).sum();
        super::scene::px((ems * f64::from(size)).ceil())
    }

    fn has(&self, c: char) -> bool {
        self.faces.iter().any(|face| face.glyph_index(c).is_some())
    }

    /// Advance in ems in the first face that has the character; a full em where none has.
    fn advance(&self, c: char, first: usize) -> f64 {
        let order = self.faces.get(first).into_iter().chain(&self.faces);
        order.filter_map(|face| advance_in(face, c)).next().unwrap_or(1.0)
    }
}

fn advance_in(face: &ttf_parser::Face<'_>, c: char) -> Option<f64> {
    let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
    Some(f64::from(advance) / f64::from(face.units_per_em()))
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

/// Loads every file once and finds the number of each face.
fn load(database: &mut Database, faces: &[Face]) -> Vec<Option<ID>> {
    let mut loaded: Vec<(&Arc<FontFile>, Vec<ID>)> = Vec::new();
    for face in faces {
        if loaded.iter().all(|(file, _)| !Arc::ptr_eq(file, &face.data)) {
            let ids = database.load_font_source(Source::Binary(face.data.clone()));
            loaded.push((&face.data, ids.to_vec()));
        }
    }
    let place = |id: &ID, face: &Face| database.face(*id).is_some_and(|info| info.index == face.index);
    let id_of = |face: &Face| {
        let (_, ids) = loaded.iter().find(|(file, _)| Arc::ptr_eq(file, &face.data))?;
        ids.iter().find(|id| place(id, face)).copied()
    };
    faces.iter().map(id_of).collect()
}

/// The face's own family before those of other machines, none twice.
fn families(own: &str) -> String {
    let plain = own.chars().all(|c| c.is_alphanumeric() || c == ' ') && !own.starts_with(|c: char| c.is_ascii_digit());
    let first = if plain { own.to_owned() } else { format!("'{}'", own.replace('\'', "")) };
    let others = FALLBACK.split(", ").filter(|family| *family != own);
    std::iter::once(first.as_str()).chain(others).collect::<Vec<_>>().join(", ")
}
