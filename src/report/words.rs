//! Small pieces of official Chinese: dates, months, lists, section numerals, document numbers.
//!
//! Never decides what is said; templates do.

use chrono::Datelike;

use crate::domain::Date;

/// `2023年4月30日`, without zero padding.
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `4月30日`, for charts whose year stands in the subtitle.
pub fn short_day(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// `2023-04` → `2023年4月`; anything else comes back as it is.
pub fn month(month: &str) -> String {
    match month.split_once('-') {
        Some((year, month)) => format!("{year}年{}月", month.trim_start_matches('0')),
        None => month.to_owned(),
    }
}

/// Names joined by `、`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("、")
}

/// 一 … 九十九, for headings; larger numbers in digits.
pub fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones @ 1..) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

/// `安示例〔2023〕1号`, with a blank serial where there is none: `安示例〔2023〕  号`.
pub fn document_number(prefix: &str, date: Date, serial: Option<u32>) -> String {
    let serial = serial.map_or_else(|| "  ".to_owned(), |serial| serial.to_string());
    format!("{prefix}〔{}〕{serial}号", date.year())
}

/// The field of a department for the title of a letter: 交通运输局 → 交通运输, 卫生健康委员会 → 卫生健康.
pub fn field_of(department: &str) -> &str {
    ["工作局", "委员会", "办公室", "局", "委", "办"]
        .into_iter()
        .find_map(|ending| department.strip_suffix(ending).filter(|rest| !rest.is_empty()))
        .unwrap_or(department)
}

#[cfg(test)]
mod tests {
    use super::{document_number, field_of, numeral};
    use crate::domain::Date;

    #[test]
    fn headings_count_in_chinese() {
        let counted: Vec<String> = [1, 9, 10, 11, 20, 35, 100].into_iter().map(numeral).collect();
        assert_eq!(counted, ["一", "九", "十", "十一", "二十", "三十五", "100"]);
    }

    #[test]
    fn a_department_gives_its_field() {
        for (department, field) in [
            ("交通运输局", "交通运输"),
            ("卫生健康委员会", "卫生健康"),
            ("金融工作局", "金融"),
            ("教育局", "教育"),
            ("局", "局"),
        ] {
            assert_eq!(field_of(department), field);
        }
    }

    #[test]
    fn a_number_without_serial_leaves_it_blank() {
        let date = Date::from_ymd_opt(2023, 4, 30).unwrap_or_default();
        assert_eq!(document_number("安示例", date, Some(1)), "安示例〔2023〕1号");
        assert_eq!(document_number("安示例", date, None), "安示例〔2023〕  号");
    }
}
