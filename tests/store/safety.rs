//! The store survives two writers, a killed one, old logs, damage; and other engines read it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, SystemTime},
};

use tongbao::{domain::ledger::Ledger, store::Store};

use super::{
    in_force,
    made::{arrival, batch, note, rejected, slot},
    names, newest, state, store,
};

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
    let sound = store.verify().unwrap();
    assert!(sound.is_sound() && sound.remarks.is_empty(), "{sound:?}");
    assert_eq!((newest(&store).version, names(&newest(&store)).len()), (3, 5));
    store.commit(&batch([arrival("410523", Ledger::Judgment, 0, "汤阴县.xls", 1)]), &note(4)).unwrap();
    assert_eq!((newest(&store).version, names(&newest(&store)).len()), (4, 6));
    assert_eq!(store.restore(3, &note(5)).unwrap(), 5);
    assert_eq!(names(&newest(&store)).len(), 5);
    let sound = store.verify().unwrap();
    assert!(sound.is_sound() && sound.remarks.is_empty(), "{sound:?}");
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
    let sound = store.verify().unwrap();
    assert!(sound.is_sound() && sound.remarks.len() == 1, "{sound:?}");
    store.commit(&batch([arrival("410527", Ledger::Judgment, 0, "内黄县.xls", 3)]), &note(2)).unwrap();
    assert_eq!(state(&store), after);
}

#[test]
fn an_entry_that_a_power_cut_left_empty_is_no_version() {
    let (dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    for table in ["submissions", "rows"] {
        fs::write(dir.path().join("store").join(table).join("_delta_log/00000000000000000002.json"), "").unwrap();
    }
    assert_eq!((store.version().unwrap(), names(&newest(&store)).len()), (1, 2));
    let next = arrival("410526", Ledger::Judgment, 1, "滑县.xlsx", 1);
    let told = store.verify().unwrap();
    assert!(told.problems.len() == 1 && told.problems[0].contains("断电"), "{told:?}");
    assert_eq!(store.commit(&batch([next]), &note(2)).unwrap().version, 2);
    assert_eq!(names(&newest(&store)).len(), 3);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_write_that_fails_leaves_the_old_state_and_the_next_run_continues() {
    let (dir, store) = store();
    store.commit(&batch([arrival("410526", Ledger::Judgment, 0, "滑县.xlsx", 2)]), &note(1)).unwrap();
    let before = state(&store);
    let in_the_way = dir.path().join("store/rows/as_of=2023-04-09");
    fs::write(&in_the_way, "no folder").unwrap();
    let both = batch([0, 1].map(|week| arrival("410527", Ledger::Judgment, week, "内黄县.xls", 3)));
    let refused = store.commit(&both, &note(2)).unwrap_err();
    assert!(refused.message.contains("as_of=2023-04-09"), "{refused}");
    assert_eq!((store.version().unwrap(), state(&store)), (1, before));
    fs::remove_file(&in_the_way).unwrap();
    store.commit(&both, &note(3)).unwrap();
    assert_eq!(names(&newest(&store)).len(), 8);
    assert!(store.verify().unwrap().is_sound());
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
    assert_eq!(store.verify().unwrap().remarks.len(), 1);
    assert_eq!(store.compact(&note(6)).unwrap().files, 4);
    let after: Vec<_> = (0..=4).map(|version| names(&store.snapshot(Some(version)).unwrap())).collect();
    assert_eq!(before, after);
    let sound = store.verify().unwrap();
    assert!(sound.is_sound() && sound.remarks.is_empty(), "{sound:?}");
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
fn verify_names_a_file_that_its_log_lost_one_line_of() {
    let (dir, store) = store();
    let both = [0, 1].map(|week| arrival("410526", Ledger::Judgment, week, "滑县.xlsx", 2));
    store.commit(&batch(both), &note(1)).unwrap();
    assert!(store.verify().unwrap().is_sound());
    let entry = dir.path().join("store/rows/_delta_log/00000000000000000001.json");
    let text = fs::read_to_string(&entry).unwrap();
    assert_eq!(text.lines().count(), 3);
    fs::write(&entry, text.lines().take(2).collect::<Vec<_>>().join("\n")).unwrap();
    let problems = store.verify().unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with("rows/_delta_log：没有登记 as_of=2023-04-09/"), "{problems:?}");
    let end = ".parquet（add），其他程序读 rows 表时会少内容。请从备份恢复 rows/_delta_log 文件夹。";
    assert!(problems[0].ends_with(end), "{problems:?}");
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
        .args(["--exact", "safety::another_process_writes", "--test-threads", "1"])
        .env(CHILD, store)
        .env("TONGBAO_TEST_COUNTY", county)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// Writes only when another test of this file starts it as a process; the assertions are with that test.
#[test]
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
    let answer =
        Command::new("python3").args(["-c", include_str!("read.py")]).arg(dir.path().join("store")).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let lines = String::from_utf8(answer.stdout).unwrap();
    assert_eq!(lines.trim(), "3 in_force,rejected,superseded,withdrawn 9 企业0,企业1 uscc.invalid");
    assert_eq!(names(&newest(&store)), ["企业0", "企业1"]);
}
