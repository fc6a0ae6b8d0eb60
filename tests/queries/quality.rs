//! Whole-city and whole-county figures, data quality, flows and pledges against a fold over the rows.

use std::collections::{BTreeMap, BTreeSet};

use tongbao::domain::finding::{Code, Severity};

use crate::ledger::{Case, Entry, case, day};
use crate::lists::{ask, numbers, words};

/// Figures that are counts of entries, each with the entries that it counts.
type Figure = (&'static str, fn(&Entry) -> bool);

fn governed(entry: &Entry) -> bool {
    entry.status != "excluded"
}

fn operating(entry: &Entry) -> bool {
    governed(entry) && entry.contact == Some("operating")
}

fn done(date: Option<tongbao::domain::Date>) -> bool {
    date.is_some_and(|date| date <= day("2023-05-28"))
}

const FIGURES: [Figure; 9] = [
    ("listed", |_| true),
    ("excluded", |entry| !governed(entry)),
    ("governed", governed),
    ("exited", |entry| entry.status == "exited"),
    ("remaining", |entry| entry.status == "remaining"),
    ("operating", operating),
    ("interviewed", |entry| operating(entry) && done(entry.interviewed)),
    ("pledged", |entry| operating(entry) && done(entry.pledged)),
    ("supervised", |entry| governed(entry) && done(entry.supervised)),
];

fn count(entries: &[Entry], county: Option<&str>, test: impl Fn(&Entry) -> bool) -> usize {
    entries.iter().filter(|entry| county.is_none_or(|county| entry.county == county) && test(entry)).count()
}

/// Every figure of a county, or of the city, counted by hand.
fn fold(case: &Case, county: Option<&str>) -> Vec<(&'static str, usize)> {
    let now = &case.current;
    let mut figures: Vec<_> = FIGURES.iter().map(|(name, test)| (*name, count(now, county, test))).collect();
    let mine = || now.iter().filter(|entry| county.is_none_or(|county| entry.county == county));
    figures.push(("entities", mine().map(|entry| &entry.entity).collect::<BTreeSet<_>>().len()));
    figures.push(("records", usize::try_from(mine().map(|entry| entry.records).sum::<i64>()).unwrap()));
    let before = case.previous.as_deref().unwrap_or_default();
    let was: BTreeMap<&str, &str> = before.iter().map(|entry| (entry.key.as_str(), entry.status)).collect();
    let then = |entry: &Entry| was.get(entry.key.as_str()).copied();
    figures.push(("previous_governed", count(before, county, governed)));
    figures.push(("previous_exited", count(before, county, |entry| entry.status == "exited")));
    figures.push(("new", count(now, county, |entry| then(entry).is_none())));
    let out = |entry: &Entry| entry.status == "exited" && then(entry) != Some("exited");
    figures.push(("newly_exited", count(now, county, out)));
    let back = |entry: &Entry| entry.status == "remaining" && then(entry) == Some("exited");
    figures.push(("reentered", count(now, county, back)));
    figures
}

#[test]
fn the_city_and_every_county_are_counted_as_by_hand() {
    for seed in 30..38 {
        let case = case(seed, 50);
        let city = ask(&case, "city_counts", &[]);
        for (name, figure) in fold(&case, None) {
            assert_eq!(numbers(&city, name), [figure], "{name} of the city, {seed}");
        }
        let counties = ask(&case, "county_counts", &[]);
        let codes: Vec<String> = case.config.counties.iter().map(|unit| unit.code.clone()).collect();
        assert_eq!(words(&counties, "county"), codes, "every county in the order of the configuration");
        let folded: Vec<_> = codes.iter().map(|code| fold(&case, Some(code))).collect();
        for (place, (name, _)) in fold(&case, None).into_iter().enumerate() {
            let wanted: Vec<usize> = folded.iter().map(|county| county[place].1).collect();
            assert_eq!(numbers(&counties, name), wanted, "{name} of the counties, {seed}");
        }
    }
}

/// The faults that count: those of the date and of a county, a row once a code, others each.
fn counted(case: &Case) -> Vec<(Code, &str)> {
    let each = ["entry.vanished", "entry.moved", "entry.reentered", "entry.cross_county"];
    let mut seen = BTreeSet::new();
    let mut counted = Vec::new();
    for (code, county, week, row) in &case.faults {
        let (word, Some(county)) = (code.code(), county.as_deref()) else { continue };
        if *week != case.period.as_of || word.starts_with("file.") {
            continue;
        }
        let alone = each.contains(&word) || word.starts_with("column.") || word.starts_with("submission.");
        if alone || seen.insert((word, county, row)) {
            counted.push((*code, county));
        }
    }
    counted
}

#[test]
fn faults_are_counted_by_code_and_by_county() {
    for seed in 40..48 {
        let case = case(seed, 90);
        let faults = counted(&case);
        let mut by_code: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
        let mut by_pair: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (code, county) in &faults {
            let slot = by_code.entry(code.code()).or_default();
            slot.0 += 1;
            slot.1.insert(county);
            *by_pair.entry((case.config.county_order(county), code.code())).or_default() += 1;
        }
        let codes = ask(&case, "findings_by_code", &[]);
        assert_eq!(words(&codes, "code"), by_code.keys().copied().collect::<Vec<_>>());
        assert_eq!(numbers(&codes, "findings"), by_code.values().map(|slot| slot.0).collect::<Vec<_>>());
        assert_eq!(numbers(&codes, "counties"), by_code.values().map(|slot| slot.1.len()).collect::<Vec<_>>());
        let pairs = ask(&case, "findings_by_county_code", &[]);
        let wanted: Vec<_> =
            by_pair.keys().map(|(place, code)| (case.config.counties[*place].code.clone(), *code)).collect();
        let found: Vec<_> = words(&pairs, "county").into_iter().zip(words(&pairs, "code")).collect();
        assert!(found.iter().map(|(county, code)| (county.clone(), code.as_str())).eq(wanted), "{found:?}");
        assert_eq!(numbers(&pairs, "findings"), by_pair.values().copied().collect::<Vec<_>>());
        let counties = ask(&case, "findings_by_county", &[]);
        for (column, severity) in [
            ("errors", Some(Severity::Error)),
            ("warnings", Some(Severity::Warning)),
            ("notices", Some(Severity::Notice)),
            ("findings", None),
        ] {
            let of = |unit: &str| {
                let mine = |(code, county): &&(Code, &str)| {
                    *county == unit && severity.is_none_or(|kind| code.severity() == kind)
                };
                faults.iter().filter(mine).count()
            };
            let wanted: Vec<usize> = case.config.counties.iter().map(|unit| of(&unit.code)).collect();
            assert_eq!(numbers(&counties, column), wanted, "{column}, {seed}");
        }
    }
}

#[test]
fn flows_are_taken_from_the_entries_themselves() {
    for seed in 50..58 {
        let case = case(seed, 60);
        let before = case.previous.as_deref().unwrap_or_default();
        let status =
            |entries: &[Entry], key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| entry.status);
        let mut wanted: BTreeMap<(&str, &str), [usize; 4]> = BTreeMap::new();
        for entry in before {
            let slot = wanted.entry((entry.ledger, entry.status)).or_default();
            slot[0] += 1;
            slot[2] += usize::from(status(&case.current, &entry.key) != Some(entry.status));
        }
        for entry in &case.current {
            let slot = wanted.entry((entry.ledger, entry.status)).or_default();
            slot[1] += usize::from(status(before, &entry.key) != Some(entry.status));
            slot[3] += 1;
        }
        let flows = ask(&case, "flows", &[]);
        let keys: Vec<_> = words(&flows, "ledger").into_iter().zip(words(&flows, "status")).collect();
        assert!(
            keys.iter().map(|(ledger, status)| (ledger.as_str(), status.as_str())).eq(wanted.keys().copied()),
            "{keys:?}"
        );
        for (place, name) in ["before", "came", "gone", "now"].into_iter().enumerate() {
            assert_eq!(
                numbers(&flows, name),
                wanted.values().map(|slot| slot[place]).collect::<Vec<_>>(),
                "{name}, {seed}"
            );
        }
    }
}

#[test]
fn broken_pledges_of_governed_entries_are_listed() {
    for seed in 60..64 {
        let case = case(seed, 60);
        let broken = |entry: &&Entry| governed(entry) && entry.kept == Some(false);
        let names = |entries: Vec<&Entry>| {
            let mut names: Vec<String> = entries.iter().map(|entry| entry.name.clone().unwrap_or_default()).collect();
            names.sort();
            names
        };
        let found = |given: &[(&str, &str)]| {
            let mut names = words(&ask(&case, "pledges_unkept", given), "name");
            names.sort();
            names
        };
        let all: Vec<&Entry> = case.current.iter().filter(broken).collect();
        assert!(!all.is_empty() && all.len() < case.current.len());
        assert_eq!(found(&[]), names(all.clone()));
        let one: Vec<&Entry> = all.into_iter().filter(|entry| entry.county == "410526").collect();
        assert_eq!(found(&[("county", "滑县")]), names(one));
    }
}
