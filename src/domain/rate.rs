//! A rate kept as two integers until it is printed.

use serde::{Deserialize, Serialize};

/// How rates are printed (`[rounding]` of the configuration).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// Decimals of a percentage, 0 to 6.
    pub decimals: u32,
    /// How the last decimal is found.
    pub mode: RoundingMode,
}

/// How the last decimal is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// 四舍五入, as Excel rounds.
    HalfUp,
    /// 舍去: digits beyond the last decimal are cut.
    Down,
}

impl Default for Rounding {
    fn default() -> Self {
        Self { decimals: 2, mode: RoundingMode::HalfUp }
    }
}

/// What is printed where the denominator is 0.
pub const NO_RATE: &str = "—";

/// A numerator over a denominator, both counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rate {
    /// The part.
    pub num: u64,
    /// The whole; 0 means that there is no rate.
    pub den: u64,
}

impl Rate {
    /// `num` of `den`.
    pub fn new(num: u64, den: u64) -> Self {
        Self { num, den }
    }

    /// The printed percentage in units of its last decimal (2 decimals: 9984 for 99.84%), `None` where there is no rate.
    ///
    /// Nothing short of all ever prints 100%: where rounding would, one unit less is printed.
    pub fn units(self, rounding: Rounding) -> Option<i64> {
        if self.den == 0 {
            return None;
        }
        let scale = 100 * 10_u128.pow(rounding.decimals);
        let (num, den) = (u128::from(self.num), u128::from(self.den));
        let units = match rounding.mode {
            RoundingMode::HalfUp => (2 * num * scale + den) / (2 * den),
            RoundingMode::Down => num * scale / den,
        };
        let units = if self.num < self.den { units.min(scale - 1) } else { units };
        i64::try_from(units).ok()
    }

    /// `99.84%`, or `—` where the denominator is 0.
    pub fn text(self, rounding: Rounding) -> String {
        self.units(rounding).map_or_else(|| NO_RATE.to_owned(), |units| decimal(units, rounding.decimals) + "%")
    }

    /// The difference of the printed values in 个百分点 (`3.25`, `-0.40`), `None` where either side is `—`.
    pub fn change_since(self, earlier: Self, rounding: Rounding) -> Option<String> {
        Some(decimal(self.units(rounding)? - earlier.units(rounding)?, rounding.decimals))
    }

    /// The value as a fraction for drawing and sorting charts; `None` where there is no rate. Never printed.
    #[expect(clippy::cast_precision_loss, reason = "drawing only")]
    pub fn fraction(self) -> Option<f64> {
        (self.den > 0).then(|| self.num as f64 / self.den as f64)
    }

    /// Compares the exact rates by cross-multiplication; a rate with denominator 0 is below all others.
    pub fn cmp_exact(self, other: Self) -> std::cmp::Ordering {
        match (self.den, other.den) {
            (0, 0) => std::cmp::Ordering::Equal,
            (0, _) => std::cmp::Ordering::Less,
            (_, 0) => std::cmp::Ordering::Greater,
            _ => (u128::from(self.num) * u128::from(other.den)).cmp(&(u128::from(other.num) * u128::from(self.den))),
        }
    }
}

/// `units` with its last `decimals` digits behind a point.
pub fn decimal(units: i64, decimals: u32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let scale = 10_u64.pow(decimals);
    let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, Rounding};

    fn text(num: u64, den: u64) -> String {
        Rate::new(num, den).text(Rounding::default())
    }

    #[test]
    fn rates_print_as_the_office_prints_them() {
        assert_eq!(text(622, 623), "99.84%");
        assert_eq!(text(1, 3), "33.33%");
        assert_eq!(text(2, 3), "66.67%");
        assert_eq!(text(1, 800), "0.13%", "half goes up, as Excel rounds");
        assert_eq!(text(0, 5), "0.00%");
        assert_eq!(text(5, 5), "100.00%");
        assert_eq!(text(0, 0), "—");
        assert_eq!(text(99_999, 100_000), "99.99%", "nothing short of all prints 100.00%");
    }

    #[test]
    fn a_change_is_taken_from_the_printed_values() {
        let change =
            |a: (u64, u64), b: (u64, u64)| Rate::new(a.0, a.1).change_since(Rate::new(b.0, b.1), Rounding::default());
        assert_eq!(change((1, 3), (2, 3)).as_deref(), Some("-33.34"));
        assert_eq!(change((2, 3), (2, 3)).as_deref(), Some("0.00"));
        assert_eq!(change((1, 0), (2, 3)), None);
    }
}
