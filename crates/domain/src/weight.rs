//! Weights: how much a value counts where several become one.

use std::fmt;
use std::num::NonZeroU64;

use thiserror::Error;

/// How much a value counts when it is rolled up: an average's number of rows, a ratio's
/// denominator. Finite, its size below 1e308, and not zero; only denominators can be negative.
///
/// Kept as the bits of the number, which are never all zero, so that a value without a weight takes no
/// more room than one with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weight(NonZeroU64);

/// Why something is not a weight.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadWeight {
    /// NaN.
    #[error("the weight is not a number (NaN)")]
    NaN,
    /// Infinite, or too large to add up.
    #[error("the weight is too large")]
    TooLarge,
    /// Less than zero.
    #[error("the weight {0} is negative; it is a number of rows, or what a ratio is divided by")]
    Negative(String),
    /// A value that counts for nothing.
    #[error(
        "the weight is zero beside a value; a value of no rows is none: leave the row out, or answer NULL"
    )]
    Zero,
}

impl Weight {
    const LIMIT: f64 = 1e308;

    /// Accepts a positive, finite number.
    pub fn new(number: f64) -> Result<Self, BadWeight> {
        match number {
            _ if number.is_nan() => Err(BadWeight::NaN),
            _ if number < 0.0 => Err(BadWeight::Negative(number.to_string())),
            _ if number >= Self::LIMIT => Err(BadWeight::TooLarge),
            _ => NonZeroU64::new((number + 0.0).to_bits())
                .map(Self)
                .ok_or(BadWeight::Zero),
        }
    }

    /// Accepts what something was divided by: a finite number that is not zero.
    pub fn denominator(number: f64) -> Result<Self, BadWeight> {
        match Self::new(number) {
            Err(BadWeight::Negative(_)) if number > -Self::LIMIT => {
                NonZeroU64::new(number.to_bits())
                    .map(Self)
                    .ok_or(BadWeight::Zero)
            }
            Err(BadWeight::Negative(_)) => Err(BadWeight::TooLarge),
            weight => weight,
        }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        f64::from_bits(self.0.get())
    }
}

impl fmt::Debug for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Weight").field(&self.get()).finish()
    }
}

impl PartialOrd for Weight {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_finite_numbers_are_weights() {
        for number in [1.0, 0.25, 5e-324, 1e307] {
            assert_eq!(Weight::new(number).map(Weight::get), Ok(number));
        }
        assert_eq!(Weight::new(f64::NAN), Err(BadWeight::NaN));
        assert_eq!(Weight::new(f64::INFINITY), Err(BadWeight::TooLarge));
        assert_eq!(Weight::new(-2.0), Err(BadWeight::Negative("-2".to_owned())));
        assert_eq!(Weight::new(0.0), Err(BadWeight::Zero));
        assert_eq!(Weight::new(-0.0), Err(BadWeight::Zero));
        assert_eq!(size_of::<Option<Weight>>(), 8);
        assert_eq!(Weight::denominator(-2.0).map(Weight::get), Ok(-2.0));
        assert_eq!(Weight::denominator(3.0).map(Weight::get), Ok(3.0));
        assert_eq!(Weight::denominator(-0.0), Err(BadWeight::Zero));
        assert_eq!(Weight::denominator(-1e308), Err(BadWeight::TooLarge));
    }
}
