//! What each placeholder stands for: words, or blocks that take the place of a paragraph.

use crate::{
    domain::{rate::Rounding, table::Table},
    error::Result,
    report::{Block, Layout, Report, assemble::Exhibits},
};

use super::super::{
    self as docx, Document,
    closing::{self, chinese_date},
    picture::Picture,
    style::Style,
};

/// The one placeholder that must be there.
pub(super) const BODY: &str = "正文";
/// Placeholders that stand for blocks, once in the text.
pub(super) const BLOCKS: [&str; 5] = [BODY, "附件说明", "落款", "附件", "版记"];
/// The small table of the first page.
pub(super) const SUMMARY: &str = "表：本期要点";
/// Words that mark every page of what is no real document.
pub(super) const MARKING: &str = "标记";

/// Placeholders that stand for words in documents of either layout.
const WORDS: [&str; 8] = ["发文机关标志", "发文机关", "文号", "标题", "主送", "成文日期", "联系方式", MARKING];
/// Placeholders for words of the imprint, which letters do not have.
const IMPRINT: [&str; 3] = ["抄送", "印发机关", "印发日期"];

/// Whether a placeholder takes the place of its paragraph.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || name.starts_with("表：") || name.starts_with("图：")
}

/// All placeholders that a letterhead may use for a document of this layout with these tables and charts.
pub fn known(layout: Layout, tables: &[&str], charts: &[&str]) -> Vec<String> {
    let official = layout == Layout::Official;
    let mut names: Vec<String> = WORDS.iter().map(|name| (*name).to_owned()).collect();
    names.extend(IMPRINT.iter().filter(|_| official).map(|name| (*name).to_owned()));
    names.extend(BLOCKS.iter().filter(|name| official || **name != "版记").map(|name| (*name).to_owned()));
    names.extend(official.then(|| SUMMARY.to_owned()));
    names.extend(tables.iter().map(|name| format!("表：{name}")));
    names.extend(charts.iter().map(|name| format!("图：{name}")));
    names
}

/// The words of a placeholder; lines are divided by line breaks.
pub(super) fn words(name: &str, report: &Report) -> String {
    let imprint = report.imprint.as_ref();
    match name {
        "发文机关标志" => report.mark.clone(),
        "发文机关" => report.signature.name.clone(),
        "文号" => report.number.clone(),
        "标题" => report.title.join("\n"),
        "主送" => report.addressees.clone(),
        "成文日期" => chinese_date(report.signature.date),
        "联系方式" => report.contact.clone(),
        MARKING => report.marking.clone(),
        "抄送" => imprint.map(|imprint| imprint.copies_to.clone()).unwrap_or_default(),
        "印发机关" => imprint.map(|imprint| imprint.office.clone()).unwrap_or_default(),
        "印发日期" => imprint.map(|imprint| chinese_date(imprint.date)).unwrap_or_default(),
        _ => String::new(),
    }
}

/// What is at hand for blocks.
pub(super) struct Stock<'a> {
    pub report: &'a Report,
    pub exhibits: &'a Exhibits,
    pub pictures: &'a [Picture<'a>],
}

/// What stands with the body because the letterhead has no place of its own for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Company {
    pub marking: bool,
    pub summary: bool,
    pub attachments: bool,
}

impl Stock<'_> {
    /// Writes the blocks of a placeholder.
    pub(super) fn write(&self, name: &str, company: Company, document: &mut Document) -> Result<()> {
        let report = self.report;
        match name {
            BODY => self.body(company, document)?,
            "附件说明" => closing::attachments(document, &report.attachments),
            "落款" => closing::signature(document, &report.signature),
            "附件" => docx::annexes(document, report, self.pictures)?,
            "版记" => {
                if let Some(imprint) = &report.imprint {
                    closing::imprint(document, imprint);
                }
            }
            SUMMARY => self.table(report.summary.as_ref(), document)?,
            _ => self.exhibit(name, document)?,
        }
        Ok(())
    }

    fn body(&self, company: Company, document: &mut Document) -> Result<()> {
        let report = self.report;
        if company.marking {
            document.paragraph(Style::Header, &report.marking);
        }
        if company.summary {
            self.table(report.summary.as_ref(), document)?;
        }
        docx::blocks(document, &report.body, report, self.pictures)?;
        if company.attachments {
            closing::attachments(document, &report.attachments);
        }
        Ok(())
    }

    fn exhibit(&self, name: &str, document: &mut Document) -> Result<()> {
        if let Some(name) = name.strip_prefix("表：") {
            let table = self.exhibits.tables.iter().find(|(known, _)| *known == name);
            return self.table(table.and_then(|(_, table)| table.as_ref()), document);
        }
        let name = name.strip_prefix("图：").unwrap_or_default();
        let chart = self.exhibits.charts.iter().find(|(known, _)| *known == name).and_then(|(_, chart)| chart.clone());
        let blocks: Vec<Block> = chart.map(Block::Chart).into_iter().collect();
        docx::blocks(document, &blocks, self.report, self.pictures)
    }

    fn table(&self, table: Option<&Table>, document: &mut Document) -> Result<()> {
        let rounding: Rounding = self.report.rounding;
        table.map_or(Ok(()), |table| document.table(table, rounding))
    }
}
