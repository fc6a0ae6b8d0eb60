//! Letterheads filled in: what is found, what is put there, and that everything else stays byte for byte.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read as _},
};

use tongbao::{
    document::docx::{Filling, FontNames, Picture, Shell},
    report::{Layout, Report, assemble::Exhibits, bulletin::CHARTS},
};
use zip::ZipArchive;

use crate::{
    letterhead::{body, letterhead, package},
    office,
    parts::{attribute, elements, paragraph, part, parts, text},
    sample,
};

fn read(bytes: &[u8]) -> Result<Shell, String> {
    Shell::read("通报.docx", bytes).map_err(|error| error.to_string())
}

fn fill(bytes: &[u8], report: &Report) -> Result<Vec<u8>, String> {
    let png = sample::png(1240, 620);
    let pictures = ["exit_rate_by_county", "remaining_by_industry"].map(|id| Picture { id, png: &png });
    let exhibits = Exhibits {
        tables: vec![("县区排名", Some(sample::ranking())), ("更正内容", None)],
        charts: CHARTS.into_iter().map(|name| (name, None)).collect(),
    };
    let filling = Filling { report, exhibits: &exhibits, pictures: &pictures, names: &FontNames::default() };
    read(bytes)?.fill(&filling).map_err(|error| error.to_string())
}

fn filled(bytes: &[u8]) -> Vec<u8> {
    fill(bytes, &sample::bulletin()).unwrap()
}

fn told(result: Result<impl Sized, String>, parts: &[&str]) {
    let message = result.err().expect("it should be refused");
    for part in parts {
        assert!(message.contains(part), "“{part}” in “{message}”");
    }
}

/// The packed bytes of a member.
fn packed(docx: &[u8], name: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let index = archive.index_for_name(name).unwrap_or_else(|| panic!("{name} is missing"));
    let mut content = Vec::new();
    archive.by_index_raw(index).unwrap().read_to_end(&mut content).unwrap();
    content
}

#[test]
fn words_stand_where_the_placeholders_did_in_their_looks() {
    let docx = filled(&package(&[]));
    let document = part(&docx, "word/document.xml");
    let report = sample::bulletin();
    let title = paragraph(&document, "关于2023年4月");
    assert_eq!(text(title), report.title.concat());
    let run = elements(title, "w:r")[0];
    assert!(run.contains("方正小标宋简体") && run.contains("<w:br/>"), "the run where it began, a line each: {run}");
    assert!(title.contains("_GoBack") && title.contains("spellEnd"), "what stood between the runs stays: {title}");
    assert_eq!(document.matches("安示例〔2023〕5号").count(), 3, "in the table and in both dresses of the text box");
    assert!(document.contains("日期 &amp; 印章：2023年4月30日（盖章）"));
    assert_eq!(text(&part(&docx, "word/header1.xml")), "示例数据");
    assert!(!document.contains("{{") && !document.contains('｛'));
}

#[test]
fn what_is_not_touched_stays_byte_for_byte() {
    let shell = package(&[]);
    let docx = filled(&shell);
    for name in ["_rels/.rels", "word/footer1.xml", "word/media/image1.png", "customXml/item1.xml"] {
        assert_eq!(packed(&shell, name), packed(&docx, name), "{name}");
    }
    let (before, after) = (part(&shell, "word/document.xml"), part(&docx, "word/document.xml"));
    let upto = before.find("{{发文机关标志").unwrap();
    assert_eq!(before[..upto], after[..upto]);
    let rest = before.find("<w:p><w:r><w:t>抄送：").unwrap();
    let rest = &before[rest..rest + "<w:p><w:r><w:t>抄送：".len()];
    assert!(after.contains(rest));
    let cell = "</w:tc><w:tc><w:tcPr><w:tcW w:w=\"4000\" w:type=\"dxa\"/></w:tcPr><w:p><w:r><w:t>签发人：（空）</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert!(after.contains(cell));
    assert_eq!(filled(&shell), docx, "the same bytes again");
}

#[test]
fn the_body_takes_the_shells_styles_and_brings_the_others() {
    let docx = filled(&package(&[]));
    let (document, styles) = (part(&docx, "word/document.xml"), part(&docx, "word/styles.xml"));
    let heading = paragraph(&document, "一、总体情况");
    assert_eq!(attribute(heading, "w:pStyle", "w:val").as_deref(), Some("1"));
    assert_eq!(attribute(heading, "w:numId", "w:val").as_deref(), Some("0"), "its number stands in the text");
    assert_eq!(attribute(heading, "w:rFonts", "w:ascii").as_deref(), Some("方正黑体_GBK"), "the style's own face");
    let used: BTreeSet<String> =
        elements(&document, "w:pStyle").iter().filter_map(|style| attribute(style, "w:pStyle", "w:val")).collect();
    for id in used {
        assert_eq!(styles.matches(&format!("w:styleId=\"{id}\"")).count(), 1, "{id}");
    }
    assert_eq!(styles.matches("w:default=\"1\"").count(), 2, "the shell's defaults alone");
    let named = package(&[(
        "word/document.xml",
        &part(&package(&[]), "word/document.xml").replace(
            "<w:p><w:bookmarkStart w:id=\"9\"",
            "<w:p><w:pPr><w:pStyle w:val=\"red\"/></w:pPr><w:bookmarkStart w:id=\"9\"",
        ),
    )]);
    let document = part(&filled(&named), "word/document.xml");
    let body = paragraph(&document, "特殊字符应当原样印出");
    assert_eq!(attribute(body, "w:pStyle", "w:val").as_deref(), Some("red"), "the style chosen for the placeholder");
}

#[test]
fn pictures_numbers_and_sections_fit_in() {
    let docx = filled(&package(&[]));
    let (document, links) = (part(&docx, "word/document.xml"), part(&docx, "word/_rels/document.xml.rels"));
    let names: Vec<String> = parts(&docx).into_iter().map(|(name, _)| name).collect();
    let ids: Vec<String> =
        elements(&links, "Relationship").iter().filter_map(|link| attribute(link, "Relationship", "Id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for drawing in elements(&document, "w:drawing").into_iter().filter(|drawing| drawing.contains("a:blip")) {
        let id = attribute(drawing, "a:blip", "r:embed").unwrap();
        let link =
            elements(&links, "Relationship").into_iter().find(|link| link.contains(&format!("\"{id}\""))).unwrap();
        let target = attribute(link, "Relationship", "Target").unwrap();
        assert!(names.contains(&format!("word/{target}")) && target != "media/image1.png", "{target}");
    }
    let mut drawings: Vec<u32> = document
        .match_indices("<wp:docPr ")
        .map(|(at, _)| attribute(&document[at..], "wp:docPr", "id").unwrap().parse().unwrap())
        .collect();
    drawings.sort_unstable();
    assert_eq!(drawings.iter().collect::<BTreeSet<_>>().len(), drawings.len(), "{drawings:?}");
    assert!(part(&docx, "[Content_Types].xml").contains("Extension=\"png\""));
    let sections = elements(&document, "w:sectPr");
    let turned: Vec<bool> = sections.iter().map(|section| section.contains("landscape")).collect();
    assert_eq!(turned, [false, true, false], "upright, the wide table, upright again");
    let first: Vec<bool> = sections.iter().map(|section| section.contains("titlePg")).collect();
    assert_eq!(first, [true, false, false], "the red head stands once");
    assert!(sections.iter().skip(1).all(|section| !section.contains("w:start=")), "pages are counted on");
    assert!(sections.iter().all(|section| section.contains("footerReference")));
}

#[test]
fn attachments_without_a_place_come_last_and_the_summary_first() {
    let bare = "<w:p><w:r><w:t>{{标题}}</w:t></w:r></w:p><w:p><w:r><w:t>{{正文}}</w:t></w:r></w:p><w:p><w:r><w:t>（完）</w:t></w:r></w:p>";
    let docx = filled(&letterhead(bare));
    let whole = text(&part(&docx, "word/document.xml"));
    let at = |words: &str| whole.find(words).unwrap_or_else(|| panic!("{words} is missing"));
    let order = [at("一分钟看本月"), at("一、总体情况"), at("附件：1."), at("（完）"), at("附件2")];
    assert!(order.is_sorted(), "{order:?}");
    let sections = part(&docx, "word/document.xml");
    let turned: Vec<bool> =
        elements(&sections, "w:sectPr").iter().map(|section| section.contains("landscape")).collect();
    assert_eq!(turned, [false, true], "no empty page behind the last attachment");
}

#[test]
fn tables_go_into_cells_and_what_is_empty_leaves_nothing() {
    let cell = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"5000\"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w=\"5000\" w:type=\"dxa\"/></w:tcPr>\
        <w:p><w:r><w:t>{{表：县区排名}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>{{表:更正内容}}</w:t></w:r></w:p>\
        <w:p><w:r><w:t>{{图：工作环节}}</w:t></w:r></w:p><w:p><w:r><w:t>{{正文}}</w:t></w:r></w:p>";
    let document = part(&filled(&letterhead(cell)), "word/document.xml");
    let outer = &document[document.find("<w:tcW w:w=\"5000\"").unwrap()..];
    let inner = &outer[outer.find("<w:tbl>").unwrap()..];
    assert_eq!(attribute(inner, "w:tblW", "w:w").as_deref(), Some("4784"), "as wide as the cell");
    assert!(document.contains("</w:p></w:tc>") && !document.contains("更正内容"));
}

#[test]
fn what_is_wrong_is_told_with_part_paragraph_and_nearest_name() {
    let of = |body: &str| fill(&letterhead(body), &sample::bulletin());
    let body = |more: &str| format!("<w:p/><w:p><w:r><w:t>{{{{正文}}}}</w:t></w:r></w:p>{more}");
    let paragraph = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    told(
        of(&body(&paragraph("安阳{{文好}}"))),
        &["通报.docx", "正文 word/document.xml 第 3 段", "“文好”", "安阳{{文好}}", "是不是“文号”", "没有写出任何文件"],
    );
    told(of(&body(&paragraph("{{表：县区排行}}"))), &["第 3 段", "是不是“表：县区排名”"]);
    told(of(&body(&paragraph("{{天气预报}}"))), &["天气预报", "可用的有", "成文日期"]);
    told(of(&body(&paragraph("{{标题"))), &["第 3 段", "{{标题", "没有写完整"]);
    told(of(&body(&paragraph("见{{附件}}"))), &["{{附件}} 要单独占一段"]);
    told(of(&body(&paragraph("{{正文}}"))), &["只能写一次", "第 2 段", "第 3 段"]);
    told(of(&paragraph("没有占位符")), &["没有 {{正文}}"]);
    let cell = format!("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph("{{正文}}"));
    told(of(&cell), &["（表格中）", "不能放在表格和文本框里"]);
    let header = part(&package(&[]), "word/header1.xml").replace("标</w:t></w:r><w:r><w:t>记", "附件");
    told(
        fill(&package(&[("word/header1.xml", &header)]), &sample::bulletin()),
        &["页眉 word/header1.xml 第 1 段", "附件"],
    );
    let letter = Report { layout: Layout::Letter, ..sample::letter() };
    told(fill(&package(&[]), &letter), &["“抄送”", "模板「通报.docx」"]);
}

#[test]
fn what_is_no_letterhead_is_told_plainly() {
    told(read(b"PK not a package"), &["不是 .docx", "另存为"]);
    told(read(&[]), &["不是 .docx"]);
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old".to_vec();
    told(read(&old), &["旧版的 .doc", "另存为"]);
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    told(read(&[old, locked].concat()), &["打开密码", "取消密码"]);
    told(read(&package(&[("_rels/.rels", "<Relationships/>")])), &["不是 Word 文档"]);
    told(read(&package(&[("word/document.xml", "<w:document><w:body>")])), &["已损坏"]);
    let types = part(&package(&[]), "[Content_Types].xml")
        .replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main");
    told(read(&package(&[("[Content_Types].xml", &types)])), &["带宏"]);
    let strict = part(&package(&[]), "word/document.xml").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    );
    told(read(&package(&[("word/document.xml", &strict)])), &["严格 Open XML"]);
}

#[test]
fn hostile_letterheads_are_refused_in_time_and_memory() {
    let bomb = format!("<!DOCTYPE a [<!ENTITY b \"{}\">]><w:document/>", "c".repeat(1000));
    told(read(&package(&[("word/document.xml", &bomb)])), &["DOCTYPE"]);
    let huge = " ".repeat(40 << 20);
    told(read(&package(&[("word/document.xml", &huge)])), &["太大"]);
    let deep = format!("{}{}", "<w:p>".repeat(5_000), "</w:p>".repeat(5_000));
    told(read(&letterhead(&deep)), &["已损坏"]);
    let links = part(&package(&[]), "word/_rels/document.xml.rels").replace(
        "</Relationships>",
        "<Relationship Id=\"x\" Type=\"x/attachedTemplate\" Target=\"http://example.invalid/a.dotm\" TargetMode=\"External\"/></Relationships>",
    );
    told(
        fill(&package(&[("word/_rels/document.xml.rels", &links)]), &sample::bulletin()),
        &["从别处取内容", "example.invalid"],
    );
    // No cut or flipped bit of a letterhead brings the reader down.
    let shell = package(&[]);
    for at in (0..shell.len()).step_by(67) {
        let mut broken = shell.clone();
        broken[at] ^= 0x15;
        let _ = fill(&broken, &sample::bulletin());
        let _ = fill(&shell[..at], &sample::bulletin());
    }
}

#[test]
fn the_schema_and_libreoffice_accept_what_comes_out() {
    let without_box = body().replace("<mc:AlternateContent>", "<!--").replace("</mc:AlternateContent>", "-->");
    let files = [("filled.docx", filled(&letterhead(&without_box)))];
    office::assert_schema("the_schema_and_libreoffice_accept_what_comes_out", &files);
    office::assert_text(
        "the_schema_and_libreoffice_accept_what_comes_out",
        &filled(&package(&[])),
        &["安示例〔2023〕5号", "一、总体情况", "附件2", "日期 & 印章：2023年4月30日（盖章）"],
    );
}
