//! What the tests from outside share: running the program, a workspace of the sample, reading JSON.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

pub mod book;
pub mod text;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A path below `sample-data`.
pub fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data").join(path)
}

/// A file as JSON.
pub fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// An empty workspace with the sample's configuration.
pub fn workspace() -> TempDir {
    let dir = TempDir::new().unwrap();
    std::fs::copy(sample("tongbao.toml"), dir.path().join("tongbao.toml")).unwrap();
    dir
}

/// A workspace of the sample's configuration that has taken in `path`.
pub fn workspace_with(path: &Path) -> TempDir {
    let dir = workspace();
    let run = Run::new(["ingest", path.to_str().unwrap()]).within(&dir).go();
    assert!(run.status <= 1, "{}", run.err);
    dir
}

/// Notes a check that cannot run here; `make test` counts and lists them.
pub fn skipped(check: &str) {
    use std::io::Write;
    if let Ok(list) = std::env::var("TONGBAO_SKIPS") {
        let mut list = std::fs::OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "{check}").unwrap();
    }
}

/// The sample's configuration as a value.
pub fn sample_config() -> tongbao::domain::config::Config {
    toml::from_str(&std::fs::read_to_string(sample("tongbao.toml")).unwrap()).unwrap()
}

/// The code with this number: 91410599MA, seven digits, the check character of GB 32100-2015.
pub fn code(number: u32) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let start = format!("91410599MA{number:07}");
    let value = |c: char| ALPHABET.find(c).unwrap();
    let sum = start.chars().fold((0, 1), |(sum, weight), c| (sum + value(c) * weight, weight * 3 % 31)).0;
    start + &ALPHABET[(31 - sum % 31) % 31..][..1]
}

/// The lines of a file of `tests/corpus`.
pub fn corpus(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

/// How properties are tried: the same `cases` in every run of the tests; as many as `make fuzz` says, and other ones each
/// time, where it runs them. What it finds goes into `tests/corpus`.
pub fn properties(cases: u32) -> proptest::test_runner::Config {
    use proptest::test_runner::{Config, RngSeed};
    let fuzzing = std::env::var_os("TONGBAO_FUZZ_CASES").and_then(|cases| cases.to_str()?.parse().ok());
    Config {
        cases: fuzzing.unwrap_or(cases),
        rng_seed: if fuzzing.is_some() { RngSeed::Random } else { RngSeed::Fixed(20_230_402) },
        failure_persistence: None,
        ..Config::default()
    }
}

/// The checkout's own fonts, so that documents are the same on every machine.
pub fn fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".fonts")
}

/// A call of the program.
pub struct Run {
    command: Command,
}

/// What came of it.
pub struct Outcome {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn new<const N: usize>(arguments: [&str; N]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbao"));
        command.args(arguments).arg("--fonts").arg(fonts());
        Self { command }
    }

    pub fn of(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbao"));
        command.args(arguments).arg("--fonts").arg(fonts());
        Self { command }
    }

    pub fn at(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub fn within(mut self, dir: &TempDir) -> Self {
        self.command.current_dir(dir.path());
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn go(mut self) -> Outcome {
        let output = self.command.output().unwrap();
        Outcome {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
