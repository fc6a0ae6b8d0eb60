//! PDFs as a reader meets them: text, pages, measures, special characters, identity of bytes.
//!
//! Fonts come from the set-up step (`scripts/fonts.sh`) or the system. Text is read back with poppler's `pdftotext`; where
//! that is missing the test reports itself as skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use chrono::NaiveDate;
use tongbao::document::pdf::Press;
use tongbao::domain::config::FontNames;
use tongbao::domain::font::{Fonts, Role};
use tongbao::domain::rate::{Rate, Rounding};
use tongbao::domain::table::{Column, Table, Value};
use tongbao::report::{Annex, Block, Chart, ChartKind, Imprint, Layout, Report, Signature};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".fonts");
    tongbao::workspace::fonts::find(&[folder], &FontNames::default()).expect("run scripts/fonts.sh .fonts")
});
static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(&FONTS));

const COUNTIES: [&str; 11] =
    ["文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市", "高新区", "示范区"];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn rate(num: u64, den: u64) -> Value {
    Value::Rate(Rate { num, den })
}

fn draw(chart: &Chart) -> String {
    let family = &FONTS.face(Role::Hei).unwrap().family;
    let mut svg = String::from(r##"<svg xmlns="http://www.w3.org/2000/svg" width="780" height="420" viewBox="0 0 780 420">"##);
    write!(svg, r##"<text x="20" y="36" font-family="{family}" font-size="24" font-weight="700">{}</text>"##, chart.title).unwrap();
    for (at, county) in COUNTIES.iter().enumerate() {
        let (y, length) = (60 + at * 31, 600 - at * 45);
        write!(svg, r##"<text x="10" y="{}" font-family="{family}" font-size="18">{county}</text>"##, y + 18).unwrap();
        write!(svg, r##"<rect x="100" y="{y}" width="{length}" height="22" fill="#4a6fa5"/>"##).unwrap();
    }
    svg + "</svg>"
}

fn chart(id: &str, title: &str) -> Block {
    let kind = ChartKind::Funnel { steps: Vec::new() };
    let alt = "条形图：文峰区最高，示范区最低。".to_owned();
    Block::Chart(Chart { id: id.into(), title: title.into(), subtitle: String::new(), alt, kind })
}

fn ranking() -> Table {
    let columns = [("rank", "位次", ""), ("county", "县（市、区）", ""), ("governed", "治理对象", "家"), ("exited", "退出", "家"),
        ("remaining", "未退出", "家"), ("rate", "退出率", "%"), ("exclusion", "剔除率", "%")];
    let mut rows: Vec<Vec<Value>> = COUNTIES.iter().enumerate().map(|(at, county)| {
        let (governed, exited) = (120 - at as u64 * 3, 96 - at as u64 * 8);
        vec![Value::Int(at as i64 + 1), text(county), Value::Int(governed as i64), Value::Int(exited as i64),
            Value::Int((governed - exited) as i64), rate(exited, governed), rate(at as u64, governed + 9)]
    }).collect();
    rows.push(vec![Value::Dash, text("全市"), Value::Int(1155), Value::Int(616), Value::Int(539), rate(616, 1155), rate(55, 1254)]);
    Table {
        id: "county_ranking".into(),
        title: "各县（市、区）治理对象退出情况".into(),
        unit: "单位：家、%".into(),
        columns: columns.map(|(name, label, unit)| Column::new(name, label).unit(unit)).to_vec(),
        rows,
        totals: vec![11],
        notes: vec!["注：退出率＝退出÷治理对象，四舍五入保留两位小数；截至2023年4月30日。".into()],
    }
}

fn summary() -> Table {
    let row = |label: &str, words: &str| vec![text(label), text(words)];
    Table {
        id: "summary".into(),
        title: String::new(),
        columns: vec![Column::new("item", "要点"), Column::new("value", "截至2023年4月30日")],
        rows: vec![
            row("治理对象", "1155家，已退出616家，退出率53.33%"),
            row("领先", "文峰区、北关区、殷都区"),
            row("靠后", "林州市、高新区、示范区"),
            row("时限", "约谈、承诺应于4月30日前完成，5月31日前全部退出"),
        ],
        ..Table::default()
    }
}

fn wide() -> Table {
    let columns = [("n", "序号"), ("name", "主体名称"), ("uscc", "统一社会信用代码"), ("county", "县（市、区）"), ("dep", "行业主管部门"),
        ("ledger", "台账类别"), ("records", "失信次数"), ("public", "仍在公示次数"), ("contact", "联系情况"), ("interviewed", "约谈"),
        ("pledged", "承诺"), ("missing", "尚缺事项")];
    let rows = (1..=60).map(|n| vec![Value::Int(n), text(&format!("安阳市豫北交通运输建设有限责任公司（示例{n}）")), text("91410599MA00000X9N"),
        text(COUNTIES[n as usize % 11]), text("交通运输局"), text("行政处罚"), Value::Int(10 + n), Value::Int(n % 7), text("可联系且在经营"),
        Value::Date(day(2023, 4, 5)), Value::Missing, text("承诺、重点监管")]).collect();
    Table { id: "entries".into(), title: "未退出治理对象".into(), unit: "单位：条".into(),
        columns: columns.map(|(name, label)| Column::new(name, label)).to_vec(), rows, totals: vec![], notes: vec!["注：示例数据。".into()] }
}

const FILLER: &str = "截至4月30日，全市列入治理名单的市场主体1254家，剔除破产、注销、吊销和列入经营异常名录的99家，纳入治理1155家，已退出616家，\
    退出率53.33%，较上月提高12.08个百分点；仍有539家未退出，按当前进度预计8月13日清零，与“5月31日前全部退出”的目标差距较大。";

fn bulletin() -> Report {
    let heading = |level, words: &str| Block::Heading { level, text: words.into() };
    let paragraph = |words: &str| Block::Paragraph(words.into());
    Report {
        layout: Layout::Official,
        mark: "安阳市社会信用体系建设领导小组办公室文件".into(),
        number: "安示例〔2023〕1号".into(),
        title: vec!["关于2023年4月全市严重违法失信市场主体".into(), "治理工作进展情况的通报".into()],
        addressees: "各县（市、区）人民政府，高新区、示范区管委会，市直有关部门：".into(),
        summary: Some(summary()),
        body: vec![
            paragraph("按照《安阳市严重违法失信市场主体治理工作方案》要求，现将2023年4月治理工作进展情况通报如下。"),
            heading(1, "一、总体情况"), paragraph(FILLER), chart("weekly", "退出进度落后于计划"), paragraph(FILLER),
            heading(1, "二、各县（市、区）进展"), heading(2, "（一）退出率排名"), paragraph(FILLER), Block::Table(ranking()),
            chart("exit_rate_by_county", "文峰区退出率最高，示范区最低"), heading(2, "（二）位次变化"), paragraph(FILLER),
            heading(3, "1.前三名"), paragraph(FILLER), heading(4, "（1）文峰区"), paragraph(FILLER), Block::Note("注：排名按退出率。".into()),
            heading(1, "三、下一步要求"), paragraph(FILLER), paragraph(FILLER), paragraph(FILLER),
        ],
        attachments: vec!["各县（市、区）治理工作主要指标".into(), "未退出治理对象名单以及行业主管部门逐项任务清单和说明".into()],
        signature: Signature { name: "安阳市社会信用体系建设领导小组办公室".into(), date: day(2023, 5, 4), sealed: false },
        contact: "（联系人：示例，电话：0372-0000000）".into(),
        imprint: Some(Imprint { copies_to: "省社会信用体系建设领导小组办公室，市委办公室，市人大常委会办公室，市政协办公室，市纪委监委".into(),
            office: "安阳市社会信用体系建设领导小组办公室".into(), date: day(2023, 5, 4) }),
        annexes: vec![
            Annex { label: "附件1".into(), title: "各县（市、区）治理工作主要指标".into(), landscape: false, blocks: vec![Block::Table(ranking())] },
            Annex { label: "附件2".into(), title: "未退出治理对象名单".into(), landscape: true, blocks: vec![Block::Table(wide())] },
        ],
        marking: "示例数据".into(),
        subject: "严重违法失信市场主体治理".into(),
        keywords: vec!["信用".into(), "通报".into()],
        rounding: Rounding::default(),
    }
}

fn letter() -> Report {
    let mut body: Vec<Block> = ["为维护公平竞争秩序，优化营商环境，推进以信用为基础的新型监管，现就有关事项提示如下。", FILLER, FILLER, FILLER, FILLER]
        .map(|words| Block::Paragraph(words.into())).into();
    body.insert(2, Block::Heading { level: 1, text: "一、加强重点监管".into() });
    Report {
        layout: Layout::Letter,
        mark: "滑县社会信用体系建设领导小组办公室".into(),
        number: "滑示例函〔2023〕  号".into(),
        title: vec!["关于对交通运输行业严重违法失信市场主体".into(), "开展重点监管的提示函".into()],
        addressees: "滑县交通运输局：".into(),
        summary: None,
        body,
        attachments: vec!["任务清单".into()],
        signature: Signature { name: "滑县社会信用体系建设领导小组办公室".into(), date: day(2023, 4, 30), sealed: true },
        imprint: None,
        annexes: vec![],
        ..bulletin()
    }
}

fn set(report: &Report) -> Vec<u8> {
    match PRESS.set(report, &draw) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{error}\n{}", error.source.as_ref().map(ToString::to_string).unwrap_or_default()),
    }
}

/// Writes the PDF where the other tools can see it; with `TONGBAO_LOOK` set to a folder it stays there.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = std::env::var_os("TONGBAO_LOOK").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What a poppler tool says, or `None` (and a line in the list of skipped checks) where it is not installed.
fn poppler(tool: &str, test: &str, options: &[&str], path: &Path) -> Option<String> {
    if let Ok(output) = Command::new(tool).args(options).arg(path).arg(if tool == "pdftotext" { "-" } else { "" }).output() {
        assert!(output.status.success() || tool != "pdftotext", "{}", String::from_utf8_lossy(&output.stderr));
        return Some(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    if let Some(list) = std::env::var_os("TONGBAO_SKIPS") {
        let mut list = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "tests/pdf.rs {test}: {tool} is missing").unwrap();
    }
    None
}

#[test]
fn look() {
    file("bulletin.pdf", &set(&bulletin()));
    file("letter.pdf", &set(&letter()));
}
