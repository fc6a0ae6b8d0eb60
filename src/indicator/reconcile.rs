//! 勾稽: the figures must add up before anything is printed (domain.md section 6).
//!
//! Each identity compares figures that were counted by different queries. The first that fails stops the run.

use super::{
    figures::{Check, Counts, Indicators},
    read::rows,
};
use crate::domain::{ledger::Ledger, table::Table};
use crate::error::{Error, Result};

/// A figure that adds up over groups, with its label.
type Field = (&'static str, fn(&Counts) -> u64);

const FIELDS: [Field; 15] = [
    ("名单数", |counts| counts.listed),
    ("剔除数", |counts| counts.excluded),
    ("治理对象数", |counts| counts.governed),
    ("退出数", |counts| counts.exited),
    ("未退出数", |counts| counts.remaining),
    ("在经营数", |counts| counts.operating),
    ("已约谈数", |counts| counts.interviewed),
    ("已承诺数", |counts| counts.pledged),
    ("已纳入重点监管数", |counts| counts.supervised),
    ("失信次数", |counts| counts.records),
    ("上期治理对象数", |counts| counts.previous.as_ref().map_or(0, |then| then.exit_rate.den)),
    ("上期退出数", |counts| counts.previous.as_ref().map_or(0, |then| then.exit_rate.num)),
    ("新增数", |counts| counts.previous.as_ref().map_or(0, |then| then.new)),
    ("新退出数", |counts| counts.previous.as_ref().map_or(0, |then| then.newly_exited)),
    ("回流数", |counts| counts.previous.as_ref().map_or(0, |then| then.reentered)),
];

/// All identities; those that hold are returned by name.
///
/// # Errors
/// The first identity that fails, with its numbers.
pub(super) fn check(figures: &Indicators, flows: &Table, notices: &Table) -> Result<Vec<Check>> {
    let mut held = Vec::new();
    for (name, parts) in partitions(figures) {
        sums(&name, &figures.city, &parts)?;
        held.push(name);
    }
    for part in partitions(figures).iter().flat_map(|(_, parts)| parts).chain([&&figures.city]) {
        within(part)?;
    }
    held.extend(["名单数 = 剔除数 + 退出数 + 未退出数", "治理对象数 = 退出数 + 未退出数"].map(String::from));
    held.push(last_week(figures)?);
    held.push(flow(figures, flows)?);
    held.extend(tasks(figures, notices)?);
    Ok(held.into_iter().map(|check| Check { check, ok: true }).collect())
}

fn partitions(figures: &Indicators) -> Vec<(String, Vec<&Counts>)> {
    let parts: [(&str, Vec<&Counts>); 7] = [
        ("各县（市、区）", figures.counties.iter().map(|county| &county.counts).collect()),
        ("两本台账", figures.ledgers.iter().map(|(_, counts)| counts).collect()),
        ("各组", figures.groups.iter().map(|(_, counts)| counts).collect()),
        ("各行业", figures.industries.iter().map(|(_, counts)| counts).collect()),
        ("各部门", figures.departments.iter().map(|(_, counts)| counts).collect()),
        ("县（市、区）× 台账", figures.county_ledger.iter().map(|(.., counts)| counts).collect()),
        ("县（市、区）× 行业", figures.county_industry.iter().map(|(.., counts)| counts).collect()),
    ];
    parts.into_iter().map(|(name, counts)| (format!("全市 = {name}之和"), counts)).collect()
}

fn sums(name: &str, city: &Counts, parts: &[&Counts]) -> Result<()> {
    for (label, field) in FIELDS {
        let (left, right) = (field(city), parts.iter().map(|counts| field(counts)).sum::<u64>());
        // A group that has lost all its entries is left out, and its previous figures with it: these may fall short.
        let holds = if label.starts_with("上期") { right <= left } else { left == right };
        if !holds {
            return Err(broken(&format!("{name}（{label}）"), left, right));
        }
    }
    Ok(())
}

fn within(counts: &Counts) -> Result<()> {
    equal("名单数 = 剔除数 + 退出数 + 未退出数", counts.listed, counts.excluded + counts.exited + counts.remaining)?;
    equal("治理对象数 = 退出数 + 未退出数", counts.governed, counts.exited + counts.remaining)
}

fn equal(name: &str, left: u64, right: u64) -> Result<()> {
    if left == right { Ok(()) } else { Err(broken(name, left, right)) }
}

fn broken(name: &str, left: u64, right: u64) -> Error {
    Error::failed(format!("勾稽不符：{name}，左边 {left}，右边 {right}"))
        .remedy("数字对不上，文件没有生成。请运行 tongbao store verify；如果用了自己的查询文件，请先移开再试。")
}

fn last_week(figures: &Indicators) -> Result<String> {
    let name = "逐周进展的末周 = 全市";
    let Some(week) = figures.weekly.last() else { return Ok(name.to_owned()) };
    let city = &figures.city;
    for (label, left, right) in [
        ("名单数", week.listed, city.listed),
        ("剔除数", week.excluded, city.excluded),
        ("退出数", week.exited, city.exited),
        ("未退出数", week.remaining, city.remaining),
    ] {
        equal(&format!("{name}（{label}）"), left, right)?;
    }
    Ok(name.to_owned())
}

/// What a status counts on both dates and what moved in between.
#[derive(Default, Clone, Copy)]
struct Flow {
    before: u64,
    came: u64,
    gone: u64,
    now: u64,
}

fn flow(figures: &Indicators, flows: &Table) -> Result<String> {
    let name = "当期 = 上期 + 进入 − 离开";
    let mut city = [Flow::default(); 3];
    for (ledger, counts) in &figures.ledgers {
        let mine = flows_of(flows, *ledger)?;
        moved(&format!("{}：{name}", ledger.label()), &mine, counts)?;
        for (sum, part) in city.iter_mut().zip(mine) {
            *sum = Flow {
                before: sum.before + part.before,
                came: sum.came + part.came,
                gone: sum.gone + part.gone,
                now: sum.now + part.now,
            };
        }
    }
    moved(&format!("全市：{name}"), &city, &figures.city)?;
    let then = figures.weekly.iter().find(|week| Some(week.as_of) == figures.previous_as_of);
    if let Some(week) = then {
        for (flow, count) in city.iter().zip([week.excluded, week.exited, week.remaining]) {
            equal("上期状态 = 逐周进展的当周", flow.before, count)?;
        }
    }
    Ok(name.to_owned())
}

const STATUSES: [&str; 3] = ["excluded", "exited", "remaining"];

fn flows_of(flows: &Table, ledger: Ledger) -> Result<[Flow; 3]> {
    let mut found = [Flow::default(); 3];
    for row in rows(flows) {
        let status = row.text("status")?;
        let Some(place) = STATUSES.iter().position(|name| *name == status) else { continue };
        if row.text("ledger")? == ledger.code() {
            found[place] = Flow {
                before: row.count("before")?,
                came: row.count("came")?,
                gone: row.count("gone")?,
                now: row.count("now")?,
            };
        }
    }
    Ok(found)
}

fn moved(name: &str, flows: &[Flow; 3], counts: &Counts) -> Result<()> {
    for (flow, count) in flows.iter().zip([counts.excluded, counts.exited, counts.remaining]) {
        equal(name, flow.now, (flow.before + flow.came).saturating_sub(flow.gone))?;
        equal(name, count, flow.now)?;
    }
    if let Some(then) = &counts.previous {
        let [_, exited, remaining] = flows.map(|flow| flow.before);
        equal(name, then.exit_rate.num, exited)?;
        equal(name, then.exit_rate.den, exited + remaining)?;
    }
    Ok(())
}

/// The figures of the notices against those of departments and counties.
fn tasks(figures: &Indicators, notices: &Table) -> Result<Vec<String>> {
    for (department, counts) in &figures.departments {
        let label = department.as_deref().unwrap_or("未填报");
        let noticed = noticed(notices, "department", department.as_deref())?;
        equal(&format!("{label}：提示函条目之和 = 部门未退出数"), noticed, counts.remaining)?;
    }
    for county in &figures.counties {
        let noticed = noticed(notices, "county", Some(&county.county))?;
        equal(&format!("{}：提示函条目之和 = 县（市、区）未退出数", county.name), noticed, county.counts.remaining)?;
    }
    Ok(vec!["提示函条目之和 = 部门未退出数".to_owned(), "提示函条目之和 = 县（市、区）未退出数".to_owned()])
}

fn noticed(notices: &Table, column: &str, key: Option<&str>) -> Result<u64> {
    let mut sum = 0;
    for row in rows(notices) {
        if row.word(column)?.as_deref() == key {
            sum += row.count("entries")?;
        }
    }
    Ok(sum)
}

/// Each task list has as many rows as its notice says: `tasks` is the result of `task_list`, `notices` of `notice_counts`.
///
/// # Errors
/// The first county and department where they differ, with both numbers.
pub fn check_tasks(notices: &Table, tasks: &Table) -> Result<()> {
    let mut counted = std::collections::BTreeMap::new();
    for row in rows(tasks) {
        *counted.entry((row.text("county")?, row.word("department")?)).or_insert(0_u64) += 1;
    }
    for row in rows(notices) {
        let place = (row.text("county")?, row.word("department")?);
        let listed = counted.remove(&place).unwrap_or(0);
        let (county, department) = (&place.0, place.1.as_deref().unwrap_or("未填报"));
        equal(&format!("{county} {department}：任务清单行数 = 提示函条目"), listed, row.count("entries")?)?;
    }
    match counted.first_key_value() {
        None => Ok(()),
        Some(((county, _), rows)) => Err(broken(&format!("{county}：任务清单行数 = 提示函条目"), *rows, 0)),
    }
}
