//! Headings, paragraphs, notes, tables and charts of a text.

use crate::report::Block;
use crate::report::chart::Chart;

use super::markup::Markup;
use super::{Context, tables};

/// Numbers the headings of a text, and keeps their levels without a gap: a reader who jumps from heading to heading must
/// not miss one.
#[derive(Debug, Default)]
pub struct Headings {
    prefix: String,
    written: usize,
    last: u8,
}

impl Headings {
    /// For a part whose identifiers begin with this.
    pub fn within(prefix: &str) -> Self {
        Self { prefix: format!("{prefix}-"), ..Self::default() }
    }

    /// Identifier and level of the next heading; `top` is the level of the first.
    fn next(&mut self, level: u8, top: u8) -> (String, u8) {
        let deepest = if self.last == 0 { top } else { self.last + 1 };
        self.last = (top + level.saturating_sub(1)).min(deepest).min(6);
        self.written += 1;
        (identifier(&self.prefix, self.written), self.last)
    }
}

fn identifier(prefix: &str, number: usize) -> String {
    format!("{prefix}section-{number}")
}

/// Identifiers and texts of the first-level headings, as [`write`] will write them.
pub fn chapters(blocks: &[Block]) -> Vec<(String, &str)> {
    let headings = blocks.iter().filter_map(|block| match block {
        Block::Heading { level, text } => Some((*level, text.as_str())),
        Block::Paragraph(_) | Block::Note(_) | Block::Table(_) | Block::Chart(_) => None,
    });
    let numbered = (1..).zip(headings);
    numbered.filter(|(_, (level, _))| *level == 1).map(|(n, (_, text))| (identifier("", n), text)).collect()
}

/// Writes the blocks; `top` is the HTML level of a first-level heading.
pub fn write(page: &mut Markup, context: &Context<'_>, blocks: &[Block], headings: &mut Headings, top: u8) {
    for (number, block) in (1..).zip(blocks) {
        match block {
            Block::Heading { level, text } => {
                let (id, depth) = headings.next(*level, top);
                page.element(tag(depth), &[("id", &id)], text);
            }
            Block::Paragraph(text) => page.element("p", &[("class", "text")], text),
            Block::Note(text) => page.element("p", &[("class", "note")], text),
            Block::Table(table) => {
                let id = format!("{}table-{number}", headings.prefix);
                tables::write(page, table, context.report.rounding, &id);
            }
            Block::Chart(chart) => figure(page, context, chart),
        }
    }
}

fn tag(depth: u8) -> &'static str {
    match depth {
        0..=2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

/// The drawn chart in a box that scrolls on a narrow screen, or its alternative text.
fn figure(page: &mut Markup, context: &Context<'_>, chart: &Chart) {
    let label = format!("图：{}", chart.title);
    let attributes = [("class", "chart"), ("role", "group"), ("aria-label", label.as_str()), ("tabindex", "0")];
    page.within("figure", &attributes, |page| {
        if !page.picture(&(context.draw)(chart)) {
            page.element("p", &[("class", "note")], &format!("{}（{}）：{}", chart.title, chart.subtitle, chart.alt));
        }
    });
}
