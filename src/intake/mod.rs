//! From files to sheets: finds them, tells what they are, reads their cells with their places.
//!
//! It guesses nothing about the meaning of a cell, calculates no formula, and takes no file for what its name says. Every
//! file is hostile until it is read: sizes are looked at before anything is unpacked, cells are counted, and a reader that
//! breaks down rejects that one file.
//!
//! ```text
//! find ─▶ pool ─▶ worker ─▶ kind ─┬▶ archive ─┬▶ xlsx (number_format, xml) ─┐
//!                                 │           └▶ ods (xml) ─────────────────┤
//!                                 ├▶ xls (calamine) ────────────────────────┼▶ grid::Cells ─┬▶ Gathered ─▶ sheets
//!                                 └▶ csv ───────────────────────────────────┘               └▶ codec ─▶ pipe ─▶ Gathered
//! ```
//!
//! Readers tell cells, they do not build sheets: [`parse`] gathers what it is told right here; a limited child process
//! ([`worker`]) writes it down for this one, where it is gathered the same way. [`read_all`] takes the function that opens a
//! file: [`Pool::open`] through such processes, [`open`] right here.

mod archive;
mod codec;
mod csv;
mod find;
mod grid;
mod kind;
mod number_format;
mod ods;
mod pool;
mod rejection;
pub mod worker;
mod xls;
mod xlsx;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::domain::config::Limits;
use crate::domain::sheet::{Rejection, Sheet, SourceFile};
pub use find::{Found, FoundFile, find};
use grid::{Cells, Gathered};
use kind::Kind;
pub use pool::Pool;
use rejection::{too_large, unreadable};

/// Reads a file from the disk. The rejection says what is wrong with it and what to do.
pub fn open(file: &FoundFile, limits: &Limits) -> Result<SourceFile, Rejection> {
    let bytes = bytes(file, limits)?;
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let sheets = parse(&bytes, name, limits)?;
    Ok(SourceFile { path: file.path.clone(), sha256: sha256(&bytes), sheets })
}

/// The bytes of a file that is not larger than the limit.
#[allow(clippy::disallowed_methods, reason = "reading files is this module's work")]
pub fn bytes(file: &FoundFile, limits: &Limits) -> Result<Vec<u8>, Rejection> {
    let size = std::fs::metadata(&file.disk).map_err(|error| unreadable::disk(&error))?.len();
    if size > limits.file_mib << 20 {
        return Err(too_large::on_disk(limits.file_mib));
    }
    std::fs::read(&file.disk).map_err(|error| unreadable::disk(&error))
}

/// SHA-256 of bytes, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The sheets in a file's bytes; `name` only decides whether plain text may be a table. Touches no disk.
pub fn parse(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Sheet>, Rejection> {
    let mut cells = Gathered::new(limits);
    tell(bytes, name, limits, &mut cells)?;
    Ok(cells.sheets())
}

/// Tells the cells in a file's bytes; where the file is refused, what was told before does not count.
fn tell(bytes: &[u8], name: &str, limits: &Limits, cells: &mut impl Cells) -> Result<(), Rejection> {
    // what a damaged file can still make panic is calamine; what was told until then does not count
    catch_unwind(AssertUnwindSafe(|| read(bytes, name, limits, cells))).unwrap_or_else(|_| Err(unreadable::crashed()))
}

fn read(bytes: &[u8], name: &str, limits: &Limits, cells: &mut impl Cells) -> Result<(), Rejection> {
    match kind::of(bytes)? {
        Kind::Xls => xls::read(bytes, cells),
        Kind::Text => text(bytes, name, cells),
        Kind::Archive => {
            let mut archive = archive::Archive::open(bytes, limits)?;
            if archive.has("content.xml") {
                ods::read(&mut archive, limits, cells)
            } else if archive.has("xl/workbook.xml") || archive.has("[content_types].xml") && !is_other_office(&archive)
            {
                xlsx::read(&mut archive, limits, cells)
            } else {
                Err(kind::other_archive(|part| archive.has(part)))
            }
        }
    }
}

fn is_other_office(archive: &archive::Archive<'_>) -> bool {
    ["xl/workbook.bin", "word/document.xml", "ppt/presentation.xml"].iter().any(|part| archive.has(part))
}

/// Text is a table where it is called .csv or looks like one.
fn text(bytes: &[u8], name: &str, cells: &mut impl Cells) -> Result<(), Rejection> {
    let called = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("csv"));
    if !called && !csv::decode(bytes).is_some_and(|text| csv::looks_like_table(&text)) {
        return Err(unreadable::damaged());
    }
    csv::read(bytes, cells)
}

/// Opens every file on all cores and hands each to `then`; the results keep the order of the files.
///
/// `progress` is called once a file, from any thread. Sheets live only as long as `then` needs them.
pub fn read_all<T: Send>(
    files: &[FoundFile],
    open: impl Fn(&FoundFile) -> Result<SourceFile, Rejection> + Sync,
    then: impl Fn(&FoundFile, Result<SourceFile, Rejection>) -> T + Sync,
    progress: impl Fn(&FoundFile) + Sync,
) -> Vec<T> {
    let one = |file: &FoundFile| {
        let result = then(file, open(file));
        progress(file);
        result
    };
    let work = || -> Vec<T> { files.par_iter().with_max_len(1).map(one).collect() };
    // A thread that waits for its reading process leaves a core to do: one thread more than cores.
    match rayon::ThreadPoolBuilder::new().num_threads(rayon::current_num_threads() + 1).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}
