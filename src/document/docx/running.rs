//! The blocks of a text in their order, but for charts and tables that the rest of their page is too low for: a chart comes
//! behind the paragraph that runs over to the next page, a table behind a chart that still fits, in its own section.

use super::{builder::Document, flow::Flow, measure::Twips, picture::Picture, style::Style, table};
use crate::{
    error::{Error, Result},
    report::{Block, Chart, Report},
};

/// Percent of the width in which a chart may stand where that keeps it on its page.
const SMALLER: Twips = 85;

fn is_chart(block: &Block) -> bool {
    matches!(block, Block::Chart(_))
}

/// A text under way.
pub(super) struct Running<'a> {
    document: &'a mut Document,
    report: &'a Report,
    pictures: &'a [Picture<'a>],
    flow: Flow,
    /// Charts and tables that wait for the next page, and the page they would not fit on.
    waiting: Vec<&'a Block>,
    waiting_on: u32,
    /// The first so many of them belong to the section before.
    older: usize,
}

impl<'a> Running<'a> {
    /// A text that begins at a place.
    pub fn new(document: &'a mut Document, report: &'a Report, pictures: &'a [Picture<'a>], flow: Flow) -> Self {
        Self { document, report, pictures, flow, waiting: Vec::new(), waiting_on: 0, older: 0 }
    }

    /// Writes the blocks.
    ///
    /// # Errors
    /// A chart without its picture or with one that is not PNG, a table with more than 63 columns or none.
    pub fn write(mut self, blocks: &'a [Block]) -> Result<()> {
        blocks.iter().try_for_each(|block| self.block(block))?;
        self.place_waiting()
    }

    fn block(&mut self, block: &'a Block) -> Result<()> {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(text) => self.paragraph(text),
            // It speaks of what stands above it.
            Block::Note(_) if !self.waiting.is_empty() => {
                self.waiting.push(block);
                Ok(())
            }
            Block::Note(_) => self.place(block),
            Block::Table(_) if self.waits(is_chart) => {
                self.place_waiting()?;
                self.place_or_wait(block)
            }
            Block::Chart(_) if self.waits(is_chart) => {
                self.waiting.push(block);
                Ok(())
            }
            Block::Table(_) | Block::Chart(_) => self.place_or_wait(block),
        }
    }

    fn waits(&self, kind: fn(&Block) -> bool) -> bool {
        self.waiting.iter().any(|block| kind(block))
    }

    fn heading(&mut self, level: u8, text: &str) -> Result<()> {
        if self.waits(|block| !is_chart(block)) {
            self.place_waiting()?;
        }
        // A chart may stand in the section that follows its own, and no later.
        if level == 1 {
            (0..self.older).try_for_each(|_| self.place_first())?;
            self.older = self.waiting.len();
        }
        self.document.paragraph(Style::heading(level), text);
        self.flow.heading(text);
        Ok(())
    }

    fn paragraph(&mut self, text: &str) -> Result<()> {
        self.document.paragraph(Style::Body, text);
        self.flow.text(text);
        if self.flow.page() > self.waiting_on { self.place_fitting() } else { Ok(()) }
    }

    /// Those that wait, as far as the rest of the page takes them, or is too little to be filled with text first.
    fn place_fitting(&mut self) -> Result<()> {
        while let Some(block) = self.waiting.first().copied() {
            let (height, _) = self.height(block)?;
            if !self.flow.fits(height) && !self.flow.nears_end() {
                return Ok(());
            }
            self.place_first()?;
        }
        Ok(())
    }

    /// The one that waits longest.
    fn place_first(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.older = self.older.saturating_sub(1);
        let block = self.waiting.remove(0);
        self.place(block)
    }

    fn place_or_wait(&mut self, block: &'a Block) -> Result<()> {
        let (height, whole) = self.height(block)?;
        if !whole || self.flow.fits(height) {
            return self.place(block);
        }
        if let Block::Chart(chart) = block
            && self.flow.fits(height * SMALLER / 100)
        {
            return self.chart(chart, SMALLER);
        }
        if self.waiting.is_empty() {
            self.waiting_on = self.flow.page();
        }
        self.waiting.push(block);
        Ok(())
    }

    fn place_waiting(&mut self) -> Result<()> {
        (0..self.waiting.len()).try_for_each(|_| self.place_first())
    }

    fn place(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Chart(chart) => return self.chart(chart, 100),
            Block::Table(table) => self.document.table(table, self.report.rounding)?,
            Block::Note(text) => self.document.paragraph(Style::Note, text),
            Block::Heading { .. } | Block::Paragraph(_) => {}
        }
        let (height, whole) = self.height(block)?;
        if whole {
            self.flow.whole(height);
        } else {
            self.flow.broken(height);
        }
        Ok(())
    }

    /// A chart in so many percent of the width.
    fn chart(&mut self, chart: &Chart, percent: Twips) -> Result<()> {
        let picture = self.picture(chart)?;
        self.document.picture_in(percent, picture, &chart.title, &chart.alt)?;
        self.flow.whole(self.document.picture_height(picture)? * percent / 100);
        Ok(())
    }

    /// The height of a chart, a table or a note, and whether it stays on one page.
    fn height(&self, block: &Block) -> Result<(Twips, bool)> {
        Ok(match block {
            Block::Chart(chart) => (self.document.picture_height(self.picture(chart)?)?, true),
            Block::Table(table) => table::height(table, self.report.rounding, self.document.room().0),
            Block::Note(text) => (table::note_height(text, self.document.room().0), true),
            Block::Heading { .. } | Block::Paragraph(_) => (0, false),
        })
    }

    fn picture(&self, chart: &Chart) -> Result<&'a Picture<'a>> {
        let of_chart = self.pictures.iter().find(|picture| picture.id == chart.id);
        of_chart.ok_or_else(|| Error::failed(format!("图表“{}”（{}）没有图片", chart.title, chart.id)))
    }
}
