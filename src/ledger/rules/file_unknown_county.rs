//! `file.unknown_county`: nothing says whose table it is, or it is a table of several counties; the file is rejected.

use std::collections::BTreeMap;

use super::{Place, Spot};
use crate::domain::config::Config;
use crate::domain::finding::{Code, Finding};

/// The finding for the table; `named` are the counties that its column names, with their rows.
pub(crate) fn finding(place: &Place<'_>, named: &BTreeMap<String, usize>, config: &Config) -> Finding {
    let names: Vec<_> = config.counties.iter().filter(|county| named.contains_key(&county.code)).collect();
    let names = names.iter().map(|county| county.name.as_str()).collect::<Vec<_>>().join("、");
    let (what, remedy) = if named.is_empty() {
        (
            "看不出是哪个县（市、区）报送的。".to_owned(),
            "请在标题、工作表名或文件名中写明县（市、区），或用 --county 指定。",
        )
    } else {
        let what = format!("表中的行分属{names}，没有一个过半，看不出是哪个县（市、区）报送的。");
        (what, "如是几个县（市、区）的合表，请加 --split；否则请在标题或文件名中写明报送单位，或用 --county 指定。")
    };
    place.finding(Code::FileUnknownCounty, Spot { value: names, ..Spot::default() }, &what, remedy)
}
