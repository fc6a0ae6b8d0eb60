//! A full disk and a folder that may not be written: refused with the reason, the old state stands, the next run continues.
//!
//! Both are made by mounts of a namespace of their own, which go away with it. Where the system allows none, that is noted.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use super::{MONTH, content, copied, files, inbox, is_whole, runs, support};

/// Runs a shell script that may mount; `None` where it may not. `$0` is the program, `$1`, `$2` what is given.
fn with_mounts(script: &str, arguments: [&Path; 2]) -> Option<Output> {
    let able = |options: &[&str]| {
        let tried = Command::new("unshare").args(options).args(["mount", "-t", "tmpfs", "none", "/mnt"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let options = [&["-m"][..], &["-U", "-r", "-m"][..]].into_iter().find(|options| able(options))?;
    let mut command = Command::new("unshare");
    command.args(options).args(["sh", "-c", script, env!("CARGO_BIN_EXE_tongbao")]).args(arguments);
    Some(command.arg(support::fonts()).output().unwrap())
}

/// Copies the workspace to a small disk, runs there, copies what is left to `$2`.
const ON_A_SMALL_DISK: &str = r#"mount -t tmpfs -o size=SIZE none /mnt && cp -r "$1/." /mnt && cd /mnt || exit 99
"$0" ARGUMENTS --fonts "$3"; status=$?
cp -r /mnt/. "$2"; exit $status"#;

/// Kibibytes that a folder's files take on a disk of 4 KiB pages.
fn size(dir: &Path) -> usize {
    files(dir).values().map(|bytes| bytes.len().div_ceil(4096) * 4).sum::<usize>() + 8
}

/// Runs with ever more room until it succeeds; answers how often there was too little.
fn until_there_is_room(start: &TempDir, arguments: &str, steps: usize, old_or_new: impl Fn(&Path)) -> Option<u32> {
    for (refused, room) in (0..40).zip((0..).step_by(steps)) {
        let left = TempDir::new().unwrap();
        let script =
            ON_A_SMALL_DISK.replace("SIZE", &format!("{}k", size(start.path()) + room)).replace("ARGUMENTS", arguments);
        let output = with_mounts(&script, [start.path(), left.path()])?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0 | 1) => {
                old_or_new(left.path());
                return Some(refused);
            }
            Some(3) => assert!(said.contains("磁盘") && said.contains("怎么办"), "{said}"),
            other => panic!("{other:?} with {room} KiB: {said}"),
        }
        old_or_new(left.path());
        runs(&left, &arguments.split(' ').collect::<Vec<_>>());
        old_or_new(left.path());
    }
    panic!("{arguments} never succeeded");
}

#[test]
fn a_full_disk_leaves_the_old_state_and_the_next_run_continues() {
    let fresh = inbox();
    let taken = copied(&fresh);
    runs(&taken, &["ingest", "收件"]);
    let all = content(taken.path()).unwrap().1;
    let old_or_new = |dir: &Path| {
        let held = content(dir).map(|(_, rows)| rows).unwrap_or_default();
        assert!(held.is_empty() || held == all, "{held:?}");
    };
    let Some(refused) = until_there_is_room(&fresh, "--quiet ingest 收件", 12, old_or_new) else {
        return support::skipped("crash: a full disk (no mounts are allowed here)");
    };
    assert!(refused >= 3, "the disk was full {refused} times only");
    let issued = copied(&taken);
    runs(&issued, &["notices", "--month", MONTH, "--no-pdf"]);
    let folder = |dir: &Path| dir.join("out").join(MONTH).join("notices");
    let whole = |dir: &Path| assert!(is_whole(&folder(dir)), "the notices are neither old nor new");
    let refused = until_there_is_room(&issued, &format!("--quiet notices --month {MONTH} --no-pdf"), 160, whole);
    assert!(refused.is_some_and(|refused| refused >= 1), "{refused:?}");
}

#[test]
fn a_folder_that_may_not_be_written_is_told_and_can_still_be_asked() {
    let dir = inbox();
    runs(&dir, &["ingest", "收件/2023-04-02"]);
    let before = files(&dir.path().join("store"));
    let nothing = Path::new("-");
    for (command, status, words) in [
        ("ingest 收件", 3, &["权限"][..]),
        ("notices --month 2023-04 --no-pdf", 3, &["写入权限"][..]),
        ("query county_ranking", 0, &[][..]),
        ("store verify", 0, &[][..]),
        ("store log", 0, &[][..]),
        ("ingest 收件 --dry-run", 1, &[][..]),
    ] {
        let script = format!(
            "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && cd \"$1\" || exit 99\n\"$0\" {command} --fonts \"$3\""
        );
        let Some(output) = with_mounts(&script, [dir.path(), nothing]) else {
            return support::skipped("crash: a read-only folder (no mounts are allowed here)");
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let ended = output.status.code();
        assert!(ended == Some(status) || status == 1 && ended == Some(0), "{command}: {ended:?} {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{command}: {said}");
        assert!(!said.contains("panicked"), "{command}: {said}");
    }
    assert!(before == files(&dir.path().join("store")), "nothing was written");
    fs::write(dir.path().join("again"), "").unwrap();
    runs(&dir, &["ingest", "收件"]);
}
