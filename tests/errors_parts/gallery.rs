//! The gallery: one inbox with every fault there is, taken in by the program; what it says becomes `docs/messages.md`.
//!
//! The page is compared with what the program says now, so that it cannot be out of date; `TONGBAO_BLESS=1` writes it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use tempfile::TempDir;
use tongbao::domain::finding::{Code, Severity};

use crate::support::{
    self, Run,
    book::{self, Page},
    code, json,
};

const WEEKS: [&str; 2] = ["2023-04-09", "2023-04-16"];
const HEAD: &str = "主体名称|统一社会信用代码|县（市、区）|行业门类|行业主管部门|失信次数|联系情况|剔除情形|剔除文书号|约谈日期|\
纳入重点监管日期|是否退出|退出日期|备注";

/// A faultless row of this entity, with the cells at these places (from 0) replaced.
fn row(number: u32, cells: &[(usize, &str)]) -> Vec<String> {
    let (name, code) = (format!("示例{number}号公司"), code(number));
    let mut row = vec![name, code];
    row.extend(["", "F", "商务局", "#12", "无法联系", "", "", "", "", "否", "", ""].map(str::to_owned));
    for (at, cell) in cells {
        (*cell).clone_into(&mut row[*at]);
    }
    row
}

fn head(title: &str, head: &str) -> Vec<Vec<String>> {
    vec![vec![title.to_owned()], head.split('|').map(str::to_owned).collect()]
}

fn book(title: &str, rows: Vec<Vec<String>>) -> Vec<u8> {
    book::xlsx(&[Page::of_rows("行政处罚", [head(title, HEAD), rows].concat())])
}

fn title(county: &str, week: &str) -> String {
    format!("{county}行政处罚台账（截至{week}）")
}

/// One fault a row.
fn faulty_rows() -> Vec<Vec<String>> {
    let out: [(usize, &str); 1] = [(11, "是")];
    vec![
        row(20, &[(1, "")]),
        row(21, &[(1, "91410599MA00000X9M")]),
        row(22, &[(1, "914105")]),
        row(23, &[(1, "9.14106E+17")]),
        row(24, &[(1, "914105990000000000")]),
        row(25, &[(0, "")]),
        row(26, &[(0, ""), (1, "")]),
        row(27, &[(2, "林州市")]),
        row(28, &[(3, "互联网")]),
        row(29, &[(3, "C 建筑业")]),
        row(30, &[(4, "某局")]),
        row(31, &[(5, "12条")]),
        row(32, &[(5, "")]),
        row(33, &[(5, "#9")]),
        row(34, &[(6, "")]),
        row(35, &[(6, "打不通")]),
        row(36, &[(7, "搬走了")]),
        row(37, &[(7, "已注销")]),
        row(38, &out),
        row(39, &[(6, "可联系且在经营"), (9, "2023-04-03"), out[0]]),
        row(40, &[(11, "")]),
        row(41, &[(11, "也许")]),
        row(42, &[(12, "2023-04-03")]),
        row(43, &[(9, "13月5日")]),
        row(44, &[(9, "是")]),
        row(45, &[(9, "2023.5.1")]),
        row(46, &[(10, "2023-04-05"), out[0], (12, "2023-04-03")]),
        row(47, &[(13, "=1+1")]),
        row(47, &[]),
        row(4, &[]),
        row(2, &[]),
    ]
}

/// The good files of both weeks, whose states differ: an entry moves, one vanishes, one comes back.
fn states(put: &mut impl FnMut(&str, Vec<u8>)) {
    let [before, now] = WEEKS;
    let out = [(10, "2023-04-05"), (11, "是")];
    let first = vec![row(1, &[]), row(2, &out), row(3, &[]), row(4, &[])];
    put("2023-04-09/滑县.xlsx", book(&title("滑县", before), first));
    put("2023-04-16/滑县.xlsx", book(&title("滑县", now), faulty_rows()));
    put("2023-04-16/内黄县.xlsx", book(&title("内黄县", now), vec![row(3, &[])]));
    put("2023-04-16/汤阴县.xlsx", book(&title("汤阴县", now), vec![row(4, &[]), row(50, &[])]));
    put("2023-04-16/林州市.xlsx", book(&title("林州市", now), vec![row(60, &[])]));
    put("2023-04-16/林州市更正.xlsx", book(&title("林州市", now), vec![row(61, &[])]));
    put("2023-04-16/殷都区2023-04-09.xlsx", book(&title("殷都区", now), vec![row(70, &[])]));
}

fn tables(put: &mut impl FnMut(&str, Vec<u8>)) {
    let lines = [
        "主体名称|统一社会信用代码|失信次数|联系电话|失信次数",
        &format!("示例80号公司|{}|#12", code(80)),
        "合计||#13",
    ];
    let title = title("文峰区", WEEKS[1]);
    put("2023-04-16/文峰区.xlsx", book::xlsx(&[Page::of("行政处罚", &[&[title.as_str()][..], &lines].concat())]));
}

/// Files that are not taken at all.
fn refused(put: &mut impl FnMut(&str, Vec<u8>)) {
    let one = || vec![row(90, &[])];
    let plain = |title: &str, columns: &str| book::xlsx(&[Page::of_rows("Sheet1", head(title, columns))]);
    let court = |title: &str, rows| book::xlsx(&[Page::of_rows("行政处罚", [head(title, HEAD), rows].concat())]);
    let halves = [(91, "滑县"), (92, "林州市")].map(|(number, county)| row(number, &[(2, county)]));
    put("2023-04-16/没有表头.xlsx", book::xlsx(&[Page::of("行政处罚", &["没有表头"])]));
    put("2023-04-16/北关区.xlsx", plain("北关区（截至2023-04-16）", "主体名称|统一社会信用代码"));
    put("2023-04-16/没有单位.xlsx", court("行政处罚台账", one()));
    put("2023-04-16/两县合表.xlsx", court("行政处罚台账", halves.to_vec()));
    put("2023-04-16/龙安区.xlsx", court("龙安区行政处罚台账（截至2022年4月16日）", one()));
    put("龙安区.xlsx", court("龙安区行政处罚台账", one()));
    let zeros = "0".repeat(20 << 20);
    let whole = court("x", one());
    let entities = "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>";
    let html = b"<html><table><tr><td>1</td></tr></table></html>";
    let mut locked = vec![0; 4096];
    locked[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    locked[1024..1024 + stream.len()].copy_from_slice(&stream);
    let workbook = "<workbook><sheets><sheet name=\"Sheet1\" r:id=\"r\"/></sheets></workbook>";
    let relation = "<Relationships><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"a.xml\"/></Relationships>";
    let claim = "<worksheet><dimension ref=\"A1:XFD262144\"/><sheetData/></worksheet>";
    let parts = [("xl/workbook.xml", workbook), ("xl/_rels/workbook.xml.rels", relation), ("xl/a.xml", claim)];
    for (name, bytes) in [
        ("空的.xlsx", Vec::new()),
        ("自称很大.xlsx", book::archive(&parts.map(|(part, text)| (part, text.as_bytes())))),
        ("截断.xlsx", whole[..whole.len() / 2].to_vec()),
        ("网页.xls", html.to_vec()),
        ("其实是PDF.xlsx", b"%PDF-1.7".to_vec()),
        ("压缩包.xlsx", book::archive(&[("滑县.xlsx", &whole)])),
        ("实体.xlsx", book::archive(&[("xl/workbook.xml", entities.as_bytes())])),
        ("乱码.csv", b"a,b\0c".to_vec()),
        ("有密码.xlsx", locked),
        ("压缩炸弹.xlsx", book::archive(&[("xl/workbook.xml", zeros.as_bytes())])),
    ] {
        put(&format!("2023-04-16/{name}"), bytes);
    }
}

/// A message with its four parts.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Message {
    place: String,
    value: String,
    why: String,
    remedy: String,
}

/// What the program says about each code, the same words once.
fn said(dir: &TempDir) -> BTreeMap<Code, Vec<Message>> {
    let mut messages: BTreeMap<Code, Vec<Message>> = BTreeMap::new();
    for week in WEEKS {
        Run::new(["check", "--as-of", week]).within(dir).go();
        let findings = json(&dir.path().join("out/check").join(week).join("findings.json"));
        for finding in findings.as_array().unwrap() {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            let code = Code::from_code(&text("code")).unwrap();
            let (place, why) = parted(finding);
            let message = Message { place, value: text("value"), why, remedy: text("remedy") };
            let known = messages.entry(code).or_default();
            // One late submission reads like another.
            let enough = code == Code::SubmissionMissing && !known.is_empty();
            if !enough && !known.iter().any(|one| one.why == message.why) {
                known.push(message);
            }
        }
    }
    messages
}

/// Place and reason of a finding; where there is no file, the place is the submission that is spoken of.
fn parted(finding: &serde_json::Value) -> (String, String) {
    let text = |key: &str| finding[key].as_str().unwrap_or_default();
    let (file, message) = (text("file"), text("message"));
    let name = file.rsplit('/').next().unwrap();
    let found = [file, name].into_iter().filter(|file| !file.is_empty()).find_map(|file| {
        let (within, why) = message.strip_prefix(file)?.split_once('：')?;
        Some((format!("{file}{within}"), why.to_owned()))
    });
    found.unwrap_or_else(|| {
        let config = support::sample_config();
        let county = config.county(text("county")).map_or("", |county| county.name.as_str());
        let ledger = if text("ledger") == "judgment" { "失信被执行人" } else { "行政处罚" };
        (format!("{county}　{ledger}　{}", text("as_of")), message.to_owned())
    })
}

/// What the page says about itself, in front of the messages.
const INTRODUCTION: &str = "# 消息一览

每一处问题都有四个部分：在哪里、现在填的是什么、为什么不对、怎样改。下面是每一种问题实际的文字，例子都是虚构的。

本页由测试 `tests/errors.rs` 从程序的输出生成，并在每次测试时核对；改动后用 `TONGBAO_BLESS=1 cargo test --test errors` 重写。
";

fn page(messages: &BTreeMap<Code, Vec<Message>>) -> String {
    let mut page = INTRODUCTION.to_owned();
    let cell =
        |text: &str| if text.is_empty() { "—".to_owned() } else { text.replace('|', "\\|").replace('\n', " ") };
    for (severity, meaning) in
        [(Severity::Error, "必须改正"), (Severity::Warning, "请核实"), (Severity::Notice, "供参考")]
    {
        let _ = write!(page, "\n## {}（{meaning}）\n", severity.label());
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let _ = write!(
                page,
                "\n### {}　`{}`\n\n| 在哪里 | 现在填的 | 为什么 | 怎样改 |\n|---|---|---|---|\n",
                code.label(),
                code.code()
            );
            for Message { place, value, why, remedy } in &messages[code] {
                let _ = writeln!(page, "| {} | {} | {} | {} |", cell(place), cell(value), cell(why), cell(remedy));
            }
        }
    }
    page
}

#[test]
fn every_message_stands_in_the_gallery_with_its_four_parts() {
    let dir = support::workspace();
    let mut put = |path: &str, bytes: Vec<u8>| {
        let path = dir.path().join("收件").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    states(&mut put);
    tables(&mut put);
    refused(&mut put);
    let run = Run::new(["ingest", "收件"]).within(&dir).go();
    assert_eq!(run.status, 1, "{}", run.err);
    let messages = said(&dir);
    let missing: BTreeSet<&str> =
        Code::ALL.iter().filter(|code| !messages.contains_key(code)).map(|code| code.code()).collect();
    assert!(missing.is_empty(), "no example of {missing:?}");
    for message in messages.values().flatten() {
        assert!(
            !message.place.is_empty() && message.remedy.ends_with(['。', '；']),
            "{} {}",
            message.why,
            message.remedy
        );
        assert!(message.why.ends_with('。') && message.why.chars().count() > 5, "{}", message.why);
    }
    let page = page(&messages);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/messages.md");
    if std::env::var_os("TONGBAO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let differs = written.lines().zip(page.lines()).find(|(before, now)| before != now);
    assert!(written == page, "docs/messages.md differs (TONGBAO_BLESS=1 writes it anew), first at {differs:?}");
}
