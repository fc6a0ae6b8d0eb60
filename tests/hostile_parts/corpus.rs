//! Files that are meant to do harm, made by code: at least two of each kind, each with the outcome that is expected of it.

use tongbao::domain::finding::Code;

use crate::support::book::archive;

/// A workbook of one sheet from its XML and its shared strings.
pub fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    let workbook =
        r#"<workbook xmlns:r="r"><sheets><sheet name="行政处罚" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

pub fn of_cells(cells: &str) -> Vec<u8> {
    xlsx(&format!("<worksheet><sheetData>{cells}</sheetData></worksheet>"), "<sst/>")
}

pub fn good() -> Vec<u8> {
    of_cells("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>好</v></c></row>")
}

/// An OLE container (MS-CFB) with one stream.
fn compound(stream: &str, content: &[u8]) -> Vec<u8> {
    let sectors = content.len().max(4096).div_ceil(512);
    let mut file = vec![0_u8; 512];
    file[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &0xFFFF_FFFE_u32.to_le_bytes());
    put(68, &0xFFFF_FFFE_u32.to_le_bytes());
    put(76, &[0xFF; 436]);
    put(76, &0_u32.to_le_bytes());
    let mut table = vec![0xFFFF_FFFD_u32, 0xFFFF_FFFE];
    table.extend((2..sectors + 2).map(|sector| u32::try_from(sector + 1).unwrap()));
    *table.last_mut().unwrap() = 0xFFFF_FFFE;
    table.resize(128, 0xFFFF_FFFF);
    file.extend(table.iter().flat_map(|entry| entry.to_le_bytes()));
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: usize| {
        let mut entry = vec![0_u8; 128];
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..wide.len()].copy_from_slice(&wide);
        entry[64] = u8::try_from(wide.len() + 2).unwrap();
        (entry[66], entry[67]) = (kind, 1);
        entry[68..76].copy_from_slice(&[0xFF; 8]);
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
        entry
    };
    file.extend(entry("Root Entry", 5, 1, 0xFFFF_FFFE, 0));
    file.extend(entry(stream, 2, 0xFFFF_FFFF, 2, sectors * 512));
    file.extend([0; 256]);
    file.extend(content);
    file.resize(512 * (sectors + 3), 0);
    file
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

/// The stream of an Excel 97 workbook with numbers at these places, `extra` behind its first record.
fn biff(extra: &[u8], places: &[(u16, u16)]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut globals = [begin(5), extra.to_vec()].concat();
    let start = u32::try_from(globals.len() + 4 + 6 + 2 + 1 + 4).unwrap();
    globals.extend(record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0], b"1"].concat()));
    globals.extend(record(0x000A, &[]));
    globals.extend(begin(0x10));
    for (row, column) in places {
        let cell = [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], &7.5_f64.to_le_bytes()].concat();
        globals.extend(record(0x0203, &cell));
    }
    globals.extend(record(0x000A, &[]));
    globals
}

fn xls(places: &[(u16, u16)]) -> Vec<u8> {
    compound("Workbook", &biff(&[], places))
}

/// A file of the corpus: its name, its bytes, and its outcome (`None`: it is read).
pub struct Case {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub refused: Option<Code>,
    pub says: &'static str,
}

fn case(name: &'static str, bytes: Vec<u8>, refused: Option<Code>, says: &'static str) -> Case {
    Case { name, bytes, refused, says }
}

pub fn bombs() -> Vec<Case> {
    let too_large = Some(Code::FileTooLarge);
    let zeros = "0".repeat(40 << 20);
    let mut lying = of_cells(&format!("<row><c><v>{}</v></c></row>", "1".repeat(5 << 20)));
    understate(&mut lying, "xl/worksheets/sheet1.xml");
    let long = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(10_000));
    let many = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(16_000)).repeat(6);
    let wide = format!("<worksheet><sheetData>{many}</sheetData></worksheet>");
    let nested: String =
        (1..=9).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    let laughs = format!(
        "<!DOCTYPE w [<!ENTITY e0 \"ha\">{nested}]><worksheet><sheetData><row><c t=\"str\"><v>&e9;</v></c></row></sheetData></worksheet>"
    );
    let external = "<!DOCTYPE w [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c t=\"str\"><v>&f;</v></c></row></sheetData></worksheet>";
    vec![
        case("zip-1.xlsx", archive(&[("xl/workbook.xml", zeros.as_bytes())]), too_large, "倍"),
        case("zip-2.ods", archive(&[("content.xml", zeros.as_bytes()), ("mimetype", b"x")]), too_large, "倍"),
        case("zip-lying.xlsx", lying, Some(Code::FileUnreadable), "损坏"),
        case("strings-1.xlsx", xlsx(&wide, &long), too_large, "内存"),
        case("strings-2.xlsx", xlsx(&wide, &long.replace('长', "宽")), too_large, "内存"),
        case("entities-1.xlsx", xlsx(&laughs, "<sst/>"), Some(Code::FileUnreadable), "实体"),
        case("entities-2.xlsx", xlsx(external, "<sst/>"), Some(Code::FileUnreadable), "实体"),
        case("entities-3.ods", archive(&[("content.xml", laughs.as_bytes())]), Some(Code::FileUnreadable), "实体"),
        case("far-1.xls", xls(&[(0, 0), (65_535, 65_535)]), too_large, "内存"),
        case("far-2.xls", xls(&[(0, 0), (65_535, 9_000)]), too_large, "内存"),
        case(
            "cells-1.xlsx",
            xlsx("<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>", "<sst/>"),
            None,
            "",
        ),
        case("cells-2.xlsx", of_cells("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"), None, ""),
        case(
            "cells-3.ods",
            archive(&[(
                "content.xml",
                b"<d><table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/></table:table-row></table:table></d>",
            )]),
            too_large,
            "单元格",
        ),
    ]
}

/// Makes the directory of an archive say that a part is small.
fn understate(bytes: &mut [u8], part: &str) {
    let mut central = bytes.windows(4).enumerate().filter(|(_, sign)| *sign == b"PK\x01\x02").map(|(at, _)| at);
    let at = central.find(|at| bytes[at + 46..].starts_with(part.as_bytes())).unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&9_u32.to_le_bytes());
}

pub fn broken_or_locked() -> Vec<Case> {
    let (unreadable, encrypted) = (Some(Code::FileUnreadable), Some(Code::FileEncrypted));
    let whole = good();
    let string = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="gone.xml"/></Relationships>"#;
    let workbook = r#"<workbook><sheets><sheet name="行政处罚" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let without_sheet: [(&str, &[u8]); 2] =
        [("xl/workbook.xml", workbook.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
    let locked = |method: u8| record(0x002F, &[&[method, 0][..], &[0x21; 4]].concat());
    vec![
        case("cut-1.xlsx", whole[..whole.len() / 2].to_vec(), unreadable, "损坏"),
        case("cut-2.xlsx", whole[..whole.len() - 30].to_vec(), unreadable, "损坏"),
        case("cut-3.xls", xls(&[(0, 0)])[..700].to_vec(), unreadable, ""),
        case("nested-1.xlsx", archive(&[("滑县.xlsx", &whole)]), unreadable, "压缩包"),
        case("nested-2.xlsx", archive(&[("a.zip", &archive(&[("b.zip", &whole)]))]), unreadable, "压缩包"),
        case("short-sheet.xlsx", xlsx("<worksheet><sheetData><row><c><v>1</v></c>", "<sst/>"), unreadable, "损坏"),
        case("short-strings.xlsx", xlsx(string, "<sst><si><t>甲"), unreadable, "损坏"),
        case(
            "lost-string.xlsx",
            xlsx(&string.replace(">0<", ">7<"), "<sst><si><t>甲</t></si></sst>"),
            unreadable,
            "损坏",
        ),
        case("lost-sheet.xlsx", archive(&without_sheet), unreadable, "损坏"),
        case("short-table.ods", archive(&[("content.xml", b"<d><table><table-row/>")]), unreadable, "损坏"),
        case("empty-1.xlsx", Vec::new(), unreadable, "空文件"),
        case("empty-2.csv", b"\xEF\xBB\xBF".to_vec(), unreadable, "空文件"),
        case("page-1.xls", b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), unreadable, "网页"),
        case("page-2.xls", b"\xEF\xBB\xBF<!DOCTYPE html><body>x</body>".to_vec(), unreadable, "网页"),
        case("locked-1.xlsx", compound("EncryptedPackage", &[7; 5000]), encrypted, "密码"),
        case("locked-2.xlsx", compound("EncryptedPackage", b""), encrypted, "密码"),
        case("locked-1.xls", compound("Workbook", &biff(&locked(1), &[(0, 0)])), encrypted, "密码"),
        case("locked-2.xls", compound("Workbook", &biff(&locked(0), &[(0, 0)])), encrypted, "密码"),
        case("word.xls", compound("WordDocument", b""), unreadable, "Word"),
        case("wps-own.et", compound("ET_Workbook", b""), unreadable, "WPS"),
        case("wps-1.et", whole, None, ""),
        case("wps-2.et", xls(&[(0, 0), (1, 2)]), None, ""),
        case("named-wrong.xlsx", xls(&[(3, 1)]), None, ""),
    ]
}
