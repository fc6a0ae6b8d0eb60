//! What the typesetter sees: a theme, the faces, and one report with its charts. No file system, no clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Coverage, Font, FontBook, FontFlags, FontInfo, FontVariant, FontWeight};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::data::Job;
use crate::domain::font::{Face, FontFile, Fonts, Role};

/// The document: the theme applied to the report.
const MAIN: &str = "#import \"theme.typ\": typeset\n#typeset(json(\"report.json\"))\n";

/// A file of the little world that the typesetter lives in.
fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).map(|path| RootedPath::new(VirtualRoot::Project, path).intern());
    path.unwrap_or_else(|_| Source::detached("").id())
}

/// What all documents of a press share.
pub(super) struct Shared {
    fonts: Fonts,
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    covering_book: OnceLock<LazyHash<FontBook>>,
    loaded: Vec<OnceLock<Option<Font>>>,
    main: Source,
    theme: Source,
}

impl Shared {
    /// Loads the faces that have a role, side by side: reading and hashing them is most of the first document's time.
    pub(super) fn new(fonts: Fonts, theme: &str) -> Self {
        let shared = Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(book(&fonts, |_| Coverage::from_vec(Vec::new()))),
            covering_book: OnceLock::new(),
            loaded: fonts.faces.iter().map(|_| OnceLock::new()).collect(),
            main: Source::new(file_id("main.typ"), MAIN.to_owned()),
            theme: Source::new(file_id("theme.typ"), theme.to_owned()),
            fonts,
        };
        let chosen: BTreeSet<usize> = shared.fonts.roles.iter().map(|(_, index)| *index).collect();
        chosen.into_par_iter().filter_map(|index| shared.font(index)).for_each(|font| {
            typst::utils::hash128(&font);
        });
        shared
    }

    pub(super) fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Text in charts falls back by coverage; the theme's own goes through its list of faces, and what no face has was
    /// refused before. So coverage is only needed where a chart has a character that its face lacks.
    fn charts_need_fallback(&self, job: &Job) -> bool {
        let hei = Fonts { faces: self.fonts.face(Role::Hei).cloned().into_iter().collect(), roles: Vec::new() };
        job.charts.iter().any(|(_, svg)| !hei.missing(svg).is_empty())
    }

    fn covering_book(&self) -> &LazyHash<FontBook> {
        self.covering_book.get_or_init(|| LazyHash::new(book(&self.fonts, coverage)))
    }

    /// The face behind an entry of the book, parsed when first drawn with.
    fn font(&self, entry: usize) -> Option<Font> {
        let index = entry.checked_rem(self.fonts.faces.len())?;
        let face = self.fonts.faces.get(index)?;
        let load = || Font::new(Bytes::new(FileBytes(Arc::clone(&face.data))), face.index);
        self.loaded.get(index)?.get_or_init(load).clone()
    }
}

/// A font file as bytes that are shared, not copied.
struct FileBytes(Arc<FontFile>);

impl AsRef<[u8]> for FileBytes {
    fn as_ref(&self) -> &[u8] {
        self.0.as_slice()
    }
}

/// The name under which the theme calls a face: exactly this face, whatever its family and weight are called.
pub(super) fn face_name(index: usize) -> String {
    format!("face-{index}")
}

/// Every face twice: under the name that the theme uses, and under its own for the text in charts.
fn book(fonts: &Fonts, coverage: impl Fn(&Face) -> Coverage) -> FontBook {
    let nothing = || Coverage::from_vec(Vec::new());
    let named = fonts.faces.iter().enumerate();
    let named = named.map(|(index, _)| info(face_name(index), FontVariant::default(), nothing()));
    let own = fonts.faces.iter().map(|face| info(face.family.clone(), variant(face), coverage(face)));
    FontBook::from_infos(named.chain(own))
}

fn variant(face: &Face) -> FontVariant {
    FontVariant { weight: FontWeight::from_number(face.weight), ..FontVariant::default() }
}

fn info(family: String, variant: FontVariant, coverage: Coverage) -> FontInfo {
    FontInfo { family, variant, flags: FontFlags::empty(), axes: Vec::new(), coverage }
}

/// What a face covers; costs a reading of its whole character map.
fn coverage(face: &Face) -> Coverage {
    FontInfo::new(&face.data, face.index).map_or_else(|| Coverage::from_vec(Vec::new()), |info| info.coverage)
}

/// The world of one document.
pub(super) struct Sheet<'a> {
    shared: &'a Shared,
    files: BTreeMap<String, Bytes>,
    covering: bool,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(shared: &'a Shared, job: Job) -> Self {
        let covering = shared.charts_need_fallback(&job);
        let charts = job.charts.into_iter().map(|(name, svg)| (name, Bytes::from_string(svg)));
        let files = charts.chain([("report.json".to_owned(), Bytes::from_string(job.report))]).collect();
        Self { shared, files, covering }
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        if self.covering { self.shared.covering_book() } else { &self.shared.book }
    }

    fn main(&self) -> FileId {
        self.shared.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let mut sources = [&self.shared.main, &self.shared.theme].into_iter();
        sources.find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(id.get().vpath().get_without_slash()).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
