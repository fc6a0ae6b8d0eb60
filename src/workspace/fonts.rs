//! Finds Chinese faces by role and hands them down as values.
//!
//! Looks in the folders it is given and then in the system. The name that stands first in a role's list wins, wherever
//! it is; the same name in two places is taken from the earlier one. Only tables of names are looked at here: a file's
//! bytes are read when a writer draws with it. Never chooses a face without simplified Chinese.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use fontdb::{Database, FaceInfo, Source, Style};

use crate::domain::config::FontNames;
use crate::domain::font::{Face, FontFile, Fonts, Role};
use crate::{Error, Result};

/// What stands in for 小标宋, 仿宋, 楷体 and 宋体 where they are not there.
const SERIF: &[&str] = &["Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "思源宋体"];
/// What stands in for 黑体.
const SANS: &[&str] = &["Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Microsoft YaHei"];
/// 小标宋.
const TITLE: &[&str] = &["方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "小标宋"];
/// 仿宋.
const BODY: &[&str] =
    &["仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "方正仿宋简体", "FangSong", "仿宋", "STFangsong"];
/// 楷体.
const KAI: &[&str] = &["楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体简体", "KaiTi", "楷体", "STKaiti"];
/// 黑体.
const HEI: &[&str] = &["SimHei", "黑体", "方正黑体_GBK", "方正黑体简体", "STHeiti"];
/// 宋体.
const SONG: &[&str] = &["SimSun", "宋体", "方正书宋_GBK", "方正书宋简体", "STSong"];
/// Faces that carry only rare characters: fallback, never first.
const RARE: &[&str] = &["SimSun-ExtB", "SimSun-ExtG", "HanaMinA", "HanaMinB", "Jigmo", "Jigmo2", "Jigmo3"];
/// Characters without which a face is none for simplified Chinese (Japanese and traditional faces lack some of them).
const SIMPLIFIED: &str = "通报县级约谈监管们这产业务请说还边优惩违";

/// Finds the faces for all roles in `dirs` (those that are there) and then in the system.
///
/// `names` come before the built-in lists. Other faces of a role's list follow in [`Fonts::faces`] as fallback for rare
/// characters, and the regular face of the family of 黑体 for the text of charts.
///
/// # Errors
/// No face with simplified Chinese anywhere: the message names the folder to put one into.
pub fn find(dirs: &[PathBuf], names: &FontNames) -> Result<Fonts> {
    let mut places = Places::new(dirs);
    let mut fonts = Fonts::default();
    for role in [Role::Body, Role::Song, Role::Kai, Role::Hei, Role::Title] {
        let found = places.choose(role, &wanted(role, names));
        let indices: Vec<usize> = found.into_iter().map(|place| places.add(place, &mut fonts)).collect();
        let first = indices.first().ok_or_else(|| none_found(dirs))?;
        fonts.roles.push((role, *first));
    }
    places.add_lighter(Role::Hei, &mut fonts);
    Ok(fonts)
}

/// Nothing to draw with.
fn none_found(dirs: &[PathBuf]) -> Error {
    let folder =
        dirs.first().map_or_else(|| "工作区的 fonts 文件夹".to_owned(), |dir| format!("文件夹“{}”", dir.display()));
    Error::failed("没有找到能显示简体中文的字体，无法生成 PDF 和图表。").remedy(format!(
        "把字体文件（如方正小标宋、仿宋、楷体、黑体，或 Noto Serif SC、Noto Sans SC 的 .ttf、.otf、.ttc）放进{folder}，\
         或用 --fonts 指明字体所在的文件夹；在源代码目录中也可运行 scripts/fonts.sh。"
    ))
}

/// The names for a role, the configured ones first.
fn wanted(role: Role, names: &FontNames) -> Vec<String> {
    let (configured, proper, stand_in) = match role {
        Role::Title => (&names.title, TITLE, SERIF),
        Role::Body => (&names.body, BODY, SERIF),
        Role::Kai => (&names.kai, KAI, SERIF),
        Role::Hei => (&names.hei, HEI, SANS),
        Role::Song => (&names.song, SONG, SERIF),
    };
    let built_in = [proper, stand_in, RARE].concat();
    configured.iter().cloned().chain(built_in.into_iter().map(str::to_owned)).collect()
}

/// The weight at which a family that has several stands in best for a role: real 小标宋 and 黑体 are dark by themselves.
fn weight(role: Role) -> u16 {
    match role {
        Role::Title | Role::Hei => 700,
        Role::Body | Role::Kai | Role::Song => 400,
    }
}

/// Names as they are compared: without blanks, underscores, hyphens and case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// A face in one of the databases.
type Place = (usize, fontdb::ID);

/// One database a folder, the system last and only when it is needed.
struct Places {
    databases: Vec<Database>,
    names: BTreeMap<String, Vec<Place>>,
    with_system: bool,
    taken: Vec<Place>,
    files: Vec<(PathBuf, Arc<FontFile>)>,
}

impl Places {
    fn new(dirs: &[PathBuf]) -> Self {
        let (databases, names) = (Vec::new(), BTreeMap::new());
        let mut places = Self { databases, names, with_system: false, taken: Vec::new(), files: Vec::new() };
        for dir in dirs {
            let mut database = Database::new();
            database.load_fonts_dir(dir);
            places.push(database);
        }
        places
    }

    /// Adds a place after those that are there.
    fn push(&mut self, database: Database) {
        for face in database.faces() {
            for (family, _) in &face.families {
                let of_name = self.names.entry(plain(family)).or_default();
                if !of_name.contains(&(self.databases.len(), face.id)) {
                    of_name.push((self.databases.len(), face.id));
                }
            }
        }
        self.databases.push(database);
    }

    /// Adds the system's faces, once.
    fn add_system(&mut self) {
        if !self.with_system {
            let mut database = Database::new();
            database.load_system_fonts();
            self.push(database);
            self.with_system = true;
        }
    }

    /// The faces for a role, the best first: by name, and if no name is there, any that has simplified Chinese.
    fn choose(&mut self, role: Role, names: &[String]) -> Vec<Place> {
        let weight = weight(role);
        if names.first().and_then(|name| self.by_name(name, weight)).is_none() {
            self.add_system();
        }
        let mut found: Vec<Place> = names.iter().filter_map(|name| self.by_name(name, weight)).collect();
        let first = found.iter().position(|place| self.has_chinese(*place));
        match first {
            Some(first) => found.swap(0, first),
            None => found = self.any_chinese(weight).into_iter().collect(),
        }
        found
    }

    /// The face of a family whose weight is nearest, from the earliest place.
    fn by_name(&self, name: &str, weight: u16) -> Option<Place> {
        let of_name = self.names.get(&plain(name))?;
        self.nearest(of_name.iter().copied(), weight).into_iter().find(|place| !self.is_variable(*place))
    }

    /// Any face that has simplified Chinese.
    fn any_chinese(&self, weight: u16) -> Option<Place> {
        let places = self.databases.iter().enumerate();
        let all = places.flat_map(|(at, database)| database.faces().map(move |face| (at, face.id)));
        let suits = |place: &Place| self.has_chinese(*place) && !self.is_variable(*place);
        self.nearest(all, weight).into_iter().find(suits)
    }

    /// The upright faces: by place, then by nearness of weight, then by name.
    fn nearest(&self, places: impl Iterator<Item = Place>, weight: u16) -> Vec<Place> {
        let known = places.filter_map(|place| self.info(place).map(|face| (place, face)));
        let mut faces: Vec<(Place, &FaceInfo)> = known.filter(|(_, face)| face.style == Style::Normal).collect();
        faces.sort_by_key(|(place, face)| {
            (place.0, face.weight.0.abs_diff(weight), face.post_script_name.as_str(), face.index)
        });
        faces.into_iter().map(|(place, _)| place).collect()
    }

    fn info(&self, (database, id): Place) -> Option<&FaceInfo> {
        self.databases.get(database)?.face(id)
    }

    fn has_chinese(&self, place: Place) -> bool {
        self.look(place, |face| SIMPLIFIED.chars().all(|c| face.glyph_index(c).is_some()))
    }

    /// A variable font draws its thinnest instance where nobody sets its axes; static ones are everywhere.
    fn is_variable(&self, place: Place) -> bool {
        self.look(place, |face| face.tables().fvar.is_some())
    }

    fn look(&self, (database, id): Place, ask: impl Fn(&ttf_parser::Face) -> bool) -> bool {
        let answer = self.databases.get(database).and_then(|database| {
            database.with_face_data(id, |data, index| ttf_parser::Face::parse(data, index).is_ok_and(|face| ask(&face)))
        });
        answer.unwrap_or(false)
    }

    /// Puts a face into `fonts`, once, and returns its index.
    fn add(&mut self, place: Place, fonts: &mut Fonts) -> usize {
        if let Some(index) = self.taken.iter().position(|taken| *taken == place) {
            return index;
        }
        if let Some(info) = self.info(place).cloned() {
            self.taken.push(place);
            fonts.faces.push(self.face(&info));
        }
        fonts.faces.len().saturating_sub(1)
    }

    /// Adds the regular face of the family that serves a role, if it has one.
    fn add_lighter(&mut self, role: Role, fonts: &mut Fonts) {
        let lighter = fonts.face(role).and_then(|face| self.by_name(&face.family, 400));
        if let Some(place) = lighter {
            self.add(place, fonts);
        }
    }

    fn face(&mut self, info: &FaceInfo) -> Face {
        let path = match &info.source {
            Source::File(path) | Source::SharedFile(path, _) => path.clone(),
            Source::Binary(_) => PathBuf::new(),
        };
        let family = info.families.first().map(|(family, _)| family.clone()).unwrap_or_default();
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Face { family, file, index: info.index, weight: info.weight.0, data: self.file(path) }
    }

    /// The file, shared by the faces of a collection.
    fn file(&mut self, path: PathBuf) -> Arc<FontFile> {
        if let Some((_, file)) = self.files.iter().find(|(known, _)| *known == path) {
            return Arc::clone(file);
        }
        let wanted = path.clone();
        let file = Arc::new(FontFile::lazy(move || std::fs::read(&wanted).unwrap_or_default()));
        self.files.push((path, Arc::clone(&file)));
        file
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn configured_names_come_before_the_built_in_ones() {
        let names = FontNames { body: vec!["我的仿宋".into()], ..FontNames::default() };
        let wanted = wanted(Role::Body, &names);
        assert_eq!(wanted[0], "我的仿宋");
        assert_eq!(wanted[1], "仿宋_GB2312");
    }

    #[test]
    fn names_compare_without_blanks_and_case() {
        assert_eq!(plain("Noto Serif_SC"), plain("notoserif-sc"));
    }

    #[test]
    fn no_font_is_an_error_that_names_the_folder() {
        let error = none_found(&[PathBuf::from("/办公室/fonts")]);
        assert!(error.to_string().contains("/办公室/fonts"));
        assert_eq!(error.exit_status(), 3);
    }
}
