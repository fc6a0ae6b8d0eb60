//! The state of the program against a naive oracle, over generated submissions (domain.md sections 4 to 6).
//!
//! What is generated stands in `tests/oracle/generate.rs`; the oracle shares no function with the program.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "oracle/mod.rs"]
mod naive;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use naive::{
    convert, figures, generate,
    state::{Entry, Fault},
    world::World,
};
use polars::prelude::*;
use proptest::prelude::*;
use tongbao::state::{Known, known_on, months};

/// A value as one word, `-` for none.
fn word(frame: &DataFrame, name: &str, row: usize) -> String {
    let value = frame.column(name).unwrap().get(row).unwrap();
    if value.is_null() { "-".to_owned() } else { value.get_str().map_or_else(|| value.to_string(), str::to_owned) }
}

/// An entry as one line of text: the same words from the program's frame and from the oracle.
fn lines_of(frame: &DataFrame) -> Vec<String> {
    const COLUMNS: [&str; 16] = [
        "ledger",
        "key",
        "entity",
        "county",
        "status",
        "as_of",
        "source_file",
        "source_row",
        "industry",
        "department",
        "record_count",
        "missing",
        "missing_all",
        "overdue",
        "first_seen",
        "weeks_listed",
    ];
    let cell = |name: &str, row: usize| word(frame, name, row);
    (0..frame.height()).map(|row| COLUMNS.map(|name| cell(name, row)).join(" ")).collect()
}

fn line(entry: &Entry) -> String {
    let or_dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let all = entry.missing.join(",");
    [
        entry.ledger.clone(),
        entry.key.clone(),
        entry.entity.clone(),
        entry.county.clone(),
        entry.status.to_owned(),
        entry.week.to_string(),
        entry.file.clone(),
        entry.row.line.to_string(),
        entry.row.industry.map_or_else(|| "-".to_owned(), String::from),
        or_dash(entry.row.department.as_deref()),
        entry.row.records.to_string(),
        or_dash(entry.missing.first().copied()),
        if entry.missing.is_empty() { "-".to_owned() } else { all },
        entry.overdue.to_string(),
        entry.first_seen.to_string(),
        entry.weeks_listed.to_string(),
    ]
    .join(" ")
}

fn lines(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(line).collect()
}

fn weeks(world: &World) -> Vec<NaiveDate> {
    world.weeks_until(world.first_week + chrono::Days::new(7 * (generate::WEEKS - 1)))
}

fn with_known(
    world: &World,
    day: NaiveDate,
    check: impl FnOnce(&Known) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let (history, submissions, config) = (convert::history(world), convert::submissions(world), convert::config(world));
    check(&known_on(&history, &submissions, &config, day).unwrap())
}

/// Ledger, county and status of every key on every closing day.
fn course_lines(frame: &DataFrame) -> Vec<String> {
    let cell = |name: &str, row: usize| word(frame, name, row);
    (0..frame.height())
        .map(|row| ["as_of", "ledger", "key", "county", "status"].map(|name| cell(name, row)).join(" "))
        .collect()
}

/// What the program's frames say of a group: the counts of section 6, by a fold over the rows.
fn folded(
    now: &DataFrame,
    then: Option<&DataFrame>,
    day: NaiveDate,
    group: &[&str],
) -> BTreeMap<Vec<Option<String>>, figures::Counts> {
    let mut groups = BTreeMap::new();
    for row in 0..now.height() {
        groups.entry(group_of(now, row, group)).or_insert_with(Vec::new).push(row);
    }
    groups.into_iter().map(|(name, rows)| (name.clone(), fold(now, then, day, group, &name, &rows))).collect()
}

fn text(frame: &DataFrame, name: &str, row: usize) -> Option<String> {
    frame.column(name).unwrap().str().unwrap().get(row).map(str::to_owned)
}

fn group_of(frame: &DataFrame, row: usize, group: &[&str]) -> Vec<Option<String>> {
    group.iter().map(|name| text(frame, name, row)).collect()
}

fn fold(
    now: &DataFrame,
    then: Option<&DataFrame>,
    day: NaiveDate,
    group: &[&str],
    name: &[Option<String>],
    rows: &[usize],
) -> figures::Counts {
    let status = |row: &&usize, wanted: &str| text(now, "status", **row).as_deref() == Some(wanted);
    let is = |wanted: &str| rows.iter().filter(|row| status(row, wanted)).count() as u64;
    let by = |column: &str, row: usize| {
        let date = now.column(column).unwrap().date().unwrap().physical().get(row);
        date.is_some_and(|date| date <= day.to_epoch_days())
    };
    let governed: Vec<usize> = rows.iter().filter(|row| !status(row, "excluded")).copied().collect();
    let operating: Vec<usize> =
        governed.iter().filter(|row| text(now, "contact", **row).as_deref() == Some("operating")).copied().collect();
    let count = |rows: &[usize], column: &str| rows.iter().filter(|row| by(column, **row)).count() as u64;
    let entities: std::collections::BTreeSet<_> = rows.iter().map(|row| text(now, "entity", *row)).collect();
    let records: i64 =
        rows.iter().map(|row| now.column("record_count").unwrap().i64().unwrap().get(*row).unwrap()).sum();
    let counts = figures::Counts {
        listed: rows.len() as u64,
        excluded: is("excluded"),
        governed: governed.len() as u64,
        exited: is("exited"),
        remaining: is("remaining"),
        operating: operating.len() as u64,
        interviewed: count(&operating, "interviewed"),
        pledged: count(&operating, "pledged"),
        supervised: count(&governed, "supervised"),
        entities: entities.len() as u64,
        records: u64::try_from(records).unwrap(),
        previous: None,
    };
    let previous = then.map(|then| fold_previous(&counts, now, then, group, name, rows));
    figures::Counts { previous, ..counts }
}

fn fold_previous(
    counts: &figures::Counts,
    now: &DataFrame,
    then: &DataFrame,
    group: &[&str],
    name: &[Option<String>],
    rows: &[usize],
) -> figures::Previous {
    let before: BTreeMap<_, _> =
        (0..then.height()).map(|row| (text(then, "key", row), text(then, "status", row).unwrap())).collect();
    let moved = |now_is: &str, then_not: bool| {
        let counts = |row: &&usize| {
            let then_out = before.get(&text(now, "key", **row)).is_some_and(|status| status == "exited");
            text(now, "status", **row).as_deref() == Some(now_is) && then_out != then_not
        };
        rows.iter().filter(counts).count() as u64
    };
    let group_then = (0..then.height())
        .filter(|row| group_of(then, *row, group) == name)
        .map(|row| text(then, "status", row).unwrap());
    let group_then: Vec<String> = group_then.collect();
    let exited = group_then.iter().filter(|status| *status == "exited").count() as u64;
    let governed = group_then.iter().filter(|status| *status != "excluded").count() as u64;
    let rates = figures::hundredths(counts.exited, counts.governed).zip(figures::hundredths(exited, governed));
    figures::Previous {
        exited,
        governed,
        change: rates.map(|(now, then)| figures::with_point(now - then)),
        new: rows.iter().filter(|row| !before.contains_key(&text(now, "key", **row))).count() as u64,
        newly_exited: moved("exited", true),
        reentered: moved("remaining", false),
    }
}

/// Groups of the oracle under the names that the fold uses.
fn renamed<K>(
    groups: BTreeMap<K, figures::Counts>,
    name: impl Fn(K) -> Vec<Option<String>>,
) -> BTreeMap<Vec<Option<String>>, figures::Counts> {
    groups.into_iter().map(|(key, counts)| (name(key), counts)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_entry_has_the_owner_status_and_gaps_of_the_oracle(world in generate::world()) {
        for day in weeks(&world) {
            with_known(&world, day, |known| {
                prop_assert_eq!(lines_of(&known.on(day).unwrap()), lines(&naive::state::state(&world, day, day)), "on {}", day);
                Ok(())
            })?;
        }
    }

    #[test]
    fn earlier_states_and_the_course_are_seen_as_known_on_the_date(world in generate::world()) {
        let days = weeks(&world);
        let known_day = *days.last().unwrap();
        with_known(&world, known_day, |known| {
            let mut course = Vec::new();
            for day in days {
                let expected = naive::state::state(&world, day, known_day);
                prop_assert_eq!(lines_of(&known.on(day).unwrap()), lines(&expected), "on {}", day);
                course.extend(expected.iter().map(|entry| format!("{day} {} {} {} {}", entry.ledger, entry.key, entry.county, entry.status)));
            }
            prop_assert_eq!(course_lines(&known.course().unwrap()), course);
            Ok(())
        })?;
    }

    #[test]
    fn findings_of_the_state_are_those_of_the_oracle_with_their_cells(world in generate::world()) {
        for day in weeks(&world) {
            with_known(&world, day, |known| {
                let found: Vec<Fault> = known.findings().unwrap().into_iter().map(|finding| {
                    assert_eq!(finding.as_of, Some(day));
                    Fault {
                        code: finding.code.code(),
                        county: finding.county.unwrap(),
                        ledger: finding.ledger.unwrap().code().to_owned(),
                        file: finding.file,
                        sheet: finding.sheet,
                        row: finding.row,
                        column: finding.column,
                    }
                }).collect();
                prop_assert_eq!(found, naive::state::faults(&world, day), "on {}", day);
                Ok(())
            })?;
        }
    }

    #[test]
    fn counts_of_every_group_and_against_the_previous_month_are_those_of_the_oracle(world in generate::world()) {
        let submissions = convert::submissions(&world);
        for (month, name) in [(4, "2023-04"), (5, "2023-05")] {
            let Some(expected) = figures::figures(&world, 2023, month) else {
                prop_assert!(months::month(&submissions, name).is_err());
                continue;
            };
            let dates = months::month(&submissions, name).unwrap();
            prop_assert_eq!((dates.as_of, dates.previous_as_of), (expected.as_of, expected.previous_as_of));
            with_known(&world, dates.as_of, |known| {
                let now = known.on(dates.as_of).unwrap();
                let then = dates.previous_as_of.map(|day| known.on(day).unwrap());
                let fold = |group: &[&str]| folded(&now, then.as_ref(), dates.as_of, group);
                let some = |text: String| Some(text);
                let letter = |letter: Option<char>| letter.map(String::from);
                if expected.city.listed > 0 {
                    prop_assert_eq!(fold(&[]), BTreeMap::from([(vec![], expected.city)]));
                }
                prop_assert_eq!(fold(&["ledger"]), renamed(expected.ledgers, |ledger| vec![some(ledger)]));
                prop_assert_eq!(fold(&["county_group"]), renamed(expected.groups, |group| vec![some(group)]));
                prop_assert_eq!(fold(&["industry"]), renamed(expected.industries, |industry| vec![letter(industry)]));
                prop_assert_eq!(fold(&["department"]), renamed(expected.departments, |department| vec![department]));
                prop_assert_eq!(fold(&["county", "ledger"]), renamed(expected.county_ledger, |(county, ledger)| vec![some(county), some(ledger)]));
                prop_assert_eq!(fold(&["county", "industry"]), renamed(expected.county_industry, |(county, industry)| vec![some(county), letter(industry)]));
                let counties = fold(&["county"]);
                for county in expected.counties {
                    let counts = counties.get(&vec![some(county.code)]).cloned();
                    prop_assert_eq!(counts.is_some(), county.counts.listed > 0);
                    prop_assert_eq!(counts.unwrap_or(county.counts.clone()), county.counts);
                }
                Ok(())
            })?;
        }
    }

    #[test]
    fn the_weekly_series_and_who_was_late_are_those_of_the_oracle(world in generate::world()) {
        let Some(expected) = figures::figures(&world, 2023, 5) else { return Ok(()) };
        let timeliness = months::timeliness(&convert::submissions(&world), &convert::config(&world), expected.as_of).unwrap();
        let late = timeliness.column("weeks_late").unwrap().i64().unwrap();
        let due = timeliness.column("weeks_due").unwrap().i64().unwrap();
        for (place, county) in expected.counties.iter().enumerate() {
            for slot in 0..2 {
                prop_assert_eq!(late.get(2 * place + slot), i64::try_from(county.weeks_late[slot]).ok());
                prop_assert_eq!(due.get(2 * place + slot), i64::try_from(county.weeks_due).ok());
            }
        }
        with_known(&world, expected.as_of, |known| {
            let weekly = known.weekly().unwrap();
            for week in expected.weekly {
                let of = |status: &str| -> u64 {
                    let here = |row: &usize| {
                        weekly.column("as_of").unwrap().date().unwrap().physical().get(*row) == Some(week.as_of.to_epoch_days())
                            && text(&weekly, "status", *row).as_deref() == Some(status)
                    };
                    let entries = (0..weekly.height()).filter(here).map(|row| weekly.column("entries").unwrap().i64().unwrap().get(row).unwrap());
                    u64::try_from(entries.sum::<i64>()).unwrap()
                };
                prop_assert_eq!((of("excluded"), of("exited"), of("remaining")), (week.excluded, week.exited, week.remaining), "on {}", week.as_of);
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_order_in_which_submissions_stand_in_the_history_changes_nothing(world in generate::world()) {
        let day = *weeks(&world).last().unwrap();
        let (submissions, config) = (convert::submissions(&world), convert::config(&world));
        let mut backwards: Vec<usize> = (0..world.tables.len()).filter(|index| world.in_force(*index)).collect();
        backwards.reverse();
        let (one, other) = (convert::history(&world), convert::history_of(&world, &backwards));
        let one = known_on(&one, &submissions, &config, day).unwrap();
        let other = known_on(&other, &submissions, &config, day).unwrap();
        prop_assert!(one.on(day).unwrap().equals_missing(&other.on(day).unwrap()));
        prop_assert_eq!(one.findings().unwrap(), other.findings().unwrap());
    }
}

#[test]
fn the_generated_worlds_hold_everything_that_the_rules_are_about() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let world = generate::world().new_tree(&mut runner).unwrap().current();
        let days = weeks(&world);
        for day in &days {
            met.extend(naive::state::faults(&world, *day).into_iter().map(|fault| fault.code));
            met.extend(naive::state::state(&world, *day, *day).into_iter().map(|entry| entry.status));
        }
        let early = |known: NaiveDate| {
            naive::state::state(&world, days[0], known).into_iter().map(|entry| entry.key).collect::<Vec<_>>()
        };
        if early(days[0]) != early(days[5]) {
            met.insert("a key that was learnt later");
        }
        if (0..world.tables.len()).any(|index| world.in_force(index) && world.tables[index].rows.is_empty()) {
            met.insert("a zero report");
        }
        if (0..world.tables.len()).any(|index| !world.in_force(index)) {
            met.insert("a table that does not count");
        }
    }
    let wanted = [
        "a key that was learnt later",
        "a table that does not count",
        "a zero report",
        "entry.cross_county",
        "entry.duplicate",
        "entry.moved",
        "entry.reentered",
        "entry.vanished",
        "excluded",
        "exited",
        "remaining",
        "submission.missing",
    ];
    assert_eq!(met.into_iter().collect::<Vec<_>>(), wanted);
}
