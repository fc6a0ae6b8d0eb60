//! Numbers of letters across months: never one number twice.
//!
//! Each month's manifest notes the numbers that its letters took; a month whose numbers would meet another's is refused.
#![expect(clippy::disallowed_methods, reason = "reads the manifests of the months before")]

use std::{fs, ops::RangeInclusive, path::Path};

use chrono::Datelike;
use serde_json::Value;

use super::{manifest, notices::FOLDER};
use crate::{
    domain::Date,
    error::{Error, Result},
};

/// The numbers that a month's letters take; `None` where they stay blank.
pub(super) fn taken(first: Option<u32>, next: Option<u32>) -> Option<RangeInclusive<u32>> {
    match (first, next) {
        (Some(first), Some(next)) if next > first => Some(first..=next - 1),
        _ => None,
    }
}

/// Refuses numbers that the letters of another month below `out` have in the same year.
///
/// # Errors
/// The numbers of two months meet.
pub(super) fn refuse_twice(out: &Path, month: &str, date: Date, numbers: &RangeInclusive<u32>) -> Result<()> {
    let mut months: Vec<_> = fs::read_dir(out).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    months.sort();
    for folder in months {
        let Some((other, theirs)) = noted(&folder.join(FOLDER).join(manifest::FILE), date.year()) else { continue };
        if other != month && theirs.start() <= numbers.end() && numbers.start() <= theirs.end() {
            return Err(Error::usage(format!(
                "{month} 的提示函要编 {} 至 {} 号，但 {other} 的提示函已用了 {} 至 {} 号；没有写出任何文件。",
                numbers.start(),
                numbers.end(),
                theirs.start(),
                theirs.end()
            ))
            .remedy(format!(
                "把 tongbao.toml 的 letter_first_serials 里 {month} 的首号改为没有用过的号，如 {}。",
                theirs.end() + 1
            )));
        }
    }
    Ok(())
}

/// Month and numbers that a manifest notes for letters of this year.
fn noted(manifest: &Path, year: i32) -> Option<(String, RangeInclusive<u32>)> {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(manifest).ok()?).ok()?;
    let options = &manifest["options"];
    let date: Date = options["date"].as_str()?.parse().ok()?;
    let number = |place: usize| u32::try_from(options["numbers"].get(place)?.as_u64()?).ok();
    (date.year() == year).then_some((options["month"].as_str()?.to_owned(), number(0)?..=number(1)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{FOLDER, manifest, refuse_twice, taken};

    #[test]
    fn blank_numbers_take_none() {
        assert_eq!(taken(Some(7), Some(10)), Some(7..=9));
        assert_eq!(taken(Some(7), Some(7)), None, "no letter");
        assert_eq!(taken(None, None), None);
    }

    #[test]
    fn numbers_of_another_month_of_the_year_are_refused() {
        let out = tempfile::tempdir().unwrap();
        let folder = out.path().join("2023-04").join(FOLDER);
        std::fs::create_dir_all(&folder).unwrap();
        let text = r#"{"options": {"month": "2023-04", "date": "2023-04-30", "numbers": [1, 30]}}"#;
        std::fs::write(folder.join(manifest::FILE), text).unwrap();
        let check = |month: &str, date: &str, first, last| {
            refuse_twice(out.path(), month, date.parse().unwrap(), &(first..=last)).map_err(|error| error.to_string())
        };
        assert!(check("2023-05", "2023-05-31", 31, 60).is_ok());
        assert!(check("2023-04", "2023-04-30", 1, 28).is_ok(), "the month itself is made again");
        assert!(check("2024-04", "2024-04-30", 1, 28).is_ok(), "every year begins anew");
        let message = check("2023-05", "2023-05-31", 30, 40).unwrap_err();
        assert!(message.contains("2023-04 的提示函已用了 1 至 30 号") && message.contains("如 31"), "{message}");
    }
}
