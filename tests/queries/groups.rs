//! Queries that group or add up, each against a fold over the made-up ledger.

use std::collections::{BTreeMap, BTreeSet};

use tongbao::domain::table::Table;

use crate::ledger::{Case, Entry, case};
use crate::lists::{ask, numbers, words};

fn remaining(case: &Case) -> impl Iterator<Item = &Entry> {
    case.current.iter().filter(|entry| entry.status == "remaining")
}

/// Rows as the words of their keys and the numbers of their figures, sorted.
fn rows(table: &Table, keys: &[&str], figures: &[&str]) -> BTreeMap<Vec<String>, Vec<usize>> {
    let keys: Vec<Vec<String>> = keys.iter().map(|name| words(table, name)).collect();
    let figures: Vec<Vec<usize>> = figures.iter().map(|name| numbers(table, name)).collect();
    let row = |row: usize| {
        (keys.iter().map(|key| key[row].clone()).collect(), figures.iter().map(|figure| figure[row]).collect())
    };
    let found: BTreeMap<_, _> = (0..table.rows.len()).map(row).collect();
    assert_eq!(found.len(), table.rows.len(), "{}: a key comes twice", table.id);
    found
}

/// Entries by key, each group folded into figures.
fn fold<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    key: impl Fn(&Entry) -> Vec<String>,
    figures: impl Fn(&[&Entry]) -> Vec<usize>,
) -> BTreeMap<Vec<String>, Vec<usize>> {
    let mut groups: BTreeMap<Vec<String>, Vec<&Entry>> = BTreeMap::new();
    entries.for_each(|entry| groups.entry(key(entry)).or_default().push(entry));
    groups.into_iter().map(|(key, entries)| (key, figures(&entries))).collect()
}

fn letter(entry: &Entry) -> String {
    entry.industry.map(String::from).unwrap_or_default()
}

fn records(entries: &[&Entry]) -> usize {
    usize::try_from(entries.iter().map(|entry| entry.records).sum::<i64>()).unwrap()
}

fn with(entries: &[&Entry], test: impl Fn(&Entry) -> bool) -> usize {
    entries.iter().filter(|entry| test(entry)).count()
}

#[test]
fn what_remains_is_counted_by_place_trade_step_and_department() {
    for seed in 120..126 {
        let case = case(seed, 70);
        let place = |entry: &Entry| vec![entry.county.clone(), letter(entry)];
        let table = ask(&case, "remaining_by_county_industry", &[]);
        let folded = fold(remaining(&case), place, |entries| vec![entries.len(), records(entries)]);
        assert_eq!(rows(&table, &["county", "industry"], &["remaining", "records"]), folded, "{seed}");
        let step = |entry: &Entry| vec![entry.county.clone(), entry.missing.unwrap().to_owned()];
        let late = |entries: &[&Entry]| vec![entries.len(), with(entries, |entry| entry.overdue)];
        let table = ask(&case, "missing_steps", &[]);
        assert_eq!(rows(&table, &["county", "missing"], &["entries", "overdue"]), fold(remaining(&case), step, late));
        let department = |entry: &Entry| vec![entry.department.unwrap_or_default().to_owned()];
        let steps = ["contact", "interviewed", "pledged", "supervised", "exit_claimed"];
        let figures = |entries: &[&Entry]| {
            let mut figures = vec![entries.len(), with(entries, |entry| entry.overdue), records(entries)];
            figures.extend(steps.map(|step| with(entries, |entry| entry.missing == Some(step))));
            figures
        };
        let columns = [&["remaining", "overdue", "records"][..], &steps[..]].concat();
        let table = ask(&case, "department_workload", &[]);
        assert_eq!(rows(&table, &["department"], &columns), fold(remaining(&case), department, figures), "{seed}");
        let by_ledger = |entries: &[&Entry]| {
            let left = |ledger: &str| with(entries, |entry| entry.ledger == ledger && entry.status == "remaining");
            vec![left("judgment"), left("penalty"), with(entries, |entry| entry.status == "remaining")]
        };
        let table = ask(&case, "remaining_by_industry_ledger", &[]);
        let folded = fold(case.current.iter(), |entry| vec![letter(entry)], by_ledger);
        assert_eq!(rows(&table, &["industry"], &["judgment", "penalty", "remaining"]), folded, "{seed}");
    }
}

#[test]
fn exits_are_counted_by_route_and_new_ones_told_apart() {
    for seed in 130..136 {
        let case = case(seed, 70);
        let before: BTreeMap<&str, &str> =
            case.previous.iter().flatten().map(|entry| (entry.key.as_str(), entry.status)).collect();
        for (given, county) in [(vec![], None), (vec![("county", "滑县")], Some("410526"))] {
            let mine = |entry: &&Entry| entry.status == "exited" && county.is_none_or(|county| entry.county == county);
            let new = |entry: &Entry| before.get(entry.key.as_str()) != Some(&"exited");
            let folded = fold(
                case.current.iter().filter(mine),
                |entry| vec![entry.route.unwrap_or_default().to_owned()],
                |entries| vec![entries.len(), with(entries, new)],
            );
            let table = ask(&case, "exits_by_route", &given);
            assert_eq!(rows(&table, &["exit_route"], &["exited", "newly_exited"]), folded, "{seed}");
            assert!(words(&table, "route_name").iter().all(|name| !name.is_empty()));
        }
    }
}

#[test]
fn firms_are_put_together_over_both_ledgers() {
    for seed in 140..144 {
        let mut case = case(seed, 60);
        // Some firms of the made-up ledger stand in both books.
        for place in (0..20).step_by(2) {
            let (uscc, entity) = (format!("9141059900000{place:04}X"), format!("firm{place}"));
            for (at, ledger) in [(place, "judgment"), (place + 1, ["penalty", "judgment"][place % 4 / 2])] {
                let entry = &mut case.current[at];
                (entry.ledger, entry.uscc, entry.entity) = (ledger, Some(uscc.clone()), entity.clone());
            }
        }
        let coded = case.current.iter().filter(|entry| entry.uscc.is_some());
        let both = |entries: &[&Entry]| {
            let ledgers: BTreeSet<&str> = entries.iter().map(|entry| entry.ledger).collect();
            vec![ledgers.len(), entries.len(), with(entries, |entry| entry.status == "remaining"), records(entries)]
        };
        let mut folded = fold(coded, |entry| vec![entry.uscc.clone().unwrap()], both);
        folded.retain(|_, figures| figures.remove(0) == 2);
        assert!(!folded.is_empty());
        let table = ask(&case, "both_ledgers", &[]);
        assert_eq!(rows(&table, &["uscc"], &["entries", "remaining", "records"]), folded, "{seed}");
        for least in [0, 30, 60] {
            let firms = fold(
                case.current.iter(),
                |entry| vec![entry.entity.clone()],
                |entries| vec![records(entries), entries.len()],
            );
            let mut wanted: Vec<Vec<usize>> = firms.into_values().filter(|figures| figures[0] >= least).collect();
            let table = ask(&case, "entities_by_records", &[("records", &least.to_string())]);
            let (sums, entries) = (numbers(&table, "records"), numbers(&table, "entries"));
            assert!(sums.iter().rev().is_sorted(), "the most first");
            let mut found: Vec<Vec<usize>> =
                sums.into_iter().zip(entries).map(|(sum, count)| vec![sum, count]).collect();
            wanted.sort();
            found.sort();
            assert_eq!(found, wanted, "{seed} {least}");
        }
    }
}

#[test]
fn submissions_are_listed_whatever_became_of_them() {
    let case = case(150, 10);
    let listed = |given: &[(&str, &str)]| {
        let table = ask(&case, "submissions", given);
        let keys = ["as_of", "county", "ledger", "standing"].map(|name| words(&table, name));
        let mut found: Vec<Vec<String>> =
            (0..table.rows.len()).map(|row| keys.iter().map(|key| key[row].clone()).collect()).collect();
        found.sort();
        found
    };
    let wanted = |county: Option<&str>| {
        let sent = case.sent.iter().filter(|sent| county.is_none_or(|county| sent.0 == county));
        let standing = |in_force: bool| if in_force { "in_force" } else { "withdrawn" }.to_owned();
        let mut rows: Vec<Vec<String>> =
            sent.map(|sent| vec![sent.2.to_string(), sent.0.clone(), sent.1.to_owned(), standing(sent.3)]).collect();
        rows.sort();
        rows
    };
    assert_eq!(listed(&[]), wanted(None));
    assert_eq!(listed(&[("county", "滑县")]), wanted(Some("410526")));
}

#[test]
fn the_rows_of_a_firm_are_all_its_rows() {
    let mut case = case(151, 30);
    for place in [0, 3, 7] {
        case.current[place].uscc = Some("91410599MA00000X9N".into());
    }
    let wanted: Vec<String> = [0, 3, 7].map(|place| case.current[place].name.clone().unwrap_or_default()).into();
    let mut found = words(&ask(&case, "entity_rows", &[("uscc", "91410599MA00000X9N")]), "name");
    let mut wanted = wanted;
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);
}

/// The entries behind a figure, for any place: the same fold that the figures are checked by.
#[test]
fn the_rows_behind_a_figure_add_up_for_every_place() {
    for seed in 160..163 {
        let case = case(seed, 60);
        let governed = |entry: &Entry| entry.status != "excluded";
        let left = |entry: &Entry| entry.status == "remaining";
        let sum = |test: &dyn Fn(&Entry) -> bool, worth: &dyn Fn(&Entry) -> i64, place: (&str, Option<char>)| -> i64 {
            let mine = |entry: &&Entry| entry.county == place.0 && entry.industry == place.1 && test(entry);
            case.current.iter().filter(mine).map(worth).sum()
        };
        for place in [("410526", Some('G')), ("410502", None)] {
            let industry = place.1.map_or("未填报".to_owned(), String::from);
            let traced = |figure: &str| {
                let given = [("figure", figure), ("county", place.0), ("industry", industry.as_str())];
                i64::try_from(numbers(&ask(&case, "figure_entries", &given), "counted").into_iter().sum::<usize>())
                    .unwrap()
            };
            assert_eq!(traced("listed"), sum(&|_| true, &|_| 1, place));
            assert_eq!(traced("governed"), sum(&governed, &|_| 1, place));
            assert_eq!(traced("remaining"), sum(&left, &|_| 1, place));
            assert_eq!(traced("overdue"), sum(&|entry| left(entry) && entry.overdue, &|_| 1, place));
            assert_eq!(traced("records"), sum(&|_| true, &|entry| entry.records, place));
            assert_eq!(traced("remaining_records"), sum(&left, &|entry| entry.records, place));
            let published =
                |entry: &Entry| governed(entry) && entry.published.is_some_and(|day| day <= case.period.as_of);
            assert_eq!(traced("published"), sum(&published, &|_| 1, place));
            let mine =
                case.current.iter().filter(|entry| entry.county == place.0 && entry.industry == place.1 && left(entry));
            let firms: BTreeSet<&str> = mine.map(|entry| entry.entity.as_str()).collect();
            assert_eq!(traced("remaining_entities"), i64::try_from(firms.len()).unwrap());
        }
    }
}

#[test]
fn the_faults_behind_a_figure_are_those_of_its_county() {
    let case = case(170, 90);
    let counties = ask(&case, "findings_by_county", &[]);
    for (place, code) in words(&counties, "county").iter().enumerate() {
        let of = |severity: &str| ask(&case, "figure_findings", &[("county", code), ("severity", severity)]).rows.len();
        assert_eq!(of("error"), numbers(&counties, "errors")[place]);
        assert_eq!(of("警告"), numbers(&counties, "warnings")[place]);
        assert_eq!(of("notice"), numbers(&counties, "notices")[place]);
    }
}
