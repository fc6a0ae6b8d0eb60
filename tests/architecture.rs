//! The walls of the house: who may import whom, which crate belongs where, and what every file must have.
//!
//! Reads the sources as text. Runs in plain `cargo test`, so that a wrong import fails like a wrong figure.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The stages and what each may import (besides itself and `error`).
const STAGES: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("intake", &["domain"]),
    ("ledger", &["domain"]),
    ("store", &["domain"]),
    ("state", &["domain"]),
    ("indicator", &["domain"]),
    ("analysis", &["domain", "indicator"]),
    ("assess", &["domain", "indicator"]),
    ("report", &["domain", "indicator"]),
    ("document", &["domain", "report"]),
    ("workspace", &["domain"]),
    (
        "commands",
        &[
            "domain",
            "intake",
            "ledger",
            "store",
            "state",
            "indicator",
            "analysis",
            "assess",
            "report",
            "document",
            "workspace",
        ],
    ),
];

/// Crates and the only places that may name them.
const CRATES: [(&str, &[&str]); 15] = [
    ("clap", &["cli", "main"]),
    ("calamine", &["intake"]),
    ("encoding_rs", &["intake"]),
    ("deltalake_core", &["store"]),
    ("arrow", &["store"]),
    ("tokio", &["store"]),
    ("polars", &["ledger", "store", "state", "indicator"]),
    ("sqlparser", &["indicator"]),
    ("minijinja", &["report"]),
    ("pulldown_cmark", &["report"]),
    ("typst", &["document/pdf"]),
    ("plotters", &["document/chart"]),
    ("resvg", &["document/chart"]),
    ("rust_xlsxwriter", &["document/xlsx"]),
    ("fontdb", &["workspace"]),
];

/// Stages that never touch the disk, the environment or the clock.
const PURE: [&str; 8] = ["domain", "ledger", "state", "indicator", "analysis", "assess", "report", "document"];

struct Source {
    /// Path below `src`, with `/`.
    path: String,
    /// Text without line comments and without the test modules at the end.
    code: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    assert!(files.len() > 30, "the walk found only {} files", files.len());
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let path = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            Source { path, code, text }
        })
        .collect()
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn stage(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

/// Names of top-level modules that the code reaches by `crate::name` or inside `crate::{…}`.
fn reached(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => {
                names.insert(word(rest));
            }
            Some(group) => names.extend(members(group)),
        }
    }
    names
}

fn word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// First words of the members of a use group, nested groups skipped.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut words) = (1, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && letter == ',') {
            words.push(word(&group[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn stages_import_only_what_lies_upstream() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some((name, allowed)) = STAGES.iter().find(|(name, _)| *name == stage(&source.path)) else { continue };
        for other in reached(&source.code) {
            let known = STAGES.iter().any(|(stage, _)| *stage == other) || other == "cli" || other == "serve";
            if known && other != *name && !allowed.contains(&other.as_str()) {
                faults.push(format!("src/{} ({name}) imports {other}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "data flows one way:\n{}", faults.join("\n"));
}

#[test]
fn the_import_reader_sees_every_form() {
    let code = "use crate::{domain::{a, b}, error::Error, store};\nfn f() { crate::intake::find() }";
    let seen: Vec<_> = reached(code).into_iter().collect();
    assert_eq!(seen, ["domain", "error", "intake", "store"]);
}

#[test]
fn crates_stay_behind_their_walls() {
    let mut faults = Vec::new();
    for source in sources() {
        for (name, places) in CRATES {
            let named = source.code.match_indices(name).any(|(at, _)| {
                let before = source.code[..at].chars().next_back();
                let after = &source.code[at + name.len()..];
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '/' || c == ':' || c == '"')
                    && (after.starts_with("::") || (name == "typst" && after.starts_with('_')))
            });
            if named && !places.iter().any(|place| source.path.starts_with(place)) {
                faults.push(format!("src/{} names {name}, which belongs to {}", source.path, places.join(", ")));
            }
        }
    }
    assert!(faults.is_empty(), "third-party walls:\n{}", faults.join("\n"));
}

#[test]
fn pure_stages_touch_no_disk_clock_or_environment() {
    let mut faults = Vec::new();
    for source in sources().into_iter().filter(|source| PURE.contains(&stage(&source.path))) {
        for word in
            ["std::fs", "std::env", "SystemTime", "Instant::now", "Utc::now", "Local::now", "std::process", "std::net"]
        {
            if source.code.contains(word) {
                faults.push(format!("src/{} names {word}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "everything enters as an argument:\n{}", faults.join("\n"));
}

#[test]
fn only_main_prints() {
    for source in sources().into_iter().filter(|source| source.path != "main.rs") {
        for word in ["println!", "eprintln!", "print!(", "dbg!"] {
            assert!(!source.code.contains(word), "src/{} prints by itself ({word})", source.path);
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for source in sources() {
        assert!(source.text.starts_with("//!"), "src/{} does not begin with //! and its purpose", source.path);
    }
}

#[test]
fn nothing_is_left_for_later() {
    for source in sources() {
        for word in ["todo!", "unimplemented!", "TODO", "FIXME", "XXX"] {
            assert!(!source.text.contains(word), "src/{} still holds {word}", source.path);
        }
    }
}

/// Text of all test files and of the test modules, where names of rules and queries must occur.
fn test_text() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join("tests"), &mut files);
    let mut text: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for source in sources() {
        text.push_str(source.text.split_once("#[cfg(test)]").map_or("", |(_, tests)| tests));
    }
    text
}

#[test]
fn every_rule_has_a_code_and_a_test() {
    let tests = test_text();
    let codes: BTreeSet<String> =
        tongbao::domain::finding::Code::ALL.iter().map(|code| code.code().replace('.', "_")).collect();
    let mut rules = BTreeSet::new();
    for source in sources().iter().filter(|source| source.path.contains("/rules/") && !source.path.ends_with("mod.rs"))
    {
        let stem = source.path.rsplit('/').next().unwrap().trim_end_matches(".rs").to_owned();
        assert!(codes.contains(&stem), "src/{} is named for no finding code", source.path);
        assert!(tests.contains(&stem.replacen('_', ".", 1)) || tests.contains(&stem), "rule {stem} has no test");
        rules.insert(stem);
    }
    assert!(rules.len() >= 30, "only {} rules were found", rules.len());
}

#[test]
fn every_query_has_a_test() {
    let tests = test_text();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let mut count = 0;
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "sql") {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(tests.contains(&format!("\"{stem}\"")), "query {stem} has no test that names it");
            count += 1;
        }
    }
    assert!(count >= 10, "only {count} queries were found");
}
