//! A [`Report`] as a .docx file: the ordinary layout and the letter format of GB/T 9704-2012.
//!
//! A small writer of our own over quick-xml's escaping and zip, for the elements those layouts need, each in the order of
//! the ECMA-376 schema. Faces are named, not embedded. The bytes depend on nothing but the arguments: no clock, no locale.
//! Never computes a figure: cells are printed by [`Value::text`](crate::domain::table::Value::text).

mod builder;
mod closing;
mod columns;
mod faces;
mod flow;
mod forms;
mod furniture;
mod letterhead;
mod measure;
mod package;
mod paragraph;
mod picture;
mod running;
mod section;
mod shell;
mod style;
mod table;
mod xml;

pub use builder::Document;
pub use forms::write_forms;
pub use furniture::{Furniture, PageNumbers, Properties};
pub use measure::{LINE, TEXT_HEIGHT, TEXT_WIDTH, Twips, characters, tenths_mm};
pub use paragraph::{Align, Format, Frame, Indent, Run};
pub use picture::Picture;
pub use section::Orientation;
pub use shell::{Filling, LARGEST as LARGEST_SHELL, Placeholder, Shell, known_placeholders};
pub use style::{FontNames, Style};

use crate::{
    error::Result,
    report::{Block, Layout, Report},
};
use flow::Flow;

/// Where no attachments note stands between, a last paragraph of up to five lines stays with the signature, so that this
/// never stands on a page alone; a longer one would leave too much of the page before it empty.
const SHORT: usize = 5 * 28;

/// Writes `report` as a .docx file. `pictures` holds a PNG for each of its charts; `names` are the faces it asks for.
///
/// # Errors
/// A chart without its picture or with one that is not PNG, a table with more than 63 columns or none.
pub fn write(report: &Report, pictures: &[Picture<'_>], names: &FontNames) -> Result<Vec<u8>> {
    let numbers = match report.layout {
        Layout::Official => PageNumbers::All,
        Layout::Letter => PageNumbers::Letter,
    };
    let mut document = Document::new(names, Furniture { marking: report.marking.clone(), numbers });
    match report.layout {
        Layout::Official => letterhead::official(&mut document, report),
        Layout::Letter => letterhead::letter(&mut document, report),
    }
    let mut flow = Flow::below(letterhead::height(report));
    if let Some(summary) = &report.summary {
        document.summary(summary, report.rounding)?;
        flow.broken(table::height(summary, report.rounding, TEXT_WIDTH).0);
    }
    running::Running::new(&mut document, report, pictures, flow).write(&report.body)?;
    if matches!(report.body.last(), Some(Block::Paragraph(text)) if text.chars().count() <= SHORT)
        && report.attachments.is_empty()
    {
        document.keep_last_with_next();
    }
    closing::close(&mut document, report);
    annexes(&mut document, report, pictures)?;
    if let Some(imprint) = &report.imprint {
        if matches!(report.annexes.last().and_then(|annex| annex.blocks.last()), Some(Block::Paragraph(_))) {
            document.keep_last_with_next();
        }
        closing::imprint(&mut document, imprint);
    }
    document.finish(&properties(report))
}

/// The attachments, each from a page of its own.
fn annexes(document: &mut Document, report: &Report, pictures: &[Picture<'_>]) -> Result<()> {
    for (annex, number) in report.annexes.iter().zip(1..) {
        document.turn(if annex.landscape { Orientation::Landscape } else { Orientation::Portrait });
        document.bookmarked(Style::AnnexLabel, &format!("annex_{number}"), &annex.label);
        document.paragraph(Style::AnnexTitle, &annex.title);
        let rest = match annex.blocks.split_first() {
            Some((Block::Table(table), rest)) if table.title == annex.title => {
                document.table_without_caption(table, report.rounding)?;
                rest
            }
            _ => annex.blocks.as_slice(),
        };
        blocks(document, rest, report, pictures)?;
    }
    Ok(())
}

/// The blocks of a text that begins a page.
fn blocks(document: &mut Document, blocks: &[Block], report: &Report, pictures: &[Picture<'_>]) -> Result<()> {
    running::Running::new(document, report, pictures, Flow::below(0)).write(blocks)
}

fn properties(report: &Report) -> Properties {
    Properties {
        title: report.full_title(),
        creator: report.signature.name.clone(),
        subject: report.subject.clone(),
        keywords: report.keywords.clone(),
        date: report.signature.date,
    }
}
