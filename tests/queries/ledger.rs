//! A made-up ledger: entries with everything the queries look at, as plain values and as the frames queries see.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, NamedFrom, Series};
use tongbao::domain::{Date, config::Config, finding::Code, industry};
use tongbao::indicator::{
    schema::{self, Kind},
    tables::{Frames, Period, Tables},
};

/// One entry on one date.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub ledger: &'static str,
    pub county: String,
    pub name: Option<String>,
    pub uscc: Option<String>,
    pub entity: String,
    pub industry: Option<char>,
    pub department: Option<&'static str>,
    pub status: &'static str,
    pub contact: Option<&'static str>,
    pub exclusion: Option<&'static str>,
    pub route: Option<&'static str>,
    pub interviewed: Option<Date>,
    pub pledged: Option<Date>,
    pub supervised: Option<Date>,
    pub records: i64,
    pub public: Option<i64>,
    pub claimed: Option<bool>,
    pub missing: Option<&'static str>,
    pub alone: bool,
    pub weeks: i64,
    pub overdue: bool,
    pub kept: Option<bool>,
    pub published: Option<Date>,
    pub checked: Option<Date>,
    pub latest: Option<Date>,
    pub repaired: Option<Date>,
}

/// County, ledger, week, in force.
pub type Sent = (String, &'static str, Date, bool);
/// Code, county, week, row.
pub type Fault = (Code, Option<String>, Date, i64);

/// A whole test case.
pub struct Case {
    pub config: Config,
    pub period: Period,
    pub current: Vec<Entry>,
    pub previous: Option<Vec<Entry>>,
    pub weeks: Vec<(Date, Entry)>,
    pub sent: Vec<Sent>,
    pub faults: Vec<Fault>,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn config() -> Config {
    let text = r#"
city = "安阳市"
[office]
name = "示例办公室"
short = "市信用办"
addressees = "各县（市、区）"
[campaign]
name = "治理"
first_week = "2023-04-02"
[campaign.targets]
interviews = "2023-04-30"
exits = "2023-05-31"
[[counties]]
code = "410502"
name = "文峰区"
short = "文峰"
group = "区"
[[counties]]
code = "410503"
name = "北关区"
short = "北关"
group = "区"
[[counties]]
code = "410526"
name = "滑县"
short = "滑县"
group = "县（市）"
[[counties]]
code = "4105SF"
name = "示范区"
short = "示范"
group = "功能区"
"#;
    toml::from_str(text).expect("configuration")
}

/// Small pseudo-random numbers, the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

const CODES: [&str; 4] = ["91410599MA00000X9N", "91410599100000003E", "92410599MA00000020", "914105991000000000"];

fn entry(dice: &mut Dice, number: usize) -> Entry {
    let when = [None, Some(day("2023-04-05")), Some(day("2023-05-07")), Some(day("2023-06-30"))];
    let status = dice.one_of(&["excluded", "exited", "remaining", "remaining"]);
    let ledger = dice.one_of(&["judgment", "penalty"]);
    let uscc = (dice.roll(5) > 0).then(|| format!("{}{number}", CODES[dice.roll(3)]));
    let name = (dice.roll(9) > 0).then(|| format!("示例{number}公司"));
    let county = dice.one_of(&["410502", "410503", "410526"]).to_owned();
    Entry {
        key: format!("{ledger}|{number:04}"),
        ledger,
        entity: uscc.clone().unwrap_or_else(|| format!("{county}|{number}")),
        county,
        name,
        uscc,
        industry: dice.one_of(&[None, Some('A'), Some('G'), Some('T')]),
        department: dice.one_of(&[None, Some("交通运输局"), Some("商务局")]),
        status,
        contact: dice.one_of(&[None, Some("operating"), Some("operating"), Some("ceased"), Some("unreachable")]),
        exclusion: dice.one_of(&[None, Some("bankruptcy"), Some("other")]),
        route: dice.one_of(&[None, Some("closed_loop"), Some("expired")]),
        interviewed: dice.one_of(&when),
        pledged: dice.one_of(&when),
        supervised: dice.one_of(&when),
        records: i64::try_from(dice.roll(40)).unwrap(),
        public: dice.one_of(&[None, Some(0), Some(3)]),
        claimed: dice.one_of(&[None, Some(true), Some(false)]),
        missing: (status == "remaining")
            .then(|| dice.one_of(&["contact", "interviewed", "pledged", "supervised", "exit_claimed"])),
        alone: dice.roll(2) == 0,
        weeks: i64::try_from(1 + dice.roll(9)).unwrap(),
        overdue: dice.roll(3) == 0,
        kept: [None, Some(true), Some(false)][number % 3],
        published: when[number % 4],
        checked: when[number / 2 % 4],
        latest: LATEST[number % LATEST.len()].map(day),
        repaired: [None, Some("2023-05-24"), None, Some("2023-05-26"), Some("2023-05-28")][number % 5].map(day),
    }
}

/// Days from which a display counts: whose periods of 3, 12 and 36 months end long before, just before, on, and after T.
const LATEST: [Option<&str>; 11] = [
    None,
    Some("2023-02-27"),
    Some("2023-02-28"),
    Some("2023-03-20"),
    Some("2022-05-27"),
    Some("2022-06-10"),
    Some("2020-05-27"),
    Some("2020-05-28"),
    Some("2020-06-27"),
    Some("2020-06-28"),
    Some("2023-05-28"),
];

/// A case with two dates, moves, new and dropped entries, late counties and faults.
pub fn case(seed: u64, size: usize) -> Case {
    let mut dice = Dice::new(seed);
    let config = config();
    let (now, before) = (day("2023-05-28"), day("2023-04-30"));
    let previous: Vec<Entry> = (0..size).map(|number| entry(&mut dice, number)).collect();
    let current: Vec<Entry> = (0..size + size / 4)
        .filter_map(|number| {
            let fresh = entry(&mut dice, number);
            let old = previous.get(number);
            match (old, dice.roll(3)) {
                (Some(_), 0) if dice.roll(8) == 0 => None,
                (Some(old), 0) => {
                    Some(Entry { status: fresh.status, missing: fresh.missing, county: fresh.county, ..old.clone() })
                }
                (Some(old), _) => Some(old.clone()),
                (None, _) => Some(fresh),
            }
        })
        .collect();
    let mut weeks: Vec<(Date, Entry)> = previous.iter().map(|entry| (before, entry.clone())).collect();
    weeks.extend(current.iter().map(|entry| (now, entry.clone())));
    weeks.extend(previous.iter().take(size / 2).map(|entry| (day("2023-04-09"), entry.clone())));
    let mut sent = Vec::new();
    for week in config.weeks_until(now) {
        for county in &config.counties {
            for ledger in ["judgment", "penalty"] {
                if dice.roll(5) > 0 {
                    sent.push((county.code.clone(), ledger, week, dice.roll(6) > 0));
                }
            }
        }
    }
    let faults = (0..size)
        .map(|_| {
            let code = dice.one_of(Code::ALL);
            let county = dice.one_of(&[None, Some("410502"), Some("410526")]).map(ToOwned::to_owned);
            (code, county, dice.one_of(&[now, before]), i64::try_from(dice.roll(4)).unwrap())
        })
        .collect();
    let period = Period { month: "2023-05".into(), as_of: now, previous: Some(before) };
    Case { config, period, current, previous: Some(previous), weeks, sent, faults }
}

impl Case {
    pub fn tables(&self) -> Tables {
        let frames = Frames {
            current: Some(self.state(&self.current)),
            previous: Some(self.state(self.previous.as_deref().unwrap_or_default())),
            history: Some(history(&self.current)),
            weeks: Some(weeks(&self.weeks)),
            submissions: Some(submissions(&self.sent)),
            findings: Some(findings(&self.faults)),
            ..Frames::default()
        };
        Tables::new(&self.config, &self.period, frames).expect("tables")
    }

    fn state(&self, entries: &[Entry]) -> DataFrame {
        let mut frame = history(entries);
        let unit = |entry: &Entry| self.config.county(&entry.county).unwrap().clone();
        let names: Vec<String> = entries.iter().map(|entry| unit(entry).name).collect();
        let groups: Vec<String> = entries.iter().map(|entry| unit(entry).group).collect();
        put(&mut frame, "key", entries.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>());
        put(&mut frame, "entity", entries.iter().map(|entry| entry.entity.clone()).collect::<Vec<_>>());
        put(&mut frame, "status", entries.iter().map(|entry| entry.status.to_owned()).collect::<Vec<_>>());
        let day_before = self.period.as_of - chrono::Days::new(7);
        let was: BTreeMap<&str, &str> = (self.weeks.iter().filter(|(week, _)| *week == day_before))
            .map(|(_, entry)| (entry.key.as_str(), entry.status))
            .collect();
        let before = |entry: &Entry| was.get(entry.key.as_str()).map(|status| (*status).to_owned());
        put(&mut frame, "status_before", entries.iter().map(before).collect::<Vec<_>>());
        put(&mut frame, "county_name", names);
        put(&mut frame, "county_group", groups);
        let industry = |entry: &Entry| entry.industry.and_then(industry::by_letter).map(|found| found.name.to_owned());
        put(&mut frame, "industry_name", entries.iter().map(industry).collect::<Vec<_>>());
        let missing = |entry: &Entry| entry.missing.map(ToOwned::to_owned);
        put(&mut frame, "missing", entries.iter().map(missing).collect::<Vec<_>>());
        let all = |entry: &Entry| {
            entry.missing.map(|step| if entry.alone { step.to_owned() } else { format!("{step},exit_claimed") })
        };
        put(&mut frame, "missing_all", entries.iter().map(all).collect::<Vec<_>>());
        put(&mut frame, "first_seen", vec![day("2023-04-02"); entries.len()]);
        put(&mut frame, "weeks_listed", entries.iter().map(|entry| entry.weeks).collect::<Vec<_>>());
        put(&mut frame, "entry_id", entries.iter().map(|entry| number(&entry.key)).collect::<Vec<_>>());
        put(&mut frame, "entity_id", entries.iter().map(|entry| number(&entry.entity)).collect::<Vec<_>>());
        put(&mut frame, "overdue", entries.iter().map(|entry| entry.overdue).collect::<Vec<_>>());
        frame
    }
}

/// A number that stands for a text: equal texts have equal numbers, and no two of a case collide.
fn number(text: &str) -> i64 {
    let mixed =
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    i64::try_from(mixed >> 1).unwrap()
}

fn put<T, P: ?Sized>(frame: &mut DataFrame, name: &str, values: T)
where
    Series: NamedFrom<T, P>,
{
    frame.with_column(Series::new(name.into(), values).into()).unwrap();
}

/// A frame with all columns of the table, empty but for those that are put in.
fn blank(table: &str, height: usize) -> DataFrame {
    let columns = schema::table(table).unwrap().columns().map(|column| match column.kind {
        Kind::Boolean => Series::new(column.name.into(), vec![false; height]).into(),
        Kind::Integer => Series::new(column.name.into(), vec![1_i64; height]).into(),
        Kind::Date => Series::new(column.name.into(), vec![None::<Date>; height]).into(),
        Kind::Text => Series::new(column.name.into(), vec![Some("x"); height]).into(),
    });
    DataFrame::new(height, columns.collect()).unwrap()
}

fn history(entries: &[Entry]) -> DataFrame {
    let mut frame = blank("history", entries.len());
    let text = |get: fn(&Entry) -> Option<String>| entries.iter().map(get).collect::<Vec<_>>();
    put(&mut frame, "ledger", text(|entry| Some(entry.ledger.to_owned())));
    put(&mut frame, "county", text(|entry| Some(entry.county.clone())));
    put(&mut frame, "name", text(|entry| entry.name.clone()));
    put(&mut frame, "uscc", text(|entry| entry.uscc.clone()));
    put(&mut frame, "legal_rep", text(|_| Some("机密人".into())));
    put(&mut frame, "industry", text(|entry| entry.industry.map(String::from)));
    put(&mut frame, "department", text(|entry| entry.department.map(ToOwned::to_owned)));
    put(&mut frame, "contact", text(|entry| entry.contact.map(ToOwned::to_owned)));
    put(&mut frame, "exclusion", text(|entry| entry.exclusion.map(ToOwned::to_owned)));
    put(&mut frame, "exit_route", text(|entry| entry.route.map(ToOwned::to_owned)));
    put(&mut frame, "interviewed", entries.iter().map(|entry| entry.interviewed).collect::<Vec<_>>());
    put(&mut frame, "pledged", entries.iter().map(|entry| entry.pledged).collect::<Vec<_>>());
    put(&mut frame, "supervised", entries.iter().map(|entry| entry.supervised).collect::<Vec<_>>());
    put(&mut frame, "record_count", entries.iter().map(|entry| entry.records).collect::<Vec<_>>());
    put(&mut frame, "public_count", entries.iter().map(|entry| entry.public).collect::<Vec<_>>());
    put(&mut frame, "pledge_published", entries.iter().map(|entry| entry.published).collect::<Vec<_>>());
    put(&mut frame, "pledge_checked", entries.iter().map(|entry| entry.checked).collect::<Vec<_>>());
    put(&mut frame, "pledge_kept", entries.iter().map(|entry| entry.kept).collect::<Vec<_>>());
    put(&mut frame, "latest_record", entries.iter().map(|entry| entry.latest).collect::<Vec<_>>());
    put(&mut frame, "repaired", entries.iter().map(|entry| entry.repaired).collect::<Vec<_>>());
    put(&mut frame, "exit_claimed", entries.iter().map(|entry| entry.claimed).collect::<Vec<_>>());
    frame
}

fn weeks(entries: &[(Date, Entry)]) -> DataFrame {
    let mut frame = blank("weeks", entries.len());
    put(&mut frame, "as_of", entries.iter().map(|(week, _)| *week).collect::<Vec<_>>());
    put(&mut frame, "ledger", entries.iter().map(|(_, entry)| entry.ledger).collect::<Vec<_>>());
    put(&mut frame, "key", entries.iter().map(|(_, entry)| entry.key.clone()).collect::<Vec<_>>());
    put(&mut frame, "county", entries.iter().map(|(_, entry)| entry.county.clone()).collect::<Vec<_>>());
    put(&mut frame, "status", entries.iter().map(|(_, entry)| entry.status).collect::<Vec<_>>());
    frame
}

fn submissions(sent: &[Sent]) -> DataFrame {
    let mut frame = blank("submissions", sent.len());
    put(&mut frame, "id", (0..sent.len()).map(|number| format!("s{number}")).collect::<Vec<_>>());
    put(&mut frame, "county", sent.iter().map(|row| row.0.clone()).collect::<Vec<_>>());
    put(&mut frame, "ledger", sent.iter().map(|row| row.1).collect::<Vec<_>>());
    put(&mut frame, "as_of", sent.iter().map(|row| row.2).collect::<Vec<_>>());
    let standing = |row: &Sent| if row.3 { "in_force" } else { "withdrawn" };
    put(&mut frame, "standing", sent.iter().map(standing).collect::<Vec<_>>());
    frame
}

fn findings(faults: &[Fault]) -> DataFrame {
    let mut frame = blank("findings", faults.len());
    put(&mut frame, "code", faults.iter().map(|row| row.0.code()).collect::<Vec<_>>());
    put(&mut frame, "severity", faults.iter().map(|row| row.0.severity().code()).collect::<Vec<_>>());
    put(&mut frame, "county", faults.iter().map(|row| row.1.clone()).collect::<Vec<_>>());
    put(&mut frame, "as_of", faults.iter().map(|row| row.2).collect::<Vec<_>>());
    put(&mut frame, "row", faults.iter().map(|row| row.3).collect::<Vec<_>>());
    put(&mut frame, "column", (1..).take(faults.len()).collect::<Vec<i64>>());
    frame
}
