//! The findings of files, tables and rows: the sample's nine weeks against the expected ones, and one case a rule.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tongbao::domain::config::{Config, Limits};
use tongbao::domain::finding::Code;
use tongbao::domain::ledger::Ledger;
use tongbao::domain::row::Row;
use tongbao::domain::sheet::{CellValue, Merge, Sheet, SourceFile};
use tongbao::domain::submission::Slot;
use tongbao::ledger::{Context, Reading, TableReading};
use tongbao::{intake, ledger};

/// Findings that only the state on a date can tell.
const OF_STATE: [Code; 7] = [
    Code::EntryDuplicate,
    Code::EntryCrossCounty,
    Code::EntryVanished,
    Code::EntryMoved,
    Code::EntryReentered,
    Code::SubmissionMissing,
    Code::SubmissionRevised,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The configuration of the expected results, in the program's own form.
fn config() -> Config {
    let text = std::fs::read_to_string(root().join("tests/expected/workspace.json")).unwrap();
    let given: serde_json::Value = serde_json::from_str(&text).unwrap();
    let config = serde_json::json!({
        "city": given["city"],
        "office": {"name": "示例办公室", "short": "示例办", "addressees": "各县（市、区）"},
        "campaign": {
            "name": "示例治理", "first_week": given["first_week"], "weekday": given["weekday"], "targets": given["targets"],
            "threshold": given["threshold"], "basis": given["basis"],
        },
        "counties": given["counties"],
        "departments": given["departments"],
    });
    serde_json::from_value(config).unwrap()
}

fn read_all(paths: &[PathBuf], context: &Context) -> Vec<Reading> {
    let found = intake::find(paths, ledger::bears_date).unwrap();
    assert_eq!(found.ignored, Vec::<String>::new());
    let limits = Limits::default();
    let then = |file: &intake::FoundFile, opened: Result<_, _>| match opened {
        Ok(source) => ledger::read(&source, context),
        Err(rejection) => ledger::reject(&file.path, &rejection, context),
    };
    intake::read_all(&found.files, |file| intake::open(file, &limits), then, |_| ())
}

/// The submissions in force: the later file wins, a 补报 over one that is none.
fn in_force(readings: Vec<Reading>) -> BTreeMap<Slot, TableReading> {
    let mut force: BTreeMap<Slot, TableReading> = BTreeMap::new();
    for table in readings.into_iter().flat_map(|reading| reading.tables) {
        match force.get(&table.slot) {
            Some(earlier) if earlier.supplementary && !table.supplementary => {}
            Some(_) | None => {
                force.insert(table.slot.clone(), table);
            }
        }
    }
    force
}

type Line = (String, String, String, String, String, String, String, String);

fn expected(week: &str) -> Vec<Line> {
    let text = std::fs::read_to_string(root().join("tests/expected/weeks").join(week).join("findings.json")).unwrap();
    let all: Vec<BTreeMap<String, String>> = serde_json::from_str(&text).unwrap();
    let mut lines: Vec<Line> = all
        .iter()
        .filter(|finding| !OF_STATE.contains(&Code::from_code(&finding["code"]).unwrap()))
        .map(|finding| {
            let of = |key: &str| finding[key].clone();
            let at = (of("code"), of("severity"), of("county"), of("ledger"));
            (at.0, at.1, at.2, at.3, of("as_of"), of("file"), of("sheet"), of("cell"))
        })
        .collect();
    lines.sort();
    lines
}

fn found(force: &BTreeMap<Slot, TableReading>, week: &str) -> Vec<Line> {
    let tables = force.values().filter(|table| table.slot.as_of.to_string() == week);
    let mut lines: Vec<Line> = tables
        .flat_map(|table| &table.findings)
        .map(|finding| {
            (
                finding.code.code().to_owned(),
                finding.severity().code().to_owned(),
                finding.county.clone().unwrap_or_default(),
                finding.ledger.map(|ledger| ledger.code().to_owned()).unwrap_or_default(),
                finding.as_of.map(|as_of| as_of.to_string()).unwrap_or_default(),
                finding.file.clone(),
                finding.sheet.clone(),
                finding.cell(),
            )
        })
        .collect();
    lines.sort();
    lines
}

const WEEKS: [&str; 9] = [
    "2023-04-02",
    "2023-04-09",
    "2023-04-16",
    "2023-04-23",
    "2023-04-30",
    "2023-05-07",
    "2023-05-14",
    "2023-05-21",
    "2023-05-28",
];

#[test]
fn the_findings_of_all_nine_weeks_are_the_expected_ones() {
    let readings = read_all(&[root().join("sample-data/submissions")], &Context::new(&config()));
    let rejected: Vec<_> =
        readings.iter().filter_map(|reading| reading.rejected.as_ref()).map(|one| &one.message).collect();
    assert!(rejected.is_empty(), "{rejected:#?}");
    let force = in_force(readings);
    let mut wrong = Vec::new();
    for week in WEEKS {
        let (expected, found) = (expected(week), found(&force, week));
        let sets: (BTreeSet<_>, BTreeSet<_>) = (expected.iter().collect(), found.iter().collect());
        wrong.extend(sets.0.difference(&sets.1).map(|line| format!("missing {line:?}")));
        wrong.extend(sets.1.difference(&sets.0).map(|line| format!("too many {line:?}")));
        if expected.len() != found.len() {
            wrong.push(format!("{week}: {} findings expected, {} found", expected.len(), found.len()));
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nine_folders_one_by_one_read_like_all_at_once() {
    let context = Context::new(&config());
    let base = root().join("sample-data/submissions");
    let folders: Vec<_> = WEEKS.iter().map(|week| base.join(week)).collect();
    assert_eq!(read_all(&folders, &context), read_all(&[base], &context));
}

#[test]
fn every_row_of_the_sample_is_accounted_for() {
    for table in
        read_all(&[root().join("sample-data/submissions")], &Context::new(&config())).iter().flat_map(|one| &one.tables)
    {
        let counts = table.counts;
        assert_eq!(counts.read, counts.kept + counts.duplicates + counts.rejected + counts.no_data, "{:?}", table.slot);
        assert_eq!(table.rows.len(), (counts.kept + counts.duplicates) as usize);
    }
}

/// A cell written as text; `#12` is a number, `@2023-04-05` a date, nothing is empty.
fn cell(written: &str) -> CellValue {
    match (written.strip_prefix('#'), written.strip_prefix('@')) {
        (Some(number), _) => CellValue::Number(number.parse().unwrap()),
        (_, Some(date)) if date.parse::<tongbao::domain::Date>().is_ok() => CellValue::Date(date.parse().ok()),
        _ if written.is_empty() => CellValue::Empty,
        _ => CellValue::Text(written.into()),
    }
}

fn sheet(name: &str, lines: &[&str]) -> Sheet {
    let rows = lines.iter().map(|line| line.split('|').map(cell).collect()).collect();
    Sheet { name: name.to_owned(), rows, ..Sheet::default() }
}

fn read_with(path: &str, sheets: Vec<Sheet>, context: &Context) -> Reading {
    ledger::read(&SourceFile { path: path.to_owned(), sha256: String::new(), sheets }, context)
}

fn read(path: &str, sheets: Vec<Sheet>) -> Reading {
    read_with(path, sheets, &Context::new(&config()))
}

/// The codes and cells found, in order.
fn codes(reading: &Reading) -> Vec<String> {
    let findings = reading.tables.iter().flat_map(|table| &table.findings).chain(&reading.rejected);
    findings.map(|finding| format!("{} {}", finding.code.code(), finding.cell()).trim_end().to_owned()).collect()
}

/// `county ledger week rows` of each table.
fn slots(reading: &Reading) -> Vec<String> {
    let slot = |table: &TableReading| {
        format!("{} {} {} {}", table.slot.county, table.slot.ledger.code(), table.slot.as_of, table.rows.len())
    };
    reading.tables.iter().map(slot).collect()
}

const GOOD: &str = "91410599MA00000X9N";
const OTHER: &str = "91410599100000003E";
const TITLE: &str = "安阳市滑县行政处罚治理对象台账（截至2023年4月16日）";
const HEAD: &str = "序号|县（市、区）|主体名称|统一社会信用代码|行业门类|行业主管部门|失信次数|仍在公示次数|最近处罚日期|联系情况|剔除情形|剔除文书号|约谈日期|\
承诺书签署日期|承诺书公示日期|纳入重点监管日期|修复申请日期|修复完成日期|是否退出|退出日期|退出方式|备注";
/// A row without fault; parts of it are replaced by cell letter.
const ROW: &str = "1|滑县|甲公司|91410599MA00000X9N|F|商务局|12|3|2022-05-01|可联系且在经营|||||||||否|||";

/// Cells by their column's letter.
type Cells<'a> = &'a [(char, &'a str)];

/// The faultless row with the cells at these letters (`A` is 序号) replaced.
fn row(cells: &[(char, &str)]) -> String {
    let mut parts: Vec<&str> = ROW.split('|').collect();
    for (letter, written) in cells {
        parts[(u32::from(*letter) - u32::from('A')) as usize] = written;
    }
    parts.join("|")
}

fn read_row(cells: &[(char, &str)]) -> Reading {
    read("滑县.xlsx", vec![sheet("行政处罚", &[TITLE, HEAD, &row(cells)])])
}

fn only_row(cells: &[(char, &str)]) -> Row {
    read_row(cells).tables[0].rows[0].clone()
}

#[test]
fn a_faultless_row_has_no_finding() {
    assert_eq!(codes(&read_row(&[])), Vec::<String>::new());
    let row = only_row(&[]);
    assert_eq!((row.uscc.as_deref(), row.industry, row.record_count, row.source_row), (Some(GOOD), Some('F'), 12, 3));
}

#[test]
fn each_rule_about_a_cell_finds_its_fault_at_its_cell() {
    let cases: [(Cells<'_>, &[&str]); 52] = [
        (&[('B', "林州市")], &["county.mismatch B3"]),
        (&[('B', "410526")], &[]),
        (&[('B', "#410526")], &[]),
        (&[('B', "安阳市滑县")], &[]),
        (&[('B', "")], &[]),
        (&[('C', "")], &["name.missing C3"]),
        (&[('C', "无")], &["name.missing C3"]),
        (&[('D', "")], &["uscc.missing D3"]),
        (&[('D', "/")], &["uscc.missing D3"]),
        (&[('D', " 91 410599 ma00000x9n　")], &[]),
        (&[('D', "91410599MA00000X9M")], &["uscc.invalid D3"]),
        (&[('D', "91410599MA0000")], &["uscc.invalid D3"]),
        (&[('D', "#914105991000000000")], &["uscc.lost_digits D3"]),
        (&[('D', "9.14106E+17")], &["uscc.lost_digits D3"]),
        (&[('D', "914105991000000000")], &["uscc.lost_digits D3"]),
        (&[('C', ""), ('D', "")], &["entry.unidentified D3"]),
        (&[('C', ""), ('D', "9.14106E+17"), ('G', "")], &["entry.unidentified D3"]),
        (&[('E', "批发和零售业（F）")], &[]),
        (&[('E', "互联网")], &["industry.unknown E3"]),
        (&[('E', "C 建筑业")], &["industry.mismatch E3"]),
        (&[('F', "文峰区交通运输局")], &[]),
        (&[('F', "县里管的")], &["department.unknown F3"]),
        (&[('G', "12条")], &["count.invalid G3"]),
        (&[('G', "")], &["count.invalid G3"]),
        (&[('G', "#-3")], &["count.invalid G3"]),
        (&[('G', "9")], &["count.below_threshold G3"]),
        (&[('H', "—")], &["count.invalid H3"]),
        (&[('I', "2022.5")], &["date.invalid I3"]),
        (&[('I', "#44682")], &[]),
        (&[('I', "#20220501")], &[]),
        (&[('I', "是")], &["date.invalid I3"]),
        (&[('I', "2023-04-17")], &["date.future I3"]),
        (&[('J', "电话打不通")], &["contact.unknown J3"]),
        (&[('J', "")], &["contact.missing J3"]),
        (&[('J', ""), ('K', "否")], &["contact.missing J3"]),
        (&[('J', ""), ('K', "已注销"), ('L', "示登〔2022〕1号")], &[]),
        (&[('K', "已注销")], &["exclusion.unproven K3"]),
        (&[('K', "不想要了")], &["exclusion.unknown K3"]),
        (&[('M', "是")], &["date.missing M3"]),
        (&[('M', "否")], &[]),
        (&[('M', "—"), ('N', "/"), ('P', "无")], &[]),
        (&[('O', "是")], &["date.invalid O3"]),
        (&[('N', "2023-04-12"), ('O', "2023-04-11")], &["date.order O3"]),
        (&[('Q', "2023-04-12"), ('R', "2023-04-11")], &["date.order R3"]),
        (&[('S', "")], &["exit.unclear S3"]),
        (&[('S', "大概")], &["exit.unclear S3"]),
        (&[('S', "否"), ('T', "2023-04-11")], &["exit.unclear S3"]),
        (&[('S', "是")], &["exit.unproven S3"]),
        (&[('S', "是"), ('H', "0")], &[]),
        (&[('S', "是"), ('R', "2023-04-10"), ('T', "2023-04-09"), ('U', "信用修复")], &["date.order T3"]),
        (&[('S', "是"), ('K', "已吊销"), ('L', "示〔2022〕1号")], &[]),
        (&[('V', "=1+1")], &["formula.text V3"]),
    ];
    for (cells, expected) in cases {
        assert_eq!(codes(&read_row(cells)), expected, "{cells:?}");
    }
}

#[test]
fn the_evidence_for_an_exit_depends_on_the_contact() {
    let claimed = |cells: &[(char, &str)]| {
        let mut all = vec![('S', "是")];
        all.extend_from_slice(cells);
        codes(&read_row(&all))
    };
    let full = [('M', "2023-04-03"), ('N', "2023-04-04"), ('P', "2023-04-05")];
    assert!(claimed(&full).is_empty());
    assert_eq!(claimed(&full[..2]), ["exit.unproven S3"]);
    assert!(claimed(&[('J', "无法联系"), ('P', "2023-04-05")]).is_empty());
    assert_eq!(claimed(&[('J', "可联系但不再经营")]), ["exit.unproven S3"]);
    assert_eq!(
        claimed(&[('J', "无法联系"), ('P', "2023-04-17")]),
        ["date.future P3", "exit.unproven S3"],
        "not yet done"
    );
    assert_eq!(claimed(&[('J', "无法联系"), ('P', "是")]), ["date.missing P3"], "an assumed date is evidence");
    assert_eq!(claimed(&[('K', "已注销"), ('R', "2023-04-05")]), ["exclusion.unproven K3"]);
    let assumed = [('J', "无法联系"), ('P', "是"), ('T', "2023-04-02")];
    assert_eq!(claimed(&assumed), ["date.missing P3"], "an assumed date takes no part in the order of dates");
}

#[test]
fn formula_text_spares_numbers_and_strokes() {
    for harmless in ["-", "——", "-3", "-3.5", "-1,234.5", "-5%", "-1E5", "2023-04-05", "示例"] {
        assert!(codes(&read_row(&[('V', harmless)])).is_empty(), "{harmless}");
    }
    for formula in ["=HYPERLINK(1)", "+86 372", "-12条", "@SUM(A1)", "\t示例", "-inf", "--3", "-%"] {
        assert_eq!(codes(&read_row(&[('V', formula)])), ["formula.text V3"], "{formula}");
    }
}

#[test]
fn formula_text_is_told_of_values_that_are_taken() {
    let lines = [
        TITLE,
        "主体名称|统一社会信用代码|失信次数|列入次数|备注|联系电话|是否退出",
        &format!("甲|{GOOD}|12|+12|=1|+86|否"),
    ];
    let found = codes(&read("滑县.xlsx", vec![sheet("行政处罚", &lines)]));
    assert_eq!(found, ["column.ambiguous D2", "column.unknown F2", "formula.text E3"]);
}

#[test]
fn columns_are_found_by_name_and_their_faults_told_once() {
    let lines = [
        TITLE,
        "*主体名称|信 用\n代码|失信次数（次）|联系电话|约谈时间|约谈日期",
        "甲|91410599MA00000X9N|12|1|2023-04-05|",
        "乙||11|||",
    ];
    let reading = read("滑县.xlsx", vec![sheet("行政处罚", &lines)]);
    let expected = ["column.missing", "column.unknown D2", "column.ambiguous F2", "uscc.missing B4"];
    assert_eq!(codes(&reading), expected);
    assert_eq!(reading.tables[0].rows.len(), 2);
}

#[test]
fn a_total_that_does_not_add_up_is_told_at_its_cell() {
    let total = |records: &str, public: &str| format!("合计||||||{records}|{public}");
    let second = row(&[('D', OTHER), ('G', "十余次"), ('H', "2")]);
    let codes_of =
        |total: &str| codes(&read("滑县.xlsx", vec![sheet("行政处罚", &[TITLE, HEAD, ROW, &second, total])]));
    assert_eq!(codes_of(&total("12", "5")), ["count.invalid G4"]);
    assert_eq!(codes_of(&total("#13", "6")), ["count.invalid G4", "total.mismatch G5", "total.mismatch H5"]);
    assert_eq!(codes_of(&total("", "5")), ["count.invalid G4"]);
}

#[test]
fn merged_counties_and_two_header_rows_are_read() {
    let lines = [
        TITLE,
        "序号|主体信息|||失信情况|退出情况||备注",
        "|县区|企业名称|信用代码|处罚次数|是否退出|退出时间|",
        "1|滑县|甲|91410599MA00000X9N|12|否||",
        "2||乙|91410599100000003E|12|否||好",
        "3|林州市|丙|92410599MA00000020|12|否||",
    ];
    let mut merged = sheet("Sheet1", &lines);
    merged.merges = vec![
        Merge { top: 3, left: 1, bottom: 4, right: 1 },
        Merge { top: 1, left: 1, bottom: 1, right: 3 },
        Merge { top: 1, left: 5, bottom: 1, right: 6 },
    ];
    let reading = read("2023-04-16/1.xls", vec![merged]);
    assert_eq!(codes(&reading), ["county.mismatch B6"]);
    assert_eq!(reading.tables[0].rows[1].remark.as_deref(), Some("好"));
}

#[test]
fn the_upper_half_of_a_two_row_header_is_no_entry_where_it_comes_again() {
    let upper = "主体信息|企业名称|信用代码|失信情况|退出情况||剔除情形|联系情况";
    let lines = [TITLE, upper, "序号|||失信次数|是否退出|退出时间||", "1|甲|91410599MA00000X9N|#12|否|||", "", upper];
    for (rows, last) in [(1, ""), (2, "2|乙|91410599100000003E|#12|否|||")] {
        let reading = read("滑县.xlsx", vec![sheet("行政处罚", &[&lines[..], &[last]].concat())]);
        assert_eq!((reading.tables.len(), reading.tables[0].rows.len()), (1, rows));
        let faults = codes(&reading);
        assert!(!faults.iter().any(|code| code.starts_with("entry") || code == "column.missing"), "{faults:?}");
    }
}

#[test]
fn a_merged_value_holds_for_the_rows_that_it_covers() {
    let mut merged = sheet("行政处罚", &[TITLE, HEAD, &row(&[('F', "商务局")]), &row(&[('D', OTHER), ('F', "")])]);
    merged.merges = vec![Merge { top: 2, left: 5, bottom: 3, right: 5 }];
    for under in ["", " ", "\u{3000}", "教育局"] {
        merged.rows[3][5] = cell(under);
        let reading = read("滑县.xlsx", vec![merged.clone()]);
        assert_eq!(reading.tables[0].rows[1].department.as_deref(), Some("商务局"), "{under:?} under the block");
        assert_eq!(codes(&reading), [""; 0]);
    }
}

#[test]
fn dates_of_the_epoch_of_1904_are_right() {
    let mut old = sheet("行政处罚", &[TITLE, HEAD, &row(&[('I', "#43220"), ('M', "43559")])]);
    old.epoch_1904 = true;
    let row = &read("滑县.xlsx", vec![old]).tables[0].rows[0];
    assert_eq!(row.latest_record.unwrap().to_string(), "2022-05-01");
    assert_eq!(row.interviewed.unwrap().date.to_string(), "2023-04-05");
}

#[test]
fn several_tables_of_a_file_are_submissions_of_their_own_or_joined() {
    let penalty = sheet("行政处罚", &[TITLE, HEAD, ROW]);
    let more = sheet("行政处罚（续）", &["滑县（截至2023年4月16日）", HEAD, &row(&[('D', OTHER)])]);
    let judgment = sheet("失信", &["滑县 截至2023年4月16日", HEAD]);
    let notes = sheet("填表说明", &["请勿改动表头", "主体名称|填全称"]);
    let mut hidden = sheet("上周", &["安阳市滑县行政处罚台账（截至2023年4月9日）", HEAD, ROW]);
    hidden.hidden = true;
    let reading = read("滑县.xlsx", vec![penalty, sheet("Sheet3", &[]), judgment, more, notes, hidden.clone()]);
    assert_eq!(slots(&reading), ["410526 penalty 2023-04-16 2", "410526 judgment 2023-04-16 0"]);
    assert_eq!(reading.tables[0].sheets, ["行政处罚", "行政处罚（续）"]);
    assert_eq!(
        slots(&read("滑县.xlsx", vec![hidden])),
        ["410526 penalty 2023-04-09 1"],
        "hidden ones only where all are"
    );
    let title = "安阳市滑县失信被执行人治理对象台账（截至2023年4月16日）";
    let two =
        sheet("Sheet1", &[title, HEAD, ROW, "合计||||||12|3", "填报人：示例", "", TITLE, HEAD, &row(&[('A', "1")])]);
    assert_eq!(slots(&read("滑县.xlsx", vec![two])), ["410526 judgment 2023-04-16 1", "410526 penalty 2023-04-16 1"]);
    let repeated = sheet("Sheet1", &[TITLE, HEAD, ROW, TITLE, HEAD, &row(&[('D', OTHER)]), "合计||||||24|6"]);
    let reading = read("滑县.xlsx", vec![repeated]);
    assert_eq!((slots(&reading), codes(&reading)), (vec!["410526 penalty 2023-04-16 2".to_owned()], vec![]));
    assert_eq!(reading.tables[0].counts.no_data, 3);
}

#[test]
fn a_rejected_file_is_of_no_county_and_of_the_week_that_it_was_sent_for() {
    let place = |path: &str, title: &str| {
        let plain =
            sheet("行政处罚", &[title, "主体名称|统一社会信用代码|失信次数|是否退出", "甲|91410599MA00000X9N|12|否"]);
        let finding = read(path, vec![plain]).rejected.unwrap();
        assert_eq!((finding.county, finding.ledger, finding.sheet.as_str()), (None, None, ""));
        (finding.code.code(), finding.as_of.map(|week| week.to_string()).unwrap_or_default())
    };
    let title = "行政处罚台账（截至2023年4月16日）";
    assert_eq!(place("a.xlsx", title), ("file.unknown_county", "2023-04-16".into()));
    assert_eq!(place("2023-04-09/a.xlsx", "行政处罚台账"), ("file.unknown_county", "2023-04-09".into()));
    let mistyped = "滑县行政处罚台账（截至2022年4月16日）";
    assert_eq!(place("2023-04-09/a.xlsx", mistyped), ("file.no_as_of", "2023-04-09".into()));
    assert_eq!(place("a.xlsx", mistyped), ("file.no_as_of", String::new()));
}

#[test]
fn what_cannot_be_placed_is_rejected_with_its_reason() {
    let rejected = |path: &str, sheets| codes(&read(path, sheets)).join(" ");
    let plain = |title: &str| vec![sheet("Sheet1", &[title, HEAD, &row(&[('B', "")])])];
    assert_eq!(rejected("a.xlsx", vec![sheet("Sheet1", &["甲|乙"]), sheet("Sheet2", &[])]), "file.no_header");
    assert_eq!(rejected("a.xlsx", vec![]), "file.no_header");
    let bare = "序号|县（市、区）|主体名称|统一社会信用代码|失信次数|是否退出";
    let no_ledger =
        vec![sheet("Sheet1", &["滑县台账（截至2023年4月16日）", bare, "1|滑县|甲|91410599MA00000X9N|12|否"])];
    assert_eq!(rejected("滑县.xlsx", no_ledger), "file.no_ledger");
    assert_eq!(rejected("a.xlsx", plain("行政处罚台账（截至2023年4月16日）")), "file.unknown_county");
    assert_eq!(rejected("a.xlsx", plain("滑县、林州市行政处罚台账（截至2023年4月16日）")), "file.unknown_county");
    assert_eq!(rejected("a.xlsx", plain("滑县行政处罚台账")), "file.no_as_of");
    assert_eq!(rejected("a.xlsx", plain("滑县行政处罚台账（截至2022年4月16日）")), "file.no_as_of");
    assert_eq!(rejected("a.xlsx", plain("滑县行政处罚台账（截至2023年3月26日）")), "file.no_as_of");
}

#[test]
fn the_county_is_told_by_title_then_sheet_then_file_then_column() {
    let county = |path: &str, sheet_name: &str, title: &str, cells: &[&str]| {
        let mut lines = vec![title.to_owned(), HEAD.to_owned()];
        lines.extend(cells.iter().map(|cell| row(&[('B', cell)])));
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let reading = read(path, vec![sheet(sheet_name, &lines)]);
        reading.tables.first().map(|table| (table.slot.county.clone(), codes(&reading).len()))
    };
    let of = |code: &str, findings: usize| Some((code.to_owned(), findings));
    let week = "（行政处罚，截至2023年4月16日）";
    assert_eq!(county("林州市.xlsx", "内黄县", &format!("文峰{week}"), &[""]), of("410502", 0));
    assert_eq!(county("林州市.xlsx", "内黄县", week, &[""]), of("410527", 0));
    assert_eq!(county("林州市.xlsx", "Sheet1", &format!("文峰区、滑县{week}"), &[""]), of("410581", 0));
    assert_eq!(county("安阳市安阳县.xlsx", "Sheet1", week, &["安阳县"]), of("410522", 0));
    assert_eq!(county("a.xlsx", "Sheet1", week, &["汤阴县", "410523", "滑县"]), of("410523", 1));
    assert_eq!(county("a.xlsx", "Sheet1", week, &["汤阴县", "滑县"]), None, "no majority");
    assert_eq!(county("a.xlsx", "Sheet1", week, &["汤阴县", "", ""]), None, "no majority of the rows");
    assert_eq!(
        county("滑县.xlsx", "Sheet1", week, &["汤阴县", "汤阴县"]),
        of("410526", 2),
        "the file's name stands above the column"
    );
}

#[test]
fn a_county_whose_short_name_is_the_citys_is_not_named_by_the_city() {
    let mut config = config();
    config.counties.iter_mut().filter(|county| county.name == "安阳县").for_each(|county| county.short = "安阳".into());
    let context = Context::new(&config);
    let county = |title: &str, cell: &str| {
        let lines = [title, HEAD, &row(&[('B', cell)])];
        let reading = read_with("a.xlsx", vec![sheet("行政处罚", &lines)], &context);
        let found = codes(&reading);
        (reading.tables.first().map(|table| table.slot.county.clone()).unwrap_or_default(), found)
    };
    assert_eq!(county("安阳市滑县台账（截至2023年4月16日）", "滑县"), ("410526".into(), vec![]));
    assert_eq!(county("安阳市安阳县台账（截至2023年4月16日）", "安阳"), ("410522".into(), vec![]));
    assert_eq!(county("安阳台账（截至2023年4月16日）", "安阳市安阳县"), ("410522".into(), vec![]));
    assert_eq!(county("安阳市台账（截至2023年4月16日）", "安阳市").1, ["file.unknown_county"]);
}

#[test]
fn a_department_is_told_behind_every_name_of_city_and_county() {
    let department = |cell: &str| only_row(&[('F', cell)]).department.unwrap_or_default();
    for cell in ["林州市场监管局", "林州市市场监管局", "安阳市林州市市场监管局", "安阳市场监督管理局", "市监局"]
    {
        assert_eq!(department(cell), "市场监督管理局", "{cell}");
    }
    assert_eq!(department("林州市林州市"), "");
}

#[test]
fn the_command_line_beats_what_the_file_says() {
    let context = || Context::new(&config());
    let sheets = || vec![sheet("行政处罚", &[TITLE, HEAD, &row(&[('B', "")])])];
    let county = context().county_code("林州").unwrap();
    assert_eq!(
        slots(&read_with("滑县.xlsx", sheets(), &context().with_county(Some(county)))),
        ["410581 penalty 2023-04-16 1"]
    );
    let as_of = "2023-05-06".parse().ok();
    assert_eq!(slots(&read_with("滑县.xlsx", sheets(), &context().with_as_of(as_of))), ["410526 penalty 2023-05-07 1"]);
    let both = ["汤阴县", "滑县", "滑县"].map(|county| row(&[('B', county)]));
    let lines = ["行政处罚（截至2023年4月16日）", HEAD, &both[0], &both[1], &both[2], "合计||||||36|9"];
    let split = read_with("全市.xlsx", vec![sheet("Sheet1", &lines)], &context().with_split(true));
    assert_eq!(slots(&split), ["410523 penalty 2023-04-16 1", "410526 penalty 2023-04-16 2"]);
    assert_eq!(codes(&split), Vec::<String>::new());
    let read_rows: u32 = split.tables.iter().map(|table| table.counts.read).sum();
    assert_eq!(read_rows, 4, "the total belongs to one of them");
}

#[test]
fn weeks_that_disagree_are_told_unless_it_is_a_late_delivery() {
    let of = |path: &str, title: &str| codes(&read(path, vec![sheet("行政处罚", &[title, HEAD, ROW])]));
    assert_eq!(of("2023-04-16/滑县.xlsx", TITLE), Vec::<String>::new());
    assert_eq!(of("2023-04-16/滑县2023-04-14.xlsx", TITLE), Vec::<String>::new());
    assert_eq!(of("2023-04-23/滑县.xlsx", TITLE), ["submission.week_conflict"]);
    assert_eq!(of("2023-04-23/滑县补报.xlsx", TITLE), Vec::<String>::new());
    assert_eq!(of("2023-04-23/补报/滑县.xlsx", TITLE), Vec::<String>::new());
    let labels = "填报单位：滑县信用办|截止日期：|@2023-04-16|填报日期：|@2023-04-24";
    let reading = read("2023-04-16/a.xlsx", vec![sheet("行政处罚", &["行政处罚治理对象台账", labels, HEAD, ROW])]);
    assert_eq!((slots(&reading), codes(&reading)), (vec!["410526 penalty 2023-04-16 1".to_owned()], vec![]));
}

#[test]
fn the_ledger_is_told_by_the_columns_where_nothing_else_tells() {
    let head = "主体名称|统一社会信用代码|执行法院|失信次数|是否退出";
    let table = sheet("Sheet1", &["滑县台账（截至2023年4月16日）", head, "甲|91410599MA00000X9N|示例法院|12|否"]);
    assert_eq!(read("滑县.xlsx", vec![table]).tables[0].slot.ledger, Ledger::Judgment);
}

#[test]
fn a_total_counts_the_rows_that_are_no_entry_too() {
    let (entry, nameless) = (row(&[]), row(&[('C', ""), ('D', "")]));
    let of = |total: &str| codes(&read("滑县.xlsx", vec![sheet("行政处罚", &[TITLE, HEAD, &entry, &nameless, total])]));
    assert_eq!(of("合计||||||24|6"), ["entry.unidentified D4"]);
    assert_eq!(of("合计||||||12|3"), ["entry.unidentified D4", "total.mismatch G5", "total.mismatch H5"]);
}

/// Every rule has a file of its code's name, and every file is a code's.
#[test]
fn rules_are_named_like_the_codes() {
    let files: BTreeSet<String> = std::fs::read_dir(root().join("src/ledger/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned())
        .filter(|name| name != "mod")
        .collect();
    let codes = Code::ALL.iter().filter(|code| !OF_STATE.contains(code)).map(|code| code.code().replace('.', "_"));
    assert_eq!(files, codes.collect());
}
