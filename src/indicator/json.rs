//! `indicators.json`: its keys, their order, its texts (contract.md). Returns text, writes nothing.

use serde_json::{Map, Value, json};

use super::figures::{Check, Comparison, Counts, CountyFigures, FindingCounts, Indicators, Pace, Week};
use crate::domain::{
    config::Basis,
    industry,
    rate::{Rate, Rounding},
};

/// What stands for entries whose industry is not given.
const MISSING: &str = "未填报";

/// The file, two-space indent, a newline at its end.
pub fn indicators(figures: &Indicators, rounding: Rounding) -> String {
    let writer = Writer { rounding };
    serde_json::to_string_pretty(&writer.root(figures)).map_or_else(|_| String::new(), |text| text + "\n")
}

struct Writer {
    rounding: Rounding,
}

/// An object with these keys in this order.
fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

impl Writer {
    fn root(&self, figures: &Indicators) -> Value {
        Value::Object(object([
            ("schema", json!("tongbao.indicators/1")),
            ("month", json!(figures.month)),
            ("as_of", json!(figures.as_of.to_string())),
            ("previous_as_of", json!(figures.previous_as_of.map(|day| day.to_string()))),
            ("basis", json!(basis(figures.basis))),
            ("city", Value::Object(self.counts(Map::new(), &figures.city))),
            (
                "ledgers",
                self.list(&figures.ledgers, |(ledger, counts)| (object([("ledger", json!(ledger.code()))]), counts)),
            ),
            ("counties", figures.counties.iter().map(|county| self.county(county)).collect()),
            ("groups", self.list(&figures.groups, |(group, counts)| (object([("group", json!(group))]), counts))),
            ("industries", self.list(&figures.industries, |(letter, counts)| (industry_head(*letter), counts))),
            (
                "departments",
                self.list(&figures.departments, |(name, counts)| (object([("department", json!(name))]), counts)),
            ),
            (
                "county_ledger",
                self.list(&figures.county_ledger, |(county, ledger, counts)| {
                    (object([("county", json!(county)), ("ledger", json!(ledger.code()))]), counts)
                }),
            ),
            (
                "county_industry",
                self.list(&figures.county_industry, |(county, letter, counts)| {
                    (object([("county", json!(county)), ("industry", json!(letter))]), counts)
                }),
            ),
            ("weekly", figures.weekly.iter().map(|week| self.week(week)).collect()),
            ("pace", pace(&figures.pace)),
            ("findings", findings(&figures.findings)),
            ("reconciliation", figures.reconciliation.iter().map(check).collect()),
        ]))
    }

    fn list<T>(&self, items: &[T], parts: impl Fn(&T) -> (Map<String, Value>, &Counts)) -> Value {
        let row = |item| {
            let (head, counts) = parts(item);
            Value::Object(self.counts(head, counts))
        };
        items.iter().map(row).collect()
    }

    fn rate(&self, rate: Rate) -> Value {
        Value::Object(object([
            ("num", json!(rate.num)),
            ("den", json!(rate.den)),
            ("text", json!(rate.text(self.rounding))),
        ]))
    }

    /// `head` followed by COUNTS.
    fn counts(&self, mut head: Map<String, Value>, counts: &Counts) -> Map<String, Value> {
        head.extend(object([
            ("listed", json!(counts.listed)),
            ("excluded", json!(counts.excluded)),
            ("governed", json!(counts.governed)),
            ("exited", json!(counts.exited)),
            ("remaining", json!(counts.remaining)),
            ("operating", json!(counts.operating)),
            ("interviewed", json!(counts.interviewed)),
            ("pledged", json!(counts.pledged)),
            ("supervised", json!(counts.supervised)),
            ("entities", json!(counts.entities)),
            ("records", json!(counts.records)),
            ("exit_rate", self.rate(counts.exit_rate())),
            ("exclusion_rate", self.rate(counts.exclusion_rate())),
            ("interview_rate", self.rate(counts.interview_rate())),
            ("pledge_rate", self.rate(counts.pledge_rate())),
            ("supervision_rate", self.rate(counts.supervision_rate())),
            ("previous", counts.previous.as_ref().map_or(Value::Null, |previous| self.comparison(previous))),
        ]));
        head
    }

    fn comparison(&self, previous: &Comparison) -> Value {
        Value::Object(object([
            ("exit_rate", self.rate(previous.exit_rate)),
            ("exit_rate_change", json!(previous.exit_rate_change)),
            ("new", json!(previous.new)),
            ("newly_exited", json!(previous.newly_exited)),
            ("reentered", json!(previous.reentered)),
        ]))
    }

    fn county(&self, county: &CountyFigures) -> Value {
        let head =
            object([("county", json!(county.county)), ("name", json!(county.name)), ("group", json!(county.group))]);
        let mut row = self.counts(head, &county.counts);
        let late = object([("judgment", json!(county.late_judgment)), ("penalty", json!(county.late_penalty))]);
        row.extend(object([
            ("rank", json!(county.rank)),
            ("rank_in_group", json!(county.rank_in_group)),
            ("previous_rank", json!(county.previous_rank)),
            ("weeks_due", json!(county.weeks_due)),
            ("weeks_late", Value::Object(late)),
        ]));
        Value::Object(row)
    }

    fn week(&self, week: &Week) -> Value {
        Value::Object(object([
            ("as_of", json!(week.as_of.to_string())),
            ("listed", json!(week.listed)),
            ("excluded", json!(week.excluded)),
            ("governed", json!(week.governed)),
            ("exited", json!(week.exited)),
            ("remaining", json!(week.remaining)),
            ("exit_rate", self.rate(Rate::new(week.exited, week.governed))),
        ]))
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Verified => "verified",
        Basis::Claimed => "claimed",
    }
}

fn industry_head(letter: Option<char>) -> Map<String, Value> {
    let name = letter.and_then(industry::by_letter).map_or(MISSING, |industry| industry.name);
    object([("industry", json!(letter)), ("name", json!(name))])
}

fn pace(pace: &Pace) -> Value {
    Value::Object(object([
        ("exits_per_week", json!(pace.exits_per_week.map(tenths))),
        ("needed_per_week", json!(tenths(pace.needed_per_week))),
        ("clears_on", json!(pace.clears_on.map(|day| day.to_string()))),
    ]))
}

/// A number with one decimal.
#[expect(clippy::cast_precision_loss, reason = "counts of exits are far below 2^52")]
fn tenths(units: i64) -> f64 {
    units as f64 / 10.0
}

fn findings(counts: &FindingCounts) -> Value {
    let by_code = counts.by_code.iter().map(|(code, found)| (code.clone(), json!(found))).collect();
    Value::Object(object([
        ("error", json!(counts.error)),
        ("warning", json!(counts.warning)),
        ("notice", json!(counts.notice)),
        ("by_code", Value::Object(by_code)),
    ]))
}

fn check(check: &Check) -> Value {
    Value::Object(object([("check", json!(check.check)), ("ok", json!(check.ok))]))
}
