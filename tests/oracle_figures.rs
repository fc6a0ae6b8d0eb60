//! Every figure of `indicators.json`, from generated submissions through state and SQL, against the naive oracle.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "oracle/mod.rs"]
mod naive;

use std::collections::BTreeMap;

use naive::{
    convert, figures, generate,
    spells::{Spell, spells},
    world::World,
};
use proptest::prelude::*;
use tongbao::{
    domain::{config::Config, finding::Finding, rate::Rate},
    indicator::{
        self,
        catalogue::Catalogue,
        engine::{Engine, Local},
        figures::{Comparison, Counts, CountyFigures, Indicators},
        tables::{Frames, Period, Tables},
    },
    state::{known_on, months},
    store::frame,
};

/// The tables of a month, made in the program's own way from submissions; `None` if nothing was sent for it.
fn tables(world: &World, config: &Config, month: &str) -> Option<(Tables, Period)> {
    let (history, submissions) = (convert::history(world), convert::submissions(world));
    let dates = months::month(&submissions, month).ok()?;
    let known = known_on(&history, &submissions, config, dates.as_of).unwrap();
    let findings: Vec<Finding> = known.findings().unwrap();
    let listed: Vec<(&str, &Finding)> = findings.iter().map(|finding| ("", finding)).collect();
    let period = Period { month: month.to_owned(), as_of: dates.as_of, previous: dates.previous_as_of };
    let frames = Frames {
        current: Some(known.on(dates.as_of).unwrap()),
        previous: Some(dates.previous_as_of.map_or_else(|| known.nothing(), |date| known.on(date)).unwrap()),
        weeks: Some(known.course().unwrap()),
        submissions: Some(frame::submissions(&submissions).unwrap()),
        findings: Some(frame::findings(&listed).unwrap()),
        history: Some(history.clone()),
        ..Frames::default()
    };
    Some((Tables::new(config, &period, frames).unwrap(), period))
}

fn computed(world: &World, config: &Config, month: &str) -> Option<Indicators> {
    let (tables, period) = tables(world, config, month)?;
    let catalogue = Catalogue::new(&[]).unwrap();
    Some(indicator::compute(&Local::new(&tables, &catalogue), config, &period).unwrap())
}

/// The rows of a query, the named columns of each joined by blanks.
fn rows(engine: &Local, query: &str, by: Option<&str>, columns: &[&str]) -> Vec<String> {
    let given = by.map(|by| ("by".to_owned(), by.to_owned())).into_iter().collect();
    let table = engine.run(engine.catalogue().find(query).unwrap(), &given).unwrap();
    let places: Vec<usize> = columns.iter().map(|name| table.column(name).unwrap()).collect();
    let cell = |value: &tongbao::domain::table::Value| value.text(tongbao::domain::rate::Rounding::default());
    table.rows.iter().map(|row| places.iter().map(|place| cell(&row[*place])).collect::<Vec<_>>().join(" ")).collect()
}

/// What an entry is grouped by.
fn group(entry: &naive::state::Entry, by: &str) -> String {
    let or_missing = |text: Option<String>| text.unwrap_or_else(|| "未填报".to_owned());
    match by {
        "county" => entry.county.clone(),
        "industry" => or_missing(entry.row.industry.map(String::from)),
        _ => or_missing(entry.row.contact.clone()),
    }
}

/// `unit weeks at_risk events censored`, counted entry by entry.
fn risk(spells: &[Spell], by: &str) -> Vec<String> {
    let mut lines = std::collections::BTreeSet::new();
    for one in spells {
        let unit = group(&one.entry, by);
        let mine: Vec<&Spell> = spells.iter().filter(|other| group(&other.entry, by) == unit).collect();
        let at = |out: bool| mine.iter().filter(|other| other.weeks == one.weeks && other.out == out).count();
        let at_risk = mine.iter().filter(|other| other.weeks >= one.weeks).count();
        lines.insert(format!("{unit} {} {at_risk} {} {}", one.weeks, at(true), at(false)));
    }
    lines.into_iter().collect()
}

/// `unit governed exited`.
fn exits(entries: &[naive::state::Entry], by: &str, units: &[String]) -> Vec<String> {
    let mut names: std::collections::BTreeSet<String> = entries.iter().map(|entry| group(entry, by)).collect();
    names.extend(units.iter().filter(|_| by == "county").cloned());
    let line = |name: String| {
        let count = |test: &dyn Fn(&str) -> bool| {
            entries.iter().filter(|entry| group(entry, by) == name && test(entry.status)).count()
        };
        format!("{name} {} {}", count(&|status| status != "excluded"), count(&|status| status == "exited"))
    };
    names.into_iter().map(line).collect()
}

/// `county industry contact governed exited city_governed city_exited` of every stratum that has governed entries.
fn strata(entries: &[naive::state::Entry]) -> Vec<String> {
    let governed: Vec<_> = entries.iter().filter(|entry| entry.status != "excluded").collect();
    let stratum = |entry: &naive::state::Entry| (group(entry, "industry"), group(entry, "contact"));
    let mut lines = std::collections::BTreeSet::new();
    for one in &governed {
        let mine = |other: &naive::state::Entry| stratum(other) == stratum(one) && other.county == one.county;
        let count = |test: &dyn Fn(&naive::state::Entry) -> bool| {
            let all = governed.iter().filter(|other| test(other));
            (all.clone().count(), all.filter(|other| other.status == "exited").count())
        };
        let (here, city) = (count(&mine), count(&|other| stratum(other) == stratum(one)));
        let (industry, contact) = stratum(one);
        lines.insert(format!("{} {industry} {contact} {} {} {} {}", one.county, here.0, here.1, city.0, city.1));
    }
    lines.into_iter().collect()
}

/// `county week listed excluded exited remaining reported`.
fn course(world: &World, day: chrono::NaiveDate) -> Vec<String> {
    let mut lines = Vec::new();
    for unit in &world.units {
        for week in world.weeks_until(day) {
            let entries: Vec<_> =
                naive::state::state(world, week, day).into_iter().filter(|one| one.county == unit.code).collect();
            let count = |status: &str| entries.iter().filter(|one| one.status == status).count();
            let sent = world.tables_until(day).into_iter().filter(|one| one.county == unit.code && one.week == week);
            let reported: std::collections::BTreeSet<_> = sent.map(|one| one.ledger.clone()).collect();
            let (out, gone, left) = (count("exited"), count("excluded"), count("remaining"));
            lines.push(format!("{} {week} {} {gone} {out} {left} {}", unit.code, entries.len(), reported.len()));
        }
    }
    lines.sort();
    lines
}

fn counts(expected: &figures::Counts) -> Counts {
    Counts {
        listed: expected.listed,
        excluded: expected.excluded,
        governed: expected.governed,
        exited: expected.exited,
        remaining: expected.remaining,
        operating: expected.operating,
        interviewed: expected.interviewed,
        pledged: expected.pledged,
        supervised: expected.supervised,
        entities: expected.entities,
        records: expected.records,
        previous: expected.previous.as_ref().map(|previous| Comparison {
            exit_rate: Rate::new(previous.exited, previous.governed),
            exit_rate_change: previous.change.clone(),
            new: previous.new,
            newly_exited: previous.newly_exited,
            reentered: previous.reentered,
        }),
    }
}

fn county(expected: &figures::County, config: &Config) -> CountyFigures {
    let unit = config.county(&expected.code).unwrap();
    let place = |rank: Option<usize>| rank.map(|rank| u32::try_from(rank).unwrap());
    let weeks = |weeks: usize| u32::try_from(weeks).unwrap();
    CountyFigures {
        county: expected.code.clone(),
        name: unit.name.clone(),
        group: unit.group.clone(),
        counts: counts(&expected.counts),
        rank: place(expected.rank),
        rank_in_group: place(expected.rank_in_group),
        previous_rank: place(expected.previous_rank),
        weeks_due: weeks(expected.weeks_due),
        late_judgment: weeks(expected.weeks_late[0]),
        late_penalty: weeks(expected.weeks_late[1]),
    }
}

/// A list of groups as a map, so that only the figures are compared; the order is fixed by the expected files.
fn by_name<K: Ord>(groups: impl IntoIterator<Item = (K, Counts)>) -> BTreeMap<K, Counts> {
    groups.into_iter().collect()
}

fn expected_by_name<K: Ord>(groups: BTreeMap<K, figures::Counts>) -> BTreeMap<K, Counts> {
    groups.into_iter().map(|(name, expected)| (name, counts(&expected))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_of_a_month_is_that_of_the_oracle(world in generate::world()) {
        let config = convert::config(&world);
        for (number, month) in [(4, "2023-04"), (5, "2023-05")] {
            let expected = figures::figures(&world, 2023, number);
            let computed = computed(&world, &config, month);
            prop_assert_eq!(computed.is_some(), expected.is_some());
            let (Some(ours), Some(expected)) = (computed, expected) else { continue };
            prop_assert_eq!((ours.as_of, ours.previous_as_of), (expected.as_of, expected.previous_as_of));
            prop_assert_eq!(ours.city, counts(&expected.city));
            let counties: Vec<CountyFigures> = expected.counties.iter().map(|one| county(one, &config)).collect();
            prop_assert_eq!(ours.counties, counties);
            prop_assert_eq!(by_name(ours.ledgers.into_iter().map(|(ledger, counts)| (ledger.code().to_owned(), counts))), expected_by_name(expected.ledgers));
            prop_assert_eq!(by_name(ours.groups), expected_by_name(expected.groups));
            prop_assert_eq!(by_name(ours.industries), expected_by_name(expected.industries));
            prop_assert_eq!(by_name(ours.departments), expected_by_name(expected.departments));
            let pairs = ours.county_ledger.into_iter().map(|(county, ledger, counts)| ((county, ledger.code().to_owned()), counts));
            prop_assert_eq!(by_name(pairs), expected_by_name(expected.county_ledger));
            let pairs = ours.county_industry.into_iter().map(|(county, industry, counts)| ((county, industry), counts));
            prop_assert_eq!(by_name(pairs), expected_by_name(expected.county_industry));
            let weeks: Vec<_> = ours.weekly.iter().map(|week| (week.as_of, week.listed, week.excluded, week.exited, week.remaining)).collect();
            let wanted: Vec<_> = expected.weekly.iter().map(|week| (week.as_of, week.listed, week.excluded, week.exited, week.remaining)).collect();
            prop_assert_eq!(weeks, wanted);
            let pace = (ours.pace.exits_per_week, ours.pace.needed_per_week, ours.pace.clears_on);
            prop_assert_eq!(pace, (expected.pace.exits_per_week, expected.pace.needed_per_week, expected.pace.clears_on));
            prop_assert!(ours.reconciliation.iter().all(|check| check.ok));
        }
    }

    #[test]
    fn what_the_analyses_are_made_of_is_that_of_the_oracle(world in generate::world()) {
        let config = convert::config(&world);
        let catalogue = Catalogue::new(&[]).unwrap();
        for (number, month) in [(4, "2023-04"), (5, "2023-05")] {
            let Some((tables, period)) = tables(&world, &config, month) else {
                prop_assert!(figures::last_sent(&world, 2023, number).is_none());
                continue;
            };
            let engine = Local::new(&tables, &catalogue);
            let (spells, now) = (spells(&world, period.as_of), naive::state::state(&world, period.as_of, period.as_of));
            let units: Vec<String> = world.units.iter().map(|unit| unit.code.clone()).collect();
            let sorted = |mut lines: Vec<String>| { lines.sort(); lines };
            for by in ["county", "industry", "contact"] {
                let ours = rows(&engine, "survival_risk", Some(by), &["unit", "weeks", "at_risk", "events", "censored"]);
                prop_assert_eq!(sorted(ours), risk(&spells, by), "{} by {}", month, by);
                let ours = rows(&engine, "exit_counts", Some(by), &["unit", "governed", "exited"]);
                prop_assert_eq!(sorted(ours), exits(&now, by, &units), "{} by {}", month, by);
            }
            let columns = ["county", "industry", "contact", "governed", "exited", "city_governed", "city_exited"];
            prop_assert_eq!(sorted(rows(&engine, "exit_strata", None, &columns)), strata(&now));
            let columns = ["county", "as_of", "listed", "excluded", "exited", "remaining", "reported"];
            prop_assert_eq!(sorted(rows(&engine, "county_weekly", None, &columns)), course(&world, period.as_of));
        }
    }
}
