//! No document prints a box for a character: not the sample's, not those of names that few fonts have.
//!
//! What lies on paper is looked at, not what was asked for: poppler draws a page as shapes, and the shape of a glyph that
//! is missing (.notdef) stands first among those of each font. LibreOffice and the browser are looked at by what they print.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    Run,
    access::after,
    bulletins,
    print::printed,
    skipped,
    support::{code, sample},
};

/// Characters of names that many fonts lack.
const RARE: &str = "喆堃淏珺玥昇镕㛃𬭎";
const COUNTIES: [&str; 3] = ["喆堃淏县", "珺玥昇市", "镕㛃𬭎区"];
const DEPARTMENTS: [&str; 2] = ["喆堃淏珺局", "玥昇镕㛃𬭎委员会"];

/// How many glyphs a PDF draws, and how many of them are the box of a missing one; `None` where poppler is missing.
fn glyphs(pdf: &Path) -> Option<(usize, usize)> {
    let told = Command::new("pdfinfo").arg(pdf).output().ok()?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let pages: usize = told.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())?;
    let of_page = |page: usize| {
        let page = page.to_string();
        let svg =
            Command::new("pdftocairo").args(["-svg", "-f", &page, "-l", &page]).arg(pdf).arg("-").output().ok()?;
        Some(glyphs_of_page(&String::from_utf8_lossy(&svg.stdout)))
    };
    (1..=pages).map(of_page).try_fold((0, 0), |(all, boxes), page| page.map(|(a, b)| (all + a, boxes + b)))
}

fn glyphs_of_page(svg: &str) -> (usize, usize) {
    let mut shapes: BTreeMap<&str, &str> = BTreeMap::new();
    for symbol in svg.split("<symbol ").skip(1) {
        let between = |open: &str| symbol.split_once(open).and_then(|(_, rest)| rest.split('"').next());
        shapes.insert(between("id=\"").unwrap(), between(" d=\"").unwrap_or(""));
    }
    let used: Vec<&str> = svg
        .split("<use xlink:href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.starts_with("glyph"))
        .collect();
    let is_box = |name: &&str| {
        let none = format!("{}-0", name.split('-').next().unwrap());
        let shape = shapes.get(*name).copied().unwrap_or("");
        **name == none || (!shape.is_empty() && shapes.get(none.as_str()) == Some(&shape))
    };
    (used.len(), used.iter().filter(|name| is_box(name)).count())
}

pub fn assert_drawn(pdf: &Path) {
    match glyphs(pdf) {
        Some((all, boxes)) => {
            assert!(all > 100, "{} draws {all} glyphs", pdf.display());
            assert_eq!(boxes, 0, "{} prints boxes for characters", pdf.display());
        }
        None => skipped("documents: boxes for characters (poppler is missing)"),
    }
}

/// A workspace whose counties, departments and firms all have rare characters in their names.
fn rare() -> TempDir {
    let dir = TempDir::new().unwrap();
    let text = fs::read_to_string(sample("tongbao.toml")).unwrap();
    let mut text = text.split("# 报送单位").next().unwrap().to_owned();
    for (number, name) in COUNTIES.iter().enumerate() {
        let short = name.trim_end_matches(['县', '市', '区']);
        text += &format!(
            "[[counties]]\ncode = \"99000{number}\"\nname = \"{name}\"\ngroup = \"{RARE}组\"\nshort = \"{short}\"\n\n"
        );
    }
    for name in DEPARTMENTS {
        text += &format!("[[departments]]\nname = \"{name}\"\n\n");
    }
    fs::write(dir.path().join("tongbao.toml"), text).unwrap();
    for week in ["2023-04-23", "2023-04-30"] {
        let folder = dir.path().join("收件").join(week);
        fs::create_dir_all(&folder).unwrap();
        for (place, county) in (0..).zip(COUNTIES) {
            fs::write(folder.join(format!("{county}-失信被执行人.csv")), ledger(place)).unwrap();
        }
    }
    let run = Run::new(["ingest", "收件"]).within(&dir).go();
    assert!(run.status <= 1, "{}", run.err);
    dir
}

fn ledger(county: u32) -> String {
    let mut text =
        "序号,市场主体名称,信用代码,法人,所属行业,主管部门,执行法院,失信次数,公示中条数,最近列入日期,企业联系情况,\
                    约谈时间,承诺日期,是否退出台账\n"
            .to_owned();
    for number in 0..6_u32 {
        let department = DEPARTMENTS[number as usize % 2];
        let code = code(county * 100 + number);
        text += &format!(
            "{},{RARE}商行（示例{county}{number}）,{code},示例某,制造业,{department},示例法院,1{number},3,2022-03-01,可联系且在经营,,,否\n",
            number + 1
        );
    }
    text
}

/// Every file with this ending below a folder.
fn all(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let files = crate::support::text::files(dir).into_iter();
    files.filter(|file| file.extension().is_some_and(|extension| extension == ending)).collect()
}

/// Copies under names of their own: LibreOffice puts what it prints into one folder.
fn numbered(files: &[PathBuf], work: &Path) -> Vec<PathBuf> {
    let copy = |(number, file): (usize, &PathBuf)| {
        let to = work.join(format!("paper-{number}")).with_extension(file.extension().unwrap());
        fs::copy(file, &to).unwrap();
        to
    };
    files.iter().enumerate().map(copy).collect()
}

/// The document with a character that no font has in place of `word`: what the measure must find.
fn with_a_box(docx: &Path, word: &str, to: &Path) {
    use std::io::Write;
    let mut archive = zip::ZipArchive::new(fs::File::open(docx).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(fs::File::create(to).unwrap());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        let name = part.name().unwrap().into_owned();
        if name == "word/document.xml" {
            bytes = String::from_utf8(bytes).unwrap().replace(word, "\u{10FFFD}").into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap();
}

/// Lists the characters of a page that the browser draws as it draws one that no font has.
const BOXES: &str = "
const draw = letter => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d');
  pen.font = '24px ' + getComputedStyle(document.querySelector('svg text') || document.body).fontFamily;
  pen.fillText(letter, 4, 30);
  return canvas.toDataURL();
};
const box = draw('\\u{10FFFD}'), seen = new Set(document.body.innerText + document.body.textContent);
const said = document.createElement('pre');
said.id = 'said';
said.textContent = 'sees ' + (draw('\\u{F0000}') === box) + ' looked at ' + seen.size + ': ' + [...seen].filter(letter => draw(letter) === box).join('');
document.body.append(said);";

fn assert_browser_draws(page: &Path, work: &Path) {
    let Some(dom) = after(page, BOXES, false, work) else {
        return skipped("documents: boxes in the browser (chromium is missing)");
    };
    let said = &dom[dom.rfind("id=\"said\"").expect("the script has ended")..];
    assert!(said.contains("sees true"), "the measure sees no box where there is one: {said}");
    let (seen, boxes) = said.split_once("looked at ").unwrap().1.split_once(": ").unwrap();
    assert!(seen.parse::<usize>().unwrap() > 200, "{said}");
    assert_eq!(boxes.split("</pre>").next(), Some(""), "{} shows boxes", page.display());
}

/// Whether all rare characters can be read in a PDF.
fn assert_readable(pdf: &Path) {
    let Ok(output) = Command::new("pdftotext").arg(pdf).arg("-").output() else { return };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lost: String = RARE.chars().filter(|c| !text.contains(*c)).collect();
    assert!(lost.is_empty(), "{} lost {lost}", pdf.display());
}

#[test]
fn no_document_of_rare_names_prints_a_box() {
    let workspace = rare();
    for command in [["bulletin", "--month", "2023-04"], ["notices", "--month", "2023-04"]] {
        let run = Run::of(&command).within(&workspace).go();
        assert_eq!(run.status, 0, "{}", run.err);
    }
    let out = workspace.path().join("out/2023-04");
    let bulletin = out.join("bulletin");
    for pdf in all(&out, "pdf") {
        assert_drawn(&pdf);
    }
    assert_readable(&bulletin.join("通报.pdf"));
    assert_browser_draws(&bulletin.join("通报.html"), workspace.path());
    let letter = out.join("notices").join(COUNTIES[0]).join(DEPARTMENTS[0]);
    let files = [bulletin.join("通报.docx"), letter.join("提示函.docx"), letter.join("任务清单.xlsx")];
    let mut files = numbered(&files, workspace.path());
    let probe = workspace.path().join("probe.docx");
    with_a_box(&files[1], "失信", &probe);
    files.push(probe);
    let Some(paper) = printed(&files, workspace.path()) else {
        return skipped("documents: boxes in office files (soffice is missing)");
    };
    let (probe, paper) = paper.split_last().unwrap();
    for pdf in paper {
        assert_drawn(pdf);
    }
    assert_readable(&paper[0]);
    assert!(glyphs(probe).is_none_or(|(_, boxes)| boxes > 0), "the measure sees no box where there is one");
}

#[test]
fn a_character_that_no_font_has_is_told_in_its_word_and_nothing_is_printed() {
    let workspace = rare();
    let config = workspace.path().join("tongbao.toml");
    let text = fs::read_to_string(&config).unwrap().replace("喆堃淏县", "喆\u{E123}县");
    fs::write(config, text).unwrap();
    let run = Run::new(["bulletin", "--month", "2023-04"]).within(&workspace).go();
    assert_eq!(run.status, 3, "{}", run.err);
    // whichever paper or chart meets it first tells; the word may be a person's name and is told by its shape
    assert!(run.err.contains("\u{E123}") && run.err.contains("*”中的“\u{E123}”（U+E123）"), "{}", run.err);
    assert!(run.err.contains("字体文件放进工作区的 fonts 文件夹"), "{}", run.err);
    assert!(!workspace.path().join("out/2023-04/bulletin/通报.pdf").exists());
}

#[test]
fn no_document_of_the_sample_prints_a_box() {
    let (_workspace, months) = bulletins();
    for dir in &months {
        assert_drawn(&dir.join("通报.pdf"));
    }
}
