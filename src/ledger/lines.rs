//! The lines above a table: title, unit, dates; as text, with their dates told apart by their labels.
//!
//! Decides nothing about county, ledger or week.

use super::{date, text};
use crate::domain::{Date, sheet::CellValue, sheet::Sheet};

/// Words that a row above a later table has when it is a title and no data.
const TITLE_WORDS: [&str; 9] = ["台账", "名单", "治理对象", "明细", "统计表", "一览表", "截至", "附件", "补报"];
/// Words of a line that gives unit and date.
const LABEL_WORDS: [&str; 12] = [
    "填报",
    "填表",
    "填写",
    "制表",
    "报送单位",
    "报送日期",
    "报送时间",
    "上报",
    "截止日期",
    "截至日期",
    "截止时间",
    "期次",
];
/// Labels of the day on which a table was filled in, which is no closing day.
const FILED: [&str; 8] = ["填报", "填表", "填写", "制表", "报送日期", "报送时间", "上报", "打印"];

/// A row as one line of text; a serial behind a label of a date is shown as that date.
pub(crate) fn line(sheet: &Sheet, row: usize) -> String {
    let mut line = String::new();
    for cell in sheet.rows.get(row).into_iter().flatten().filter(|cell| !matches!(cell, CellValue::Empty)) {
        let labelled = ["日期", "时间", "截止", "截至", "期次"].iter().any(|label| line.contains(label));
        let number = match cell {
            CellValue::Number(number) if labelled => date::of_number(*number, sheet.epoch_1904),
            _ => None,
        };
        if !line.is_empty() {
            line.push(' ');
        }
        match number {
            Some(date) => line.push_str(&date.to_string()),
            None => line.push_str(&text::half_width(&text::shown(cell))),
        }
    }
    line
}

/// Whether the line gives unit and date rather than a title.
pub(crate) fn is_label_line(line: &str) -> bool {
    LABEL_WORDS.iter().any(|word| line.contains(word)) || line.starts_with("单位:") || line.contains("日期:")
}

fn is_title(line: &str) -> bool {
    TITLE_WORDS.iter().any(|word| line.contains(word))
}

/// The first of the rows above a header at `top` that belong to it; all of them where no table came before.
pub(crate) fn start_above(sheet: &Sheet, top: usize, floor: usize) -> usize {
    if floor == 0 {
        return 0;
    }
    let mut start = top;
    let mut titled = false;
    for row in (floor..top).rev() {
        let line = line(sheet, row);
        let few = sheet.rows[row].iter().filter(|cell| !matches!(cell, CellValue::Empty)).count() <= 4;
        let belongs = if line.is_empty() {
            start == top || start == row + 1 && !titled
        } else if is_label_line(&line) {
            // after a gap it is the footer of the table before
            !titled && (row + 1 == top || !blank_between(sheet, row + 1, top))
        } else {
            few && is_title(&line)
        };
        if !belongs {
            break;
        }
        titled |= !line.is_empty() && !is_label_line(&line);
        start = row;
    }
    start
}

fn blank_between(sheet: &Sheet, from: usize, to: usize) -> bool {
    (from..to).any(|row| line(sheet, row).is_empty())
}

/// What the lines above a table say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Above {
    /// The title lines, joined.
    pub(crate) title: String,
    /// The lines with unit and dates, joined.
    pub(crate) labels: String,
}

/// Sorts the rows above a table into title and labels; at most the fifty nearest count.
pub(crate) fn above(sheet: &Sheet, rows: std::ops::Range<usize>) -> Above {
    let mut above = Above::default();
    for row in rows.start.max(rows.end.saturating_sub(50))..rows.end {
        let line = line(sheet, row);
        let target = if is_label_line(&line) { &mut above.labels } else { &mut above.title };
        if !line.is_empty() && target.len() < 4096 {
            target.push_str(&line);
            target.push('\n');
        }
    }
    above
}

/// A date without a year takes the year from elsewhere.
pub(crate) type AnyDate = Result<Date, (u32, u32)>;

/// The closing date that text names: one behind 截至 or 截止 before others, the last before earlier ones; never a filing date.
pub(crate) fn closing_date(text: &str) -> Option<AnyDate> {
    let dates = labelled(text);
    let closing = dates.iter().rev().find(|(label, _)| label.contains("截至") || label.contains("截止"));
    let plain = || dates.iter().rev().find(|(label, _)| !is_filed(label));
    closing.or_else(plain).map(|(_, date)| *date)
}

/// The day on which the table says it was filled in.
pub(crate) fn filing_date(text: &str) -> Option<Date> {
    labelled(text).iter().rev().find(|(label, _)| is_filed(label)).and_then(|(_, date)| date.ok())
}

/// Each date with the text since the date (or line) before it; full dates push out those without a year.
fn labelled(text: &str) -> Vec<(&str, AnyDate)> {
    let mut dates = Vec::new();
    for line in text.lines() {
        let mut from = 0;
        for found in date::find_all(line) {
            dates.push((&line[from..found.start], found.date));
            from = found.end;
        }
    }
    if dates.iter().any(|(label, date)| date.is_ok() && !is_filed(label)) {
        dates.retain(|(_, date)| date.is_ok());
    }
    dates
}

fn is_filed(label: &str) -> bool {
    // of several labels before a date the last one is its own
    let filed = FILED.iter().filter_map(|word| label.rfind(word)).max();
    let closing = ["截至", "截止", "期次"].iter().filter_map(|word| label.rfind(word)).max();
    filed.is_some() && filed > closing && !label.ends_with("单位")
}

#[cfg(test)]
mod tests {
    use super::{closing_date, filing_date};
    use crate::domain::Date;

    fn april(day: u32) -> Option<Date> {
        Date::from_ymd_opt(2023, 4, day)
    }

    #[test]
    fn closing_and_filing_dates_are_told_apart() {
        let line = "填报单位:滑县信用办        填报日期:2023年4月15日        单位:家、条";
        assert_eq!((closing_date(line), filing_date(line)), (None, april(15)));
        let line = "填报单位:林州市信用办  截止日期:2023年4月16日  填报日期:2023年4月14日";
        assert_eq!((closing_date(line), filing_date(line)), (april(16).map(Ok), april(14)));
        let line = "填报日期:2023年4月14日  截止日期:2023年4月16日";
        assert_eq!((closing_date(line), filing_date(line)), (april(16).map(Ok), april(14)));
        assert_eq!(closing_date("2020年4月1日以来失信情况(截至2023年4月16日)2023年"), april(16).map(Ok));
        assert_eq!(closing_date("2023年4月10日至2023年4月16日"), april(16).map(Ok));
        assert_eq!(closing_date("截至4月16日"), Some(Err((4, 16))));
        assert_eq!(closing_date("安信用办〔2023〕5号"), None);
    }
}
