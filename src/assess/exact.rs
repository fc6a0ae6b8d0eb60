//! Exact fractions: scores are computed without rounding and rounded once, when they are printed.

use std::cmp::Ordering;

use crate::domain::rate::{Rounding, RoundingMode};

/// A fraction in lowest terms; the denominator is above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    num: i128,
    den: i128,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self { num: i128::from(number), den: 1 }
    }

    /// `num / den`; `None` where the denominator is 0 or the fraction has more digits than 128 bits hold.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
        let divisor = i128::try_from(divisor).ok().filter(|_| den != 0)?;
        let (num, den) = (num / divisor, den / divisor);
        if den < 0 { Some(Self { num: num.checked_neg()?, den: den.checked_neg()? }) } else { Some(Self { num, den }) }
    }

    /// A decimal as it is written: digits, at most one point, an optional minus sign; at most eighteen digits.
    pub fn decimal(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !number(whole) || !number(part) || whole.len() + part.len() > 18 {
            return None;
        }
        let all: i128 = format!("{whole}{part}").parse().ok()?;
        Self::new(sign * all, 10_i128.pow(u32::try_from(part.len()).ok()?))
    }

    /// Sum; `None` where 128 bits do not hold it, here and below.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right) = (self.num.checked_mul(other.den)?, other.num.checked_mul(self.den)?);
        Self::new(left.checked_add(right)?, self.den.checked_mul(other.den)?)
    }

    /// Difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { num: other.num.checked_neg()?, den: other.den })
    }

    /// Product.
    pub fn times(self, other: Self) -> Option<Self> {
        // Crosswise first: products of lowest terms stay small.
        let (one, two) = (Self::new(self.num, other.den)?, Self::new(other.num, self.den)?);
        Self::new(one.num.checked_mul(two.num)?, one.den.checked_mul(two.den)?)
    }

    /// Quotient; `None` where `other` is 0 too.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.den, other.num)?)
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.num == 0
    }

    /// In units of the last of `decimals`, rounded; `None` where that is no 64-bit number.
    pub fn units(self, rounding: Rounding) -> Option<i64> {
        let scaled = self.num.checked_abs()?.checked_mul(10_i128.checked_pow(rounding.decimals)?)?;
        let size = match rounding.mode {
            RoundingMode::HalfUp => scaled.checked_mul(2)?.checked_add(self.den)? / self.den.checked_mul(2)?,
            RoundingMode::Down => scaled / self.den,
        };
        i64::try_from(if self.num < 0 { -size } else { size }).ok()
    }

    /// `3/4`, or `2` where it is whole.
    pub fn fraction(self) -> String {
        if self.den == 1 { self.num.to_string() } else { format!("{}/{}", self.num, self.den) }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    /// By continued fractions: no product can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut one, mut two) = (*self, *other);
        let mut forwards = true;
        loop {
            let wholes = (one.num.div_euclid(one.den), two.num.div_euclid(two.den));
            let rests = (one.num.rem_euclid(one.den), two.num.rem_euclid(two.den));
            let order = wholes.0.cmp(&wholes.1).then_with(|| match rests {
                (0, 0) => Ordering::Equal,
                (0, _) => Ordering::Less,
                (_, 0) => Ordering::Greater,
                _ => Ordering::Equal,
            });
            if order != Ordering::Equal || rests.0 == 0 {
                return if forwards { order } else { order.reverse() };
            }
            // The rests are below 1: the larger rest has the smaller reciprocal.
            (one, two) = (Self { num: one.den, den: rests.0 }, Self { num: two.den, den: rests.1 });
            forwards = !forwards;
        }
    }
}

fn gcd(mut one: u128, mut two: u128) -> u128 {
    while two != 0 {
        (one, two) = (two, one % two);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Exact;
    use crate::domain::rate::Rounding;

    fn exact(num: i128, den: i128) -> Exact {
        Exact::new(num, den).unwrap()
    }

    #[test]
    fn arithmetic_is_exact_and_says_where_it_ends() {
        assert_eq!(exact(1, 3).plus(exact(1, 6)), Some(exact(1, 2)));
        assert_eq!(exact(1, 3).minus(exact(1, 3)), Some(Exact::ZERO));
        assert_eq!(exact(2, -4), exact(-1, 2));
        assert_eq!(exact(3, 4).over(exact(3, 8)), Some(exact(2, 1)));
        assert_eq!(exact(3, 4).over(Exact::ZERO), None);
        assert_eq!(Exact::new(1, 0), None);
        let huge = exact(i128::MAX, 1);
        assert_eq!((huge.plus(Exact::ONE), huge.times(huge)), (None, None));
        assert_eq!(huge.times(exact(1, i128::MAX)), Some(Exact::ONE));
    }

    #[test]
    fn decimals_are_what_is_written() {
        assert_eq!(Exact::decimal("0.1"), Some(exact(1, 10)));
        assert_eq!(Exact::decimal("-12.50"), Some(exact(-25, 2)));
        for text in ["", "-", ".5", "1.", "1e3", "1.2.3", "١", "1234567890123456789", "0x1"] {
            assert_eq!(Exact::decimal(text), None, "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_up_and_order_never_overflows() {
        let print = |one: Exact| one.units(Rounding::default());
        assert_eq!(print(exact(1, 800).times(exact(100, 1)).unwrap()), Some(13));
        assert_eq!(print(exact(-1, 200)), Some(-1));
        assert_eq!(print(exact(i128::MAX, 1)), None);
        assert!(exact(1, 3) < exact(34, 100) && exact(-1, 2) < exact(-1, 3) && exact(7, 2) > exact(3, 1));
        assert!(exact(i128::MAX, i128::MAX - 1) > exact(i128::MAX - 1, i128::MAX - 2).min(Exact::ONE));
        assert_eq!(exact(5, 3).cmp(&exact(10, 6)), std::cmp::Ordering::Equal);
    }
}
