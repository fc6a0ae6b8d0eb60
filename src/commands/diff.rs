//! `tongbao diff A B`: what changed between two dates: in, out, excluded, back, moved, edited.
//!
//! Both states are seen as they are known on the later date, so that a corrected code is an edit and no new entry. Names
//! of people and what only concerns them are masked unless `--personal` is given.

use std::{collections::BTreeMap, path::Path};

use super::{
    Setting, Status, publish,
    view::{Names, View},
};
use crate::{
    document::{
        text::terminal::terminal,
        xlsx::{self, Book, Leaf},
    },
    domain::{
        Date, personal,
        row::{Choice, Contact, Exclusion, ExitRoute},
        table::{Column, Table, Value},
    },
    error::{Error, Result},
};

/// Lines that a screen is given; a file gets all.
const SCREEN_LINES: usize = 1000;

/// The fields that are compared, and what people call them.
const FIELDS: [(&str, &str); 24] = [
    ("name", "主体名称"),
    ("uscc", "统一社会信用代码"),
    ("legal_rep", "法定代表人"),
    ("industry", "行业门类"),
    ("department", "行业主管部门"),
    ("authority", "执行法院或处罚机关"),
    ("record_count", "失信次数"),
    ("public_count", "仍在公示次数"),
    ("latest_record", "最近列入或处罚日期"),
    ("contact", "联系情况"),
    ("exclusion", "剔除情形"),
    ("exclusion_ref", "剔除文书号"),
    ("interviewed", "约谈日期"),
    ("pledged", "承诺书签署日期"),
    ("pledge_published", "承诺书公示日期"),
    ("guided", "修复指引发放日期"),
    ("supervised", "纳入重点监管日期"),
    ("repair_applied", "修复申请日期"),
    ("repaired", "修复完成日期"),
    ("exit_claimed", "是否退出"),
    ("exit_date", "退出日期"),
    ("exit_route", "退出方式"),
    ("pledge_checked", "践诺抽查日期"),
    ("remark", "备注"),
];
/// Steps that may be done without a date.
const STEPS: [&str; 4] = ["interviewed", "pledged", "guided", "supervised"];
/// Fields that only concern people.
const PERSONAL: [&str; 2] = ["legal_rep", "remark"];
/// What else is told of an entry.
const PLACE: [&str; 8] =
    ["key", "ledger", "county", "county_name", "status", "source_file", "source_sheet", "source_row"];

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    In,
    Out,
    Excluded,
    Back,
    Moved,
    Edited,
}

impl Change {
    const ALL: [Self; 6] = [Self::In, Self::Out, Self::Excluded, Self::Back, Self::Moved, Self::Edited];

    fn label(self) -> &'static str {
        match self {
            Self::In => "新列入",
            Self::Out => "退出",
            Self::Excluded => "剔除",
            Self::Back => "回流",
            Self::Moved => "转移",
            Self::Edited => "修改",
        }
    }

    /// What a changed status means.
    fn to(status: &str) -> Self {
        match status {
            "exited" => Self::Out,
            "excluded" => Self::Excluded,
            _ => Self::Back,
        }
    }
}

/// One line: the change, the entry on the later date, the field, before, now.
type Line<'a> = (Change, &'a Entry, &'static str, Value, Value);

/// An entry on a date: its fields by name.
type Entry = BTreeMap<String, Value>;

/// Tells the differences on screen, or writes them to a workbook.
///
/// # Errors
/// The first date is not before the second; nothing was ever sent.
pub fn run(from: Date, to: Date, output: Option<&Path>, setting: &Setting) -> Result<Status> {
    if from >= to {
        return Err(Error::usage(format!("{from} 不早于 {to}。")).remedy("先写早的日期，再写晚的。"));
    }
    let view = View::open(setting, (Some(to), Some(from)), Names::Open)?;
    let (before, now) = (entries(&view, "previous")?, entries(&view, "current")?);
    let mut lines = compare(&before, &now);
    let config = &view.workspace.config;
    lines.sort_by_cached_key(|line| (line.0, config.county_order(&text(line.1, "county")), text(line.1, "ledger")));
    let names = setting.names();
    let counts: Vec<String> = Change::ALL
        .iter()
        .map(|change| {
            let keys: std::collections::BTreeSet<String> =
                lines.iter().filter(|line| line.0 == *change).map(|line| text(line.1, "key")).collect();
            format!("{} {} 条", change.label(), keys.len())
        })
        .collect();
    setting.console.say(&format!("{from} 到 {to}：{}。", counts.join("，")));
    let mut table = table(&lines, &format!("{from} 到 {to} 的变化"), names);
    let Some(path) = output else {
        if table.rows.len() > SCREEN_LINES {
            table
                .notes
                .push(format!("共 {} 行，这里只列前 {SCREEN_LINES} 行；要全部，请用 -o 写到文件。", table.rows.len()));
            table.rows.truncate(SCREEN_LINES);
        }
        setting.console.result(terminal(&table, config.rounding).trim_end());
        return Ok(Status::Done);
    };
    publish::chosen(&view.workspace, path, &workbook(&lines, (from, to), &view, names)?)?;
    setting.console.say(&format!("{} 行已写入 {}", table.rows.len(), path.display()));
    Ok(Status::Done)
}

/// A state by key.
fn entries(view: &View, table: &str) -> Result<BTreeMap<String, Entry>> {
    let assumed = STEPS.map(|step| format!("{step}_assumed"));
    let columns: Vec<&str> =
        PLACE.into_iter().chain(FIELDS.map(|(name, _)| name)).chain(assumed.iter().map(String::as_str)).collect();
    let found = view.ask(&format!("SELECT {} FROM {table} ORDER BY key", columns.join(", ")))?;
    let entry = |row: Vec<Value>| -> Entry {
        let mut entry: Entry = columns.iter().map(|name| (*name).to_owned()).zip(row).collect();
        for (step, flag) in STEPS.iter().zip(&assumed) {
            if entry.remove(flag) == Some(Value::Bool(true)) {
                entry.insert((*step).to_owned(), Value::Text("已办，日期未填".to_owned()));
            }
        }
        entry
    };
    Ok(found.rows.into_iter().map(entry).map(|entry| (text(&entry, "key"), entry)).collect())
}

fn text(entry: &Entry, field: &str) -> String {
    entry.get(field).map(|value| value.text(crate::domain::rate::Rounding::default())).unwrap_or_default()
}

fn value(entry: &Entry, field: &str) -> Value {
    entry.get(field).cloned().unwrap_or(Value::Missing)
}

/// The lines by key, then by field.
fn compare<'a>(before: &BTreeMap<String, Entry>, now: &'a BTreeMap<String, Entry>) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for (key, entry) in now {
        let Some(old) = before.get(key) else {
            lines.push((Change::In, entry, "状态", Value::Missing, status(entry)));
            continue;
        };
        if value(old, "status") != value(entry, "status") {
            lines.push((Change::to(&text(entry, "status")), entry, "状态", status(old), status(entry)));
        }
        if value(old, "county_name") != value(entry, "county_name") {
            let (from, to) = (value(old, "county_name"), value(entry, "county_name"));
            lines.push((Change::Moved, entry, "县（市、区）", from, to));
        }
        let edited = FIELDS.iter().filter(|(name, _)| value(old, name) != value(entry, name));
        lines.extend(edited.map(|(name, _)| (Change::Edited, entry, *name, value(old, name), value(entry, name))));
    }
    lines
}

fn status(entry: &Entry) -> Value {
    let word = match text(entry, "status").as_str() {
        "exited" => "已退出",
        "excluded" => "剔除",
        _ => "未退出",
    };
    Value::Text(word.to_owned())
}

fn table(lines: &[Line<'_>], title: &str, names: Names) -> Table {
    let labels = [
        ("change", "变化"),
        ("county_name", "县（市、区）"),
        ("ledger_name", "台账类别"),
        ("name", "主体名称"),
        ("uscc", "统一社会信用代码"),
        ("field", "项目"),
        ("before", "原来"),
        ("now", "现在"),
        ("source_file", "来源文件"),
        ("source_sheet", "来源工作表"),
        ("source_row", "来源行"),
    ];
    Table {
        id: "diff".to_owned(),
        title: title.to_owned(),
        columns: labels.map(|(name, label)| Column::new(name, label)).to_vec(),
        rows: lines.iter().map(|line| row(line, names)).collect(),
        ..Table::default()
    }
}

fn row((change, entry, field, before, now): &Line<'_>, names: Names) -> Vec<Value> {
    let ledger = crate::domain::ledger::Ledger::ALL.into_iter().find(|kind| kind.code() == text(entry, "ledger"));
    let label = FIELDS.iter().find(|(name, _)| name == field).map_or(*field, |(_, label)| *label);
    vec![
        Value::Text(change.label().to_owned()),
        value(entry, "county_name"),
        ledger.map_or(Value::Missing, |ledger| Value::Text(ledger.label().to_owned())),
        shown("name", &value(entry, "name"), entry, names),
        value(entry, "uscc"),
        Value::Text(label.to_owned()),
        shown(field, before, entry, names),
        shown(field, now, entry, names),
        value(entry, "source_file"),
        value(entry, "source_sheet"),
        value(entry, "source_row"),
    ]
}

/// A value in words, without what only concerns people.
fn shown(field: &str, value: &Value, entry: &Entry, names: Names) -> Value {
    let Value::Text(word) = value else { return value.clone() };
    let code = text(entry, "uscc");
    let code = Some(code.as_str()).filter(|code| !code.is_empty());
    let label = |label: Option<&'static str>| label.map_or_else(|| word.clone(), str::to_owned);
    Value::Text(match field {
        "name" if names == Names::Masked => personal::public_name(word, code),
        _ if names == Names::Masked && PERSONAL.contains(&field) => "（不显示）".to_owned(),
        "contact" => label(Contact::from_code(word).map(Choice::label)),
        "exclusion" => label(Exclusion::from_code(word).map(Choice::label)),
        "exit_route" => label(ExitRoute::from_code(word).map(Choice::label)),
        _ => word.clone(),
    })
}

/// A sheet for each kind of change that there is.
fn workbook(lines: &[Line<'_>], (from, to): (Date, Date), view: &View, names: Names) -> Result<Vec<u8>> {
    let config = &view.workspace.config;
    let leaf = |change: &Change| {
        let own: Vec<Line<'_>> = lines.iter().filter(|line| line.0 == *change).cloned().collect();
        let title = format!("{from} 到 {to}：{}", change.label());
        Leaf { name: change.label().to_owned(), table: table(&own, &title, names), landscape: true, ..Leaf::default() }
    };
    xlsx::write(&Book {
        title: format!("{from} 到 {to} 的变化"),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: to,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves: Change::ALL.iter().map(leaf).collect(),
    })
}
