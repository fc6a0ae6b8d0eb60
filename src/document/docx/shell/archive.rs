//! The shell's package: its members unpacked within limits, those that nothing touches copied as they are.
//!
//! Never trusts a declared size, never unpacks to disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read, Write as _},
};

use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::error::{Error, Result};

/// Most bytes of a shell, packed.
pub const LARGEST: u64 = 20 << 20;
/// Most members; a letterhead has some twenty.
const MOST_MEMBERS: usize = 2_000;
/// Most bytes of all parts of text together, unpacked.
const MOST_TEXT: u64 = 32 << 20;
/// Most bytes that all members together say they unpack to.
const MOST_DECLARED: u64 = 200 << 20;

/// First bytes of the old binary format, which is also the wrapper of encrypted documents.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The members of a package.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// Bytes of text that may still be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens the package of the shell called `shell`.
    pub(super) fn open(shell: &str, bytes: &'a [u8]) -> Result<Self> {
        if bytes.starts_with(COMPOUND) {
            return Err(compound(shell, bytes));
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
            return Err(too_large(shell));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| no_docx(shell).caused_by(cause))?;
        if zip.len() > MOST_MEMBERS {
            return Err(too_large(shell));
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut declared: u64 = 0;
        for index in 0..zip.len() {
            let member = zip.by_index_raw(index).map_err(|cause| damaged(shell).caused_by(cause))?;
            if member.encrypted() {
                return Err(encrypted(shell));
            }
            declared = declared.saturating_add(member.size());
            names.push(member.name().map_err(|cause| damaged(shell).caused_by(cause))?.into_owned());
        }
        if declared > MOST_DECLARED {
            return Err(too_large(shell));
        }
        if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
            return Err(damaged(shell));
        }
        Ok(Self { zip, names, left: MOST_TEXT })
    }

    /// Names of all members.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// A part of text; `None` where there is none of that name.
    pub(super) fn text(&mut self, shell: &str, name: &str) -> Result<Option<String>> {
        let Some(index) = self.names.iter().position(|known| known == name) else { return Ok(None) };
        let member = self.zip.by_index(index).map_err(|cause| match cause {
            ZipError::UnsupportedArchive(what) if what.contains("assword") => encrypted(shell),
            cause => damaged(shell).caused_by(cause),
        })?;
        let mut content = Vec::new();
        member.take(self.left + 1).read_to_end(&mut content).map_err(|cause| damaged(shell).caused_by(cause))?;
        let read = u64::try_from(content.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(read).ok_or_else(|| too_large(shell))?;
        match String::from_utf8(content) {
            Ok(text) => Ok(Some(text)),
            Err(cause) => Err(Error::usage(format!("套红模板「{shell}」里的 {name} 不是 UTF-8 文字。"))
                .remedy("请用 Word 或 WPS 打开，另存为 .docx 后再放进 reports/。")
                .caused_by(cause)),
        }
    }

    /// The package with the parts in `changed` in place of its own, or added behind them.
    pub(super) fn rewritten(mut self, shell: &str, changed: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
        self.rewrite(changed).map_err(|cause| damaged(shell).caused_by(cause))
    }

    fn rewrite(&mut self, changed: &BTreeMap<String, Vec<u8>>) -> zip::result::ZipResult<Vec<u8>> {
        let mut target = ZipWriter::new(Cursor::new(Vec::with_capacity(64 * 1024)));
        for (index, name) in self.names.iter().enumerate() {
            match changed.get(name) {
                Some(content) => put(&mut target, name, content)?,
                None => target.raw_copy_file(self.zip.by_index_raw(index)?)?,
            }
        }
        for (name, content) in changed.iter().filter(|(name, _)| !self.names.contains(name)) {
            put(&mut target, name, content)?;
        }
        Ok(target.finish()?.into_inner())
    }
}

/// Fixed time, so that the same shell and report are the same bytes; pictures are compressed already.
fn put(target: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> zip::result::ZipResult<()> {
    let picture = content.starts_with(b"\x89PNG");
    let method = if picture { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default()
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        .compression_method(method);
    target.start_file(name, options)?;
    Ok(target.write_all(content)?)
}

fn no_docx(shell: &str) -> Error {
    Error::usage(format!("套红模板「{shell}」不是 .docx 文件：文件头不是 .docx 应有的。"))
        .remedy("请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再放进 reports/。")
}

fn compound(shell: &str, bytes: &[u8]) -> Error {
    let word: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(word.len()).any(|window| window == word) {
        return encrypted(shell);
    }
    Error::usage(format!("套红模板「{shell}」是旧版的 .doc 文件，改了文件名也不是 .docx。"))
        .remedy("请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再放进 reports/。")
}

fn encrypted(shell: &str) -> Error {
    Error::usage(format!("套红模板「{shell}」设了打开密码，读不了。"))
        .remedy("请在 Word 或 WPS 里取消密码，保存后再放进 reports/。")
}

fn too_large(shell: &str) -> Error {
    Error::usage(format!(
        "套红模板「{shell}」太大：打包后不得超过 20 MiB，解开后文字不得超过 32 MiB、连同图片不得超过 200 MiB。"
    ))
    .remedy("套红模板只放版头、版记和占位符；请删去多余的图片和文字。")
}

/// A package that cannot be read to its end.
pub(super) fn damaged(shell: &str) -> Error {
    Error::usage(format!("套红模板「{shell}」已损坏，读不全。"))
        .remedy("请用 Word 或 WPS 打开，另存为 .docx 后再放进 reports/。")
}
