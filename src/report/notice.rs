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
    template::{Parsed, Templates},
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

/// Everything that goes out to departments in a month. Planned as a whole, so that numbers and sums are right; made one by
/// one, because a province has thousands of lists and nobody needs them all at once.
pub struct Mailing<'a> {
    facts: &'a NoticeFacts,
    config: &'a Config,
    templates: Parsed<'a>,
    tasks: Tasks<'a>,
    /// By county in the order of the configuration, then by department likewise, 未填报 last.
    pub recipients: Vec<Recipient<'a>>,
    /// The departments that receive a list over the whole city, in the order of the configuration, 未填报 last.
    pub departments: Vec<Option<&'a str>>,
    /// The first serial that is still free, where serials are given.
    pub next_serial: Option<u32>,
}

/// A department of a county with something remaining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// The county.
    pub county: &'a County,
    /// The department; `None` is 未填报: a list for the county's own office, no letter.
    pub department: Option<&'a str>,
    /// Serial of the letter, where serials are given.
    pub serial: Option<u32>,
}

impl Recipient<'_> {
    /// Whom the letter goes to, in words that stay the same from run to run; `None` where no letter goes out.
    pub fn address(&self) -> Option<String> {
        self.department.map(|department| format!("{} {department}", self.county.name))
    }
}

impl<'a> Mailing<'a> {
    /// Who receives what.
    ///
    /// # Errors
    /// A template has a syntax error.
    pub fn plan(facts: &'a NoticeFacts, config: &'a Config, templates: &'a Templates) -> Result<Self> {
        let tasks = Tasks::of(facts);
        let departments = departments(&tasks, config);
        let mut serial = config.documents.letter_first_serials.get(&facts.month).copied();
        let mut recipients = Vec::new();
        for county in &config.counties {
            let something = |of: Option<&str>| !tasks.within(Scope::County(&county.code, of)).is_empty();
            for department in departments.iter().copied().filter(|department| something(*department)) {
                recipients.push(Recipient { county, department, serial: department.and(serial) });
                serial = serial.map(|serial| serial + u32::from(department.is_some()));
            }
        }
        let templates = templates.parsed()?;
        Ok(Self { facts, config, templates, tasks, recipients, departments, next_serial: serial })
    }

    /// How many rows the lists have that go to counties, and those over the whole city.
    pub fn rows(&self) -> (usize, usize) {
        let county = |to: &Recipient<'_>| self.tasks.within(Scope::County(&to.county.code, to.department)).len();
        let city = |department: Option<&str>| self.tasks.within(Scope::City(department)).len();
        (self.recipients.iter().map(county).sum(), self.departments.iter().copied().map(city).sum())
    }

    /// The letter to a department; `None` for 未填报.
    ///
    /// # Errors
    /// The template uses a name that does not exist, or markup that documents have no use for.
    pub fn letter(&self, to: &Recipient<'_>) -> Result<Option<Report>> {
        to.department.map(|department| self.notice(to.county, department, to.serial)).transpose()
    }

    /// The task list of a county's department.
    pub fn list(&self, to: &Recipient<'_>) -> Table {
        task_list(self.facts, &self.tasks, self.config, Scope::County(&to.county.code, to.department))
    }

    /// The task list of a department over the whole city, with a column for the county.
    pub fn city_list(&self, department: Option<&str>) -> Table {
        task_list(self.facts, &self.tasks, self.config, Scope::City(department))
    }

    /// One letter: from the county's office to the county's department.
    fn notice(&self, county: &County, department: &str, serial: Option<u32>) -> Result<Report> {
        let (facts, config) = (self.facts, self.config);
        let entries = self.tasks.within(Scope::County(&county.code, Some(department)));
        let office = config.documents.county_office.replace("{county}", &county.name);
        let view = Value::from(Serde(view(facts, config, (county, department), Totals::of(entries))));
        let mut page = Page::read(TEMPLATE, &self.templates.render(TEMPLATE, &view)?)?;
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
}

/// Departments with something remaining: configured ones in their order, others by code point, 未填报 last.
fn departments<'a>(tasks: &Tasks<'a>, config: &Config) -> Vec<Option<&'a str>> {
    let order = |department: Option<&str>| match department {
        Some(name) => {
            config.departments.iter().position(|known| known.name == name).unwrap_or(config.departments.len())
        }
        None => usize::MAX,
    };
    let mut departments: Vec<Option<&str>> = tasks.departments().collect();
    departments.sort_by_key(|department| (order(*department), *department));
    departments
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
