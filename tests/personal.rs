//! Names of people stay where domain.md section 8 lets them: every command is run, everything it leaves is searched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use support::{
    sample,
    text::{self, files},
    workspace,
};
use tempfile::TempDir;

/// A legal representative, and sole traders with a code, without one, with a broken one; a remark and a cell of dates that
/// name somebody.
const LEGAL_REP: &str = "欧阳翠翘";
const WITH_CODE: &str = "司徒锦瑟小吃店";
const WITHOUT_CODE: &str = "端木砚秋理发店";
const WRONG_CODE: &str = "924105991000000000";
const BROKEN_CODE: &str = "澹台听雨修车铺";
const IN_REMARK: &str = "慕容断弦";
const IN_DATE: &str = "公孙揽月已约谈";
const NAMES: [&str; 6] = [LEGAL_REP, WITH_CODE, WITHOUT_CODE, BROKEN_CODE, IN_REMARK, IN_DATE];
/// Who filled the table in, in its footer: read by nobody, so found nowhere at all.
const FILLED_IN_BY: &str = "令狐问舟";
const TELEPHONE: &str = "13800005678";

/// The names with the county that they are told in.
fn ledger(exited: bool) -> Vec<u8> {
    let heads = [
        "主体名称",
        "统一社会信用代码",
        "法定代表人",
        "行业主管部门",
        "处罚机关",
        "失信次数",
        "联系情况",
        "约谈日期",
        "纳入重点监管日期",
        "是否退出",
        "备注",
    ];
    let out = if exited { "是" } else { "否" };
    let supervised = if exited { "2023-04-06" } else { "" };
    let row = |name: &'static str, code: &'static str, date: &'static str| {
        let remark = "请找慕容断弦";
        // Who has no usable code is in business and signs a pledge.
        let contact =
            if [WITHOUT_CODE, BROKEN_CODE].contains(&name) { "可联系且在经营" } else { "无法联系" };
        [name, code, LEGAL_REP, "商务局", "示例局", "12", contact, date, supervised, out, remark]
    };
    let rows = [
        row("甲子商贸有限公司（示例001）", "91410599MA00000X9N", IN_DATE),
        row(WITH_CODE, "92410599MA00000020", ""),
        row(WITHOUT_CODE, "", "昨天"),
        row(BROKEN_CODE, WRONG_CODE, ""),
        row("乙丑商贸有限公司（示例002）", "91410599100000003E", ""),
        row(WITH_CODE, "92410599MA00000020", ""),
    ];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("行政处罚").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(heads).chain(rows)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    let footer =
        [format!("填报人：{FILLED_IN_BY}"), format!("联系电话：{TELEPHONE}"), "填报日期：2023年4月3日".to_owned()];
    for (column, words) in (0..).zip(footer) {
        sheet.write_string(8, column, words).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn inbox(dir: &TempDir) -> PathBuf {
    let inbox = dir.path().join("收件");
    for (week, exited) in [("2023-04-02", false), ("2023-04-09", true)] {
        let folder = inbox.join(week);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("滑县.xlsx"), ledger(exited)).unwrap();
    }
    let other = inbox.join("2023-04-09");
    fs::write(other.join("内黄县.xlsx"), ledger(false)).unwrap();
    // rejected whole: no county, and no table
    let text = format!("主体名称,统一社会信用代码,失信次数,是否退出\n{WITHOUT_CODE},,12,否\n");
    fs::write(other.join("台账.csv"), text).unwrap();
    fs::write(other.join("殷都区.csv"), format!("{WITHOUT_CODE},{LEGAL_REP}\n")).unwrap();
    inbox
}

/// What a command said, both streams.
fn said(dir: &TempDir, arguments: &[&str]) -> String {
    let temporary = dir.path().join("tmp");
    fs::create_dir_all(&temporary).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_tongbao"))
        .args(arguments)
        .arg("--fonts")
        .arg(support::fonts())
        .env("TMPDIR", &temporary)
        .current_dir(dir.path())
        .output()
        .unwrap();
    let status = output.status.code();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(matches!(status, Some(0..=3)), "{arguments:?}: {status:?} {said}");
    said
}

/// The text of a file as it is stored, and its words: a name may be cut into runs, and a line of a PDF may break in it.
fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let stored = if bytes.starts_with(b"PK") {
        text::parts(&bytes).into_iter().map(|(name, part)| name + &part).collect()
    } else {
        String::from_utf8_lossy(&bytes).into_owned()
    };
    stored + &text::words(path)
}

/// What the store says about its runs: logs and notes, not the rows themselves.
fn logs(store: &Path) -> Vec<PathBuf> {
    let logs: Vec<_> =
        files(store).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect();
    assert!(logs.len() > 5, "{logs:?}");
    logs
}

/// Internal by section 8: they may show names to those concerned.
fn is_internal(path: &str) -> bool {
    path.ends_with("任务清单.xlsx")
        || path.ends_with("滑县台账.xlsx")
        || path.contains("/check/")
        || path.contains("/信用承诺书")
}

fn names_in(text: &str) -> Vec<&'static str> {
    NAMES.into_iter().chain([FILLED_IN_BY, TELEPHONE]).filter(|name| text.contains(name)).collect()
}

#[test]
fn no_command_lets_a_name_out() {
    let dir = workspace();
    let inbox = inbox(&dir);
    let inbox = inbox.to_str().unwrap();
    let commands: Vec<Vec<&str>> = vec![
        vec!["ingest", inbox, "--dry-run", "--verbose"],
        vec!["ingest", inbox, "--verbose"],
        vec!["ingest", inbox, "--verbose", "--log-format", "json"],
        vec!["check", "--verbose"],
        vec!["check", "--as-of", "2023-04-02", "--verbose", "--log-format", "json"],
        vec!["bulletin", "--month", "2023-04", "--verbose"],
        vec!["notices", "--month", "2023-04", "--verbose", "--log-format", "json"],
        vec!["trace", "滑县 未退出", "--verbose"],
        vec!["trace", "滑县 未退出", "-o", "out/追溯.xlsx"],
        vec!["publicity", "--verbose"],
        vec!["forms", "--no-pdf", "--verbose"],
        vec!["forms", "--no-pdf", "--each", "--county", "滑县", "--verbose"],
        vec!["diff", "2023-04-02", "2023-04-09"],
        vec!["diff", "2023-04-02", "2023-04-09", "-o", "out/变化.xlsx"],
        vec!["history", "92410599MA00000020"],
        vec!["history", "91410599MA00000X9N"],
        vec!["template"],
        vec!["template", "--county", "滑县", "--prefilled"],
        vec!["analyse", "--verbose"],
        vec!["analyse", "survival"],
        vec!["assess", "--month", "2023-04", "--verbose"],
        vec!["store", "log"],
        vec!["store", "verify"],
        vec!["store", "compact"],
        vec!["doctor"],
        vec!["query", "--list"],
        vec!["withdraw", "内黄县", "行政处罚", "2023-04-09"],
        vec!["store", "restore", "1", "--verbose", "--log-format", "json"],
        // what goes wrong is told without names, too
        vec!["bulletin", "--month", "2023-04", "--verbose"],
        vec!["history", WRONG_CODE, "--verbose"],
        vec!["trace", "滑县 没有这个数", "--verbose"],
        vec!["query", "--sql", "SELECT legal FROM current", "--verbose"],
        vec!["query", "--sql", "SELECT CAST(name AS INT) AS n FROM current", "--verbose"],
    ];
    let mut faults = Vec::new();
    for command in &commands {
        let said = said(&dir, command);
        faults.extend(names_in(&said).into_iter().map(|name| format!("{command:?} says {name}:\n{said}")));
    }
    let queries: Vec<String> =
        said(&dir, &["query", "--list"]).lines().filter_map(|line| Some(line.split_once("  ")?.0.to_owned())).collect();
    assert!(queries.len() > 30, "{queries:?}");
    for name in &queries {
        let told = said(&dir, &["query", name, "--format", "json"]);
        faults.extend(names_in(&told).into_iter().map(|found| format!("query {name} says {found}")));
    }
    for table in ["current", "previous", "history", "findings", "submissions", "weeks"] {
        for format in ["table", "csv", "json"] {
            let told = said(&dir, &["query", "--sql", &format!("SELECT * FROM {table}"), "--format", format]);
            faults.extend(names_in(&told).into_iter().map(|found| format!("{table} as {format} says {found}")));
        }
    }
    let mut left = files(&dir.path().join("out"));
    left.extend(files(&dir.path().join("tmp")));
    left.extend(logs(&dir.path().join("store")));
    for ending in ["pdf", "docx", "xlsx", "csv", "html", "svg", "json"] {
        assert!(left.iter().any(|path| path.extension().is_some_and(|own| own == ending)), "no {ending} was searched");
    }
    for path in &left {
        let shown = path.to_string_lossy().into_owned();
        let found = names_in(&text_of(path));
        faults.extend(found.iter().filter(|_| !is_internal(&shown)).map(|name| format!("{shown} holds {name}")));
        faults.extend(names_in(&shown).into_iter().map(|name| format!("the path {shown} names {name}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_search_would_find_a_name_that_got_out() {
    let dir = workspace();
    let inbox = inbox(&dir);
    said(&dir, &["ingest", inbox.to_str().unwrap()]);
    let open = said(&dir, &["query", "--sql", "SELECT * FROM history", "--format", "json", "--personal"]);
    let stored: Vec<&str> = NAMES.into_iter().filter(|name| *name != IN_DATE).collect();
    assert_eq!(names_in(&open), stored, "all of them are in the store, but for the one that is no date");
    for (command, folder) in [("check", "check"), ("forms", "forms")] {
        said(&dir, &[command]);
        let left = files(&dir.path().join("out").join(folder));
        let internal: String = left.iter().map(|path| text_of(path)).collect();
        assert!(
            names_in(&internal).contains(&WITHOUT_CODE),
            "the county is told whom its faults and pledges are about"
        );
    }
    assert!(sample("tongbao.toml").is_file());
}
