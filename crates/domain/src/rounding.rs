//! How many decimals a number needs not to read as another one: what is not zero never reads as
//! zero, and what is less than a whole never reads as 100 %.

/// Numbers nearer to zero are written in powers of ten.
pub(crate) const NEARLY_NOTHING: f64 = 1e-6;

/// What computing leaves over, as a part of a number: nothing is told of it.
const COMPUTED_TO: f64 = 1e-12;
/// So many decimals are enough to tell two numbers apart that differ.
const MOST_DIGITS: usize = 9;

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
