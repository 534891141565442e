//! Fifths: which of five shades a value of a heat map has.

/// The values of a heat map, in order.
pub(crate) struct Fifths {
    sorted: Vec<f64>,
    /// Where nothing is below zero, zero is a shade of its own: nothing happened.
    zero_is_none: bool,
}

impl Fifths {
    /// Numbers that are none do not count.
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let zero_is_none = sorted.first() == Some(&0.0);
        if zero_is_none {
            sorted.retain(|value| *value > 0.0);
        }
        Self {
            sorted,
            zero_is_none,
        }
    }

    /// The shade of a value, 0 to 4: by the middle of its rank, so that equal values have
    /// one shade and a constant the middle one.
    pub(crate) fn at(&self, value: f64) -> usize {
        if self.zero_is_none && value <= 0.0 {
            return 0;
        }
        let (least, shades) = if self.zero_is_none { (1, 4) } else { (0, 5) };
        let below = self.sorted.partition_point(|other| *other < value);
        let up_to = self.sorted.partition_point(|other| *other <= value);
        let shade = (below + up_to) * shades / (2 * self.sorted.len()).max(1);
        least + shade.min(shades - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shaded_by_their_rank() {
        let cases: [(&[f64], &[usize]); 6] = [
            (&[1.0, 2.0, 3.0, 4.0, 500.0], &[0, 1, 2, 3, 4]),
            (&[7.0, 7.0, 7.0], &[2, 2, 2]),
            (&[-3.0], &[2]),
            (&[0.0, 0.0], &[0, 0]),
            (&[0.0, 0.0, 5.0, 6.0, 7.0, 8.0], &[0, 0, 1, 2, 3, 4]),
            (&[-2.0, 0.0, 1.0, 2.0, 3.0], &[0, 1, 2, 3, 4]),
        ];
        for (values, shades) in cases {
            let fifths = Fifths::of(values.iter().copied());
            let found: Vec<_> = values.iter().map(|&value| fifths.at(value)).collect();
            assert_eq!(found, shades, "{values:?}");
        }
    }
}
