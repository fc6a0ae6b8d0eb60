//! The head of a document: issuing mark, number, red rules, title, addressees.
//!
//! Distances are between the ink of the elements, as GB/T 9704 means them. In a line of exact height both Word and
//! LibreOffice put the base line at four fifths; Chinese type reaches 0.85 of its size above and 0.08 below it.

use crate::report::{Layout, Report};

use super::{
    builder::Document,
    flow::lines,
    furniture::{RULE_WIDTH, RULE_X, THICK_THIN},
    measure::{LINE, TEXT_WIDTH, Twips, tenths_mm},
    paragraph::{Align, Format, Frame, Run},
    style::Style,
};

/// Largest and smallest type of an issuing mark, in half-points.
const MARK_SIZES: (u32, u32) = (72, 44);

/// A mark is never narrowed below this percentage of its width.
const NARROWEST: u32 = 60;

/// Line height of [`Style::Hair`].
const HAIR: Twips = 20;

/// From a letter's first rule to the line of its number, so that the ink is seven eighths of a character below the rule.
const NUMBER_DISTANCE: Twips = 100;

/// Type of an issuing mark so that it stays on one line of the text area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MarkType {
    half_points: u32,
    scale: u32,
}

impl MarkType {
    fn of(mark: &str) -> Self {
        let characters = u32::try_from(mark.chars().count().max(1)).unwrap_or(u32::MAX);
        let room = u32::try_from(TEXT_WIDTH).unwrap_or(0) / 10;
        let (largest, smallest) = MARK_SIZES;
        let scale = (room * 100 / (largest.saturating_mul(characters))).min(100);
        if scale >= NARROWEST {
            return Self { half_points: largest, scale };
        }
        let half_points = (room * 100 / NARROWEST / characters).clamp(smallest, largest);
        Self { half_points, scale: (room * 100 / half_points.saturating_mul(characters)).clamp(30, 100) }
    }

    /// Line of five quarters of the type: the base line is one type size below its upper edge.
    fn line(self) -> Twips {
        self.twips() * 5 / 4
    }

    fn twips(self) -> Twips {
        Twips::try_from(self.half_points * 10).unwrap_or(0)
    }

    /// From the upper edge of the line to the ink.
    fn above_ink(self) -> Twips {
        self.twips() * 15 / 100
    }

    /// Height of the ink.
    fn ink(self) -> Twips {
        self.twips() * 93 / 100
    }

    /// From the ink to the lower edge of the line.
    fn below_ink(self) -> Twips {
        self.line() - self.above_ink() - self.ink()
    }

    fn run(self, mark: &str) -> Run<'_> {
        Run { size: Some(self.half_points), scale: (self.scale != 100).then_some(self.scale), ..Run::plain(mark) }
    }
}

/// The ordinary layout: mark 35 mm below the top of the text area, number two lines below, red rule 4 mm below that.
pub(super) fn official(document: &mut Document, report: &Report) {
    let kind = MarkType::of(&report.mark);
    let before = tenths_mm(350) - kind.above_ink();
    let format = Format { before: Some(before), line: Some(kind.line()), ..Format::default() };
    document.runs(Style::Mark, &format, &[kind.run(&report.mark)]);
    // Two lines from ink to line: what the mark's own line leaves below it counts.
    let number = Format { before: Some(2 * LINE - kind.below_ink()), ..Format::default() };
    document.runs(Style::Number, &number, &[Run::plain(&report.number)]);
    title(document, report);
}

/// The letter format: name 30 mm below the edge of the page, double rule 4 mm below it, number flush right under the rule.
pub(super) fn letter(document: &mut Document, report: &Report) {
    let kind = MarkType::of(&report.mark);
    let frame = |y, distance| Some(Frame { x: RULE_X, y, width: RULE_WIDTH, distance });
    let format = Format {
        frame: frame(tenths_mm(300) - kind.above_ink(), 0),
        line: Some(kind.line()),
        align: Some(Align::Center),
        ..Format::default()
    };
    document.runs(Style::Mark, &format, &[kind.run(&report.mark)]);
    let rule = tenths_mm(340) + kind.ink() - HAIR;
    document.runs(
        Style::Hair,
        &Format { frame: frame(rule, NUMBER_DISTANCE), border: THICK_THIN, ..Format::default() },
        &[],
    );
    document.paragraph(Style::LetterNumber, &report.number);
    title(document, report);
}

/// Where the text begins below all this, from the upper edge of the text area; an estimate.
pub(super) fn height(report: &Report) -> Twips {
    let kind = MarkType::of(&report.mark);
    let title = Twips::try_from(report.title.len().max(1)).unwrap_or(1);
    let addressees = if report.addressees.is_empty() { 0 } else { 1 + lines(&report.addressees) };
    let mark_and_number = match report.layout {
        Layout::Official => tenths_mm(350) + kind.ink() + 2 * LINE + LINE + tenths_mm(30),
        Layout::Letter => tenths_mm(340 - 370) + kind.ink() + LINE + NUMBER_DISTANCE,
    };
    mark_and_number + (2 + title + addressees) * LINE
}

fn title(document: &mut Document, report: &Report) {
    document.paragraph(Style::Title, &report.title.join("\n"));
    if !report.addressees.is_empty() {
        document.paragraph(Style::Addressees, &report.addressees);
    }
}

#[cfg(test)]
mod tests {
    use super::MarkType;

    #[test]
    fn a_long_mark_is_narrowed_and_then_made_smaller_to_stay_on_one_line() {
        assert_eq!(MarkType::of("安阳市人民政府文件"), MarkType { half_points: 72, scale: 100 });
        assert_eq!(MarkType::of("安阳市社会信用体系建设领导小组办公室文件"), MarkType { half_points: 72, scale: 61 });
        let long = MarkType::of(&"办".repeat(28));
        assert!(long.half_points < 72 && long.half_points * long.scale * 28 <= 88_450, "{long:?}");
    }
}
