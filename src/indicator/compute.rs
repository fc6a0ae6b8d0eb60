//! The figures of a month, entirely from the results of queries: nothing is counted here.

use super::{
    engine::Engine,
    figures::{Comparison, Counts, CountyFigures, FindingCounts, Indicators, Pace, Week},
    pace,
    read::{Row, rows, single},
    reconcile,
    tables::Period,
};
use crate::domain::{
    config::Config,
    ledger::Ledger,
    rate::{Rate, Rounding},
    table::Table,
};
use crate::error::{Error, Result};

/// The queries that [`compute`] asks.
pub const QUERIES: [&str; 15] = [
    "city_counts",
    "ledger_counts",
    "county_counts",
    "county_ranking",
    "timeliness",
    "group_counts",
    "industry_counts",
    "department_counts",
    "county_ledger",
    "county_industry",
    "weekly",
    "pace",
    "findings_by_code",
    "flows",
    "notice_counts",
];

/// All figures of the month, reconciled.
///
/// # Errors
/// A query that fails, or figures that do not add up: the identity with its numbers.
pub fn compute(engine: &dyn Engine, config: &Config, period: &Period) -> Result<Indicators> {
    let asked = Asked { engine, rounding: config.rounding, compared: period.previous.is_some() };
    let groups = group_order(config);
    let mut indicators = Indicators {
        month: period.month.clone(),
        as_of: period.as_of,
        previous_as_of: period.previous,
        basis: config.campaign.basis,
        city: asked.counts(single(&engine.named("city_counts")?)?)?,
        ledgers: asked.keyed("ledger_counts", ledger)?,
        counties: asked.counties()?,
        groups: asked.keyed("group_counts", |row| row.text("county_group"))?,
        industries: asked.keyed("industry_counts", industry)?,
        departments: asked.keyed("department_counts", |row| row.word("department"))?,
        county_ledger: asked
            .keyed("county_ledger", |row| Ok((row.text("county")?, ledger(row)?)))?
            .into_iter()
            .map(flat)
            .collect(),
        county_industry: asked
            .keyed("county_industry", |row| Ok((row.text("county")?, industry(row)?)))?
            .into_iter()
            .map(flat)
            .collect(),
        weekly: weekly(&engine.named("weekly")?)?,
        pace: pace_of(&engine.named("pace")?)?,
        findings: findings(&engine.named("findings_by_code")?)?,
        reconciliation: Vec::new(),
    };
    indicators.groups.sort_by_key(|(group, _)| groups.iter().position(|name| name == group));
    indicators.county_ledger.sort_by_key(|(county, ledger, _)| (config.county_order(county), *ledger));
    indicators
        .county_industry
        .sort_by_key(|(county, industry, _)| (config.county_order(county), industry.is_none(), *industry));
    indicators.ledgers.sort_by_key(|(ledger, _)| *ledger);
    indicators.reconciliation =
        reconcile::check(&indicators, &engine.named("flows")?, &engine.named("notice_counts")?)?;
    Ok(indicators)
}

fn flat<A, B, C>(((a, b), c): ((A, B), C)) -> (A, B, C) {
    (a, b, c)
}

/// Groups in order of first appearance in the configuration.
fn group_order(config: &Config) -> Vec<&str> {
    let mut groups: Vec<&str> = Vec::new();
    for unit in &config.counties {
        if !groups.contains(&unit.group.as_str()) {
            groups.push(&unit.group);
        }
    }
    groups
}

fn ledger(row: Row<'_>) -> Result<Ledger> {
    let code = row.text("ledger")?;
    Ledger::from_code(&code).ok_or_else(|| Error::failed(format!("不认识的台账类别“{code}”")))
}

fn industry(row: Row<'_>) -> Result<Option<char>> {
    Ok(row.word("industry")?.and_then(|letter| letter.chars().next()))
}

/// What every group of counts needs to know.
struct Asked<'a> {
    engine: &'a dyn Engine,
    rounding: Rounding,
    compared: bool,
}

impl Asked<'_> {
    fn keyed<K>(&self, query: &str, key: impl Fn(Row<'_>) -> Result<K>) -> Result<Vec<(K, Counts)>> {
        let table = self.engine.named(query)?;
        rows(&table).map(|row| Ok((key(row)?, self.counts(row)?))).collect()
    }

    fn counts(&self, row: Row<'_>) -> Result<Counts> {
        let mut counts = Counts {
            listed: row.count("listed")?,
            excluded: row.count("excluded")?,
            governed: row.count("governed")?,
            exited: row.count("exited")?,
            remaining: row.count("remaining")?,
            operating: row.count("operating")?,
            interviewed: row.count("interviewed")?,
            pledged: row.count("pledged")?,
            supervised: row.count("supervised")?,
            entities: row.count("entities")?,
            records: row.count("records")?,
            previous: None,
        };
        if self.compared {
            counts.previous = Some(self.comparison(row, counts.exit_rate())?);
        }
        Ok(counts)
    }

    fn comparison(&self, row: Row<'_>, now: Rate) -> Result<Comparison> {
        let exit_rate = Rate::new(row.count("previous_exited")?, row.count("previous_governed")?);
        Ok(Comparison {
            exit_rate,
            exit_rate_change: now.change_since(exit_rate, self.rounding),
            new: row.count("new")?,
            newly_exited: row.count("newly_exited")?,
            reentered: row.count("reentered")?,
        })
    }

    fn counties(&self) -> Result<Vec<CountyFigures>> {
        let (ranking, timeliness) = (self.engine.named("county_ranking")?, self.engine.named("timeliness")?);
        let table = self.engine.named("county_counts")?;
        rows(&table).map(|row| self.county(row, &ranking, &timeliness)).collect()
    }

    fn county(&self, row: Row<'_>, ranking: &Table, timeliness: &Table) -> Result<CountyFigures> {
        let county = row.text("county")?;
        let rank = of_county(ranking, &county)?;
        let rank = rank.first().ok_or_else(|| Error::failed(format!("县（市、区）{county} 不在排名里")))?;
        let mut figures = CountyFigures {
            name: row.text("county_name")?,
            group: row.text("county_group")?,
            counts: self.counts(row)?,
            rank: rank.rank("rank")?,
            rank_in_group: rank.rank("rank_in_group")?,
            previous_rank: if self.compared { rank.rank("previous_rank")? } else { None },
            weeks_due: 0,
            late_judgment: 0,
            late_penalty: 0,
            county,
        };
        for week in of_county(timeliness, &figures.county)? {
            figures.weeks_due = week.rank("weeks_due")?.unwrap_or(0);
            let late = week.rank("weeks_late")?.unwrap_or(0);
            match ledger(week)? {
                Ledger::Judgment => figures.late_judgment = late,
                Ledger::Penalty => figures.late_penalty = late,
            }
        }
        Ok(figures)
    }
}

fn of_county<'a>(table: &'a Table, county: &str) -> Result<Vec<Row<'a>>> {
    let mut found = Vec::new();
    for row in rows(table) {
        if row.text("county")? == county {
            found.push(row);
        }
    }
    Ok(found)
}

fn weekly(table: &Table) -> Result<Vec<Week>> {
    let week = |row: Row<'_>| {
        Ok(Week {
            as_of: row.date("as_of")?,
            listed: row.count("listed")?,
            excluded: row.count("excluded")?,
            governed: row.count("governed")?,
            exited: row.count("exited")?,
            remaining: row.count("remaining")?,
        })
    };
    rows(table).map(week).collect()
}

fn pace_of(table: &Table) -> Result<Pace> {
    let row = single(table)?;
    Ok(pace::pace(&pace::Inputs {
        as_of: row.date("as_of")?,
        exits: row.number("exited")? - row.number("earlier_exited")?,
        weeks_between: row.count("weeks_between")?,
        remaining: row.count("remaining")?,
        weeks_left: row.count("weeks_left")?,
    }))
}

fn findings(table: &Table) -> Result<FindingCounts> {
    let mut counts = FindingCounts::default();
    for row in rows(table) {
        let found = row.count("findings")?;
        match row.text("severity")?.as_str() {
            "error" => counts.error += found,
            "warning" => counts.warning += found,
            _ => counts.notice += found,
        }
        counts.by_code.push((row.text("code")?, found));
    }
    counts.by_code.sort();
    Ok(counts)
}
