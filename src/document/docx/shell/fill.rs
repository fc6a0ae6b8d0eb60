//! Filling a letterhead in: edits of its parts, and the package with the edited parts in place of its own.

use std::{collections::BTreeMap, ops::Range};

use super::{
    super::{
        builder::{Document, Piece, Place},
        faces::{Aliases, Faces},
        measure::Twips,
        picture::Picture,
        section::Orientation,
        style::FontNames,
        xml::push_text,
    },
    Part, Shell,
    archive::Archive,
    mark::Mark,
    pages,
    scan::{Container, Paragraph},
    slots::{self, BODY, Company, MARKING, SUMMARY, Stock, is_block, words},
    styles::Styles,
    supplies::Supplies,
};
use crate::{
    error::Result,
    report::{Report, assemble::Exhibits, fault},
};

/// What a letterhead is filled in with.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// The document.
    pub report: &'a Report,
    /// Tables and charts that `{{表：…}}` and `{{图：…}}` may ask for.
    pub exhibits: &'a Exhibits,
    /// A PNG for each chart of the document and each one asked for.
    pub pictures: &'a [Picture<'a>],
    /// Faces of what is added with our own styles.
    pub names: &'a FontNames,
}

/// Room in a cell or text box is less than its width by these: usual margins at both sides.
const CELL_MARGINS: Twips = 216;
const BOX_MARGINS: Twips = 288;
/// Room where a cell does not tell its width.
const NARROW: Twips = 4_000;

/// Bytes of a part to be replaced.
struct Edit {
    at: Range<usize>,
    with: String,
}

impl Shell {
    /// The letterhead filled in.
    ///
    /// # Errors
    /// It has [faults](Shell::faults); a chart without its picture; a table that no document can hold.
    pub fn fill(&self, filling: &Filling<'_>) -> Result<Vec<u8>> {
        let tables: Vec<&str> = filling.exhibits.tables.iter().map(|(name, _)| *name).collect();
        let charts: Vec<&str> = filling.exhibits.charts.iter().map(|(name, _)| *name).collect();
        let known = slots::known(filling.report.layout, &tables, &charts);
        fault::refuse(&self.name, &self.faults(&known))?;
        let mut filler = Filler::new(self, filling);
        let mut changed = BTreeMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            let edits = filler.edits(part, at == 0)?;
            if !edits.is_empty() {
                changed.insert(part.member.clone(), applied(&part.xml, edits).into_bytes());
            }
        }
        let supplies =
            Supplies { inserted: &filler.inserted, aliases: &filler.aliases, names: filler.names, added: filler.added };
        supplies.put(self, &filler.own_styles, &mut changed)?;
        Archive::open(&self.name, &self.bytes)?.rewritten(&self.name, &changed)
    }
}

/// The part with its edits made.
fn applied(xml: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
    edits.dedup_by(|edit, before| edit.at == before.at && edit.with == before.with);
    let mut out = String::with_capacity(xml.len() + 64 * 1024);
    let mut from = 0;
    for Edit { at, with } in edits {
        out.push_str(xml.get(from..at.start).unwrap_or_default());
        out.push_str(&with);
        from = at.end.max(from);
    }
    out.push_str(xml.get(from..).unwrap_or_default());
    out
}

struct Filler<'a> {
    shell: &'a Shell,
    stock: Stock<'a>,
    names: &'a FontNames,
    own_styles: Styles,
    aliases: Aliases,
    company: Company,
    /// XML that was inserted, to see which styles it uses.
    inserted: String,
    /// Numbers of drawings, relationships and files that are taken up to here.
    pictures_above: usize,
    bookmarks_above: u32,
    bookmarks: Vec<String>,
    added: Vec<(usize, Vec<u8>)>,
}

impl<'a> Filler<'a> {
    fn new(shell: &'a Shell, filling: &Filling<'a>) -> Self {
        let own_styles = shell.styles.1.as_deref().map(Styles::read).unwrap_or_default();
        let aliases = own_styles.aliases(shell.chosen_body(&own_styles));
        let bookmarks = shell.parts.iter().flat_map(|part| &part.scan.bookmarks);
        let report = filling.report;
        Self {
            stock: Stock { report, exhibits: filling.exhibits, pictures: filling.pictures },
            names: filling.names,
            aliases,
            own_styles,
            company: Company {
                marking: !report.marking.is_empty() && !shell.asks_for(MARKING),
                summary: !shell.asks_for(SUMMARY),
                attachments: !shell.asks_for("附件说明"),
            },
            inserted: String::new(),
            pictures_above: shell.free_numbers(),
            bookmarks_above: above(bookmarks.clone().map(|(number, _)| *number)),
            bookmarks: bookmarks.map(|(_, name)| name.clone()).collect(),
            added: Vec::new(),
            shell,
        }
    }

    /// The edits of a part; blocks stand in the text alone.
    fn edits(&mut self, part: &Part, text: bool) -> Result<Vec<Edit>> {
        let mut edits = Vec::new();
        let mut turned_before = None;
        for (at, (paragraph, marks)) in part.scan.paragraphs.iter().zip(&part.marks).enumerate() {
            for mark in marks {
                let name = mark.name.as_deref().unwrap_or_default();
                if text && is_block(name) {
                    if self.block(part, (at, mark), name, &mut edits)? {
                        turned_before = turned_before.or(Some(paragraph.range.end));
                    }
                } else {
                    put_words(part, mark, &words(name, self.stock.report), &mut edits);
                }
            }
        }
        if text && !self.shell.asks_for("附件") {
            self.append_annexes(part, &mut edits)?;
        }
        if let Some(from) = turned_before {
            continue_sections(part, from, &mut edits);
        }
        Ok(edits)
    }

    /// Blocks in place of a paragraph; tells whether they end a section.
    fn block(&mut self, part: &Part, (at, mark): (usize, &Mark), name: &str, edits: &mut Vec<Edit>) -> Result<bool> {
        let paragraph = &part.scan.paragraphs[at];
        let governing = governing(part, paragraph.range.start);
        let mut document = Document::inside(self.place(paragraph, &governing));
        self.stock.write(name, self.company, &mut document)?;
        if paragraph.section.is_some() || !nothing_follows(part, paragraph) {
            document.turn(Orientation::Portrait);
        }
        if paragraph.section.is_some() {
            document.stand();
        }
        let Some(piece) = document.into_piece() else {
            nothing(part, paragraph, mark, edits);
            return Ok(false);
        };
        let turned = piece.turned;
        if piece.orientation == Orientation::Landscape {
            let end = part.scan.body_end.unwrap_or(part.xml.len());
            let at = part.scan.last_section.clone().unwrap_or(end..end);
            edits.push(Edit { at, with: pages::landscape(&governing) });
        }
        let section = paragraph.section.clone().and_then(|range| part.xml.get(range)).unwrap_or_default();
        let section = if turned { pages::continued(section) } else { section.to_owned() };
        let mut xml = piece.xml.clone();
        xml.insert_str(piece.open_end, &section);
        self.keep(piece);
        xml.extend(paragraph.marks.iter().filter_map(|range| part.xml.get(range.clone())));
        edits.push(Edit { at: paragraph.range.clone(), with: with_namespaces(&xml) });
        Ok(turned)
    }

    /// Attachments at the end of the document, for which the letterhead has no place.
    fn append_annexes(&mut self, part: &Part, edits: &mut Vec<Edit>) -> Result<()> {
        let end = part.scan.last_section.as_ref().map(|section| section.start).or(part.scan.body_end);
        let (Some(end), false) = (end, self.stock.report.annexes.is_empty()) else { return Ok(()) };
        let governing = governing(part, end);
        let room = pages::room(&governing);
        let mut document = Document::inside(self.place_of(room, &governing));
        self.stock.write("附件", self.company, &mut document)?;
        let Some(piece) = document.into_piece() else { return Ok(()) };
        let (turned, orientation) = (piece.turned, piece.orientation);
        edits.push(Edit { at: end..end, with: with_namespaces(&piece.xml) });
        self.keep(piece);
        let section = match orientation {
            Orientation::Landscape => pages::landscape(&governing),
            Orientation::Portrait if turned => pages::continued(&governing),
            Orientation::Portrait => return Ok(()),
        };
        edits.push(Edit { at: part.scan.last_section.clone().unwrap_or(end..end), with: section });
        Ok(())
    }

    fn place(&self, paragraph: &Paragraph, governing: &str) -> Place {
        let (width, height) = pages::room(governing);
        let width = match paragraph.container {
            Container::Text => width,
            Container::Cell(cell) => cell.map_or(NARROW, |cell| cell - CELL_MARGINS).clamp(500, width),
            Container::Box(room) => room.map_or(NARROW, |room| room - BOX_MARGINS).clamp(500, width),
        };
        self.place_of((width, height), governing)
    }

    fn place_of(&self, room: (Twips, Twips), governing: &str) -> Place {
        let landscape = pages::landscape(governing);
        Place {
            faces: Faces::under(self.names, self.aliases.clone()),
            room,
            landscape_room: pages::room(&landscape),
            sections: [governing.to_owned(), landscape, pages::continued(governing)],
            pictures_above: self.pictures_above,
            bookmarks_above: self.bookmarks_above,
            bookmarks: self.bookmarks.clone(),
        }
    }

    /// Counts what a piece has taken.
    fn keep(&mut self, piece: Piece) {
        self.inserted.push_str(&piece.xml);
        for png in piece.pictures {
            self.pictures_above += 1;
            self.added.push((self.pictures_above, png));
        }
        self.bookmarks_above = self.bookmarks_above.saturating_add(u32::try_from(piece.bookmarks.len()).unwrap_or(0));
        self.bookmarks.extend(piece.bookmarks);
    }
}

impl Shell {
    /// The style of the paragraph with `{{正文}}`, where somebody chose one.
    fn chosen_body(&self, styles: &Styles) -> Option<&str> {
        let part = self.parts.first()?;
        let at = part.marks.iter().position(|marks| marks.iter().any(|mark| mark.name.as_deref() == Some(BODY)))?;
        part.scan.paragraphs.get(at)?.style.as_deref().filter(|id| styles.is_chosen(id))
    }
}

/// The highest number, bounded so that there is room above it.
fn above(numbers: impl Iterator<Item = u64>) -> u32 {
    let highest = numbers.filter(|number| *number < u64::from(u32::MAX / 2)).max().map_or(0, |number| number + 1);
    u32::try_from(highest).unwrap_or(0)
}

/// The section that a place of the text belongs to: the next one that ends behind it.
fn governing(part: &Part, at: usize) -> String {
    let ends = part.scan.paragraphs.iter().filter_map(|paragraph| paragraph.section.clone());
    let range =
        ends.chain(part.scan.last_section.clone()).filter(|range| range.start >= at).min_by_key(|range| range.start);
    range.and_then(|range| part.xml.get(range)).map_or_else(pages::usual, str::to_owned)
}

/// Whether a paragraph is the last thing of the text.
fn nothing_follows(part: &Part, paragraph: &Paragraph) -> bool {
    let end = part.scan.last_section.as_ref().map(|section| section.start).or(part.scan.body_end);
    let rest = end.and_then(|end| part.xml.get(paragraph.range.end..end));
    rest.is_some_and(|rest| rest.trim().is_empty()) && paragraph.container == Container::Text
}

/// Sections behind the first turned page neither have a first page of their own nor count pages anew.
fn continue_sections(part: &Part, from: usize, edits: &mut Vec<Edit>) {
    let ends = part.scan.paragraphs.iter().filter_map(|paragraph| paragraph.section.clone());
    let next =
        ends.chain(part.scan.last_section.clone()).filter(|range| range.start >= from).min_by_key(|range| range.start);
    let Some(range) = next else { return };
    if edits.iter().any(|edit| edit.at.start <= range.start && range.end <= edit.at.end) {
        return;
    }
    let with = part.xml.get(range.clone()).map(pages::continued).unwrap_or_default();
    edits.push(Edit { at: range, with });
}

/// Nothing to be said: the paragraph goes, unless its place needs one.
fn nothing(part: &Part, paragraph: &Paragraph, mark: &Mark, edits: &mut Vec<Edit>) {
    let needed = paragraph.container != Container::Text || paragraph.section.is_some();
    if needed {
        return put_words(part, mark, "", edits);
    }
    let kept: String = paragraph.marks.iter().filter_map(|range| part.xml.get(range.clone())).collect();
    edits.push(Edit { at: paragraph.range.clone(), with: kept });
}

/// Puts words in place of a placeholder: into the run where it begins, so that they look as it did.
fn put_words(part: &Part, mark: &Mark, words: &str, edits: &mut Vec<Edit>) {
    let mut pieces = mark.pieces.iter();
    if let Some(first) = pieces.next() {
        edits.push(Edit { at: first.clone(), with: in_run(words) });
    }
    edits.extend(pieces.map(|piece| Edit { at: piece.clone(), with: String::new() }));
    let tag = part.xml.get(mark.tag.clone()).unwrap_or_default();
    if !tag.contains("xml:space") && (words.contains(' ') || words.contains('\n')) {
        let end = mark.tag.end - 1;
        edits.push(Edit { at: end..end, with: " xml:space=\"preserve\"".to_owned() });
    }
}

/// Words as they stand inside a `w:t` that is open before and behind them.
fn in_run(words: &str) -> String {
    let mut run = String::new();
    for (number, line) in words.split('\n').enumerate() {
        if number > 0 {
            run.push_str("</w:t><w:br/><w:t xml:space=\"preserve\">");
        }
        push_text(&mut run, line);
    }
    run
}

/// Drawings tell their namespaces themselves: a letterhead need not have declared them.
fn with_namespaces(xml: &str) -> String {
    xml.replace(
        "<w:drawing>",
        "<w:drawing xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">",
    )
}
