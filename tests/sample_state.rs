//! The sample's nine weeks: the state of every week, its findings and the oracle's figures against independent results.
//!
//! Files are read by the program's own stages up to the state, without a store; `tests/expected` is the other answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

#[path = "oracle/mod.rs"]
mod naive;
mod support;

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
use naive::{
    figures,
    world::{self, Table, Unit, World},
};
use polars::prelude::*;
use serde_json::Value;
use tongbao::{
    domain::{
        config::Config,
        row::{Choice, Row, Step},
        submission::{Standing, Submission},
    },
    intake, ledger,
    state::known_on,
    store::{Arrival, LogNote, frame, resolve::Docket},
};

/// The sample as the stages before the state read it.
struct Sample {
    config: Config,
    submissions: Vec<Submission>,
    /// Rows of the submissions, by their id.
    rows: BTreeMap<String, Vec<Row>>,
    history: DataFrame,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(read_sample);

/// The configuration that the independent results were computed with.
fn configuration() -> Config {
    let mut given = expected("workspace.json");
    let mut part = |name: &str| given[name].take();
    serde_json::from_value(serde_json::json!({
        "city": part("city"),
        "office": {"name": "信用办", "short": "市信用办", "addressees": "各县（市、区）"},
        "campaign": {
            "name": "治理",
            "first_week": part("first_week"),
            "weekday": part("weekday"),
            "targets": part("targets"),
            "threshold": part("threshold"),
            "basis": part("basis"),
        },
        "counties": part("counties"),
        "departments": part("departments"),
    }))
    .unwrap()
}

fn read_sample() -> Sample {
    let config = configuration();
    let context = ledger::Context::new(&config);
    let found = intake::find(&[support::sample("submissions")], ledger::bears_date).unwrap();
    let note = LogNote { when: String::new(), who: String::new(), what: String::new() };
    let (mut docket, mut rows) = (Docket::default(), BTreeMap::new());
    for file in &found.files {
        let source = intake::open(file, &config.limits).expect("a readable file");
        for table in ledger::read(&source, &context).tables {
            let arrival = Arrival {
                slot: table.slot,
                supplementary: table.supplementary,
                explicit: false,
                file: source.path.clone(),
                sheet: table.sheets.join("、"),
                sha256: source.sha256.clone(),
                counts: table.counts,
                rows: Vec::new(),
                findings: Vec::new(),
            };
            let submission = arrival.submission(&note);
            rows.insert(submission.id.clone(), table.rows);
            docket.take_in(submission, false);
        }
    }
    let submissions = docket.into_submissions();
    let in_force = submissions.iter().filter(|submission| submission.standing == Standing::InForce);
    let listed: Vec<(&str, &Row)> =
        in_force.flat_map(|one| rows[&one.id].iter().map(|row| (one.id.as_str(), row))).collect();
    let history = frame::submitted(&listed).unwrap();
    Sample { config, submissions, rows, history }
}

fn expected(path: &str) -> Value {
    support::json(&support::sample(&format!("../tests/expected/{path}")))
}

fn weeks() -> Vec<NaiveDate> {
    SAMPLE.config.weeks_until(NaiveDate::from_ymd_opt(2023, 5, 28).unwrap())
}

/// Codes that tell of the state; the others are told of files, tables and rows.
const STATE_CODES: [&str; 6] =
    ["entry.cross_county", "entry.duplicate", "entry.moved", "entry.reentered", "entry.vanished", "submission.missing"];

#[test]
fn findings_of_the_state_equal_the_expected_ones_of_every_week() {
    for week in weeks() {
        let known = known_on(&SAMPLE.history, &SAMPLE.submissions, &SAMPLE.config, week).unwrap();
        let ours: Vec<String> = known
            .findings()
            .unwrap()
            .into_iter()
            .map(|finding| {
                let (county, ledger) = (finding.county.clone().unwrap(), finding.ledger.unwrap().code());
                let (code, severity, cell) = (finding.code.code(), finding.severity().code(), finding.cell());
                format!("{code} {severity} {county} {ledger} {week} {} {} {cell}", finding.file, finding.sheet)
            })
            .collect();
        let expected = expected(&format!("weeks/{week}/findings.json"));
        let of_state =
            expected.as_array().unwrap().iter().filter(|one| STATE_CODES.contains(&one["code"].as_str().unwrap()));
        let wanted: Vec<String> = of_state
            .map(|one| {
                let word = |name: &str| one[name].as_str().unwrap().to_owned();
                ["code", "severity", "county", "ledger", "as_of", "file", "sheet", "cell"].map(word).join(" ")
            })
            .collect();
        assert_eq!(ours, wanted, "on {week}");
    }
}

/// The counts that a COUNTS object of `indicators.json` prints.
fn counts_of(json: &Value) -> figures::Counts {
    let count = |name: &str| json[name].as_u64().unwrap();
    let previous = json["previous"].as_object().map(|previous| figures::Previous {
        exited: previous["exit_rate"]["num"].as_u64().unwrap(),
        governed: previous["exit_rate"]["den"].as_u64().unwrap(),
        change: previous["exit_rate_change"].as_str().map(str::to_owned),
        new: previous["new"].as_u64().unwrap(),
        newly_exited: previous["newly_exited"].as_u64().unwrap(),
        reentered: previous["reentered"].as_u64().unwrap(),
    });
    figures::Counts {
        listed: count("listed"),
        excluded: count("excluded"),
        governed: count("governed"),
        exited: count("exited"),
        remaining: count("remaining"),
        operating: count("operating"),
        interviewed: count("interviewed"),
        pledged: count("pledged"),
        supervised: count("supervised"),
        entities: count("entities"),
        records: count("records"),
        previous,
    }
}

/// Groups of a list by the text of some of its fields, `-` for none.
fn groups(list: &Value, fields: &[&str]) -> BTreeMap<Vec<String>, figures::Counts> {
    let word = |row: &Value, field: &str| row[field].as_str().unwrap_or("-").to_owned();
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| (fields.iter().map(|field| word(row, field)).collect(), counts_of(row))).collect()
}

fn named<K>(
    groups: BTreeMap<K, figures::Counts>,
    name: impl Fn(K) -> Vec<String>,
) -> BTreeMap<Vec<String>, figures::Counts> {
    groups.into_iter().map(|(key, counts)| (name(key), counts)).collect()
}

/// The sample as the oracle's plain structs.
fn plain() -> World {
    let config = &SAMPLE.config;
    let unit = |county: &tongbao::domain::config::County| Unit {
        code: county.code.clone(),
        name: county.name.clone(),
        group: county.group.clone(),
    };
    World {
        units: config.counties.iter().map(unit).collect(),
        departments: config.departments.iter().map(|department| department.name.clone()).collect(),
        first_week: config.campaign.first_week,
        interviews_by: config.campaign.targets.interviews,
        exits_by: config.campaign.targets.exits,
        exits_as_claimed: false,
        tables: SAMPLE.submissions.iter().filter(|one| one.standing == Standing::InForce).map(plain_table).collect(),
    }
}

fn plain_table(submission: &Submission) -> Table {
    let rows = &SAMPLE.rows[&submission.id];
    Table {
        county: submission.slot.county.clone(),
        ledger: submission.slot.ledger.code().to_owned(),
        week: submission.slot.as_of,
        file: submission.file.clone(),
        sheet: submission.sheet.clone(),
        code_column: rows.first().map_or(0, |row| row.uscc_column),
        name_column: rows.first().map_or(0, |row| row.name_column),
        withdrawn: false,
        rows: rows.iter().map(plain_row).collect(),
    }
}

fn plain_row(row: &Row) -> world::Row {
    let day = |step: Option<Step>| step.map(|step| step.date);
    world::Row {
        code: row.uscc.clone(),
        written: row.uscc_written.clone(),
        name: row.name.clone(),
        industry: row.industry,
        department: row.department.clone(),
        records: row.record_count,
        on_display: row.public_count,
        contact: row.contact.map(|contact| contact.code().to_owned()),
        exclusion: row.exclusion.map(|exclusion| exclusion.code().to_owned()),
        exclusion_ref: row.exclusion_ref.clone(),
        interviewed: day(row.interviewed),
        pledged: day(row.pledged),
        supervised: day(row.supervised),
        repaired: row.repaired,
        claimed: row.exit_claimed,
        line: row.source_row,
    }
}

#[test]
fn the_oracle_itself_finds_the_expected_figures_of_both_months() {
    let world = plain();
    for (month, name) in [(4, "2023-04"), (5, "2023-05")] {
        let expected = expected(&format!("{name}/indicators.json"));
        let ours = figures::figures(&world, 2023, month).unwrap();
        let or_dash = |word: Option<String>| word.unwrap_or_else(|| "-".to_owned());
        let letter = |letter: Option<char>| letter.map_or_else(|| "-".to_owned(), String::from);
        assert_eq!(ours.city, counts_of(&expected["city"]), "{name}");
        assert_eq!(named(ours.ledgers, |ledger| vec![ledger]), groups(&expected["ledgers"], &["ledger"]));
        assert_eq!(named(ours.groups, |group| vec![group]), groups(&expected["groups"], &["group"]));
        assert_eq!(
            named(ours.industries, |industry| vec![letter(industry)]),
            groups(&expected["industries"], &["industry"])
        );
        assert_eq!(
            named(ours.departments, |name| vec![or_dash(name)]),
            groups(&expected["departments"], &["department"])
        );
        assert_eq!(
            named(ours.county_ledger, |(county, ledger)| vec![county, ledger]),
            groups(&expected["county_ledger"], &["county", "ledger"])
        );
        assert_eq!(
            named(ours.county_industry, |(county, industry)| vec![county, letter(industry)]),
            groups(&expected["county_industry"], &["county", "industry"])
        );
        for (county, wanted) in ours.counties.iter().zip(expected["counties"].as_array().unwrap()) {
            assert_eq!(county.code, wanted["county"].as_str().unwrap());
            assert_eq!(county.counts, counts_of(wanted), "{} {name}", county.code);
            let ranks = (county.rank, county.rank_in_group, county.previous_rank);
            let rank = |field: &str| wanted[field].as_u64().map(|rank| usize::try_from(rank).unwrap());
            assert_eq!(ranks, (rank("rank"), rank("rank_in_group"), rank("previous_rank")), "{} {name}", county.code);
            let late = ["judgment", "penalty"].map(|ledger| wanted["weeks_late"][ledger].as_u64().unwrap());
            assert_eq!(county.weeks_late.map(|weeks| weeks as u64), late);
            assert_eq!(county.weeks_due as u64, wanted["weeks_due"].as_u64().unwrap());
        }
        let tenths = |field: &str| expected["pace"][field].as_f64().map(|pace| (pace * 10.0).round().to_string());
        assert_eq!(ours.pace.exits_per_week.map(|pace| pace.to_string()), tenths("exits_per_week"));
        assert_eq!(Some(ours.pace.needed_per_week.to_string()), tenths("needed_per_week"));
        assert_eq!(ours.pace.clears_on.map(|day| day.to_string()).as_deref(), expected["pace"]["clears_on"].as_str());
        let weekly = ours
            .weekly
            .iter()
            .map(|week| (week.as_of.to_string(), week.listed, week.excluded, week.exited, week.remaining));
        let wanted = expected["weekly"].as_array().unwrap().iter().map(|week| {
            let count = |name: &str| week[name].as_u64().unwrap();
            (
                week["as_of"].as_str().unwrap().to_owned(),
                count("listed"),
                count("excluded"),
                count("exited"),
                count("remaining"),
            )
        });
        assert!(weekly.eq(wanted), "{name}");
    }
}

#[test]
fn the_state_of_every_week_is_that_of_the_oracle() {
    let (world, weeks) = (plain(), weeks());
    let known_day = *weeks.last().unwrap();
    let known = known_on(&SAMPLE.history, &SAMPLE.submissions, &SAMPLE.config, known_day).unwrap();
    for week in weeks {
        let frame = known.on(week).unwrap();
        let word = |name: &str, row: usize| {
            let value = frame.column(name).unwrap().get(row).unwrap();
            value.get_str().map_or_else(|| value.to_string(), str::to_owned)
        };
        let columns = ["key", "county", "status", "source_file", "source_row"];
        let ours: Vec<String> = (0..frame.height()).map(|row| columns.map(|name| word(name, row)).join(" ")).collect();
        let wanted = naive::state::state(&world, week, known_day)
            .into_iter()
            .map(|entry| format!("{} {} {} {} {}", entry.key, entry.county, entry.status, entry.file, entry.row.line));
        assert_eq!(ours, wanted.collect::<Vec<_>>(), "on {week}");
    }
}
