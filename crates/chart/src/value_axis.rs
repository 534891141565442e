//! The value axis for plotters: linear or logarithmic.

use std::ops::Range;

use dbag_domain::{Format, Unit};
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

use crate::linear_axis::LinearAxis;
use crate::log_axis::LogAxis;
use crate::tick_label::{power_labels, tick_labels};
use crate::time_axis::place;

/// What the values ask of their axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Demand {
    /// The smallest and largest value, where there are any.
    pub(crate) extent: Option<(f64, f64)>,
    /// Whether all values are whole, and steps should be.
    pub(crate) is_whole: bool,
    /// Whether zero must be on the axis.
    pub(crate) from_zero: bool,
    /// Durations have steps of minutes and hours.
    pub(crate) format: Format,
    /// How many steps there is room for.
    pub(crate) max_steps: usize,
}

/// Where values are, from the lowest to the highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ValueAxis {
    Linear(LinearAxis),
    Log(LogAxis),
}

impl ValueAxis {
    /// The linear axis that holds all values with the fewest round steps.
    pub(crate) fn linear(demand: Demand) -> Self {
        Self::Linear(LinearAxis::new(demand))
    }

    /// The logarithmic axis of positive values. It cannot have the zero that bars stand
    /// on; it begins below the smallest, so that its bar has a height.
    pub(crate) fn log(demand: Demand) -> Self {
        let (low, high) = demand.extent.unwrap_or((1.0, 10.0));
        let low = if demand.from_zero { low * 0.9 } else { low };
        Self::Log(LogAxis::new((low, high), demand.max_steps))
    }

    /// The tightest linear axis, without steps; for sparklines.
    pub(crate) fn tight(extent: Option<(f64, f64)>) -> Self {
        Self::Linear(LinearAxis::tight(extent))
    }

    /// The values that are labelled, growing.
    pub(crate) fn ticks(self) -> Vec<f64> {
        match self {
            Self::Linear(axis) => axis.ticks(),
            Self::Log(axis) => axis.ticks(),
        }
    }

    /// One label a tick.
    pub(crate) fn labels(self, unit: &Unit) -> Vec<String> {
        match self {
            Self::Linear(axis) => tick_labels(&axis.ticks(), unit),
            Self::Log(axis) => power_labels(&axis.ticks(), unit),
        }
    }

    /// Where bars and areas stand: at zero, or at the edge nearest to it.
    pub(crate) fn base(self) -> f64 {
        match self {
            Self::Linear(axis) => axis.base(),
            Self::Log(axis) => axis.ends().0,
        }
    }

    /// Whether zero is on the axis.
    pub(crate) fn has_zero(self) -> bool {
        matches!(self, Self::Linear(axis) if axis.has_zero())
    }
}

impl Ranged for ValueAxis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let ratio = match self {
            Self::Linear(axis) => axis.ratio(*value),
            Self::Log(axis) => axis.ratio(*value),
        };
        place(ratio, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let mut ticks = self.ticks();
        ticks.truncate(hint.max_num_points());
        ticks
    }

    fn range(&self) -> Range<f64> {
        let (low, high) = match self {
            Self::Linear(axis) => axis.ends(),
            Self::Log(axis) => axis.ends(),
        };
        low..high
    }
}
