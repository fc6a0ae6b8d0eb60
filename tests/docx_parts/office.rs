//! Checks by other programs: the ECMA-376 schema (lxml) and LibreOffice with poppler. Where one is missing, the test says
//! that it was skipped, in the file that `TONGBAO_SKIPS` names.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

fn skip(test: &str) {
    if let Ok(file) = std::env::var("TONGBAO_SKIPS") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}").unwrap();
    }
}

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

/// LibreOffice prints all of these words.
pub fn assert_text(test: &str, docx: &[u8], wanted: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let Some(pdf) = printed(folder.path(), docx) else { return skip(test) };
    let output = Command::new("pdftotext").arg(pdf).arg("-").output().unwrap();
    let found: String = String::from_utf8(output.stdout).unwrap().split_whitespace().collect();
    for words in wanted {
        assert!(found.contains(&words.split_whitespace().collect::<String>()), "{words} in {found}");
    }
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
    let bands = red_bands(&output.stdout);
    // 127 dpi: five pixels a millimetre.
    let [mark, .., rule] = bands.as_slice() else { panic!("{bands:?}") };
    assert!(mark.top.abs_diff(72 * 5) <= 4, "top of the mark: {bands:?}");
    assert!((rule.right - rule.left).abs_diff(156 * 5) <= 4, "width of the rule: {bands:?}");
    assert!(rule.bottom - rule.top <= 5 && rule.left.abs_diff(28 * 5) <= 3, "{bands:?}");
}

#[derive(Debug)]
struct Band {
    top: usize,
    bottom: usize,
    left: usize,
    right: usize,
}

/// Stretches of rows with red in them, from a binary PPM picture.
fn red_bands(ppm: &[u8]) -> Vec<Band> {
    let mut head = ppm.splitn(4, u8::is_ascii_whitespace);
    let mut number = || -> usize { std::str::from_utf8(head.next().unwrap()).unwrap().parse().unwrap_or(0) };
    let (_, width, _) = (number(), number(), number());
    let rest = head.next().unwrap();
    let pixels = &rest[rest.len() - rest.len() / (width * 3) * (width * 3)..];
    let mut bands: Vec<Band> = Vec::new();
    for (y, row) in pixels.chunks_exact(width * 3).enumerate() {
        let mut red = row.chunks_exact(3).enumerate().filter(|(_, rgb)| rgb[0] > 180 && rgb[1] < 120).map(|(x, _)| x);
        let Some(left) = red.next() else { continue };
        let right = red.next_back().unwrap_or(left);
        match bands.last_mut() {
            Some(band) if band.bottom == y => {
                *band = Band { top: band.top, bottom: y + 1, left: band.left.min(left), right: band.right.max(right) };
            }
            _ => bands.push(Band { top: y, bottom: y + 1, left, right }),
        }
    }
    bands
}
