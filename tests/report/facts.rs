//! Facts for the tests: the sample's expected figures read from JSON, and small made-up cities.

use serde_json::Value;
use tongbao::{
    domain::{
        Date,
        config::{Basis, Config},
        finding::Code,
        ledger::Ledger,
        rate::Rate,
    },
    indicator::figures::{Check, Comparison, Counts, CountyFigures, FindingCounts, Indicators, Pace, Week},
    report::facts::{BulletinFacts, CountyFindings, CountyMeasures, IndustryRemaining},
};

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn read(path: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn config() -> Config {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/tongbao.toml");
    let text = std::fs::read_to_string(path).unwrap();
    tongbao::workspace::parse(&text).or_else(|_| tongbao::workspace::parse(&with_quoted_dates(&text))).unwrap()
}

/// TOML's own dates as strings.
fn with_quoted_dates(text: &str) -> String {
    let quoted = |line: &str| match line.split_once(" = ") {
        Some((key, value)) if value.trim().parse::<Date>().is_ok() => format!("{key} = \"{}\"\n", value.trim()),
        _ => format!("{line}\n"),
    };
    text.lines().map(quoted).collect()
}

/// The sample's figures of a month.
pub fn expected(month: &str) -> Value {
    read(&format!("expected/{month}/indicators.json"))
}

fn int(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or_else(|| panic!("{key} in {value}"))
}

fn small(value: &Value, key: &str) -> Option<u32> {
    value[key].as_u64().map(|number| u32::try_from(number).unwrap())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn counts(value: &Value) -> Counts {
    let previous = value.get("previous").filter(|previous| !previous.is_null()).map(|previous| Comparison {
        exit_rate: Rate::new(int(&previous["exit_rate"], "num"), int(&previous["exit_rate"], "den")),
        exit_rate_change: previous["exit_rate_change"].as_str().map(str::to_owned),
        new: int(previous, "new"),
        newly_exited: int(previous, "newly_exited"),
        reentered: int(previous, "reentered"),
    });
    Counts {
        listed: int(value, "listed"),
        excluded: int(value, "excluded"),
        governed: int(value, "governed"),
        exited: int(value, "exited"),
        remaining: int(value, "remaining"),
        operating: int(value, "operating"),
        interviewed: int(value, "interviewed"),
        pledged: int(value, "pledged"),
        supervised: int(value, "supervised"),
        entities: int(value, "entities"),
        records: int(value, "records"),
        previous,
    }
}

fn letter(value: &Value) -> Option<char> {
    value.as_str().and_then(|text| text.chars().next())
}

fn tenths(value: &Value) -> Option<i64> {
    value.as_f64().map(|number| format!("{:.0}", number * 10.0).parse().unwrap())
}

fn items<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

pub fn indicators(json: &Value) -> Indicators {
    let county = |row: &Value| CountyFigures {
        county: text(&row["county"]),
        name: text(&row["name"]),
        group: text(&row["group"]),
        counts: counts(row),
        rank: small(row, "rank"),
        rank_in_group: small(row, "rank_in_group"),
        previous_rank: small(row, "previous_rank"),
        weeks_due: small(row, "weeks_due").unwrap(),
        late_judgment: small(&row["weeks_late"], "judgment").unwrap(),
        late_penalty: small(&row["weeks_late"], "penalty").unwrap(),
    };
    let ledger = |row: &Value| Ledger::from_code(row["ledger"].as_str().unwrap()).unwrap();
    let findings = &json["findings"];
    Indicators {
        month: text(&json["month"]),
        as_of: date(json["as_of"].as_str().unwrap()),
        previous_as_of: json["previous_as_of"].as_str().map(date),
        basis: if json["basis"] == "claimed" { Basis::Claimed } else { Basis::Verified },
        city: counts(&json["city"]),
        ledgers: items(&json["ledgers"], |row| (ledger(row), counts(row))),
        counties: items(&json["counties"], county),
        groups: items(&json["groups"], |row| (text(&row["group"]), counts(row))),
        industries: items(&json["industries"], |row| (letter(&row["industry"]), counts(row))),
        departments: items(&json["departments"], |row| (row["department"].as_str().map(str::to_owned), counts(row))),
        county_ledger: items(&json["county_ledger"], |row| (text(&row["county"]), ledger(row), counts(row))),
        county_industry: items(&json["county_industry"], |row| {
            (text(&row["county"]), letter(&row["industry"]), counts(row))
        }),
        weekly: items(&json["weekly"], |row| Week {
            as_of: date(row["as_of"].as_str().unwrap()),
            listed: int(row, "listed"),
            excluded: int(row, "excluded"),
            governed: int(row, "governed"),
            exited: int(row, "exited"),
            remaining: int(row, "remaining"),
        }),
        pace: Pace {
            exits_per_week: tenths(&json["pace"]["exits_per_week"]),
            needed_per_week: tenths(&json["pace"]["needed_per_week"]).unwrap(),
            clears_on: json["pace"]["clears_on"].as_str().map(date),
        },
        findings: FindingCounts {
            error: int(findings, "error"),
            warning: int(findings, "warning"),
            notice: int(findings, "notice"),
            by_code: findings["by_code"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(code, n)| (code.clone(), n.as_u64().unwrap()))
                .collect(),
        },
        reconciliation: vec![Check { check: "city = Σ counties".into(), ok: true }],
    }
}

/// The sample's facts of a month. Guides and repairs are made up; the split by ledger halves each industry.
pub fn sample(month: &str) -> BulletinFacts {
    let indicators = indicators(&expected(month));
    let findings = items(&read(&format!("fixtures/report/{month}-findings.json")), |row| CountyFindings {
        county: text(&row["county"]),
        code: Code::from_code(row["code"].as_str().unwrap()).unwrap(),
        count: int(row, "count"),
    });
    let remaining_by_industry = indicators
        .industries
        .iter()
        .flat_map(|(letter, counts)| {
            let half = counts.remaining / 2;
            [(Ledger::Judgment, half), (Ledger::Penalty, counts.remaining - half)]
                .map(|(ledger, remaining)| IndustryRemaining { industry: *letter, ledger, remaining })
        })
        .collect();
    let measures = indicators
        .counties
        .iter()
        .map(|county| CountyMeasures {
            county: county.county.clone(),
            guided: county.counts.supervised,
            repair_applied: county.counts.exited / 2,
            repaired: county.counts.exited / 4,
        })
        .collect();
    let date = indicators.as_of;
    BulletinFacts {
        indicators,
        date,
        measures,
        findings,
        remaining_by_industry,
        previous_printed: None,
        corrections: Vec::new(),
    }
}

/// A made-up county: code, governed, exited, and the rate a month before as (exited, governed).
pub type Made<'a> = (&'a str, u64, u64, Option<(u64, u64)>);

/// A made-up city on 2023-04-30 (or, with a comparison, 2023-05-28): all entries are operating transport firms, all measures
/// taken, nobody late, no findings; half of the governed stand in each ledger.
pub fn city(made: &[Made<'_>]) -> (BulletinFacts, Config) {
    let mut config = config();
    let group = |code: &str| config.county(code).unwrap().group.clone();
    let compared = made.iter().any(|(.., previous)| previous.is_some());
    let counties: Vec<CountyFigures> = made
        .iter()
        .map(|(code, governed, exited, previous)| CountyFigures {
            county: (*code).to_owned(),
            name: config.county(code).unwrap().name.clone(),
            group: group(code),
            counts: all_done(*governed, *exited, compared.then(|| previous.unwrap_or_default())),
            rank: None,
            rank_in_group: None,
            previous_rank: None,
            weeks_due: 4,
            late_judgment: 0,
            late_penalty: 0,
        })
        .collect();
    config.counties.retain(|county| made.iter().any(|(code, ..)| *code == county.code));
    let sum = |rows: &[&Counts]| {
        let total = |of: &dyn Fn(&Counts) -> u64| rows.iter().map(|counts| of(counts)).sum::<u64>();
        let then =
            |of: &dyn Fn(Rate) -> u64| rows.iter().filter_map(|c| c.previous.as_ref()).map(|p| of(p.exit_rate)).sum();
        all_done(total(&|c| c.governed), total(&|c| c.exited), compared.then(|| (then(&|r| r.num), then(&|r| r.den))))
    };
    let all: Vec<&Counts> = counties.iter().map(|county| &county.counts).collect();
    let city = sum(&all);
    let mut groups: Vec<(String, Counts)> = Vec::new();
    for county in &counties {
        if !groups.iter().any(|(name, _)| *name == county.group) {
            let own: Vec<&Counts> = counties.iter().filter(|c| c.group == county.group).map(|c| &c.counts).collect();
            groups.push((county.group.clone(), sum(&own)));
        }
    }
    let as_of = date(if compared { "2023-05-28" } else { "2023-04-30" });
    let county_industry =
        counties.iter().map(|county| (county.county.clone(), Some('G'), county.counts.clone())).collect();
    let indicators = Indicators {
        month: if compared { "2023-05" } else { "2023-04" }.into(),
        as_of,
        previous_as_of: compared.then(|| date("2023-04-30")),
        basis: Basis::Verified,
        ledgers: vec![(Ledger::Judgment, city.clone()), (Ledger::Penalty, all_done(0, 0, None))],
        groups,
        industries: vec![(Some('G'), city.clone())],
        departments: vec![(Some("交通运输局".into()), city.clone())],
        county_ledger: Vec::new(),
        county_industry,
        weekly: weekly(as_of, &city),
        pace: Pace { exits_per_week: None, needed_per_week: 0, clears_on: None },
        findings: FindingCounts::default(),
        reconciliation: Vec::new(),
        city,
        counties,
    };
    let mut facts = BulletinFacts {
        remaining_by_industry: Vec::new(),
        date: as_of,
        measures: Vec::new(),
        findings: Vec::new(),
        previous_printed: None,
        corrections: Vec::new(),
        indicators,
    };
    settle(&mut facts, &config);
    (facts, config)
}

fn all_done(governed: u64, exited: u64, previous: Option<(u64, u64)>) -> Counts {
    let mut counts = Counts {
        listed: governed,
        excluded: 0,
        governed,
        exited,
        remaining: governed - exited,
        operating: governed,
        interviewed: governed,
        pledged: governed,
        supervised: governed,
        entities: governed,
        records: governed * 10,
        previous: None,
    };
    counts.previous = previous.map(|(was_out, was_governed)| Comparison {
        exit_rate: Rate::new(was_out, was_governed),
        exit_rate_change: counts
            .exit_rate()
            .change_since(Rate::new(was_out, was_governed), tongbao::domain::rate::Rounding::default()),
        new: governed.saturating_sub(was_governed),
        newly_exited: exited.saturating_sub(was_out),
        reentered: 0,
    });
    counts
}

/// Nothing out in the first week, an even course since.
fn weekly(as_of: Date, city: &Counts) -> Vec<Week> {
    let first = date("2023-04-02");
    let weeks = (as_of - first).num_days().unsigned_abs() / 7;
    let week = |at: u64| Week {
        as_of: first + chrono::Days::new(at * 7),
        listed: city.listed,
        excluded: city.excluded,
        governed: city.governed,
        exited: city.exited * at / weeks,
        remaining: city.governed - city.exited * at / weeks,
    };
    (0..=weeks).map(week).collect()
}

/// Ranks and pace again from the counts, after a test has changed them.
pub fn settle(facts: &mut BulletinFacts, config: &Config) {
    let figures = &mut facts.indicators;
    let now: Vec<Rate> = figures.counties.iter().map(|county| county.counts.exit_rate()).collect();
    let then: Vec<Rate> = figures
        .counties
        .iter()
        .map(|county| county.counts.previous.as_ref().map_or(Rate::default(), |previous| previous.exit_rate))
        .collect();
    let groups: Vec<String> = figures.counties.iter().map(|county| county.group.clone()).collect();
    for (at, county) in figures.counties.iter_mut().enumerate() {
        let rank = |rates: &[Rate], within: Option<&str>| {
            let better = |other: &usize| {
                within.is_none_or(|group| groups[*other] == group) && rates[*other].cmp_exact(rates[at]).is_gt()
            };
            (rates[at].den > 0).then(|| 1 + u32::try_from((0..rates.len()).filter(better).count()).unwrap())
        };
        county.rank = rank(&now, None);
        county.rank_in_group = rank(&now, Some(&groups[at]));
        county.previous_rank = rank(&then, None);
    }
    let left = (config.campaign.targets.exits - figures.as_of).num_days().max(1).unsigned_abs().div_ceil(7);
    let span = (figures.weekly.len() - 1).min(4);
    let exited = |back: usize| i64::try_from(figures.weekly[figures.weekly.len() - 1 - back].exited).unwrap();
    let (won, span_weeks) = (exited(0) - exited(span), i64::try_from(span).unwrap());
    let remaining = i64::try_from(figures.city.remaining).unwrap();
    let tenth = |num: i64, den: i64| (num * 20 + den).div_euclid(2 * den);
    let weeks_to_clear =
        (won > 0 && remaining > 0).then(|| u64::try_from((remaining * span_weeks + won - 1) / won).unwrap());
    figures.pace = Pace {
        exits_per_week: (span > 0).then(|| tenth(won, span_weeks)),
        needed_per_week: tenth(remaining, i64::try_from(left).unwrap()),
        clears_on: weeks_to_clear.map(|weeks| figures.as_of + chrono::Days::new(weeks * 7)),
    };
}
