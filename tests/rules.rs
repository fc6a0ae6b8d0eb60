//! The findings of files, tables and rows: the sample's nine weeks against the expected ones, and one case a rule.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tongbao::domain::config::{Config, Limits};
use tongbao::domain::finding::Code;
use tongbao::domain::submission::Slot;
use tongbao::ledger::{Context, Reading, TableReading};
use tongbao::{intake, ledger};

/// Findings that only the state on a date can tell.
const OF_STATE: [Code; 7] = [
    Code::EntryDuplicate,
    Code::EntryCrossCounty,
    Code::EntryVanished,
    Code::EntryMoved,
    Code::EntryReentered,
    Code::SubmissionMissing,
    Code::SubmissionRevised,
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The configuration of the expected results, in the program's own form.
fn config() -> Config {
    let text = std::fs::read_to_string(root().join("tests/expected/workspace.json")).unwrap();
    let given: serde_json::Value = serde_json::from_str(&text).unwrap();
    let config = serde_json::json!({
        "city": given["city"],
        "office": {"name": "示例办公室", "short": "示例办", "addressees": "各县（市、区）"},
        "campaign": {
            "name": "示例治理", "first_week": given["first_week"], "weekday": given["weekday"], "targets": given["targets"],
            "threshold": given["threshold"], "basis": given["basis"],
        },
        "counties": given["counties"],
        "departments": given["departments"],
    });
    serde_json::from_value(config).unwrap()
}

fn read_all(paths: &[PathBuf], context: &Context) -> Vec<Reading> {
    let found = intake::find(paths, ledger::bears_date).unwrap();
    assert_eq!(found.ignored, Vec::<String>::new());
    let limits = Limits::default();
    let then = |file: &intake::FoundFile, opened: Result<_, _>| match opened {
        Ok(source) => ledger::read(&source, context),
        Err(rejection) => Reading { tables: Vec::new(), rejected: Some(ledger::reject(&file.path, &rejection)) },
    };
    intake::read_all(&found.files, |file| intake::open(file, &limits), then, |_| ())
}

/// The submissions in force: the later file wins, a 补报 over one that is none.
fn in_force(readings: Vec<Reading>) -> BTreeMap<Slot, TableReading> {
    let mut force: BTreeMap<Slot, TableReading> = BTreeMap::new();
    for table in readings.into_iter().flat_map(|reading| reading.tables) {
        match force.get(&table.slot) {
            Some(earlier) if earlier.supplementary && !table.supplementary => {}
            Some(_) | None => {
                force.insert(table.slot.clone(), table);
            }
        }
    }
    force
}

type Line = (String, String, String, String, String, String, String, String);

fn expected(week: &str) -> Vec<Line> {
    let text = std::fs::read_to_string(root().join("tests/expected/weeks").join(week).join("findings.json")).unwrap();
    let all: Vec<BTreeMap<String, String>> = serde_json::from_str(&text).unwrap();
    let mut lines: Vec<Line> = all
        .iter()
        .filter(|finding| !OF_STATE.contains(&Code::from_code(&finding["code"]).unwrap()))
        .map(|finding| {
            let of = |key: &str| finding[key].clone();
            let at = (of("code"), of("severity"), of("county"), of("ledger"));
            (at.0, at.1, at.2, at.3, of("as_of"), of("file"), of("sheet"), of("cell"))
        })
        .collect();
    lines.sort();
    lines
}

fn found(force: &BTreeMap<Slot, TableReading>, week: &str) -> Vec<Line> {
    let tables = force.values().filter(|table| table.slot.as_of.to_string() == week);
    let mut lines: Vec<Line> = tables
        .flat_map(|table| &table.findings)
        .map(|finding| {
            (
                finding.code.code().to_owned(),
                finding.severity().code().to_owned(),
                finding.county.clone().unwrap_or_default(),
                finding.ledger.map(|ledger| ledger.code().to_owned()).unwrap_or_default(),
                finding.as_of.map(|as_of| as_of.to_string()).unwrap_or_default(),
                finding.file.clone(),
                finding.sheet.clone(),
                finding.cell(),
            )
        })
        .collect();
    lines.sort();
    lines
}

const WEEKS: [&str; 9] = [
    "2023-04-02", "2023-04-09", "2023-04-16", "2023-04-23", "2023-04-30", "2023-05-07", "2023-05-14", "2023-05-21", "2023-05-28",
];

#[test]
fn the_findings_of_all_nine_weeks_are_the_expected_ones() {
    let readings = read_all(&[root().join("sample-data/submissions")], &Context::new(&config()));
    let rejected: Vec<_> = readings.iter().filter_map(|reading| reading.rejected.as_ref()).map(|one| &one.message).collect();
    assert!(rejected.is_empty(), "{rejected:#?}");
    let force = in_force(readings);
    let mut wrong = Vec::new();
    for week in WEEKS {
        let (expected, found) = (expected(week), found(&force, week));
        let sets: (BTreeSet<_>, BTreeSet<_>) = (expected.iter().collect(), found.iter().collect());
        wrong.extend(sets.0.difference(&sets.1).map(|line| format!("missing {line:?}")));
        wrong.extend(sets.1.difference(&sets.0).map(|line| format!("too many {line:?}")));
        if expected.len() != found.len() {
            wrong.push(format!("{week}: {} findings expected, {} found", expected.len(), found.len()));
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nine_folders_one_by_one_read_like_all_at_once() {
    let context = Context::new(&config());
    let base = root().join("sample-data/submissions");
    let folders: Vec<_> = WEEKS.iter().map(|week| base.join(week)).collect();
    assert_eq!(read_all(&folders, &context), read_all(&[base], &context));
}

#[test]
fn every_row_of_the_sample_is_accounted_for() {
    for table in read_all(&[root().join("sample-data/submissions")], &Context::new(&config())).iter().flat_map(|one| &one.tables) {
        let counts = table.counts;
        assert_eq!(counts.read, counts.kept + counts.duplicates + counts.rejected + counts.no_data, "{:?}", table.slot);
        assert_eq!(table.rows.len(), (counts.kept + counts.duplicates) as usize);
    }
}
