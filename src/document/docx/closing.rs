//! What follows the text: attachments note, signature and date, contact, and the imprint (版记) at the foot of the last page.

use crate::{
    domain::Date,
    report::{Imprint, Report, Signature, title::of_signature},
};

use super::{
    builder::Document,
    measure::{LINE, TEXT_WIDTH, Twips, characters, tenths_mm, width_on_grid},
    paragraph::{Align, Format, Frame, Indent, Run},
    section::Orientation,
    style::Style,
};

/// Characters on a line, in hundredths.
const FULL_LINE: i32 = 2800;

/// 成文日期: `2023年4月30日`, no zero padding.
pub(super) fn chinese_date(date: Date) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

/// Attachments note, signature and contact.
pub(super) fn close(document: &mut Document, report: &Report) {
    attachments(document, &report.attachments);
    signature(document, &report.signature);
    if !report.contact.is_empty() {
        document.keep_last_with_next();
        document.paragraph(Style::Body, &report.contact);
    }
}

/// So many lines of the attachments note stay with the signature; the others may stay with the text.
const KEPT: usize = 2;

/// `附件：1.…`, one line below the text, two characters in; continuation lines stand below the name's first character.
pub(super) fn attachments(document: &mut Document, names: &[String]) {
    let number_width = match names.len() {
        0 => return,
        1 => 0,
        2..=9 => 120,
        _ => 170,
    };
    for (index, name) in names.iter().enumerate() {
        let word = if index == 0 { "附件：" } else { "" };
        let number = if names.len() == 1 { String::new() } else { format!("{}.\t", index + 1) };
        let left = characters(500 + number_width);
        let hanging = characters(width_on_grid(word) + number_width);
        let format = Format {
            keep_next: index + KEPT >= names.len(),
            before: (index == 0).then_some(LINE),
            tabs: if number.is_empty() { &[] } else { &[left] },
            indent: Some(Indent { left, right: 0, first: -hanging }),
            ..Format::default()
        };
        document.runs(Style::Closing, &format, &[Run::plain(&format!("{word}{number}{name}"))]);
    }
}

/// Name and date, under seal or not.
pub(super) fn signature(document: &mut Document, signature: &Signature) {
    let date = chinese_date(signature.date);
    if signature.sealed { sealed(document, &signature.name, &date) } else { unsealed(document, &signature.name, &date) }
}

/// Name two characters from the right edge; the date below begins two characters right of the name. A date that would
/// then reach too far keeps two characters itself, and the name gives way.
fn unsealed(document: &mut Document, name: &str, date: &str) {
    let lines = of_signature(name);
    let (name_width, date_width) =
        (lines.iter().map(|line| width_on_grid(line)).max().unwrap_or(0), width_on_grid(date));
    let date_left = (FULL_LINE - name_width).min(FULL_LINE - 200 - date_width).max(0);
    let name_right = (FULL_LINE - (date_left - 200) - name_width).max(200);
    // Several lines begin below one another.
    let (left, right, align) = match lines.len() {
        1 => (0, name_right, Align::Right),
        _ => ((date_left - 200).max(0), 0, Align::Left),
    };
    let format = Format {
        keep_next: true,
        before: Some(LINE),
        indent: Some(Indent { left: characters(left), right: characters(right), first: 0 }),
        align: Some(align),
        ..Format::default()
    };
    document.runs(Style::Closing, &format, &[Run::plain(&lines.join("\n"))]);
    let indent = Some(Indent { left: characters(date_left), right: 0, first: 0 });
    document.runs(
        Style::Closing,
        &Format { indent, align: Some(Align::Left), ..Format::default() },
        &[Run::plain(date)],
    );
}

/// Date four characters from the right edge, name centred over it; two lines above are left for the seal. A name too long
/// to be centred there is broken in two by sense.
fn sealed(document: &mut Document, name: &str, date: &str) {
    let date_width = width_on_grid(date);
    let room = 800 + date_width;
    let name = if width_on_grid(name) > room { broken(name) } else { name.to_owned() };
    let format = Format {
        keep_next: true,
        before: Some(2 * LINE),
        indent: Some(Indent { left: characters(FULL_LINE - room), right: 0, first: 0 }),
        align: Some(Align::Center),
        ..Format::default()
    };
    document.runs(Style::Closing, &format, &[Run::plain(&name)]);
    let indent = Some(Indent { left: 0, right: characters(400), first: 0 });
    document.runs(
        Style::Closing,
        &Format { indent, align: Some(Align::Right), ..Format::default() },
        &[Run::plain(date)],
    );
}

/// Words that may begin the second line of an office's name.
const SECOND_LINES: [&str; 6] = ["领导小组", "工作", "联席会议", "委员会", "办公室", "管理"];

/// A name in two lines: broken before one of [`SECOND_LINES`], as near to the middle as can be, else in the middle.
fn broken(name: &str) -> String {
    let middle = name.chars().count() / 2;
    let position = |at: usize| name[..at].chars().count();
    let by_sense =
        SECOND_LINES.iter().filter_map(|word| name.find(word)).min_by_key(|at| position(*at).abs_diff(middle));
    let at = by_sense
        .filter(|at| position(*at).abs_diff(middle) <= 4)
        .or_else(|| name.char_indices().nth(middle).map(|(at, _)| at));
    let (first, second) = name.split_at(at.unwrap_or(0));
    format!("{first}\n{second}")
}

/// One character of 4号 type: 14 pt.
const SMALL_CHARACTER: Twips = 280;

/// Characters on a line of 抄送, between one free character at the right and four at the left.
const COPIES_LINE: usize = 26;

/// Line height of the imprint, and the height of a rule with its distance from the text.
const IMPRINT_LINE: Twips = 500;
const RULE: Twips = 40;

/// Foot of the text area, from the top of the page.
const FOOT: Twips = 16_838 - tenths_mm(350);

/// A rule above or below a part of the imprint, in eighths of a point: 0.35 mm at the edges, 0.25 mm between.
macro_rules! rule {
    ($side:literal, $eighths:literal) => {
        concat!("<w:", $side, " w:val=\"single\" w:sz=\"", $eighths, "\" w:space=\"1\" w:color=\"000000\"/>")
    };
}

/// 版记 at the foot of the last page, which is upright: rules of 0.35, 0.25 and 0.35 mm.
///
/// Two frames at fixed places and not a floating table, which older versions of LibreOffice do not let float; one
/// paragraph a frame, because a frame has one kind of border there; indented by a blank, because rules begin at the indent.
pub(super) fn imprint(document: &mut Document, imprint: &Imprint) {
    document.turn(Orientation::Portrait);
    let frame = |y| Some(Frame { x: tenths_mm(280), y, width: TEXT_WIDTH, distance: 0 });
    let top = FOOT - IMPRINT_LINE - RULE;
    let copied = !imprint.copies_to.is_empty();
    if copied {
        let lines = copies(&imprint.copies_to);
        let height = IMPRINT_LINE * Twips::try_from(lines.len()).unwrap_or(1) + 2 * RULE;
        let format = Format {
            frame: frame(top - height),
            border: concat!(rule!("top", "8"), rule!("bottom", "6")),
            indent: Some(Indent { left: 4 * SMALL_CHARACTER, right: 0, first: -4 * SMALL_CHARACTER }),
            align: Some(Align::Left),
            ..Format::default()
        };
        document.runs(Style::Imprint, &format, &[Run::plain(&format!("　{}", lines.join("\n")))]);
    }
    let border = if copied { rule!("bottom", "8") } else { concat!(rule!("top", "8"), rule!("bottom", "8")) };
    let right_tab = Some(TEXT_WIDTH - SMALL_CHARACTER);
    let format = Format { frame: frame(top), border, right_tab, align: Some(Align::Left), ..Format::default() };
    document.runs(
        Style::Imprint,
        &format,
        &[Run::plain(&format!("　{}\t{}印发", imprint.office, chinese_date(imprint.date)))],
    );
    document.paragraph(Style::Hair, "");
}

/// `抄送：…。` in lines: their number must be known to place them. Offices stay whole where that leaves a line half full.
fn copies(names: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = "抄送：".to_owned();
    let mut room = COPIES_LINE + 3;
    for name in format!("{names}。").split_inclusive(['，', '、']) {
        if line.chars().count() + name.chars().count() > room && 2 * line.chars().count() >= room {
            lines.push(std::mem::take(&mut line));
            room = COPIES_LINE;
        }
        for character in name.chars() {
            if line.chars().count() >= room && !matches!(character, '，' | '、' | '。' | '）' | '》' | '”') {
                lines.push(std::mem::take(&mut line));
                room = COPIES_LINE;
            }
            line.push(character);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{broken, copies};

    #[test]
    fn copies_are_broken_between_offices_and_lose_none() {
        let names = "省社会信用体系建设领导小组办公室，市委办公室，市人大常委会办公室，市政府办公室";
        let lines = copies(names);
        assert_eq!(
            lines,
            ["抄送：省社会信用体系建设领导小组办公室，市委办公室，", "市人大常委会办公室，市政府办公室。"]
        );
        let long = "某".repeat(60);
        assert_eq!(copies(&long).concat(), format!("抄送：{long}。"));
        assert!(copies(&long).iter().all(|line| line.chars().count() <= 30));
    }

    #[test]
    fn an_office_name_is_broken_by_sense() {
        assert_eq!(broken("安阳市社会信用体系建设领导小组办公室"), "安阳市社会信用体系建设\n领导小组办公室");
        assert_eq!(broken("甲乙丙丁戊己"), "甲乙丙\n丁戊己");
        assert_eq!(broken(""), "\n");
    }
}
