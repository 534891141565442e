//! How many decimals a number needs not to read as another one: what is not zero never reads as
//! zero, and what is less than a whole never reads as 100 %.

/// Numbers nearer to zero are written in powers of ten.
pub(crate) const NEARLY_NOTHING: f64 = 1e-6;

/// What computing leaves over, as a part of a number: nothing is told of it.
const COMPUTED_TO: f64 = 1e-12;
/// So many decimals are enough to tell two numbers apart that differ.
const MOST_DIGITS: usize = 9;

/// A size that is written with so many decimals, fewer than it has, so that half of the last one is rounded up, as
/// people and databases round: 173.285 is 173.29 and 1,234.5 is 1,235, whatever was left over where it was computed.
///
/// What is left over is two units in the last place. Of numbers so large that these are no small part of the last
/// decimal, only what is exactly half is rounded up: anything else would be another number.
pub(crate) fn half_up(size: f64, digits: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(i32::MAX));
    let nudged = size.next_up().next_up();
    if size.fract() == 0.0 {
        size
    } else if (nudged - size) * scale < 0.1 {
        nudged
    } else if (size * scale).fract() == 0.5 {
        size.next_up()
    } else {
        size
    }
}

/// Whether two numbers are the same but for what computing leaves over.
pub fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= COMPUTED_TO * one.abs().max(other.abs())
}

/// The decimals with which a number does not read as zero: two digits of it at least, where the
/// usual ones would show none.
pub(crate) fn digits_beside_zero(value: f64, usual: usize) -> usize {
    if value == 0.0 || !rounds_to(value, 0.0, usual) {
        return usual;
    }
    (places_of(value) + 1).max(usual)
}

/// The decimals with which a number does not read as a limit that it is not.
pub(crate) fn digits_beside(value: f64, limit: f64, usual: usize) -> usize {
    if is_same(value, limit) || !rounds_to(value, limit, usual) {
        return usual;
    }
    places_of(value - limit).clamp(usual, MOST_DIGITS)
}

/// The place after the point at which a number below 1 begins: 2 for 0.04.
fn places_of(value: f64) -> usize {
    let places = -value.abs().log10();
    // At least one: a number that rounds to another is less than half away from it.
    (places.ceil() as usize).clamp(1, MOST_DIGITS)
}

fn rounds_to(value: f64, limit: f64, digits: usize) -> bool {
    // Half of the last place is as far as rounding goes; the sign is none of its business.
    (value - limit).abs() <= 0.5 * 10_f64.powi(-(digits as i32)) * (1.0 + COMPUTED_TO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_beside_a_limit_get_the_decimals_that_they_need() {
        for (value, limit, usual, digits) in [
            (99.96, 100.0, 1, 2),
            (99.9996, 100.0, 1, 4),
            (99.94, 100.0, 1, 1),
            (99.95, 100.0, 1, 2),
            (100.04, 100.0, 1, 2),
            (100.0, 100.0, 1, 1),
            (100.0 - 1e-13, 100.0, 1, 1),
            (1_199.6, 1_200.0, 0, 1),
            (1_199.4, 1_200.0, 0, 0),
        ] {
            assert_eq!(digits_beside(value, limit, usual), digits, "{value}");
        }
        for (value, usual, digits) in [
            (0.04, 1, 3),
            (0.0004, 3, 5),
            (0.6, 0, 0),
            (0.5, 0, 2),
            (0.0, 3, 3),
        ] {
            assert_eq!(digits_beside_zero(value, usual), digits, "{value}");
        }
    }

    #[test]
    fn half_of_the_last_decimal_is_rounded_up() {
        let written = |size: f64, digits: usize| format!("{:.digits$}", half_up(size, digits));
        for (size, digits, text) in [
            (173.285, 2, "173.29"),
            (173.285_f64.next_down(), 2, "173.29"),
            (1.005, 2, "1.01"),
            (2.5, 0, "3"),
            (1_234.5, 0, "1235"),
            (0.125, 2, "0.13"),
            (2.499_999_999, 0, "2"),
            (173.284_999_999, 2, "173.28"),
            (999_999_999_999_999.0, 0, "999999999999999"),
            (999_999_999_999.4, 0, "999999999999"),
            (8_000_000_000_000.48, 2, "8000000000000.48"),
            (20_000_000_000_000.37, 2, "20000000000000.37"),
            (18_999_999_999_999.88, 2, "18999999999999.88"),
            (100_000_000_000_000.4, 0, "100000000000000"),
            (500_000_000_000_000.25, 0, "500000000000000"),
            (500_000_000_000_000.5, 0, "500000000000001"),
            (8_000_000_000_000.125, 2, "8000000000000.13"),
        ] {
            assert_eq!(written(size, digits), text, "{size}");
        }
    }

    proptest! {
        #[test]
        fn what_differs_reads_otherwise(distance in 1e-8..0.5_f64, usual in 0_usize..4, at in 0_usize..3) {
            let limit = [0.0, 100.0, -100.0][at];
            for value in [limit + distance, limit - distance] {
                let digits = match limit {
                    0.0 => digits_beside_zero(value, usual),
                    _ => digits_beside(value, limit, usual),
                };
                let written = |number: f64| format!("{:.digits$}", number.abs());
                prop_assert_ne!(written(value), written(limit));
            }
        }
    }
}
