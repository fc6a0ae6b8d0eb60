//! `date.order`: two dates of a row cannot both be right; at most one finding a row, at the later field.

use super::Entry;
use crate::domain::Date;
use crate::domain::finding::{Code, Finding};
use crate::domain::row::{ExitRoute, Row, Step};
use crate::ledger::field::Field;

/// Checks a row; assumed dates take no part.
pub(crate) fn check(entry: &Entry<'_>, row: &Row) -> Option<Finding> {
    let (earlier, later) = violated(row)?;
    let what = format!("{}{}早于{}{}，先后矛盾。", entry.header(later.0), later.1, entry.header(earlier.0), earlier.1);
    Some(entry.finding(Code::DateOrder, later.0, &what, "请核对这两个日期，改正填错的一个。"))
}

type Dated = (Field, Date);

fn violated(row: &Row) -> Option<(Dated, Dated)> {
    let day = |step: Option<Step>| step.filter(|step| !step.assumed).map(|step| step.date);
    let closed = matches!(row.exit_route, None | Some(ExitRoute::ClosedLoop));
    let repaired = row.exit_route == Some(ExitRoute::Repaired);
    let exit = |applies: bool| if applies { row.exit_date } else { None };
    [
        (Field::Pledged, day(row.pledged), Field::PledgePublished, row.pledge_published),
        (Field::RepairApplied, row.repair_applied, Field::Repaired, row.repaired),
        (Field::Interviewed, day(row.interviewed), Field::ExitDate, exit(closed)),
        (Field::Pledged, day(row.pledged), Field::ExitDate, exit(closed)),
        (Field::Supervised, day(row.supervised), Field::ExitDate, exit(closed)),
        (Field::Repaired, row.repaired, Field::ExitDate, exit(repaired)),
    ]
    .into_iter()
    .find_map(|(first, earlier, second, later)| {
        let (earlier, later) = (earlier?, later?);
        (earlier > later).then_some(((first, earlier), (second, later)))
    })
}
