//! `uscc.lost_digits`: the code became a number and lost its last digits; they are never guessed.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// Whether text is a number in E-notation, or eighteen digits whose last three were cut to zeros.
pub(crate) fn shows(repaired: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let cut = repaired.len() == 18 && digits(repaired) && repaired.ends_with("000");
    let notation = repaired.split_once('E').is_some_and(|(mantissa, exponent)| {
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        whole.len() == 1
            && digits(whole)
            && digits(part)
            && exponent.len() <= 3
            && digits(exponent.trim_start_matches('+'))
    });
    cut || notation
}

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    let value = entry.spot(Field::Uscc).value;
    let what = format!("代码{}被表格软件变成了数字，末几位已丢失。", quoted(&value));
    let remedy = "请先把这一列设为“文本”格式，再按营业执照重填18位代码。";
    entry.finding(Code::UsccLostDigits, Field::Uscc, &what, remedy)
}

#[cfg(test)]
mod tests {
    use super::shows;

    #[test]
    fn numbers_are_told_from_codes() {
        for number in ["9.14106E+17", "9.1410599051E17", "9E+17", "914105991000000000"] {
            assert!(shows(number), "{number}");
        }
        for code in ["91410599MA00000X9N", "914105991000000001", "E", "9E", "91410599E", "91410599E123456781"] {
            assert!(!shows(code), "{code}");
        }
    }
}
