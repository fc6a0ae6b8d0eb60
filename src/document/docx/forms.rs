//! Forms (信用承诺书, 信用修复指引): a page each, blanks underlined, the lines for the signature in the right half.

use crate::{
    error::{Error, Result},
    report::{
        Block, Forms, Sheet,
        form::{BLANK, PITCH_PERCENT, SIGNING_PERCENT},
    },
};

use super::{
    builder::Document,
    furniture::{Furniture, PageNumbers, Properties},
    measure::{LINE, TEXT_WIDTH, Twips},
    paragraph::{Align, Format, Indent, Run},
    style::{FontNames, Style},
};

/// Writes `forms` as a .docx file.
///
/// # Errors
/// A form with a chart; a table with more than 63 columns or none.
pub fn write_forms(forms: &Forms, names: &FontNames) -> Result<Vec<u8>> {
    let furniture = Furniture { marking: forms.marking.clone(), numbers: PageNumbers::None };
    let mut document = Document::new(names, furniture);
    for (at, sheet) in forms.sheets.iter().enumerate() {
        title(&mut document, sheet, at);
        for (place, block) in sheet.body.iter().enumerate() {
            self::block(&mut document, block, (place == 0).then_some(LINE), sheet, forms)?;
        }
        signing(&mut document, sheet);
        small_print(&mut document, sheet);
    }
    document.finish(&Properties {
        title: forms.title.clone(),
        creator: forms.author.clone(),
        subject: forms.subject.clone(),
        keywords: vec![forms.title.clone()],
        date: forms.date,
    })
}

fn title(document: &mut Document, sheet: &Sheet, at: usize) {
    let bookmark = format!("form_{}", at + 1);
    let number = u32::try_from(at).unwrap_or(u32::MAX);
    let format = Format { page_break_before: at > 0, bookmark: Some((number, &bookmark)), ..Format::default() };
    document.runs(Style::AnnexTitle, &format, &[Run::plain(&sheet.title)]);
}

/// Adds a block of a form; `before` is the space above the first.
fn block(document: &mut Document, block: &Block, before: Option<Twips>, sheet: &Sheet, forms: &Forms) -> Result<()> {
    let indent = Some(Indent { left: 0, right: 0, first: 2 * size(sheet) });
    let format = Format { before, line: Some(pitch(sheet)), indent, ..Format::default() };
    match block {
        Block::Heading { level, text } => line(document, Style::heading(*level), &format, sheet, text),
        Block::Paragraph(text) => line(document, Style::Body, &format, sheet, text),
        Block::Note(text) => document.runs(Style::Note, &Format { before, ..Format::default() }, &[Run::plain(text)]),
        Block::Table(table) => document.table(table, forms.rounding)?,
        Block::Chart(chart) => return Err(Error::failed(format!("表单里不能有图（“{}”）。", chart.title))),
    }
    Ok(())
}

fn signing(document: &mut Document, sheet: &Sheet) {
    let left = TEXT_WIDTH * (100 - SIGNING_PERCENT) / 100;
    for (at, text) in sheet.signing.iter().enumerate() {
        let before = (at == 0).then(|| pitch(sheet));
        let indent = Some(Indent { left, right: 0, first: 0 });
        let format = Format { before, line: Some(pitch(sheet)), indent, align: Some(Align::Left), ..Format::default() };
        line(document, Style::Closing, &format, sheet, text);
    }
}

/// What is no part of the form itself, a line below it.
fn small_print(document: &mut Document, sheet: &Sheet) {
    for (at, note) in sheet.notes.iter().enumerate() {
        let before = (at == 0).then(|| pitch(sheet));
        document.runs(Style::Note, &Format { before, ..Format::default() }, &[Run::plain(note)]);
    }
}

/// Size of the type.
fn size(sheet: &Sheet) -> Twips {
    Twips::try_from(sheet.half_points * 10).unwrap_or(0)
}

/// Height of a line.
fn pitch(sheet: &Sheet) -> Twips {
    size(sheet) * PITCH_PERCENT / 100
}

/// Adds a paragraph; blanks become underlined full-width blanks, each as wide as a character.
fn line(document: &mut Document, style: Style, format: &Format<'_>, sheet: &Sheet, text: &str) {
    let size = Some(sheet.half_points);
    let pieces = pieces(text);
    let mut runs: Vec<Run<'_>> =
        pieces.iter().map(|(blank, piece)| Run { size, underline: *blank, ..Run::plain(piece) }).collect();
    if text.ends_with(BLANK) {
        // A word processor does not underline blanks at the end of a line.
        runs.push(Run { size, ..Run::plain(END) });
    }
    document.runs(style, format, &runs);
}

/// A no-break blank.
const END: &str = "\u{a0}";

/// The text cut into blanks (`true`), as full-width blanks, and words.
fn pieces(text: &str) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = first == BLANK;
        let end = rest.find(|letter| (letter == BLANK) != blank).unwrap_or(rest.len());
        pieces.push((blank, rest[..end].replace(BLANK, "　")));
        rest = &rest[end..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn blanks_are_told_from_words() {
        let cut = pieces("于＿＿年＿月　日");
        let cut: Vec<(bool, &str)> = cut.iter().map(|(blank, piece)| (*blank, piece.as_str())).collect();
        assert_eq!(cut, [(false, "于"), (true, "　　"), (false, "年"), (true, "　"), (false, "月　日")]);
        assert!(pieces("").is_empty());
    }
}
