//! Two runs at once: both are whole afterwards; one that waits in vain says who holds the store.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{MONTH, content, copied, inbox, is_whole, program, runs};

#[test]
fn two_runs_at_once_lose_nothing_even_where_both_make_the_store() {
    let expected = inbox();
    runs(&expected, &["ingest", "收件"]);
    for _ in 0..3 {
        let dir = inbox();
        let start = |week: &str| program(dir.path(), &["--quiet", "ingest", week]).spawn().unwrap();
        let mut both = [start("收件/2023-04-02"), start("收件/2023-04-09")];
        assert!(both.iter_mut().all(|child| child.wait().unwrap().code().is_some_and(|status| status <= 1)));
        let (version, rows) = content(dir.path()).unwrap();
        assert_eq!((version, &rows), (2, &content(expected.path()).unwrap().1));
    }
}

#[test]
fn two_bulletins_and_notices_at_once_are_whole() {
    let dir = inbox();
    runs(&dir, &["ingest", "收件"]);
    let start = |command: &str| {
        let arguments = ["--quiet", command, "--month", MONTH, "--no-pdf"];
        program(dir.path(), &arguments).spawn().unwrap()
    };
    let mut all = ["notices", "notices", "bulletin", "bulletin"].map(start);
    assert!(all.iter_mut().all(|child| child.wait().unwrap().success()));
    let month = dir.path().join("out").join(MONTH);
    assert!(is_whole(&month.join("bulletin")) && is_whole(&month.join("notices")));
    assert_eq!(fs::read_dir(&month).unwrap().count(), 2, "nothing is left beside them");
}

fn signal(name: &str, pid: u32) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

/// A run is stopped while it holds the store; another one waits for it, gives up and names it.
#[test]
fn a_locked_store_names_its_holder() {
    let dir = inbox();
    runs(&dir, &["ingest", "收件/2023-04-02"]);
    let start = copied(&dir);
    for _ in 0..40 {
        let dir = copied(&start);
        let note = dir.path().join("store/.lock.json");
        let mut holder = program(dir.path(), &["--quiet", "ingest", "收件"])
            .env("USER", "王五")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let own = format!("\"pid\":{}", holder.id());
        let begun = Instant::now();
        while !fs::read_to_string(&note).unwrap_or_default().replace(' ', "").contains(&own) {
            assert!(begun.elapsed() < Duration::from_mins(1), "the store was never locked");
            thread::sleep(Duration::from_micros(100));
        }
        signal("-STOP", holder.id());
        let waiting = program(dir.path(), &["ingest", "收件"]).output().unwrap();
        signal("-CONT", holder.id());
        assert!(holder.wait().unwrap().code().is_some_and(|status| status <= 1));
        let said = String::from_utf8_lossy(&waiting.stderr).into_owned();
        if waiting.status.code() != Some(3) {
            // It was stopped too late: the store was free again.
            continue;
        }
        assert!(said.contains(&format!("进程 {}", holder.id())), "{said}");
        assert!(said.contains("开始于") && said.contains("用户") && said.contains("怎么办"), "{said}");
        runs(&dir, &["ingest", "收件"]);
        return;
    }
    panic!("no run could be stopped while it held the store");
}
