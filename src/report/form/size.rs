//! The type of a form: the largest in which all that stands on it is one page.

use super::Sheet;
use crate::report::model::Block;

/// Half-points of the type in which the sheet is one page; `None` where none of the sizes does it.
pub(super) fn half_points(sheet: &Sheet) -> Option<u32> {
    SIZES.into_iter().find(|size| height(sheet, *size) <= ROOM)
}

/// Type sizes that are tried, in half-points.
const SIZES: [u32; 7] = [32, 30, 28, 26, 24, 22, 21];
/// Points of the text area that a form may fill; the estimates of its parts are on the long side already.
const ROOM: f64 = 630.0;
/// Width of the text area in points.
const WIDTH: f64 = 442.0;
/// Percent of the width, at its right end, in which the lines for the signature stand.
pub const SIGNING_PERCENT: i32 = 62;
/// Height of a line in percent of its type.
pub const PITCH_PERCENT: i32 = 165;

/// Points that a sheet takes with type of this size.
fn height(sheet: &Sheet, half_points: u32) -> f64 {
    let size = f64::from(half_points) / 2.0;
    let pitch = pitch(size);
    let title = 34.0 + 29.0;
    let gap = |there: bool| if there { pitch } else { 0.0 };
    let body: f64 = sheet.body.iter().map(|block| block_height(block, size)).sum();
    let room = WIDTH * f64::from(SIGNING_PERCENT) / 100.0 / size;
    let signing: f64 = sheet.signing.iter().map(|line| lines(line, 0.0, room) * pitch).sum();
    let notes: f64 = sheet.notes.iter().map(|note| note_height(note)).sum();
    title + body + signing + notes + gap(!sheet.signing.is_empty()) + gap(!sheet.notes.is_empty())
}

fn pitch(size: f64) -> f64 {
    size * f64::from(PITCH_PERCENT) / 100.0
}

fn block_height(block: &Block, size: f64) -> f64 {
    let pitch = pitch(size);
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => lines(text, 2.0, WIDTH / size) * pitch,
        Block::Note(text) => note_height(text),
        Block::Table(table) => 60.0 + 20.0 * f64::from(u16::try_from(table.rows.len()).unwrap_or(u16::MAX)),
        Block::Chart(_) => ROOM,
    }
}

fn note_height(text: &str) -> f64 {
    lines(text, 0.0, WIDTH / 10.5) * 15.0 + 3.0
}

/// Lines of a paragraph whose first is indented, with so many characters a line; one is kept for punctuation.
fn lines(text: &str, indent: f64, characters: f64) -> f64 {
    let width: f64 = text.chars().map(|letter| if letter.is_ascii() { 0.6 } else { 1.0 }).sum();
    ((width + indent) / (characters - 1.0)).ceil().max(1.0)
}
