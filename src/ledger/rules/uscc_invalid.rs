//! `uscc.invalid`: the code has the wrong length, characters or check character; the name is the key then.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::ledger::field::Field;

/// The finding at the cell; `repaired` is the code without spaces and in half-width capitals.
pub(crate) fn finding(entry: &Entry<'_>, repaired: &str) -> Finding {
    let value = entry.spot(Field::Uscc).value;
    let length = repaired.chars().count();
    let what = if length == 18 {
        format!("{}校验不符，不是有效的统一社会信用代码。", quoted(&value))
    } else {
        format!("{}有{length}位，统一社会信用代码应为18位。", quoted(&value))
    };
    entry.finding(Code::UsccInvalid, Field::Uscc, &what, "请按营业执照逐位核对后重填。")
}
