//! The store holds what it was given: rows, findings, revisions, versions; and it survives two writers, a killed one,
//! old logs and damage.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "store/made.rs"]
mod made;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, SystemTime},
};

use made::{arrival, batch, day, note, rejected, row, slot};
use proptest::prelude::*;
use tongbao::{
    domain::{
        ledger::Ledger,
        row::Row,
        submission::{Standing, Submission},
    },
    store::{Arrival, Batch, Fate, Snapshot, Store, frame},
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
    let names: Vec<&str> = read.get_column_names().into_iter().map(|name| name.as_str()).collect();
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
fn a_later_file_replaces_the_one_in_force_and_is_noticed_once() {
    let (_dir, store) = store();
    let first = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    let mut second = arrival("410506", Ledger::Judgment, 1, "补报/龙安区补报.xlsx", 1);
    second.sheet = "失信被执行人".into();
    store.commit(&batch([first.clone()]), &note(1)).unwrap();
    assert!(newest(&store).revised().is_empty());
    let fates = store.commit(&batch([second.clone()]), &note(2)).unwrap().fates;
    assert_eq!(fates, [Fate::Revision]);
    let snapshot = newest(&store);
    assert_eq!(in_force(&snapshot), [("2023-04-09".into(), second.file.clone(), 1)]);
    assert_eq!(snapshot.submissions[0].standing, Standing::Superseded);
    assert_eq!(snapshot.rows(None).unwrap().len(), 1);
    assert_eq!(snapshot.findings(None).unwrap().len(), second.findings.len());
    let revised = snapshot.revised();
    assert_eq!(revised.len(), 1);
    let notice = &revised[0];
    assert_eq!((notice.code.code(), notice.file.as_str()), ("submission.revised", second.file.as_str()));
    assert_eq!((notice.sheet.as_str(), notice.cell().as_str()), ("失信被执行人", ""));
    assert_eq!((notice.county.as_deref(), notice.ledger), (Some("410506"), Some(Ledger::Judgment)));
    assert_eq!(notice.as_of, Some(day(1)));
}

#[test]
fn a_table_that_calls_itself_supplementary_is_not_replaced_by_one_that_does_not() {
    let (_dir, store) = store();
    let mut supplement = arrival("410506", Ledger::Judgment, 1, "a补报.xlsx", 2);
    supplement.supplementary = true;
    let plain = arrival("410506", Ledger::Judgment, 1, "b.xlsx", 3);
    let mut again = arrival("410506", Ledger::Judgment, 1, "c补报.xlsx", 1);
    again.supplementary = true;
    let fates = store.commit(&batch([supplement.clone(), plain]), &note(1)).unwrap().fates;
    assert_eq!(fates, [Fate::InForce, Fate::PassedOver]);
    assert_eq!(in_force(&newest(&store)), [("2023-04-09".into(), supplement.file, 1)]);
    assert_eq!(store.commit(&batch([again.clone()]), &note(2)).unwrap().fates, [Fate::Revision]);
    assert_eq!(in_force(&newest(&store)), [("2023-04-09".into(), again.file, 2)]);
}

#[test]
fn the_same_file_again_changes_nothing_and_makes_no_version() {
    let (_dir, store) = store();
    let first = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    let second = arrival("410506", Ledger::Judgment, 1, "龙安区改.xlsx", 2);
    store.commit(&batch([first.clone(), second.clone()]), &note(1)).unwrap();
    let before = newest(&store);
    let mut copy = first.clone();
    copy.file = "另存/龙安区.xlsx".into();
    let again = store.commit(&batch([first, second, copy]), &note(2)).unwrap();
    assert_eq!((again.version, again.fates), (1, vec![Fate::SameAgain; 3]));
    assert_eq!(newest(&store).submissions, before.submissions);
}

#[test]
fn the_same_file_for_another_slot_is_another_submission() {
    let (_dir, store) = store();
    let first = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    let mut other = arrival("410506", Ledger::Judgment, 2, "龙安区.xlsx", 3);
    other.sha256.clone_from(&first.sha256);
    store.commit(&batch([first, other]), &note(1)).unwrap();
    assert_eq!(in_force(&newest(&store)).len(), 2);
}

#[test]
fn a_withdrawn_submission_stays_in_history_and_its_rows_leave() {
    let (_dir, store) = store();
    let one = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    store.commit(&batch([one.clone(), arrival("410506", Ledger::Penalty, 1, "龙安区.xlsx", 2)]), &note(1)).unwrap();
    assert_eq!(store.withdraw(&one.slot, &note(2)).unwrap(), 2);
    let snapshot = newest(&store);
    assert_eq!(snapshot.submissions[0].standing, Standing::Withdrawn);
    assert_eq!(snapshot.rows(None).unwrap().len(), 2);
    assert_eq!(store.snapshot(Some(1)).unwrap().rows(None).unwrap().len(), 5);
    let refused = store.withdraw(&one.slot, &note(3)).unwrap_err();
    assert!(refused.message.contains("没有可撤回的报送"), "{refused}");
    assert_eq!(store.version().unwrap(), 2);
}

#[test]
fn after_a_withdrawal_a_new_file_starts_afresh_and_the_same_one_must_be_named() {
    let (_dir, store) = store();
    let one = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    store.commit(&batch([one.clone()]), &note(1)).unwrap();
    store.withdraw(&one.slot, &note(2)).unwrap();
    assert_eq!(store.commit(&batch([one.clone()]), &note(3)).unwrap().fates, [Fate::StaysOut]);
    assert_eq!(in_force(&newest(&store)).len(), 0);
    let named = Arrival { explicit: true, ..one.clone() };
    assert_eq!(store.commit(&batch([named]), &note(4)).unwrap().fates, [Fate::BackInForce]);
    assert_eq!(in_force(&newest(&store)), [("2023-04-09".into(), one.file.clone(), 0)]);
    assert_eq!(newest(&store).rows(None).unwrap().len(), 3);
    store.withdraw(&one.slot, &note(5)).unwrap();
    let new = arrival("410506", Ledger::Judgment, 1, "龙安区新.xlsx", 1);
    assert_eq!(store.commit(&batch([new.clone()]), &note(6)).unwrap().fates, [Fate::InForce]);
    assert_eq!(in_force(&newest(&store)), [("2023-04-09".into(), new.file, 0)]);
    assert!(newest(&store).revised().is_empty());
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_file_read_anew_after_a_withdrawal_brings_its_new_rows() {
    let (_dir, store) = store();
    let one = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    store.commit(&batch([one.clone()]), &note(1)).unwrap();
    store.withdraw(&one.slot, &note(2)).unwrap();
    let mut read_anew = Arrival { explicit: true, ..one };
    read_anew.rows.iter_mut().for_each(|row| row.department = Some("教育局".into()));
    store.commit(&batch([read_anew.clone()]), &note(3)).unwrap();
    let rows: Vec<Row> = newest(&store).rows(None).unwrap().into_iter().map(|(_, row)| row).collect();
    assert_eq!(rows, read_anew.rows);
    let before: Vec<_> = store.snapshot(Some(1)).unwrap().rows(None).unwrap();
    assert!(before.iter().all(|(_, row)| row.department.as_deref() != Some("教育局")));
}

#[test]
fn a_rejected_file_is_listed_until_it_is_accepted() {
    let (_dir, store) = store();
    let mut run = batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 1)]);
    run.rejected = vec![rejected("坏.xlsx", "坏"), rejected("空.xlsx", "空"), rejected("别处/空.xlsx", "移走")];
    store.commit(&run, &note(1)).unwrap();
    let listed = |store: &Store| -> Vec<String> { newest(store).rejected.into_iter().map(|one| one.file).collect() };
    assert_eq!(listed(&store), ["别处/空.xlsx", "坏.xlsx", "空.xlsx"]);
    assert_eq!(newest(&store).rejected[1], rejected("坏.xlsx", "坏"));
    assert_eq!(store.commit(&run, &note(2)).unwrap().version, 1);
    let mended = arrival("410526", Ledger::Penalty, 0, "坏.xlsx", 1);
    let mut moved = arrival("410527", Ledger::Penalty, 0, "内黄县.xlsx", 1);
    moved.sha256 = rejected("别处/空.xlsx", "移走").sha256;
    store.commit(&batch([mended, moved]), &note(3)).unwrap();
    assert_eq!(listed(&store), ["空.xlsx"]);
    let accepted = Batch { accepted: vec!["空.xlsx".into()], ..Batch::default() };
    store.commit(&accepted, &note(4)).unwrap();
    assert!(listed(&store).is_empty());
    assert_eq!(store.snapshot(Some(1)).unwrap().rejected.len(), 3);
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
    store.withdraw(&slot("410526", Ledger::Judgment, 0), &note(2)).unwrap();
    let log = store.log().unwrap();
    assert_eq!(log.iter().map(|entry| entry.version).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(log.into_iter().map(|entry| entry.note).collect::<Vec<_>>(), [note(0), note(1), note(2)]);
}

/// Everything that a figure could depend on.
fn state(store: &Store) -> (BTreeMap<String, String>, Vec<(String, Row)>, Vec<String>) {
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

#[test]
fn a_hundred_and_fifty_old_commits_lose_no_history() {
    let (dir, store) = store();
    let old = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 40);
    for run in 1..=150_u32 {
        let rows = u32::from(run == 1 || run.is_multiple_of(25));
        let one = arrival("410526", Ledger::Judgment, run % 7, &format!("{run}.xlsx"), rows);
        let mut when = note(run);
        when.when = "2009-12-31T00:00:00Z".into();
        store.commit(&batch([one]), &when).unwrap();
        for table in ["submissions", "rows", "findings"] {
            age(&dir.path().join("store").join(table).join("_delta_log"), old);
        }
    }
    let checkpoints = fs::read_dir(dir.path().join("store/submissions/_delta_log"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("checkpoint.parquet"))
        .count();
    assert_eq!(checkpoints, 1, "a checkpoint was made at version 99");
    assert_eq!(store.version().unwrap(), 150);
    let first = store.snapshot(Some(1)).unwrap();
    assert_eq!((first.submissions.len(), first.rows(None).unwrap().len()), (1, 1));
    assert_eq!(store.log().unwrap().len(), 151);
    assert_eq!(newest(&store).submissions.len(), 150);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_version_that_another_program_wrote_is_read_and_followed() {
    let (dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    store.commit(&batch([arrival("410527", Ledger::Judgment, 0, "内黄县.xls", 3)]), &note(2)).unwrap();
    let log = dir.path().join("store/submissions/_delta_log");
    let foreign = r#"{"commitInfo":{"timestamp":1,"operation":"SET TBLPROPERTIES"}}"#;
    fs::write(log.join("00000000000000000003.json"), foreign).unwrap();
    assert_eq!((newest(&store).version, names(&newest(&store)).len()), (3, 5));
    store.commit(&batch([arrival("410523", Ledger::Judgment, 0, "汤阴县.xls", 1)]), &note(4)).unwrap();
    assert_eq!((newest(&store).version, names(&newest(&store)).len()), (4, 6));
    assert_eq!(store.restore(3, &note(5)).unwrap(), 5);
    assert_eq!(names(&newest(&store)).len(), 5);
}

fn age(folder: &Path, to: SystemTime) {
    for entry in fs::read_dir(folder).unwrap() {
        let file = fs::OpenOptions::new().append(true).open(entry.unwrap().path()).unwrap();
        file.set_modified(to).unwrap();
    }
}

#[test]
fn files_of_a_run_that_died_before_its_last_commit_do_not_count() {
    let (dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    let before = state(&store);
    store.commit(&batch([arrival("410527", Ledger::Judgment, 0, "内黄县.xls", 3)]), &note(2)).unwrap();
    let after = state(&store);
    // As a run leaves it that is killed after the rows and findings were committed and before `submissions` was.
    fs::remove_file(dir.path().join("store/submissions/_delta_log/00000000000000000002.json")).unwrap();
    assert_eq!(state(&store), before);
    assert!(store.verify().unwrap().is_sound());
    store.commit(&batch([arrival("410527", Ledger::Judgment, 0, "内黄县.xls", 3)]), &note(2)).unwrap();
    assert_eq!(state(&store), after);
}

#[test]
fn compacting_deletes_what_no_version_names_and_nothing_else() {
    let (dir, store) = store();
    for week in 0..3 {
        store.commit(&batch([arrival("410526", Ledger::Judgment, week, "滑县.xlsx", 2)]), &note(week + 1)).unwrap();
    }
    store.withdraw(&slot("410526", Ledger::Judgment, 0), &note(4)).unwrap();
    store.commit(&batch([arrival("410527", Ledger::Judgment, 0, "内黄县.xls", 3)]), &note(5)).unwrap();
    fs::remove_file(dir.path().join("store/submissions/_delta_log/00000000000000000005.json")).unwrap();
    fs::write(dir.path().join("store/rows/as_of=2023-04-02/.half.tmp"), "half").unwrap();
    let before: Vec<_> = (0..=4).map(|version| names(&store.snapshot(Some(version)).unwrap())).collect();
    assert_eq!(store.compact(&note(6)).unwrap().files, 3);
    let after: Vec<_> = (0..=4).map(|version| names(&store.snapshot(Some(version)).unwrap())).collect();
    assert_eq!(before, after);
    assert!(store.verify().unwrap().is_sound());
    assert_eq!(store.compact(&note(7)).unwrap().files, 0);
    store.commit(&batch([arrival("410527", Ledger::Judgment, 0, "内黄县.xls", 3)]), &note(8)).unwrap();
    assert_eq!(names(&newest(&store)).len(), 7);
}

fn data_files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().unwrap() != "_delta_log" { data_files(&path) } else { vec![path] }
        })
        .filter(|path| path.extension().is_some_and(|ending| ending == "parquet"))
        .collect();
    found.sort();
    found
}

#[test]
fn verify_names_a_damaged_file_a_missing_one_and_counts_that_do_not_add_up() {
    let (dir, store) = store();
    let mut wrong = arrival("410527", Ledger::Judgment, 1, "内黄县.xls", 3);
    wrong.counts.read += 1;
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    store.commit(&batch([wrong]), &note(2)).unwrap();
    let sound = store.verify().unwrap();
    assert_eq!((sound.versions, sound.rows, sound.files), (3, 5, 6));
    assert_eq!(sound.problems.len(), 1, "{:?}", sound.problems);
    assert!(sound.problems[0].contains("内黄县.xls"));
    let rows = data_files(&dir.path().join("store/rows"));
    let mut bytes = fs::read(&rows[0]).unwrap();
    bytes[20] ^= 1;
    fs::write(&rows[0], bytes).unwrap();
    let findings = data_files(&dir.path().join("store/findings"));
    fs::remove_file(&findings[0]).unwrap();
    let problems = store.verify().unwrap().problems;
    assert_eq!(problems.len(), 3, "{problems:?}");
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    assert!(problems.iter().any(|one| one.contains("校验值不符") && one.contains(&name(&rows[0]))));
    assert!(problems.iter().any(|one| one.contains("缺失") && one.contains(&name(&findings[0]))));
}

#[test]
fn two_threads_that_take_in_at_once_lose_nothing() {
    let (dir, _store) = store();
    let path = dir.path().join("store");
    std::thread::scope(|scope| {
        for county in ["410502", "410503"] {
            let path = &path;
            scope.spawn(move || {
                let store = Store::open(path).unwrap();
                for week in 0..8 {
                    store.commit(&batch([arrival(county, Ledger::Judgment, week, "a.xlsx", 2)]), &note(week)).unwrap();
                }
            });
        }
    });
    let store = Store::open(&path).unwrap();
    assert_eq!((store.version().unwrap(), in_force(&newest(&store)).len(), names(&newest(&store)).len()), (16, 16, 32));
    assert!(store.verify().unwrap().is_sound());
}

const CHILD: &str = "TONGBAO_TEST_STORE";

/// This test program again, as a writer of its own that takes in week after week for one county.
fn writer(store: &Path, county: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_process_writes", "--test-threads", "1"])
        .env(CHILD, store)
        .env("TONGBAO_TEST_COUNTY", county)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// Writes only when another test of this file starts it as a process; the assertions are with that test.
#[test]
#[allow(clippy::disallowed_methods, reason = "tests may read the environment")]
fn another_process_writes() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let county = std::env::var("TONGBAO_TEST_COUNTY").unwrap();
    let store = Store::open(Path::new(&path)).unwrap();
    for week in 0..12 {
        store.commit(&batch([arrival(&county, Ledger::Judgment, week, "a.xlsx", 50)]), &note(week)).unwrap();
    }
}

#[test]
fn two_processes_that_take_in_at_once_lose_nothing() {
    let (dir, _store) = store();
    let path = dir.path().join("store");
    let mut children = [writer(&path, "410502"), writer(&path, "410503")];
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let store = Store::open(&path).unwrap();
    assert_eq!((store.version().unwrap(), names(&newest(&store)).len()), (24, 1200));
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_killed_writer_leaves_whole_versions_only() {
    let (dir, _store) = store();
    let path = dir.path().join("store");
    let mut cut_short = 0;
    for round in 0..12_u64 {
        let mut child = writer(&path, "410502");
        std::thread::sleep(Duration::from_millis(15 + 17 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = Store::open(&path).unwrap();
        let snapshot = newest(&store);
        assert_eq!(u64::try_from(in_force(&snapshot).len()).unwrap(), snapshot.version);
        assert_eq!(names(&snapshot).len(), in_force(&snapshot).len() * 50);
        let sound = store.verify().unwrap();
        assert!(sound.is_sound(), "{:?}", sound.problems);
        cut_short += usize::from(snapshot.version < 12);
    }
    assert!(cut_short > 0, "no kill came in time");
    assert!(writer(&path, "410502").wait().unwrap().success());
    let store = Store::open(&path).unwrap();
    assert_eq!((store.version().unwrap(), names(&newest(&store)).len()), (12, 600));
}

/// Notes a check that cannot run here, so that it is listed at the end of `make test`.
#[allow(clippy::disallowed_methods, reason = "tests may read the environment")]
fn skip(name: &str) {
    use std::io::Write;
    if let Some(list) = std::env::var_os("TONGBAO_SKIPS") {
        let mut list = fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "{name}").unwrap();
    }
}

#[test]
fn python_reads_the_same_rows_from_the_open_tables() {
    let ready = Command::new("python3").args(["-c", "import deltalake"]).output();
    if !ready.is_ok_and(|answer| answer.status.success()) {
        return skip("store: python3 with the module deltalake");
    }
    let (dir, store) = store();
    let first = arrival("410506", Ledger::Judgment, 1, "龙安区.xlsx", 3);
    store.commit(&batch([first.clone(), arrival("410526", Ledger::Penalty, 1, "滑县.xlsx", 4)]), &note(1)).unwrap();
    let mut run = batch([arrival("410506", Ledger::Judgment, 1, "龙安区补报.xlsx", 2)]);
    run.rejected = vec![rejected("坏.xlsx", "坏")];
    store.commit(&run, &note(2)).unwrap();
    store.withdraw(&slot("410526", Ledger::Penalty, 1), &note(3)).unwrap();
    let answer = Command::new("python3")
        .args(["-c", include_str!("store/read.py")])
        .arg(dir.path().join("store"))
        .output()
        .unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let lines = String::from_utf8(answer.stdout).unwrap();
    assert_eq!(lines.trim(), "3 in_force,rejected,superseded,withdrawn 9 企业0,企业1 uscc.invalid");
    assert_eq!(names(&newest(&store)), ["企业0", "企业1"]);
}
