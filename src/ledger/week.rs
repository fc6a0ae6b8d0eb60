//! Which week a table closes: title, date line, file name, folder, and what they say against each other.
//!
//! Reads no clock: a date without a year takes it from the dates around it or from the campaign's first week.

use chrono::Datelike;

use super::lines::{self, Above, AnyDate};
use super::{date, text};
use crate::domain::{Date, config::Campaign};

/// The closing days that the sources of one table name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Weeks {
    /// In the title.
    pub(crate) title: Option<Date>,
    /// In a line with unit and date.
    pub(crate) line: Option<Date>,
    /// In the file's name.
    pub(crate) name: Option<Date>,
    /// In the name of the nearest dated folder.
    pub(crate) folder: Option<Date>,
    /// In the sheet's name: asked only when all of these are silent.
    pub(crate) sheet: Option<Date>,
    /// The day it was filled in: asked last of all.
    pub(crate) filed: Option<Date>,
}

impl Weeks {
    /// Reads all sources; every date is rolled forward to the closing day.
    pub(crate) fn read(above: &Above, sheet: &str, path: &str, campaign: &Campaign) -> Self {
        let (name, folder) = dates_of_path(path);
        let near = folder.or_else(|| full(name)).unwrap_or(campaign.first_week);
        let with_year = |date: Option<AnyDate>| date.and_then(|date| completed(date, near));
        let roll = |date: Option<Date>| date.map(|date| campaign.weekday.roll_forward(date));
        let title = with_year(lines::closing_date(&above.title));
        let line = with_year(lines::closing_date(&above.labels));
        // a name without a year decides where nothing better does, and is no witness against what does
        let name = full(name).or_else(|| if title.or(line).is_none() { with_year(name) } else { None });
        Self {
            title: roll(title),
            line: roll(line),
            name: roll(name),
            folder: roll(folder),
            sheet: roll(full(last_date(sheet))),
            filed: roll(lines::filing_date(&above.title).or_else(|| lines::filing_date(&above.labels))),
        }
    }

    /// The week that counts.
    pub(crate) fn decided(&self) -> Option<Date> {
        let outside = self.name.or(self.folder);
        self.title.or(self.line).or(outside).or(self.sheet).or(self.filed)
    }

    /// The sources that name a week, with their Chinese names.
    pub(crate) fn witnesses(&self) -> impl Iterator<Item = (&'static str, Date)> {
        [("标题", self.title), ("日期行", self.line), ("文件名", self.name), ("文件夹", self.folder)]
            .into_iter()
            .filter_map(|(source, week)| week.map(|week| (source, week)))
    }

    /// Whether the sources name different weeks.
    pub(crate) fn disagree(&self) -> bool {
        let mut weeks = self.witnesses().map(|(_, week)| week);
        weeks.next().is_some_and(|first| weeks.any(|week| week != first))
    }
}

/// The week of the campaign that a file's name or else its nearest dated folder names, for a file that says no more.
pub(crate) fn of_path(path: &str, campaign: &Campaign) -> Option<Date> {
    let (name, folder) = dates_of_path(path);
    let week = campaign.weekday.roll_forward(full(name).or(folder)?);
    campaign.covers(week).then_some(week)
}

/// The date in the file's own name, and that of the nearest dated folder.
fn dates_of_path(path: &str) -> (Option<AnyDate>, Option<Date>) {
    let mut parts = path.rsplit('/');
    let name = parts.next().map(stem).and_then(last_date);
    (name, parts.find_map(|part| full(last_date(part))))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn full(date: Option<AnyDate>) -> Option<Date> {
    date.and_then(Result::ok)
}

/// The last date of a name; a full one before one without a year.
fn last_date(name: &str) -> Option<AnyDate> {
    let name = text::half_width(name);
    let found = date::find_all(&name);
    found.iter().rev().find(|found| found.date.is_ok()).or_else(|| found.last()).map(|found| found.date)
}

/// A date without a year is the one nearest to `near`.
fn completed(date: AnyDate, near: Date) -> Option<Date> {
    match date {
        Ok(date) => Some(date),
        Err((month, day)) => (near.year() - 1..=near.year() + 1)
            .filter_map(|year| Date::from_ymd_opt(year, month, day))
            .min_by_key(|date| (*date - near).num_days().abs()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Weeks;
    use crate::domain::config::{Basis, Campaign, Targets, Weekday};
    use crate::domain::{Date, config};
    use crate::ledger::lines::Above;

    fn day(month: u32, day: u32) -> Date {
        Date::from_ymd_opt(2023, month, day).unwrap()
    }

    fn read(title: &str, labels: &str, path: &str) -> Weeks {
        let campaign = Campaign {
            name: String::new(),
            basis_documents: Vec::new(),
            first_week: day(4, 2),
            last_week: None,
            weekday: Weekday::Sunday,
            targets: Targets { interviews: day(4, 30), exits: day(5, 31) },
            threshold: 10,
            basis: Basis::Verified,
        };
        let _: Option<config::County> = None;
        Weeks::read(&Above { title: title.into(), labels: labels.into() }, "", path, &campaign)
    }

    #[test]
    fn the_sources_are_asked_in_order_and_roll_forward() {
        let title = "滑县台账(截至2023年4月14日)";
        assert_eq!(read(title, "截止日期:2023-04-23", "2023-04-30/滑县20230507.xlsx").decided(), Some(day(4, 16)));
        assert_eq!(read("", "截止日期:2023-04-23", "2023-04-30/滑县20230507.xlsx").decided(), Some(day(4, 23)));
        assert_eq!(read("", "", "2023-04-30/滑县20230507.xlsx").decided(), Some(day(5, 7)));
        assert_eq!(read("", "", "2023-04-23/2023-04-30/补报/滑县.xlsx").decided(), Some(day(4, 30)));
        assert_eq!(
            read("", "填报日期:2023-04-17", "滑县.xlsx").decided(),
            Some(day(4, 23)),
            "only where all else is silent"
        );
        assert_eq!(read("", "填报日期:2023-04-17", "2023-04-16/滑县.xlsx").decided(), Some(day(4, 16)));
        assert_eq!(read("", "", "滑县.xlsx").decided(), None);
    }

    #[test]
    fn a_name_without_a_year_takes_the_nearest_year() {
        assert_eq!(read("", "", "2023-04-30/补报/滑县4月23日.csv").decided(), Some(day(4, 23)));
        assert_eq!(read("截至2023年4月30日", "", "滑县4月28日.csv").name, None);
    }

    #[test]
    fn only_rolled_weeks_disagree() {
        assert!(!read("截至2023年4月14日", "", "2023-04-16/滑县20230415.xlsx").disagree());
        assert!(read("截至2023年4月9日", "", "2023-04-16/滑县.xlsx").disagree());
        assert!(!read("", "填报日期:2023年4月17日", "2023-04-16/滑县.xlsx").disagree(), "a filing date is no witness");
    }
}
