//! Whose public display ends soon, against a naive fold that counts months and days by itself.

use tongbao::domain::Date;

use crate::{
    ledger::{Case, Entry, case, day},
    lists::{ask, numbers, words},
};

/// The same day so many months later, the month's last where it has no such day.
fn later(from: Date, months: u32) -> Date {
    use chrono::Datelike;
    let month = from.month0() + months;
    let (year, month) = (from.year() + i32::try_from(month / 12).unwrap(), month % 12 + 1);
    (1..=from.day()).rev().find_map(|day| Date::from_ymd_opt(year, month, day)).unwrap()
}

/// Three days that are neither Saturday nor Sunday.
fn three_working_days(from: Date) -> Date {
    from.iter_days().skip(1).filter(|day| !matches!(day.format("%u").to_string().as_str(), "6" | "7")).nth(2).unwrap()
}

/// What the rules of the day say of an entry: point and day.
fn points(entry: &Entry, on: Date) -> Vec<(&'static str, Date)> {
    let (from_58, from_36) = (on >= day("2023-05-01"), on >= day("2026-04-01"));
    match (entry.ledger, entry.latest, entry.repaired) {
        ("judgment", _, Some(removed)) if from_58 => vec![("removed", three_working_days(removed))],
        ("penalty", Some(latest), _) if from_36 => {
            let ends = [("longest", 3), ("longest", 12), ("longest", 36), ("shortest", 3), ("shortest", 12)];
            ends.map(|(point, months)| (point, later(latest, months))).to_vec()
        }
        ("penalty", Some(latest), _) if from_58 => {
            let ends = [("longest", 36), ("shortest", 3), ("shortest", 12)];
            ends.map(|(point, months)| (point, later(latest, months))).to_vec()
        }
        _ => Vec::new(),
    }
}

fn expected(case: &Case, days: i64, wanted: Option<&str>) -> Vec<(String, String, String)> {
    let on = case.period.as_of;
    let mut rows = Vec::new();
    for entry in case.current.iter().filter(|entry| entry.status != "excluded" && entry.public != Some(0)) {
        let since = if entry.ledger == "judgment" { entry.repaired } else { entry.latest };
        for (point, end) in points(entry, on) {
            let soon = since.is_some_and(|since| since <= on) && (0..=days).contains(&(end - on).num_days());
            if soon && wanted.is_none_or(|wanted| wanted == point) {
                rows.push((entry.uscc.clone().unwrap_or_default(), point.to_owned(), end.to_string()));
            }
        }
    }
    rows.sort();
    rows
}

fn found(case: &Case, given: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let table = ask(case, "display_ending", given);
    let mut rows: Vec<_> = words(&table, "uscc")
        .into_iter()
        .zip(words(&table, "point"))
        .zip(words(&table, "ends_on"))
        .map(|((uscc, point), end)| (uscc, point, end))
        .collect();
    let days: Vec<usize> = numbers(&table, "days_left");
    assert!(days.is_sorted(), "the next first");
    rows.sort();
    rows
}

#[test]
fn displays_that_end_soon_are_those_that_the_rules_of_the_day_end() {
    let mut met = 0;
    for seed in 1..=3 {
        for on in ["2023-04-23", "2023-05-28", "2026-05-03"] {
            let mut case = case(seed, 60);
            case.period.as_of = day(on);
            for (days, point) in [(30, None), (0, None), (400, None), (60, Some("longest")), (7, Some("removed"))] {
                let text = days.to_string();
                let mut given = vec![("days", text.as_str())];
                given.extend(point.map(|point| ("point", point)));
                let wanted = expected(&case, days, point);
                met += wanted.len();
                assert_eq!(found(&case, &given), wanted, "{seed} {on} {days} {point:?}");
            }
        }
    }
    assert!(met > 150, "only {met} ends were compared");
}

#[test]
fn the_guide_of_2022_states_no_period_and_later_orders_do() {
    let mut case = case(1, 60);
    case.period.as_of = day("2023-04-30");
    assert!(found(&case, &[("days", "5000")]).is_empty());
    case.period.as_of = day("2023-05-07");
    assert!(!found(&case, &[]).is_empty());
}

#[test]
fn an_offices_own_rules_decide() {
    let mut case = case(2, 60);
    for rule in &mut case.config.rules.rules {
        rule.display.clear();
        rule.judgment_days = None;
    }
    assert!(found(&case, &[("days", "5000")]).is_empty());
}
