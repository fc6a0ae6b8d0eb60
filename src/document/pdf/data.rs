//! A report as the theme reads it: one JSON value and a file a chart. All text stays text.

use chrono::Datelike;
use serde_json::{Value as Json, json};

use super::columns;
use super::world::face_name;
use crate::domain::font::{Fonts, Role};
use crate::domain::letter;
use crate::domain::table::Table;
use crate::domain::{Date, rate::Rounding};
use crate::report::form::{PITCH_PERCENT, SIGNING_PERCENT};
use crate::report::title::of_signature;
use crate::report::{Annex, Block, Chart, Forms, Imprint, Layout, Report, Sheet};
use crate::{Error, Result};

/// Width of the text area in points, upright and turned.
const ROOM: [f64; 2] = [156.0 * 72.0 / 25.4, 225.0 * 72.0 / 25.4];
/// Words that the theme adds.
const THEME_WORDS: &str = "附件：抄送。印发—0123456789";
/// A last paragraph up to this many characters moves to the next page with the signature rather than leave it alone.
const KEPT_WITH_SIGNATURE: usize = 280;

/// What the typesetter gets.
pub(super) struct Job {
    /// The report as JSON.
    pub report: String,
    /// File name and SVG of each chart.
    pub charts: Vec<(String, String)>,
}

impl Job {
    /// Bytes of report and charts.
    pub fn size(&self) -> usize {
        self.report.len() + self.charts.iter().map(|(_, svg)| svg.len()).sum::<usize>()
    }

    /// Every character that may be drawn.
    pub fn all_text(&self) -> String {
        let charts = self.charts.iter().map(|(_, svg)| svg.as_str());
        [self.report.as_str(), THEME_WORDS].into_iter().chain(charts).collect()
    }
}

/// Builds the job for a report.
pub(super) fn job(report: &Report, charts: &dyn Fn(&Chart) -> String, fonts: &Fonts) -> Result<Job> {
    let mut builder = Builder { rounding: report.rounding, draw: charts, charts: Vec::new(), outline: 0 };
    let body = builder.blocks(&report.body, false, 0, true);
    let annexes: Vec<Json> = report.annexes.iter().map(|annex| builder.annex(annex)).collect();
    let value = json!({
        "layout": match report.layout { Layout::Official => "official", Layout::Letter => "letter" },
        "faces": faces(fonts)?,
        "mark": clean(&report.mark),
        "number": clean(&report.number),
        "title": report.title.iter().map(|line| clean(line)).collect::<Vec<_>>(),
        "full-title": clean(&report.full_title()),
        "addressees": clean(&report.addressees),
        "summary": report.summary.as_ref().map(|table| table_json(table, report.rounding, ROOM[0])),
        "body": body,
        "attachments": report.attachments.iter().map(|name| clean(name)).collect::<Vec<_>>(),
        "signature": {
            "name": clean(&report.signature.name),
            "lines": of_signature(&report.signature.name).iter().map(|line| clean(line)).collect::<Vec<_>>(),
            "date": chinese(report.signature.date),
            "sealed": report.signature.sealed,
        },
        "contact": clean(&report.contact),
        "imprint": report.imprint.as_ref().map(imprint),
        "annexes": annexes,
        "marking": clean(&report.marking),
        "subject": clean(&report.subject),
        "keywords": report.keywords.iter().map(|word| clean(word)).collect::<Vec<_>>(),
    });
    Ok(Job { report: value.to_string(), charts: builder.charts })
}

/// Builds the job for forms.
pub(super) fn forms(forms: &Forms, fonts: &Fonts) -> Result<Job> {
    let sheets: Vec<Json> = forms.sheets.iter().map(|sheet| form(sheet, forms.rounding)).collect();
    let value = json!({
        "layout": "form",
        "faces": faces(fonts)?,
        "full-title": clean(&forms.title),
        "signature": { "name": clean(&forms.author) },
        "keywords": [clean(&forms.title)],
        "subject": clean(&forms.subject),
        "marking": clean(&forms.marking),
        "sheets": sheets,
        "pitch": PITCH_PERCENT,
        "signing": SIGNING_PERCENT,
    });
    Ok(Job { report: value.to_string(), charts: Vec::new() })
}

fn form(sheet: &Sheet, rounding: Rounding) -> Json {
    let no_charts = |_: &Chart| String::new();
    let mut builder = Builder { rounding, draw: &no_charts, charts: Vec::new(), outline: 1 };
    json!({
        "mark": clean(&sheet.mark),
        "title": clean(&sheet.title),
        "size": f64::from(sheet.half_points) / 2.0,
        "blocks": builder.blocks(&sheet.body, false, 1, false),
        "signing": sheet.signing.iter().map(|line| clean(line)).collect::<Vec<_>>(),
        "notes": sheet.notes.iter().map(|note| clean(note)).collect::<Vec<_>>(),
    })
}

/// For each role its face and then all others, those of its own weight first.
fn faces(fonts: &Fonts) -> Result<Json> {
    let list = |role: Role| -> Result<Json> {
        let first = fonts.index(role).filter(|index| *index < fonts.faces.len());
        let first = first.ok_or_else(|| Error::failed("没有可用的字体，无法生成 PDF。"))?;
        let weight = fonts.faces[first].weight;
        let mut order: Vec<usize> = (0..fonts.faces.len()).collect();
        order.sort_by_key(|index| (*index != first, fonts.faces[*index].weight.abs_diff(weight)));
        Ok(order.into_iter().map(face_name).collect())
    };
    Ok(json!({
        "title": list(Role::Title)?,
        "body": list(Role::Body)?,
        "kai": list(Role::Kai)?,
        "hei": list(Role::Hei)?,
        "song": list(Role::Song)?,
    }))
}

fn imprint(imprint: &Imprint) -> Json {
    json!({ "copies": clean(&imprint.copies_to), "office": clean(&imprint.office), "date": chinese(imprint.date) })
}

/// Collects charts and keeps the outline without gaps while it walks over the blocks.
struct Builder<'a> {
    rounding: Rounding,
    draw: &'a dyn Fn(&Chart) -> String,
    charts: Vec<(String, String)>,
    outline: u8,
}

impl Builder<'_> {
    fn annex(&mut self, annex: &Annex) -> Json {
        self.outline = 1;
        let blocks = self.blocks(&annex.blocks, annex.landscape, 1, false);
        json!({
            "label": clean(&annex.label), "title": clean(&annex.title), "landscape": annex.landscape, "blocks": blocks,
        })
    }

    /// `below` is the outline level under which the blocks stand; `signed` that the signature follows.
    fn blocks(&mut self, blocks: &[Block], landscape: bool, below: u8, signed: bool) -> Vec<Json> {
        let last = blocks.len().saturating_sub(1);
        let room = ROOM[usize::from(landscape)];
        blocks.iter().enumerate().map(|(at, block)| self.block(block, room, below, signed && at == last)).collect()
    }

    fn block(&mut self, block: &Block, room: f64, below: u8, last: bool) -> Json {
        match block {
            Block::Heading { level, text } => self.heading((*level).clamp(1, 4), text, below),
            Block::Paragraph(text) => {
                let last = last && text.chars().count() <= KEPT_WITH_SIGNATURE;
                json!({ "kind": "paragraph", "text": clean(text), "last": last })
            }
            Block::Note(text) => json!({ "kind": "note", "text": clean(text) }),
            Block::Table(table) => json!({ "kind": "table", "table": table_json(table, self.rounding, room) }),
            Block::Chart(chart) => self.chart(chart),
        }
    }

    /// PDF/UA allows no gap in the outline: a level is at most one below the one before.
    fn heading(&mut self, level: u8, text: &str, below: u8) -> Json {
        self.outline = (level + below).min(self.outline + 1);
        json!({ "kind": "heading", "level": level, "outline": self.outline, "text": clean(text) })
    }

    fn chart(&mut self, chart: &Chart) -> Json {
        let file = format!("chart-{}.svg", self.charts.len());
        self.charts.push((file.clone(), (self.draw)(chart)));
        json!({ "kind": "chart", "file": file, "alt": clean(if chart.alt.is_empty() { &chart.title } else { &chart.alt }) })
    }
}

fn table_json(table: &Table, rounding: Rounding, room: f64) -> Json {
    let head: Vec<String> = table.columns.iter().map(|column| clean(&columns::heading(column, table))).collect();
    let cells: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|value| clean(&value.text(rounding))).collect()).collect();
    let grid = columns::grid(table, &head, &cells, room);
    json!({
        "title": clean(&table.title), "unit": clean(&table.unit),
        "size": grid.size, "pad": grid.pad, "widths": grid.widths, "align": grid.align,
        "head": head, "rows": cells, "totals": table.totals,
        "notes": table.notes.iter().map(|note| clean(note)).collect::<Vec<_>>(),
    })
}

/// `2023年4月30日`.
fn chinese(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Text without what cannot be printed: controls and line ends become blanks, marks that turn the direction go.
fn clean(text: &str) -> String {
    let printable = |c| if letter::steers(c) { ' ' } else { c };
    text.chars().filter(|c| !letter::turns(*c) && *c != '\0').map(printable).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn text_loses_only_what_cannot_be_printed() {
        assert_eq!(clean("甲\u{202E}乙\0丙\n丁〔2023〕  号"), "甲乙丙 丁〔2023〕  号");
    }

    #[test]
    fn the_outline_has_no_gaps() {
        let draw = |_: &Chart| String::new();
        let mut builder = Builder { rounding: Rounding::default(), draw: &draw, charts: Vec::new(), outline: 0 };
        let headings = [3, 1, 3, 2, 4].map(|level| Block::Heading { level, text: "题".into() });
        let outline: Vec<u64> =
            builder.blocks(&headings, false, 0, false).iter().map(|b| b["outline"].as_u64().unwrap()).collect();
        assert_eq!(outline, [1, 1, 2, 2, 3]);
    }
}
