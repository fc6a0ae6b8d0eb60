//! The state on hand-made histories: each test is one rule of domain.md sections 4 and 5 that is easily got wrong.
//!
//! Fixtures are a few rows written out; `tests/oracle.rs` covers the combinations.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "oracle/mod.rs"]
mod naive;

use chrono::NaiveDate;
use naive::{
    convert,
    world::{Row, Table, Unit, World},
};
use polars::prelude::*;
use tongbao::{
    domain::finding::Finding,
    state::{known_on, months, plain_name},
};

const RIVER: &str = "410502";
const HILL: &str = "410503";
const FIRST: &str = "91410599MA00000X9N";
const SECOND: &str = "91410599100000003E";

/// The closing day of the n-th week, from 1: 2023-04-02, 09, …
fn week(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 4, 2).unwrap() + chrono::Days::new(7 * (number - 1))
}

/// An operating firm that nothing was done for yet.
fn firm(code: &str) -> Row {
    Row {
        code: Some(code.to_owned()),
        written: None,
        name: Some("示例公司".to_owned()),
        industry: None,
        department: None,
        records: 12,
        on_display: None,
        contact: Some("operating".to_owned()),
        exclusion: None,
        exclusion_ref: None,
        interviewed: None,
        pledged: None,
        supervised: None,
        repaired: None,
        claimed: Some(false),
        line: 0,
    }
}

/// The same firm with the loop closed and the exit declared.
fn out(code: &str, day: NaiveDate) -> Row {
    let done = Some(day);
    Row { interviewed: done, pledged: done, supervised: done, claimed: Some(true), ..firm(code) }
}

/// A row that lost its code.
fn nameless(name: &str) -> Row {
    Row { code: None, name: Some(name.to_owned()), ..firm("") }
}

fn table(county: &str, number: u64, rows: Vec<Row>) -> Table {
    let week = week(number);
    Table {
        county: county.to_owned(),
        ledger: "judgment".to_owned(),
        week,
        file: format!("{week}/{county}.xlsx"),
        sheet: "失信被执行人".to_owned(),
        code_column: 4,
        name_column: 3,
        withdrawn: false,
        rows: (4..).zip(rows).map(|(line, row)| Row { line, ..row }).collect(),
    }
}

fn world(tables: Vec<Table>) -> World {
    let unit = |code: &str, name: &str| Unit { code: code.into(), name: name.into(), group: "区".into() };
    World {
        units: vec![unit(RIVER, "文峰区"), unit(HILL, "北关区")],
        departments: Vec::new(),
        first_week: week(1),
        interviews_by: week(5),
        exits_by: NaiveDate::from_ymd_opt(2023, 5, 31).unwrap(),
        exits_as_claimed: false,
        tables,
    }
}

/// The state on the n-th week.
fn state(world: &World, number: u64) -> DataFrame {
    state_seen_from(world, number, number)
}

/// The state on the n-th week as known on a later one.
fn state_seen_from(world: &World, number: u64, known: u64) -> DataFrame {
    let (history, submissions, config) = (convert::history(world), convert::submissions(world), convert::config(world));
    known_on(&history, &submissions, &config, week(known)).unwrap().on(week(number)).unwrap()
}

/// `county status` of every entry.
fn stands(frame: &DataFrame) -> Vec<String> {
    columns(frame, &["county", "status"])
}

fn columns(frame: &DataFrame, names: &[&str]) -> Vec<String> {
    let word = |name: &&str, row: usize| {
        let value = frame.column(name).unwrap().get(row).unwrap();
        value.get_str().map_or_else(|| value.to_string(), str::to_owned)
    };
    (0..frame.height()).map(|row| names.iter().map(|name| word(name, row)).collect::<Vec<_>>().join(" ")).collect()
}

/// Findings about entries on the n-th week.
fn findings(world: &World, number: u64) -> Vec<Finding> {
    let (history, submissions, config) = (convert::history(world), convert::submissions(world), convert::config(world));
    let state = known_on(&history, &submissions, &config, week(number)).unwrap().state().unwrap();
    state.findings.into_iter().filter(|finding| finding.code.code().starts_with("entry.")).collect()
}

/// `code county file cell`.
fn told(world: &World, number: u64) -> Vec<String> {
    let spelled = |finding: Finding| {
        let county = finding.county.clone().unwrap_or_default();
        format!("{} {county} {} {}", finding.code.code(), finding.file, finding.cell())
    };
    findings(world, number).into_iter().map(spelled).collect()
}

#[test]
fn a_dropped_entry_stays_and_is_told_every_week_until_it_comes_back() {
    let listed = || vec![firm(FIRST), firm(SECOND)];
    let world = world(vec![
        table(RIVER, 1, listed()),
        table(RIVER, 2, vec![firm(SECOND)]),
        table(RIVER, 3, Vec::new()),
        table(RIVER, 5, listed()),
    ]);
    let first = "entry.vanished 410502 2023-04-02/410502.xlsx D4".to_owned();
    let second = "entry.vanished 410502 2023-04-09/410502.xlsx D4".to_owned();
    assert_eq!(state(&world, 3).height(), 2, "a zero report takes nothing out");
    assert_eq!(told(&world, 2), std::slice::from_ref(&first));
    assert_eq!(told(&world, 3), [first.clone(), second.clone()]);
    assert_eq!(told(&world, 4), [first, second], "being late the week after brings nothing back");
    assert_eq!(told(&world, 5), Vec::<String>::new());
}

#[test]
fn a_late_county_has_dropped_nothing() {
    let world = world(vec![table(RIVER, 1, vec![firm(FIRST)])]);
    assert_eq!(told(&world, 3), Vec::<String>::new());
    assert_eq!(stands(&state(&world, 3)), ["410502 remaining"]);
}

#[test]
fn dropping_what_is_out_or_excluded_is_no_fault() {
    let excluded = Row { exclusion: Some("revoked".into()), exclusion_ref: Some("决1号".into()), ..firm(SECOND) };
    let world = world(vec![table(RIVER, 1, vec![out(FIRST, week(1)), excluded]), table(RIVER, 2, Vec::new())]);
    assert_eq!(told(&world, 2), Vec::<String>::new());
    let mut statuses = columns(&state(&world, 2), &["status"]);
    statuses.sort();
    assert_eq!(statuses, ["excluded", "exited"]);
}

#[test]
fn the_county_that_listed_an_entry_first_owns_it_while_it_still_lists_it() {
    let world = world(vec![
        table(HILL, 1, vec![firm(FIRST)]),
        table(RIVER, 2, vec![out(FIRST, week(2))]),
        table(HILL, 2, vec![firm(FIRST)]),
        table(HILL, 3, Vec::new()),
        table(HILL, 4, vec![firm(FIRST)]),
    ]);
    assert_eq!(stands(&state(&world, 2)), ["410503 remaining"]);
    assert_eq!(told(&world, 2), ["entry.cross_county 410502 2023-04-09/410502.xlsx D4"]);
    assert_eq!(stands(&state(&world, 3)), ["410502 exited"], "the late county still lists it");
    assert_eq!(told(&world, 3), ["entry.moved 410502 2023-04-09/410502.xlsx D4"]);
    assert_eq!(stands(&state(&world, 4)), ["410503 remaining"], "its first listing stays the earliest");
    assert_eq!(
        told(&world, 4),
        [
            "entry.cross_county 410502 2023-04-09/410502.xlsx D4",
            "entry.moved 410503 2023-04-23/410503.xlsx D4",
            "entry.reentered 410503 2023-04-23/410503.xlsx D4",
        ]
    );
}

#[test]
fn where_nobody_lists_an_entry_the_newest_row_owns_it_and_equal_ones_go_to_the_smaller_code() {
    let both = |number| [table(RIVER, number, vec![firm(FIRST)]), table(HILL, number, vec![firm(FIRST)])];
    let none = |number| [table(RIVER, number, Vec::new()), table(HILL, number, Vec::new())];
    let equal = world(both(1).into_iter().chain(none(2)).collect());
    assert_eq!(stands(&state(&equal, 2)), ["410502 remaining"]);
    let newer = world(
        both(1)
            .into_iter()
            .chain([table(RIVER, 2, Vec::new()), table(HILL, 2, vec![firm(FIRST)])])
            .chain(none(3))
            .collect(),
    );
    assert_eq!(stands(&state(&newer, 3)), ["410503 remaining"]);
    assert_eq!(told(&newer, 3), ["entry.vanished 410503 2023-04-09/410503.xlsx D4"]);
}

#[test]
fn a_lost_code_comes_back_for_earlier_weeks_too_as_soon_as_the_county_writes_it() {
    let with_code = Row { name: Some("甲(示例) 公司".into()), ..firm(FIRST) };
    let world = world(vec![table(RIVER, 1, vec![nameless("甲（示例）公司")]), table(RIVER, 2, vec![with_code])]);
    assert_eq!(columns(&state(&world, 1), &["key"]), ["judgment|410502|甲(示例)公司"]);
    assert_eq!(columns(&state_seen_from(&world, 1, 2), &["key"]), [format!("judgment|{FIRST}")]);
    assert_eq!(
        columns(&state(&world, 2), &["key", "entity", "first_seen"]),
        [format!("judgment|{FIRST} {FIRST} 2023-04-02")]
    );
}

#[test]
fn a_name_beside_two_codes_or_in_another_county_stays_a_name() {
    let two = world(vec![table(RIVER, 1, vec![nameless("示例公司"), firm(FIRST), firm(SECOND)])]);
    assert_eq!(state(&two, 1).height(), 3);
    let elsewhere = world(vec![table(RIVER, 1, vec![nameless("示例公司")]), table(HILL, 1, vec![firm(FIRST)])]);
    assert_eq!(state(&elsewhere, 1).height(), 2);
}

#[test]
fn the_first_of_two_equal_rows_counts_and_the_second_is_told() {
    let world = world(vec![table(RIVER, 1, vec![firm(FIRST), out(FIRST, week(1)), nameless("示例公司")])]);
    assert_eq!(stands(&state(&world, 1)), ["410502 remaining"]);
    let expected =
        ["entry.duplicate 410502 2023-04-02/410502.xlsx D5", "entry.duplicate 410502 2023-04-02/410502.xlsx D6"];
    assert_eq!(told(&world, 1), expected, "a row whose code is known from its name repeats it too");
}

#[test]
fn evidence_dated_after_the_day_counts_from_its_date_on_even_in_an_old_row() {
    let world = world(vec![table(RIVER, 1, vec![out(FIRST, week(3))])]);
    let over_time: Vec<String> =
        (1..=3).flat_map(|number| columns(&state(&world, number), &["status", "missing"])).collect();
    assert_eq!(over_time, ["remaining interviewed", "remaining interviewed", "exited null"]);
}

#[test]
fn each_way_out_needs_its_own_evidence_and_an_exit_date_is_none() {
    let day = Some(week(1));
    let claimed = Row { claimed: Some(true), ..firm(FIRST) };
    let status =
        |row: Row| columns(&state(&world(vec![table(RIVER, 1, vec![row])]), 1), &["status", "missing_all"]).remove(0);
    let contact = |contact: Option<&str>| Row { contact: contact.map(str::to_owned), ..claimed.clone() };
    assert_eq!(status(claimed.clone()), "remaining interviewed,pledged,supervised");
    assert_eq!(status(Row { interviewed: day, supervised: day, ..claimed.clone() }), "remaining pledged");
    assert_eq!(status(Row { interviewed: day, pledged: day, supervised: day, ..claimed.clone() }), "exited null");
    assert_eq!(status(contact(Some("ceased"))), "remaining supervised");
    assert_eq!(status(Row { supervised: day, ..contact(Some("ceased")) }), "exited null");
    assert_eq!(status(Row { supervised: day, ..contact(None) }), "remaining contact");
    assert_eq!(status(contact(None)), "remaining contact,supervised");
    assert_eq!(status(Row { repaired: day, ..contact(None) }), "exited null");
    assert_eq!(status(Row { on_display: Some(0), ..contact(None) }), "exited null");
    assert_eq!(status(Row { on_display: Some(1), ..claimed.clone() }), "remaining interviewed,pledged,supervised");
    assert_eq!(status(Row { claimed: None, ..out(FIRST, week(1)) }), "remaining exit_claimed");
}

#[test]
fn an_exclusion_needs_its_document_and_is_never_also_an_exit() {
    let status = |row: Row| columns(&state(&world(vec![table(RIVER, 1, vec![row])]), 1), &["status"]).remove(0);
    let (why, document) = (Some("bankruptcy".to_owned()), Some("决1号".to_owned()));
    assert_eq!(
        status(Row { exclusion: why.clone(), exclusion_ref: document.clone(), ..out(FIRST, week(1)) }),
        "excluded"
    );
    assert_eq!(status(Row { exclusion: why, ..firm(FIRST) }), "remaining");
    assert_eq!(status(Row { exclusion_ref: document, ..firm(FIRST) }), "remaining");
}

#[test]
fn on_the_claimed_basis_a_claim_is_enough() {
    let mut world = world(vec![table(RIVER, 1, vec![Row { claimed: Some(true), ..firm(FIRST) }])]);
    assert_eq!(stands(&state(&world, 1)), ["410502 remaining"]);
    world.exits_as_claimed = true;
    assert_eq!(stands(&state(&world, 1)), ["410502 exited"]);
}

#[test]
fn listed_out_and_back_is_told_as_long_as_it_is_in() {
    let rows = |row| table(RIVER, row, vec![if row == 2 { out(FIRST, week(2)) } else { firm(FIRST) }]);
    let world = world((1..=4).map(rows).collect());
    assert_eq!(told(&world, 2), Vec::<String>::new());
    assert_eq!(told(&world, 3), ["entry.reentered 410502 2023-04-16/410502.xlsx D4"]);
    assert_eq!(told(&world, 4), ["entry.reentered 410502 2023-04-23/410502.xlsx D4"]);
}

#[test]
fn a_step_is_overdue_after_its_own_target() {
    let half = Row { interviewed: Some(week(1)), pledged: Some(week(1)), ..firm(SECOND) };
    let world = world((1..=10).map(|number| table(RIVER, number, vec![firm(FIRST), half.clone()])).collect());
    let overdue = |number| columns(&state(&world, number), &["overdue", "weeks_listed"]);
    // Sorted by key: the second firm's code is the smaller one.
    assert_eq!(overdue(5), ["false 5", "false 5"], "on the target itself nothing is overdue");
    assert_eq!(overdue(6), ["false 6", "true 6"], "the interview is, the supervision is not yet");
    assert_eq!(overdue(10), ["true 10", "true 10"]);
}

#[test]
fn submission_missing_is_told_once_a_ledger_and_a_late_report_removes_it() {
    let missing = |world: &World| -> Vec<String> {
        let (history, submissions, config) =
            (convert::history(world), convert::submissions(world), convert::config(world));
        let findings = known_on(&history, &submissions, &config, week(1)).unwrap().findings().unwrap();
        let missing = findings.iter().filter(|finding| finding.code.code() == "submission.missing");
        missing
            .map(|finding| format!("{} {}", finding.county.clone().unwrap(), finding.ledger.unwrap().code()))
            .collect()
    };
    let zero_report = table(RIVER, 1, Vec::new());
    assert_eq!(missing(&world(vec![zero_report.clone()])), ["410502 penalty", "410503 judgment", "410503 penalty"]);
    let withdrawn = Table { withdrawn: true, ..zero_report.clone() };
    assert_eq!(missing(&world(vec![withdrawn])).len(), 4, "what was withdrawn was not sent");
    assert_eq!(missing(&world(vec![zero_report, table(HILL, 1, Vec::new())])), ["410502 penalty", "410503 penalty"]);
}

#[test]
fn a_name_without_a_code_is_told_at_its_name_and_never_shown_in_a_message() {
    let world = world(vec![table(RIVER, 1, vec![nameless("张三（示例）店"), nameless("张三 (示例) 店")])]);
    let finding = findings(&world, 1).remove(0);
    assert_eq!((finding.cell().as_str(), finding.value.as_str()), ("C5", "张三 (示例) 店"));
    assert!(!finding.message.contains('张') && !finding.remedy.contains('张'), "{}", finding.message);
}

#[test]
fn where_a_table_has_no_code_column_the_name_is_pointed_at() {
    let mut bare = table(RIVER, 2, vec![nameless("示例公司"), nameless("示例公司")]);
    bare.code_column = 0;
    let world = world(vec![table(RIVER, 1, vec![firm(FIRST)]), bare]);
    assert_eq!(told(&world, 2), ["entry.duplicate 410502 2023-04-09/410502.xlsx C5"]);
}

#[test]
fn messages_name_the_place_the_reason_and_the_way_out() {
    let dropped = world(vec![table(RIVER, 1, vec![firm(FIRST)]), table(RIVER, 2, Vec::new())]);
    let vanished = findings(&dropped, 2).remove(0);
    assert_eq!(
        vanished.message,
        "2023-04-02/410502.xlsx「失信被执行人」D4：“91410599MA00000X9N”尚未退出，最新一期报送却不再列出，仍按此行统计为未退出。"
    );
    assert!(vanished.remedy.contains("“其他”情形剔除") && vanished.remedy.contains("补报"), "{}", vanished.remedy);
    let shared = world(vec![table(RIVER, 1, vec![firm(FIRST)]), table(HILL, 1, vec![firm(FIRST)])]);
    let crossed = findings(&shared, 1).remove(0);
    assert!(
        crossed
            .message
            .starts_with("2023-04-02/410503.xlsx「失信被执行人」D4：“91410599MA00000X9N”同时列在文峰区的台账中")
    );
}

#[test]
fn a_month_stands_on_the_last_week_for_which_anything_was_sent() {
    let submissions = |weeks: &[u64]| {
        convert::submissions(&world(weeks.iter().map(|number| table(RIVER, *number, Vec::new())).collect()))
    };
    let april = months::month(&submissions(&[1, 3]), "2023-04").unwrap();
    assert_eq!((april.as_of, april.previous_as_of), (week(3), None));
    let may = months::month(&submissions(&[1, 3, 6, 8]), "2023-05").unwrap();
    assert_eq!((may.as_of, may.previous_as_of), (week(8), Some(week(3))));
    assert!(months::month(&submissions(&[1]), "2023-05").is_err());
    for wrong in ["2023-13", "2023-4", "四月", ""] {
        assert_eq!(months::month(&submissions(&[1]), wrong).unwrap_err().exit_status(), 2, "{wrong}");
    }
}

#[test]
fn spellings_of_a_name_compare_equal() {
    assert_eq!(plain_name("甲 （示例）\u{3000}公司"), "甲(示例)公司");
    assert_eq!(plain_name("甲(示例)公司"), "甲(示例)公司");
    assert_ne!(plain_name("甲公司"), plain_name("乙公司"));
}
