//! Queries that list or count entries, against a naive fold over the made-up ledger.

use std::collections::{BTreeMap, BTreeSet};

use tongbao::domain::{
    Date,
    table::{Table, Value},
};
use tongbao::indicator::{
    catalogue::Catalogue,
    engine::{Engine, Local},
    params::Arguments,
    reconcile::check_tasks,
};

use crate::ledger::{Case, Entry, case, day};

pub fn ask(case: &Case, name: &str, given: &[(&str, &str)]) -> Table {
    let (tables, catalogue) = (case.tables(), Catalogue::new(&[]).unwrap());
    let given: Arguments = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Local::new(&tables, &catalogue).run(catalogue.find(name).unwrap(), &given).unwrap()
}

fn column<'a>(table: &'a Table, name: &str) -> Vec<&'a Value> {
    let place = table.column(name).unwrap_or_else(|| panic!("{} has no {name}", table.id));
    table.rows.iter().map(|row| &row[place]).collect()
}

pub fn words(table: &Table, name: &str) -> Vec<String> {
    column(table, name).into_iter().map(|value| value.text(tongbao::domain::rate::Rounding::default())).collect()
}

pub fn numbers(table: &Table, name: &str) -> Vec<usize> {
    let number = |value: &Value| {
        if let Value::Int(number) = value { usize::try_from(*number).unwrap() } else { panic!("{value:?}") }
    };
    column(table, name).into_iter().map(number).collect()
}

fn remaining(case: &Case) -> Vec<&Entry> {
    case.current.iter().filter(|entry| entry.status == "remaining").collect()
}

/// Rows of a list, told apart by code and name, sorted.
fn places(table: &Table) -> Vec<(String, String)> {
    let mut rows: Vec<_> = words(table, "uscc").into_iter().zip(words(table, "name")).collect();
    rows.sort();
    rows
}

fn expected<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<(String, String)> {
    let mut rows: Vec<_> =
        entries.map(|entry| (entry.uscc.clone().unwrap_or_default(), entry.name.clone().unwrap_or_default())).collect();
    rows.sort();
    rows
}

fn open(date: Option<Date>) -> bool {
    date.is_none_or(|date| date > day("2023-05-28"))
}

#[test]
fn lists_hold_the_entries_that_belong_and_no_other() {
    for seed in 1..=6 {
        let case = case(seed, 60);
        let before: BTreeMap<&str, &str> =
            case.previous.iter().flatten().map(|entry| (entry.key.as_str(), entry.status)).collect();
        let was = |entry: &Entry| before.get(entry.key.as_str()).copied();
        let now = || case.current.iter();
        let left = || remaining(&case).into_iter();
        let check = |name: &str, wanted: Vec<(String, String)>| {
            assert_eq!(places(&ask(&case, name, &[])), wanted, "{name} {seed}")
        };
        check("task_list", expected(left()));
        check("remaining_entries", expected(left()));
        check("public_list", expected(left()));
        check("unproven_exits", expected(left().filter(|entry| entry.claimed == Some(true))));
        check("new_entries", expected(now().filter(|entry| was(entry).is_none())));
        check("reentries", expected(left().filter(|entry| was(entry) == Some("exited"))));
        check("one_step_short", expected(left().filter(|entry| entry.alone)));
        check("oldest_remaining", expected(left().filter(|entry| entry.weeks >= 6)));
        let late =
            |entry: &&Entry| entry.contact == Some("operating") && (open(entry.interviewed) || open(entry.pledged));
        check("overdue_steps", expected(left().filter(late)));
        check("uninterviewed", expected(left().filter(|entry| entry.weeks >= 6 && open(entry.interviewed))));
        let due = |entry: &&Entry| matches!(entry.missing, Some("interviewed" | "pledged"));
        check("pledges_due", expected(left().filter(due)));
    }
}

#[test]
fn the_task_list_is_sorted_by_urgency() {
    let case = case(3, 80);
    let mut entries = remaining(&case);
    entries.sort_by_key(|entry| {
        let public = std::cmp::Reverse(entry.public.unwrap_or(-1));
        (!entry.overdue, std::cmp::Reverse(entry.weeks), public, entry.key.clone())
    });
    let wanted: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    let list = ask(&case, "task_list", &[]);
    assert_eq!(words(&list, "key"), wanted);
    let steps = words(&list, "missing").into_iter().zip(words(&list, "responsible"));
    for (step, who) in steps {
        let turn = match step.as_str() {
            "exit_claimed" => "县（市、区）信用办",
            "pledged" => "行业主管部门会同市场主体",
            _ => "行业主管部门",
        };
        assert_eq!(who, turn, "{step}");
    }
}

#[test]
fn a_list_can_be_narrowed() {
    let case = case(4, 80);
    let given = [("county", "滑县"), ("department", "未填报"), ("ledger", "penalty")];
    let mine = |entry: &&Entry| entry.county == "410526" && entry.department.is_none() && entry.ledger == "penalty";
    let wanted = expected(remaining(&case).into_iter().filter(mine));
    assert!(!wanted.is_empty());
    assert_eq!(places(&ask(&case, "task_list", &given)), wanted);
}

#[test]
fn notices_and_task_lists_agree() {
    let case = case(5, 80);
    let (mut tasks, notices) = (ask(&case, "task_list", &[]), ask(&case, "notice_counts", &[]));
    let mut wanted: BTreeMap<(&str, Option<&str>), (usize, BTreeSet<&str>, i64)> = BTreeMap::new();
    for entry in remaining(&case) {
        let slot = wanted.entry((&entry.county, entry.department)).or_default();
        slot.0 += 1;
        slot.1.insert(&entry.entity);
        slot.2 += entry.records;
    }
    assert_eq!(notices.rows.len(), wanted.len());
    let sum = |name: &str| numbers(&notices, name).into_iter().sum::<usize>();
    assert_eq!(sum("entries"), wanted.values().map(|slot| slot.0).sum::<usize>());
    assert_eq!(sum("entities"), wanted.values().map(|slot| slot.1.len()).sum::<usize>());
    assert_eq!(sum("records"), usize::try_from(wanted.values().map(|slot| slot.2).sum::<i64>()).unwrap());
    assert!(check_tasks(&notices, &tasks).is_ok());
    tasks.rows.pop();
    let error = check_tasks(&notices, &tasks).unwrap_err();
    assert!(error.message.contains("任务清单行数 = 提示函条目"), "{error}");
}

#[test]
fn counts_by_county_equal_a_fold() {
    let case = case(6, 80);
    let units: Vec<&str> = case.config.counties.iter().map(|unit| unit.code.as_str()).collect();
    let fold = |test: &dyn Fn(&Entry) -> bool| -> Vec<usize> {
        units
            .iter()
            .map(|unit| case.current.iter().filter(|entry| entry.county == *unit && test(entry)).count())
            .collect()
    };
    let governed = |entry: &Entry| entry.status != "excluded";
    let operating = |entry: &Entry| governed(entry) && entry.contact == Some("operating");
    let measures = ask(&case, "measures", &[]);
    assert_eq!(numbers(&measures, "governed"), fold(&governed));
    assert_eq!(numbers(&measures, "operating"), fold(&operating));
    assert_eq!(numbers(&measures, "interviewed"), fold(&|entry| operating(entry) && !open(entry.interviewed)));
    assert_eq!(numbers(&measures, "pledged"), fold(&|entry| operating(entry) && !open(entry.pledged)));
    assert_eq!(numbers(&measures, "supervised"), fold(&|entry| governed(entry) && !open(entry.supervised)));
    assert_eq!(numbers(&measures, "repaired"), fold(&|entry| governed(entry) && entry.repaired.is_some()));
    assert_eq!(numbers(&measures, "published"), fold(&|entry| governed(entry) && !open(entry.published)));
    assert_eq!(numbers(&measures, "checked"), fold(&|entry| governed(entry) && !open(entry.checked)));
    let kept = |entry: &Entry| governed(entry) && !open(entry.checked) && entry.kept == Some(true);
    assert_eq!(numbers(&measures, "kept"), fold(&kept));
    let exclusions = ask(&case, "exclusions", &[]);
    assert_eq!(numbers(&exclusions, "listed"), fold(&|_| true));
    assert_eq!(numbers(&exclusions, "excluded"), fold(&|entry| !governed(entry)));
    assert_eq!(
        numbers(&exclusions, "bankruptcy"),
        fold(&|entry| !governed(entry) && entry.exclusion == Some("bankruptcy"))
    );
    assert_eq!(numbers(&exclusions, "unproven"), fold(&|entry| governed(entry) && entry.exclusion.is_some()));
    let unproven = ask(&case, "unproven_exits_by_county", &[]);
    assert_eq!(
        numbers(&unproven, "claimed"),
        fold(&|entry| entry.status == "remaining" && entry.claimed == Some(true))
    );
}

#[test]
fn signed_pledges_are_followed_to_publication_check_and_keeping() {
    type Lack = (Option<&'static str>, fn(&Entry) -> bool);
    let lacks: [Lack; 4] = [
        (None, |_| true),
        (Some("published"), |entry| open(entry.published)),
        (Some("checked"), |entry| open(entry.checked)),
        (Some("kept"), |entry| entry.kept == Some(false)),
    ];
    for seed in 21..=24 {
        let case = case(seed, 60);
        let signed = |entry: &&Entry| entry.status != "excluded" && !open(entry.pledged);
        for (lack, test) in lacks {
            let given: Vec<(&str, &str)> = lack.map(|lack| ("lacks", lack)).into_iter().collect();
            let wanted = expected(case.current.iter().filter(signed).filter(|entry| test(entry)));
            assert!(!wanted.is_empty(), "{lack:?} {seed}");
            assert_eq!(places(&ask(&case, "pledges_signed", &given)), wanted, "{lack:?} {seed}");
        }
    }
}

#[test]
fn breakdowns_add_up_to_the_whole() {
    let case = case(7, 80);
    let all = remaining(&case).len();
    for (name, figure) in [
        ("missing_steps", "entries"),
        ("department_workload", "remaining"),
        ("remaining_by_county_industry", "remaining"),
        ("remaining_by_industry_ledger", "remaining"),
    ] {
        assert_eq!(numbers(&ask(&case, name, &[]), figure).into_iter().sum::<usize>(), all, "{name}");
    }
    let exits = ask(&case, "exits_by_route", &[]);
    let exited = case.current.iter().filter(|entry| entry.status == "exited").count();
    assert_eq!(numbers(&exits, "exited").into_iter().sum::<usize>(), exited);
    let workload = ask(&case, "department_workload", &[]);
    let steps = ["contact", "interviewed", "pledged", "supervised", "exit_claimed"];
    assert_eq!(steps.iter().flat_map(|step| numbers(&workload, step)).sum::<usize>(), all);
}

#[test]
fn entities_are_put_together_over_ledgers() {
    let mut case = case(8, 30);
    for (place, ledger) in [(0, "judgment"), (1, "penalty")] {
        let entry = &mut case.current[place];
        (entry.ledger, entry.uscc, entry.entity, entry.records) =
            (ledger, Some("91410599MA00000X9N".into()), "91410599MA00000X9N".into(), 500);
    }
    let both = ask(&case, "both_ledgers", &[]);
    assert_eq!(words(&both, "uscc"), ["91410599MA00000X9N"]);
    assert_eq!((numbers(&both, "entries"), numbers(&both, "records")), (vec![2], vec![1000]));
    let most = ask(&case, "entities_by_records", &[("records", "1000")]);
    assert_eq!(words(&most, "uscc"), ["91410599MA00000X9N"]);
}

#[test]
fn late_reports_name_every_gap() {
    let case = case(9, 10);
    let mut wanted = Vec::new();
    for week in case.config.weeks_until(case.period.as_of) {
        for unit in &case.config.counties {
            for ledger in ["judgment", "penalty"] {
                if !case
                    .sent
                    .iter()
                    .any(|sent| (sent.0.as_str(), sent.1, sent.2, sent.3) == (&unit.code, ledger, week, true))
                {
                    wanted.push((week.to_string(), unit.code.clone(), ledger.to_owned()));
                }
            }
        }
    }
    let rows = |table: &Table| -> Vec<_> {
        let ledgers = words(table, "ledger");
        words(table, "as_of")
            .into_iter()
            .zip(words(table, "county"))
            .zip(ledgers)
            .map(|((week, county), ledger)| (week, county, ledger))
            .collect()
    };
    assert_eq!(rows(&ask(&case, "late_reports", &[])), wanted);
    wanted.retain(|row| row.0.starts_with("2023-04"));
    assert_eq!(rows(&ask(&case, "late_reports", &[("month", "2023-04")])), wanted);
    let late: usize = numbers(&ask(&case, "late_counties", &[]), "late").into_iter().sum();
    assert_eq!(late, numbers(&ask(&case, "timeliness", &[]), "weeks_late").into_iter().sum::<usize>());
    let of_month = |week: &chrono::NaiveDate| week.format("%Y-%m").to_string() == case.period.month;
    let due = 2 * case.config.weeks_until(case.period.as_of).iter().filter(|week| of_month(week)).count();
    let missed = |code: &String| -> usize {
        case.config
            .weeks_until(case.period.as_of)
            .into_iter()
            .filter(of_month)
            .map(|week| {
                let came = |ledger: &str| {
                    case.sent.iter().any(|sent| (&sent.0, sent.1, sent.2, sent.3) == (code, ledger, week, true))
                };
                ["judgment", "penalty"].into_iter().filter(|ledger| !came(ledger)).count()
            })
            .sum()
    };
    let reporting = ask(&case, "reporting_by_county", &[]);
    let late: Vec<usize> = case.config.counties.iter().map(|unit| missed(&unit.code)).collect();
    assert_eq!(
        words(&reporting, "county"),
        case.config.counties.iter().map(|unit| unit.code.clone()).collect::<Vec<_>>()
    );
    assert_eq!(numbers(&reporting, "late"), late);
    assert_eq!(numbers(&reporting, "due"), vec![due; late.len()]);
    assert_eq!(numbers(&reporting, "reported"), late.iter().map(|late| due - late).collect::<Vec<_>>());
}

#[test]
fn names_come_down_in_the_week_their_entry_leaves() {
    let mut case = case(10, 40);
    let before = day("2023-05-21");
    let was = case.current.clone().into_iter().enumerate().map(|(place, mut entry)| {
        entry.status = if place % 2 == 0 { "remaining" } else { "exited" };
        (before, entry)
    });
    case.weeks.extend(was.collect::<Vec<_>>());
    let wanted = expected(case.current.iter().step_by(2).filter(|entry| entry.status != "remaining"));
    assert!(!wanted.is_empty());
    assert_eq!(places(&ask(&case, "public_take_down", &[])), wanted);
}

#[test]
fn an_entity_has_its_course() {
    let mut case = case(11, 20);
    let entry = &mut case.current[0];
    entry.uscc = Some("91410599MA00000X9N".into());
    let key = entry.key.clone();
    let course = ask(&case, "entity_course", &[("uscc", "91410599MA00000X9N")]);
    let wanted = case.weeks.iter().filter(|(_, entry)| entry.key == key).count();
    assert!(wanted > 0);
    assert_eq!(course.rows.len(), wanted);
    assert!(words(&course, "as_of").is_sorted());
}

#[test]
fn who_waits_for_an_interview_can_be_asked_for_a_place_a_trade_and_a_time() {
    for seed in 70..74 {
        let case = case(seed, 120);
        let given = [("weeks", "3"), ("county", "滑县"), ("industry", "G"), ("contact", "operating")];
        let mine = |entry: &&Entry| {
            entry.weeks >= 3
                && open(entry.interviewed)
                && (entry.county.as_str(), entry.industry, entry.contact) == ("410526", Some('G'), Some("operating"))
        };
        let list = ask(&case, "uninterviewed", &given);
        assert_eq!(places(&list), expected(remaining(&case).into_iter().filter(mine)), "{seed}");
        assert!(numbers(&list, "weeks_listed").iter().rev().is_sorted(), "the longest first");
    }
}

#[test]
fn exits_between_two_days_are_those_that_were_not_out_before() {
    for seed in 80..84 {
        let case = case(seed, 80);
        let out_on = |week: &str| -> BTreeSet<String> {
            let rows = case.weeks.iter().filter(|(day_of, entry)| *day_of == day(week) && entry.status == "exited");
            rows.map(|(_, entry)| entry.key.clone()).collect()
        };
        let check = |given: &[(&str, &str)], before: BTreeSet<String>, after: BTreeSet<String>| {
            let table = ask(&case, "exits_in_period", given);
            let new = case.current.iter().filter(|entry| after.contains(&entry.key) && !before.contains(&entry.key));
            let mut wanted: BTreeMap<&str, (usize, BTreeSet<&str>, i64)> = BTreeMap::new();
            for entry in new {
                let slot = wanted.entry(entry.route.unwrap_or_default()).or_default();
                slot.0 += 1;
                slot.1.insert(&entry.entity);
                slot.2 += entry.records;
            }
            let routes = words(&table, "exit_route").into_iter().zip(numbers(&table, "exits"));
            let found: Vec<_> = routes.zip(numbers(&table, "entities")).zip(numbers(&table, "records")).collect();
            assert_eq!(found.len(), wanted.len(), "{seed} {given:?}");
            for (((route, exits), entities), records) in found {
                let slot = &wanted[route.as_str()];
                let folded = (slot.0, slot.1.len(), usize::try_from(slot.2).unwrap());
                assert_eq!((exits, entities, records), folded, "{seed} {given:?} {route}");
            }
        };
        check(&[], BTreeSet::new(), out_on("2023-05-28"));
        check(&[("from", "2023-05-01"), ("until", "2023-05-28")], out_on("2023-04-30"), out_on("2023-05-28"));
        check(&[("from", "2023-04-10"), ("until", "2023-05-06")], out_on("2023-04-09"), out_on("2023-04-30"));
    }
}

#[test]
fn pledges_are_followed_from_signature_to_check() {
    for seed in 90..94 {
        let case = case(seed, 80);
        let done = |date: Option<Date>| !open(date);
        let fold = |test: &dyn Fn(&Entry) -> bool| -> Vec<usize> {
            let signed = |entry: &&Entry| entry.status != "excluded" && done(entry.pledged) && test(entry);
            let units = case.config.counties.iter().map(|unit| unit.code.as_str());
            units.map(|unit| case.current.iter().filter(|entry| entry.county == unit).filter(signed).count()).collect()
        };
        let table = ask(&case, "pledge_followup", &[]);
        let judged = |entry: &Entry| done(entry.checked) && entry.kept.is_some();
        assert_eq!(numbers(&table, "signed"), fold(&|_| true));
        assert_eq!(numbers(&table, "published"), fold(&|entry| done(entry.published)));
        assert_eq!(numbers(&table, "checked"), fold(&|entry| done(entry.checked)));
        assert_eq!(numbers(&table, "judged"), fold(&judged));
        assert_eq!(numbers(&table, "kept"), fold(&|entry| judged(entry) && entry.kept == Some(true)));
        assert_eq!(numbers(&table, "broken"), fold(&|entry| judged(entry) && entry.kept == Some(false)));
    }
}

#[test]
fn firms_with_several_entries_are_counted_over_both_ledgers() {
    for seed in 100..104 {
        let mut case = case(seed, 40);
        for place in 0..6 {
            case.current[place].entity = format!("firm{}", place / 3);
        }
        let mut firms: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        case.current.iter().for_each(|entry| firms.entry(&entry.entity).or_default().push(entry));
        for least in ["1", "2", "3"] {
            let wanted = firms.values().filter(|entries| entries.len() >= least.parse().unwrap());
            let table = ask(&case, "entities_by_entries", &[("entries", least)]);
            let mut folded: Vec<[usize; 4]> = wanted
                .map(|entries| {
                    let counties: BTreeSet<&str> = entries.iter().map(|entry| entry.county.as_str()).collect();
                    let penalty = entries.iter().filter(|entry| entry.ledger == "penalty").count();
                    let left = entries.iter().filter(|entry| entry.status == "remaining").count();
                    [entries.len(), penalty, counties.len(), left]
                })
                .collect();
            let columns = ["entries", "penalty", "counties", "remaining"].map(|name| numbers(&table, name));
            let mut found: Vec<[usize; 4]> =
                (0..table.rows.len()).map(|row| [0, 1, 2, 3].map(|column| columns[column][row])).collect();
            folded.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, folded, "{seed} {least}");
        }
    }
}

#[test]
fn why_a_firm_is_on_the_list_is_told_by_code_or_by_part_of_its_name() {
    let mut case = case(12, 40);
    let place = case.current.iter().position(|entry| entry.status == "remaining").unwrap();
    let entry = &mut case.current[place];
    (entry.uscc, entry.name) = (Some("91410599MA00000X9N".into()), Some("甲子商贸有限公司".into()));
    (entry.missing, entry.alone) = (Some("interviewed"), false);
    for word in ["91410599MA00000X9N", "91410599ma00000x9n", "子商贸"] {
        let table = ask(&case, "entity_status", &[("firm", word)]);
        assert_eq!(words(&table, "uscc"), ["91410599MA00000X9N"], "{word}");
        assert_eq!(words(&table, "missing_names"), ["约谈、退出申报"]);
        assert_eq!(words(&table, "next_step"), ["开展约谈"]);
        assert_eq!(words(&table, "responsible"), ["行业主管部门"]);
        assert_eq!(words(&table, "status_name"), ["未退出"]);
    }
    assert!(ask(&case, "entity_status", &[("firm", "没有这家")]).rows.is_empty());
}

#[test]
fn departments_with_most_to_do_come_first() {
    let case = case(13, 90);
    let table = ask(&case, "department_workload", &[]);
    assert!(numbers(&table, "remaining").iter().rev().is_sorted());
    let given = [("county", "滑县"), ("industry", "G")];
    let mine = |entry: &&&Entry| (entry.county.as_str(), entry.industry) == ("410526", Some('G'));
    let wanted = remaining(&case).iter().filter(mine).count();
    assert_eq!(numbers(&ask(&case, "department_workload", &given), "remaining").into_iter().sum::<usize>(), wanted);
}
