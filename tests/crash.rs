//! A run that is killed leaves the store and the output folders as they were, or as they should be; the next run mends.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

mod support;

use std::{collections::BTreeMap, fs, path::Path, process::Command, time::Duration};

use sha2::{Digest, Sha256};
use support::{Run, sample, workspace, workspace_with};
use tempfile::TempDir;

/// Every file below a folder with its bytes.
fn tree(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            tree(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    if dir.is_dir() {
        tree(dir, "", &mut found);
    }
    found
}

/// The files are exactly those that the folder's manifest names, with their hashes; an absent folder is whole too.
fn is_whole(dir: &Path) {
    let mut found = files(dir);
    let Some(manifest) = found.remove("manifest.json") else {
        assert!(found.is_empty(), "{} has files without a manifest", dir.display());
        return;
    };
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let hash =
        |bytes: &[u8]| Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let ours: BTreeMap<String, String> = found.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let outputs = manifest["outputs"].as_array().unwrap();
    let named: BTreeMap<String, String> =
        outputs.iter().map(|one| (text(&one["name"]), text(&one["sha256"]))).collect();
    assert_eq!(ours, named, "{}", dir.display());
}

/// How many submissions the store has; `None` for a store that is empty or not there yet.
fn submissions(dir: &TempDir) -> Option<u32> {
    let run = Run::new(["query", "--sql", "SELECT COUNT(*) AS n FROM submissions", "--format", "csv"]).within(dir).go();
    if run.status != 0 {
        assert!(run.err.contains("还没有任何报送") || run.err.contains("没有台账库"), "{}", run.err);
        return None;
    }
    run.out.lines().last().map(|line| line.parse().unwrap())
}

/// Starts the April job and kills it after `delay`; answers whether it was still running.
fn killed(dir: &TempDir, delay: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tongbao"))
        .args(["--quiet", "month", "2023-04"])
        .arg(sample("submissions/2023-04-02"))
        .args(["--no-pdf", "--fonts"])
        .arg(support::fonts())
        .current_dir(dir.path())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn a_killed_run_leaves_nothing_half_written_and_the_next_one_continues() {
    let undisturbed = workspace_with(&sample("submissions/2023-04-02"));
    assert_eq!(Run::new(["month", "2023-04", "--no-pdf"]).within(&undisturbed).go().status, 0);
    let sent = submissions(&undisturbed);
    let dir = workspace();
    let mut kills = 0;
    for step in 1..=40 {
        kills += u32::from(killed(&dir, Duration::from_millis(15 * step)));
        let out = dir.path().join("out/2023-04");
        is_whole(&out.join("bulletin"));
        is_whole(&out.join("notices"));
        if dir.path().join("store").is_dir() {
            let taken = submissions(&dir);
            assert!(taken.is_none() || taken == sent, "all tables of the week or none of them: {taken:?}");
        }
        if kills >= 12 && step > 30 {
            break;
        }
    }
    assert!(kills >= 5, "only {kills} runs were killed before they were done");
    let run = Run::new(["month", "2023-04", "--no-pdf", sample("submissions/2023-04-02").to_str().unwrap()])
        .within(&dir)
        .go();
    assert!(run.status <= 1, "{}", run.err);
    let (mended, expected) = (files(&dir.path().join("out")), files(&undisturbed.path().join("out")));
    assert_eq!(mended.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, bytes) in expected.iter().filter(|(name, _)| !name.ends_with("manifest.json")) {
        assert!(*bytes == mended[name], "{name} differs after the kills");
    }
}
