//! Every figure of `indicators.json`, from generated submissions through state and SQL, against the naive oracle.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, missing_docs)]

#[path = "oracle/kept.rs"]
mod kept;
#[path = "oracle/mod.rs"]
mod naive;

use std::collections::BTreeMap;

use naive::{convert, figures, generate, world::World};
use proptest::prelude::*;
use tongbao::{
    domain::{config::Config, finding::Finding, rate::Rate},
    indicator::{
        self,
        catalogue::Catalogue,
        engine::Local,
        figures::{Comparison, Counts, CountyFigures, Indicators},
        tables::{Frames, Period, Tables},
    },
    state::{known_on, months},
    store::frame,
};

/// The program's own way from submissions to figures; `None` if nothing was sent for the month.
fn computed(world: &World, config: &Config, month: &str) -> Option<Indicators> {
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
    let tables = Tables::new(config, &period, frames).unwrap();
    let catalogue = Catalogue::new(&[]).unwrap();
    Some(indicator::compute(&Local::new(&tables, &catalogue), config, &period).unwrap())
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
}
