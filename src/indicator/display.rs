//! The table `display_ends`: for every day from which a display may count, when it ends by the rules in force on T.
//!
//! SQL adds no months to dates; so the days that can still end on or after T are listed here, and queries join on them.
//! Rules come from the configuration; never decides which case a penalty is: the ledger does not say, so each is listed.

use polars::prelude::{Column, DataFrame, NamedFrom, Series};

use crate::{
    domain::{
        Date,
        ledger::Ledger,
        repair::{Display, Rule, Rules, after_months, after_working_days},
    },
    error::{Error, Result},
};

/// A day on which something about a display ends.
struct End<'a> {
    ledger: Ledger,
    start: Date,
    point: &'static str,
    point_name: &'static str,
    case: String,
    on: Date,
    rule: &'a Rule,
}

/// The frame of the table on T; without rows where no rule in force states a period.
pub(super) fn ends(rules: &Rules, as_of: Date) -> Result<DataFrame> {
    let ends = rules.on(as_of).map_or_else(Vec::new, |rule| all(rule, as_of));
    let text = |name: &str, get: &dyn Fn(&End<'_>) -> String| {
        Series::new(name.into(), ends.iter().map(get).collect::<Vec<String>>())
    };
    let date =
        |name: &str, get: fn(&End<'_>) -> Date| Series::new(name.into(), ends.iter().map(get).collect::<Vec<Date>>());
    let days: Vec<i64> = ends.iter().map(|end| (end.on - as_of).num_days()).collect();
    let columns = [
        text("display_ledger", &|end| end.ledger.code().to_owned()),
        date("display_start", |end| end.start),
        text("point", &|end| end.point.to_owned()),
        text("point_name", &|end| end.point_name.to_owned()),
        text("case_name", &|end| end.case.clone()),
        date("ends_on", |end| end.on),
        Series::new("days_left".into(), days),
        text("rule_name", &|end| end.rule.short.clone()),
    ];
    DataFrame::new(ends.len(), columns.map(Column::from).to_vec())
        .map_err(|cause| Error::failed("公示期限表无法建立").caused_by(cause))
}

fn all(rule: &Rule, as_of: Date) -> Vec<End<'_>> {
    let mut ends = Vec::new();
    let least = periods(rule, |display| display.least);
    let most = periods(rule, |display| Some(display.most));
    for (point, point_name, periods) in
        [("shortest", "最短公示期满，可以申请修复", least), ("longest", "最长公示期满，自动停止公示", most)]
    {
        for (months, case) in periods {
            let end = |start| after_months(start, months);
            ends.extend(open_on(as_of, end).map(|(start, on)| End {
                ledger: Ledger::Penalty,
                start,
                point,
                point_name,
                case: case.clone(),
                on,
                rule,
            }));
        }
    }
    if let Some(days) = rule.judgment_days {
        let end = |start| Some(after_working_days(start, days));
        ends.extend(open_on(as_of, end).map(|(start, on)| End {
            ledger: Ledger::Judgment,
            start,
            point: "removed",
            point_name: "已移出名单，应当停止公示",
            case: "失信被执行人".to_owned(),
            on,
            rule,
        }));
    }
    ends
}

/// The periods of a rule with the cases that have them, each period once.
fn periods(rule: &Rule, of: fn(&Display) -> Option<u32>) -> Vec<(u32, String)> {
    let mut months: Vec<u32> = rule.display.iter().filter_map(of).collect();
    months.sort_unstable();
    months.dedup();
    let cases = |months| {
        let cases: Vec<&str> = rule
            .display
            .iter()
            .filter(|display| of(display) == Some(months))
            .map(|display| display.case.as_str())
            .collect();
        if cases.len() == rule.display.len() { "各种处罚".to_owned() } else { cases.join("；") }
    };
    months.into_iter().map(|months| (months, cases(months))).collect()
}

/// The days up to T whose display ends on T or later, with that end, from T backwards.
fn open_on(as_of: Date, end: impl Fn(Date) -> Option<Date>) -> impl Iterator<Item = (Date, Date)> {
    let back = std::iter::successors(Some(as_of), Date::pred_opt);
    back.map_while(move |start| end(start).filter(|on| *on >= as_of).map(|on| (start, on)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Date, Rules, all, open_on};
    use crate::domain::repair::after_months;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_whose_display_is_still_open_is_listed_and_no_other() {
        let as_of = date("2023-05-28");
        let open: Vec<_> = open_on(as_of, |start| after_months(start, 3)).collect();
        assert_eq!(open.first(), Some(&(as_of, date("2023-08-28"))));
        assert_eq!(open.last(), Some(&(date("2023-02-28"), as_of)));
        assert_eq!(open.len(), 90);
    }

    #[test]
    fn a_period_that_two_cases_share_is_listed_once() {
        let rules = Rules::builtin();
        let of = |day: &str| {
            let as_of = date(day);
            let ends = all(rules.on(as_of).unwrap(), as_of);
            let mut points: Vec<_> =
                ends.iter().filter(|end| end.start == as_of).map(|end| (end.point, end.on.to_string())).collect();
            points.sort();
            points
        };
        assert_eq!(of("2023-04-30"), [], "the guide of 2022 states no period");
        let points = |list: [(&'static str, &str); 4]| list.map(|(point, on)| (point, on.to_owned())).to_vec();
        let under_58 = [
            ("longest", "2026-05-28"),
            ("removed", "2023-05-31"),
            ("shortest", "2023-08-28"),
            ("shortest", "2024-05-28"),
        ];
        assert_eq!(of("2023-05-28"), points(under_58));
        assert_eq!(of("2026-04-05").len(), 6, "three ends, two minima, one removal");
    }
}
