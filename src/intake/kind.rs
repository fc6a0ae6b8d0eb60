//! What a file is, told by its first bytes and its inside, never by its name.
//!
//! Opens nothing: it only looks.

use super::rejection::unreadable;
use crate::domain::sheet::Rejection;

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A zip archive: .xlsx, .ods, or something else inside.
    Archive,
    /// Excel 97–2003.
    Xls,
    /// Text: .csv.
    Text,
}

/// First bytes of other kinds of files, and what they are.
const OTHERS: [(&[u8], &str); 12] = [
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xFF\xD8\xFF", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xBC\xAF", "压缩包"),
    (b"\x1F\x8B", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序"),
    (b"\x09\x00\x04\x00", "早期的 Excel 表格"),
    (b"\x09\x02\x06\x00", "早期的 Excel 表格"),
    (b"\x09\x04\x06\x00", "早期的 Excel 表格"),
];

/// Tells what `bytes` are, or why they cannot be read.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, Rejection> {
    let start = &bytes[..bytes.len().min(4096)];
    if start.iter().all(|byte| matches!(byte, b' ' | b'\r' | b'\n' | b'\t' | 0xEF | 0xBB | 0xBF)) && bytes.len() < 4096
    {
        return Err(unreadable::empty());
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Archive);
    }
    if bytes.starts_with(b"PK") {
        return Err(unreadable::damaged());
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(bytes);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(unreadable::other(what));
    }
    markup(start).map_or(Ok(Kind::Text), |what| Err(unreadable::other(what)))
}

/// The compound files of old Office tell what they are by the names of their streams.
fn compound(bytes: &[u8]) -> Result<Kind, Rejection> {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // names stand in directory entries, which begin at multiples of 128
        bytes.chunks_exact(128).any(|entry| entry.starts_with(&wide) && entry[wide.len()..].starts_with(&[0, 0]))
    };
    if has("EncryptedPackage") {
        return Err(unreadable::encrypted());
    }
    if has("Workbook") || has("Book") {
        return Ok(Kind::Xls);
    }
    let what = if has("WordDocument") {
        "Word 文档"
    } else if has("PowerPoint Document") {
        "演示文稿"
    } else if has("ET_Workbook") || has("WpsWorkbook") {
        "WPS 的 .et 表格"
    } else {
        return Err(unreadable::damaged());
    };
    Err(unreadable::other(what))
}

/// Web pages and XML that spreadsheets are sometimes exported as.
fn markup(start: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(start).to_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if !text.starts_with('<') {
        return None;
    }
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Some("XML 格式的表格");
    }
    if text.contains("<html") || text.contains("<table") || text.contains("<!doctype html") || text.contains("<head") {
        return Some("网页（HTML）");
    }
    Some("XML 文件")
}

/// What an archive without a workbook is.
pub(super) fn other_archive(has: impl Fn(&str) -> bool) -> Rejection {
    let what = if has("xl/workbook.bin") {
        "二进制工作簿（.xlsb）"
    } else if has("word/document.xml") {
        "Word 文档"
    } else if has("ppt/presentation.xml") {
        "演示文稿"
    } else {
        "压缩包"
    };
    unreadable::other(what)
}
