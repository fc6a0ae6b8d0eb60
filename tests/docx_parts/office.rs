//! Checks by other programs: the ECMA-376 schema (lxml) and LibreOffice with poppler. Where one is missing, the test says
//! that it was skipped, in the file that `TONGBAO_SKIPS` names.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

/// Notes a check that cannot run here.
pub fn skip(test: &str) {
    if let Ok(file) = std::env::var("TONGBAO_SKIPS") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}").unwrap();
    }
}

#[path = "../shared/red.rs"]
mod red;

fn runs(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Every file passes the schema.
pub fn assert_schema(test: &str, files: &[(&str, Vec<u8>)]) {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/checks/docx-schema");
    if !checker.exists() || !runs("python3", &["-c", "import lxml"]) {
        return skip(test);
    }
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, bytes)| put(folder.path(), name, bytes)).collect();
    let output = Command::new("python3").arg(checker).args(paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// The document as LibreOffice prints it; `None` where it or poppler is missing.
fn printed(folder: &Path, docx: &[u8]) -> Option<PathBuf> {
    if !runs("soffice", &["--version"]) || !runs("pdftotext", &["-v"]) {
        return None;
    }
    let file = put(folder, "document.docx", docx);
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .arg(file)
        .output();
    assert!(status.unwrap().status.success());
    let pdf = folder.join("document.pdf");
    assert!(pdf.exists(), "LibreOffice made no PDF");
    Some(pdf)
}

/// The text of each page as LibreOffice prints it; `None` where it or poppler is missing.
pub fn pages(docx: &[u8]) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let pdf = printed(folder.path(), docx)?;
    let output = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect())
}

/// The second page is full of text: 22 lines of 28 characters, 28.95 pt apart.
pub fn assert_grid(test: &str, docx: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let Some(pdf) = printed(folder.path(), docx) else { return skip(test) };
    let output =
        Command::new("pdftotext").args(["-f", "2", "-l", "2", "-bbox-layout"]).arg(pdf).arg("-").output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let value = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let lines: Vec<&str> = output.split("<line ").skip(1).collect();
    let text = |line: &str| -> String {
        let words = line.split("<word ").skip(1).filter_map(|word| word.split('>').nth(1)?.split('<').next());
        words.collect()
    };
    let full: Vec<&&str> = lines.iter().filter(|line| text(line).chars().count() >= 20).collect();
    assert_eq!(full.len(), 22, "{output}");
    assert!(full.iter().all(|line| text(line).chars().count() == 28), "{output}");
    for pair in full.windows(2) {
        let pitch = value(pair[1], "yMin") - value(pair[0], "yMin");
        assert!((pitch - 28.95).abs() < 0.3, "{pitch}");
    }
}

/// Ink of the red mark from 72 mm, red rule of 156 mm.
pub fn assert_mark(test: &str, docx: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let Some(pdf) = printed(folder.path(), docx) else { return skip(test) };
    let output = Command::new("pdftoppm").args(["-r", "127", "-f", "1", "-l", "1"]).arg(pdf).output().unwrap();
    let bands = red::bands(&output.stdout);
    // 127 dpi: five pixels a millimetre.
    let [mark, .., rule] = bands.as_slice() else { panic!("{bands:?}") };
    assert!(mark.top.abs_diff(72 * 5) <= 4, "top of the mark: {bands:?}");
    assert!((rule.right - rule.left).abs_diff(156 * 5) <= 4, "width of the rule: {bands:?}");
    assert!(rule.bottom - rule.top <= 5 && rule.left.abs_diff(28 * 5) <= 3, "{bands:?}");
}

/// A letter as LibreOffice prints it: rules, name, number, and no page number on the first page.
pub fn assert_letter(test: &str, docx: &[u8], number: &str) {
    let folder = tempfile::tempdir().unwrap();
    let Some(pdf) = printed(folder.path(), docx) else { return skip(test) };
    let picture = Command::new("pdftoppm").args(["-r", red::DPI, "-f", "1", "-l", "1"]).arg(&pdf).output().unwrap();
    red::assert_letter(&picture.stdout, 6);
    let output =
        Command::new("pdftotext").args(["-f", "1", "-l", "1", "-bbox-layout"]).arg(pdf).arg("-").output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let value = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let lines: Vec<&str> = output.split("<line ").skip(1).collect();
    let line = lines.iter().find(|line| line.contains(number)).unwrap_or_else(|| panic!("{number} in {output}"));
    let mm = 72.0 / 25.4;
    assert!((value(line, "xMax") / mm - 184.0).abs() < 1.0, "flush right: {line}");
    assert!((44.0..60.0).contains(&(value(line, "yMin") / mm)), "below the first rule: {line}");
    assert!(!output.contains("—"), "the first page has no number: {output}");
}
