//! Pieces of known length on a stream: what a pipe carries is whole or it is nothing.

use std::io::{self, IoSlice, Read, Write};

/// Room that is made on a declared length alone.
const TRUSTED: u64 = 1 << 20;

/// Behind each piece, for standard output passes on at once what ends a line and keeps what does not.
const END: u8 = b'\n';

/// Writes pieces at one stroke, for each stroke wakes the process at the other end.
pub(super) fn write(to: &mut impl Write, pieces: &[&[u8]]) -> io::Result<()> {
    let lengths: Vec<_> = pieces.iter().map(|piece| (piece.len() as u64).to_le_bytes()).collect();
    let framed = lengths.iter().zip(pieces).flat_map(|(length, piece)| [&length[..], piece, &[END]]);
    let mut slices: Vec<_> = framed.map(IoSlice::new).collect();
    let mut rest = slices.as_mut_slice();
    while !rest.is_empty() {
        match to.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    to.flush()
}

/// Reads a piece of at most `most` bytes; `None` where the stream has ended before it.
pub(super) fn read(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::with_capacity(8);
    from.take(8).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(None);
    }
    let length = u64::from_le_bytes(head.try_into().map_err(|_| io::ErrorKind::UnexpectedEof)?);
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let whole = length.saturating_add(1);
    let mut piece = Vec::with_capacity(usize::try_from(whole.min(TRUSTED)).unwrap_or_default());
    if from.take(whole).read_to_end(&mut piece)? as u64 != whole || piece.pop() != Some(END) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(piece))
}
