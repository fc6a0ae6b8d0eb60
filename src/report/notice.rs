//! The letters of a month (监管提示函): one a county and department with something remaining, each with its task list.
//!
//! Numbers run over all letters of the month in one fixed order, so that none is given twice.

use minijinja::{Value, value::Serde};
use serde::Serialize;

use super::{
    assemble::{Exhibits, assemble},
    bulletin::{addressees, contact},
    context::due_word,
    facts::NoticeFacts,
    model::{Layout, Report, Signature},
    page::Page,
    task_list::{Scope, Tasks, Totals, task_list},
    template::Templates,
    title, words,
};
use crate::{
    domain::{
        config::{Config, County},
        table::Table,
    },
    error::Result,
};

/// File name of the letter's template.
pub const TEMPLATE: &str = "提示函.md";

/// File name of the office's own letterhead for it.
pub const SHELL: &str = "提示函.docx";

/// What a county's department receives.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Code of the county.
    pub county: String,
    /// Name of the county.
    pub county_name: String,
    /// The department; `None` is 未填报: a list for the county's own office, no letter.
    pub department: Option<String>,
    /// The letter; `None` for 未填报.
    pub letter: Option<Report>,
    /// The task list.
    pub list: Table,
}

/// What a department receives over the whole city.
#[derive(Debug, Clone, PartialEq)]
pub struct CityList {
    /// The department; `None` is 未填报.
    pub department: Option<String>,
    /// The task list with a column for the county.
    pub list: Table,
}

/// Everything that goes out to departments in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Notices {
    /// By county in the order of the configuration, then by department likewise, 未填报 last.
    pub notices: Vec<Notice>,
    /// By department in the order of the configuration, 未填报 last.
    pub city: Vec<CityList>,
    /// The first serial that is still free, where serials are given.
    pub next_serial: Option<u32>,
}

/// All letters and task lists of a month.
///
/// # Errors
/// The template uses a name that does not exist, or markup that documents have no use for.
pub fn notices(facts: &NoticeFacts, config: &Config, templates: &Templates) -> Result<Notices> {
    let tasks = Tasks::of(facts);
    let departments = departments(&tasks, config);
    let mut serial = config.documents.letter_first_serials.get(&facts.month).copied();
    let mut notices = Vec::new();
    for county in &config.counties {
        for department in &departments {
            let scope = Scope::County(&county.code, department.as_deref());
            if tasks.within(scope).is_empty() {
                continue;
            }
            let letter = match department {
                Some(name) => {
                    let letter = notice(facts, &tasks, config, templates, (county, name, serial))?;
                    serial = serial.map(|serial| serial + 1);
                    Some(letter)
                }
                None => None,
            };
            notices.push(Notice {
                county: county.code.clone(),
                county_name: county.name.clone(),
                department: department.clone(),
                letter,
                list: task_list(facts, &tasks, config, scope),
            });
        }
    }
    let list = |department: &Option<String>| CityList {
        department: department.clone(),
        list: task_list(facts, &tasks, config, Scope::City(department.as_deref())),
    };
    let city = departments.iter().map(list).collect();
    Ok(Notices { notices, city, next_serial: serial })
}

/// Departments with something remaining: configured ones in their order, others by code point, 未填报 last.
fn departments(tasks: &Tasks<'_>, config: &Config) -> Vec<Option<String>> {
    let mut departments: Vec<Option<String>> =
        tasks.departments().map(|department| department.map(ToOwned::to_owned)).collect();
    let order = |department: &Option<String>| match department {
        Some(name) => {
            config.departments.iter().position(|known| known.name == *name).unwrap_or(config.departments.len())
        }
        None => usize::MAX,
    };
    departments.sort_by_cached_key(|department| (order(department), department.clone()));
    departments
}

/// One letter: from the county's office to the county's department, with this serial.
///
/// # Errors
/// As [`notices`].
pub fn notice(
    facts: &NoticeFacts,
    tasks: &Tasks<'_>,
    config: &Config,
    templates: &Templates,
    (county, department, serial): (&County, &str, Option<u32>),
) -> Result<Report> {
    let entries = tasks.within(Scope::County(&county.code, Some(department)));
    let office = config.documents.county_office.replace("{county}", &county.name);
    let view = Value::from(Serde(view(facts, config, (county, department), Totals::of(entries))));
    let mut page = Page::read(TEMPLATE, &templates.render(TEMPLATE, &view)?)?;
    let title = title::lines(std::mem::take(&mut page.title));
    let (body, annexes) = assemble(TEMPLATE, page, &Exhibits::default())?;
    let prefix = config.documents.letter_prefix.replace("{county}", &county.short);
    Ok(Report {
        layout: Layout::Letter,
        mark: office.clone(),
        number: words::document_number(&prefix, facts.date, serial),
        title,
        addressees: addressees(&format!("{}{department}", county.name)),
        summary: None,
        body,
        attachments: vec!["治理对象任务清单".into()],
        signature: Signature { name: office, date: facts.date, sealed: config.documents.sealed },
        contact: letter_contact(config),
        imprint: None,
        annexes,
        marking: config.documents.marking.clone(),
        subject: config.campaign.name.clone(),
        keywords: vec![county.name.clone(), department.to_owned(), "监管提示函".into()],
        rounding: config.rounding,
    })
}

/// A letter always has a contact line: blanks to fill in where nothing is configured.
fn letter_contact(config: &Config) -> String {
    let blank = |text: &str| if text.is_empty() { "　　　　".to_owned() } else { text.to_owned() };
    contact(&blank(&config.office.contact), &blank(&config.office.telephone))
}

/// What 提示函.md can speak of.
#[derive(Debug, Serialize)]
struct NoticeView {
    city_name: String,
    campaign: String,
    county: String,
    department: String,
    /// The department's field, for `XX行业`.
    field: String,
    month: String,
    as_of: String,
    basis_documents: Vec<String>,
    threshold: u32,
    entities: usize,
    entries: usize,
    records: i64,
    interviews: String,
    interviews_due: bool,
    interviews_word: &'static str,
    exits: String,
    exits_due: bool,
    exits_word: &'static str,
    objection: String,
}

fn view(facts: &NoticeFacts, config: &Config, (county, department): (&County, &str), totals: Totals) -> NoticeView {
    let fields = &config.documents.department_fields;
    let field = fields.get(department).map_or_else(|| words::field_of(department), String::as_str);
    let targets = &config.campaign.targets;
    NoticeView {
        city_name: config.city.clone(),
        campaign: config.campaign.name.clone(),
        county: county.name.clone(),
        department: department.to_owned(),
        field: field.to_owned(),
        month: words::month(&facts.month),
        as_of: words::day(facts.as_of),
        basis_documents: config.campaign.basis_documents.clone(),
        threshold: config.campaign.threshold,
        entities: totals.entities,
        entries: totals.entries,
        records: totals.records,
        interviews: words::day(targets.interviews),
        interviews_due: facts.as_of >= targets.interviews,
        interviews_word: due_word(facts.as_of, targets.interviews),
        exits: words::day(targets.exits),
        exits_due: facts.as_of >= targets.exits,
        exits_word: due_word(facts.as_of, targets.exits),
        objection: config.documents.objection.clone(),
    }
}

/// Every name that 提示函.md can speak of, with an example behind each.
pub(super) fn example() -> Value {
    let text = || "示例".to_owned();
    Value::from(Serde(NoticeView {
        city_name: text(),
        campaign: text(),
        county: text(),
        department: text(),
        field: text(),
        month: text(),
        as_of: text(),
        basis_documents: vec![text()],
        threshold: 10,
        entities: 1,
        entries: 1,
        records: 10,
        interviews: text(),
        interviews_due: false,
        interviews_word: "",
        exits: text(),
        exits_due: false,
        exits_word: "",
        objection: text(),
    }))
}
