//! Files that are broken, locked, lying or meant to do harm: each is refused alone, in time, and with its reason.
//!
//! The corpus is made here, by code: at least two of each kind, each with the outcome that is expected of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

#[path = "hostile_parts/corpus.rs"]
mod corpus;
#[path = "hostile_parts/ledgers.rs"]
mod ledgers;
mod support;

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use corpus::{Case, bombs, broken_or_locked, good, of_cells};
use support::{
    Run,
    book::{self, Page},
    sample, workspace,
};
use tongbao::domain::config::Limits;
use tongbao::domain::finding::Code;
use tongbao::domain::sheet::{CellValue, Sheet};
use tongbao::intake::Pool;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tongbao");

fn pool(limits: &Limits) -> Pool {
    Pool::new(Some(Path::new(PROGRAM)), limits)
}

/// Whether the outcome is what the case expects; what it was, else.
fn fault(case: &Case, outcome: &Result<Vec<Sheet>, tongbao::domain::sheet::Rejection>) -> Option<String> {
    match (outcome, case.refused) {
        (Ok(_), None) => None,
        (Err(rejection), Some(code)) if rejection.code == code && rejection.message.contains(case.says) => {
            assert!(!rejection.remedy.is_empty(), "{}", case.name);
            None
        }
        (Ok(sheets), Some(_)) => Some(format!("{} was read: {} sheets", case.name, sheets.len())),
        (Err(rejection), _) => Some(format!("{}: {:?}", case.name, rejection)),
    }
}

#[test]
fn every_hostile_file_has_its_outcome_and_the_next_file_is_read() {
    let pool = pool(&Limits::default());
    let whole = good();
    let mut faults = Vec::new();
    for case in bombs().into_iter().chain(broken_or_locked()) {
        let start = Instant::now();
        let outcome = pool.parse(&case.bytes, case.name);
        let spent = start.elapsed();
        faults.extend(fault(&case, &outcome));
        if spent > Duration::from_secs(8) {
            faults.push(format!("{} took {spent:?}", case.name));
        }
        let next = pool.parse(&whole, "好.xlsx").unwrap();
        assert_eq!(next[0].rows[0][0], CellValue::Text("好".into()), "after {}", case.name);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_reading_process_that_gives_no_answer_in_time_is_ended() {
    let hasty = pool(&Limits { seconds: 0, ..Limits::default() });
    let rejection = hasty.parse(&good(), "a.xlsx").unwrap_err();
    assert_eq!((rejection.code, rejection.message.as_str()), (Code::FileTooLarge, "读取这个文件超过 0 秒。"));
    assert!(hasty.parse("主体名称,代码\n甲,9\n".as_bytes(), "a.csv").is_ok(), "text needs no process");
}

#[test]
fn a_program_that_is_no_reader_rejects_the_file_instead_of_reading_it_unprotected() {
    for program in ["/bin/false", "/nowhere/tongbao"] {
        let pool = Pool::new(Some(Path::new(program)), &Limits::default());
        let rejection = pool.parse(&good(), "a.xlsx").unwrap_err();
        assert_eq!(rejection.code, Code::FileUnreadable, "{program}");
    }
}

#[test]
fn processes_give_the_same_sheets_as_reading_in_place() {
    let limits = Limits::default();
    let pool = pool(&limits);
    let mut count = 0;
    for entry in fs::read_dir(sample("submissions/2023-04-30")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert_eq!(pool.parse(&bytes, &name), tongbao::intake::parse(&bytes, &name, &limits), "{name}");
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}

#[test]
fn a_folder_of_hostile_files_costs_no_good_one() {
    let dir = workspace();
    let inbox = dir.path().join("收件/2023-04-30");
    fs::create_dir_all(&inbox).unwrap();
    fs::copy(sample("submissions/2023-04-30/滑县.xlsx"), inbox.join("滑县.xlsx")).unwrap();
    let corpus: Vec<Case> = bombs().into_iter().chain(broken_or_locked()).collect();
    for case in &corpus {
        fs::write(inbox.join(case.name), &case.bytes).unwrap();
    }
    let start = Instant::now();
    let run = Run::new(["ingest", "收件"]).within(&dir).go();
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
    assert_eq!(run.status, 1, "{}", run.err);
    for case in &corpus {
        let told = run.err.lines().any(|line| line.contains("未收") && line.contains(case.name));
        assert!(told, "{} is not named:\n{}", case.name, run.err);
    }
    assert!(run.err.contains("收下 2 份报送"), "{}", run.err);
    let sql = "SELECT DISTINCT code FROM findings WHERE code LIKE 'file.%' ORDER BY code";
    let asked = Run::new(["query", "--sql", sql, "--format", "csv", "--as-of", "2023-04-30"]).within(&dir).go();
    for code in ["file.encrypted", "file.too_large", "file.unreadable"] {
        assert!(asked.out.contains(code), "{code}: {}{}", asked.out, asked.err);
    }
    for word in ["panicked", "memory allocation", "RUST_BACKTRACE", "root:"] {
        assert!(!run.err.contains(word), "{}", run.err);
    }
}

#[test]
fn a_false_claim_of_all_cells_is_refused_unless_a_ledger_is_there() {
    let dir = workspace();
    let inbox = dir.path().join("2023-04-30");
    fs::create_dir_all(&inbox).unwrap();
    let claims = |rows: &str| {
        let cells =
            |row: &str| row.split('|').map(|text| format!("<c t=\"str\"><v>{text}</v></c>")).collect::<String>();
        let rows: String = rows.lines().map(|row| format!("<row>{}</row>", cells(row))).collect();
        corpus::xlsx(
            &format!("<worksheet><dimension ref=\"A1:XFD262144\"/><sheetData>{rows}</sheetData></worksheet>"),
            "<sst/>",
        )
    };
    let ledger = "主体名称|统一社会信用代码|失信次数|是否退出\n甲公司|91410599MA00000X9N|12|否";
    for (name, rows, said) in [
        ("滑县行政处罚.xlsx", ledger, "收下 1 份报送"),
        ("汤阴县行政处罚.xlsx", "甲|乙", "自称有 4294967296 个单元格，里面却没有台账的表头"),
    ] {
        fs::write(inbox.join(name), claims(rows)).unwrap();
        let start = Instant::now();
        let run = Run::new(["ingest", &format!("2023-04-30/{name}")]).within(&dir).go();
        assert!(run.err.contains(said) && start.elapsed() < Duration::from_secs(8), "{}", run.err);
    }
}

/// A ledger of one row whose name is `name`.
fn ledger_named(name: &str) -> Vec<u8> {
    let heads = ["主体名称", "统一社会信用代码", "失信次数", "是否退出", "联系情况"];
    let row = [name, "91410599MA00000X9N", "12", "否", "可联系且在经营"];
    book::xlsx(&[Page::of_rows("行政处罚", [heads, row].map(|cells| cells.map(str::to_owned).to_vec()).to_vec())])
}

#[test]
fn names_that_are_meant_to_do_harm_stay_names() {
    let names = [
        "../../etc/passwd",
        "..\\..\\CON",
        "=HYPERLINK(\"http://x\",\"a\")",
        "@SUM(A1)公司",
        "🏢示例公司🏢",
        "𬭎喆堃公司",
    ];
    for name in names {
        let dir = workspace();
        let inbox = dir.path().join("收件/2023-04-30");
        fs::create_dir_all(&inbox).unwrap();
        fs::write(inbox.join("滑县.xlsx"), ledger_named(name)).unwrap();
        let run = Run::new(["ingest", "收件"]).within(&dir).go();
        assert!(run.err.contains("收下 1 份报送"), "{name}: {}", run.err);
        let sql = "SELECT name FROM current";
        let asked = Run::new(["query", "--sql", sql, "--format", "json"]).within(&dir).go();
        let answer: serde_json::Value = serde_json::from_str(&asked.out).unwrap();
        assert_eq!(answer[0]["name"].as_str(), Some(name), "{}", asked.out);
        let csv = Run::new(["query", "--sql", sql, "--format", "csv"]).within(&dir).go().out;
        let cell = csv.lines().nth(1).unwrap().trim_start_matches('"').to_owned();
        assert!(!cell.starts_with(['=', '@', '+', '-']), "a spreadsheet would run {cell}");
        let beside = fs::read_dir(dir.path()).unwrap().count();
        assert_eq!(beside, 3, "{name}: nothing is written beside the configuration, the store and the inbox");
    }
}

#[test]
fn a_name_with_nul_and_direction_marks_is_read_without_harm() {
    for name in ["示例&#0;公司", "示例_x0000_公司", "示例\u{202E}司公"] {
        let head = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>主体名称</v></c></row>";
        let bytes = of_cells(&format!("{head}<row r=\"2\"><c r=\"A2\" t=\"str\"><v>{name}</v></c></row>"));
        let sheets = pool(&Limits::default()).parse(&bytes, "a.xlsx");
        assert!(sheets.is_ok_and(|sheets| sheets[0].rows.len() == 2), "{name}");
    }
}
