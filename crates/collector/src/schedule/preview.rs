//! What asking would change: the same plan as a run's, without writing.

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, Metric, ObjectKey, Observation, Origin, Problem, RunFailure};
use dbag_store::Change;

use super::absent::{fill_absent, short_windows};
use super::beginnings::Reach;
use super::by_hand::parts;
use super::collector::{Collector, store_failed};
use super::run::batch;
use crate::error::CollectError;
use crate::without_object::WithoutObject;

/// What asking would change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// How many values of the days that were asked would be new.
    pub added: u64,
    /// The first of them, with their objects and days.
    pub first_added: Vec<(Option<ObjectKey>, Day, f64)>,
    /// How many of other days: zeros of what turns out to begin before them.
    pub settled: u64,
    /// What would take the place of something, and of which object.
    pub changes: Vec<(Option<ObjectKey>, Change)>,
    /// How values were taken, in sentences without a stop, each once.
    pub notes: Vec<String>,
    /// What is said of answers that are no values, where there are any.
    pub unusable: Option<String>,
}

impl Preview {
    fn note(&mut self, notes: impl IntoIterator<Item = String>) {
        for note in notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

/// What is said of answers that are no values.
fn unusable(failures: &[RunFailure]) -> Option<String> {
    let first = &failures.first()?.message;
    Some(match failures.len() {
        1 => format!("one answer is no value: {first}"),
        many => format!("{many} answers are no values: {first}"),
    })
}

impl Collector {
    /// What collecting some days would change; nothing is written. However the days are cut when they are
    /// collected, the same comes of it.
    pub async fn preview(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Preview, Problem> {
        let preview = self.try_preview(metric, days, actor, now).await;
        preview.map_err(CollectError::into_problem)
    }

    async fn try_preview(
        &self,
        metric: &Metric,
        days: DayRange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Preview, CollectError> {
        let today = self.zone_of(metric).await?.day_of(now);
        let days = self.askable(metric, Some(days), today);
        let days = days.map_err(CollectError::Refused)?;
        let mut whole = Preview::default();
        let mut without_object = WithoutObject::default();
        let mut answers = Vec::new();
        let mut observed = self.no_beginnings(metric).await?;
        for part in parts(days) {
            let (answer, _) = self.answer(metric, part, now).await?;
            observed.observe(&answer.observations);
            whole.note(answer.notes);
            whole.unusable = whole.unusable.or_else(|| unusable(&answer.failures));
            without_object.join(answer.without_object);
            answers.push((part, answer.observations));
        }
        whole.note(without_object.note());
        let mut earlier = Vec::new();
        if self.history(metric).is_some() {
            let known = self.known_series(metric).await?;
            let begins = self
                .beginnings(metric, &known, (observed, days, Reach::Source), now)
                .await?;
            for (part, observations) in &mut answers {
                fill_absent(observations, *part, &begins, metric.absent_means);
            }
            whole.note(short_windows(self.window_days(metric), &begins, days));
            earlier = self.settle(metric, &known, (&begins, days)).await?;
            answers.push((days, Self::nothing_of_brought(&known, (&begins, days))));
        }
        let try_out = async |observations: Vec<Observation>| {
            if observations.is_empty() {
                return Ok(dbag_store::Preview::default());
            }
            let answer = dbag_store::Answer {
                metric,
                batch: batch(Origin::Backfilled, actor, now, ""),
                observations,
            };
            let preview = self.store.preview_answer(answer).await;
            preview.map_err(store_failed)
        };
        for (_, observations) in answers {
            let preview = try_out(observations).await?;
            whole.added += preview.added;
            let more = preview.first_added.into_iter();
            let room = dbag_store::Preview::MOST_LISTED - whole.first_added.len();
            whole.first_added.extend(more.take(room));
            whole.changes.extend(preview.changes);
        }
        let preview = try_out(earlier).await?;
        whole.settled = preview.added;
        whole.changes.extend(preview.changes);
        Ok(whole)
    }
}
