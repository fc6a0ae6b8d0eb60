//! `formula.text`: text that a spreadsheet would run as a formula when the file is opened again.

use super::{Entry, Spot, row_number};
use crate::domain::finding::{Code, Finding};
use crate::domain::sheet::CellValue;
use crate::ledger::text;

/// Checks a cell of a known column. A lone `-` and negative numbers are harmless.
pub(crate) fn check(entry: &Entry<'_>, column: usize, cell: &CellValue) -> Option<Finding> {
    let CellValue::Text(written) = cell else { return None };
    let first = written.bytes().next().filter(|first| b"=+-@\t".contains(first))?;
    if first == b'-' && (text::means_nothing(written) || is_number(&written[1..])) {
        return None;
    }
    let shown = if first == b'\t' { "制表符".to_owned() } else { format!("“{}”", char::from(first)) };
    let spot = Spot { row: row_number(entry.index), column: row_number(column), value: written.to_string() };
    let what = format!("文字以{shown}开头，打开表格时会被当作公式运行。");
    Some(entry.place.finding(Code::FormulaText, spot, &what, "请删去开头的符号，只填文字。"))
}

/// Digits with points, thousands separators, an exponent or a percent sign.
fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_end_matches('%').replace(',', "");
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok()
}
