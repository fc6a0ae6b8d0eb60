//! `entry.unidentified`: a row with neither name nor usable code is no entry; it is told, counted and not kept.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the code cell, at the name cell where there is no code column.
pub(crate) fn finding(entry: &Entry<'_>) -> Finding {
    let field = if entry.table.column(Field::Uscc).is_some() { Field::Uscc } else { Field::Name };
    let value = entry.spot(field).value;
    let what = if value.is_empty() {
        "主体名称和统一社会信用代码都没有填写，无法确认是哪家主体，这一行没有计入。".to_owned()
    } else {
        format!("主体名称没有填写，代码{}又不能用，无法确认是哪家主体，这一行没有计入。", quoted(&value))
    };
    entry.finding(Code::EntryUnidentified, field, &what, "请补上主体名称和18位统一社会信用代码；空行请删去。")
}
