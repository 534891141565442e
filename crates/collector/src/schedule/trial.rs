//! Trying a metric out before it is saved: asked for real, nothing written.

use chrono::{DateTime, Utc};
use dbag_domain::{DayRange, Measure, MetricSettings, Observation, Problem, RunFailure};

use super::Collector;
use crate::ask::Answer;
use crate::metric_type::History;

/// What a metric would collect today.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The days that were asked.
    pub days: DayRange,
    /// What was answered, at most the first hundred.
    pub observations: Vec<Observation>,
    /// How many answers there were.
    pub count: usize,
    /// Rows that failed.
    pub failures: Vec<RunFailure>,
    /// Whether its past days can be asked.
    pub has_history: bool,
    /// What people should know of the values and of the question.
    pub notes: Vec<String>,
}

const SHOWN: usize = 100;

impl Collector {
    /// Asks a metric that is not saved: today for a level, the last week for a dated flow.
    pub async fn try_out(
        &self,
        settings: &MetricSettings,
        now: DateTime<Utc>,
    ) -> Result<Trial, Problem> {
        let metric_type = self.metric_type(&settings.metric_type)?;
        let zone = self
            .zone_of(settings)
            .await
            .map_err(crate::CollectError::into_problem)?;
        let today = zone.day_of(now);
        let history = metric_type.history(&settings.properties, settings.measure);
        let days = match (history, settings.measure) {
            (History::AnyPastDay, Measure::Flow) => DayRange {
                from: today - 7,
                to: today,
            },
            _ => DayRange::single(today),
        };
        let connection = self.connection(settings.source_id).await?;
        let inputs = self
            .inputs(settings, days)
            .await
            .map_err(crate::CollectError::into_problem)?;
        let ask = self.question(settings, connection.as_ref(), days, &zone, &inputs, now);
        let answer = metric_type.collect(&ask).await;
        let mut answer = answer.map_err(crate::CollectError::into_problem)?;
        answer.notes.extend(metric_type.hints(&ask).await);
        Ok(trial(answer, days, history == History::AnyPastDay))
    }
}

fn trial(answer: Answer, days: DayRange, has_history: bool) -> Trial {
    let count = answer.observations.len();
    let notes = answer.all_notes();
    let mut observations = answer.observations;
    observations.sort_by_key(|one| std::cmp::Reverse(one.day));
    observations.truncate(SHOWN);
    Trial {
        days,
        observations,
        count,
        failures: answer.failures,
        has_history,
        notes,
    }
}
