//! The bulletin, the letters and the task lists as readers meet them: sentences that follow the facts, figures that are
//! those of the indicators, names that come out as they are.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod facts;
mod forms;
mod language;
mod letters;
mod numbers;
mod render;
mod situations;
mod templates;

/// Compares with `tests/golden/report/NAME.txt`; `TONGBAO_BLESS=1` writes it instead.
fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/report/{name}.txt"));
    if std::env::var_os("TONGBAO_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = golden.lines().zip(text.lines()).find(|(golden, now)| golden != now);
    assert!(golden == text, "{} differs (TONGBAO_BLESS=1 writes it anew), first at {differs:?}", path.display());
}
