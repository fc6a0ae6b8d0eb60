//! Forms and letters on paper: a page a form, blanks as lines, the letter's rules to the millimetre.

use tongbao::{
    domain::{Date, config::Config},
    report::{
        Report, Templates,
        form::{Firm, guide, pledges},
    },
};

use super::{FONTS, PRESS, boxes, file, letter, poppler, set, words};
use crate::red;

fn config() -> Config {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/tongbao.toml");
    tongbao::workspace::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn firm(name: &str) -> Firm {
    Firm { county: "410526".into(), name: name.into(), uscc: "91410599MA00000X9N".into(), department: String::new() }
}

#[test]
fn every_pledge_is_one_page_with_its_firm_and_room_to_sign() {
    let config = config();
    let long = format!("{}有限责任公司（示例002）", "某".repeat(60));
    let firms = [firm("甲子运输有限公司（示例001）"), firm(&long), firm("喆堃淏珺玥昇镕商行")];
    let forms = pledges(config.county("410526").unwrap(), &firms, day("2023-05-28"), &config, &Templates::default());
    let bytes = PRESS.set_forms(&forms.unwrap()).unwrap();
    let Some(text) = words("pledges", &bytes, &["-layout"]) else { return };
    let pages: Vec<String> =
        text.trim_end_matches('\u{c}').split('\u{c}').map(|page| page.split_whitespace().collect()).collect();
    assert_eq!(pages.len(), 3);
    for (page, firm) in pages.iter().zip(&firms) {
        for words in [firm.name.as_str(), "91410599MA00000X9N", "示例数据", "（盖章）", "异议", "信用修复"]
        {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(!page.ends_with('—') && !page.contains('＿'), "no page number, no underscores: {page}");
    }
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("pdfuaid:part>1<") && text.contains("/Outlines"), "accessible, with a bookmark a firm");
}

#[test]
fn the_guide_of_every_order_is_one_clean_page() {
    for date in ["2023-04-30", "2023-05-28", "2026-04-05"] {
        let forms = guide(day(date), &config(), &Templates::default()).unwrap();
        let bytes = PRESS.set_forms(&forms).unwrap();
        assert_eq!(bytes, PRESS.set_forms(&forms).unwrap());
        let Some(words) = boxes(&format!("guide-{date}"), &bytes) else { return };
        assert!(words.iter().all(|(page, ..)| *page == 1));
        let lowest = words.iter().map(|(_, place, _)| place[3]).fold(0.0, f64::max) * 25.4 / 72.0;
        assert!((150.0..262.5).contains(&lowest), "{date}: the text ends at {lowest} mm");
    }
}

#[test]
fn a_form_that_outgrows_its_page_is_refused() {
    let mut forms = guide(day("2023-05-28"), &config(), &Templates::default()).unwrap();
    forms.sheets[0].half_points = 60;
    let error = PRESS.set_forms(&forms).unwrap_err();
    assert!(error.message.contains("排成了") && error.exit_status() == 3, "{error}");
    forms.sheets[0].half_points = 24;
    forms.sheets[0].title = "示例\u{10FFFD}".into();
    assert!(PRESS.set_forms(&forms).unwrap_err().message.contains("U+10FFFD"));
    assert!(!FONTS.faces.is_empty());
}

#[test]
fn a_letters_name_rules_and_number_stand_where_the_standard_wants_them() {
    let bytes = set(&letter());
    let path = file("letter-rules.pdf", &bytes);
    let test = "a_letters_name_rules_and_number";
    if poppler("pdftotext", test, &[], &path).is_none() {
        return;
    }
    let picture = std::process::Command::new("pdftoppm")
        .args(["-r", red::DPI, "-f", "1", "-l", "1"])
        .arg(&path)
        .output()
        .unwrap();
    red::assert_letter(&picture.stdout, 6);
    let Some(words) = boxes(test, &bytes) else { return };
    let mm = 72.0 / 25.4;
    let number = words.iter().rfind(|(page, _, word)| *page == 1 && word.ends_with("号")).unwrap().1.map(|at| at / mm);
    assert!((number[2] - 184.0).abs() < 0.5, "flush right: {number:?}");
    let short = set(&Report { body: Vec::new(), ..letter() });
    let Some(text) = words_of(&short) else { return };
    assert!(!text.contains("— 1 —"), "no number on the first page: {text}");
}

fn words_of(bytes: &[u8]) -> Option<String> {
    words("letter-short", bytes, &["-layout"])
}
