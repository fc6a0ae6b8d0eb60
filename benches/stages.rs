//! Single stages on one core, measured by divan: reading a workbook, setting a letter, a task list, the bulletin's dresses.
//! Each name ends with what the stage may take.
//!
//! `make bench` runs this and the whole-process script. Inputs are made here; nothing is read but the fonts and the sample.
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::disallowed_methods, missing_docs)]

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use divan::Bencher;
use rust_xlsxwriter::Workbook;
use tongbao::{
    commands::{Setting, bulletin, figures, ingest, notices},
    document::{docx, html, pdf::Press},
    domain::{
        Date,
        config::{Config, Limits},
        font::Fonts,
        ledger::Ledger,
        rate::Rounding,
        sheet::SourceFile,
        uscc,
    },
    intake, ledger,
    report::{Block, Layout, Mailing, NoticeFacts, Report, Signature, TaskEntry, Templates, task},
    workspace,
};

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    divan::main();
}

fn day() -> Date {
    Date::from_ymd_opt(2023, 4, 30).unwrap()
}

fn config() -> Config {
    workspace::parse(include_str!("../sample-data/tongbao.toml")).unwrap()
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".fonts");
        workspace::fonts::find(&[dir], &config().fonts).unwrap()
    })
}

/// A county's table of 5,000 rows and 25 columns, as .xlsx.
fn workbook() -> Vec<u8> {
    let heads = "序号,县（市、区）,主体名称,统一社会信用代码,法定代表人,行业门类,行业主管部门,执行法院,失信次数,仍在公示次数,最近列入日期,\
                 联系情况,剔除情形,剔除文书号,约谈日期,承诺书签署日期,承诺书公示日期,修复指引发放日期,纳入重点监管日期,修复申请日期,\
                 修复完成日期,是否退出,退出日期,退出方式,备注";
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("失信被执行人").unwrap();
    sheet.write(0, 0, "文峰区失信被执行人台账（截至2023年4月30日）").unwrap();
    for (column, head) in heads.split(',').enumerate() {
        sheet.write(1, column as u16, head.trim()).unwrap();
    }
    for number in 0..5_000_u32 {
        let cells = [
            (1, "文峰区".to_owned()),
            (2, format!("甲子商贸有限公司（示例{number:04}）")),
            (3, code(number)),
            (4, "示例甲".to_owned()),
            (5, "F 批发和零售业".to_owned()),
            (6, "商务局".to_owned()),
            (7, "示例第一人民法院".to_owned()),
            (10, "2022-03-04".to_owned()),
            (11, "可联系且在经营".to_owned()),
            (14, "2023-04-10".to_owned()),
            (15, "2023年4月11日".to_owned()),
            (18, "2023/4/12".to_owned()),
            (21, if number % 2 == 0 { "是" } else { "否" }.to_owned()),
        ];
        sheet.write(number + 2, 0, number + 1).unwrap();
        sheet.write(number + 2, 8, 12).unwrap();
        sheet.write(number + 2, 9, 7).unwrap();
        for (column, text) in cells {
            sheet.write(number + 2, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn code(number: u32) -> String {
    let body = format!("91410599{number:09}");
    let letters = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    letters.map(|check| format!("{body}{check}")).find(|code| uscc::is_valid(code)).unwrap()
}

#[divan::bench(name = "workbook of 5,000 rows into checked rows (25 ms)")]
fn workbook_of_5000_rows_into_checked_rows(bencher: Bencher<'_, '_>) {
    let (bytes, context) = (workbook(), ledger::Context::new(&config()));
    bencher.bench(|| {
        let sheets = intake::parse(&bytes, "文峰区.xlsx", &Limits::default()).unwrap();
        let file = SourceFile { path: "2023-04-30/文峰区.xlsx".into(), sha256: String::new(), sheets };
        let reading = ledger::read(&file, &context);
        assert_eq!(reading.tables[0].rows.len(), 5_000);
        reading
    });
}

fn letter() -> Report {
    let text = "为维护公平竞争的市场秩序，优化营商环境，请将清单所列市场主体纳入重点监管，依法提醒约谈，督促其纠正失信行为、消除不良影响。";
    Report {
        layout: Layout::Letter,
        mark: "安阳县社会信用体系建设领导小组办公室".into(),
        number: "安阳县示例函〔2023〕1号".into(),
        title: vec!["关于对交通运输行业严重违法失信市场主体".into(), "开展重点监管的提示函".into()],
        addressees: "安阳县交通运输局：".into(),
        summary: None,
        body: vec![
            Block::Paragraph(text.repeat(3)),
            Block::Heading { level: 1, text: "一、实施重点监管".into() },
            Block::Paragraph(text.into()),
            Block::Heading { level: 1, text: "二、开展提醒约谈".into() },
            Block::Paragraph(text.repeat(2)),
        ],
        attachments: vec!["治理对象任务清单".into()],
        signature: Signature {
            name: "安阳县社会信用体系建设领导小组办公室".into(), date: day(), sealed: false
        },
        contact: "（联系人：示例甲，电话：0372-0000000）".into(),
        imprint: None,
        annexes: Vec::new(),
        marking: "示例数据".into(),
        subject: "严重违法失信市场主体治理".into(),
        keywords: vec!["提示函".into()],
        rounding: Rounding::default(),
    }
}

#[divan::bench(name = "letter as .docx (0.3 ms)")]
fn letter_as_docx(bencher: Bencher<'_, '_>) {
    let (letter, names) = (letter(), docx::FontNames::default());
    bencher.bench(|| docx::write(&letter, &[], &names).unwrap());
}

#[divan::bench(name = "letter as .pdf (8 ms)")]
fn letter_as_pdf(bencher: Bencher<'_, '_>) {
    let (letter, press) = (letter(), Press::new(fonts()));
    let mut number = 0;
    // Each letter differs, as those of a month do: nothing of the last one may be taken over.
    let next = || {
        number += 1;
        Report { number: format!("安阳县示例函〔2023〕{number}号"), ..letter.clone() }
    };
    bencher.with_inputs(next).bench_local_values(|letter| press.set(&letter, &|_| String::new()).unwrap());
}

#[divan::bench(name = "letter as .html")]
fn letter_as_html(bencher: Bencher<'_, '_>) {
    let letter = letter();
    bencher.bench(|| html::write(&letter, &|_| String::new()).unwrap());
}

fn remaining(number: i64) -> TaskEntry {
    TaskEntry {
        county: "410522".into(),
        county_name: "安阳县".into(),
        department: Some("交通运输局".into()),
        key: format!("penalty|{number}"),
        name: "甲子商贸有限公司（示例0001）".into(),
        uscc: "91410599MA00000X9N".into(),
        legal_rep: "示例甲".into(),
        ledger: Ledger::Penalty,
        record_count: 12,
        public_count: Some(7),
        contact: Some(task::Contact::Operating),
        interviewed: task::Step::Done(day()),
        pledged: task::Step::Open,
        supervised: task::Step::Open,
        repair_applied: None,
        repaired: None,
        missing: vec![task::Missing::Pledged, task::Missing::Supervised],
        weeks_listed: number,
        overdue: true,
        previous_status: Some(task::Status::Remaining),
    }
}

#[divan::bench(name = "task list of 13 rows (0.6 ms)")]
fn task_list_of_13_rows(bencher: Bencher<'_, '_>) {
    let (config, templates) = (config(), Templates::default());
    let entries = (1..=13).map(remaining).collect();
    let facts =
        NoticeFacts { month: "2023-04".into(), as_of: day(), previous_as_of: Some(day()), date: day(), entries };
    let mailing = Mailing::plan(&facts, &config, &templates).unwrap();
    let to = &mailing.recipients[0];
    assert_eq!(mailing.list(to).rows.len(), 13);
    bencher.bench(|| notices::workbook(mailing.list(to), day(), &config).unwrap());
}

fn setting(workspace: &Path) -> Setting {
    let fonts = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(".fonts"));
    Setting { fonts, ..Setting::silent(workspace) }
}

/// From the month's figures to the folder: .docx, PDF, HTML, the workbook, the charts as SVG and PNG, the manifest.
#[divan::bench(name = "bulletin of the sample in all dresses (250 ms)")]
fn bulletin_in_all_dresses(bencher: Bencher<'_, '_>) {
    let (dir, sample) = (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"));
    std::fs::copy(sample.join("tongbao.toml"), dir.path().join("tongbao.toml")).unwrap();
    let setting = setting(dir.path());
    ingest::run(&ingest::Options { paths: vec![sample.join("submissions")], ..ingest::Options::default() }, &setting)
        .unwrap();
    let prepared = figures::prepare("2023-04", &setting).unwrap();
    let (entries, press) = (prepared.entries().unwrap(), Press::new(fonts()));
    let supplies = bulletin::Supplies { entries: &entries, fonts: fonts(), press: Some(&press) };
    bencher.bench_local(|| {
        let planned = bulletin::plan(&prepared, false, &setting).unwrap();
        planned.dressed(&supplies, &setting).unwrap().publish(&setting.console).unwrap();
    });
}
