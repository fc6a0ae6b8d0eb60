//! The small table of the first page for a reader with a minute: how many, how far, who leads, who lags, what is due by when.

use super::text;
use crate::{
    domain::{
        config::Config,
        rate::{Rounding, decimal},
        table::{Column, Table, Value},
    },
    indicator::figures::CountyFigures,
    report::{context::due_word, facts::BulletinFacts, standing, words},
};

/// Five answers; those without facts (one county alone leads nobody) are left out.
pub fn summary(facts: &BulletinFacts, config: &Config) -> Table {
    let figures = &facts.indicators;
    let (front, back) = standing::front_and_back(&figures.counties);
    let row = |question: &str, answer: String| vec![text(question), text(answer)];
    let mut rows = vec![row("治理对象", how_many(facts))];
    rows.extend((figures.city.listed > 0).then(|| row("治理进度", how_far(facts, config.rounding))));
    rows.extend((!front.is_empty()).then(|| row("进度靠前", named(&front, config.rounding))));
    rows.extend((!back.is_empty()).then(|| row("进度靠后", named(&back, config.rounding))));
    rows.extend(due(facts, config).map(|due| row("时限要求", due)));
    Table {
        id: "summary".into(),
        title: "本期要点".into(),
        unit: format!("截至{}", words::day(figures.as_of)),
        columns: vec![Column::new("item", "项目"), Column::new("answer", "情况")],
        rows: rows.into_iter().collect::<Vec<Vec<Value>>>(),
        totals: Vec::new(),
        notes: Vec::new(),
    }
}

fn how_many(facts: &BulletinFacts) -> String {
    let city = &facts.indicators.city;
    if city.governed == 0 {
        return "无治理对象".into();
    }
    if city.remaining == 0 {
        return format!("{}条，已全部退出", city.governed);
    }
    format!("{}条，已退出{}条，未退出{}条", city.governed, city.exited, city.remaining)
}

fn how_far(facts: &BulletinFacts, rounding: Rounding) -> String {
    let city = &facts.indicators.city;
    let rates = format!("退出率{}，剔除率{}", city.exit_rate().text(rounding), city.exclusion_rate().text(rounding));
    let change =
        city.previous.as_ref().and_then(|previous| city.exit_rate().change_since(previous.exit_rate, rounding));
    match change {
        Some(change) if change.starts_with('-') => format!("{rates}，退出率较上月下降{}个百分点", &change[1..]),
        Some(change) if change.chars().any(|c| c.is_ascii_digit() && c != '0') => {
            format!("{rates}，退出率较上月提高{change}个百分点")
        }
        Some(_) => format!("{rates}，退出率与上月持平"),
        None => rates,
    }
}

/// More units than these are not named one by one.
const MOST_NAMED: usize = 6;

/// The units with their rates. Where equals make the list long they are told by their number: nobody is picked out of them.
fn named(counties: &[&CountyFigures], rounding: Rounding) -> String {
    let equals = |one: &[&CountyFigures]| -> String {
        match one {
            [first, ..] if counties.len() > MOST_NAMED && one.len() > MOST_NAMED / 2 => {
                format!("并列的{}个县（市、区）均为{}", one.len(), first.counts.exit_rate().text(rounding))
            }
            _ => words::list(&one.iter().map(|county| told(county, rounding)).collect::<Vec<String>>()),
        }
    };
    words::list(&counties.chunk_by(|one, other| one.rank == other.rank).map(equals).collect::<Vec<String>>())
}

fn told(county: &CountyFigures, rounding: Rounding) -> String {
    let (exit, exclusion) = (county.counts.exit_rate(), county.counts.exclusion_rate());
    format!("{}{}（剔除率{}）", county.name, exit.text(rounding), exclusion.text(rounding))
}

/// What is due by when; `None` where nothing remains.
fn due(facts: &BulletinFacts, config: &Config) -> Option<String> {
    let figures = &facts.indicators;
    if figures.city.remaining == 0 {
        return None;
    }
    let target = config.campaign.targets.exits;
    let (day, left) = (words::day(target), (target - figures.as_of).num_days());
    let word = due_word(figures.as_of, target);
    Some(if !word.is_empty() {
        format!("全部退出的时限（{day}）{word}，仍有{}条未退出", figures.city.remaining)
    } else if left < 7 {
        format!("{day}前全部退出，不足一周，余下{}条", figures.city.remaining)
    } else {
        format!("{day}前全部退出，平均每周还需退出{}条", decimal(figures.pace.needed_per_week, 1))
    })
}
