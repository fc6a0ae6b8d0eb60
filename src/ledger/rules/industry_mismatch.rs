//! `industry.mismatch`: the letter and the name are of different sections; the value is empty.

use super::{Entry, quoted};
use crate::domain::finding::{Code, Finding};
use crate::domain::industry;
use crate::ledger::field::Field;

/// The finding at the cell: `letter` is what the letter says, `named` what the name says.
pub(crate) fn finding(entry: &Entry<'_>, letter: char, named: char) -> Finding {
    let name = |letter| industry::by_letter(letter).map_or("", |industry| industry.name);
    let value = entry.spot(Field::Industry).value;
    let what = format!("{}中字母{letter}是“{}”，名称却属于{named}类，两者不一致。", quoted(&value), name(letter));
    let remedy = format!("请核对后只填一种，如“{letter} {}”或“{named} {}”。", name(letter), name(named));
    entry.finding(Code::IndustryMismatch, Field::Industry, &what, remedy)
}
