//! How fast the ledger empties, and when it would be empty (domain.md section 6, “Pace”).

use super::figures::Pace;
use crate::domain::Date;

/// What the query `pace` gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inputs {
    pub(super) as_of: Date,
    /// Exited now less exited four weeks earlier (or at the first week); may be negative.
    pub(super) exits: i64,
    /// Weeks between the two; 0 with one week only.
    pub(super) weeks_between: u64,
    pub(super) remaining: u64,
    /// Weeks until the target date, begun ones counted, at least one.
    pub(super) weeks_left: u64,
}

pub(super) fn pace(inputs: &Inputs) -> Pace {
    let weeks = i64::try_from(inputs.weeks_between).unwrap_or(i64::MAX);
    let remaining = i64::try_from(inputs.remaining).unwrap_or(i64::MAX);
    let left = i64::try_from(inputs.weeks_left).unwrap_or(i64::MAX).max(1);
    Pace {
        exits_per_week: (weeks > 0).then(|| tenths(inputs.exits, weeks)),
        needed_per_week: tenths(remaining, left),
        clears_on: clears_on(inputs, remaining, weeks),
    }
}

/// `num / den` in tenths, half away from zero, as Excel rounds.
fn tenths(num: i64, den: i64) -> i64 {
    let size = (20 * i128::from(num).abs() + i128::from(den)) / (2 * i128::from(den));
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    if num < 0 { -size } else { size }
}

/// `as_of` + ⌈remaining ÷ exact pace⌉ weeks.
fn clears_on(inputs: &Inputs, remaining: i64, weeks: i64) -> Option<Date> {
    if inputs.exits <= 0 || weeks == 0 || remaining == 0 {
        return None;
    }
    let (work, pace) = (i128::from(remaining) * i128::from(weeks), i128::from(inputs.exits));
    let needed = u64::try_from((work + pace - 1) / pace).ok()?;
    inputs.as_of.checked_add_days(chrono::Days::new(needed.checked_mul(7)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Date, Inputs, pace};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn inputs(exits: i64, weeks_between: u64, remaining: u64, weeks_left: u64) -> Inputs {
        Inputs { as_of: day("2023-04-30"), exits, weeks_between, remaining, weeks_left }
    }

    #[test]
    fn april_of_the_sample_comes_out() {
        let pace = pace(&inputs(218, 4, 338, 5));
        assert_eq!((pace.exits_per_week, pace.needed_per_week), (Some(545), 676));
        assert_eq!(pace.clears_on, Some(day("2023-06-18")));
    }

    #[test]
    fn halves_go_up_and_the_exact_pace_decides_the_date() {
        assert_eq!(pace(&inputs(3, 4, 0, 1)).exits_per_week, Some(8), "0.75 prints 0.8");
        assert_eq!(pace(&inputs(-1, 4, 0, 1)).exits_per_week, Some(-3), "-0.25 prints -0.3");
        // Exactly 1/3 a week for 10 entries is 30 weeks; the printed 0.3 would say 34.
        assert_eq!(pace(&inputs(1, 3, 10, 4)).clears_on, Some(day("2023-11-26")));
    }

    #[test]
    fn nothing_moves_or_nothing_remains() {
        assert_eq!(pace(&inputs(0, 4, 10, 4)).clears_on, None);
        assert_eq!(pace(&inputs(-2, 4, 10, 4)).clears_on, None);
        let done = pace(&inputs(5, 4, 0, 4));
        assert_eq!((done.needed_per_week, done.clears_on), (0, None));
        assert_eq!(pace(&inputs(0, 0, 10, 4)).exits_per_week, None, "one week only");
    }
}
