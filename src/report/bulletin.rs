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
    words,
};
use crate::{
    domain::{config::Config, table::Table},
    error::Result,
};

/// File name of the bulletin's template.
pub const TEMPLATE: &str = "通报.md";

/// The bulletin of a month.
///
/// # Errors
/// The template uses a name, table or chart that does not exist, or markup that documents have no use for.
pub fn bulletin(facts: &BulletinFacts, config: &Config, templates: &Templates) -> Result<Report> {
    let markdown = templates.render(TEMPLATE, &context::bulletin(facts, config))?;
    let mut page = Page::read(TEMPLATE, &markdown)?;
    let mut title = std::mem::take(&mut page.title);
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

/// The names that 通报.md may place.
pub(super) fn exhibits(facts: &BulletinFacts, config: &Config) -> Exhibits {
    let filled = |table: Table| Some(table).filter(|table| !table.rows.is_empty());
    Exhibits {
        tables: vec![
            ("县区排名", filled(tables::ranking(facts, config))),
            ("县区进展", filled(tables::counties(facts, config))),
            ("分台账", filled(tables::ledgers(facts, config))),
            ("分行业", filled(tables::industries(facts, config))),
            ("分部门", filled(tables::departments(facts, config))),
            ("重点工作", filled(tables::measures(facts, config))),
            ("报送情况", filled(tables::timeliness(facts, config))),
            ("县区数据质量", tables::findings_by_county(facts, config)),
            ("问题类型", tables::findings_by_code(facts)),
            ("更正内容", tables::corrections(facts)),
        ],
        charts: vec![
            ("县区退出率", charts::exit_rate_by_county(facts, config)),
            ("逐周进度", charts::weekly_course(facts, config)),
            ("行业未退出", charts::remaining_by_industry(facts, config)),
            ("工作环节", charts::funnel(facts, config)),
            ("县区行业", charts::county_by_industry(facts, config)),
        ],
    }
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
