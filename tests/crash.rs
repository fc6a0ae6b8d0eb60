//! A run that is killed, that finds no room, that may not write or that meets another one leaves the store and the output
//! folders as they were, or as they should be; the next run mends and continues.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

#[path = "crash_parts/disk.rs"]
mod disk;
#[path = "crash_parts/kills.rs"]
mod kills;
mod support;
#[path = "crash_parts/together.rs"]
mod together;

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use sha2::{Digest, Sha256};
use support::{Run, sample, workspace};
use tempfile::TempDir;
use tongbao::store::Store;

const MONTH: &str = "2023-04";

/// Every file below a folder with its bytes.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    tree(dir, "", &mut found);
    found
}

/// A file that goes away while it is looked at is not there.
fn tree(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            tree(&entry.path(), &format!("{name}/"), files);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            files.insert(name, bytes);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// A workspace with two counties' files of two weeks in `收件`, nothing taken in.
fn inbox() -> TempDir {
    let dir = workspace();
    for week in ["2023-04-02", "2023-04-09"] {
        let folder = dir.path().join("收件").join(week);
        fs::create_dir_all(&folder).unwrap();
        let mut sent: Vec<_> = fs::read_dir(sample("submissions").join(week)).unwrap().flatten().collect();
        sent.sort_by_key(fs::DirEntry::file_name);
        for file in sent.iter().filter(|file| file.path().extension().is_some_and(|ending| ending == "xlsx")).take(2) {
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    }
    dir
}

/// A copy of a workspace.
fn copied(from: &TempDir) -> TempDir {
    let dir = TempDir::new().unwrap();
    copy(from.path(), dir.path());
    dir
}

/// The program with these arguments in a workspace.
fn program(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongbao"));
    command.args(arguments).arg("--fonts").arg(support::fonts()).current_dir(dir);
    command
}

/// The files are exactly those that the folder's manifest names, with their hashes.
fn is_whole(dir: &Path) -> bool {
    let mut found = files(dir);
    let Some(manifest) = found.remove("manifest.json") else { return false };
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let hash =
        |bytes: &[u8]| Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let ours: BTreeMap<String, String> = found.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let named = manifest["outputs"].as_array().unwrap().iter().map(|one| (text(&one["name"]), text(&one["sha256"])));
    ours == named.collect()
}

/// What a sound store holds: its version, and the rows of every submission in force. `None`: there is none yet.
fn content(dir: &Path) -> Option<(u64, BTreeMap<String, usize>)> {
    let store = Store::open(&dir.join("store")).ok()?;
    let sound = store.verify().unwrap();
    assert!(sound.is_sound(), "{:?}", sound.problems);
    let snapshot = store.snapshot(None).unwrap();
    let mut rows = BTreeMap::new();
    for one in snapshot.in_force() {
        rows.insert(format!("{} {}", one.file, one.slot.ledger.code()), 0);
    }
    for (_, row) in snapshot.rows(None).unwrap() {
        *rows.get_mut(&format!("{} {}", row.source_file, row.ledger.code())).unwrap() += 1;
    }
    Some((snapshot.version, rows))
}

fn runs(dir: &TempDir, arguments: &[&str]) {
    let output = program(dir.path(), arguments).output().unwrap();
    assert!(output.status.code().is_some_and(|status| status <= 1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_judge_of_folders_sees_what_is_missing_and_what_is_too_much() {
    let dir = inbox();
    runs(&dir, &["ingest", "收件"]);
    assert_eq!(Run::new(["check"]).within(&dir).go().status, 1);
    let folder = dir.path().join("out/check/2023-04-09");
    assert!(is_whole(&folder));
    fs::write(folder.join("b.txt"), "").unwrap();
    assert!(!is_whole(&folder));
    fs::remove_file(folder.join("b.txt")).unwrap();
    fs::write(folder.join("findings.json"), "[").unwrap();
    assert!(!is_whole(&folder));
}
