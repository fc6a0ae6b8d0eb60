//! The monthly bulletin (通报): from the month's facts and the template 通报.md to a [`Report`].
//!
//! Never decides a wording: the template does. Never computes a figure: the indicators did.

use super::{
    assemble::{Exhibits, assemble},
    charts, context,
    facts::BulletinFacts,
    model::{Imprint, Layout, Report, Signature},
    page::Page,
    tables,
    template::Templates,
    title, words,
};
use crate::{
    domain::{config::Config, table::Table},
    error::Result,
};

/// File name of the bulletin's template.
pub const TEMPLATE: &str = "通报.md";

/// File name of the office's own letterhead for it.
pub const SHELL: &str = "通报.docx";

/// The bulletin of a month.
///
/// # Errors
/// The template uses a name, table or chart that does not exist, or markup that documents have no use for.
pub fn bulletin(facts: &BulletinFacts, config: &Config, templates: &Templates) -> Result<Report> {
    let markdown = templates.render(TEMPLATE, &context::bulletin(facts, config))?;
    let mut page = Page::read(TEMPLATE, &markdown)?;
    let mut title = title::lines(std::mem::take(&mut page.title));
    if !facts.corrections.is_empty() {
        title.push("（更正）".into());
    }
    let (body, annexes) = assemble(TEMPLATE, page, &exhibits(facts, config))?;
    let serial = config.documents.bulletin_serials.get(&facts.indicators.month).copied();
    Ok(Report {
        layout: Layout::Official,
        mark: format!("{}文件", config.office.name),
        number: words::document_number(&config.documents.number_prefix, facts.date, serial),
        title,
        addressees: addressees(&config.office.addressees),
        summary: Some(tables::summary(facts, config)),
        body,
        attachments: annexes.iter().map(|annex| annex.title.clone()).collect(),
        signature: Signature { name: config.office.name.clone(), date: facts.date, sealed: config.documents.sealed },
        contact: contact(&config.office.contact, &config.office.telephone),
        imprint: Some(Imprint {
            copies_to: config.office.copies_to.join("，"),
            office: config.office.name.clone(),
            date: facts.date,
        }),
        annexes,
        marking: config.documents.marking.clone(),
        subject: config.campaign.name.clone(),
        keywords: vec![config.city.clone(), words::month(&facts.indicators.month), "通报".into()],
        rounding: config.rounding,
    })
}

/// Tables that 通报.md and a letterhead may place, by name.
pub const TABLES: [&str; 10] = [
    "县区排名",
    "县区进展",
    "分台账",
    "分行业",
    "分部门",
    "重点工作",
    "报送情况",
    "县区数据质量",
    "问题类型",
    "更正内容",
];

/// Charts, likewise.
pub const CHARTS: [&str; 5] = ["县区退出率", "逐周进度", "行业未退出", "工作环节", "县区行业"];

/// What stands behind those names this month.
pub fn exhibits(facts: &BulletinFacts, config: &Config) -> Exhibits {
    let filled = |table: Table| Some(table).filter(|table| !table.rows.is_empty());
    let tables = [
        filled(tables::ranking(facts, config)),
        filled(tables::counties(facts, config)),
        filled(tables::ledgers(facts, config)),
        filled(tables::industries(facts, config)),
        filled(tables::departments(facts, config)),
        filled(tables::measures(facts, config)),
        filled(tables::timeliness(facts, config)),
        tables::findings_by_county(facts, config),
        tables::findings_by_code(facts),
        tables::corrections(facts),
    ];
    let charts = [
        charts::exit_rate_by_county(facts, config),
        charts::weekly_course(facts, config),
        charts::remaining_by_industry(facts, config),
        charts::funnel(facts, config),
        charts::county_by_industry(facts, config),
    ];
    Exhibits { tables: TABLES.into_iter().zip(tables).collect(), charts: CHARTS.into_iter().zip(charts).collect() }
}

/// With its full-width colon, once.
pub(super) fn addressees(names: &str) -> String {
    let names = names.trim_end_matches(['：', ':']);
    if names.is_empty() { String::new() } else { format!("{names}：") }
}

/// `（联系人：…，电话：…）`, empty if neither is known.
pub(super) fn contact(person: &str, telephone: &str) -> String {
    match (person, telephone) {
        ("", "") => String::new(),
        (person, "") => format!("（联系人：{person}）"),
        ("", telephone) => format!("（联系电话：{telephone}）"),
        (person, telephone) => format!("（联系人：{person}，电话：{telephone}）"),
    }
}
