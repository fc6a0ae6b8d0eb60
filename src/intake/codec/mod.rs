//! Sheets as bytes between the process that reads a file and the one that wants its cells.
//!
//! The reading process writes cells down as it finds them and keeps no sheet; this end tells them on as if it had read the
//! file itself, so that the limits hold again. Compact: a place is told only where it is not the next one, numbers have seven
//! bits a byte, and a text that many cells share is sent once and then named by its number. What is sent is one piece of
//! known length. Both ends are the same program: there is no version in it. Never trusts a length: what is declared is not
//! allocated at once.

mod frame;
#[cfg(test)]
mod tests;
mod wire;

use std::borrow::Cow;
use std::io::{self, Read, Write};

use super::grid::{Budget, Cells, Gathered, Value};
use crate::domain::Date;
use crate::domain::config::Limits;
use crate::domain::finding::Code;
use crate::domain::sheet::{Merge, Rejection, Sheet};
use wire::{Input, put_bytes, put_number};

/// What a reading comes to.
pub(super) type Reply = Result<Vec<Sheet>, Rejection>;

/// What follows in a reply.
mod tag {
    /// A reason why there are no sheets, instead of everything else.
    pub(super) const REJECTION: u8 = 0;
    /// The sheet is over: what it is besides its rows.
    pub(super) const END: u8 = 1;
    /// The next cell is the first of the next row.
    pub(super) const NEXT_ROW: u8 = 2;
    /// The next cell is as many columns further.
    pub(super) const SKIP: u8 = 3;
    /// Row and column of the next cell.
    pub(super) const PLACE: u8 = 4;
    pub(super) const TEXT: u8 = 5;
    /// A text that gets the next number.
    pub(super) const SHARED: u8 = 6;
    pub(super) const DATE: u8 = 7;
    pub(super) const NO_DATE: u8 = 8;
    pub(super) const FALSE: u8 = 9;
    pub(super) const TRUE: u8 = 10;
    pub(super) const ERROR: u8 = 11;
    /// A number as floating-point numbers are stored.
    pub(super) const NUMBER: u8 = 12;
    /// A number without fraction and sign that 32 bits can hold.
    pub(super) const WHOLE: u8 = 13;
    /// A text that was sent before, by its number.
    pub(super) const AGAIN: u8 = 14;
    /// The tags from here on are those of the texts that were sent first: what most cells of a ledger say is a byte each.
    pub(super) const AGAIN_FIRST: u8 = 15;
}

/// Writes a request: the file's name and its bytes.
pub(super) fn write_request(to: &mut impl Write, name: &str, bytes: &[u8]) -> io::Result<()> {
    frame::write(to, &[name.as_bytes(), bytes])
}

/// Reads a request for a file of at most `most` bytes; `None` at the end of the stream.
pub(super) fn read_request(from: &mut impl Read, most: u64) -> io::Result<Option<(String, Vec<u8>)>> {
    let Some(name) = frame::read(from, most)? else { return Ok(None) };
    let name = String::from_utf8(name).map_err(|_| garbled())?;
    let bytes = frame::read(from, most)?.ok_or_else(garbled)?;
    Ok(Some((name, bytes)))
}

/// Writes what came of a file: cells that were written down, or why there are none.
pub(super) fn write_reply(to: &mut impl Write, reply: Result<Encoder, Rejection>) -> io::Result<()> {
    frame::write(to, &[&encoded(reply)])
}

/// Reads what came of a file.
pub(super) fn read_reply(from: &mut impl Read, limits: &Limits) -> io::Result<Reply> {
    // no more than the process that sends it may hold
    let piece = frame::read(from, limits.memory_mib.saturating_mul(1 << 20))?.ok_or(io::ErrorKind::UnexpectedEof)?;
    decoded(&piece, limits).ok_or_else(garbled)
}

fn garbled() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Writes down what it hears.
#[derive(Debug)]
pub(super) struct Encoder {
    budget: Budget,
    bytes: Vec<u8>,
    /// Place of the next cell.
    row: usize,
    column: usize,
    /// The numbers under which shared texts were sent, by those that they came with.
    numbers: Vec<Option<u64>>,
    sent: u64,
}

impl Encoder {
    /// For one file.
    pub(super) fn new(limits: &Limits) -> Self {
        let bytes = Vec::with_capacity(1 << 16);
        Self { budget: Budget::new(limits), bytes, row: 0, column: 0, numbers: Vec::new(), sent: 0 }
    }

    fn go(&mut self, row: usize, column: usize) {
        let to = &mut self.bytes;
        if row == self.row && column >= self.column {
            if column > self.column {
                to.push(tag::SKIP);
                put_number(to, (column - self.column) as u64);
            }
        } else if row == self.row + 1 && column == 0 {
            to.push(tag::NEXT_ROW);
        } else {
            to.push(tag::PLACE);
            put_number(to, row as u64);
            put_number(to, column as u64);
        }
        (self.row, self.column) = (row, column + 1);
    }

    fn shared(&mut self, number: usize, text: &str) {
        if self.numbers.len() <= number {
            self.numbers.resize(number + 1, None);
        }
        if let Some(number) = self.numbers[number] {
            let short = u8::try_from(number).ok().and_then(|number| tag::AGAIN_FIRST.checked_add(number));
            self.bytes.push(short.unwrap_or(tag::AGAIN));
            if short.is_none() {
                put_number(&mut self.bytes, number);
            }
            return;
        }
        self.numbers[number] = Some(self.sent);
        self.sent += 1;
        self.bytes.push(tag::SHARED);
        put_bytes(&mut self.bytes, text.as_bytes());
    }
}

impl Cells for Encoder {
    fn put(&mut self, row: usize, column: usize, value: &Value<'_>) -> Result<(), Rejection> {
        if !self.budget.admits(row, column, value)? {
            return Ok(());
        }
        self.go(row, column);
        let to = &mut self.bytes;
        match value {
            Value::Empty => {}
            Value::Text(text) => {
                to.push(tag::TEXT);
                put_bytes(to, text.as_bytes());
            }
            Value::Shared(number, text) => self.shared(*number, text),
            Value::Number(number) => put_float(to, *number),
            Value::Date(Some(date)) => {
                to.push(tag::DATE);
                to.extend_from_slice(&date.to_epoch_days().to_le_bytes());
            }
            Value::Date(None) => to.push(tag::NO_DATE),
            Value::Bool(truth) => to.push(if *truth { tag::TRUE } else { tag::FALSE }),
            Value::Error(error) => {
                to.push(tag::ERROR);
                put_bytes(to, error.as_bytes());
            }
        }
        Ok(())
    }

    fn end(&mut self, sheet: Sheet) {
        let to = &mut self.bytes;
        to.push(tag::END);
        put_bytes(to, sheet.name.as_bytes());
        to.extend([u8::from(sheet.epoch_1904), u8::from(sheet.hidden)]);
        put_number(to, sheet.claimed);
        put_number(to, sheet.merges.len() as u64);
        for merge in &sheet.merges {
            for edge in [merge.top, merge.left, merge.bottom, merge.right] {
                put_number(to, u64::from(edge));
            }
        }
        (self.row, self.column) = (0, 0);
    }
}

/// Most numbers of a ledger count something.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what does not come back is sent as it is")]
fn put_float(to: &mut Vec<u8>, number: f64) {
    let whole = number as u32;
    if f64::from(whole).to_bits() == number.to_bits() {
        to.push(tag::WHOLE);
        put_number(to, u64::from(whole));
    } else {
        to.push(tag::NUMBER);
        to.extend_from_slice(&number.to_le_bytes());
    }
}

fn encoded(reply: Result<Encoder, Rejection>) -> Vec<u8> {
    match reply {
        Ok(encoder) => encoder.bytes,
        Err(rejection) => {
            let mut to = vec![tag::REJECTION];
            for text in [rejection.code.code(), &rejection.message, &rejection.remedy] {
                put_bytes(&mut to, text.as_bytes());
            }
            to
        }
    }
}

/// `None` where it is nothing that this program sends.
fn decoded(piece: &[u8], limits: &Limits) -> Option<Reply> {
    if let Some((&tag::REJECTION, rest)) = piece.split_first() {
        let mut from = Input(rest);
        let code = Code::from_code(from.text()?)?;
        return Some(Err(Rejection { code, message: from.text()?.to_owned(), remedy: from.text()?.to_owned() }));
    }
    let mut cells = Gathered::new(limits);
    match tell(Input(piece), &mut cells)? {
        Ok(()) => Some(Ok(cells.sheets())),
        Err(rejection) => Some(Err(rejection)),
    }
}

/// Tells the cells on.
fn tell(mut from: Input<'_>, cells: &mut impl Cells) -> Option<Result<(), Rejection>> {
    let mut shared = Vec::new();
    let (mut row, mut column, mut over) = (0_usize, 0_usize, true);
    while let Some(tag) = from.byte() {
        over = tag == tag::END;
        match tag {
            tag::END => {
                cells.end(sheet(&mut from)?);
                (row, column) = (0, 0);
            }
            tag::NEXT_ROW => (row, column) = (row.checked_add(1)?, 0),
            tag::SKIP => column = column.checked_add(from.size()?)?,
            tag::PLACE => (row, column) = (from.size()?, from.size()?),
            _ => {
                let value = value(&mut from, tag, &mut shared)?;
                if let Err(rejection) = cells.put(row, column, &value) {
                    return Some(Err(rejection));
                }
                column = column.checked_add(1)?;
            }
        }
    }
    over.then_some(Ok(()))
}

fn sheet(from: &mut Input<'_>) -> Option<Sheet> {
    let name = from.text()?.to_owned();
    let (epoch_1904, hidden) = (from.byte()? == 1, from.byte()? == 1);
    let claimed = from.number()?;
    let merges = from.many(|from| {
        let mut edge = || u32::try_from(from.number()?).ok();
        Some(Merge { top: edge()?, left: edge()?, bottom: edge()?, right: edge()? })
    })?;
    Some(Sheet { name, rows: Vec::new(), merges, epoch_1904, hidden, claimed })
}

fn value<'a>(from: &mut Input<'a>, tag: u8, shared: &mut Vec<&'a str>) -> Option<Value<'a>> {
    Some(match tag {
        tag::TEXT => Value::Text(Cow::Borrowed(from.text()?)),
        tag::SHARED => {
            let text = from.text()?;
            shared.push(text);
            Value::Shared(shared.len() - 1, text)
        }
        tag::DATE => Value::Date(Some(Date::from_epoch_days(i32::from_le_bytes(from.fixed()?))?)),
        tag::NO_DATE => Value::Date(None),
        tag::FALSE => Value::Bool(false),
        tag::TRUE => Value::Bool(true),
        tag::ERROR => Value::Error(Cow::Borrowed(from.text()?)),
        tag::NUMBER => Value::Number(f64::from_le_bytes(from.fixed()?)),
        tag::WHOLE => Value::Number(f64::from(u32::try_from(from.number()?).ok()?)),
        _ => {
            let number = if tag == tag::AGAIN { from.size()? } else { usize::from(tag.checked_sub(tag::AGAIN_FIRST)?) };
            Value::Shared(number, shared.get(number)?)
        }
    })
}
