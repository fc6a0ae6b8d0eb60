//! The words in a file of any kind that the program writes, without its markup and its spaces.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::Command,
};

/// Every file below a folder.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The words of a file: archives unpacked, tags taken out, references resolved, of a PDF what poppler reads. Spaces and line
/// breaks are left out, for a line may break anywhere.
pub fn words(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let text = if bytes.starts_with(b"%PDF") {
        of_pdf(path)
    } else if bytes.starts_with(b"PK") {
        parts(&bytes).iter().map(|(_, part)| resolved(&without_tags(part))).collect()
    } else {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let ending = path.extension().unwrap_or_default();
        if ["html", "svg"].iter().any(|markup| ending == *markup) { resolved(&without_tags(&text)) } else { text }
    };
    text.split_whitespace().collect()
}

fn of_pdf(path: &Path) -> String {
    let Ok(output) = Command::new("pdftotext").args(["-raw"]).arg(path).arg("-").output() else {
        super::skipped("words of PDFs (pdftotext is missing)");
        return String::new();
    };
    assert!(output.status.success() && !output.stdout.is_empty(), "{}", path.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The parts of an archive by name, as text.
pub fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let part = |index| {
        let mut part = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().to_string(), String::from_utf8_lossy(&bytes).into_owned())
    };
    (0..count).map(part).collect()
}

pub fn without_tags(markup: &str) -> String {
    let mut inside = false;
    let is_text = |c: &char| {
        let text = !inside && *c != '<';
        inside = (inside || *c == '<') && *c != '>';
        text
    };
    markup.chars().filter(is_text).collect()
}

fn resolved(text: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&apos;", "'")];
    let plain = marks.iter().fold(text.to_owned(), |text, (reference, mark)| text.replace(reference, mark));
    plain.replace("&amp;", "&")
}
