//! Sums that lose nothing on the way.

/// A compensated sum: what an addition rounds off is kept and added at the end.
///
/// Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    so_far: f64,
    rounded_off: f64,
}

impl Sum {
    /// Adds a number.
    pub fn add(&mut self, number: f64) {
        let sum = self.so_far + number;
        self.rounded_off += if self.so_far.abs() >= number.abs() {
            (self.so_far - sum) + number
        } else {
            (number - sum) + self.so_far
        };
        self.so_far = sum;
    }

    /// The sum; infinite or NaN where it is too large.
    pub fn get(self) -> f64 {
        match self.so_far.is_finite() {
            true => self.so_far + self.rounded_off,
            // Infinity minus infinity would hide that it was too large.
            false => self.so_far,
        }
    }
}

impl Extend<f64> for Sum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, numbers: I) {
        for number in numbers {
            self.add(number);
        }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::default();
        sum.extend(numbers);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(numbers: impl IntoIterator<Item = f64>) -> f64 {
        numbers.into_iter().collect::<Sum>().get()
    }

    #[test]
    fn a_huge_value_hides_no_small_one() {
        assert_eq!(sum([1.0, 1e17, 3.0, -1e17]), 4.0);
        assert_eq!(sum(std::iter::repeat_n(0.1, 10_000)), 1_000.0);
        assert_eq!(sum([]), 0.0);
    }

    #[test]
    fn what_is_too_large_is_told() {
        assert!(!sum([9e307, 9e307]).is_finite());
        assert!(!sum([9e307, 9e307, -9e307]).is_finite());
    }
}
