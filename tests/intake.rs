//! Files of every kind into sheets: what is read, what is refused, and with which reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

#[path = "intake_parts/properties.rs"]
mod properties;
#[path = "intake_parts/round_trip.rs"]
mod round_trip;
mod support;

use std::io::Write;

use tongbao::domain::config::Limits;
use tongbao::domain::finding::Code;
use tongbao::domain::sheet::{CellValue, Merge, Rejection, Sheet};
use tongbao::intake;
use zip::write::SimpleFileOptions;

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="甲&amp;乙" sheetId="1" r:id="rId1"/>
<sheet name="藏" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/>
<Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId4" Type="http://x/styles" Target="styles.xml"/></Relationships>"#;
const STRINGS: &str = "<sst><si><t>滑县</t></si><si><r><t>内</t></r><r><t>黄</t></r></si></sst>";
const STYLES: &str = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

fn workbook(workbook: &str, sheet: &str) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
    ])
}

fn parse(bytes: &[u8], name: &str) -> Result<Vec<Sheet>, Rejection> {
    intake::parse(bytes, name, &Limits::default())
}

fn refused(bytes: &[u8], name: &str) -> (Code, String) {
    let rejection = parse(bytes, name).unwrap_err();
    assert!(!rejection.remedy.is_empty());
    (rejection.code, rejection.message)
}

fn text(text: &str) -> CellValue {
    CellValue::Text(text.into())
}

fn day(day: &str) -> CellValue {
    CellValue::Date(Some(day.parse().unwrap()))
}

#[test]
fn every_way_to_store_a_cell_of_a_workbook_is_read() {
    let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="B2" t="s"><v>0</v></c><c t="s"><v>1</v></c>
<c r="E2" s="1"><v>45021</v></c><c r="F2"><v>1.5</v></c><c r="G2" t="inlineStr"><is><t>a&lt;</t></is></c><c r="H2" t="str"><f>A1</f><v>b</v></c>
<c r="I2"><f>A1</f></c><c r="J2" t="b"><v>1</v></c><c r="K2" t="e"><v>#N/A</v></c><c r="L2" t="d"><v>2023-04-05T00:00:00</v></c>
<c r="M2" s="1"/></row><row><c><v>7</v></c></row></sheetData><mergeCells><mergeCell ref="B2:B9"/></mergeCells></worksheet>"#;
    let sheets = parse(&workbook(WORKBOOK, sheet), "a.xlsx").unwrap();
    let empty = CellValue::Empty;
    let expected = [
        empty.clone(),
        text("滑县"),
        text("内黄"),
        empty.clone(),
        day("2023-04-05"),
        CellValue::Number(1.5),
        text("a<"),
        text("b"),
        empty,
        CellValue::Bool(true),
        CellValue::Error("#N/A".into()),
        day("2023-04-05"),
    ];
    assert_eq!(sheets[0].rows, [Vec::new(), expected.to_vec(), vec![CellValue::Number(7.0)]]);
    assert_eq!(sheets[0].merges, [Merge { top: 1, left: 1, bottom: 8, right: 1 }]);
    assert_eq!((sheets[0].name.as_str(), sheets[0].hidden, sheets[1].hidden), ("甲&乙", false, true));
}

#[test]
fn prefixed_parts_and_the_epoch_of_1904_are_read() {
    let old = WORKBOOK.replace("<workbookPr/>", r#"<workbookPr date1904="1"/>"#);
    let sheet = r#"<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" s="1"><x:v>43559</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    let sheets = parse(&workbook(&old, sheet), "a.xlsx").unwrap();
    assert_eq!((sheets[0].rows[0][0].clone(), sheets[0].epoch_1904), (day("2023-04-05"), true));
}

#[test]
fn an_ods_is_read_however_often_it_repeats_nothing() {
    let content = r#"<office:document-content><office:automatic-styles><style:style style:name="ta2" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="行政处罚"><table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string">
<text:p>滑<text:s text:c="2"/>县</text:p><text:p>乙</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="date" office:date-value="2023-04-05"
 table:number-rows-spanned="2" table:number-columns-spanned="1"><office:annotation><text:p>批注</text:p></office:annotation><text:p>23/4/5</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>
<table:covered-table-cell/><table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell></table:table-row>
</table:table><table:table table:name="藏" table:style-name="ta2"/><table:table table:name="藏2" table:style-name="ta2"><table:table-row/></table:table>
</office:spreadsheet></office:body></office:document-content>"#;
    let bytes = archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]);
    let sheets = parse(&bytes, "a.ods").unwrap();
    let rows = &sheets[0].rows;
    assert_eq!(rows.len(), 1_000_003);
    assert_eq!(rows[0], [text("滑  县\n乙"), text("滑  县\n乙")]);
    let last = [day("2023-04-05"), CellValue::Number(12.0), CellValue::Empty, CellValue::Error("#N/A".into())];
    assert_eq!((&rows[1_000_001][..], &rows[1_000_002][..]), (&last[..], &last[..]));
    assert_eq!(sheets[0].merges[0], Merge { top: 1_000_001, left: 0, bottom: 1_000_002, right: 0 });
    assert_eq!(sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn what_is_no_spreadsheet_says_what_it_is() {
    let cases: [(&[u8], &str, &str); 10] = [
        (b"", "a.xlsx", "空文件"),
        (b"\xEF\xBB\xBF\r\n", "a.csv", "空文件"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "网页"),
        (
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
            "a.xls",
            "XML 格式的表格",
        ),
        (b"%PDF-1.7", "a.xlsx", "PDF"),
        (b"Rar!\x1a\x07", "a.xlsx", "压缩包"),
        (b"PK\x03\x04 cut off", "a.xlsx", "损坏"),
        (b"nothing but words", "a.xlsx", "损坏"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut off", "a.xls", "损坏"),
        (b"a,b\0c", "a.csv", "编码"),
    ];
    for (bytes, name, what) in cases {
        let (code, message) = refused(bytes, name);
        assert_eq!(code, Code::FileUnreadable, "{message}");
        assert!(message.contains(what), "{name}: {message}");
    }
    assert!(
        refused(&archive(&[("word/document.xml", "<w/>"), ("[Content_Types].xml", "<Types/>")]), "a.xlsx")
            .1
            .contains("Word")
    );
    assert!(refused(&archive(&[("a.xlsx", "PK")]), "a.xlsx").1.contains("压缩包"));
}

#[test]
fn locked_files_are_told_from_broken_ones() {
    let mut compound = vec![0; 4096];
    compound[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    compound[1024..1024 + name.len()].copy_from_slice(&name);
    assert_eq!(refused(&compound, "a.xlsx").0, Code::FileEncrypted);
    let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let ods = archive(&[("META-INF/manifest.xml", manifest), ("content.xml", "x")]);
    assert_eq!(refused(&ods, "a.ods").0, Code::FileEncrypted);
}

#[test]
fn a_table_of_text_is_read_under_any_name() {
    let csv = "序号,主体名称,代码\n1,甲,9\n";
    assert_eq!(parse(csv.as_bytes(), "a.xls").unwrap()[0].rows.len(), 2);
    let xlsx = workbook(WORKBOOK, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>");
    assert_eq!(parse(&xlsx, "a.csv").unwrap()[0].rows.len(), 1);
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let zeros = "0".repeat(40 << 20);
    let bomb = archive(&[("xl/workbook.xml", WORKBOOK), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert_eq!(refused(&bomb, "a.xlsx").0, Code::FileTooLarge);
    let small = Limits { unpacked_mib: 1, ratio: u64::MAX, ..Limits::default() };
    assert_eq!(intake::parse(&bomb, "a.xlsx", &small).unwrap_err().code, Code::FileTooLarge);
    let entities = "<!DOCTYPE a [<!ENTITY a \"x\">]><worksheet><sheetData/></worksheet>";
    assert_eq!(refused(&workbook(WORKBOOK, entities), "a.xlsx").0, Code::FileUnreadable);
    let few = Limits { cells: 3, ..Limits::default() };
    let csv = intake::parse(b"1,2\n3,4\n", "a.csv", &few).unwrap_err();
    assert_eq!((csv.code, csv.message.as_str()), (Code::FileTooLarge, "非空单元格超过 3 个。"));
    let far = "<worksheet><sheetData><row r=\"4000000000\"><c r=\"ZZZZ4000000000\"><v>1</v></c></row></sheetData></worksheet>";
    assert!(parse(&workbook(WORKBOOK, far), "a.xlsx").unwrap()[0].rows.is_empty());
}
