//! domain.md section 6 in plain loops: everything that `indicators.json` counts.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{
    state::{Entry, state},
    world::{LEDGERS, World},
};

/// The counts of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    pub listed: u64,
    pub excluded: u64,
    pub governed: u64,
    pub exited: u64,
    pub remaining: u64,
    pub operating: u64,
    pub interviewed: u64,
    pub pledged: u64,
    pub supervised: u64,
    pub entities: u64,
    pub records: u64,
    pub previous: Option<Previous>,
}

/// Against the previous date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Previous {
    pub exited: u64,
    pub governed: u64,
    /// 个百分点 of the printed values, `None` where a side has no rate.
    pub change: Option<String>,
    pub new: u64,
    pub newly_exited: u64,
    pub reentered: u64,
}

/// A county beside its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    pub code: String,
    pub counts: Counts,
    pub rank: Option<usize>,
    pub rank_in_group: Option<usize>,
    pub previous_rank: Option<usize>,
    pub weeks_due: usize,
    pub weeks_late: [usize; 2],
}

/// One week of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub as_of: NaiveDate,
    pub listed: u64,
    pub excluded: u64,
    pub exited: u64,
    pub remaining: u64,
}

/// Pace in tenths, half-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    pub exits_per_week: Option<i64>,
    pub needed_per_week: i64,
    pub clears_on: Option<NaiveDate>,
}

/// All figures of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub as_of: NaiveDate,
    pub previous_as_of: Option<NaiveDate>,
    pub city: Counts,
    pub ledgers: BTreeMap<String, Counts>,
    pub counties: Vec<County>,
    pub groups: BTreeMap<String, Counts>,
    /// `None` is 未填报.
    pub industries: BTreeMap<Option<char>, Counts>,
    pub departments: BTreeMap<Option<String>, Counts>,
    pub county_ledger: BTreeMap<(String, String), Counts>,
    pub county_industry: BTreeMap<(String, Option<char>), Counts>,
    pub weekly: Vec<Week>,
    pub pace: Pace,
}

/// Percent in hundredths, half-up, never 100.00 short of all.
pub fn hundredths(part: u64, whole: u64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    let mut printed = part * 10_000 / whole;
    if (part * 10_000 % whole) * 2 >= whole {
        printed += 1;
    }
    if part < whole && printed == 10_000 {
        printed = 9_999;
    }
    i64::try_from(printed).ok()
}

/// Hundredths with their point.
pub fn with_point(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// Counts the entries of a group now, and its entries at the previous date, against the whole of both states.
pub fn count(now: &[Entry], then: Option<&[Entry]>, day: NaiveDate, belongs: &dyn Fn(&Entry) -> bool) -> Counts {
    let mut counts = Counts::default();
    let mut entities: Vec<&str> = Vec::new();
    for entry in now.iter().filter(|entry| belongs(entry)) {
        let done = |date: Option<NaiveDate>| u64::from(date.is_some_and(|date| date <= day));
        counts.listed += 1;
        counts.records += u64::from(entry.row.records);
        if !entities.contains(&entry.entity.as_str()) {
            entities.push(&entry.entity);
        }
        match entry.status {
            "excluded" => counts.excluded += 1,
            "exited" => counts.exited += 1,
            _ => counts.remaining += 1,
        }
        if entry.status != "excluded" {
            counts.governed += 1;
            counts.supervised += done(entry.row.supervised);
            if entry.row.contact.as_deref() == Some("operating") {
                counts.operating += 1;
                counts.interviewed += done(entry.row.interviewed);
                counts.pledged += done(entry.row.pledged);
            }
        }
    }
    counts.entities = entities.len() as u64;
    counts.previous = then.map(|then| compare(&counts, now, then, belongs));
    counts
}

fn compare(counts: &Counts, now: &[Entry], then: &[Entry], belongs: &dyn Fn(&Entry) -> bool) -> Previous {
    let mut previous = Previous::default();
    for entry in then.iter().filter(|entry| belongs(entry)) {
        previous.exited += u64::from(entry.status == "exited");
        previous.governed += u64::from(entry.status != "excluded");
    }
    for entry in now.iter().filter(|entry| belongs(entry)) {
        let before = then.iter().find(|other| other.key == entry.key).map(|other| other.status);
        previous.new += u64::from(before.is_none());
        previous.newly_exited += u64::from(entry.status == "exited" && before != Some("exited"));
        previous.reentered += u64::from(entry.status == "remaining" && before == Some("exited"));
    }
    let (now, then) = (hundredths(counts.exited, counts.governed), hundredths(previous.exited, previous.governed));
    previous.change = now.zip(then).map(|(now, then)| with_point(now - then));
    previous
}

/// The last week of a month for which anything in force was sent.
pub fn last_sent(world: &World, year: i32, month: u32) -> Option<NaiveDate> {
    let mut last = None;
    for (index, table) in world.tables.iter().enumerate() {
        if world.in_force(index) && (table.week.year(), table.week.month()) == (year, month) {
            last = last.max(Some(table.week));
        }
    }
    last
}

/// The figures of a month, `None` if nothing was sent for it.
pub fn figures(world: &World, year: i32, month: u32) -> Option<Figures> {
    let as_of = last_sent(world, year, month)?;
    let previous_as_of = if month == 1 { last_sent(world, year - 1, 12) } else { last_sent(world, year, month - 1) };
    let now = state(world, as_of, as_of);
    let then = previous_as_of.map(|day| state(world, day, as_of));
    let counts = |belongs: &dyn Fn(&Entry) -> bool| count(&now, then.as_deref(), as_of, belongs);
    let county_of = |entry: &Entry| entry.county.clone();
    let group_of = |entry: &Entry| world.units.iter().find(|unit| unit.code == entry.county).unwrap().group.clone();
    Some(Figures {
        as_of,
        previous_as_of,
        city: counts(&|_| true),
        ledgers: by(&now, &counts, &|entry| entry.ledger.clone()),
        counties: counties(world, &now, then.as_deref(), as_of),
        groups: by(&now, &counts, &group_of),
        industries: by(&now, &counts, &|entry| entry.row.industry),
        departments: by(&now, &counts, &|entry| entry.row.department.clone()),
        county_ledger: by(&now, &counts, &|entry| (county_of(entry), entry.ledger.clone())),
        county_industry: by(&now, &counts, &|entry| (county_of(entry), entry.row.industry)),
        weekly: weekly(world, as_of),
        pace: pace(world, as_of),
    })
}

type Counter<'a> = dyn Fn(&dyn Fn(&Entry) -> bool) -> Counts + 'a;

/// Groups that have an entry now.
fn by<K: Ord + Clone>(now: &[Entry], counts: &Counter, key: &dyn Fn(&Entry) -> K) -> BTreeMap<K, Counts> {
    let mut groups = BTreeMap::new();
    for entry in now {
        let wanted = key(entry);
        if !groups.contains_key(&wanted) {
            groups.insert(wanted.clone(), counts(&|entry| key(entry) == wanted));
        }
    }
    groups
}

fn counties(world: &World, now: &[Entry], then: Option<&[Entry]>, as_of: NaiveDate) -> Vec<County> {
    let rates = |entries: &[Entry]| -> Vec<(u64, u64)> {
        let of = |code: &str| count(entries, None, as_of, &|entry| entry.county == code);
        world.units.iter().map(|unit| of(&unit.code)).map(|counts| (counts.exited, counts.governed)).collect()
    };
    let (rates_now, rates_then) = (rates(now), then.map(rates));
    let same_group = |one: usize, other: usize| world.units[one].group == world.units[other].group;
    let mut counties = Vec::new();
    for (place, unit) in world.units.iter().enumerate() {
        let weeks: Vec<NaiveDate> = due(world, as_of);
        counties.push(County {
            code: unit.code.clone(),
            counts: count(now, then, as_of, &|entry| entry.county == unit.code),
            rank: rank(&rates_now, place, &|_| true),
            rank_in_group: rank(&rates_now, place, &|other| same_group(place, other)),
            previous_rank: rates_then.as_ref().and_then(|rates| rank(rates, place, &|_| true)),
            weeks_due: weeks.len(),
            weeks_late: LEDGERS
                .map(|ledger| weeks.iter().filter(|week| !sent(world, &unit.code, ledger, **week)).count()),
        });
    }
    counties
}

/// One more than the units of the class with a higher exact rate; units without tasks have none.
fn rank(rates: &[(u64, u64)], place: usize, class: &dyn Fn(usize) -> bool) -> Option<usize> {
    let (part, whole) = rates[place];
    let higher = |other: usize| rates[other].1 > 0 && rates[other].0 * whole > part * rates[other].1;
    (whole > 0).then(|| 1 + (0..rates.len()).filter(|other| class(*other) && higher(*other)).count())
}

fn due(world: &World, as_of: NaiveDate) -> Vec<NaiveDate> {
    let month = |day: NaiveDate| (day.year(), day.month());
    world.weeks_until(as_of).into_iter().filter(|week| month(*week) == month(as_of)).collect()
}

fn sent(world: &World, county: &str, ledger: &str, week: NaiveDate) -> bool {
    world.tables_until(week).iter().any(|table| table.county == county && table.ledger == ledger && table.week == week)
}

/// The city on every closing day, as known on `as_of`.
pub fn weekly(world: &World, as_of: NaiveDate) -> Vec<Week> {
    let mut weekly = Vec::new();
    for week in world.weeks_until(as_of) {
        let counts = count(&state(world, week, as_of), None, week, &|_| true);
        let Counts { listed, excluded, exited, remaining, .. } = counts;
        weekly.push(Week { as_of: week, listed, excluded, exited, remaining });
    }
    weekly
}

/// Tenths of a quotient, a half away from zero (四舍五入, as Excel rounds), for any sign of the numerator.
fn tenths(part: i64, whole: i64) -> i64 {
    part.signum() * ((part.abs() * 20 + whole) / (2 * whole))
}

/// How fast the ledger empties.
pub fn pace(world: &World, as_of: NaiveDate) -> Pace {
    let weekly = weekly(world, as_of);
    let last = weekly.len() - 1;
    let (now, back) = (&weekly[last], last.saturating_sub(4));
    let signed = |count: u64| i64::try_from(count).unwrap();
    let out = signed(now.exited) - signed(weekly[back].exited);
    let weeks = i64::try_from(last - back).unwrap();
    let remaining = signed(now.remaining);
    let days_left = (world.exits_by - as_of).num_days();
    let weeks_left = ((days_left + 6).div_euclid(7)).max(1);
    let clears_in = (weeks > 0 && out > 0 && remaining > 0).then(|| (remaining * weeks + out - 1) / out);
    Pace {
        exits_per_week: (weeks > 0).then(|| tenths(out, weeks)),
        needed_per_week: if remaining == 0 { 0 } else { tenths(remaining, weeks_left) },
        clears_on: clears_in.map(|weeks| as_of + chrono::Duration::weeks(weeks)),
    }
}
