//! The only published figures of such a campaign (Zhejiang, 2021-07-22), written as a workbook, taken in, and read back.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

mod support;

use std::path::Path;

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use support::{Run, json, workspace};
use tongbao::domain::uscc;

const HEADER: [&str; 13] = [
    "序号",
    "主体名称",
    "统一社会信用代码",
    "行业门类",
    "行业主管部门",
    "失信次数",
    "联系情况",
    "剔除情形",
    "剔除文书号",
    "约谈日期",
    "承诺书签署日期",
    "纳入重点监管日期",
    "是否退出",
];

/// A valid code in the fictitious division 410599.
fn code(number: usize) -> String {
    let body = format!("91410599{number:09}");
    let letters = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    letters.map(|check| format!("{body}{check}")).find(|code| uscc::is_valid(code)).unwrap()
}

/// `listed` entries of which the first `excluded` are excluded and all others out; `lacking` of those without a pledge.
fn write(path: &Path, ledgers: [(&str, usize, usize, usize); 2]) {
    let mut workbook = Workbook::new();
    for (at, (ledger, listed, excluded, lacking)) in ledgers.into_iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(ledger).unwrap();
        sheet.write(0, 0, format!("文峰区{ledger}台账（截至2023年4月30日）")).unwrap();
        sheet.write_row(1, 0, HEADER).unwrap();
        for number in 0..listed {
            let row = number as u32 + 2;
            sheet.write(row, 0, number as u32 + 1).unwrap();
            sheet.write(row, 1, format!("甲子商贸有限公司（示例{at}{number:04}）")).unwrap();
            sheet.write(row, 2, code(at * 100_000 + number)).unwrap();
            sheet.write(row, 3, "F").unwrap();
            sheet.write(row, 4, "商务局").unwrap();
            sheet.write(row, 5, 12).unwrap();
            if number < excluded {
                sheet.write(row, 7, "已注销").unwrap();
                sheet.write(row, 8, "示登注核〔2022〕第1号").unwrap();
                sheet.write(row, 12, "否").unwrap();
                continue;
            }
            sheet.write(row, 6, "可联系且在经营").unwrap();
            sheet.write(row, 9, "2023-04-10").unwrap();
            if number >= excluded + lacking {
                sheet.write(row, 10, "2023-04-11").unwrap();
            }
            sheet.write(row, 11, "2023-04-12").unwrap();
            sheet.write(row, 12, "是").unwrap();
        }
    }
    workbook.save(path).unwrap();
}

fn ledgers(lacking: usize) -> Value {
    let workspace = workspace();
    let file = workspace.path().join("文峰区.xlsx");
    write(&file, [("失信被执行人", 1177, 554, lacking), ("行政处罚", 850, 33, 0)]);
    let run = Run::new(["ingest", file.to_str().unwrap()]).within(&workspace).go();
    assert_eq!(run.status, i32::from(lacking > 0), "an unproven exit is an error, else all is well: {}", run.err);
    let run = Run::new(["bulletin", "--month", "2023-04", "--no-pdf"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    json(&workspace.path().join("out/2023-04/bulletin/indicators.json"))["ledgers"].clone()
}

fn figures(ledger: &Value) -> (u64, u64, u64, u64, String) {
    let count = |name: &str| ledger[name].as_u64().unwrap();
    let rate = &ledger["exit_rate"];
    assert_eq!((rate["num"].as_u64().unwrap(), rate["den"].as_u64().unwrap()), (count("exited"), count("governed")));
    (count("listed"), count("excluded"), count("exited"), count("governed"), rate["text"].as_str().unwrap().to_owned())
}

#[test]
fn the_published_result_comes_out_as_published() {
    let ledgers = ledgers(0);
    assert_eq!(figures(&ledgers[0]), (1177, 554, 623, 623, "100.00%".into()));
    assert_eq!(figures(&ledgers[1]), (850, 33, 817, 817, "100.00%".into()));
}

#[test]
fn one_missing_pledge_keeps_one_entry_in() {
    let ledgers = ledgers(1);
    assert_eq!(figures(&ledgers[0]), (1177, 554, 622, 623, "99.84%".into()));
    assert_eq!(figures(&ledgers[1]), (850, 33, 817, 817, "100.00%".into()));
}
