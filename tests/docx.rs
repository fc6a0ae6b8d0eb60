//! .docx files by their parts: what stands in them, in which measures, and that word processors accept them.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]
#![allow(clippy::disallowed_methods, reason = "tests hand files to other programs and ask which may be skipped")]

#[path = "docx_parts/forms.rs"]
mod forms;
#[path = "docx_parts/letterhead.rs"]
mod letterhead;
#[path = "docx_parts/office.rs"]
mod office;
#[path = "shared/paper.rs"]
mod paper;
#[path = "docx_parts/parts.rs"]
mod parts;
#[path = "docx_parts/sample.rs"]
mod sample;
#[path = "docx_parts/shell.rs"]
mod shell;

use parts::{attribute, elements, number, paragraph, part, style, tenths_mm, text};
use tongbao::{
    document::docx::{Document, FontNames, Furniture, PageNumbers, Picture, Properties, Run, Style, write},
    report::{Block, Report},
};

fn written(report: &Report) -> Vec<u8> {
    let png = sample::png(1240, 620);
    let pictures = ["exit_rate_by_county", "remaining_by_industry"].map(|id| Picture { id, png: &png });
    write(report, &pictures, &FontNames::default()).unwrap()
}

fn document(report: &Report) -> String {
    part(&written(report), "word/document.xml")
}

fn styles() -> String {
    part(&written(&sample::letter()), "word/styles.xml")
}

#[test]
fn the_same_report_is_the_same_bytes() {
    assert_eq!(written(&sample::bulletin()), written(&sample::bulletin()));
}

#[test]
fn every_relationship_has_its_part_and_every_part_its_type() {
    for report in [sample::bulletin(), sample::letter()] {
        let docx = written(&report);
        let names: Vec<String> = parts::parts(&docx).into_iter().map(|(name, _)| name).collect();
        for relationship in elements(&part(&docx, "word/_rels/document.xml.rels"), "Relationship") {
            let target = attribute(relationship, "Relationship", "Target").unwrap();
            assert!(names.contains(&format!("word/{target}")), "{target}");
        }
        let types = part(&docx, "[Content_Types].xml");
        assert_eq!(names[0], "[Content_Types].xml");
        for name in names.iter().skip(1) {
            let own = types.contains(&format!("PartName=\"/{name}\""));
            let ending = name.rsplit('.').next().unwrap();
            assert!(
                own || (["rels", "png"].contains(&ending) && types.contains(&format!("Extension=\"{ending}\""))),
                "{name}"
            );
        }
    }
}

#[test]
fn pages_have_the_margins_of_the_standard_and_its_grid() {
    let document = document(&sample::bulletin());
    let sections = elements(&document, "w:sectPr");
    assert_eq!(sections.len(), 3, "text and first annex, landscape annex, imprint");
    let edges = |section: &str| {
        ["w:top", "w:right", "w:bottom", "w:left"].map(|edge| tenths_mm(number(section, "w:pgMar", edge)))
    };
    assert_eq!(edges(sections[0]), [370, 260, 350, 280]);
    assert_eq!(edges(sections[1]), [280, 370, 260, 350], "the same text area on its side");
    assert_eq!(edges(sections[2]), edges(sections[0]));
    assert_eq!(attribute(sections[1], "w:pgSz", "w:orient").as_deref(), Some("landscape"));
    for section in &sections {
        assert_eq!(attribute(section, "w:docGrid", "w:type").as_deref(), Some("linesAndChars"));
        assert_eq!(number(section, "w:docGrid", "w:linePitch"), 579, "28.95 pt");
        let thousandths_of_point = 16_000 + number(section, "w:docGrid", "w:charSpace") * 1000 / 4096;
        assert!((15_785..=15_795).contains(&thousandths_of_point), "{thousandths_of_point}");
        assert_eq!((12_756 / 579, 8845 * 50 / thousandths_of_point), (22, 28));
    }
    assert_eq!(sections.iter().filter(|section| section.contains("footerReference")).count(), 1, "numbers run on");
    assert!(sections.iter().all(|section| !section.contains("pgNumType") && !section.contains("titlePg")));
}

#[test]
fn page_numbers_stand_outside_and_a_letter_begins_without_one() {
    let docx = written(&sample::letter());
    let first = document(&sample::letter());
    assert_eq!(elements(&first, "w:sectPr").iter().filter(|section| section.contains("<w:titlePg/>")).count(), 1);
    assert!(!part(&docx, "word/footer3.xml").contains("PAGE"));
    assert!(part(&docx, "word/footer3.xml").contains("thinThickSmallGap"), "second rule");
    for (file, side, edge) in [("word/footer1.xml", "right", "w:right"), ("word/footer2.xml", "left", "w:left")] {
        let footer = part(&docx, file);
        assert_eq!(text(&footer), "— 1 —");
        assert_eq!(attribute(&footer, "w:jc", "w:val").as_deref(), Some(side));
        assert_eq!(number(&footer, "w:ind", edge), 280, "one character of 14 pt");
    }
    assert!(part(&docx, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    for header in ["word/header1.xml", "word/header2.xml", "word/header3.xml"] {
        assert_eq!(text(&part(&docx, header)), "示例数据");
    }
    let unmarked = written(&Report { marking: String::new(), ..sample::letter() });
    assert!(parts::parts(&unmarked).iter().all(|(name, _)| !name.contains("header")));
}

#[test]
fn styles_are_those_of_the_standard() {
    let styles = styles();
    let face = |id: &str| attribute(style(&styles, id), "w:rFonts", "w:eastAsia").unwrap();
    let plain = style(&styles, "Normal");
    assert_eq!(number(plain, "w:spacing", "w:line"), 579);
    assert_eq!(attribute(plain, "w:spacing", "w:lineRule").as_deref(), Some("exact"));
    assert_eq!(attribute(plain, "w:jc", "w:val").as_deref(), Some("both"));
    for (id, name, half_points) in [
        ("Normal", "仿宋_GB2312", 32),
        ("BodyText", "仿宋_GB2312", 32),
        ("Heading1", "黑体", 32),
        ("Heading2", "楷体_GB2312", 32),
        ("Heading3", "仿宋_GB2312", 32),
        ("Heading4", "仿宋_GB2312", 32),
        ("Title", "方正小标宋简体", 44),
        ("Imprint", "仿宋_GB2312", 28),
        ("Footer", "宋体", 28),
    ] {
        assert_eq!((face(id).as_str(), number(style(&styles, id), "w:sz", "w:val")), (name, half_points), "{id}");
    }
    for (level, id) in ["Heading1", "Heading2", "Heading3", "Heading4"].into_iter().enumerate() {
        assert_eq!(number(style(&styles, id), "w:outlineLvl", "w:val"), i32::try_from(level).unwrap());
    }
    for id in ["BodyText", "Heading1", "Heading2", "Heading3", "Heading4"] {
        assert_eq!(number(style(&styles, id), "w:ind", "w:firstLineChars"), 200);
        assert_eq!(number(style(&styles, id), "w:ind", "w:firstLine"), 632, "two characters of 15.79 pt");
    }
    for id in ["TableText", "TableNumber", "TableHead", "Picture"] {
        assert_eq!(
            attribute(style(&styles, id), "w:spacing", "w:lineRule").as_deref(),
            Some("auto"),
            "{id}: rows grow"
        );
    }
}

#[test]
fn every_run_names_its_four_faces_and_no_theme_decides() {
    for report in [sample::bulletin(), sample::letter()] {
        for (name, content) in parts::parts(&written(&report)) {
            if !name.starts_with("word/") || name.contains("media") || name.contains("_rels") {
                continue;
            }
            let xml = String::from_utf8(content).unwrap();
            assert!(!xml.contains("Theme="), "{name}");
            for run in elements(&xml, "w:r") {
                for face in ["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"] {
                    assert!(attribute(run, "w:rFonts", face).is_some(), "{name}: {face} in {run}");
                }
            }
        }
    }
}

#[test]
fn an_official_document_has_its_mark_number_and_rule() {
    let document = document(&sample::bulletin());
    let mark = elements(&document, "w:p")[0];
    assert_eq!(text(mark), "安阳市社会信用体系建设领导小组办公室文件");
    // Ink begins 0.15 of the type size below the line's upper edge.
    let ink = number(mark, "w:spacing", "w:before") + number(mark, "w:sz", "w:val") * 10 * 15 / 100;
    assert_eq!(tenths_mm(ink), 350);
    assert_eq!(attribute(style(&styles(), "IssuingMark"), "w:color", "w:val").as_deref(), Some("FF0000"));
    let number_style = styles();
    let rule = style(&number_style, "DocumentNumber");
    assert_eq!(attribute(rule, "w:bottom", "w:color").as_deref(), Some("FF0000"));
    assert_eq!(number(rule, "w:spacing", "w:before"), 2 * 579, "two lines below the mark");
    assert!(paragraph(&document, "安示例〔2023〕5号").contains("DocumentNumber"));
    let title = paragraph(&document, "关于2023年4月");
    assert!(title.contains("<w:br/>"), "the title is broken by sense: {title}");
}

#[test]
fn a_letter_has_its_rules_170_mm_wide_and_its_number_flush_right() {
    let docx = written(&sample::letter());
    let document = part(&docx, "word/document.xml");
    let mark = paragraph(&document, "滑县社会信用体系建设领导小组办公室");
    let ink = number(mark, "w:framePr", "w:y") + number(mark, "w:sz", "w:val") * 10 * 15 / 100;
    assert_eq!(tenths_mm(ink), 300);
    let rule = elements(&document, "w:p")[1];
    assert!(rule.contains("thickThinSmallGap"));
    let foot = part(&docx, "word/footer3.xml");
    for frame in [rule, foot.as_str()] {
        assert_eq!(tenths_mm(number(frame, "w:framePr", "w:w")), 1700);
        assert_eq!(tenths_mm(number(frame, "w:framePr", "w:x")), 200);
    }
    assert_eq!(tenths_mm(number(&foot, "w:framePr", "w:y") + 20 + 90), 2770, "20 mm above the foot");
    assert_eq!(attribute(style(&styles(), "LetterNumber"), "w:jc", "w:val").as_deref(), Some("right"));
    assert!(text(&document).contains("滑示例函〔2023〕  号"), "a blank serial keeps its two blanks");
}

#[test]
fn signatures_stand_as_the_standard_wants_them() {
    let report = sample::bulletin();
    let unsealed = document(&report);
    let name = elements(&unsealed, "w:p").into_iter().rfind(|p| text(p) == report.signature.name).unwrap();
    assert_eq!(number(name, "w:ind", "w:right"), 632, "two characters");
    let date = paragraph(&unsealed, "2023年4月30日").to_owned();
    let date = elements(&unsealed, "w:p").into_iter().find(|p| text(p) == "2023年4月30日").unwrap_or(&date);
    // The name has 18 characters of 315.8 twips: it begins 8 characters from the left, the date two further.
    assert_eq!(number(date, "w:ind", "w:left"), 3158);
    let letter = document(&sample::letter());
    let date = elements(&letter, "w:p").into_iter().find(|p| text(p) == "2023年4月30日").unwrap();
    assert_eq!(number(date, "w:ind", "w:right"), 1263, "four characters");
    assert_eq!(attribute(date, "w:jc", "w:val").as_deref(), Some("right"));
    let name = elements(&letter, "w:p").into_iter().rfind(|p| text(p) == "滑县社会信用体系建设领导小组办公室").unwrap();
    // Centre of the name's room = centre of the date: 28 − 4 − 6.5 ÷ 2 characters.
    let centre = i32::midpoint(number(name, "w:ind", "w:left"), 8842);
    assert!(centre.abs_diff(8842 - 1263 - 2053 / 2) <= 2, "{centre}");
    assert!(name.contains("<w:br/>"), "too long for one line there");
}

#[test]
fn attachments_are_listed_and_marked_where_they_begin() {
    let document = document(&sample::bulletin());
    let first = paragraph(&document, "附件：");
    assert_eq!(text(first), "附件：1.2023年4月各县（市、区）严重违法失信市场主体分行业未退出情况表（按行业门类）");
    assert_eq!(number(first, "w:ind", "w:left") - number(first, "w:ind", "w:hanging"), 632, "two characters in");
    let second = elements(&document, "w:p").into_iter().find(|p| text(p) == "2.未退出名单").unwrap();
    assert_eq!(number(second, "w:ind", "w:left"), number(first, "w:ind", "w:left"), "names stand below each other");
    assert!(document.contains("w:name=\"annex_1\"") && document.contains("w:name=\"annex_2\""));
    let one = text(&self::document(&sample::letter()));
    assert!(one.contains("附件：交通运输行业治理对象任务清单"), "a single one has no number");
}

#[test]
fn the_imprint_is_at_the_foot_between_three_rules() {
    let document = document(&sample::bulletin());
    let copies = paragraph(&document, "抄送：");
    let issued = paragraph(&document, "2023年5月4日印发");
    assert_eq!(
        ["w:top", "w:bottom"].map(|rule| number(copies, rule, "w:sz")),
        [8, 6],
        "0.35 and 0.25 mm in eighths of a point"
    );
    assert_eq!(number(issued, "w:bottom", "w:sz"), 8);
    let lines = i32::try_from(copies.matches("<w:br/>").count() + 1).unwrap();
    let (upper, lower) = (number(copies, "w:framePr", "w:y"), number(issued, "w:framePr", "w:y"));
    assert_eq!(lower - upper, lines * 500 + 80);
    assert_eq!(tenths_mm(lower + 540), 2620, "the text area ends 35 mm above the edge");
}

#[test]
fn tables_repeat_their_head_and_never_break_a_row() {
    let document = document(&sample::bulletin());
    let tables = elements(&document, "w:tbl");
    assert_eq!(tables.len(), 5, "summary, ranking, industries, two annexes");
    for table in &tables {
        let rows = elements(table, "w:tr");
        assert!(rows[0].contains("<w:tblHeader/>") && rows.iter().skip(1).all(|row| !row.contains("tblHeader")));
        assert!(rows.iter().all(|row| row.contains("<w:cantSplit/>")));
        let widths: i32 = elements(table, "w:gridCol").iter().map(|column| number(column, "w:gridCol", "w:w")).sum();
        assert_eq!(widths, number(table, "w:tblW", "w:w"), "as wide as the text");
    }
    assert_eq!(number(tables[4], "w:tblW", "w:w"), 12_756, "the landscape one is 225 mm wide");
    assert_eq!(elements(tables[4], "w:tr").len(), 61);
}

#[test]
fn cells_print_as_everywhere_and_numbers_stand_right() {
    let document = document(&sample::bulletin());
    let table = elements(&document, "w:tbl")[1];
    let rows = elements(table, "w:tr");
    let cells = |row: &str| elements(row, "w:tc").into_iter().map(text).collect::<Vec<_>>();
    assert_eq!(cells(rows[0]), ["名次", "县（市、区）", "应治理", "已退出", "退出率", "比上月（个百分点）"]);
    assert_eq!(cells(rows[1]), ["1", "文峰区", "19", "14", "73.68%", "2.48"]);
    assert_eq!(cells(rows[11]), ["—", "示范区", "0", "0", "—", "—"]);
    assert_eq!(cells(rows[12]), ["", "全市", "1234", "567", "45.95%", "-0.12"]);
    assert!(!rows[11].contains("<w:b/>") && rows[12].matches("<w:b/>").count() >= 5, "totals are bold");
    let styles: Vec<String> =
        elements(rows[1], "w:tc").iter().map(|cell| attribute(cell, "w:pStyle", "w:val").unwrap()).collect();
    assert_eq!(styles, ["TableNumber", "TableText", "TableNumber", "TableNumber", "TableNumber", "TableNumber"]);
    assert!(text(&document).contains("单位：条") && text(&document).contains("注：退出率＝已退出÷应治理"));
}

#[test]
fn charts_tell_their_finding_to_who_cannot_see_them() {
    let docx = written(&sample::bulletin());
    let drawings = part(&docx, "word/document.xml");
    let drawings = elements(&drawings, "w:drawing");
    assert_eq!(drawings.len(), 2);
    assert_eq!(attribute(drawings[0], "wp:docPr", "title").as_deref(), Some("文峰区退出率最高，内黄县最低"));
    assert!(attribute(drawings[0], "wp:docPr", "descr").unwrap().starts_with("条形图："));
    assert_eq!(number(drawings[0], "wp:extent", "cx"), 8845 * 635, "156 mm wide");
    assert_eq!(number(drawings[0], "wp:extent", "cy"), 8845 * 635 / 2);
    let picture = parts::parts(&docx).into_iter().find(|(name, _)| name == "word/media/image1.png").unwrap().1;
    assert_eq!(picture, sample::png(1240, 620));
    let missing = write(&sample::bulletin(), &[], &FontNames::default()).unwrap_err();
    assert!(missing.message.contains("exit_rate_by_county"), "{}", missing.message);
}

#[test]
fn names_with_markup_and_rare_characters_come_out_as_they_are() {
    let document = document(&sample::bulletin());
    let text = text(&document);
    assert!(text.contains("<甲>&“乙”公司、𬭎㛃商贸等主体名称中的特殊字符应当原样印出。"));
    assert!(text.contains("——新退出“钉子户”21条…为全市最多"));
    let hostile =
        Report { body: vec![Block::Paragraph("]]>\u{0}\u{8}\u{fffe}<w:p/>&amp;".into())], ..sample::letter() };
    assert!(parts::text(&self::document(&hostile)).contains("]]><w:p/>&amp;"));
}

#[test]
fn properties_depend_on_the_report_alone() {
    let core = part(&written(&sample::bulletin()), "docProps/core.xml");
    for expected in [
        "<dc:title>关于2023年4月全市严重违法失信市场主体专项治理情况的通报</dc:title>",
        "<dc:creator>安阳市社会信用体系建设领导小组办公室</dc:creator>",
        "<dc:subject>严重违法失信市场主体专项治理</dc:subject>",
        "<cp:keywords>信用；通报</cp:keywords>",
        "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2023-04-30T00:00:00Z</dcterms:created>",
        "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">2023-04-30T00:00:00Z</dcterms:modified>",
    ] {
        assert!(core.contains(expected), "{expected} in {core}");
    }
}

#[test]
fn configured_faces_are_named_instead() {
    let names = FontNames { body: "方正仿宋_GBK \"甲\"".into(), ..FontNames::default() };
    let docx = write(&sample::letter(), &[], &names).unwrap();
    assert!(part(&docx, "word/document.xml").contains("w:eastAsia=\"方正仿宋_GBK &quot;甲&quot;\""));
    assert!(!part(&docx, "word/document.xml").contains("仿宋_GB2312"));
}

#[test]
fn forms_are_built_of_the_same_pieces() {
    let furniture = Furniture { marking: String::new(), numbers: PageNumbers::None };
    let mut form = Document::new(&FontNames::default(), furniture);
    form.paragraph(Style::AnnexTitle, "信用承诺书");
    let blank = Run { underline: true, ..Run::plain("　　　　") };
    form.runs(Style::Body, &tongbao::document::docx::Format::default(), &[Run::plain("承诺日期："), blank]);
    let properties = Properties {
        title: "信用承诺书".into(),
        creator: String::new(),
        subject: String::new(),
        keywords: Vec::new(),
        date: sample::day(2023, 4, 30),
    };
    let docx = form.finish(&properties).unwrap();
    assert!(part(&docx, "word/document.xml").contains("<w:u w:val=\"single\"/>"));
    assert!(parts::parts(&docx).iter().all(|(name, _)| !name.contains("footer") && !name.contains("header")));
    office::assert_schema("forms_are_built_of_the_same_pieces", &[("form.docx", docx)]);
}

#[test]
fn the_schema_finds_no_fault() {
    let sealed = Report {
        signature: tongbao::report::Signature { sealed: true, ..sample::bulletin().signature },
        ..sample::bulletin()
    };
    let files = [
        ("bulletin.docx", written(&sample::bulletin())),
        ("letter.docx", written(&sample::letter())),
        ("sealed.docx", written(&sealed)),
    ];
    office::assert_schema("the_schema_finds_no_fault", &files);
}

#[test]
fn libreoffice_sets_22_lines_of_28_characters() {
    office::assert_grid("libreoffice_sets_22_lines_of_28_characters", &written(&sample::plain_pages()));
}

#[test]
fn libreoffice_prints_an_official_document_in_the_measures_of_the_standard() {
    let test = "libreoffice_prints_an_official_document_in_the_measures_of_the_standard";
    office::assert_paper(test, &written(&sample::bulletin()), paper::assert_official);
}

#[test]
fn libreoffice_prints_a_letter_in_the_measures_of_the_standard() {
    let test = "libreoffice_prints_a_letter_in_the_measures_of_the_standard";
    office::assert_paper(test, &written(&sample::letter()), paper::assert_letter);
}

/// What stands in the text of `body`, in order: `图` for a picture, else the first character.
fn order(body: Vec<Block>) -> String {
    let report = Report { body, ..sample::plain_pages() };
    let document = document(&report);
    let start = document.find("主送").or_else(|| document.find("各县")).unwrap();
    let paragraphs = elements(&document[start..], "w:p").into_iter().map(|paragraph| {
        if paragraph.contains("<w:drawing>") { "图".to_owned() } else { text(paragraph).chars().take(1).collect() }
    });
    paragraphs.collect::<String>()
}

#[test]
fn a_chart_that_its_page_is_too_low_for_comes_behind_the_paragraph_that_runs_over() {
    let lines = |letter: &str, lines: usize| Block::Paragraph(letter.repeat(28 * lines - 2));
    let chart = || Block::Chart(sample::chart("exit_rate_by_county", "图"));
    let fits = order(vec![lines("甲", 12), chart(), lines("乙", 3), lines("丙", 14)]);
    assert!(fits.contains("甲图乙丙"), "{fits}");
    let waits = order(vec![lines("甲", 24), chart(), lines("乙", 3), lines("丙", 14), lines("丁", 2)]);
    assert!(waits.contains("甲乙丙图丁"), "{waits}");
    let queue = order(vec![lines("甲", 26), chart(), chart(), lines("乙", 10), lines("丙", 4), lines("丁", 6)]);
    assert!(queue.contains("甲乙图丙图丁"), "one that no longer fits waits for more text: {queue}");
    let heading = |text: &str| Block::Heading { level: 1, text: text.into() };
    let section = order(vec![lines("甲", 24), chart(), heading("二"), lines("乙", 1), heading("三"), lines("丙", 1)]);
    assert!(section.contains("甲二乙图三丙"), "no later than in the section after its own: {section}");
    let last = order(vec![lines("甲", 24), chart(), Block::Note("注".into()), lines("乙", 1)]);
    assert!(last.contains("甲乙图注"), "a note stays with its chart: {last}");
}

#[test]
fn only_the_last_lines_of_the_attachments_note_stay_with_the_signature() {
    let names = ["甲", "乙", "丙", "丁"].map(str::to_owned).to_vec();
    let document = document(&Report { attachments: names, ..sample::plain_pages() });
    let kept = |word: &str| {
        let all = elements(&document, "w:p");
        all.into_iter().rfind(|one| text(one).ends_with(word)).unwrap().contains("<w:keepNext/>")
    };
    assert_eq!(["甲", "乙", "丙", "丁"].map(kept), [false, false, true, true]);
    assert!(!kept("特此通报。"), "the text may end on the page before");
}

#[test]
fn the_small_table_of_the_first_page_has_its_unit_beside_its_title_and_may_go_on_overleaf() {
    let document = document(&sample::bulletin());
    let table = document.find("<w:tbl>").unwrap();
    let caption = elements(&document[..table], "w:p").pop().unwrap();
    assert!(caption.contains("<w:tab/>") && caption.contains("w:bookmarkStart"), "{caption}");
    let rows = elements(&document[table..document.find("</w:tbl>").unwrap()], "w:tr");
    assert!(rows[0].contains("<w:keepNext/>"), "the head stays with a row");
    assert!(rows[1..rows.len() - 1].iter().all(|row| !row.contains("<w:keepNext/>")));
}
