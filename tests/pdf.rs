//! PDFs as a reader meets them: text, pages, measures, special characters, identity of bytes.
//!
//! Fonts come from the set-up step (`scripts/fonts.sh`) or the system. Text is read back with poppler's `pdftotext`; where
//! that is missing the test reports itself as skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
#![allow(clippy::disallowed_methods, reason = "tests write what other tools read back")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tongbao::document::pdf::Press;
use tongbao::domain::table::{Table, Value};
use tongbao::report::{Block, Report};

#[path = "pdf_parts/forms.rs"]
mod forms;
#[path = "shared/red.rs"]
mod red;
#[path = "pdf_parts/sample.rs"]
mod sample;
use sample::{FONTS, PRESS, bulletin, draw, letter, ranking};

fn set(report: &Report) -> Vec<u8> {
    match PRESS.set(report, &draw) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{error}\n{}", error.source.as_ref().map(ToString::to_string).unwrap_or_default()),
    }
}

/// Writes the PDF where the other tools can see it; with `TONGBAO_LOOK` set to a folder it stays there.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let look = std::env::var_os("TONGBAO_LOOK");
    let folder = look.map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What a poppler tool says, or `None` (and a line in the list of skipped checks) where it is not installed.
fn poppler(tool: &str, test: &str, options: &[&str], path: &Path) -> Option<String> {
    if let Ok(output) = Command::new(tool).args(options).arg(path).args((tool == "pdftotext").then_some("-")).output() {
        assert!(output.status.success() || tool != "pdftotext", "{}", String::from_utf8_lossy(&output.stderr));
        return Some(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    if let Some(list) = std::env::var_os("TONGBAO_SKIPS") {
        let mut list = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "tests/pdf.rs {test}: {tool} is missing").unwrap();
    }
    None
}

/// The text of a PDF as one string without blanks and line ends; `None` where it cannot be read here.
fn words(test: &str, bytes: &[u8], options: &[&str]) -> Option<String> {
    let path = file(&format!("{test}.pdf"), bytes);
    poppler("pdftotext", test, options, &path)
}

/// The last line of a page without blanks.
fn number(page: &str) -> String {
    page.trim_end().lines().last().unwrap().split_whitespace().collect()
}

fn plain(report: Report) -> Report {
    let report = Report { summary: None, annexes: vec![], attachments: vec![], imprint: None, ..report };
    Report { marking: String::new(), contact: String::new(), ..report }
}

#[test]
fn a_bulletin_holds_every_part_of_its_report() {
    let bytes = set(&bulletin());
    let Some(text) = words("bulletin", &bytes, &["-layout"]) else { return };
    let dense: String = text.split_whitespace().collect();
    for part in [
        "安阳市社会信用体系建设领导小组办公室文件",
        "安示例〔2023〕1号",
        "关于2023年4月全市严重违法失信市场主体治理工作进展情况的通报",
        "各县（市、区）人民政府",
        "（一）退出率排名",
        "1.前三名",
        "（1）文峰区",
        "80.00%",
        "附件：1.各县",
        "2.未退出治理对象名单",
        "2023年5月4日印发",
        "抄送：省社会",
        "（联系人：示例",
        "退出进度落后于计划",
        "91410599MA00000X9N",
    ] {
        assert!(dense.contains(part), "{part} is not in the PDF");
    }
    for (at, page) in text.trim_end_matches('\u{c}').split('\u{c}').enumerate() {
        assert!(page.contains("示例数据"), "page {} is not marked", at + 1);
        assert!(number(page).ends_with(&format!("—{}—", at + 1)), "page {} has no number", at + 1);
    }
}

#[test]
fn headers_of_tables_are_repeated_on_every_page() {
    let Some(text) = words("headers", &set(&bulletin()), &["-layout"]) else { return };
    let pages = text.split('\u{c}').filter(|page| page.contains("91410599MA00000X9N")).collect::<Vec<_>>();
    assert!(pages.len() >= 3, "{} pages of the wide table", pages.len());
    assert!(pages.iter().all(|page| page.contains("统一社会信用代码")));
}

#[test]
fn a_letter_has_no_page_number_on_its_first_page() {
    let Some(text) = words("letter", &set(&letter()), &["-layout"]) else { return };
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(pages.len(), 2);
    assert!(!number(pages[0]).ends_with("—1—"));
    assert!(number(pages[1]).ends_with("—2—"));
}

/// Words and their boxes in points: left, top, right, bottom.
fn boxes(test: &str, bytes: &[u8]) -> Option<Vec<(usize, [f64; 4], String)>> {
    let html = words(test, bytes, &["-bbox"])?;
    let mut page = 0;
    let mut found = Vec::new();
    for line in html.lines() {
        page += usize::from(line.trim_start().starts_with("<page"));
        if let Some(word) = line.trim().strip_prefix("<word ") {
            let mut parts = word.split('"');
            let number = |part: Option<&str>| part.unwrap().parse::<f64>().unwrap();
            let mut next = || {
                parts.next();
                number(parts.next())
            };
            let place = [next(), next(), next(), next()];
            found.push((page, place, word.split('>').nth(1).unwrap().trim_end_matches("</word").to_owned()));
        }
    }
    Some(found)
}

#[test]
fn a_full_page_has_22_lines_of_28_characters_within_the_margins() {
    let report = Report { body: vec![Block::Paragraph("治".repeat(28 * 60))], ..plain(bulletin()) };
    let Some(words) = boxes("grid", &set(&report)) else { return };
    let lines: Vec<_> = words.iter().filter(|(page, _, word)| *page == 2 && word.starts_with('治')).collect();
    assert_eq!(lines.len(), 22);
    assert!(lines.iter().all(|(_, _, word)| word.chars().count() == 28), "{lines:?}");
    let mm = 72.0 / 25.4;
    let (_, first, _) = lines[0];
    let (_, last, _) = lines[21];
    assert!((first[0] / mm - 28.0).abs() < 0.1 && (first[2] / mm - 184.0).abs() < 0.3, "{first:?}");
    assert!(first[1] / mm >= 37.0 && last[3] / mm <= 262.0, "{first:?} {last:?}");
    assert!(((last[1] - first[1]) / 21.0 - 28.95).abs() < 0.02);
}

#[test]
fn parts_stand_where_the_standard_wants_them() {
    let Some(words) = boxes("places", &set(&bulletin())) else { return };
    let mm = 72.0 / 25.4;
    let at = |page: usize, word: &str| {
        let found = words.iter().find(|(p, _, w)| *p == page && w.starts_with(word));
        found.unwrap_or_else(|| panic!("{word} is not on page {page}")).1.map(|points| points / mm)
    };
    assert!((at(1, "安阳市社会信用")[1] - 72.0).abs() < 3.0, "mark: {:?}", at(1, "安阳市社会信用"));
    assert!((at(1, "各县（市、区）人民政府")[0] - 28.0).abs() < 0.1);
    let dashes: Vec<_> = words.iter().filter(|(_, place, word)| word == "—" && place[1] / mm > 263.0).collect();
    let odd = dashes.iter().filter(|(page, ..)| *page == 1).map(|(_, place, _)| place[2] / mm).fold(0.0, f64::max);
    let even = dashes.iter().filter(|(page, ..)| *page == 2).map(|(_, place, _)| place[0] / mm).fold(999.0, f64::min);
    assert!((odd - (184.0 - 4.94)).abs() < 1.0, "odd pages: {odd}");
    assert!((even - (28.0 + 4.94)).abs() < 0.2, "even pages: {even}");
    let middle = dashes
        .iter()
        .filter(|(page, ..)| *page == 1)
        .map(|(_, place, _)| f64::midpoint(place[1], place[3]) / mm)
        .next()
        .unwrap();
    assert!((middle - 269.0).abs() < 1.0, "7 mm below the text area: {middle}");
    let issued = at(words.iter().map(|(page, ..)| *page).max().unwrap(), "2023年5月4日印发");
    assert!((issued[3] - 184.0).abs() < 3.0, "the imprint stands at the foot of the last page: {issued:?}");
}

#[test]
fn markup_in_names_comes_out_as_those_characters() {
    let name = r#"#let x=1 *甲* _乙_ $a^2$ [丙] <丁> @戊 // 己 \庚 `辛` = 壬 - 癸 "子" {丑} ~寅 ' & ; %"#;
    let mut report = plain(letter());
    report.body =
        vec![Block::Paragraph(name.into()), Block::Heading { level: 1, text: name.into() }, Block::Note(name.into())];
    report.addressees = name.into();
    let dense: String = name.split_whitespace().collect();
    let Some(text) = words("markup", &set(&report), &["-raw"]) else { return };
    let found = text.split_whitespace().collect::<String>();
    assert_eq!(found.matches(&dense).count(), 4, "{found}");
}

#[test]
fn the_same_report_gives_the_same_bytes_from_any_press_and_thread() {
    let report = bulletin();
    let first = set(&report);
    let other = std::thread::spawn(move || Press::new(&FONTS).set(&bulletin(), &draw).unwrap()).join().unwrap();
    assert!(first == other);
    assert_ne!(first, set(&letter()));
}

#[test]
fn many_letters_at_once_equal_the_same_letters_one_by_one() {
    use rayon::prelude::*;
    let nth = |n: u32| Report { number: format!("滑示例函〔2023〕{n}号"), ..letter() };
    let together: Vec<Vec<u8>> = (1..=24).into_par_iter().map(|n| set(&nth(n))).collect();
    for (n, bytes) in (1..=24).zip(together).step_by(7) {
        assert!(bytes == set(&nth(n)), "letter {n}");
    }
}

#[test]
fn a_character_that_no_font_has_is_named_and_nothing_is_set() {
    let mut report = letter();
    report.body.push(Block::Paragraph("示例\u{10FFFD}公司".into()));
    let error = PRESS.set(&report, &draw).expect_err("no font has a private character of plane 16");
    assert!(error.message.contains("U+10FFFD"), "{error}");
    assert_eq!(error.exit_status(), 3);
}

#[test]
fn the_file_claims_its_standards_and_carries_its_properties() {
    let bytes = set(&bulletin());
    let text = String::from_utf8_lossy(&bytes);
    for claim in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "/StructTreeRoot", "/Outlines", "zh-CN"]
    {
        assert!(text.contains(claim), "{claim}");
    }
    assert!(text.contains("2023-05-04"), "the report's date");
    assert!(text.contains("安阳市社会信用体系建设领导小组办公室"), "author in the metadata");
}

#[test]
fn every_font_is_embedded_as_a_subset() {
    let path = file("fonts.pdf", &set(&bulletin()));
    let Some(list) = poppler("pdffonts", "fonts", &[], &path) else { return };
    let fonts: Vec<&str> = list.lines().skip(2).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        assert!(font.as_bytes().get(6) == Some(&b'+') && font.contains("yes yes yes"), "{font}");
    }
}

#[test]
fn a_signature_under_seal_stands_in_the_text_area_with_the_date_centred_below() {
    let Some(words) = boxes("sealed", &set(&letter())) else { return };
    let place = |start: &str| words.iter().rfind(|(_, _, word)| word.starts_with(start)).unwrap().1;
    let (name, date) = (place("滑县社会信用"), place("2023年4月30日"));
    assert!((f64::midpoint(name[0], name[2]) - f64::midpoint(date[0], date[2])).abs() < 2.0, "{name:?} {date:?}");
    assert!(name[2] <= 184.2 * 72.0 / 25.4);
}

#[test]
fn an_unsealed_date_starts_two_characters_right_of_the_name() {
    let Some(words) = boxes("unsealed", &set(&bulletin())) else { return };
    let lines = |start: &'static str| {
        words.iter().filter(move |(_, _, word)| word.starts_with(start)).map(|(_, place, _)| *place)
    };
    let date = lines("2023年5月4日").next().unwrap();
    let name = lines("安阳市社会信用").filter(|name| name[1] < date[1]).max_by(|a, b| a[1].total_cmp(&b[1])).unwrap();
    let em = 156.0 * 72.0 / 25.4 / 28.0;
    assert!((date[0] - name[0] - 2.0 * em).abs() < 1.0, "{name:?} {date:?}");
    assert!((name[2] - (184.0 * 72.0 / 25.4 - 2.0 * em)).abs() < 1.0, "{name:?}");
}

#[test]
fn a_heading_never_stands_at_the_foot_of_a_page() {
    for lines in 17..=24 {
        let mut body: Vec<Block> = (0..lines).map(|_| Block::Paragraph("某行。".into())).collect();
        body.push(Block::Heading { level: 1, text: "二、题目".into() });
        body.push(Block::Heading { level: 2, text: "（一）小题".into() });
        body.push(Block::Paragraph("正文在此。".into()));
        let Some(words) = boxes(&format!("foot-{lines}"), &set(&Report { body, ..plain(bulletin()) })) else { return };
        let page = |start: &str| words.iter().find(|(_, _, word)| word.starts_with(start)).unwrap().0;
        assert_eq!((page("二、题目"), page("（一）小题")), (page("正文在此"), page("正文在此")), "after {lines} lines");
    }
}

#[test]
fn a_report_without_anything_optional_is_still_a_document() {
    let bare = Report {
        body: vec![],
        addressees: String::new(),
        subject: String::new(),
        keywords: vec![],
        ..plain(bulletin())
    };
    let Some(text) = words("bare", &set(&bare), &["-layout"]) else { return };
    assert!(!text.contains("附件") && !text.contains("抄送") && !text.contains("示例数据"), "{text}");
}

#[test]
fn a_table_without_rows_and_one_with_empty_cells_are_set() {
    let empty = Table { rows: vec![], totals: vec![], ..ranking() };
    let blank = Table { rows: vec![vec![Value::Missing; 7]], totals: vec![], ..ranking() };
    let body = vec![Block::Table(empty), Block::Table(blank)];
    let Some(text) = words("empty", &set(&Report { body, ..plain(bulletin()) }), &["-layout"]) else { return };
    assert_eq!(text.matches("未退出").count(), 2, "the header of both: {text}");
}
