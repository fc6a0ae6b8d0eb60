//! The sample's documents as they lie on the table: our PDF, and the .docx as LibreOffice prints it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::{
    Run, bulletins, json,
    paper::{assert_letter, assert_official, pages, thumbnail},
    skipped,
    tofu::assert_drawn,
};

/// The text of one page without blanks; `None` where poppler is missing.
fn page_text(pdf: &Path, page: usize) -> Option<String> {
    let number = page.to_string();
    let output = Command::new("pdftotext").args(["-f", &number, "-l", &number]).arg(pdf).arg("-").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).split_whitespace().collect())
}

/// The documents as LibreOffice prints them; `None` where it is missing.
pub fn printed(documents: &[PathBuf], work: &Path) -> Option<Vec<PathBuf>> {
    let out = work.join("printed");
    let profile = format!("-env:UserInstallation=file://{}", work.join("profile").display());
    let output = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&out)
        .args(documents)
        .output()
        .ok()?;
    assert!(output.status.success());
    Some(documents.iter().map(|file| out.join(file.with_extension("pdf").file_name().unwrap())).collect())
}

/// How many, how far, who leads, who lags, what is due by when: by the figures of the month.
fn answers(figures: &Value) -> [String; 5] {
    let city = &figures["city"];
    let counties = figures["counties"].as_array().unwrap();
    let ranked = |county: &&Value| county["rank"].is_u64();
    let rank = |county: &&Value| county["rank"].as_u64();
    let told = |county: &Value| {
        format!("{}{}", county["name"].as_str().unwrap(), county["exit_rate"]["text"].as_str().unwrap())
    };
    let (first, last) =
        (counties.iter().filter(ranked).min_by_key(rank), counties.iter().filter(ranked).max_by_key(rank));
    [
        format!("{}条，已退出{}条，未退出{}条", city["governed"], city["exited"], city["remaining"]),
        format!(
            "退出率{}，剔除率{}",
            city["exit_rate"]["text"].as_str().unwrap(),
            city["exclusion_rate"]["text"].as_str().unwrap()
        ),
        told(first.unwrap()),
        told(last.unwrap()),
        "2023年5月31日前全部退出".to_owned(),
    ]
}

fn assert_answers(pdf: &Path, figures: &Value) {
    let Some(text) = page_text(pdf, 1) else { return skipped("documents: the first page (pdftotext is missing)") };
    for answer in answers(figures) {
        assert!(text.contains(&answer), "{} does not say “{answer}” on page one:\n{text}", pdf.display());
    }
}

#[test]
fn documents_lie_on_the_table_as_the_standard_wants_them() {
    let (workspace, months) = bulletins();
    let run = Run::new(["notices", "--month", "2023-05"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let letter = workspace.path().join("out/2023-05/notices/文峰区/交通运输局");
    let official = |pdf: &Path| match pages(pdf) {
        Some(pages) => assert_official(&pages),
        None => skipped("documents: ink on the page (pdftoppm is missing)"),
    };
    for dir in &months {
        assert_answers(&dir.join("通报.pdf"), &json(&dir.join("indicators.json")));
        official(&dir.join("通报.pdf"));
    }
    let Some(first) = pages(&letter.join("提示函.pdf")) else { return };
    assert_letter(&first);
    // Both months under names of their own: LibreOffice puts what it prints into one folder.
    let work = workspace.path();
    let copies: Vec<PathBuf> = months
        .iter()
        .zip(["april.docx", "may.docx"])
        .map(|(dir, name)| {
            fs::copy(dir.join("通报.docx"), work.join(name)).unwrap();
            work.join(name)
        })
        .collect();
    let Some(paper) = printed(&copies, work) else {
        return skipped("documents: the .docx on paper (soffice is missing)");
    };
    for (pdf, dir) in paper.iter().zip(&months) {
        assert_answers(pdf, &json(&dir.join("indicators.json")));
        assert_drawn(pdf);
    }
}

/// The sum of what two thumbnails differ by, for each dot.
fn difference(one: &[u8], other: &[u8]) -> f64 {
    if one.len() != other.len() {
        return f64::INFINITY;
    }
    let sum: u32 = one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
    f64::from(sum) / f64::from(u32::try_from(one.len()).unwrap())
}

#[test]
fn pages_look_as_they_did() {
    let faces = ["NotoSerifSC-Regular.ttf", "NotoSansSC-Bold.ttf"];
    if !faces.iter().all(|face| crate::support::fonts().join(face).is_file()) {
        return skipped("documents: pictures of pages (the faces of scripts/fonts.sh --fetch are missing)");
    }
    let (_workspace, months) = bulletins();
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/pages");
    for (dir, month) in months.iter().zip(["2023-04", "2023-05"]) {
        for page in 1..=4 {
            let Some(now) = thumbnail(&dir.join("通报.pdf"), page) else {
                return skipped("documents: pictures of pages (pdftoppm is missing)");
            };
            let golden = goldens.join(format!("{month}-{page}.pgm"));
            if std::env::var_os("TONGBAO_BLESS").is_some() {
                fs::create_dir_all(&goldens).unwrap();
                fs::write(&golden, &now).unwrap();
            }
            let then = fs::read(&golden).unwrap_or_default();
            let by = difference(&then, &now);
            assert!(by < 4.0, "{} differs by {by} grey steps a dot (TONGBAO_BLESS=1 writes it anew)", golden.display());
        }
    }
}
