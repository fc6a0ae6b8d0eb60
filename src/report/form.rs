//! Forms: the pledge (信用承诺书) filled in for each entity to be interviewed, and the repair guide (信用修复指引).
//!
//! Every form is one page: its type is chosen here, from what stands on it, so that .docx and PDF agree. Wording comes from
//! `reports/承诺书.md` and `reports/修复指引.md`, rules from the table of the day. Internal papers: names are shown.

use std::collections::BTreeMap;

mod size;
mod views;

use minijinja::{Value, value::Serde};

pub use size::{PITCH_PERCENT, SIGNING_PERCENT};
use views::{GuideView, PledgeView, RuleView};
pub(super) use views::{guide_example, pledge_example};

use super::{
    assemble::{Exhibits, assemble},
    model::Block,
    page::Page,
    task::{self, Row},
    template::Templates,
    words,
};
use crate::{
    domain::{
        Date,
        config::{Config, County},
        personal,
        rate::Rounding,
        repair::{Rule, span},
        table::{Column, Table, Value as Cell},
    },
    error::{Error, Result},
};

/// File name of the pledge's template.
pub const PLEDGE: &str = "承诺书.md";
/// File name of the guide's template.
pub const GUIDE: &str = "修复指引.md";
/// The table that the guide may place: how long penalties are on display.
pub(super) const DISPLAY: &str = "公示期限";
/// A blank to be filled in by hand is a run of these, each as wide as a character.
pub const BLANK: char = '＿';

/// Forms that are printed together, a page each.
#[derive(Debug, Clone, PartialEq)]
pub struct Forms {
    /// Document properties: title.
    pub title: String,
    /// Document properties: who hands them out.
    pub author: String,
    /// Document properties: subject.
    pub subject: String,
    /// The date of the document: decides the rules.
    pub date: Date,
    /// Words in the header of every page (`示例数据`); empty for real data.
    pub marking: String,
    /// How rates in tables are printed.
    pub rounding: Rounding,
    /// The pages.
    pub sheets: Vec<Sheet>,
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What a reader finds it by in the bookmarks.
    pub mark: String,
    /// What a file of its own is called; never the name of a person.
    pub file: String,
    /// The title on one line.
    pub title: String,
    /// The text; runs of [`BLANK`] are to be filled in.
    pub body: Vec<Block>,
    /// Lines for seal, signature and date, in the right half below the text.
    pub signing: Vec<String>,
    /// Small print below all else: no part of what is signed.
    pub notes: Vec<String>,
    /// Type size of the text in half-points.
    pub half_points: u32,
}

/// A firm that signs a pledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// Code of the county that interviews it.
    pub county: String,
    /// Its name; empty where the ledger has none.
    pub name: String,
    /// Its code; empty where none is usable.
    pub uscc: String,
    /// Competent department; empty where none is known.
    pub department: String,
}

impl Firm {
    /// The firms of a result of the query `pledges_due`: one for each county and entity, in its order.
    ///
    /// # Errors
    /// A column is missing or holds something else than the query's contract says.
    pub fn from_table(table: &Table) -> Result<Vec<Self>> {
        let places = task::places(&table.columns);
        let mut firms: Vec<Self> = Vec::new();
        let mut known: BTreeMap<(String, Option<i64>), usize> = BTreeMap::new();
        for row in table.rows.iter().enumerate().map(|(at, cells)| Row { id: &table.id, places: &places, at, cells }) {
            let (entity, county) = (row.int("entity_id")?, row.text("county")?);
            let (name, uscc, department) = (row.text("name")?, row.text("uscc")?, row.text("department")?);
            match known.get(&(county.clone(), entity)) {
                // An entity in both ledgers signs once; what one entry lacks the other may have.
                Some(at) => firms[*at].complete(name, uscc, department),
                None => {
                    known.insert((county.clone(), entity), firms.len());
                    firms.push(Self { county, name, uscc, department });
                }
            }
        }
        Ok(firms)
    }

    fn complete(&mut self, name: String, uscc: String, department: String) {
        for (known, other) in [(&mut self.name, name), (&mut self.uscc, uscc), (&mut self.department, department)] {
            if known.is_empty() {
                *known = other;
            }
        }
    }
}

/// The pledges of a county's firms, those of one department together.
///
/// # Errors
/// No rule is in force on the day; the template uses a name that does not exist; more text than a page holds.
pub fn pledges(county: &County, firms: &[Firm], date: Date, config: &Config, templates: &Templates) -> Result<Forms> {
    let rule = rule_on(date, config)?;
    let mut firms: Vec<&Firm> = firms.iter().collect();
    firms.sort_by_key(|firm| department_order(firm, config));
    let sheets = firms.into_iter().map(|firm| pledge(county, firm, rule, config, templates)).collect::<Result<_>>()?;
    let office = config.documents.county_office.replace("{county}", &county.name);
    Ok(forms(format!("{}信用承诺书", county.name), office, sheets, date, config))
}

fn forms(title: String, author: String, sheets: Vec<Sheet>, date: Date, config: &Config) -> Forms {
    Forms {
        title,
        author,
        subject: config.campaign.name.clone(),
        date,
        marking: config.documents.marking.clone(),
        rounding: config.rounding,
        sheets,
    }
}

/// The rule in force on the day.
///
/// # Errors
/// The table has none for it.
pub fn rule_on(date: Date, config: &Config) -> Result<&Rule> {
    config.rules.on(date).ok_or_else(|| {
        Error::usage(format!("rules.toml 里没有 {date} 有效的修复规则。"))
            .remedy("补上这一天所在时段的 [[rules]]，或用 --date 写文件的日期；删去 rules.toml 就用程序自带的规则。")
    })
}

/// Configured departments in their order, others after them, none last.
fn department_order(firm: &Firm, config: &Config) -> usize {
    let known = config.departments.iter().position(|known| known.name == firm.department);
    let other = config.departments.len() + usize::from(firm.department.is_empty());
    known.unwrap_or(other)
}

fn pledge(county: &County, firm: &Firm, rule: &Rule, config: &Config, templates: &Templates) -> Result<Sheet> {
    let blank = |text: &str, places| {
        if text.is_empty() { BLANK.to_string().repeat(places) } else { text.to_owned() }
    };
    let view = PledgeView {
        name: blank(&firm.name, 16),
        uscc: blank(&firm.uscc, 12),
        county: county.name.clone(),
        county_office: config.documents.county_office.replace("{county}", &county.name),
        department: firm.department.clone(),
        campaign: config.campaign.name.clone(),
        rule: RuleView::of(rule),
        objection: config.documents.objection.clone(),
    };
    let sheet = sheet(PLEDGE, &Value::from(Serde(view)), &Exhibits::default(), templates)?;
    let code = Some(firm.uscc.as_str()).filter(|code| !code.is_empty());
    let file = if personal::is_personal(code) { &firm.uscc } else { &firm.name };
    let mark = if firm.name.is_empty() { &firm.uscc } else { &firm.name };
    Ok(Sheet { mark: mark.clone(), file: file.clone(), ..sheet })
}

/// The repair guide of the day; it names no entity.
///
/// # Errors
/// As [`pledges`].
pub fn guide(date: Date, config: &Config, templates: &Templates) -> Result<Forms> {
    let rule = rule_on(date, config)?;
    let view = GuideView {
        city_name: config.city.clone(),
        office: config.office.name.clone(),
        telephone: config.office.telephone.clone(),
        address: config.office.address.clone(),
        date: words::day(date),
        rule: RuleView::of(rule),
        objection: config.documents.objection.clone(),
    };
    let exhibits = Exhibits { tables: vec![(DISPLAY, display(rule))], charts: Vec::new() };
    let sheet = sheet(GUIDE, &Value::from(Serde(view)), &exhibits, templates)?;
    Ok(forms("信用修复指引".into(), config.office.name.clone(), vec![sheet], date, config))
}

/// How long penalties are on display; `None` where the rule does not say.
fn display(rule: &Rule) -> Option<Table> {
    let row = |display: &crate::domain::repair::Display| {
        let least = display.least.map_or_else(|| "不设".to_owned(), span);
        vec![Cell::Text(display.case.clone()), Cell::Text(least), Cell::Text(span(display.most))]
    };
    let notes = [&rule.display_from, &rule.display_end].into_iter().filter(|note| !note.is_empty());
    (!rule.display.is_empty()).then(|| Table {
        id: "display_periods".into(),
        title: "行政处罚信息的公示期限".into(),
        columns: vec![
            Column::new("case", "情形"),
            Column::new("least", "最短公示期"),
            Column::new("most", "最长公示期"),
        ],
        rows: rule.display.iter().map(row).collect(),
        notes: notes.map(|note| format!("{note}。")).collect(),
        ..Table::default()
    })
}

/// A page of the template, in the largest type in which it is one.
fn sheet(template: &str, view: &Value, exhibits: &Exhibits, templates: &Templates) -> Result<Sheet> {
    let page = Page::read(template, &templates.render(template, view)?)?;
    let (title, signing) = (page.title.concat(), page.signing.clone());
    let (body, annexes) = assemble(template, page, exhibits)?;
    if title.is_empty() || !annexes.is_empty() {
        return Err(Error::usage(format!("模板「{template}」要有一行 ::标题 …::，不能有附件。"))
            .remedy("对照内置的模板改正；写法见 reports/README.md。"));
    }
    let (body, notes) = without_small_print(body);
    let sheet = Sheet { mark: title.clone(), file: title.clone(), title, body, signing, notes, half_points: 0 };
    let half_points = size::half_points(&sheet).ok_or_else(|| {
        Error::usage(format!("模板「{template}」的内容一页放不下。")).remedy("请删减模板里的文字；每份表单只印一页。")
    })?;
    Ok(Sheet { half_points, ..sheet })
}

/// The blocks and the notes at their end.
fn without_small_print(mut body: Vec<Block>) -> (Vec<Block>, Vec<String>) {
    let mut notes = Vec::new();
    while let Some(Block::Note(_)) = body.last() {
        if let Some(Block::Note(note)) = body.pop() {
            notes.insert(0, note);
        }
    }
    (body, notes)
}
