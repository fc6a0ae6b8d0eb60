//! `tongbao template`: the ledger workbook that a county fills in, blank or with its own current entries.
//!
//! Its headers are those that `ingest` knows, its drop-downs the words that it takes: filled in, it reads back without a
//! finding. A prefilled one is an internal document: it shows names, to the county concerned alone.

use std::{collections::BTreeMap, path::Path};

use super::{
    Setting, Status, figures, naming, publish,
    view::{Names, View},
};
use crate::{
    document::xlsx::{self, Book, FillIn, Leaf},
    domain::{
        Date,
        config::{Config, County},
        industry,
        ledger::Ledger,
        row::{Choice, Contact, Exclusion, ExitRoute},
        table::{Column, Table, Value},
    },
    error::{Error, Result},
    ledger, state,
};

/// Rows to fill in.
const BLANK_ROWS: usize = 300;
/// The most characters that a drop-down's list may have.
const LONGEST_LIST: usize = 255;
/// Where the name stands among the columns: remarks on an entry hang there.
const NAME: usize = 2;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Serial,
    County,
    Text,
    Code,
    Industry,
    Department,
    Count,
    Date,
    Contact,
    Exclusion,
    YesNo,
    Route,
    Kept,
}

use Takes::{
    Code, Contact as OfContact, Count, County as OfCounty, Date as Day, Department, Exclusion as OfExclusion, Industry,
    Kept, Route, Serial, Text, YesNo,
};

/// The columns in the order of the template, what they take, and how to fill them in.
const COLUMNS: [(&str, Takes, &str); 27] = [
    ("serial", Serial, "从 1 起编号，可以不填"),
    ("county", OfCounty, "选本县（市、区）的名称"),
    ("name", Text, "照营业执照填写全称"),
    ("uscc", Code, "18 位，照营业执照填写；单元格已设为文本，末几位不会变成 0"),
    ("legal_rep", Text, "法定代表人或负责人的姓名，只供内部使用，不对外公开"),
    ("industry", Industry, "选门类字母，A 农、林、牧、渔业 至 T 国际组织（GB/T 4754-2017）"),
    ("department", Department, "选主管部门的名称"),
    ("authority", Text, "填机关全称"),
    ("record_count", Count, "三年内的次数，只填数字"),
    ("public_count", Count, "现在仍在公示的次数，只填数字；已全部不再公示填 0"),
    ("latest_record", Day, "最近一次的日期，如 2023-04-05"),
    ("contact", OfContact, "从列表中选择"),
    ("exclusion", OfExclusion, "不属于剔除情形的留空"),
    ("exclusion_ref", Text, "剔除的必须填文书号，否则仍算治理对象"),
    ("interviewed", Day, "约谈当天的日期；还没有约谈的留空"),
    ("pledged", Day, "签署当天的日期；还没有签署的留空"),
    ("pledge_published", Day, "承诺书上网公示的日期，不早于签署日期"),
    ("guided", Day, "发放当天的日期"),
    ("supervised", Day, "纳入当天的日期；还没有纳入的留空"),
    ("repair_applied", Day, "提出申请的日期"),
    ("repaired", Day, "修复完成的日期，不早于申请日期"),
    ("exit_claimed", YesNo, "填 是 或 否，不能留空；填“是”的，约谈、承诺、重点监管或修复的日期要齐"),
    ("exit_date", Day, "退出台账的日期，不早于以上各步；“是否退出”填“否”的留空"),
    ("exit_route", Route, "从列表中选择"),
    ("pledge_checked", Day, "抽查当天的日期"),
    ("pledge_kept", Kept, "从列表中选择"),
    ("remark", Text, "需要说明的情况"),
];

/// Writes the workbook.
///
/// # Errors
/// No such county; nothing was ever sent where entries are wanted; the folder cannot be written.
pub fn run(county: Option<&str>, prefilled: bool, output: Option<&Path>, setting: &Setting) -> Result<Status> {
    let workspace = setting.workspace()?;
    let config = &workspace.config;
    let unit = county.map(|word| super::unit(config, word)).transpose()?;
    let given = match unit {
        Some(unit) if prefilled => Some(Given::of(unit, setting)?),
        Some(_) | None => None,
    };
    let name =
        unit.map_or_else(|| "台账模板.xlsx".to_owned(), |unit| format!("{}台账.xlsx", naming::safe_name(&unit.name)));
    let folder = output.map_or_else(|| setting.out_dir(&workspace).join("template"), Path::to_path_buf);
    let bytes = workbook(config, unit, given.as_ref())?;
    workspace.may_write(&folder)?;
    make_folder(&folder)?;
    publish::file(&folder.join(&name), &bytes)?;
    setting.console.say(&format!("已写入 {}", folder.join(&name).display()));
    if let Some(given) = &given {
        let entries: usize = given.rows.iter().map(Vec::len).sum();
        setting
            .console
            .say(&format!("  预填 {entries} 条，供 {} 一期使用；标红的请先改正（问题见批注）。", given.week));
    }
    Ok(Status::Done)
}

#[expect(clippy::disallowed_methods, reason = "makes the folder that was asked for")]
fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|cause| {
        Error::failed(format!("建不了文件夹 {}：{cause}。", folder.display()))
            .remedy("检查路径和写入权限。")
            .caused_by(cause)
    })
}

/// A county's entries, and what is wrong with them.
struct Given {
    /// The week that is to be filled in.
    week: Date,
    /// The rows of each ledger, in the order of [`Ledger::ALL`].
    rows: Vec<Vec<Vec<Value>>>,
    /// What each of these entries was last week, and what it still lacks.
    states: Vec<Vec<String>>,
    /// At which row of which ledger something is wrong, and what.
    faults: Vec<BTreeMap<usize, String>>,
}

impl Given {
    fn of(unit: &County, setting: &Setting) -> Result<Self> {
        let view = View::open(setting, (None, None), Names::Open)?;
        let findings = figures::findings_of_week(&view.workspace.config, &view.snapshot, view.as_of)?;
        let mut given =
            Self { week: view.as_of + chrono::Days::new(7), rows: Vec::new(), states: Vec::new(), faults: Vec::new() };
        for ledger in Ledger::ALL {
            let found = view.ask(&statement(unit, ledger))?;
            let fault = |row: &[Value]| {
                let place = |name: &str| found.column(name).map_or(Value::Missing, |at| row[at].clone());
                let about = |one: &&crate::domain::finding::Finding| {
                    Value::Text(one.file.clone()) == place("source_file")
                        && words(&place("source_sheet")) == one.sheet
                        && Value::Int(i64::from(one.row)) == place("source_row")
                };
                let told: Vec<String> =
                    findings.iter().filter(about).map(|one| format!("{}：{}", one.code.label(), one.remedy)).collect();
                (!told.is_empty()).then(|| told.join("\n"))
            };
            given.faults.push(found.rows.iter().enumerate().filter_map(|(at, row)| Some((at, fault(row)?))).collect());
            given.states.push(found.rows.iter().map(|row| state_of(row, &found)).collect());
            given.rows.push(found.rows.iter().enumerate().map(|(at, row)| filled(at, row, &found, unit)).collect());
        }
        Ok(given)
    }
}

fn statement(unit: &County, ledger: Ledger) -> String {
    let own = COLUMNS.iter().map(|column| column.0).filter(|name| !["serial", "county"].contains(name));
    let more = ["uscc_written", "interviewed_assumed", "pledged_assumed", "guided_assumed", "supervised_assumed"];
    let place = ["source_file", "source_sheet", "source_row", "status", "missing_all"];
    let columns: Vec<&str> = own.chain(more).chain(place).collect();
    // Both come from the configuration and the program, never from a person at the keyboard.
    let (columns, code) = (columns.join(", "), unit.code.replace('\'', "''"));
    let ledger = ledger.code();
    format!(
        "SELECT {columns} FROM current WHERE county = '{code}' AND ledger = '{ledger}' ORDER BY industry NULLS LAST, key"
    )
}

/// What a remaining entry may lack, by its code.
const LACKS: [(&str, &str); 5] = [
    ("contact", "联系情况"),
    ("interviewed", "约谈"),
    ("pledged", "承诺"),
    ("supervised", "重点监管"),
    ("exit_claimed", "填报退出"),
];

/// `上期状态：未退出，尚缺约谈、重点监管。`
fn state_of(row: &[Value], found: &Table) -> String {
    let of = |name: &str| found.column(name).map_or_else(String::new, |at| words(&row[at]));
    let (status, missing) = (of("status"), of("missing_all"));
    let label = [state::Status::Excluded, state::Status::Exited, state::Status::Remaining]
        .into_iter()
        .find(|one| one.code() == status)
        .map_or("", state::Status::label);
    let lacks: Vec<&str> =
        LACKS.iter().filter(|one| missing.split(',').any(|code| code == one.0)).map(|one| one.1).collect();
    let lacks = if lacks.is_empty() { String::new() } else { format!("，尚缺{}", lacks.join("、")) };
    format!("上期状态：{label}{lacks}。")
}

fn words(value: &Value) -> String {
    value.text(crate::domain::rate::Rounding::default())
}

/// The cells of an entry as a county would fill them in.
fn filled(at: usize, row: &[Value], found: &Table, unit: &County) -> Vec<Value> {
    let of = |name: &str| found.column(name).map_or(Value::Missing, |at| row[at].clone());
    let text = |word: &str| Value::Text(word.to_owned());
    let cell = |(name, takes, _): &(&str, Takes, &str)| match (takes, of(name)) {
        (Serial, _) => Value::Int(i64::try_from(at + 1).unwrap_or(i64::MAX)),
        (OfCounty, _) => text(&unit.name),
        (Code, Value::Missing) => of("uscc_written"),
        (Day, _) if of(&format!("{name}_assumed")) == Value::Bool(true) => text("是"),
        (OfContact, Value::Text(code)) => Contact::from_code(&code).map_or(Value::Missing, |one| text(one.label())),
        (OfExclusion, Value::Text(code)) => Exclusion::from_code(&code).map_or(Value::Missing, |one| text(one.label())),
        (Route, Value::Text(code)) => ExitRoute::from_code(&code).map_or(Value::Missing, |one| text(one.label())),
        (Kept, Value::Bool(kept)) => text(if kept { "履行" } else { "未履行" }),
        (_, value) => value,
    };
    COLUMNS.iter().map(cell).collect()
}

fn workbook(config: &Config, unit: Option<&County>, given: Option<&Given>) -> Result<Vec<u8>> {
    let mut leaves: Vec<Leaf> =
        Ledger::ALL.into_iter().enumerate().map(|(at, ledger)| leaf(config, (at, ledger), unit, given)).collect();
    leaves.push(guide());
    xlsx::write(&Book {
        title: format!("{}台账", unit.map_or("", |unit| unit.name.as_str())),
        subject: config.campaign.name.clone(),
        author: config.office.name.clone(),
        date: given.map_or(config.campaign.first_week, |given| given.week),
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        leaves,
    })
}

fn leaf(config: &Config, (at, ledger): (usize, Ledger), unit: Option<&County>, given: Option<&Given>) -> Leaf {
    let mut rows = given.map(|given| given.rows[at].clone()).unwrap_or_default();
    rows.resize_with(rows.len() + BLANK_ROWS, || vec![Value::Missing; COLUMNS.len()]);
    let week = given.map(|given| given.week.to_string()).unwrap_or_default();
    let unit = unit.map_or("", |unit| unit.name.as_str());
    let header = |name: &str| ledger::template_header(name, ledger).map_or("", |(header, _)| header);
    let (states, faults) = given.map(|given| (given.states[at].clone(), given.faults[at].clone())).unwrap_or_default();
    let remark = |(row, state): (usize, String)| {
        let fault = faults.get(&row).map(|fault| format!("\n{fault}")).unwrap_or_default();
        (row, NAME, state + &fault)
    };
    let remarks = states.into_iter().enumerate().map(remark).collect();
    Leaf {
        name: ledger.label().to_owned(),
        table: Table {
            id: ledger.code().to_owned(),
            title: format!("{unit}{}台账", ledger.label()),
            unit: format!("填报单位：{unit}　　截止日期：{week}"),
            columns: COLUMNS.iter().map(|(name, ..)| Column::new(*name, header(name))).collect(),
            rows,
            ..Table::default()
        },
        landscape: true,
        fill_ins: COLUMNS.iter().map(|column| fill_in(column, config)).collect(),
        remarks,
        marked: faults.keys().map(|row| (*row, NAME)).collect(),
        ..Leaf::default()
    }
}

fn fill_in((name, takes, _): &(&str, Takes, &str), config: &Config) -> FillIn {
    let column = (*name).to_owned();
    let options = match takes {
        Code => return FillIn::Code { column },
        Count => return FillIn::Count { column },
        Day => return FillIn::Date { column },
        Serial | Text => return FillIn::Text { column },
        OfCounty => config.counties.iter().map(|county| county.name.clone()).collect(),
        Department => config.departments.iter().map(|department| department.name.clone()).collect(),
        Industry => industry::ALL.iter().map(|industry| industry.letter.to_string()).collect(),
        OfContact => labels(Contact::ALL),
        OfExclusion => labels(Exclusion::ALL),
        Route => labels(ExitRoute::ALL),
        YesNo => vec!["是".to_owned(), "否".to_owned()],
        Kept => vec!["履行".to_owned(), "未履行".to_owned()],
    };
    choice(column, options)
}

/// A drop-down, or free text where its list is longer than a cell's may be.
fn choice(column: String, options: Vec<String>) -> FillIn {
    let length = options.iter().map(|option| option.chars().count() + 1).sum::<usize>();
    if options.is_empty() || length > LONGEST_LIST {
        FillIn::Text { column }
    } else {
        FillIn::Choice { column, options }
    }
}

fn labels<T: Choice>(choices: &[T]) -> Vec<String> {
    choices.iter().map(|one| one.label().to_owned()).collect()
}

/// 填表说明: every column, whether it must be filled in, and how.
fn guide() -> Leaf {
    let heads = |name: &str| Ledger::ALL.map(|ledger| ledger::template_header(name, ledger).unwrap_or_default());
    let row = |(name, _, how): &(&str, Takes, &str)| {
        let [(judgment, must), (penalty, _)] = heads(name);
        let head =
            if judgment == penalty { judgment.to_owned() } else { format!("{judgment}（行政处罚：{penalty}）") };
        vec![
            Value::Text(head),
            Value::Text(if must { "必填" } else { "选填" }.to_owned()),
            Value::Text((*how).to_owned()),
        ]
    };
    let labels = [("column", "栏目"), ("must", "要求"), ("how", "怎样填")];
    let notes = [
        "一行一个条目；同一主体在两本台账里都有的，两张表各填一行。",
        "没有变化的条目也要保留；本期没有条目的，表头下留空，照样报送（零报告）。",
        "不要改表头的文字、合并单元格或另加栏目。",
    ];
    Leaf {
        name: "填表说明".to_owned(),
        table: Table {
            id: "guide".to_owned(),
            title: "填表说明".to_owned(),
            columns: labels.map(|(name, label)| Column::new(name, label)).to_vec(),
            rows: COLUMNS.iter().map(row).collect(),
            notes: notes.map(str::to_owned).to_vec(),
            ..Table::default()
        },
        ..Leaf::default()
    }
}
