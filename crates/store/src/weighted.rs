//! Weighted means in SQL, the same in both databases: of objects on a day, and of the days of an object.

/// Whether a sample `v` has something to divide and nothing to divide by.
macro_rules! is_undivided {
    () => {
        "v.gap like 'zero_denominator:%'"
    };
}

/// What a sample `v` adds to the numerator of a mean: its value by its weight, or what was to be divided.
macro_rules! numerator {
    () => {
        concat!(
            "case when ",
            crate::weighted::is_undivided!(),
            " then cast(substr(v.gap, 18) as double precision)
                  else v.value * v.weight end"
        )
    };
}

/// The mean of samples `v`: weighted where every weight is known, else the plain one; null where there is nothing to
/// divide by.
macro_rules! mean {
    ($plain:expr) => {
        concat!(
            "case when count(v.weight) = count(v.value)
                  then sum(",
            crate::weighted::numerator!(),
            ") / nullif(sum(v.weight), 0)
                  else ",
            $plain,
            " end"
        )
    };
}

pub(crate) use {is_undivided, mean, numerator};

#[cfg(test)]
mod tests {
    use dbag_domain::{GapReason, Numerator};

    /// The texts above take what stands behind the colon.
    #[test]
    fn numerators_are_where_sql_finds_them() {
        let reason = GapReason::ZeroDenominator(Numerator::new(12.5).expect("finite"));
        let stored = reason.stored();
        assert_eq!(&stored[..17], "zero_denominator:");
        assert_eq!(&stored[17..], "12.5");
    }
}
