//! The rules of credit repair by date: how long a penalty is on display, what an application needs, who decides.
//!
//! Data, not code: the built-in table is `repair.toml`, a workspace's `rules.toml` takes its place. Never claims that a rule
//! is law: the office confirms the table.

use chrono::{Datelike, Days, Months, Weekday};
use serde::{Deserialize, Serialize};

use super::{Date, config::optional_day};

/// The built-in table as text, for `init` to write out.
pub const BUILTIN: &str = include_str!("repair.toml");

/// All rules, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Who checked the table against the orders, and when; empty: nobody yet.
    #[serde(default)]
    pub confirmed_by: String,
    /// One for each order, without gap or overlap.
    pub rules: Vec<Rule>,
}

/// What one order asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Short identifier, once in the table.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Name in running text.
    pub short: String,
    /// First day in force; `None` for the oldest.
    #[serde(default, deserialize_with = "optional_day")]
    pub from: Option<Date>,
    /// Last day in force; `None` for the newest.
    #[serde(default, deserialize_with = "optional_day")]
    pub until: Option<Date>,
    /// Where the content comes from.
    pub source: String,
    /// What must hold before an application.
    pub conditions: Vec<String>,
    /// What is handed in.
    pub materials: Vec<String>,
    /// Where to apply.
    #[serde(rename = "where")]
    pub place: String,
    /// From application to result.
    pub steps: Vec<String>,
    /// From which day the display counts; empty where it is not stated.
    pub display_from: String,
    /// What happens at the end of the display; empty where it is not stated.
    pub display_end: String,
    /// How a judgment defaulter repairs its record.
    pub judgment: String,
    /// Working days after the removal from the list until its display stops; `None` where it is not stated.
    #[serde(default)]
    pub judgment_days: Option<u8>,
    /// How long penalties are on display, by case; empty where it is not stated.
    #[serde(default)]
    pub display: Vec<Display>,
}

/// How long a penalty is on display.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Display {
    /// Which penalties.
    pub case: String,
    /// Months before an application is possible; `None`: no minimum.
    #[serde(default)]
    pub least: Option<u32>,
    /// Months after which the display stops by itself.
    pub most: u32,
}

impl Rules {
    /// The table that the program carries.
    pub fn builtin() -> Self {
        toml::from_str(BUILTIN).unwrap_or_default()
    }

    /// The rule in force on a day.
    pub fn on(&self, date: Date) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.covers(date))
    }

    /// Whether the office has confirmed the table.
    pub fn confirmed(&self) -> bool {
        !self.confirmed_by.trim().is_empty()
    }
}

impl Rule {
    fn covers(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

/// The day on which so many months from `start` are over: the same day of the month, or the month's last.
pub fn after_months(start: Date, months: u32) -> Option<Date> {
    start.checked_add_months(Months::new(months))
}

/// So many working days after `start`; public holidays are not known and count as working days.
pub fn after_working_days(start: Date, days: u8) -> Date {
    let mut date = start;
    let mut left = days;
    while left > 0 {
        date = date.checked_add_days(Days::new(1)).unwrap_or(Date::MAX);
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    date
}

/// A number of months as people say it: `3个月`, `1年`, `1年6个月`.
pub fn span(months: u32) -> String {
    match (months / 12, months % 12) {
        (0, months) => format!("{months}个月"),
        (years, 0) => format!("{years}年"),
        (years, months) => format!("{years}年{months}个月"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{BUILTIN, Date, Rules, after_months, after_working_days, span};

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_built_in_table_is_read_and_every_day_has_its_order() {
        assert!(toml::from_str::<Rules>(BUILTIN).is_ok());
        let rules = Rules::builtin();
        for (day, id) in [
            ("2020-01-01", "2022"),
            ("2023-04-30", "2022"),
            ("2023-05-01", "58"),
            ("2026-03-31", "58"),
            ("2026-04-01", "36"),
            ("2030-01-01", "36"),
        ] {
            assert_eq!(rules.on(date(day)).unwrap().id, id, "{day}");
        }
        assert!(!rules.confirmed(), "nobody but the office confirms it");
    }

    #[test]
    fn the_periods_are_those_of_the_orders() {
        let rules = Rules::builtin();
        let periods = |day: &str| -> Vec<(Option<u32>, u32)> {
            rules.on(date(day)).unwrap().display.iter().map(|display| (display.least, display.most)).collect()
        };
        assert_eq!(periods("2023-04-30"), []);
        assert_eq!(periods("2023-05-01"), [(Some(3), 36), (Some(12), 36)]);
        assert_eq!(periods("2026-04-01"), [(None, 3), (Some(3), 12), (Some(12), 36)]);
        let materials = |day: &str| rules.on(date(day)).unwrap().materials.len();
        assert_eq!([materials("2023-04-30"), materials("2023-05-01"), materials("2026-04-01")], [6, 4, 4]);
    }

    #[test]
    fn months_end_on_the_same_day_and_weekends_are_no_working_days() {
        assert_eq!(after_months(date("2023-01-31"), 1), Some(date("2023-02-28")));
        assert_eq!(after_months(date("2023-02-15"), 36), Some(date("2026-02-15")));
        assert_eq!(after_working_days(date("2023-05-25"), 3), date("2023-05-30"), "Thursday and three");
        assert_eq!(after_working_days(date("2023-05-27"), 1), date("2023-05-29"), "Saturday and one");
        assert_eq!([span(3), span(12), span(18)], ["3个月", "1年", "1年6个月"]);
    }
}
