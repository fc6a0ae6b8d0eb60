//! The five charts of the bulletin as data, each with its finding in the title. Printed texts are those of the tables.
//!
//! Never draws, and draws no chart that has nothing to show.

use super::{
    chart::{Bar, Chart, ChartKind, Mark, Series},
    context::industry_name,
    facts::BulletinFacts,
    standing, words,
};
use crate::{
    domain::{Date, config::Config, ledger::Ledger, rate::Rate, rate::Rounding},
    indicator::figures::{CountyFigures, Indicators},
};

/// A rate as a length in percent.
fn percent(rate: Rate) -> Option<f64> {
    rate.fraction().map(|fraction| fraction * 100.0)
}

/// Readings for alternative text: all of a few, the first and the last of many.
fn told(readings: &[String]) -> String {
    const FEW: usize = 20;
    match readings {
        [first, .., last] if readings.len() > FEW => format!("{first}……{last}（共{}项）", readings.len()),
        few => words::list(few),
    }
}

fn subtitle(unit: &str, facts: &BulletinFacts) -> String {
    format!("单位：{unit}　截至{}", words::day(facts.indicators.as_of))
}

/// Exit rate by county: `None` where no county has a task.
pub fn exit_rate_by_county(facts: &BulletinFacts, config: &Config) -> Option<Chart> {
    let (figures, rounding) = (&facts.indicators, config.rounding);
    let ranked = standing::ranked(&figures.counties);
    let finding = county_finding(&ranked, rounding)?;
    let without = figures.counties.iter().filter(|county| county.rank.is_none());
    let bars: Vec<Bar> = ranked.iter().copied().chain(without).map(|county| bar(county, rounding)).collect();
    let readings: Vec<String> = bars.iter().map(|bar| format!("{}{}", bar.label, bar.text)).collect();
    let city = figures.city.exit_rate();
    let all = Rate::new(1, 1);
    Some(Chart {
        id: "exit_rate_by_county".into(),
        alt: format!("条形图：各县（市、区）退出率由高到低为{}；全市{}。", told(&readings), city.text(rounding)),
        title: finding,
        subtitle: subtitle("%", facts),
        kind: ChartKind::Bars {
            most: None,
            bars,
            marks: vec![
                Mark { label: format!("全市 {}", city.text(rounding)), value: percent(city).unwrap_or_default() },
                Mark { label: format!("目标 {}", all.text(rounding)), value: 100.0 },
            ],
        },
    })
}

fn bar(county: &CountyFigures, rounding: Rounding) -> Bar {
    let rate = county.counts.exit_rate();
    let text = if rate.den == 0 { "无治理任务".to_owned() } else { rate.text(rounding) };
    Bar { label: county.name.clone(), value: percent(rate), text }
}

fn county_finding(ranked: &[&CountyFigures], rounding: Rounding) -> Option<String> {
    let (best, worst) = (ranked.first()?, ranked.last()?);
    let text = |county: &CountyFigures| county.counts.exit_rate().text(rounding);
    let at = |rank| -> Vec<&str> {
        ranked.iter().filter(|county| county.rank == rank).map(|county| county.name.as_str()).collect()
    };
    let group = |names: Vec<&str>| match names.as_slice() {
        few @ ([_] | [_, _] | [_, _, _]) => words::list(few),
        many => format!("{}等{}个县（市、区）", many[0], many.len()),
    };
    Some(if ranked.len() == 1 {
        format!("{}退出率{}", best.name, text(best))
    } else if best.rank == worst.rank && best.counts.remaining == 0 {
        "各县（市、区）治理对象均已全部退出".to_owned()
    } else if best.rank == worst.rank {
        format!("各县（市、区）退出率均为{}", text(best))
    } else if best.counts.remaining == 0 {
        format!("{}已全部退出，{}退出率最低（{}）", group(at(best.rank)), group(at(worst.rank)), text(worst))
    } else {
        let (first, last) = (group(at(best.rank)), group(at(worst.rank)));
        format!("{first}退出率最高（{}），{last}最低（{}）", text(best), text(worst))
    })
}

/// The city's exit rate week by week against an even plan to the target date: `None` with one week only.
pub fn weekly_course(facts: &BulletinFacts, config: &Config) -> Option<Chart> {
    let (figures, rounding) = (&facts.indicators, config.rounding);
    let weeks = &figures.weekly;
    if weeks.len() < 2 || weeks.last().is_none_or(|week| week.governed == 0) {
        return None;
    }
    let axis = axis(weeks[0].as_of, figures.as_of, config.campaign.targets.exits);
    let rates: Vec<Rate> = weeks.iter().map(|week| Rate::new(week.exited, week.governed)).collect();
    let course = |at: usize| rates.get(at).copied();
    let target = week_position(weeks[0].as_of, config.campaign.targets.exits);
    let start = percent(rates[0]).unwrap_or_default();
    let measured = Series {
        name: "实际退出率".into(),
        values: (0..axis.len()).map(|at| course(at).and_then(percent)).collect(),
        texts: (0..axis.len()).map(|at| course(at).map_or_else(String::new, |rate| rate.text(rounding))).collect(),
        plan: false,
    };
    let plan = Series {
        name: "匀速进度".into(),
        values: (0..axis.len()).map(|at| Some(planned(at, start, target))).collect(),
        texts: vec![String::new(); axis.len()],
        plan: true,
    };
    let label = format!("目标日 {}", words::short_day(config.campaign.targets.exits));
    let readings: Vec<String> = weeks
        .iter()
        .zip(&rates)
        .map(|(week, rate)| format!("{}{}", words::short_day(week.as_of), rate.text(rounding)))
        .collect();
    Some(Chart {
        id: "weekly_course".into(),
        title: course_finding(figures, start, target, rounding),
        subtitle: subtitle("%", facts),
        alt: format!("折线图：全市各期退出率为{}；虚线为到目标日全部退出的匀速进度。", told(&readings)),
        kind: ChartKind::Lines {
            categories: axis.into_iter().map(words::short_day).collect(),
            series: vec![measured, plan],
            target: (target >= 0.0).then_some((target, label)),
        },
    })
}

/// Closing days from the first week to the week that holds the target date, or to today's if that is later.
fn axis(first: Date, as_of: Date, target: Date) -> Vec<Date> {
    let reaches = |week: &Date| *week <= as_of || *week < target + chrono::Days::new(7);
    first.iter_weeks().take_while(reaches).collect()
}

/// Where a day lies on an axis of weeks.
#[expect(clippy::cast_precision_loss, reason = "a few hundred days")]
fn week_position(first: Date, day: Date) -> f64 {
    (day - first).num_days() as f64 / 7.0
}

/// The even course from the first week's rate to all at the target date.
#[expect(clippy::cast_precision_loss, reason = "a few hundred weeks")]
fn planned(at: usize, start: f64, target: f64) -> f64 {
    if target <= 0.0 {
        return 100.0;
    }
    (start + (100.0 - start) * at as f64 / target).min(100.0)
}

fn course_finding(figures: &Indicators, start: f64, target: f64, rounding: Rounding) -> String {
    let now = figures.city.exit_rate();
    let text = now.text(rounding);
    if now.num == now.den {
        return format!("全市退出率达到{text}，治理对象全部退出");
    }
    let planned = planned(figures.weekly.len().saturating_sub(1), start, target);
    let pace = if percent(now).unwrap_or_default() < planned { "落后于" } else { "不低于" };
    format!("全市退出率{text}，{pace}匀速进度")
}

/// Remaining entries by industry, stacked by ledger: `None` where nothing remains or the split is not known.
pub fn remaining_by_industry(facts: &BulletinFacts, _config: &Config) -> Option<Chart> {
    let count = |letter: Option<char>, ledger: Ledger| -> u64 {
        let rows = facts.remaining_by_industry.iter();
        rows.filter(|row| row.industry == letter && row.ledger == ledger).map(|row| row.remaining).sum()
    };
    let mut bars: Vec<(String, Vec<u64>)> = facts
        .indicators
        .industries
        .iter()
        .map(|(letter, _)| {
            (industry_name(*letter).to_owned(), Ledger::ALL.map(|ledger| count(*letter, ledger)).to_vec())
        })
        .filter(|(_, parts)| parts.iter().sum::<u64>() > 0)
        .collect();
    bars.sort_by_key(|(_, parts)| std::cmp::Reverse(parts.iter().sum::<u64>()));
    let most: u64 = bars.first()?.1.iter().sum();
    let leaders: Vec<&str> =
        bars.iter().filter(|(_, parts)| parts.iter().sum::<u64>() == most).map(|(name, _)| name.as_str()).collect();
    let finding = if let [leader] = leaders.as_slice() {
        format!("{leader}未退出最多，为{most}条")
    } else {
        format!("{}个行业未退出最多，各为{most}条", leaders.len())
    };
    let readings: Vec<String> =
        bars.iter().map(|(name, parts)| format!("{name}{}条", parts.iter().sum::<u64>())).collect();
    Some(Chart {
        id: "remaining_by_industry".into(),
        title: finding,
        subtitle: subtitle("条", facts),
        alt: format!("堆叠条形图：未退出条目按行业由多到少为{}。", told(&readings)),
        kind: ChartKind::Stacked { parts: Ledger::ALL.map(|ledger| ledger.label().to_owned()).to_vec(), bars },
    })
}

/// From governed to exited: `None` where nothing is governed.
pub fn funnel(facts: &BulletinFacts, config: &Config) -> Option<Chart> {
    let (city, rounding) = (&facts.indicators.city, config.rounding);
    if city.governed == 0 {
        return None;
    }
    let mut steps = vec![
        ("治理对象".to_owned(), city.governed, Rate::new(city.governed, city.governed).text(rounding)),
        ("纳入重点监管".to_owned(), city.supervised, city.supervision_rate().text(rounding)),
    ];
    if city.operating > 0 {
        steps.push(("已约谈（在营）".to_owned(), city.interviewed, city.interview_rate().text(rounding)));
        steps.push(("已签承诺（在营）".to_owned(), city.pledged, city.pledge_rate().text(rounding)));
    }
    steps.push(("退出".to_owned(), city.exited, city.exit_rate().text(rounding)));
    let readings: Vec<String> =
        steps.iter().map(|(name, count, share)| format!("{name}{count}条（{share}）")).collect();
    let unit =
        if city.operating > 0 { "条（约谈、承诺的比例以在营治理对象为分母）" } else { "条" };
    Some(Chart {
        id: "funnel".into(),
        title: if city.remaining == 0 {
            format!("治理对象{}条已全部退出", city.governed)
        } else {
            format!("治理对象{}条中已退出{}条", city.governed, city.exited)
        },
        subtitle: subtitle(unit, facts),
        alt: format!("漏斗图：{}。", told(&readings)),
        kind: ChartKind::Funnel { steps },
    })
}

/// County × industry remaining: `None` where nothing remains.
pub fn county_by_industry(facts: &BulletinFacts, _config: &Config) -> Option<Chart> {
    let figures = &facts.indicators;
    let remaining = |letter: &Option<char>| {
        figures.county_industry.iter().any(|(_, industry, counts)| industry == letter && counts.remaining > 0)
    };
    let industries: Vec<Option<char>> =
        figures.industries.iter().map(|(letter, _)| *letter).filter(|letter| remaining(letter)).collect();
    let (most, county, industry) = fullest(figures)?;
    let cell = |code: &str, letter: Option<char>| {
        let mut pairs = figures.county_industry.iter();
        pairs.find(|(county, industry, _)| county == code && *industry == letter).map(|(_, _, counts)| counts.remaining)
    };
    let rows =
        figures.counties.iter().map(|county| industries.iter().map(|letter| cell(&county.county, *letter)).collect());
    let place = format!("{county}的{}", industry_name(industry));
    Some(Chart {
        id: "county_by_industry".into(),
        title: format!("未退出条目最集中的是{place}，为{most}条"),
        subtitle: subtitle("条", facts),
        alt: format!("热力图：各县（市、区）各行业的未退出条目数，颜色越深越多；最多的是{place}，为{most}条。"),
        kind: ChartKind::Heat {
            blank: "从无列入".into(),
            rows: figures.counties.iter().map(|county| county.name.clone()).collect(),
            columns: industries.iter().map(|letter| industry_name(*letter).to_owned()).collect(),
            cells: rows.collect(),
        },
    })
}

/// The largest cell; of equal ones the first.
fn fullest(figures: &Indicators) -> Option<(u64, &str, Option<char>)> {
    let mut fullest: Option<(u64, &str, Option<char>)> = None;
    for (county, industry, counts) in &figures.county_industry {
        if counts.remaining > fullest.map_or(0, |(most, _, _)| most) {
            let name = figures.counties.iter().find(|unit| unit.county == *county).map(|unit| unit.name.as_str())?;
            fullest = Some((counts.remaining, name, *industry));
        }
    }
    fullest
}
