//! Linear value axes: round numbers that hold all values.

use dbag_domain::Format;

use crate::value_axis::Demand;

/// Larger values are drawn at the edge, so that a span and its step are still finite.
const LIMIT: f64 = 4e307;

/// A span below this is no span: its steps would not be numbers any more.
const SMALLEST: f64 = 1e-300;

/// An axis from one multiple of its step to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LinearAxis {
    low: f64,
    high: f64,
    step: f64,
}

impl LinearAxis {
    /// The axis that holds all values with the fewest round steps.
    pub(crate) fn new(demand: Demand) -> Self {
        let (low, high) = span(demand);
        let steps = demand.max_steps.max(1) as f64;
        let step = round_step(high / steps - low / steps, demand);
        let axis = Self::in_steps((low, high), step);
        if axis.ticks().len() <= demand.max_steps.max(2) + 1 {
            return axis;
        }
        // Rounding the ends outwards made room for more than was asked for.
        Self::in_steps((low, high), round_step(step * 1.01, demand))
    }

    fn in_steps((low, high): (f64, f64), step: f64) -> Self {
        // Shares come to 100 but for the last bit: that is no step more.
        const NOTHING: f64 = 1e-9;
        Self {
            low: (low / step + NOTHING).floor() * step,
            high: (high / step - NOTHING).ceil() * step,
            step,
        }
    }

    /// The tightest axis, without steps; for sparklines.
    pub(crate) fn tight(extent: Option<(f64, f64)>) -> Self {
        let (low, high) = span(Demand {
            extent,
            is_whole: false,
            from_zero: false,
            format: Format::Number,
            max_steps: 1,
        });
        let step = high / 2.0 - low / 2.0;
        Self { low, high, step }
    }

    /// The multiples of the step, growing.
    pub(crate) fn ticks(self) -> Vec<f64> {
        let first = (self.low / self.step).round();
        let last = (self.high / self.step).round();
        let count = (last - first).clamp(0.0, 24.0) as usize;
        (0..=count)
            .map(|at| (first + at as f64) * self.step)
            .collect()
    }

    /// Where bars and areas stand: at zero, or at the edge nearest to it.
    pub(crate) fn base(self) -> f64 {
        0.0_f64.clamp(self.low, self.high)
    }

    /// Whether zero is on the axis.
    pub(crate) fn has_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// Which part of the way from the lowest to the highest a value is.
    ///
    /// Halves are subtracted: the span of the largest values is no number itself.
    #[inline]
    pub(crate) fn ratio(self, value: f64) -> f64 {
        let above = value / 2.0 - self.low / 2.0;
        above / (self.high / 2.0 - self.low / 2.0)
    }

    /// The lowest and the highest value.
    pub(crate) fn ends(self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// The lowest and highest value to hold, always a good way apart.
fn span(demand: Demand) -> (f64, f64) {
    let Some((low, high)) = demand.extent else {
        return (0.0, 1.0);
    };
    let (mut low, mut high) = (low.clamp(-LIMIT, LIMIT), high.clamp(-LIMIT, LIMIT));
    if demand.from_zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    let size = low.abs().max(high.abs());
    if size < SMALLEST {
        return (0.0, 1.0);
    }
    if high / 2.0 - low / 2.0 > size * 1e-10 {
        return (low, high);
    }
    // One value, or values that differ by nothing one could see: around them.
    let room = (size * 0.05).max(if demand.is_whole { 1.0 } else { 0.0 });
    let low_end = low - room;
    let crosses = low >= 0.0 && low_end < 0.0;
    (if crosses { 0.0 } else { low_end }, high + room)
}

/// The least round step that is enough: decimal, or of the clock.
fn round_step(rough: f64, demand: Demand) -> f64 {
    const CLOCK: [f64; 14] = [
        15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 10_800.0,
        21_600.0, 43_200.0, 86_400.0,
    ];
    const DAY: f64 = 86_400.0;
    if demand.format == Format::Duration && rough > 10.0 {
        let step = CLOCK.iter().find(|&&step| step >= rough);
        return step.map_or_else(|| decimal_step(rough / DAY, true) * DAY, |&step| step);
    }
    decimal_step(rough, demand.is_whole)
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is enough, and whole if asked.
fn decimal_step(rough: f64, is_whole: bool) -> f64 {
    let rough = rough.max(if is_whole { 1.0 } else { SMALLEST });
    let power = 10.0_f64.powi(rough.log10().floor() as i32);
    // A hair of tolerance, so that 0.6 / 3 is 0.2 and not the next step.
    let is_enough = |step: &f64| *step >= rough * (1.0 - 1e-9);
    [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| is_enough(step) && (!is_whole || step.fract() == 0.0))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(low: f64, high: f64) -> LinearAxis {
        demanded(low, high, Format::Number, false)
    }

    fn demanded(low: f64, high: f64, format: Format, from_zero: bool) -> LinearAxis {
        LinearAxis::new(Demand {
            extent: Some((low, high)),
            is_whole: low.fract() == 0.0 && high.fract() == 0.0,
            from_zero,
            format,
            max_steps: 5,
        })
    }

    #[test]
    fn ticks_are_round() {
        let cases: [(f64, f64, &[f64]); 5] = [
            (0.0, 100.0, &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
            (
                11_721.0,
                13_314.0,
                &[11_500.0, 12_000.0, 12_500.0, 13_000.0, 13_500.0],
            ),
            (0.0, 2.0, &[0.0, 1.0, 2.0]),
            (-3.0, 4.0, &[-4.0, -2.0, 0.0, 2.0, 4.0]),
            (0.0, 0.5, &[0.0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5]),
        ];
        for (low, high, ticks) in cases {
            assert_eq!(axis(low, high).ticks(), ticks, "{low} to {high}");
        }
    }

    #[test]
    fn durations_have_steps_of_the_clock() {
        let cases = [
            (0.0, 55.0, 15.0),
            (0.0, 200.0, 60.0),
            (0.0, 7_000.0, 1_800.0),
            (0.0, 400_000.0, 86_400.0),
            (0.0, 4_000_000.0, 864_000.0),
        ];
        for (low, high, step) in cases {
            assert_eq!(demanded(low, high, Format::Duration, true).step, step);
        }
    }

    #[test]
    fn a_constant_has_room_above_and_below() {
        let axis = axis(80.0, 80.0);
        assert!(axis.low < 80.0 && axis.high > 80.0);
        assert_eq!(demanded(80.0, 80.0, Format::Number, true).low, 0.0);
        assert_eq!(self::axis(0.0, 0.0).ticks(), [0.0, 1.0]);
    }

    #[test]
    fn extremes_keep_the_axis_finite() {
        let cases = [
            (-1e308, 1e308),
            (1e300, 1e300),
            (0.0, 5e-324),
            (5e-324, 5e-324),
            (1e300, 1e300 + 1e285),
            (-f64::MAX, f64::MAX),
            (f64::MAX, f64::MAX),
            (1e-310, 1.0),
        ];
        for (low, high) in cases {
            for from_zero in [true, false] {
                let axis = demanded(low, high, Format::Number, from_zero);
                let ticks = axis.ticks();
                assert!(ticks.iter().all(|tick| tick.is_finite()), "{ticks:?}");
                assert!(ticks.is_sorted_by(|a, b| a < b), "{low} {high} {ticks:?}");
                for value in [low, high] {
                    assert!(axis.ratio(value).is_finite());
                }
            }
        }
    }
}
