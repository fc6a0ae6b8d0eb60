//! From the nine weeks of county files to the figures that an independent program computed, and Zhejiang's published ones.
#![allow(
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

mod support;

use serde_json::Value;
use support::{Run, json, sample, workspace_with};

fn without_check_names(mut figures: Value) -> Value {
    for check in figures["reconciliation"].as_array_mut().unwrap() {
        assert_eq!(check["ok"], true, "{check}");
    }
    figures.as_object_mut().unwrap().remove("reconciliation");
    figures
}

/// Where two documents first differ, as a path, so that a failure names the figure.
fn difference(ours: &Value, expected: &Value, path: &str) -> Option<String> {
    match (ours, expected) {
        (Value::Object(a), Value::Object(b)) => {
            let (keys, wanted): (Vec<_>, Vec<_>) = (a.keys().collect(), b.keys().collect());
            if keys != wanted {
                return Some(format!("{path}: keys {keys:?}, expected {wanted:?}"));
            }
            a.iter().find_map(|(key, value)| difference(value, &b[key], &format!("{path}.{key}")))
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Some(format!("{path}: {} items, expected {}", a.len(), b.len()));
            }
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        _ => (ours != expected).then(|| format!("{path}: {ours}, expected {expected}")),
    }
}

#[test]
fn indicators_of_both_months_equal_the_independent_ones() {
    let workspace = workspace_with(&sample("submissions"));
    for month in ["2023-04", "2023-05"] {
        let run = Run::new(["bulletin", "--month", month, "--no-pdf"]).within(&workspace).go();
        assert_eq!(run.status, 0, "{}", run.err);
        let ours =
            without_check_names(json(&workspace.path().join("out").join(month).join("bulletin/indicators.json")));
        let expected = without_check_names(json(&sample(&format!("../tests/expected/{month}/indicators.json"))));
        assert_eq!(difference(&ours, &expected, month), None);
    }
}

#[test]
fn nine_runs_give_the_same_indicators_as_one() {
    let workspace = workspace_with(&sample("submissions/2023-04-02"));
    let mut weeks: Vec<_> =
        std::fs::read_dir(sample("submissions")).unwrap().map(|week| week.unwrap().path()).collect();
    weeks.sort();
    for week in &weeks[1..] {
        let run = Run::new(["ingest", week.to_str().unwrap()]).within(&workspace).go();
        assert!(run.status <= 1, "{}", run.err);
    }
    let run = Run::new(["bulletin", "--month", "2023-05", "--no-pdf"]).within(&workspace).go();
    assert_eq!(run.status, 0, "{}", run.err);
    let ours = without_check_names(json(&workspace.path().join("out/2023-05/bulletin/indicators.json")));
    let expected = without_check_names(json(&sample("../tests/expected/2023-05/indicators.json")));
    assert_eq!(difference(&ours, &expected, "2023-05"), None);
}

#[test]
fn findings_of_every_week_equal_the_independent_ones() {
    let workspace = workspace_with(&sample("submissions"));
    let fields = ["code", "severity", "county", "ledger", "as_of", "file", "sheet", "cell"];
    let keep = |findings: &Value| -> Vec<Vec<Value>> {
        let list = findings.as_array().unwrap().iter();
        list.map(|finding| fields.iter().map(|field| finding[*field].clone()).collect()).collect()
    };
    let mut weeks = 0;
    for week in std::fs::read_dir(sample("../tests/expected/weeks")).unwrap() {
        let week = week.unwrap().file_name().into_string().unwrap();
        let run = Run::new(["check", "--as-of", &week]).within(&workspace).go();
        assert_eq!(run.status, 1, "every week of the sample has errors: {}", run.err);
        let ours = keep(&json(&workspace.path().join("out/check").join(&week).join("findings.json")));
        let expected = keep(&json(&sample(&format!("../tests/expected/weeks/{week}/findings.json"))));
        for (ours, expected) in ours.iter().zip(&expected) {
            assert_eq!(ours, expected, "{week}");
        }
        assert_eq!(ours.len(), expected.len(), "{week}");
        weeks += 1;
    }
    assert_eq!(weeks, 9);
}
