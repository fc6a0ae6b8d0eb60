//! The task list (治理对象任务清单) as a table, and the masked list of remaining entries for public workbooks.
//!
//! Sorted as domain.md section 5 says. Never shows an assumed date as a date.

use std::collections::{BTreeMap, HashSet};

use super::{
    facts::NoticeFacts,
    task::{Missing, Step, TaskEntry},
    words,
};
use crate::domain::{
    Date,
    config::Config,
    ledger::Ledger,
    personal,
    table::{Column, Table, Value},
    uscc,
};

/// Who works with the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// A county's department; `None` is 未填报, the county's own office.
    County(&'a str, Option<&'a str>),
    /// A department over the whole city, with a column for the county; `None` is 未填报.
    City(Option<&'a str>),
}

/// How many entities (家), entries (条) and records (件) a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Distinct entities: by code, without a usable one by county and name.
    pub entities: usize,
    /// Entries: the rows of the list.
    pub entries: usize,
    /// Sum of 失信次数.
    pub records: i64,
}

impl Totals {
    /// Of these entries.
    pub fn of(entries: &[&TaskEntry]) -> Self {
        let entities: HashSet<(&str, &str)> = entries.iter().map(|entry| identity(entry)).collect();
        Self {
            entities: entities.len(),
            entries: entries.len(),
            records: entries.iter().map(|entry| entry.record_count).sum(),
        }
    }
}

/// Who an entry is about.
fn identity(entry: &TaskEntry) -> (&str, &str) {
    let known = uscc::is_valid(&entry.uscc);
    if known { ("", &entry.uscc) } else { (&entry.county, &entry.name) }
}

/// The entries of a month by county and department, so that no letter looks through all of them.
#[derive(Debug, Default)]
pub struct Tasks<'a> {
    by_scope: BTreeMap<(&'a str, Option<&'a str>), Vec<&'a TaskEntry>>,
}

impl<'a> Tasks<'a> {
    /// Of these entries, each scope's most urgent first: overdue, weeks on the ledger, 仍在公示次数, key.
    pub fn of(facts: &'a NoticeFacts) -> Self {
        let mut entries: Vec<&TaskEntry> = facts.entries.iter().collect();
        entries.sort_by(|a, b| urgency(b).cmp(&urgency(a)).then_with(|| a.key.cmp(&b.key)));
        let mut by_scope: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in entries {
            let department = entry.department.as_deref();
            by_scope.entry((entry.county.as_str(), department)).or_default().push(entry);
            by_scope.entry((CITY, department)).or_default().push(entry);
        }
        Self { by_scope }
    }

    /// The departments that have anything, by code point, 未填报 first.
    pub fn departments(&self) -> impl Iterator<Item = Option<&'a str>> {
        self.by_scope.keys().filter(|(county, _)| *county == CITY).map(|(_, department)| *department)
    }

    /// The entries of a scope, most urgent first.
    pub fn within<'s>(&'s self, scope: Scope<'s>) -> &'s [&'a TaskEntry] {
        let key = match scope {
            Scope::County(county, department) => (county, department),
            Scope::City(department) => (CITY, department),
        };
        self.by_scope.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Stands for the whole city where a county's code stands: no county has it.
const CITY: &str = "";

fn urgency(entry: &TaskEntry) -> (bool, i64, i64) {
    (entry.overdue, entry.weeks_listed, entry.public_count.unwrap_or(0))
}

/// The list of a scope; its rows are exactly the entries that remain there.
pub fn task_list(facts: &NoticeFacts, tasks: &Tasks<'_>, config: &Config, scope: Scope<'_>) -> Table {
    let entries = tasks.within(scope);
    let totals = Totals::of(entries);
    let with_county = matches!(scope, Scope::City(_));
    let rows = entries.iter().enumerate().map(|(at, entry)| row(at + 1, entry, facts, config, with_county)).collect();
    Table {
        id: "task_list".into(),
        title: title(facts, config, scope),
        unit: format!(
            "截至{}　市场主体{}家，条目{}条，失信记录{}件",
            words::day(facts.as_of),
            totals.entities,
            totals.entries,
            totals.records
        ),
        columns: columns(with_county),
        rows,
        totals: Vec::new(),
        notes: notes(config),
    }
}

fn title(facts: &NoticeFacts, config: &Config, scope: Scope<'_>) -> String {
    let (place, department) = match scope {
        Scope::County(code, department) => {
            (config.county(code).map_or(code, |county| county.name.as_str()), department)
        }
        Scope::City(department) => ("全市", department),
    };
    let whose = department.unwrap_or("主管部门未填报");
    format!("{place}{}治理对象任务清单（{whose}）", words::month(&facts.month))
}

fn columns(with_county: bool) -> Vec<Column> {
    let names = [
        ("number", "序号"),
        ("county_name", "县（市、区）"),
        ("name", "主体名称"),
        ("uscc", "统一社会信用代码"),
        ("legal_rep", "法定代表人"),
        ("ledger", "台账类别"),
        ("record_count", "失信次数"),
        ("public_count", "仍在公示次数"),
        ("contact", "联系情况"),
        ("interviewed", "约谈"),
        ("pledged", "承诺"),
        ("supervised", "重点监管"),
        ("repair", "修复"),
        ("missing", "尚缺事项"),
        ("next_step", "下一步"),
        ("responsible", "责任单位"),
        ("weeks_listed", "在账周数"),
        ("previous_status", "上期状态"),
        ("handling", "办理情况"),
        ("handled_on", "办理日期"),
        ("handler", "经办人"),
    ];
    let wanted = |(name, _): &(&str, &str)| with_county || *name != "county_name";
    names.into_iter().filter(wanted).map(|(name, label)| Column::new(name, label)).collect()
}

fn row(number: usize, entry: &TaskEntry, facts: &NoticeFacts, config: &Config, with_county: bool) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut cells = vec![Value::Int(i64::try_from(number).unwrap_or(i64::MAX))];
    cells.extend(with_county.then(|| text(&entry.county_name)));
    cells.extend([
        text(&entry.name),
        text(&entry.uscc),
        text(&entry.legal_rep),
        text(entry.ledger.label()),
        Value::Int(entry.record_count),
        entry.public_count.map_or(Value::Missing, Value::Int),
        text(entry.contact.map_or("未填", super::task::Contact::label)),
        operating_step(entry, entry.interviewed, facts.as_of),
        operating_step(entry, entry.pledged, facts.as_of),
        step(entry.supervised, facts.as_of),
        text(&repair(entry)),
        text(&missing(entry, facts.as_of, config)),
        text(next_step(entry)),
        text(&responsible(entry, config)),
        Value::Int(entry.weeks_listed),
        previous(entry, facts),
    ]);
    // What the department fills in.
    cells.extend([Value::Missing, Value::Missing, Value::Missing]);
    cells
}

/// Interviews and pledges are asked of operating entities alone.
fn operating_step(entry: &TaskEntry, done: Step, as_of: Date) -> Value {
    use super::task::Contact::{Ceased, Unreachable};
    match (entry.contact, done) {
        (Some(Unreachable | Ceased), Step::Open) => Value::Dash,
        _ => step(done, as_of),
    }
}

/// A day after the list's own date is no proof yet, and says so.
fn step(step: Step, as_of: Date) -> Value {
    match step {
        Step::Open => Value::Text("未办".into()),
        Step::Done(date) if date > as_of => Value::Text(format!("{date}（晚于统计日）")),
        Step::Done(date) => Value::Date(date),
        Step::Undated => Value::Text("已办，日期未填".into()),
    }
}

fn repair(entry: &TaskEntry) -> String {
    match (entry.repaired, entry.repair_applied) {
        (Some(done), _) => format!("已完成（{done}）"),
        (None, Some(applied)) => format!("已申请（{applied}）"),
        (None, None) => "未申请".into(),
    }
}

/// 尚缺事项, each marked where its target date has passed.
fn missing(entry: &TaskEntry, as_of: Date, config: &Config) -> String {
    let label = |step: &Missing| {
        if as_of > target(*step, config) { format!("{}（已逾期）", step.label()) } else { step.label().to_owned() }
    };
    words::list(&entry.missing.iter().map(label).collect::<Vec<String>>())
}

/// The target date of a step: contact, interviews and pledges have their own, the rest is due with the exits.
fn target(step: Missing, config: &Config) -> Date {
    match step {
        Missing::Contact | Missing::Interviewed | Missing::Pledged => config.campaign.targets.interviews,
        Missing::Supervised | Missing::ExitClaimed => config.campaign.targets.exits,
    }
}

/// 下一步: what is first missing.
fn next_step(entry: &TaskEntry) -> &'static str {
    match entry.missing.first() {
        Some(Missing::Contact) => "核实联系情况并填入台账",
        Some(Missing::Interviewed) => "依法约谈并记录日期",
        Some(Missing::Pledged) => "督促签署信用承诺书",
        Some(Missing::Supervised) => "纳入重点监管",
        Some(Missing::ExitClaimed) => "佐证已齐，申报退出",
        None => "核对台账",
    }
}

/// 责任单位: whose turn it is.
fn responsible(entry: &TaskEntry, config: &Config) -> String {
    let office = format!("{}{}", entry.county_name, config.office.short.trim_start_matches('市'));
    let Some(department) = entry.department.as_ref().map(|name| format!("{}{name}", entry.county_name)) else {
        return format!("{office}（先明确主管部门）");
    };
    match entry.missing.first() {
        Some(Missing::Contact | Missing::Interviewed | Missing::Supervised) => department,
        Some(Missing::Pledged) => format!("{department}会同企业"),
        Some(Missing::ExitClaimed) | None => office,
    }
}

fn previous(entry: &TaskEntry, facts: &NoticeFacts) -> Value {
    match (facts.previous_as_of, entry.previous_status) {
        (None, _) => Value::Dash,
        (Some(_), Some(status)) => Value::Text(status.label().into()),
        (Some(_), None) => Value::Text("新列入".into()),
    }
}

fn notes(config: &Config) -> Vec<String> {
    let targets = &config.campaign.targets;
    let mut notes = vec![
        format!(
            "联系情况、约谈、承诺的时限为{}，其余事项为{}；过期未办的注明“已逾期”并排在前面。",
            words::day(targets.interviews),
            words::day(targets.exits)
        ),
        "同一市场主体列入两本台账的，计1家、2条。办理情况、办理日期、经办人由承办单位填写。".into(),
    ];
    notes.extend(Some(config.documents.objection.clone()).filter(|text| !text.is_empty()));
    notes
}

fn shown_name(entry: &TaskEntry, personal: bool) -> String {
    let code = Some(entry.uscc.as_str()).filter(|code| uscc::is_valid(code));
    if personal { entry.name.clone() } else { personal::public_name(&entry.name, code) }
}

/// The remaining entries for the public attachments workbook: legal representatives left out, sole traders masked.
pub fn remaining_entries(facts: &NoticeFacts, config: &Config, personal: bool) -> Table {
    let placed =
        facts.entries.iter().map(|entry| (config.county_order(&entry.county), entry.ledger, &entry.key, entry));
    let mut placed: Vec<(usize, Ledger, &String, &TaskEntry)> = placed.collect();
    placed.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
    let entries: Vec<&TaskEntry> = placed.into_iter().map(|(_, _, _, entry)| entry).collect();
    let row = |entry: &&TaskEntry| {
        let text = |text: &str| Value::Text(text.to_owned());
        vec![
            text(&entry.county_name),
            text(&shown_name(entry, personal)),
            text(&entry.uscc),
            text(entry.ledger.label()),
            text(entry.department.as_deref().unwrap_or("未填报")),
            Value::Int(entry.record_count),
            entry.public_count.map_or(Value::Missing, Value::Int),
            text(entry.contact.map_or("未填", super::task::Contact::label)),
            text(&words::list(&entry.missing.iter().map(|step| step.label()).collect::<Vec<_>>())),
            Value::Int(entry.weeks_listed),
        ]
    };
    let totals = Totals::of(&entries);
    Table {
        id: "remaining_entries".into(),
        title: "未退出条目清单".into(),
        unit: format!("截至{}　市场主体{}家，条目{}条", words::day(facts.as_of), totals.entities, totals.entries),
        columns: vec![
            Column::new("county_name", "县（市、区）"),
            Column::new("name", "主体名称"),
            Column::new("uscc", "统一社会信用代码"),
            Column::new("ledger", "台账类别"),
            Column::new("department", "行业主管部门"),
            Column::new("record_count", "失信次数"),
            Column::new("public_count", "仍在公示次数"),
            Column::new("contact", "联系情况"),
            Column::new("missing", "尚缺事项"),
            Column::new("weeks_listed", "在账周数"),
        ],
        rows: entries.iter().map(row).collect(),
        totals: Vec::new(),
        notes: Some(config.documents.objection.clone()).filter(|text| !text.is_empty()).into_iter().collect(),
    }
}
