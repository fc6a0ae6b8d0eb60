//! `formula.text`: text that a spreadsheet would run as a formula when the file is opened again.

use super::{Entry, Spot, row_number};
use crate::domain::finding::{Code, Finding};
use crate::domain::sheet::CellValue;
use crate::ledger::text;

/// Checks a cell of a known column. A lone `-` and negative numbers are harmless.
pub(crate) fn check(entry: &Entry<'_>, column: usize, cell: &CellValue) -> Option<Finding> {
    let CellValue::Text(written) = cell else { return None };
    let first = written.bytes().next().filter(|first| b"=+-@\t".contains(first))?;
    let harmless = first == b'-' && (text::means_nothing(written) || written.trim().parse::<f64>().is_ok());
    if harmless {
        return None;
    }
    let shown = if first == b'\t' { "制表符".to_owned() } else { format!("“{}”", char::from(first)) };
    let spot = Spot { row: row_number(entry.index), column: row_number(column), value: written.to_string() };
    let what = format!("文字以{shown}开头，打开表格时会被当作公式运行。");
    Some(entry.place.finding(Code::FormulaText, spot, &what, "请删去开头的符号，只填文字。"))
}
