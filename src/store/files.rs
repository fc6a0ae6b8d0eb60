//! Files of the store: Parquet with a name that is the hash of its bytes, and the few reads that the rest needs.
//!
//! A file is written beside its place and moved there, so a half-written one is never met under its name; one that is
//! there already with the same bytes is left alone. [`settle`] then makes many of them survive a power cut at once. It
//! never changes or deletes a file that has its name, except through [`remove`], for what no version names.
#![expect(clippy::disallowed_methods, reason = "the store is where history is read from and written to the disk")]

use std::{
    fs::{self, File, OpenOptions},
    io::ErrorKind,
    path::{Path, PathBuf},
    thread,
};

use polars::prelude::*;
use sha2::{Digest, Sha256};

use super::fault;
use crate::Result;

/// The ending of every data file.
const ENDING: &str = ".parquet";

/// SHA-256 as hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The file name of a part.
pub(super) fn name_of(part: &str) -> String {
    format!("{part}{ENDING}")
}

/// The part that a file name stands for; `None` for other files.
pub(super) fn part_of(name: &str) -> Option<&str> {
    name.strip_suffix(ENDING).filter(|part| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A frame as a Parquet file in `folder`; answers its name without the ending (the hash) and its length in bytes.
pub(super) fn write(folder: &Path, frame: &mut DataFrame) -> Result<(String, u64)> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .finish(frame)
        .map_err(|cause| fault::frame("写入数据", cause))?;
    let part = digest(&bytes);
    let path = folder.join(name_of(&part));
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok((part, bytes.len() as u64));
    }
    make_folder(folder)?;
    place(&path, &bytes).map_err(|cause| fault::io("写入文件", &path, cause))?;
    Ok((part, bytes.len() as u64))
}

fn place(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = path.with_file_name(format!(".{}.tmp", uuid::Uuid::new_v4()));
    let moved = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        // The disk may be full: leave nothing behind. That the removal fails too changes nothing.
        drop(fs::remove_file(&beside));
    }
    moved
}

/// Makes written files survive a power cut, many at a time: the disk is waited for once, not once a file.
pub(super) fn settle(paths: &[PathBuf]) -> Result<()> {
    let sync = |path: &PathBuf| {
        let file = OpenOptions::new().append(true).open(path);
        file.and_then(|file| file.sync_all()).map_err(|cause| fault::io("写入文件", path, cause))
    };
    for some in paths.chunks(16) {
        let done: Vec<Result<()>> = thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|path| scope.spawn(move || sync(path))).collect();
            running.into_iter().map(|one| one.join().unwrap_or(Ok(()))).collect()
        });
        done.into_iter().collect::<Result<()>>()?;
    }
    Ok(())
}

/// Whether an entry of a log was cut off by a power cut: there by name, but without its bytes.
pub(super) fn is_torn(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.first().is_none_or(|first| *first == 0))
}

/// How many bytes a file has; `None` where there is none. It is not opened.
pub(super) fn size(path: &Path) -> Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found.len())),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fault::io("读取文件", path, cause)),
    }
}

/// A folder with those above it.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|cause| fault::io("建立文件夹", folder, cause))
}

/// The bytes of a file; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fault::io("读取文件", path, cause)),
    }
}

/// Replaces a small file that may be cut off: read by people only, or checked when it is read.
pub(super) fn replace(path: &Path, text: &[u8]) -> Result<()> {
    fs::write(path, text).map_err(|cause| fault::io("写入文件", path, cause))
}

/// A whole Parquet file.
pub(super) fn read_frame(path: &Path) -> Result<DataFrame> {
    let file = File::open(path).map_err(|cause| fault::io("读取文件", path, cause))?;
    ParquetReader::new(file).finish().map_err(|cause| fault::damaged(path.display()).caused_by(cause))
}

/// Names of the entries of a folder; none where there is no folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(fault::io("读取文件夹", folder, cause)),
    };
    entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(|cause| fault::io("读取文件夹", folder, cause))
}

/// Every file below a table's folder but its log: paths relative to it, with `/`, sorted.
pub(super) fn below(table: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in names(table)? {
        if entry.contains('=') {
            found.extend(names(&table.join(&entry))?.iter().map(|name| format!("{entry}/{name}")));
        } else if !entry.starts_with('_') {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

/// Deletes a file that no version names.
pub(super) fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|cause| fault::io("删除文件", path, cause))
}

/// Deletes a folder that no version names, with everything in it.
pub(super) fn remove_folder(path: &Path) -> Result<()> {
    fs::remove_dir_all(path).map_err(|cause| fault::io("删除文件夹", path, cause))
}

/// The path without `.`, `..` and the current folder's help.
pub(super) fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|cause| fault::io("定位文件夹", path, cause))
}
