//! Font files as values: found by the workspace, chosen by role, handed to the writers that embed them.
//!
//! A file is twenty megabytes and most runs draw little, so its bytes and its SHA-256 are taken when first asked for.
//! Never looks for a font itself and never draws one.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

/// What a face is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 小标宋: issuing mark and title.
    Title,
    /// 仿宋: body.
    Body,
    /// 楷体: second-level headings.
    Kai,
    /// 黑体: first-level headings, table heads, charts.
    Hei,
    /// 宋体: page numbers.
    Song,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Title, Self::Body, Self::Kai, Self::Hei, Self::Song];
}

/// Reads a file when its bytes are wanted.
type Load = Box<dyn Fn() -> Vec<u8> + Send + Sync>;

/// A font file whose bytes are read once, when first looked at; behaves like the slice of its bytes.
pub struct FontFile {
    content: Arc<Content>,
    used: OnceLock<()>,
}

/// What all copies of a file share.
struct Content {
    load: Load,
    bytes: OnceLock<Vec<u8>>,
    sha256: OnceLock<String>,
}

impl FontFile {
    /// A file that `load` reads; an empty result means that it has become unreadable.
    pub fn lazy(load: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Self {
        let content = Content { load: Box::new(load), bytes: OnceLock::new(), sha256: OnceLock::new() };
        Self { content: Arc::new(content), used: OnceLock::new() }
    }

    /// The same file as nobody has looked at it; its bytes are shared.
    fn unused(&self) -> Self {
        Self { content: Arc::clone(&self.content), used: OnceLock::new() }
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        self.used.get_or_init(|| ());
        self.content.bytes.get_or_init(|| (self.content.load)())
    }

    /// Whether anything has looked at the bytes: then the file is an input and stands in the manifest.
    pub fn is_used(&self) -> bool {
        self.used.get().is_some()
    }

    /// SHA-256 of the bytes, hexadecimal.
    pub fn sha256(&self) -> &str {
        self.content.sha256.get_or_init(|| {
            Sha256::digest(self.as_slice())
                .iter()
                .fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
        })
    }
}

impl From<Vec<u8>> for FontFile {
    fn from(bytes: Vec<u8>) -> Self {
        let content = Content { load: Box::new(Vec::new), bytes: OnceLock::from(bytes), sha256: OnceLock::new() };
        Self { content: Arc::new(content), used: OnceLock::from(()) }
    }
}

impl Deref for FontFile {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl AsRef<[u8]> for FontFile {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl fmt::Debug for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FontFile({})", if self.is_used() { "read" } else { "not read" })
    }
}

/// One face of one file.
#[derive(Debug, Clone)]
pub struct Face {
    /// Family name as the file states it.
    pub family: String,
    /// File name without folders, for the manifest.
    pub file: String,
    /// Face number inside a collection.
    pub index: u32,
    /// Weight, 400 or 700.
    pub weight: u16,
    /// The file; faces of one collection share it.
    pub data: Arc<FontFile>,
}

impl Face {
    /// SHA-256 of the file, hexadecimal.
    pub fn sha256(&self) -> &str {
        self.data.sha256()
    }

    /// The characters of `wanted` that this face cannot draw.
    pub fn without(&self, wanted: BTreeSet<char>) -> BTreeSet<char> {
        match ttf_parser::Face::parse(&self.data, self.index) {
            Ok(face) => wanted.into_iter().filter(|character| face.glyph_index(*character).is_none()).collect(),
            Err(_) => wanted,
        }
    }
}

/// The faces found, and which of them serve which role.
#[derive(Debug, Clone, Default)]
pub struct Fonts {
    /// All faces, in order of preference for glyph fallback.
    pub faces: Vec<Face>,
    /// For each role the index into `faces`.
    pub roles: Vec<(Role, usize)>,
}

impl Fonts {
    /// The same faces as nobody has looked at them, so that another set of documents can tell which of them it used. The
    /// bytes are shared.
    #[must_use]
    pub fn unused(&self) -> Self {
        let mut files: Vec<(*const FontFile, Arc<FontFile>)> = Vec::new();
        let mut copy = |file: &Arc<FontFile>| {
            let known = files.iter().find(|(original, _)| *original == Arc::as_ptr(file));
            if let Some((_, copy)) = known {
                return Arc::clone(copy);
            }
            let copy = Arc::new(file.unused());
            files.push((Arc::as_ptr(file), Arc::clone(&copy)));
            copy
        };
        let faces = self.faces.iter().map(|face| Face { data: copy(&face.data), ..face.clone() }).collect();
        Self { faces, roles: self.roles.clone() }
    }

    /// The face for a role, `None` if no font was found at all.
    pub fn face(&self, role: Role) -> Option<&Face> {
        self.index(role).and_then(|index| self.faces.get(index))
    }

    /// The place in `faces` of the face for a role.
    pub fn index(&self, role: Role) -> Option<usize> {
        self.roles.iter().find(|(candidate, _)| *candidate == role).map(|(_, index)| *index)
    }

    /// The characters of `text` that no face can draw, sorted; blanks and invisible marks need no glyph.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let wanted = text.chars().filter(|character| needs_glyph(*character)).collect();
        let mut faces: Vec<&Face> = Role::ALL.iter().filter_map(|role| self.face(*role)).collect();
        faces.sort_by_key(|face| !face.data.is_used());
        faces.extend(&self.faces);
        let left = faces.into_iter().fold(
            wanted,
            |left: BTreeSet<char>, face| {
                if left.is_empty() { left } else { face.without(left) }
            },
        );
        left.into_iter().collect()
    }

    /// The files that something has looked at, each once: the inputs that a manifest names.
    pub fn used(&self) -> Vec<&Face> {
        let mut seen = BTreeSet::new();
        self.faces.iter().filter(|face| face.data.is_used() && seen.insert(face.file.clone())).collect()
    }
}

/// Characters that no face can draw, each with the shape of the word of `text` in which it is first met, so that a person finds
/// the name that has it: `“甲*㛃**”中的“㛃”（U+36C3）`. The word may be a person's name or a sole trader's, and messages travel.
pub fn in_their_words(missing: impl IntoIterator<Item = char>, text: &str) -> String {
    let tell = |c: char| format!("“{}”中的“{c}”（U+{:04X}）", word_with(c, text), u32::from(c));
    missing.into_iter().map(tell).collect::<Vec<_>>().join("、")
}

/// As many characters of a word are told on either side.
const TOLD: usize = 24;

/// The word of `text` in which a character is first met; the character alone where it is not met.
fn word_with(missing: char, text: &str) -> String {
    let inside = |c: &char| c.is_alphanumeric() || *c == missing || matches!(c, '（' | '）' | '·');
    let Some(at) = text.find(missing) else { return missing.to_string() };
    let before: Vec<char> = text[..at].chars().rev().take_while(inside).take(TOLD).collect();
    let word = before.into_iter().rev().chain(text[at..].chars().take_while(inside).take(TOLD));
    word.enumerate().map(|(place, c)| if place == 0 || c == missing { c } else { '*' }).collect()
}

/// Whether a character is drawn at all: not a blank, a control, a joiner, a direction mark or a variation selector.
fn needs_glyph(character: char) -> bool {
    !(character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_file_is_read_and_hashed_only_when_looked_at() {
        let file = FontFile::lazy(|| b"abc".to_vec());
        assert!(!file.is_used());
        assert_eq!(file.sha256(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(file.is_used());
    }

    #[test]
    fn copies_share_bytes_but_tell_apart_who_looked() {
        let face = |file: &Arc<FontFile>, index| Face {
            family: "宋体".into(),
            file: "a.ttc".into(),
            index,
            weight: 400,
            data: Arc::clone(file),
        };
        let file = Arc::new(FontFile::lazy(|| b"abc".to_vec()));
        let fonts = Fonts { faces: vec![face(&file, 0), face(&file, 1)], roles: Vec::new() };
        let copy = fonts.unused();
        assert_eq!(copy.faces[0].data.as_slice(), b"abc");
        assert_eq!(copy.used().len(), 1, "the faces of a collection still share their file");
        assert!(fonts.used().is_empty() && fonts.unused().used().is_empty());
        assert!(std::ptr::eq(copy.faces[0].data.as_slice(), fonts.faces[0].data.as_slice()));
    }

    #[test]
    fn a_missing_character_is_told_in_its_word() {
        let text = "{\"name\":\"文峰区甲㛃商行（示例）\",\"other\":\"乙\"}";
        assert_eq!(in_their_words(['㛃'], text), "“文***㛃******”中的“㛃”（U+36C3）");
        let private = "前，某\u{E123}公司。后";
        assert_eq!(in_their_words(['\u{E123}'], private), "“某\u{E123}**”中的“\u{E123}”（U+E123）");
        let long = "长".repeat(100) + "㛃";
        assert_eq!(word_with('㛃', &long), format!("长{}㛃", "*".repeat(23)), "not the whole text");
    }

    #[test]
    fn without_a_face_every_visible_character_is_missing_once() {
        assert_eq!(Fonts::default().missing("安阳 安\u{200B}\n"), vec!['安', '阳']);
    }
}
