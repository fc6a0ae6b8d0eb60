//! Sheets as bytes between the process that reads a file and the one that wants its cells.
//!
//! Compact and self-delimiting: numbers of seven bits a byte, empty cells counted instead of listed, so that a sheet is
//! smaller than its XML and is decoded while it is still being written. A text that many cells share is sent once and then
//! named by its number. Both ends are the same program: there is no version in it. Never trusts a length: what is declared
//! is read in steps, not allocated at once.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

use crate::domain::Date;
use crate::domain::finding::Code;
use crate::domain::sheet::{CellValue, Merge, Rejection, Sheet};

/// What a reading comes to.
pub(super) type Reply = Result<Vec<Sheet>, Rejection>;

/// Capacity that is given on a declared length alone.
const TRUSTED: usize = 4096;

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
pub(super) fn read_request(from: &mut impl Read) -> io::Result<Option<(String, Vec<u8>)>> {
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
            let mut sent = Sent::new();
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
pub(super) fn read_reply(from: &mut impl Read) -> io::Result<Reply> {
    if byte(from)? == 1 {
        let mut texts = Texts::default();
        return many(from, |from| read_sheet(from, &mut texts)).map(Ok);
    }
    let code = read_text(from)?;
    let code = Code::from_code(&code).ok_or_else(garbled)?;
    Ok(Err(Rejection { code, message: read_text(from)?, remedy: read_text(from)? }))
}

/// The numbers of shared texts that were sent, by where they are in memory.
type Sent = HashMap<*const u8, u64>;

/// Shared texts that came, by their numbers, and room for the one that is coming.
#[derive(Default)]
struct Texts {
    shared: Vec<Arc<str>>,
    room: Vec<u8>,
}

fn write_sheet(to: &mut impl Write, sheet: &Sheet, sent: &mut Sent) -> io::Result<()> {
    write_bytes(to, sheet.name.as_bytes())?;
    to.write_all(&[u8::from(sheet.epoch_1904), u8::from(sheet.hidden)])?;
    write_number(to, sheet.merges.len() as u64)?;
    for merge in &sheet.merges {
        for edge in [merge.top, merge.left, merge.bottom, merge.right] {
            write_number(to, u64::from(edge))?;
        }
    }
    write_number(to, sheet.rows.len() as u64)?;
    sheet.rows.iter().try_for_each(|row| write_row(to, row, sent))
}

fn read_sheet(from: &mut impl Read, texts: &mut Texts) -> io::Result<Sheet> {
    let name = read_text(from)?;
    let (epoch_1904, hidden) = (byte(from)? == 1, byte(from)? == 1);
    let merges = many(from, |from| {
        let mut edge = || u32::try_from(read_number(from)?).map_err(|_| garbled());
        Ok(Merge { top: edge()?, left: edge()?, bottom: edge()?, right: edge()? })
    })?;
    Ok(Sheet { name, rows: many(from, |from| read_row(from, texts))?, merges, epoch_1904, hidden })
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

fn read_row(from: &mut impl Read, texts: &mut Texts) -> io::Result<Vec<CellValue>> {
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
    match *sent.entry(text.as_ptr()).or_insert(next) {
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

fn read_cell(from: &mut impl Read, tag: u8, texts: &mut Texts) -> io::Result<CellValue> {
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
    fn read(&mut self, from: &mut impl Read) -> io::Result<Arc<str>> {
        let length = read_number(from)?;
        let size = usize::try_from(length).map_err(|_| garbled())?;
        if size > TRUSTED {
            return text(take(from, length)?).map(Arc::from);
        }
        self.room.resize(size, 0);
        from.read_exact(&mut self.room)?;
        std::str::from_utf8(&self.room).map(Arc::from).map_err(|_| garbled())
    }
}

/// A count and as many items.
fn many<R: Read, T>(from: &mut R, mut item: impl FnMut(&mut R) -> io::Result<T>) -> io::Result<Vec<T>> {
    let count = usize::try_from(read_number(from)?).map_err(|_| garbled())?;
    let mut items = Vec::with_capacity(count.min(TRUSTED));
    for _ in 0..count {
        items.push(item(from)?);
    }
    Ok(items)
}

fn write_bytes(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_number(to, bytes.len() as u64)?;
    to.write_all(bytes)
}

fn read_text(from: &mut impl Read) -> io::Result<String> {
    let length = read_number(from)?;
    text(take(from, length)?)
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| garbled())
}

/// As many bytes; a length that is not kept ends the stream before it fills the memory.
fn take(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let size = usize::try_from(length).map_err(|_| garbled())?;
    if size <= TRUSTED {
        let mut bytes = vec![0; size];
        from.read_exact(&mut bytes)?;
        return Ok(bytes);
    }
    let mut bytes = Vec::new();
    from.by_ref().take(length).read_to_end(&mut bytes)?;
    if bytes.len() == size { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn write_number(to: &mut impl Write, mut number: u64) -> io::Result<()> {
    let mut bytes = [0; 10];
    let mut length = 0;
    loop {
        let low = u8::try_from(number & 0x7F).unwrap_or_default();
        number >>= 7;
        bytes[length] = if number == 0 { low } else { low | 0x80 };
        length += 1;
        if number == 0 {
            return to.write_all(&bytes[..length]);
        }
    }
}

fn read_number(from: &mut impl Read) -> io::Result<u64> {
    let first = byte(from)?;
    rest_of_number(from, first)
}

fn rest_of_number(from: &mut impl Read, first: u8) -> io::Result<u64> {
    let (mut number, mut shift, mut last) = (u64::from(first & 0x7F), 7, first);
    while last & 0x80 != 0 {
        if shift >= 63 {
            return Err(garbled());
        }
        last = byte(from)?;
        number |= u64::from(last & 0x7F) << shift;
        shift += 7;
    }
    Ok(number)
}

fn byte(from: &mut impl Read) -> io::Result<u8> {
    Ok(fixed::<1>(from)?[0])
}

fn fixed<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn garbled() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Reply, read_reply, read_request, write_reply, write_request};
    use crate::domain::finding::Code;
    use crate::domain::sheet::{CellValue, Merge, Rejection, Sheet};
    use proptest::prelude::*;

    fn back(reply: &Reply) -> Reply {
        let mut bytes = Vec::new();
        write_reply(&mut bytes, reply).unwrap();
        let mut rest = bytes.as_slice();
        let read = read_reply(&mut rest).unwrap();
        assert!(rest.is_empty(), "{} bytes are left", rest.len());
        read
    }

    fn cells() -> impl Strategy<Value = CellValue> {
        prop_oneof![
            3 => Just(CellValue::Empty),
            3 => any::<String>().prop_map(|text| CellValue::Text(text.into())),
            1 => any::<f64>().prop_filter("NaN equals nothing", |number| !number.is_nan()).prop_map(CellValue::Number),
            1 => (-900_000..900_000_i32).prop_map(|days| CellValue::Date(crate::domain::Date::from_epoch_days(days))),
            1 => any::<bool>().prop_map(CellValue::Bool),
            1 => "#[A-Z/]{0,5}".prop_map(CellValue::Error),
        ]
    }

    fn sheets() -> impl Strategy<Value = Sheet> {
        let merge = any::<[u32; 4]>().prop_map(|[top, left, bottom, right]| Merge { top, left, bottom, right });
        let rows = prop::collection::vec(prop::collection::vec(cells(), 0..20), 0..20);
        (any::<String>(), rows, prop::collection::vec(merge, 0..4), any::<bool>(), any::<bool>())
            .prop_map(|(name, rows, merges, epoch_1904, hidden)| Sheet { name, rows, merges, epoch_1904, hidden })
    }

    proptest! {
        #[test]
        fn sheets_come_back_as_they_were(sheets in prop::collection::vec(sheets(), 0..4)) {
            let reply = Ok(sheets);
            prop_assert_eq!(back(&reply), reply);
        }

        #[test]
        fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_reply(&mut bytes.as_slice());
            let _ = read_request(&mut bytes.as_slice());
        }
    }

    #[test]
    fn a_rejection_comes_back_as_it_was() {
        let reply = Err(Rejection {
            code: Code::FileTooLarge,
            message: "文件过大。".to_owned(),
            remedy: "请拆分。".to_owned(),
        });
        assert_eq!(back(&reply), reply);
    }

    #[test]
    fn a_cut_reply_is_an_error_and_a_lying_length_fills_no_memory() {
        let sheet = Sheet { rows: vec![vec![CellValue::Text("滑县".repeat(5000).into())]], ..Sheet::default() };
        let mut bytes = Vec::new();
        write_reply(&mut bytes, &Ok(vec![sheet])).unwrap();
        for length in [0, 1, 5, 100, bytes.len() - 1] {
            assert!(read_reply(&mut &bytes[..length]).is_err(), "{length}");
        }
        // one sheet whose name is said to have 2^62 bytes; one row of 2^40 empty cells
        assert!(read_reply(&mut [1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 63].as_slice()).is_err());
        let row = [1, 1, 0, 0, 0, 0, 1, 128, 128, 128, 128, 128, 32, 0, 128, 128, 128, 128, 128, 32];
        assert!(read_reply(&mut row.as_slice()).is_err());
    }

    #[test]
    fn blank_rows_and_gaps_cost_a_few_bytes() {
        let mut rows = vec![Vec::new(); 1000];
        rows.push([vec![CellValue::Empty; 9999], vec![CellValue::Bool(true)]].concat());
        let mut bytes = Vec::new();
        write_reply(&mut bytes, &Ok(vec![Sheet { rows, ..Sheet::default() }])).unwrap();
        assert!(bytes.len() < 1100, "{}", bytes.len());
    }

    #[test]
    fn a_shared_text_is_sent_once_and_shared_again() {
        let text = CellValue::Text("文峰区人民法院".into());
        let sheet =
            Sheet { rows: vec![vec![text.clone(), CellValue::Text("甲".into()), text]; 500], ..Sheet::default() };
        let reply = Ok(vec![sheet.clone(), sheet]);
        let mut bytes = Vec::new();
        write_reply(&mut bytes, &reply).unwrap();
        assert!(bytes.len() < 12_000, "{}", bytes.len());
        let sheets = read_reply(&mut bytes.as_slice()).unwrap().unwrap();
        let CellValue::Text(cell) = &sheets[1].rows[499][2] else { panic!("{sheets:?}") };
        assert_eq!((&**cell, std::sync::Arc::strong_count(cell)), ("文峰区人民法院", 2000));
        assert!(read_reply(&mut [1, 1, 0, 0, 0, 0, 1, 1, 9, 0].as_slice()).is_err(), "a number that was not given");
    }

    #[test]
    fn requests_follow_each_other_until_the_stream_ends() {
        let mut bytes = Vec::new();
        write_request(&mut bytes, "滑县.xlsx", b"PK").unwrap();
        write_request(&mut bytes, "", &[7; 300]).unwrap();
        let mut stream = bytes.as_slice();
        assert_eq!(read_request(&mut stream).unwrap(), Some(("滑县.xlsx".to_owned(), b"PK".to_vec())));
        assert_eq!(read_request(&mut stream).unwrap(), Some((String::new(), vec![7; 300])));
        assert_eq!(read_request(&mut stream).unwrap(), None);
    }
}
