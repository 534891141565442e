//! Trying a metric out before it is saved: asked for real, nothing written.

use chrono::{DateTime, Utc};
use dbag_domain::{AbsentMeans, DayRange, MetricSettings, Observation, Problem, RunFailure};

use super::Collector;
use super::absent::fill_absent;
use super::beginnings::{KnownSeries, Reach};
use crate::ask::Answer;
use crate::error::CollectError;
use crate::metric_type::History;

/// What a metric would collect today.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The days that were asked.
    pub days: DayRange,
    /// What was answered, at most the first hundred.
    pub observations: Vec<Observation>,
    /// How many answers there were; a day without a row that counts as zero is one.
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
    /// Asks a metric that is not saved: today, and the last week where past days can be asked.
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
        let days = match history {
            History::AnyPastDay => DayRange {
                from: today - 7,
                to: today,
            },
            History::NowOnly => DayRange::single(today),
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
        let filled = self.fill_trial(settings, days, &mut answer, now).await;
        filled.map_err(CollectError::into_problem)?;
        Ok(trial(answer, days, history == History::AnyPastDay))
    }

    /// Adds the zeros of days without a row, as they would be written. Of objects only those with rows are
    /// known before it is saved, and a gap is nothing to show.
    async fn fill_trial(
        &self,
        settings: &MetricSettings,
        days: DayRange,
        answer: &mut Answer,
        now: DateTime<Utc>,
    ) -> Result<(), CollectError> {
        let is_plain = settings.object_kind.is_none();
        let has_history = self.history(settings) == Some(History::AnyPastDay);
        if !is_plain || !has_history || settings.absent_means != AbsentMeans::Zero {
            return Ok(());
        }
        let mut observed = self.no_beginnings(settings).await?;
        observed.observe(&answer.observations);
        let nothing = KnownSeries::new();
        let reached = (observed, days, Reach::Source);
        let begins = self.beginnings(settings, &nothing, reached, now).await?;
        let is_empty = answer.observations.is_empty();
        fill_absent(&mut answer.observations, days, &begins, AbsentMeans::Zero);
        if is_empty && !answer.observations.is_empty() {
            let note = "there is no row on these days: a day without one counts as 0";
            answer.notes.push(note.to_owned());
        }
        Ok(())
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
