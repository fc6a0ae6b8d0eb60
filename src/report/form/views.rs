//! What the templates of the forms can speak of.

use minijinja::{Value, value::Serde};
use serde::Serialize;

use crate::{domain::repair::Rule, report::words};

/// What 承诺书.md can speak of.
#[derive(Debug, Serialize)]
pub(super) struct PledgeView {
    pub name: String,
    pub uscc: String,
    pub county: String,
    pub county_office: String,
    pub department: String,
    pub campaign: String,
    pub rule: RuleView,
    pub objection: String,
}

/// What 修复指引.md can speak of.
#[derive(Debug, Serialize)]
pub(super) struct GuideView {
    pub city_name: String,
    pub office: String,
    pub telephone: String,
    pub address: String,
    pub date: String,
    pub rule: RuleView,
    pub objection: String,
}

/// The facts of a pledge with sample words, for checking templates.
pub(in crate::report) fn pledge_example() -> Value {
    let text = || "示例".to_owned();
    Value::from(Serde(PledgeView {
        name: text(),
        uscc: text(),
        county: text(),
        county_office: text(),
        department: text(),
        campaign: text(),
        rule: RuleView::example(),
        objection: text(),
    }))
}

/// The facts of the repair guide, likewise.
pub(in crate::report) fn guide_example() -> Value {
    let text = || "示例".to_owned();
    Value::from(Serde(GuideView {
        city_name: text(),
        office: text(),
        telephone: text(),
        address: text(),
        date: text(),
        rule: RuleView::example(),
        objection: text(),
    }))
}

/// The rule of the day as a template speaks of it.
#[derive(Debug, Serialize)]
pub(super) struct RuleView {
    pub name: String,
    pub short: String,
    pub in_force: String,
    pub conditions: Vec<String>,
    pub materials: Vec<String>,
    pub place: String,
    pub steps: Vec<String>,
    pub has_display: bool,
    pub judgment: String,
    pub judgment_days: Option<u8>,
}

impl RuleView {
    fn example() -> Self {
        let text = || "示例".to_owned();
        Self {
            name: text(),
            short: text(),
            in_force: text(),
            conditions: vec![text()],
            materials: vec![text()],
            place: text(),
            steps: vec![text()],
            has_display: true,
            judgment: text(),
            judgment_days: Some(3),
        }
    }

    pub fn of(rule: &Rule) -> Self {
        Self {
            name: rule.name.clone(),
            short: rule.short.clone(),
            in_force: in_force(rule),
            conditions: rule.conditions.clone(),
            materials: rule.materials.clone(),
            place: rule.place.clone(),
            steps: rule.steps.clone(),
            has_display: !rule.display.is_empty(),
            judgment: rule.judgment.clone(),
            judgment_days: rule.judgment_days,
        }
    }
}

/// `2023年5月1日至2026年3月31日`, an open end in words.
fn in_force(rule: &Rule) -> String {
    match (rule.from, rule.until) {
        (Some(from), Some(until)) => format!("{}至{}", words::day(from), words::day(until)),
        (Some(from), None) => format!("{}起", words::day(from)),
        (None, Some(until)) => format!("{}以前", words::day(until)),
        (None, None) => "现行".to_owned(),
    }
}
