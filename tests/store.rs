//! The store holds what it was given: rows, findings, versions. Its modules: `slots` (which submission is in force) and
//! `safety` (two writers, a killed one, old logs, damage, other engines).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "tests look into the folder")]

#[path = "store/made.rs"]
mod made;
#[path = "store/safety.rs"]
mod safety;
#[path = "store/slots.rs"]
mod slots;

use std::{collections::BTreeMap, fs};

use made::{arrival, batch, day, note, row};
use proptest::prelude::*;
use tongbao::{
    domain::{ledger::Ledger, row::Row, submission::Submission},
    store::{Arrival, Fate, Snapshot, Store, frame},
};

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("store"), &note(0)).unwrap();
    (dir, store)
}

fn newest(store: &Store) -> Snapshot {
    store.snapshot(None).unwrap()
}

/// Files of the submissions in force, by slot.
fn in_force(snapshot: &Snapshot) -> Vec<(String, String, u32)> {
    let mut list: Vec<_> =
        snapshot.in_force().map(|one| (one.id[..10].to_owned(), one.file.clone(), one.revision)).collect();
    list.sort();
    list
}

fn names(snapshot: &Snapshot) -> Vec<String> {
    snapshot.rows(None).unwrap().into_iter().map(|(_, row)| row.name.unwrap_or_default()).collect()
}

#[test]
fn an_empty_store_is_version_0_and_opens_again() {
    let (dir, store) = store();
    assert_eq!(store.version().unwrap(), 0);
    let snapshot = newest(&Store::open(&dir.path().join("store")).unwrap());
    assert_eq!((snapshot.version, snapshot.submissions.len(), snapshot.rejected.len()), (0, 0, 0));
    assert_eq!(snapshot.history(None).unwrap().collect().unwrap().height(), 0);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_folder_without_a_store_is_refused_with_a_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let refused = Store::open(dir.path()).unwrap_err();
    assert!(refused.message.contains("没有台账库"));
    assert!(refused.remedy.contains("tongbao init"));
}

#[test]
fn rows_findings_and_counts_come_back_as_they_went_in() {
    let (_dir, store) = store();
    let one = arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 3);
    let two = arrival("410526", Ledger::Penalty, 0, "滑县.xlsx", 2);
    let committed = store.commit(&batch([one.clone(), two.clone()]), &note(1)).unwrap();
    assert_eq!((committed.version, committed.fates), (1, vec![Fate::InForce, Fate::InForce]));
    let snapshot = newest(&store);
    let expected: Vec<Row> = one.rows.iter().chain(&two.rows).cloned().collect();
    let rows: Vec<Row> = snapshot.rows(None).unwrap().into_iter().map(|(_, row)| row).collect();
    assert_eq!(rows, expected);
    let findings: Vec<_> = snapshot.findings(Some(day(0))).unwrap().into_iter().map(|(_, one)| one).collect();
    assert_eq!(findings, one.findings.iter().chain(&two.findings).cloned().collect::<Vec<_>>());
    assert!(snapshot.findings(Some(day(1))).unwrap().is_empty());
    assert_eq!(snapshot.submissions[0], one.submission(&note(1)));
    assert_eq!(snapshot.submissions[1].rows, two.counts);
}

#[test]
fn the_rows_of_a_submission_carry_its_id_and_keep_their_order() {
    let (_dir, store) = store();
    let mut one = arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 4);
    one.rows[2] = one.rows[0].clone();
    one.rows.reverse();
    store.commit(&batch([one.clone()]), &note(1)).unwrap();
    let snapshot = newest(&store);
    let id = snapshot.submissions[0].id.clone();
    assert_eq!(snapshot.rows(None).unwrap(), one.rows.into_iter().map(|row| (id.clone(), row)).collect::<Vec<_>>());
}

#[test]
fn the_history_has_the_columns_that_every_stage_expects() {
    let (_dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    let read = newest(&store).history(None).unwrap().collect().unwrap();
    let row = row("410526", Ledger::Judgment, 0, 1);
    assert_eq!(read.schema(), frame::rows(&[&row]).unwrap().schema());
    let names: Vec<&str> = read.get_column_names().into_iter().map(AsRef::as_ref).collect();
    assert_eq!(names.len(), 39);
    assert_eq!((names[0], names[1], names[38]), ("submission_id", "as_of", "name_column"));
}

#[test]
fn a_report_of_zero_rows_is_a_submission() {
    let (_dir, store) = store();
    store.commit(&batch([arrival("410527", Ledger::Penalty, 0, "内黄县.xls", 0)]), &note(1)).unwrap();
    let snapshot = newest(&store);
    assert_eq!(in_force(&snapshot).len(), 1);
    assert_eq!(snapshot.rows(None).unwrap().len(), 0);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn history_stops_at_the_week_asked_for() {
    let (_dir, store) = store();
    for week in 0..3 {
        store.commit(&batch([arrival("410526", Ledger::Judgment, week, "滑县.xlsx", 2)]), &note(week)).unwrap();
    }
    assert_eq!(newest(&store).rows(Some(day(1))).unwrap().len(), 4);
    assert_eq!(newest(&store).rows(None).unwrap().len(), 6);
}

#[test]
fn a_preview_tells_the_fates_and_changes_nothing() {
    let (_dir, store) = store();
    let one = arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 1);
    assert_eq!(store.preview(&batch([one]), &note(1)).unwrap(), [Fate::InForce]);
    assert_eq!(store.version().unwrap(), 0);
}

#[test]
fn an_earlier_version_reads_as_it_was_and_can_be_restored() {
    let (_dir, store) = store();
    for week in 0..3 {
        store.commit(&batch([arrival("410526", Ledger::Judgment, week, "滑县.xlsx", week + 1)]), &note(week)).unwrap();
    }
    let then = store.snapshot(Some(2)).unwrap();
    assert_eq!((then.version, names(&then).len()), (2, 3));
    assert_eq!(store.restore(2, &note(9)).unwrap(), 4);
    assert_eq!(names(&newest(&store)), names(&then));
    assert_eq!(store.snapshot(Some(3)).unwrap().rows(None).unwrap().len(), 6);
    assert_eq!(store.restore(2, &note(9)).unwrap(), 4, "restoring what is there makes no version");
    store.commit(&batch([arrival("410526", Ledger::Judgment, 5, "滑县.xlsx", 1)]), &note(10)).unwrap();
    assert_eq!(names(&newest(&store)).len(), 4);
    assert_eq!(store.restore(0, &note(11)).unwrap(), 6);
    assert_eq!(newest(&store).submissions.len(), 0);
    assert!(store.snapshot(Some(99)).unwrap_err().message.contains("没有第 99 版"));
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn the_log_says_who_when_and_what() {
    let (_dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 1)]), &note(1)).unwrap();
    store.withdraw(&made::slot("410526", Ledger::Judgment, 0), &note(2)).unwrap();
    let log = store.log().unwrap();
    assert_eq!(log.iter().map(|entry| entry.version).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(log.into_iter().map(|entry| entry.note).collect::<Vec<_>>(), [note(0), note(1), note(2)]);
}

/// Everything that a figure could depend on: submissions by id, rows, findings.
type State = (BTreeMap<String, String>, Vec<(String, Row)>, Vec<String>);

fn state(store: &Store) -> State {
    let snapshot = newest(store);
    let word = |one: &Submission| format!("{:?} {} {} {}", one.standing, one.revision, one.file, one.sha256);
    let submissions = snapshot.submissions.iter().map(|one| (one.id.clone(), word(one))).collect();
    let mut rows = snapshot.rows(None).unwrap();
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.source_row.cmp(&b.1.source_row)));
    let mut findings: Vec<String> = snapshot.findings(None).unwrap().iter().map(|one| format!("{one:?}")).collect();
    findings.extend(snapshot.revised().iter().map(|one| format!("{one:?}")));
    findings.sort();
    (submissions, rows, findings)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nine_runs_and_one_run_give_the_same_state(
        files in prop::collection::vec((0..2_usize, 0..2_u32, 0..5_u32, any::<bool>(), 0..4_u32), 1..12),
        cuts in prop::collection::vec(any::<bool>(), 12),
    ) {
        let arrivals: Vec<Arrival> = files.iter().map(|(county, week, file, supplementary, rows)| {
            let mut one = arrival(["410506", "410526"][*county], Ledger::Judgment, *week, &format!("{file}.xlsx"), *rows);
            one.supplementary = *supplementary;
            one
        }).collect();
        let ((_a, together), (_b, apart)) = (store(), store());
        together.commit(&batch(arrivals.clone()), &note(1)).unwrap();
        let mut run = Vec::new();
        for (one, cut) in arrivals.into_iter().zip(cuts) {
            run.push(one);
            if cut {
                apart.commit(&batch(std::mem::take(&mut run)), &note(2)).unwrap();
            }
        }
        apart.commit(&batch(run), &note(3)).unwrap();
        prop_assert_eq!(state(&together), state(&apart));
        prop_assert!(apart.verify().unwrap().is_sound());
    }

    #[test]
    fn any_row_and_any_finding_come_back_equal(
        rows in prop::collection::vec(made::any_row(), 0..6),
        findings in prop::collection::vec(made::any_finding(), 0..4),
    ) {
        let (_dir, store) = store();
        let mut one = arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 0);
        (one.rows, one.findings) = (rows, findings);
        store.commit(&batch([one.clone()]), &note(1)).unwrap();
        let snapshot = newest(&store);
        let rows: Vec<Row> = snapshot.rows(None).unwrap().into_iter().map(|(_, row)| row).collect();
        prop_assert_eq!(rows, one.rows);
        let findings: Vec<_> = snapshot.findings(None).unwrap().into_iter().map(|(_, one)| one).collect();
        prop_assert_eq!(findings, one.findings);
    }
}

#[test]
fn a_folder_with_a_chinese_name_and_odd_signs_holds_a_store() {
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join("信用办 [2023年] #1 100% ~台账？*");
    let store = Store::create(&odd, &note(0)).unwrap();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    assert_eq!(newest(&Store::open(&odd).unwrap()).rows(None).unwrap().len(), 2);
}

#[test]
fn a_moved_store_still_opens() {
    let (dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    let moved = dir.path().join("别处");
    fs::rename(dir.path().join("store"), &moved).unwrap();
    assert_eq!(newest(&Store::open(&moved).unwrap()).rows(None).unwrap().len(), 2);
    let log = fs::read_to_string(moved.join("submissions/_delta_log/00000000000000000000.json")).unwrap();
    assert!(!log.contains(dir.path().to_str().unwrap()), "the log names no folder of this machine");
}
