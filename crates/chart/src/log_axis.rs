//! Logarithmic value axes: equal ratios are equally high.

/// Values beyond these are drawn at the edge, so that every tick is a number.
const SMALLEST: f64 = 1e-290;
const LARGEST: f64 = 1e290;

/// An axis from one round number to another. Its rungs are 1, 2 and 5 times the powers
/// of ten, counted from 1: rung 0 is 1, rung 1 is 2, rung 3 is 10, rung -1 is 0.5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogAxis {
    first: i32,
    /// Rungs from tick to tick: one, or those of some powers of ten.
    step: i32,
    steps: i32,
}

impl LogAxis {
    /// The axis that holds these positive values in so many steps.
    pub(crate) fn new((low, high): (f64, f64), max_steps: usize) -> Self {
        let (low, high) = (clamped(low), clamped(high));
        let (mut first, mut last) = (rung_below(low), rung_above(high));
        if first == last {
            (first, last) = (first - 1, last + 1);
        }
        let most = i32::try_from(max_steps).unwrap_or(1).max(2);
        if last - first <= most {
            return Self {
                first,
                step: 1,
                steps: last - first,
            };
        }
        let first = first.div_euclid(3);
        let powers = (last + 2).div_euclid(3) - first;
        let step = (powers + most - 1) / most;
        Self {
            first: first * 3,
            step: step * 3,
            steps: (powers + step - 1) / step,
        }
    }

    /// The labelled values, growing.
    pub(crate) fn ticks(self) -> Vec<f64> {
        let rung = |at: i32| self.first + at * self.step;
        (0..=self.steps).map(|at| value_of(rung(at))).collect()
    }

    /// The lowest and the highest value.
    pub(crate) fn ends(self) -> (f64, f64) {
        let last = self.first + self.step * self.steps;
        (value_of(self.first), value_of(last))
    }

    /// Which part of the way from the lowest to the highest a value is; zero and what is
    /// below it is at the bottom.
    pub(crate) fn ratio(self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        let (low, high) = self.ends();
        let low = low.log10();
        (clamped(value).log10() - low) / (high.log10() - low)
    }
}

fn clamped(value: f64) -> f64 {
    value.clamp(SMALLEST, LARGEST)
}

/// Negative powers divide, for 1 / 1000 is 0.001 and 10^-3 need not be.
fn value_of(rung: i32) -> f64 {
    let factor = [1.0, 2.0, 5.0][rung.rem_euclid(3) as usize];
    let power = rung.div_euclid(3);
    if power < 0 {
        factor / 10.0_f64.powi(-power)
    } else {
        factor * 10.0_f64.powi(power)
    }
}

fn rung_below(value: f64) -> i32 {
    let mut rung = value.log10().floor() as i32 * 3 + 3;
    while value_of(rung) > value {
        rung -= 1;
    }
    rung
}

fn rung_above(value: f64) -> i32 {
    let mut rung = value.log10().floor() as i32 * 3;
    while value_of(rung) < value {
        rung += 1;
    }
    rung
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_powers_or_their_halves_and_fifths() {
        let cases: [(f64, f64, &[f64]); 6] = [
            (3.0, 40.0, &[2.0, 5.0, 10.0, 20.0, 50.0]),
            (100.0, 100.0, &[50.0, 100.0, 200.0]),
            (0.002, 0.004, &[0.002, 0.005]),
            (30.0, 40_000.0, &[10.0, 100.0, 1e3, 1e4, 1e5]),
            (1.0, 1e7, &[1.0, 100.0, 1e4, 1e6, 1e8]),
            (0.001, 0.5, &[0.001, 0.01, 0.1, 1.0]),
        ];
        for (low, high, ticks) in cases {
            assert_eq!(LogAxis::new((low, high), 5).ticks(), ticks);
        }
    }

    #[test]
    fn equal_ratios_are_equally_high() {
        let axis = LogAxis::new((1.0, 10_000.0), 5);
        for (value, ratio) in [(1.0, 0.0), (10.0, 0.25), (1_000.0, 0.75), (-3.0, 0.0)] {
            assert!((axis.ratio(value) - ratio).abs() < 1e-12, "{value}");
        }
    }

    #[test]
    fn extremes_keep_the_axis_finite() {
        for (low, high) in [(5e-324, f64::MAX), (f64::MAX, f64::MAX), (5e-324, 5e-324)] {
            for steps in 0..7 {
                let axis = LogAxis::new((low, high), steps);
                let ticks = axis.ticks();
                assert!(ticks.iter().all(|tick| tick.is_finite()), "{ticks:?}");
                assert!(ticks.is_sorted_by(|a, b| a < b), "{ticks:?}");
                assert!(ticks.len() <= 12 && ticks.len() >= 2, "{ticks:?}");
                assert!((0.0..=1.0).contains(&axis.ratio(low)));
            }
        }
    }
}
