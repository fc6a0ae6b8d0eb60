//! `file.no_as_of`: no week can be told, or one outside the campaign; the file is rejected.

use super::{Place, Spot};
use crate::domain::Date;
use crate::domain::config::Campaign;
use crate::domain::finding::{Code, Finding};

/// The week that was found, if it can be taken; else the finding.
pub(crate) fn check(place: &Place<'_>, week: Option<Date>, campaign: &Campaign) -> Result<Date, Box<Finding>> {
    let (value, what) = match week {
        None => (String::new(), "标题、日期行、文件名和文件夹都没有写明截止日期。".to_owned()),
        Some(week) if week < campaign.first_week => {
            (week.to_string(), format!("截止日期{week}早于治理工作第一期{}。", campaign.first_week))
        }
        Some(week) => match campaign.last_week.filter(|last| week > *last) {
            None => return Ok(week),
            Some(last) => (week.to_string(), format!("截止日期{week}晚于治理工作最后一期{last}。")),
        },
    };
    let remedy = "请在标题中写明“截至2023年4月30日”这样的日期，或用 --as-of 指定。";
    Err(Box::new(place.finding(Code::FileNoAsOf, Spot { value, ..Spot::default() }, &what, remedy)))
}
