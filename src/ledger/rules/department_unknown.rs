//! `department.unknown`: a department that the configuration does not know; the entry counts under 未填报.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    let what = format!("{}不在行业主管部门名录中。", quoted(&entry.spot(Field::Department).value));
    entry.finding(Code::DepartmentUnknown, Field::Department, &what, "请填主管部门的规范名称，如“交通运输局”。")
}
