//! Forms as .docx: a page each, blanks to write in, nothing outside the text area, and what LibreOffice makes of them.

use tongbao::{
    document::docx::{FontNames, write_forms},
    domain::{
        rate::Rounding,
        table::{Column, Table, Value},
    },
    report::{Block, Forms, Sheet},
};

use crate::{
    office,
    parts::{self, attribute, elements, number, paragraph, part, text},
    sample::day,
};

/// Two pledges and a guide with a table.
fn forms() -> Forms {
    let pledge = |name: &str| Sheet {
        mark: name.into(),
        file: name.into(),
        title: "信用承诺书".into(),
        body: vec![
            Block::Paragraph(format!("承诺单位：{name}")),
            Block::Paragraph("于＿＿＿＿年＿＿月＿＿日前纠正所涉行为，履行义务，消除不良影响。".into()),
        ],
        notes: vec!["对列入名单有异议的，可以书面提出；可以依法申请信用修复。".into()],
        signing: vec!["承诺单位（盖章）：＿＿＿＿＿＿＿".into(), "日期：＿＿＿＿年＿＿月＿＿日".into()],
        half_points: 28,
    };
    let periods = Table {
        id: "display_periods".into(),
        title: "公示期限".into(),
        columns: vec![Column::new("case", "情形"), Column::new("most", "最长公示期")],
        rows: vec![vec![Value::Text("一般的处罚".into()), Value::Text("1年".into())]],
        ..Table::default()
    };
    let guide = Sheet {
        title: "信用修复指引".into(),
        body: vec![
            Block::Heading { level: 1, text: "一、修复".into() },
            Block::Table(periods),
            Block::Paragraph("文。".into()),
        ],
        signing: Vec::new(),
        notes: Vec::new(),
        half_points: 24,
        ..pledge("指引")
    };
    Forms {
        title: "滑县信用承诺书".into(),
        author: "滑县社会信用体系建设领导小组办公室".into(),
        subject: "治理".into(),
        date: day(2023, 5, 28),
        marking: "示例数据".into(),
        rounding: Rounding::default(),
        sheets: vec![pledge("甲<子>&有限公司（示例001）"), pledge("𬭎记商行"), guide],
    }
}

fn written() -> Vec<u8> {
    write_forms(&forms(), &FontNames::default()).unwrap()
}

#[test]
fn every_form_begins_a_page_and_none_has_a_number() {
    let docx = written();
    let document = part(&docx, "word/document.xml");
    let titles: Vec<&str> = elements(&document, "w:p").into_iter().filter(|p| p.contains("AnnexTitle")).collect();
    let begins: Vec<bool> = titles.iter().map(|title| title.contains("<w:pageBreakBefore/>")).collect();
    assert_eq!(begins, [false, true, true]);
    assert_eq!(
        titles.iter().map(|title| text(title)).collect::<Vec<_>>(),
        ["信用承诺书", "信用承诺书", "信用修复指引"]
    );
    assert!(parts::parts(&docx).iter().all(|(name, _)| !name.contains("footer")), "one page needs no number");
    assert_eq!(text(&part(&docx, "word/header1.xml")), "示例数据");
    assert!(text(&document).contains("承诺单位：甲<子>&有限公司（示例001）"));
    assert_eq!(docx, written());
}

#[test]
fn blanks_are_underlined_and_lines_for_the_signature_stand_in_the_right_half() {
    let document = part(&written(), "word/document.xml");
    let promise = paragraph(&document, "消除不良影响");
    let blanks: Vec<&str> = elements(promise, "w:r").into_iter().filter(|run| run.contains("<w:u ")).collect();
    assert_eq!(blanks.iter().map(|run| text(run).chars().count()).collect::<Vec<_>>(), [4, 2, 2]);
    assert!(blanks.iter().all(|run| text(run).chars().all(|letter| letter == '　')));
    assert_eq!(number(promise, "w:sz", "w:val"), 28);
    assert_eq!(number(promise, "w:ind", "w:firstLine"), 2 * 280, "two characters of its own type");
    for line in ["（盖章）：", "日期："] {
        let line = paragraph(&document, line);
        assert_eq!(number(line, "w:ind", "w:left"), 8845 * 38 / 100);
        assert_eq!(attribute(line, "w:jc", "w:val").as_deref(), Some("left"));
    }
}

#[test]
fn the_schema_finds_no_fault_in_forms() {
    office::assert_schema("the_schema_finds_no_fault_in_forms", &[("forms.docx", written())]);
}

#[test]
fn libreoffice_prints_a_page_a_form() {
    let test = "libreoffice_prints_a_page_a_form";
    let Some(pages) = office::pages(&written()) else { return office::skip(test) };
    assert_eq!(pages.len(), 3, "{pages:?}");
    assert!(
        pages[0].contains("甲<子>") && pages[1].contains("𬭎记商行") && pages[2].contains("最长公示期"),
        "{pages:?}"
    );
}

#[test]
fn libreoffice_prints_the_built_in_forms_on_a_page_each() {
    use tongbao::report::{
        Templates,
        form::{Firm, guide, pledges},
    };
    let test = "libreoffice_prints_the_built_in_forms_on_a_page_each";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/tongbao.toml");
    let config = tongbao::workspace::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let firm = |length: usize| Firm {
        county: "410526".into(),
        name: format!("{}有限责任公司", "某".repeat(length)),
        uscc: "91410599MA00000X9N".into(),
        department: String::new(),
    };
    let firms: Vec<Firm> = [2, 20, 60, 140].map(firm).to_vec();
    let mut all = pledges(&config.counties[6], &firms, day(2023, 5, 28), &config, &Templates::default()).unwrap();
    for date in [day(2023, 4, 30), day(2023, 5, 1), day(2026, 4, 1)] {
        all.sheets.extend(guide(date, &config, &Templates::default()).unwrap().sheets);
    }
    let Some(pages) = office::pages(&write_forms(&all, &FontNames::default()).unwrap()) else {
        return office::skip(test);
    };
    assert_eq!(pages.len(), 7, "{:?}", all.sheets.iter().map(|sheet| sheet.half_points).collect::<Vec<_>>());
    assert!(pages.iter().all(|page| page.contains("异议")), "each paper says how to object");
}
