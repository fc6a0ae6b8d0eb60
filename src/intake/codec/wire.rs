//! Numbers, texts and bytes on the wire.
//!
//! A length that is declared is never allocated at once.

use std::io::{self, BufRead, Read, Write};

/// Capacity that is given on a declared length alone.
pub(super) const TRUSTED: usize = 4096;

pub(super) fn write_bytes(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_number(to, bytes.len() as u64)?;
    to.write_all(bytes)
}

pub(super) fn read_text(from: &mut impl BufRead) -> io::Result<String> {
    let length = read_number(from)?;
    text(take(from, length)?)
}

pub(super) fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| garbled())
}

/// As many bytes; a length that is not kept ends the stream before it fills the memory.
pub(super) fn take(from: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
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
pub(super) fn write_number(to: &mut impl Write, mut number: u64) -> io::Result<()> {
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

pub(super) fn read_number(from: &mut impl BufRead) -> io::Result<u64> {
    let first = byte(from)?;
    rest_of_number(from, first)
}

pub(super) fn rest_of_number(from: &mut impl BufRead, first: u8) -> io::Result<u64> {
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

pub(super) fn byte(from: &mut impl BufRead) -> io::Result<u8> {
    Ok(fixed::<1>(from)?[0])
}

pub(super) fn fixed<const N: usize>(from: &mut impl BufRead) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn garbled() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
