//! What a configuration must hold beyond its form: values that do not contradict each other.

use std::collections::BTreeSet;

use crate::{
    domain::{
        config::Config,
        repair::{Rule, Rules},
    },
    error::{Error, Result},
};

/// Refuses a configuration that would give wrong figures.
pub fn config(config: &Config) -> Result<()> {
    weeks(config)?;
    counties(config)?;
    departments(config)?;
    if config.rounding.decimals > 6 {
        return Err(wrong("rounding.decimals 最多为 6。"));
    }
    Ok(())
}

/// Refuses rules that leave a day without an order or with two, and periods that end before they begin.
pub fn rules(rules: &Rules) -> Result<()> {
    if rules.rules.is_empty() {
        return Err(wrong_rules("里面没有一条 [[rules]]。"));
    }
    let mut seen = BTreeSet::new();
    for rule in &rules.rules {
        if !seen.insert(&rule.id) {
            return Err(wrong_rules(format!("id “{}”出现了两次。", rule.id)));
        }
        if let (Some(from), Some(until)) = (rule.from, rule.until)
            && until < from
        {
            return Err(wrong_rules(format!("“{}”的 until {until} 早于 from {from}。", rule.id)));
        }
        if rule.display.iter().any(|display| display.most == 0 || display.most > LONGEST) {
            return Err(wrong_rules(format!("“{}”的 most 应在 1 至 {LONGEST} 个月之间。", rule.id)));
        }
        if let Some(display) =
            rule.display.iter().find(|display| display.least.is_some_and(|least| least > display.most))
        {
            return Err(wrong_rules(format!("“{}”的“{}”最短公示期长于最长公示期。", rule.id, display.case)));
        }
    }
    rules.rules.windows(2).try_for_each(|pair| follows(&pair[0], &pair[1]))
}

/// No display lasts longer than ten years.
const LONGEST: u32 = 120;

fn follows(earlier: &Rule, later: &Rule) -> Result<()> {
    let next = earlier.until.and_then(|until| until.succ_opt());
    if next.is_some() && next == later.from {
        return Ok(());
    }
    let day = |date: Option<crate::domain::Date>| date.map_or("（没有写）".to_owned(), |date| date.to_string());
    Err(wrong_rules(format!(
        "“{}”的 until {} 和“{}”的 from {} 没有前后相接。",
        earlier.id,
        day(earlier.until),
        later.id,
        day(later.from)
    )))
}

fn wrong_rules(message: impl Into<String>) -> Error {
    Error::usage(format!("rules.toml 有误：{}", message.into()))
        .remedy("改正后再运行，没有改动任何文件；删去 rules.toml 就用程序自带的规则。")
}

fn wrong(message: impl Into<String>) -> Error {
    Error::usage(format!("tongbao.toml 有误：{}", message.into())).remedy("改正后再运行；没有改动任何文件。")
}

fn weeks(config: &Config) -> Result<()> {
    let campaign = &config.campaign;
    if campaign.weekday.roll_forward(campaign.first_week) != campaign.first_week {
        return Err(wrong(format!("campaign.first_week（{}）不是每周的截止日（weekday）。", campaign.first_week)));
    }
    if campaign.last_week.is_some_and(|last| last < campaign.first_week) {
        return Err(wrong("campaign.last_week 早于 campaign.first_week。"));
    }
    Ok(())
}

fn counties(config: &Config) -> Result<()> {
    if config.counties.is_empty() {
        return Err(wrong("counties 里没有任何县（市、区）。"));
    }
    let mut seen = BTreeSet::new();
    for county in &config.counties {
        for word in [&county.code, &county.name] {
            if word.trim().is_empty() {
                return Err(wrong("counties 里有空的 code 或 name。"));
            }
            if !seen.insert(word.clone()) {
                return Err(wrong(format!("counties 里“{word}”出现了两次。")));
            }
        }
    }
    Ok(())
}

fn departments(config: &Config) -> Result<()> {
    let mut seen = BTreeSet::new();
    for department in &config.departments {
        for word in std::iter::once(&department.name).chain(&department.aliases) {
            if !seen.insert(word.clone()) {
                return Err(wrong(format!("departments 里“{word}”出现了两次，不知道指哪个部门。")));
            }
        }
    }
    Ok(())
}
