//! `submission.week_conflict`: title, date line, file name and folder name different weeks, and it is no 补报.

use super::{Place, Spot};
use crate::domain::finding::{Code, Finding};
use crate::ledger::week::Weeks;

/// The finding for the table; the caller has found that the sources disagree.
pub(crate) fn finding(place: &Place<'_>, weeks: &Weeks) -> Finding {
    let said: Vec<_> = weeks.witnesses().map(|(source, week)| format!("{source}为{week}")).collect();
    let taken = place.as_of.map(|week| week.to_string()).unwrap_or_default();
    let what = format!("各处写明的期次不一致：{}；已按{taken}收录。", said.join("，"));
    let remedy = "请核对是哪一期：期次有误的改正后重报，补报以前期次的请在标题中写明“补报”。";
    place.finding(Code::SubmissionWeekConflict, Spot { value: said.join("，"), ..Spot::default() }, &what, remedy)
}
