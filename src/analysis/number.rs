//! From computed numbers to printed cells: half-up as everywhere, nothing short of all prints 100 %.

use crate::domain::{
    rate::{Rounding, RoundingMode},
    table::Value,
};

/// A number with so many decimals, half away from zero; `—` where it is no number.
pub(super) fn decimal(number: f64, decimals: u32) -> Value {
    scaled(number, decimals, RoundingMode::HalfUp).map_or(Value::Dash, |units| Value::Decimal(units, decimals))
}

/// A proportion as a percentage of the configured decimals; `—` where there is none.
pub(super) fn percent(proportion: Option<f64>, rounding: Rounding) -> Value {
    let Some(proportion) = proportion.filter(|one| one.is_finite()) else { return Value::Dash };
    let Some(units) = scaled(100.0 * proportion, rounding.decimals, rounding.mode) else { return Value::Dash };
    let all = 100 * 10_i64.pow(rounding.decimals);
    // A product of many factors may miss 1 by its last digit; anything less is short of all.
    let short = proportion < 1.0 - 1e-12;
    Value::Decimal(if short { units.min(all - 1) } else { units }, rounding.decimals)
}

#[expect(clippy::cast_possible_truncation, reason = "out of range is caught before")]
fn scaled(number: f64, decimals: u32, mode: RoundingMode) -> Option<i64> {
    // Sums and products in binary miss a decimal half by their last digits: a half that was meant goes up.
    let units = number * 10_f64.powi(decimals.cast_signed());
    let nudged = units + units.signum() * units.abs().max(1.0) * 1e-12;
    let units = match mode {
        RoundingMode::HalfUp => nudged.round(),
        RoundingMode::Down => nudged.trunc(),
    };
    (units.is_finite() && units.abs() < 9e15).then_some(units as i64)
}

/// A count as a number to compute with.
#[expect(clippy::cast_precision_loss, reason = "counts of entries are far below 2^52")]
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{decimal, percent};
    use crate::domain::{rate::Rounding, table::Value};

    #[test]
    fn halves_go_up_and_nothing_short_of_all_is_all() {
        assert_eq!(decimal(2.675, 2), Value::Decimal(268, 2), "binary 2.67499… was meant as a half");
        assert_eq!(decimal(-2.5, 0), Value::Decimal(-3, 0));
        assert_eq!(decimal(f64::NAN, 1), Value::Dash);
        let print = |number| percent(Some(number), Rounding::default());
        assert_eq!(print(0.999_999), Value::Decimal(9_999, 2));
        assert_eq!(print(1.0), Value::Decimal(10_000, 2));
        assert_eq!(print(0.001_25), Value::Decimal(13, 2));
        assert_eq!(percent(None, Rounding::default()), Value::Dash);
    }
}
