//! From a page to the blocks of a report: tables and charts in their places, headings numbered, what is empty left out.
//!
//! Never words anything.

use super::{
    chart::Chart,
    model::{Annex, Block},
    page::{Page, Piece},
    words,
};
use crate::{
    domain::table::Table,
    error::{Error, Result},
};

/// The tables and charts that a template may place, by name; `None` where this month has nothing to show.
#[derive(Debug, Default)]
pub struct Exhibits {
    /// For `::表 名称::`.
    pub tables: Vec<(&'static str, Option<Table>)>,
    /// For `::图 名称::`.
    pub charts: Vec<(&'static str, Option<Chart>)>,
}

/// The body and the attachments of a page; `template` is named in errors.
///
/// # Errors
/// A table or chart that does not exist.
pub fn assemble(template: &str, page: Page, exhibits: &Exhibits) -> Result<(Vec<Block>, Vec<Annex>)> {
    let body = blocks(template, page.body, exhibits)?;
    let mut annexes = Vec::new();
    for annex in page.annexes {
        let blocks = blocks(template, annex.pieces, exhibits)?;
        if !blocks.is_empty() {
            annexes.push(Annex { label: String::new(), title: annex.title, landscape: annex.landscape, blocks });
        }
    }
    let alone = annexes.len() == 1;
    for (at, annex) in annexes.iter_mut().enumerate() {
        annex.label = if alone { "附件".into() } else { format!("附件{}", at + 1) };
    }
    Ok((body, annexes))
}

fn blocks(template: &str, pieces: Vec<Piece>, exhibits: &Exhibits) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Heading(level, text) => blocks.push(Block::Heading { level, text }),
            Piece::Paragraph(text) => blocks.push(Block::Paragraph(text)),
            Piece::Note(text) => blocks.push(Block::Note(text)),
            Piece::Table(name) => blocks.extend(placed(template, "表", &name, &exhibits.tables)?.map(Block::Table)),
            Piece::Chart(name) => blocks.extend(placed(template, "图", &name, &exhibits.charts)?.map(Block::Chart)),
        }
    }
    Ok(numbered(without_empty_headings(blocks)))
}

fn placed<T: Clone>(template: &str, kind: &str, name: &str, known: &[(&'static str, Option<T>)]) -> Result<Option<T>> {
    if let Some((_, exhibit)) = known.iter().find(|(known, _)| *known == name) {
        return Ok(exhibit.clone());
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    Err(Error::usage(format!("模板「{template}」：没有叫“{name}”的{kind}。"))
        .remedy(format!("可用的{kind}：{}。", words::list(&names))))
}

/// A heading stays if something stands under it before the next of its level or above.
fn without_empty_headings(blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    // From the end: the highest heading level (smallest number) seen since the last content.
    let mut waiting: u8 = 0;
    for block in blocks.into_iter().rev() {
        match &block {
            Block::Heading { level, .. } if waiting == 0 || *level >= waiting => {}
            Block::Heading { level, .. } => {
                waiting = *level;
                kept.push(block);
            }
            Block::Paragraph(_) | Block::Note(_) | Block::Table(_) | Block::Chart(_) => {
                waiting = u8::MAX;
                kept.push(block);
            }
        }
    }
    kept.reverse();
    kept
}

/// 一、 （一） 1. （1）, each level counted anew below the one above.
fn numbered(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut counts = [0_usize; 4];
    for block in &mut blocks {
        let Block::Heading { level, text } = block else { continue };
        let at = usize::from(*level - 1).min(3);
        counts[at] += 1;
        counts[at + 1..].fill(0);
        let number = counts[at];
        *text = match at {
            0 => format!("{}、{text}", words::numeral(number)),
            1 => format!("（{}）{text}", words::numeral(number)),
            2 => format!("{number}.{text}"),
            _ => format!("（{number}）{text}"),
        };
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::{Block, Exhibits, assemble};
    use crate::report::page::Page;

    fn texts(markdown: &str) -> Vec<String> {
        let page = Page::read("甲.md", markdown).unwrap();
        let (body, _) = assemble("甲.md", page, &Exhibits::default()).unwrap();
        let text = |block: Block| match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Note(text) => text,
            Block::Table(_) | Block::Chart(_) => String::new(),
        };
        body.into_iter().map(text).collect()
    }

    #[test]
    fn headings_are_numbered_and_empty_ones_left_out() {
        let got = texts("# 甲\n\n文\n\n# 空\n\n# 乙\n\n## 子空\n\n## 子\n\n文\n\n### 孙\n\n文\n\n# 末\n\n## 末子");
        assert_eq!(got, ["一、甲", "文", "二、乙", "（一）子", "文", "1.孙", "文"]);
    }

    #[test]
    fn an_unknown_table_is_an_error_that_lists_the_known_ones() {
        let page = Page::read("甲.md", "::表 县去::").unwrap();
        let exhibits = Exhibits { tables: vec![("县区", None)], charts: Vec::new() };
        let message = assemble("甲.md", page, &exhibits).unwrap_err().to_string();
        assert!(message.contains("县去") && message.contains("可用的表：县区"), "{message}");
    }
}
