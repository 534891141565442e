//! How the values of a kind of number may be put together.

use serde::{Deserialize, Serialize};

use crate::{AbsentMeans, AcrossObjects, Measure, RollUp};

/// What a kind of number says of itself: how its days become longer periods, how its objects become
/// one, and what it means that there is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nature {
    /// How days usually become longer periods.
    pub rollup: RollUp,
    /// Whether days may be added up: not those of averages, shares, levels and overlapping windows.
    pub adds_up: bool,
    /// How the values of all objects on a day become one.
    pub across_objects: AcrossObjects,
    /// What an answer without a row means.
    pub absent_means: AbsentMeans,
}

impl Nature {
    /// What is usual for a measure.
    pub const fn of(measure: Measure) -> Self {
        match measure {
            Measure::Level => Self {
                rollup: RollUp::Last,
                adds_up: false,
                across_objects: AcrossObjects::Sum,
                absent_means: AbsentMeans::Gap,
            },
            Measure::Flow => Self {
                rollup: RollUp::Sum,
                adds_up: true,
                across_objects: AcrossObjects::Sum,
                absent_means: AbsentMeans::Zero,
            },
            Measure::Share => Self {
                rollup: RollUp::Mean,
                adds_up: false,
                across_objects: AcrossObjects::Mean,
                absent_means: AbsentMeans::Gap,
            },
        }
    }

    /// Why days cannot be rolled up so; `None` where they can.
    pub fn refuses(self, rollup: RollUp) -> Option<&'static str> {
        match rollup {
            RollUp::Sum if !self.adds_up => Some(
                "its days are not added up: the same is counted on several of them, or it is an \
                 average; choose mean, last, min or max",
            ),
            RollUp::Recomputed if self.rollup != RollUp::Recomputed => {
                Some("only a metric that is divided by another is computed from its inputs")
            }
            _ => None,
        }
    }
}
