//! The figures of a month against a naive fold over the entries, for many made-up ledgers.

use std::collections::{BTreeMap, BTreeSet};

use tongbao::domain::{finding::Severity, ledger::Ledger, rate::Rate};
use tongbao::indicator::{
    catalogue::Catalogue,
    engine::Local,
    figures::{Comparison, Counts, Indicators},
};

use crate::ledger::{Case, Entry, case, day};

fn figures(case: &Case) -> Indicators {
    let (tables, catalogue) = (case.tables(), Catalogue::new(&[]).unwrap());
    tongbao::indicator::compute(&Local::new(&tables, &catalogue), &case.config, &case.period).expect("figures")
}

fn governed(entry: &Entry) -> bool {
    entry.status != "excluded"
}

/// Domain.md section 6 read aloud, for the entries that `belongs` picks.
fn fold(case: &Case, belongs: impl Fn(&Entry) -> bool) -> Counts {
    let now: Vec<&Entry> = case.current.iter().filter(|entry| belongs(entry)).collect();
    let number = |test: &dyn Fn(&Entry) -> bool| now.iter().filter(|entry| test(entry)).count() as u64;
    let done = |date: Option<tongbao::domain::Date>| date.is_some_and(|date| date <= case.period.as_of);
    let operating = |entry: &Entry| governed(entry) && entry.contact == Some("operating");
    let mut counts = Counts {
        listed: now.len() as u64,
        excluded: number(&|entry| !governed(entry)),
        governed: number(&governed),
        exited: number(&|entry| entry.status == "exited"),
        remaining: number(&|entry| entry.status == "remaining"),
        operating: number(&operating),
        interviewed: number(&|entry| operating(entry) && done(entry.interviewed)),
        pledged: number(&|entry| operating(entry) && done(entry.pledged)),
        supervised: number(&|entry| governed(entry) && done(entry.supervised)),
        entities: now.iter().map(|entry| &entry.entity).collect::<BTreeSet<_>>().len() as u64,
        records: now.iter().map(|entry| u64::try_from(entry.records).unwrap()).sum(),
        previous: None,
    };
    if let Some(previous) = &case.previous {
        let then: BTreeMap<&str, &str> = previous.iter().map(|entry| (entry.key.as_str(), entry.status)).collect();
        let was = |entry: &Entry| then.get(entry.key.as_str()).copied();
        let mine: Vec<&Entry> = previous.iter().filter(|entry| belongs(entry)).collect();
        let exit_rate = Rate::new(
            mine.iter().filter(|entry| entry.status == "exited").count() as u64,
            mine.iter().filter(|entry| governed(entry)).count() as u64,
        );
        counts.previous = Some(Comparison {
            exit_rate,
            exit_rate_change: counts.exit_rate().change_since(exit_rate, case.config.rounding),
            new: number(&|entry| was(entry).is_none()),
            newly_exited: number(&|entry| entry.status == "exited" && was(entry) != Some("exited")),
            reentered: number(&|entry| entry.status == "remaining" && was(entry) == Some("exited")),
        });
    }
    counts
}

fn check(case: &Case) {
    let figures = figures(case);
    let group = |entry: &Entry| case.config.county(&entry.county).unwrap().group.clone();
    assert_eq!(figures.city, fold(case, |_| true));
    for (ledger, counts) in &figures.ledgers {
        assert_eq!(counts, &fold(case, |entry| entry.ledger == ledger.code()));
    }
    assert_eq!(figures.counties.len(), case.config.counties.len(), "every county has its row");
    for (unit, county) in case.config.counties.iter().zip(&figures.counties) {
        assert_eq!(unit.code, county.county);
        assert_eq!(county.counts, fold(case, |entry| entry.county == unit.code));
    }
    for (name, counts) in &figures.groups {
        assert_eq!(counts, &fold(case, |entry| &group(entry) == name));
    }
    for (letter, counts) in &figures.industries {
        assert_eq!(counts, &fold(case, |entry| entry.industry == *letter));
    }
    for (name, counts) in &figures.departments {
        assert_eq!(counts, &fold(case, |entry| entry.department == name.as_deref()));
    }
    for (code, ledger, counts) in &figures.county_ledger {
        assert_eq!(counts, &fold(case, |entry| &entry.county == code && entry.ledger == ledger.code()));
    }
    for (code, letter, counts) in &figures.county_industry {
        assert_eq!(counts, &fold(case, |entry| &entry.county == code && entry.industry == *letter));
        assert!(counts.listed > 0, "a pair without entries is left out");
    }
    ordered(&figures);
    ranked(&figures);
    on_time(case, &figures);
    faults(case, &figures);
    weekly(case, &figures);
}

fn ordered(figures: &Indicators) {
    let letters: Vec<_> = figures.industries.iter().map(|(letter, _)| (letter.is_none(), *letter)).collect();
    assert!(letters.is_sorted(), "{letters:?}");
    let names: Vec<_> = figures.departments.iter().map(|(name, _)| (name.is_none(), name.clone())).collect();
    assert!(names.is_sorted(), "{names:?}");
    let order = ["区", "县（市）", "功能区"];
    let groups: Vec<_> = figures.groups.iter().map(|(name, _)| order.iter().position(|known| known == name)).collect();
    assert!(groups.is_sorted(), "{groups:?}");
}

fn ranked(figures: &Indicators) {
    for county in &figures.counties {
        let rate = county.counts.exit_rate();
        let better = |group: Option<&str>| {
            let above = |other: &&tongbao::indicator::figures::CountyFigures| {
                other.counts.governed > 0
                    && group.is_none_or(|group| other.group == group)
                    && other.counts.exit_rate().cmp_exact(rate).is_gt()
            };
            u32::try_from(1 + figures.counties.iter().filter(above).count()).unwrap()
        };
        let some = county.counts.governed > 0;
        assert_eq!(county.rank, some.then(|| better(None)), "{}", county.name);
        assert_eq!(county.rank_in_group, some.then(|| better(Some(&county.group))), "{}", county.name);
        let before = |county: &tongbao::indicator::figures::CountyFigures| {
            county.counts.previous.as_ref().map(|then| then.exit_rate).unwrap_or_default()
        };
        let above = figures.counties.iter().filter(|other| before(other).cmp_exact(before(county)).is_gt()).count();
        let expected = (before(county).den > 0).then(|| u32::try_from(above + 1).unwrap());
        assert_eq!(county.previous_rank, expected, "{}", county.name);
    }
}

fn on_time(case: &Case, figures: &Indicators) {
    let due: Vec<_> =
        case.config.weeks_until(case.period.as_of).into_iter().filter(|week| *week >= day("2023-05-01")).collect();
    for county in &figures.counties {
        assert_eq!(county.weeks_due as usize, due.len());
        for (ledger, late) in [(Ledger::Judgment, county.late_judgment), (Ledger::Penalty, county.late_penalty)] {
            let came = |week| {
                case.sent
                    .iter()
                    .any(|sent| (&sent.0, sent.1, sent.2, sent.3) == (&county.county, ledger.code(), week, true))
            };
            assert_eq!(late as usize, due.iter().filter(|week| !came(**week)).count(), "{} {ledger:?}", county.name);
        }
    }
}

fn faults(case: &Case, figures: &Indicators) {
    let each = ["file.", "column.", "submission."];
    let state = ["entry.vanished", "entry.moved", "entry.reentered", "entry.cross_county"];
    let mut seen = BTreeSet::new();
    let mut by_code: BTreeMap<String, u64> = BTreeMap::new();
    let mut severity: BTreeMap<Severity, u64> = BTreeMap::new();
    for (code, county, week, row) in &case.faults {
        let word = code.code();
        if *week != case.period.as_of || county.is_none() || word.starts_with("file.") {
            continue;
        }
        let counts_each = state.contains(&word) || each.iter().any(|kind| word.starts_with(kind));
        if counts_each || seen.insert((word, county, row)) {
            *by_code.entry(word.to_owned()).or_default() += 1;
            *severity.entry(code.severity()).or_default() += 1;
        }
    }
    assert_eq!(figures.findings.by_code, by_code.into_iter().collect::<Vec<_>>());
    let of = |kind| severity.get(&kind).copied().unwrap_or(0);
    assert_eq!(figures.findings.error, of(Severity::Error));
    assert_eq!(figures.findings.warning, of(Severity::Warning));
    assert_eq!(figures.findings.notice, of(Severity::Notice));
}

fn weekly(case: &Case, figures: &Indicators) {
    let weeks = case.config.weeks_until(case.period.as_of);
    assert_eq!(figures.weekly.iter().map(|week| week.as_of).collect::<Vec<_>>(), weeks);
    for week in &figures.weekly {
        let number = |status: &str| {
            case.weeks.iter().filter(|(day, entry)| *day == week.as_of && entry.status == status).count() as u64
        };
        assert_eq!(
            (week.excluded, week.exited, week.remaining),
            (number("excluded"), number("exited"), number("remaining"))
        );
    }
    let earlier = figures.weekly[figures.weekly.len() - 5].exited;
    let exits = i64::try_from(figures.city.exited).unwrap() - i64::try_from(earlier).unwrap();
    let tenths = (exits * 10 * 2 + 4 * exits.signum()) / (2 * 4);
    assert_eq!(figures.pace.exits_per_week, Some(tenths));
}

#[test]
fn figures_equal_a_naive_fold() {
    for seed in 1..=12 {
        check(&case(seed, 70));
    }
}

#[test]
fn a_small_ledger_with_ties_and_gaps_adds_up() {
    for seed in 20..=60 {
        check(&case(seed, 4));
    }
}

#[test]
fn an_empty_ledger_has_figures_too() {
    let mut empty = case(3, 0);
    empty.sent.clear();
    let figures = figures(&empty);
    assert_eq!(figures.city, Counts { previous: Some(Comparison::default()), ..Counts::default() });
    assert_eq!(figures.counties.len(), 4);
    assert!(figures.counties.iter().all(|county| county.rank.is_none() && county.late_judgment == 4));
    assert!(figures.industries.is_empty());
    assert_eq!(figures.pace.clears_on, None);
}

#[test]
fn the_first_month_compares_with_nothing() {
    let mut first = case(5, 30);
    first.previous = None;
    first.period.previous = None;
    let figures = figures(&first);
    assert!(figures.city.previous.is_none());
    assert!(figures.counties.iter().all(|county| county.counts.previous.is_none() && county.previous_rank.is_none()));
}

#[test]
fn figures_that_do_not_add_up_stop_the_run() {
    let mut broken = case(7, 30);
    broken.weeks.retain(|(week, _)| *week != broken.period.as_of);
    let (tables, catalogue) = (broken.tables(), Catalogue::new(&[]).unwrap());
    let error =
        tongbao::indicator::compute(&Local::new(&tables, &catalogue), &broken.config, &broken.period).unwrap_err();
    assert!(error.message.contains("勾稽不符：逐周进展的末周 = 全市（名单数），左边 0，右边"), "{error}");
    assert_eq!(error.exit_status(), 3);
}

#[test]
fn a_query_that_loses_entries_is_caught_by_the_others() {
    let whole = Catalogue::new(&[]).unwrap();
    for (name, check) in [
        ("ledger_counts", "两本台账"),
        ("group_counts", "各组"),
        ("industry_counts", "各行业"),
        ("department_counts", "各部门"),
        ("county_ledger", "县（市、区）× 台账"),
        ("county_industry", "县（市、区）× 行业"),
    ] {
        let sql = whole.get(name).unwrap().sql.replace("FROM entries AS e", "FROM entries AS e WHERE e.records <> 7");
        let own = Catalogue::new(&[(format!("{name}.sql"), sql)]).unwrap();
        let mut case = case(9, 60);
        case.current[0].records = 7;
        let tables = case.tables();
        let error = tongbao::indicator::compute(&Local::new(&tables, &own), &case.config, &case.period).unwrap_err();
        assert!(error.message.contains(&format!("全市 = {check}之和")), "{name}: {error}");
    }
}
