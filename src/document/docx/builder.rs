//! A .docx under construction: paragraphs, tables, pictures and sections in reading order.
//!
//! Knows no layout of GB/T 9704 beyond its pages and styles: `letterhead` and `closing` place their elements with it, and
//! forms can do the same.

use crate::{
    domain::{font::Role, rate::Rounding, table::Table},
    error::{Error, Result},
};

use super::{
    faces::Faces,
    furniture::{Furniture, PageNumbers, Pages, Properties},
    measure::{Twips, tenths_mm},
    package::Package,
    paragraph::{Align, Format, Run, push_paragraph, push_run_start},
    picture::{AROUND, Picture, Words, height_in, push_drawing},
    section::{Orientation, push_section},
    style::{FontNames, Style},
    table::{Hold, push_grid},
    xml::{DECLARATION, R, W},
};

/// Word reads no more columns than these.
const MOST_COLUMNS: usize = 63;

/// Word reads tables of 1 to 63 columns.
fn columns_allowed(table: &Table) -> Result<()> {
    if (1..=MOST_COLUMNS).contains(&table.columns.len()) {
        return Ok(());
    }
    let (title, columns) = (&table.title, table.columns.len());
    Err(Error::failed(format!("表“{title}”有 {columns} 列，文书中的表须为 1 至 63 列")))
}

/// What a piece must fit into that is put into a document of another's making.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Styles under the names that the other knows them by.
    pub faces: Faces,
    /// Width and height of the room where the piece stands.
    pub room: (Twips, Twips),
    /// Width and height of the text area of a landscape page.
    pub landscape_room: (Twips, Twips),
    /// Properties of the section up to the first landscape page, of landscape pages, of upright ones behind them.
    pub sections: [String; 3],
    /// Pictures and bookmarks are numbered above these.
    pub pictures_above: usize,
    /// Likewise.
    pub bookmarks_above: u32,
    /// Names of bookmarks that are taken.
    pub bookmarks: Vec<String>,
}

/// A piece for a document of another's making.
#[derive(Debug)]
pub(super) struct Piece {
    /// Paragraphs and tables; the last is a paragraph.
    pub xml: String,
    /// Where the properties of the last paragraph end.
    pub open_end: usize,
    /// PNG files in the order of their numbers.
    pub pictures: Vec<Vec<u8>>,
    /// Names of the bookmarks in it.
    pub bookmarks: Vec<String>,
    /// Whether it holds ends of sections.
    pub turned: bool,
    /// How its last pages lie.
    pub orientation: Orientation,
}

/// A document under construction.
#[derive(Debug)]
pub struct Document {
    faces: Faces,
    furniture: Furniture,
    xml: String,
    orientation: Orientation,
    /// Where the properties of the last paragraph end, if a paragraph stands last.
    open_end: Option<usize>,
    /// Whether a section has taken the headers and footers.
    furnished: bool,
    bookmarks: Vec<String>,
    pictures: Vec<Vec<u8>>,
    /// Where it is a piece of another document.
    place: Option<Place>,
}

impl Document {
    /// An empty document whose first page is upright.
    pub fn new(names: &FontNames, furniture: Furniture) -> Self {
        let mut xml = String::with_capacity(64 * 1024);
        for piece in [
            DECLARATION,
            "<w:document ",
            W,
            " ",
            R,
            " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"",
            " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"",
            " xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>",
        ] {
            xml.push_str(piece);
        }
        Self {
            faces: Faces::new(names),
            furniture,
            xml,
            orientation: Orientation::Portrait,
            open_end: None,
            furnished: false,
            bookmarks: Vec::new(),
            pictures: Vec::new(),
            place: None,
        }
    }

    /// A piece to be put into another document.
    pub(super) fn inside(place: Place) -> Self {
        Self {
            faces: place.faces.clone(),
            furniture: Furniture { marking: String::new(), numbers: PageNumbers::None },
            xml: String::new(),
            orientation: Orientation::Portrait,
            open_end: None,
            furnished: false,
            bookmarks: Vec::new(),
            pictures: Vec::new(),
            place: Some(place),
        }
    }

    /// The piece; `None` where nothing was added.
    pub(super) fn into_piece(mut self) -> Option<Piece> {
        if self.xml.is_empty() {
            return None;
        }
        if self.open_end.is_none() {
            self.paragraph(Style::Hair, "");
        }
        Some(Piece {
            open_end: self.open_end.unwrap_or(0),
            xml: self.xml,
            pictures: self.pictures,
            bookmarks: self.bookmarks,
            turned: self.furnished,
            orientation: self.orientation,
        })
    }

    /// Width and height for tables and pictures.
    pub(super) fn room(&self) -> (Twips, Twips) {
        match (&self.place, self.orientation) {
            (Some(place), Orientation::Portrait) => place.room,
            (Some(place), Orientation::Landscape) => place.landscape_room,
            (None, orientation) => (orientation.text_width(), orientation.text_height()),
        }
    }

    /// Adds a paragraph as its style has it.
    pub fn paragraph(&mut self, style: Style, text: &str) {
        self.runs(style, &Format::default(), &[Run::plain(text)]);
    }

    /// Adds a paragraph with properties of its own.
    pub fn runs(&mut self, style: Style, format: &Format<'_>, runs: &[Run<'_>]) {
        self.open_end = Some(push_paragraph(&mut self.xml, &self.faces, style, format, runs));
    }

    /// Adds a paragraph with a bookmark around it; a name that is taken or not allowed gives none.
    pub fn bookmarked(&mut self, style: Style, name: &str, text: &str) {
        let bookmark = self.bookmark(name);
        self.runs(style, &Format { bookmark, ..Format::default() }, &[Run::plain(text)]);
    }

    /// The next bookmark; a name that is taken or not allowed gives none.
    fn bookmark<'n>(&mut self, name: &'n str) -> Option<(u32, &'n str)> {
        let above = self.place.as_ref().map_or(0, |place| place.bookmarks_above);
        let number = u32::try_from(self.bookmarks.len()).unwrap_or(u32::MAX).saturating_add(above);
        let theirs = self.place.as_ref().map_or(&[][..], |place| &place.bookmarks);
        let allowed = name.starts_with(char::is_alphabetic)
            && name.chars().count() <= 40
            && name.chars().all(|character| character.is_alphanumeric() || character == '_')
            && !self.bookmarks.iter().chain(theirs).any(|taken| taken == name);
        if allowed {
            self.bookmarks.push(name.to_owned());
        }
        allowed.then_some((number, name))
    }

    /// Adds a table with its caption, unit and notes.
    ///
    /// # Errors
    /// More columns than a word processor reads, or none.
    pub fn table(&mut self, table: &Table, rounding: Rounding) -> Result<()> {
        if !table.title.is_empty() {
            self.bookmarked(Style::Caption, &table.id, &table.title);
        }
        self.table_without_caption(table, rounding)
    }

    /// Adds the small table of the first page: title and unit share a line, and it may go on overleaf, so that the page is
    /// never left empty below the addressees.
    ///
    /// # Errors
    /// As [`Self::table`].
    pub fn summary(&mut self, table: &Table, rounding: Rounding) -> Result<()> {
        columns_allowed(table)?;
        let (right_tab, align) = (Some(self.room().0), Some(Align::Left));
        let format = Format { right_tab, align, bookmark: self.bookmark(&table.id), ..Format::default() };
        let unit = format!("\t{}", table.unit);
        let unit = Run { role: Some(Role::Body), size: Some(Style::Unit.look().size), ..Run::plain(&unit) };
        self.runs(Style::Caption, &format, &[Run::plain(&table.title), unit]);
        self.grid(|xml, faces, room| push_grid(xml, faces, table, rounding, (room, Hold::Loose)));
        self.notes(table);
        Ok(())
    }

    /// Adds a table with its unit and notes, under a title that stands there already.
    ///
    /// # Errors
    /// As [`Self::table`].
    pub fn table_without_caption(&mut self, table: &Table, rounding: Rounding) -> Result<()> {
        columns_allowed(table)?;
        if !table.unit.is_empty() {
            self.paragraph(Style::Unit, &table.unit);
        }
        self.grid(|xml, faces, room| push_grid(xml, faces, table, rounding, (room, Hold::Together)));
        self.notes(table);
        Ok(())
    }

    /// One paragraph: it stays whole, and so with the last rows of its table.
    fn notes(&mut self, table: &Table) {
        if !table.notes.is_empty() {
            self.paragraph(Style::Note, &table.notes.concat());
        }
    }

    /// Adds a table that `write` puts into the XML; two tables in a row are kept apart, or they would become one.
    pub(super) fn grid(&mut self, write: impl FnOnce(&mut String, &Faces, Twips)) {
        if self.open_end.is_none() {
            self.paragraph(Style::Hair, "");
        }
        let (width, _) = self.room();
        write(&mut self.xml, &self.faces, width);
        self.open_end = None;
    }

    /// Keeps the last paragraph, if a paragraph stands last, on one page with what follows.
    pub fn keep_last_with_next(&mut self) {
        const STYLE_END: &str = "\"/>";
        const KEEP: &str = "<w:keepNext/>";
        let Some(end) = self.open_end else { return };
        let start = self.xml[..end].rfind("<w:pStyle ").unwrap_or(end);
        let Some(at) = self.xml[start..end].find(STYLE_END).map(|at| start + at + STYLE_END.len()) else { return };
        if !self.xml[at..].starts_with(KEEP) {
            self.xml.insert_str(at, KEEP);
            self.open_end = Some(end + KEEP.len());
        }
    }

    fn room_of_picture(&self) -> (Twips, Twips) {
        let (width, height) = self.room();
        (width, height - tenths_mm(250))
    }

    /// The height that a picture will take, with the space around it.
    pub(super) fn picture_height(&self, picture: &Picture<'_>) -> Result<Twips> {
        Ok(height_in(picture.size()?, self.room_of_picture()) + 2 * AROUND)
    }

    /// Adds a picture as wide as the text area.
    ///
    /// # Errors
    /// The picture is not a PNG file.
    pub fn picture(&mut self, picture: &Picture<'_>, title: &str, alt: &str) -> Result<()> {
        self.picture_in(100, picture, title, alt)
    }

    /// Adds a picture in so many percent of the width.
    pub(super) fn picture_in(&mut self, percent: Twips, picture: &Picture<'_>, title: &str, alt: &str) -> Result<()> {
        let (size, (width, height)) = (picture.size()?, self.room_of_picture());
        let room = (width * percent / 100, height * percent / 100);
        self.pictures.push(picture.png.to_vec());
        let number = self.pictures.len() + self.place.as_ref().map_or(0, |place| place.pictures_above);
        let mut drawing = String::new();
        push_run_start(&mut drawing, &self.faces, Style::Picture, &Run::default());
        push_drawing(&mut drawing, number, size, &Words { title, alt }, room);
        drawing.push_str("</w:r>");
        self.runs(Style::Picture, &Format::default(), &[]);
        self.xml.insert_str(self.xml.len() - "</w:p>".len(), &drawing);
        Ok(())
    }

    /// Continues on pages that lie so; begins a new section if those before lay otherwise.
    pub fn turn(&mut self, orientation: Orientation) {
        if orientation == self.orientation {
            return;
        }
        let properties = self.section();
        if self.open_end.is_none() {
            self.paragraph(Style::Hair, "");
        }
        let at = self.open_end.unwrap_or(self.xml.len());
        self.xml.insert_str(at, &properties);
        self.orientation = orientation;
    }

    /// Adds a paragraph of no height if the last one ends a section, so that another can end behind it.
    pub(super) fn stand(&mut self) {
        if self.xml.ends_with("</w:sectPr></w:pPr></w:p>") {
            self.paragraph(Style::Hair, "");
        }
    }

    /// The properties of the section that ends here; the first one brings headers and footers in.
    fn section(&mut self) -> String {
        let mut out = String::new();
        if let Some(Place { sections: [first, landscape, upright], .. }) = &self.place {
            out.push_str(match (self.furnished, self.orientation) {
                (false, Orientation::Portrait) => first,
                (true, Orientation::Portrait) => upright,
                (_, Orientation::Landscape) => landscape,
            });
        } else if self.furnished {
            push_section(&mut out, self.orientation, "", false);
        } else {
            let pages = Pages::new(&self.furniture, &self.faces);
            push_section(&mut out, self.orientation, &pages.references, pages.first_page_differs);
        }
        self.furnished = true;
        out
    }

    /// The file.
    ///
    /// # Errors
    /// The package could not be written (it is too large for a ZIP file).
    pub fn finish(mut self, properties: &Properties) -> Result<Vec<u8>> {
        if self.open_end.is_none() {
            self.paragraph(Style::Hair, "");
        }
        let section = self.section();
        self.xml.push_str(&section);
        self.xml.push_str("</w:body></w:document>");
        let pages = Pages::new(&self.furniture, &self.faces);
        Package { document: &self.xml, pages: &pages, faces: &self.faces, properties, pictures: &self.pictures }
            .into_bytes()
    }
}
