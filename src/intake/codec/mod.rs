//! Sheets as bytes between the process that reads a file and the one that wants its cells.
//!
//! Compact and self-delimiting: numbers of seven bits a byte, empty cells counted instead of listed, so that a sheet is
//! smaller than its XML and is decoded while it is still being written. A text that many cells share is sent once and then
//! named by its number. Both ends are the same program: there is no version in it. Never trusts a length: what is declared
//! is read in steps, not allocated at once.

#[cfg(test)]
mod tests;
mod wire;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use crate::domain::Date;
use crate::domain::finding::Code;
use crate::domain::sheet::{CellValue, Merge, Rejection, Sheet};
use wire::{
    TRUSTED, byte, fixed, garbled, read_number, read_text, rest_of_number, take, text, write_bytes, write_number,
};

/// What a reading comes to.
pub(super) type Reply = Result<Vec<Sheet>, Rejection>;

mod tag {
    pub(super) const EMPTY: u8 = 0;
    pub(super) const TEXT: u8 = 1;
    pub(super) const NUMBER: u8 = 2;
    pub(super) const DATE: u8 = 3;
    pub(super) const NO_DATE: u8 = 4;
    pub(super) const FALSE: u8 = 5;
    pub(super) const TRUE: u8 = 6;
    pub(super) const ERROR: u8 = 7;
    /// A text that gets the next number.
    pub(super) const SHARED: u8 = 8;
    /// A text that was sent before, by its number.
    pub(super) const AGAIN: u8 = 9;
}

/// Writes a request: the file's name and its bytes.
pub(super) fn write_request(to: &mut impl Write, name: &str, bytes: &[u8]) -> io::Result<()> {
    write_bytes(to, name.as_bytes())?;
    write_bytes(to, bytes)
}

/// Reads a request; `None` at the end of the stream.
pub(super) fn read_request(from: &mut impl BufRead) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut first = [0];
    if from.read(&mut first)? == 0 {
        return Ok(None);
    }
    let length = rest_of_number(from, first[0])?;
    let name = text(take(from, length)?)?;
    let length = read_number(from)?;
    Ok(Some((name, take(from, length)?)))
}

/// Writes what came of a file.
pub(super) fn write_reply(to: &mut impl Write, reply: &Reply) -> io::Result<()> {
    match reply {
        Ok(sheets) => {
            to.write_all(&[1])?;
            write_number(to, sheets.len() as u64)?;
            let mut sent = Sent::default();
            sheets.iter().try_for_each(|sheet| write_sheet(to, sheet, &mut sent))
        }
        Err(rejection) => {
            to.write_all(&[0])?;
            [rejection.code.code(), &rejection.message, &rejection.remedy]
                .into_iter()
                .try_for_each(|text| write_bytes(to, text.as_bytes()))
        }
    }
}

/// Reads what came of a file.
pub(super) fn read_reply(from: &mut impl BufRead) -> io::Result<Reply> {
    if byte(from)? == 1 {
        let mut texts = Texts::default();
        return many(from, |from| read_sheet(from, &mut texts)).map(Ok);
    }
    let code = read_text(from)?;
    let code = Code::from_code(&code).ok_or_else(garbled)?;
    Ok(Err(Rejection { code, message: read_text(from)?, remedy: read_text(from)? }))
}

/// The numbers of shared texts that were sent, by where they are in memory.
type Sent = HashMap<usize, u64, BuildHasherDefault<Spread>>;

/// Spreads addresses over a table: nobody chooses them, so nothing has to be guarded against, and every cell is looked up.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.0 = (self.0 ^ address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Shared texts that came, by their numbers, and room for the one that is coming.
#[derive(Default)]
struct Texts {
    shared: Vec<Arc<str>>,
    room: Vec<u8>,
}

fn write_sheet(to: &mut impl Write, sheet: &Sheet, sent: &mut Sent) -> io::Result<()> {
    write_bytes(to, sheet.name.as_bytes())?;
    to.write_all(&[u8::from(sheet.epoch_1904), u8::from(sheet.hidden)])?;
    write_number(to, sheet.claimed)?;
    write_number(to, sheet.merges.len() as u64)?;
    for merge in &sheet.merges {
        for edge in [merge.top, merge.left, merge.bottom, merge.right] {
            write_number(to, u64::from(edge))?;
        }
    }
    write_number(to, sheet.rows.len() as u64)?;
    sheet.rows.iter().try_for_each(|row| write_row(to, row, sent))
}

fn read_sheet(from: &mut impl BufRead, texts: &mut Texts) -> io::Result<Sheet> {
    let name = read_text(from)?;
    let (epoch_1904, hidden) = (byte(from)? == 1, byte(from)? == 1);
    let claimed = read_number(from)?;
    let merges = many(from, |from| {
        let mut edge = || u32::try_from(read_number(from)?).map_err(|_| garbled());
        Ok(Merge { top: edge()?, left: edge()?, bottom: edge()?, right: edge()? })
    })?;
    Ok(Sheet { name, rows: many(from, |from| read_row(from, texts))?, merges, epoch_1904, hidden, claimed })
}

/// The number of cells, then the cells, runs of empty ones as one.
fn write_row(to: &mut impl Write, row: &[CellValue], sent: &mut Sent) -> io::Result<()> {
    write_number(to, row.len() as u64)?;
    let mut at = 0;
    while let Some(cell) = row.get(at) {
        let blanks = row[at..].iter().take_while(|cell| matches!(cell, CellValue::Empty)).count();
        if blanks > 0 {
            to.write_all(&[tag::EMPTY])?;
            write_number(to, blanks as u64)?;
            at += blanks;
        } else {
            write_cell(to, cell, sent)?;
            at += 1;
        }
    }
    Ok(())
}

fn read_row(from: &mut impl BufRead, texts: &mut Texts) -> io::Result<Vec<CellValue>> {
    let length = usize::try_from(read_number(from)?).map_err(|_| garbled())?;
    let mut row = Vec::with_capacity(length.min(TRUSTED));
    while row.len() < length {
        let tag = byte(from)?;
        if tag == tag::EMPTY {
            let blanks = usize::try_from(read_number(from)?).map_err(|_| garbled())?;
            if blanks == 0 || blanks > length - row.len() || length > super::grid::MAX_COLUMNS {
                return Err(garbled());
            }
            row.resize(row.len() + blanks, CellValue::Empty);
        } else {
            row.push(read_cell(from, tag, texts)?);
        }
    }
    Ok(row)
}

fn write_cell(to: &mut impl Write, cell: &CellValue, sent: &mut Sent) -> io::Result<()> {
    match cell {
        CellValue::Empty => {
            to.write_all(&[tag::EMPTY])?;
            write_number(to, 1)
        }
        CellValue::Text(text) => write_text(to, text, sent),
        CellValue::Number(number) => {
            to.write_all(&[tag::NUMBER])?;
            to.write_all(&number.to_le_bytes())
        }
        CellValue::Date(Some(date)) => {
            to.write_all(&[tag::DATE])?;
            to.write_all(&date.to_epoch_days().to_le_bytes())
        }
        CellValue::Date(None) => to.write_all(&[tag::NO_DATE]),
        CellValue::Bool(truth) => to.write_all(&[if *truth { tag::TRUE } else { tag::FALSE }]),
        CellValue::Error(error) => {
            to.write_all(&[tag::ERROR])?;
            write_bytes(to, error.as_bytes())
        }
    }
}

/// Only a text that other cells hold too is worth a number.
fn write_text(to: &mut impl Write, text: &Arc<str>, sent: &mut Sent) -> io::Result<()> {
    if Arc::strong_count(text) == 1 {
        to.write_all(&[tag::TEXT])?;
        return write_bytes(to, text.as_bytes());
    }
    let next = sent.len() as u64;
    match *sent.entry(text.as_ptr().addr()).or_insert(next) {
        number if number == next => {
            to.write_all(&[tag::SHARED])?;
            write_bytes(to, text.as_bytes())
        }
        number => {
            to.write_all(&[tag::AGAIN])?;
            write_number(to, number)
        }
    }
}

fn read_cell(from: &mut impl BufRead, tag: u8, texts: &mut Texts) -> io::Result<CellValue> {
    Ok(match tag {
        tag::TEXT => CellValue::Text(texts.read(from)?),
        tag::SHARED => {
            let text = texts.read(from)?;
            texts.shared.push(Arc::clone(&text));
            CellValue::Text(text)
        }
        tag::AGAIN => {
            let number = usize::try_from(read_number(from)?).map_err(|_| garbled())?;
            CellValue::Text(texts.shared.get(number).cloned().ok_or_else(garbled)?)
        }
        tag::NUMBER => CellValue::Number(f64::from_le_bytes(fixed(from)?)),
        tag::DATE => {
            let days = i32::from_le_bytes(fixed(from)?);
            CellValue::Date(Some(Date::from_epoch_days(days).ok_or_else(garbled)?))
        }
        tag::NO_DATE => CellValue::Date(None),
        tag::FALSE => CellValue::Bool(false),
        tag::TRUE => CellValue::Bool(true),
        tag::ERROR => CellValue::Error(read_text(from)?),
        _ => return Err(garbled()),
    })
}

impl Texts {
    /// Mostly the whole text is there already and need not be moved before it becomes one.
    fn read(&mut self, from: &mut impl BufRead) -> io::Result<Arc<str>> {
        let length = read_number(from)?;
        let size = usize::try_from(length).map_err(|_| garbled())?;
        if size == 0 {
            // nothing more may come, and waiting for it would never end
            return Ok(Arc::from(""));
        }
        if let Some(bytes) = from.fill_buf()?.get(..size) {
            let text = std::str::from_utf8(bytes).map(Arc::from).map_err(|_| garbled())?;
            from.consume(size);
            return Ok(text);
        }
        if size > TRUSTED {
            return text(take(from, length)?).map(Arc::from);
        }
        self.room.resize(size, 0);
        from.read_exact(&mut self.room)?;
        std::str::from_utf8(&self.room).map(Arc::from).map_err(|_| garbled())
    }
}

/// A count and as many items.
fn many<R: BufRead, T>(from: &mut R, mut item: impl FnMut(&mut R) -> io::Result<T>) -> io::Result<Vec<T>> {
    let count = usize::try_from(read_number(from)?).map_err(|_| garbled())?;
    let mut items = Vec::with_capacity(count.min(TRUSTED));
    for _ in 0..count {
        items.push(item(from)?);
    }
    Ok(items)
}
