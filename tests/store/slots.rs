//! Which submission of a slot is in force, through the store: revisions, 补报, the same file again, withdrawals, rejected
//! files.

use tongbao::{
    domain::{ledger::Ledger, row::Row, submission::Standing},
    store::{Arrival, Batch, Fate, Store},
};

use super::{
    in_force,
    made::{arrival, batch, day, note, rejected},
    newest, store,
};

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
