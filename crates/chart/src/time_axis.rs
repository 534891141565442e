//! The time axis for plotters: slots from the left edge to the right.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

/// Slots as numbers: slot 3 has its middle at 3.0 and its edges at 2.5 and 3.5.
#[derive(Debug, Clone)]
pub(crate) struct TimeAxis {
    range: Range<f64>,
    ticks: Vec<usize>,
}

impl TimeAxis {
    /// An axis on which the first and last slot stand on the edges; for lines.
    pub(crate) fn of_points(slots: usize) -> Self {
        if slots < 2 {
            return Self::of_bands(slots);
        }
        Self {
            range: 0.0..(slots - 1) as f64,
            ticks: Vec::new(),
        }
    }

    /// An axis on which every slot has its band; for bars.
    pub(crate) fn of_bands(slots: usize) -> Self {
        Self {
            range: -0.5..slots.max(1) as f64 - 0.5,
            ticks: Vec::new(),
        }
    }

    /// Whether every slot has a band.
    pub(crate) fn has_bands(&self) -> bool {
        self.range.start < 0.0
    }

    /// The axis with ticks at these slots.
    pub(crate) fn with_ticks(self, ticks: Vec<usize>) -> Self {
        Self { ticks, ..self }
    }
}

impl Ranged for TimeAxis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, slot: &f64, limit: (i32, i32)) -> i32 {
        let ratio = (slot - self.range.start) / (self.range.end - self.range.start);
        place(ratio, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let slots = self.ticks.iter().map(|&slot| slot as f64);
        slots.take(hint.max_num_points()).collect()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

/// The place at a ratio of the way between two limits, never outside them.
pub(crate) fn place(ratio: f64, limit: (i32, i32)) -> i32 {
    let length = f64::from(limit.1 - limit.0);
    limit.0 + (ratio.clamp(0.0, 1.0) * length).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_stand_where_lines_and_bars_need_them() {
        let cases = [
            (TimeAxis::of_points(11), 0.0, 0),
            (TimeAxis::of_points(11), 10.0, 1_000),
            (TimeAxis::of_points(1), 0.0, 500),
            (TimeAxis::of_bands(10), 0.0, 50),
            (TimeAxis::of_bands(10), 9.5, 1_000),
            (TimeAxis::of_bands(0), 0.0, 500),
            (TimeAxis::of_bands(10), 99.0, 1_000),
        ];
        for (axis, slot, at) in cases {
            assert_eq!(axis.map(&slot, (0, 1_000)), at, "{axis:?} {slot}");
        }
    }
}
