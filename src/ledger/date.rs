//! Dates as counties write them: in a cell of a date column, and inside titles, names and folders.
//!
//! Only a full, possible date is a date; nothing is completed by guessing.

use std::borrow::Cow;

use super::text;
use crate::domain::{Date, sheet::CellValue};

/// The years in which a bare number is taken for a spreadsheet's serial.
const SERIAL_YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;
/// The years in which a written date is possible at all.
const WRITTEN_YEARS: std::ops::RangeInclusive<i32> = 1900..=2999;

/// The date in a cell that is not blank; `None` where it is no date.
pub(crate) fn of_cell(cell: &CellValue, epoch_1904: bool) -> Option<Date> {
    match cell {
        CellValue::Text(text) => of_text(text, epoch_1904),
        CellValue::Number(number) => of_number(*number, epoch_1904),
        CellValue::Date(date) => *date,
        CellValue::Empty | CellValue::Bool(_) | CellValue::Error(_) => None,
    }
}

/// A date written as text: one of the forms of domain.md, in any width; five digits are a serial.
pub(crate) fn of_text(text: &str, epoch_1904: bool) -> Option<Date> {
    let text = text::half_width(text);
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.len() {
            5 | 8 => of_number(text.parse().ok()?, epoch_1904),
            _ => None,
        };
    }
    let (date, rest) = leading_date(text)?;
    is_time(rest).then_some(date)
}

/// A serial within 2000–2099, else digits such as 20230405.
#[expect(clippy::cast_possible_truncation, reason = "bounded before the cast")]
pub(crate) fn of_number(number: f64, epoch_1904: bool) -> Option<Date> {
    if !(1.0..1e8).contains(&number) {
        return None;
    }
    let whole = number.floor() as i32;
    if let Some(date) =
        of_serial(number, epoch_1904).filter(|date| SERIAL_YEARS.contains(&chrono::Datelike::year(date)))
    {
        return Some(date);
    }
    let eight_digits = (10_000_000..100_000_000).contains(&whole) && number.fract() == 0.0;
    if eight_digits { day(whole / 10_000, whole / 100 % 100, whole % 100) } else { None }
}

/// The day of a serial number of either epoch, its time cut off.
#[expect(clippy::cast_possible_truncation, reason = "bounded before the cast")]
fn of_serial(serial: f64, epoch_1904: bool) -> Option<Date> {
    if !(0.0..3e6).contains(&serial) {
        return None;
    }
    let days = i64::from(serial.floor() as i32);
    // the epoch of 1900 counts a 29 February 1900 that never was; from 1 March on it starts at 1899-12-30
    let start = if epoch_1904 { Date::from_ymd_opt(1904, 1, 1) } else { Date::from_ymd_opt(1899, 12, 30) };
    start?.checked_add_signed(chrono::TimeDelta::days(days))
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    if !WRITTEN_YEARS.contains(&year) {
        return None;
    }
    Date::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// A full date at the start of half-width text, and what follows it.
fn leading_date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = digits(text, 4, 4)?;
    let rest = rest.trim_start();
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '年'))?;
    let (month, rest) = digits(rest[separator.len_utf8()..].trim_start(), 1, 2)?;
    let second = if separator == '年' { '月' } else { separator };
    let (number, rest) = digits(rest.trim_start().strip_prefix(second)?.trim_start(), 1, 2)?;
    let rest = if separator == '年' { rest.trim_start().strip_prefix(['日', '号'])? } else { rest };
    Some((day(year, month, number)?, rest))
}

/// `least` to `most` digits at the start, not followed by another digit.
fn digits(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length < least || length > most {
        return None;
    }
    Some((text[..length].parse().ok()?, &text[length..]))
}

/// Nothing, or a time of day.
fn is_time(rest: &str) -> bool {
    let rest = rest.strip_prefix('T').unwrap_or(rest).trim();
    rest.is_empty() || rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'Z')) && rest.contains(':')
}

/// A date found inside other text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Byte offsets in the half-width text.
    pub(crate) start: usize,
    /// End, exclusive.
    pub(crate) end: usize,
    /// The date; without a year `Err((month, day))`.
    pub(crate) date: Result<Date, (u32, u32)>,
}

/// All dates inside half-width `text`, full ones and those without a year (`4月16日`), left to right.
pub(crate) fn find_all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut previous = ' ';
    while let Some(c) = text[at..].chars().next() {
        let hit = if previous.is_ascii_digit() { None } else { date_at(&text[at..]) };
        if let Some((date, length)) = hit {
            found.push(Found { start: at, end: at + length, date });
            at += length;
            previous = ' ';
        } else {
            at += c.len_utf8();
            previous = c;
        }
    }
    found
}

type AnyDate = Result<Date, (u32, u32)>;

fn date_at(text: &str) -> Option<(AnyDate, usize)> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return compact_date(text).or_else(|| embedded_date(text)).or_else(|| yearless_date(text));
    }
    chinese_date(text)
}

/// `20230416`, no digit beside it.
fn compact_date(text: &str) -> Option<(AnyDate, usize)> {
    let (number, rest) = digits(text, 8, 8)?;
    let date = day(number / 10_000, number / 100 % 100, number % 100)?;
    SERIAL_YEARS.contains(&(number / 10_000)).then_some((Ok(date), text.len() - rest.len()))
}

fn embedded_date(text: &str) -> Option<(AnyDate, usize)> {
    // `2023_04_16` is met in file names only
    let plain: Cow<'_, str> = if text.contains('_') { Cow::Owned(text.replace('_', "-")) } else { Cow::Borrowed(text) };
    let (date, rest) = leading_date(&plain).or_else(|| {
        let (year, rest) = digits(&plain, 4, 4)?;
        let (month, rest) = digits(rest.trim_start().strip_prefix('年')?.trim_start(), 1, 2)?;
        let (number, rest) = digits(rest.trim_start().strip_prefix('月')?.trim_start(), 1, 2)?;
        Some((day(year, month, number)?, rest))
    })?;
    SERIAL_YEARS.contains(&chrono::Datelike::year(&date)).then_some((Ok(date), text.len() - rest.len()))
}

fn yearless_date(text: &str) -> Option<(AnyDate, usize)> {
    let (month, rest) = digits(text, 1, 2)?;
    let (number, rest) = digits(rest.trim_start().strip_prefix('月')?.trim_start(), 1, 2)?;
    let rest = rest.trim_start().strip_prefix(['日', '号'])?;
    let date = day(2000, month, number)?;
    Some((Err((chrono::Datelike::month(&date), chrono::Datelike::day(&date))), text.len() - rest.len()))
}

/// `二〇二三年四月十六日`.
fn chinese_date(text: &str) -> Option<(AnyDate, usize)> {
    chinese_digit(text.chars().next()?)?;
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (number, rest) = rest.split_once('日')?;
    let year = year.chars().map(chinese_digit).collect::<Option<Vec<_>>>().filter(|digits| digits.len() == 4)?;
    let year = year.into_iter().fold(0, |sum, digit| sum * 10 + digit);
    let date = day(year, chinese_number(month)?, chinese_number(number)?)?;
    SERIAL_YEARS.contains(&year).then_some((Ok(date), text.len() - rest.len()))
}

fn chinese_digit(c: char) -> Option<i32> {
    const DIGITS: &str = "零一二三四五六七八九";
    if matches!(c, '〇' | '○' | 'Ｏ') {
        return Some(0);
    }
    DIGITS.chars().position(|digit| digit == c).and_then(|value| i32::try_from(value).ok())
}

/// `四`, `十六`, `二十`, `三十一`.
fn chinese_number(text: &str) -> Option<i32> {
    match text.split_once('十') {
        None => single(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { single(tens)? };
            let ones = if ones.is_empty() { 0 } else { single(ones)? };
            Some(tens * 10 + ones)
        }
    }
}

fn single(text: &str) -> Option<i32> {
    let mut chars = text.chars();
    let digit = chars.next().and_then(chinese_digit)?;
    chars.next().is_none().then_some(digit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{find_all, of_cell, of_number, of_text};
    use crate::domain::{Date, sheet::CellValue};

    fn april(day: u32) -> Option<Date> {
        Date::from_ymd_opt(2023, 4, day)
    }

    #[test]
    fn every_written_form_is_a_date() {
        for text in [
            "2023-04-05",
            "2023-04-05 00:00:00",
            "2023-04-05T00:00:00",
            "2023/4/5",
            "2023/4/5 0:00",
            "2023.4.5",
            "2023年4月5日",
            "2023年04月05日",
            "20230405",
            "２０２３．４．５",
            "２０２３－０４－０５",
            " 2023-04-05 ",
            "45021",
        ] {
            assert_eq!(of_text(text, false), april(5), "{text}");
        }
    }

    #[test]
    fn what_is_no_full_date_is_none() {
        for text in [
            "2023.4",
            "2023年4月",
            "2023-02-30",
            "2023.13.5",
            "4月5日",
            "23.4.5",
            "4月上旬",
            "13月5日",
            "2023",
            "是",
            "0",
            "9999999",
            "2023-04-05至2023-04-06",
            "202304",
            "99999",
            "12345",
            "0203-04-05",
            "2023-04-05 下午",
        ] {
            assert_eq!(of_text(text, false), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_serials_of_their_epoch_or_eight_digits() {
        assert_eq!(of_number(45021.0, false), april(5));
        assert_eq!(of_number(45021.75, false), april(5));
        assert_eq!(of_number(45021.0 - 1462.0, true), april(5));
        assert_eq!(of_number(20_230_405.0, false), april(5));
        for number in [2023.4, 2023.0, 36_525.0, 73_051.0, -1.0, 0.0, 20_230_230.0, 1e12, f64::NAN] {
            assert_eq!(of_number(number, false), None, "{number}");
        }
        assert_eq!(of_number(36_526.0, false), Date::from_ymd_opt(2000, 1, 1));
        assert_eq!(of_number(73_050.0, false), Date::from_ymd_opt(2099, 12, 31));
        assert_eq!(of_cell(&CellValue::Bool(true), false), None);
    }

    #[test]
    fn dates_are_found_inside_titles_and_names() {
        for text in [
            "台账（截至2023年4月16日）",
            "行政处罚台账20230416",
            "安阳县-行政处罚-2023-04-16",
            "滑县2023.4.16",
            "截至 2023 年 4 月 16 日",
            "截至二〇二三年四月十六日",
            "滑县2023_04_16",
            "2023年4月10日至2023年4月16日",
        ] {
            assert_eq!(find_all(text).last().unwrap().date.ok(), april(16), "{text}");
        }
        assert_eq!(find_all("补报4月9日")[0].date, Err((4, 9)));
        assert!(find_all("电话03720000000 代码91410599202304161X 〔2023〕5号 2023-4 第3周").is_empty());
    }
}
