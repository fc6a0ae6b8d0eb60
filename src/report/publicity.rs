//! The weekly public list as a page: who remains, who comes off, and how to object or to repair a record.
//!
//! Takes names as they are given: whoever hands the tables over has masked them.

use crate::domain::{Date, config::Config, table::Table};

use super::{Block, Layout, Report, Signature, words};

/// The page of one week.
pub fn publicity(list: Table, take_down: Table, config: &Config, (as_of, date): (Date, Date)) -> Report {
    let paragraphs = [
        format!("现将截至{}仍在治理中的严重失信条目予以公示，共 {} 条。", words::day(as_of), list.rows.len()),
        config.documents.objection.clone(),
        format!("本期应撤下的条目共 {} 条，列在后面；此前公示过这些条目的，请同时撤下。", take_down.rows.len()),
    ];
    let mut body: Vec<Block> = paragraphs.into_iter().filter(|text| !text.is_empty()).map(Block::Paragraph).collect();
    body.extend([list, take_down].map(Block::Table));
    Report {
        layout: Layout::Official,
        mark: config.office.name.clone(),
        number: String::new(),
        title: vec![config.campaign.name.clone(), "公示名单".to_owned()],
        addressees: String::new(),
        summary: None,
        body,
        attachments: Vec::new(),
        signature: Signature { name: config.office.name.clone(), date, sealed: false },
        contact: contact(config),
        imprint: None,
        annexes: Vec::new(),
        marking: config.documents.marking.clone(),
        subject: config.campaign.name.clone(),
        keywords: vec!["公示".to_owned(), "信用修复".to_owned()],
        rounding: config.rounding,
    }
}

/// Where to object: the office's telephone and address. The contact person is not named: the list is public.
fn contact(config: &Config) -> String {
    let parts = [("电话：", &config.office.telephone), ("地址：", &config.office.address)];
    let told: Vec<String> =
        parts.iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| format!("{word}{text}")).collect();
    if told.is_empty() { String::new() } else { format!("（异议受理{}）", told.join("，")) }
}
