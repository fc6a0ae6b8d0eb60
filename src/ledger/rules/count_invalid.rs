//! `count.invalid`: a count that is no whole number, carries a unit or is blank; it adds 0.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::domain::sheet::CellValue;
use crate::ledger::field::Field;
use crate::ledger::text;

/// The count in a cell; `None` where it is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and bounded")]
pub(crate) fn read(cell: &CellValue) -> Option<u32> {
    match cell {
        CellValue::Number(number) => (number.fract() == 0.0 && (0.0..1e9).contains(number)).then_some(*number as u32),
        CellValue::Text(text) => {
            let digits = text::half_width(text);
            let digits = digits.trim();
            // a whole number that went through a program may carry `.0`
            let digits = digits.strip_suffix(".0").unwrap_or(digits);
            let plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
            if plain { digits.parse().ok() } else { None }
        }
        CellValue::Empty | CellValue::Date(_) | CellValue::Bool(_) | CellValue::Error(_) => None,
    }
}

/// The finding at the cell of either count.
pub(crate) fn finding(entry: &Entry<'_>, field: Field) -> Finding {
    let (header, value) = (entry.header(field), entry.spot(field).value);
    let what = if value.is_empty() {
        format!("{header}没有填写，按0计。")
    } else {
        format!("{header}{}不是整数，按0计。", quoted(&value))
    };
    entry.finding(Code::CountInvalid, field, &what, "请只填阿拉伯数字，不带单位；没有的填0。")
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::domain::sheet::CellValue;

    #[test]
    fn only_whole_numbers_are_counts() {
        for (text, count) in [("12", 12), (" １２ ", 12), ("0", 0), ("12.0", 12)] {
            assert_eq!(read(&CellValue::Text(text.into())), Some(count), "{text}");
        }
        for text in ["12条", "十余次", "-3", "12.5", "", "1e3", "9999999999", "约12"] {
            assert_eq!(read(&CellValue::Text(text.into())), None, "{text}");
        }
        assert_eq!(read(&CellValue::Number(12.0)), Some(12));
        for number in [-3.0, 12.5, 1e12, f64::NAN] {
            assert_eq!(read(&CellValue::Number(number)), None, "{number}");
        }
    }
}
