//! Native tables: caption and unit above, head repeated on each page, rows that never break, totals bold, notes below.
//!
//! Cells are printed by [`Value::text`], as everywhere.

use std::fmt::Write as _;

use crate::domain::{
    rate::Rounding,
    table::{Table, Value},
};

use super::{
    columns::{Cells, Columns, twips},
    faces::Faces,
    measure::{Twips, width_in_em_hundredths},
    paragraph::{Format, Indent, Run, push_paragraph},
    style::Style,
    xml::push_attribute,
};

/// Up to so many rows stay on one page: every county or department of a city and the total.
const KEPT_TOGETHER: usize = 18;
/// Of a longer table so many rows stay with the last one: a total never stands alone.
const KEPT_WITH_LAST: usize = 3;

/// Whether the rows of a short table stay on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// They do.
    Together,
    /// They go on overleaf.
    Loose,
}

/// A table as it will stand: heads, cells, columns.
struct Laid {
    labels: Vec<String>,
    texts: Vec<Vec<String>>,
    columns: Columns,
}

fn lay_out(table: &Table, rounding: Rounding, room: Twips) -> Laid {
    let labels: Vec<String> = (0..table.columns.len()).map(|column| label(table, column)).collect();
    let texts: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|value| value.text(rounding)).collect()).collect();
    let columns = Columns::new(&cells(table, &labels, &texts), room);
    Laid { labels, texts, columns }
}

/// Appends the grid of a table: everything but caption, unit and notes.
pub(super) fn push_grid(
    out: &mut String,
    faces: &Faces,
    table: &Table,
    rounding: Rounding,
    (room, hold): (Twips, Hold),
) {
    let Laid { labels, texts, columns } = lay_out(table, rounding, room);
    push_table_start(out, faces, table, &columns, room);
    let writer = Rows { faces, columns: &columns, noted: !table.notes.is_empty(), hold };
    writer.push_head(out, &labels);
    for (number, row) in texts.iter().enumerate() {
        let after = texts.len() - number - 1;
        let kept = writer.keeps(texts.len(), after);
        writer.push_row(out, row, table.totals.contains(&number), kept);
    }
    out.push_str("</w:tbl>");
}

/// The estimated height of a table with caption, unit and notes, and whether it stays on one page.
pub(super) fn height(table: &Table, rounding: Rounding, room: Twips) -> (Twips, bool) {
    let Laid { labels, texts, columns } = lay_out(table, rounding, room);
    let rows: Twips = std::iter::once(&labels).chain(&texts).map(|row| columns.row_height(row)).sum();
    let above = [(&table.title, 420), (&table.unit, 320)];
    let above: Twips = above.iter().filter(|(text, _)| !text.is_empty()).map(|(_, height)| height).sum();
    let notes = if table.notes.is_empty() { 0 } else { note_height(&table.notes.concat(), room) };
    (above + rows + notes, texts.len() <= KEPT_TOGETHER)
}

/// The estimated height of a note.
pub(super) fn note_height(text: &str, room: Twips) -> Twips {
    let width = twips(width_in_em_hundredths(text), Style::Note.look().size);
    40 + (width / room.max(1) + 1) * 290
}

/// The label with its unit, unless the unit stands above the table or behind each figure.
fn label(table: &Table, column: usize) -> String {
    let Some(column) = table.columns.get(column) else { return String::new() };
    let told = column.unit.is_empty()
        || column.unit == "%"
        || table.unit.contains(&column.unit)
        || column.label.contains(&column.unit);
    if told { column.label.clone() } else { format!("{}（{}）", column.label, column.unit) }
}

fn cells<'a>(table: &Table, labels: &'a [String], texts: &'a [Vec<String>]) -> Vec<Cells<'a>> {
    let column = |(number, label): (usize, &'a String)| Cells {
        label,
        texts: texts.iter().filter_map(|row| row.get(number)).map(String::as_str).collect(),
        numeric: is_numeric(table, number),
    };
    labels.iter().enumerate().map(column).collect()
}

/// A column of numbers: at least one, and nothing else but empty cells.
fn is_numeric(table: &Table, column: usize) -> bool {
    let mut values =
        table.rows.iter().filter_map(|row| row.get(column)).filter(|value| **value != Value::Missing).peekable();
    values.peek().is_some() && values.all(Value::is_numeric)
}

fn push_table_start(out: &mut String, faces: &Faces, table: &Table, columns: &Columns, room: Twips) {
    let style = faces.table_id();
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{room}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" \
         w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>"
    );
    if !table.title.is_empty() {
        out.push_str("<w:tblCaption");
        push_attribute(out, "w:val", &table.title);
        out.push_str("/>");
    }
    out.push_str("</w:tblPr><w:tblGrid>");
    for width in &columns.widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
}

struct Rows<'a> {
    faces: &'a Faces,
    columns: &'a Columns,
    /// Whether notes follow the table.
    noted: bool,
    hold: Hold,
}

impl Rows<'_> {
    /// Whether a row with `after` more rows below it stays on the page of what follows.
    fn keeps(&self, rows: usize, after: usize) -> bool {
        let together = rows <= KEPT_TOGETHER || after <= KEPT_WITH_LAST;
        if after == 0 { self.noted } else { self.hold == Hold::Together && together }
    }

    fn push_head(&self, out: &mut String, labels: &[String]) {
        out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, label) in labels.iter().enumerate() {
            self.push_cell_start(out, column, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EDEDED\"/>");
            let run = Run { size: self.size(), ..Run::plain(label) };
            push_paragraph(
                out,
                self.faces,
                Style::TableHead,
                &Format { keep_next: true, line: Some(self.line()), ..Format::default() },
                &[run],
            );
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }

    fn push_row(&self, out: &mut String, texts: &[String], total: bool, kept: bool) {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for column in 0..self.columns.widths.len() {
            self.push_cell_start(out, column, "");
            let run =
                Run { bold: total, size: self.size(), ..Run::plain(texts.get(column).map_or("", String::as_str)) };
            self.push_cell_text(out, column, run, kept);
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }

    fn push_cell_text(&self, out: &mut String, column: usize, run: Run<'_>, keep_next: bool) {
        let numeric = self.columns.numeric.get(column).copied().unwrap_or(false);
        let indent = numeric.then(|| Indent { left: 0, right: self.columns.inset(column), first: 0 });
        let style = if numeric { Style::TableNumber } else { Style::TableText };
        push_paragraph(
            out,
            self.faces,
            style,
            &Format { keep_next, indent, line: Some(self.line()), ..Format::default() },
            &[run],
        );
    }

    fn push_cell_start(&self, out: &mut String, column: usize, shading: &str) {
        let width = self.columns.widths.get(column).copied().unwrap_or(0);
        let _ = write!(
            out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shading}<w:vAlign w:val=\"center\"/></w:tcPr>"
        );
    }

    fn line(&self) -> Twips {
        self.columns.line()
    }

    /// The size, where it is not that of the styles.
    fn size(&self) -> Option<u32> {
        (self.columns.size != Style::TableText.look().size).then_some(self.columns.size)
    }
}
