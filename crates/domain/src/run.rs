//! Runs and the state of asked days.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::spelled::spelled_enum;
use crate::{DayRange, GapReason, MetricId, ObjectKey};

spelled_enum! {
    /// Where the asking of a metric's day stands.
    DayState, "state of a day" {
        /// It is to be asked.
        Due = "due",
        /// Somebody is asking.
        Leased = "leased",
        /// It was asked and answered.
        Done = "done",
        /// It can no longer be asked.
        Gap = "gap",
    }
}

/// One call of a metric type for one metric and a range of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its row.
    pub id: i64,
    /// The metric that was asked.
    pub metric_id: MetricId,
    /// The days that were asked for.
    pub days: DayRange,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended; none while it runs or where it was killed.
    pub ended: Option<DateTime<Utc>>,
    /// How many values it brought.
    pub rows: i64,
    /// Why it failed, in words.
    pub error: Option<String>,
    /// Objects or days of it that failed.
    pub failures: Vec<RunFailure>,
}

/// One object of a run that failed while others did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFailure {
    /// The object; none for a failure of the metric itself.
    pub object: Option<ObjectKey>,
    /// The reason kept in the gap.
    pub reason: GapReason,
    /// What was wrong, in words.
    pub message: String,
}
