//! What an answer would change.

use std::collections::HashSet;

use dbag_domain::{Batch, Day, Metric, ObjectKey, Observation, SeriesId};

use crate::db::within;
use crate::runs::{objects_of_series, to_samples};
use crate::samples::write_and_tell;
use crate::{Change, Effect, OnConflict, SampleWrite, Store, StoreError};

/// An answer that is not written.
pub struct Answer<'a> {
    /// The metric.
    pub metric: &'a Metric,
    /// By whom and when it was asked.
    pub batch: Batch,
    /// What was answered.
    pub observations: Vec<Observation>,
}

/// What an answer would change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// Values for days that have no row yet.
    pub added: u64,
    /// The first of them, with their objects and days; at most [`Self::MOST_LISTED`].
    pub first_added: Vec<(Option<ObjectKey>, Day, f64)>,
    /// Values and gaps that are there, with their objects.
    pub changes: Vec<(Option<ObjectKey>, Change)>,
}

impl Preview {
    /// So many added values are listed.
    pub const MOST_LISTED: usize = 200;
}

impl Store {
    /// What an answer would change, found out by writing it and taking it back.
    pub async fn preview_answer(&self, answer: Answer<'_>) -> Result<Preview, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut samples = to_samples(&mut tx, answer.metric, answer.observations).await?;
        // A failure takes no value's place, and one more or less is no change worth telling.
        samples.retain(|sample| !matches!(sample.value, Err(reason) if !reason.is_answer()));
        let objects = objects_of_series(&mut tx, answer.metric.id).await?;
        let write = SampleWrite {
            batch: answer.batch,
            samples,
            on_conflict: OnConflict::RespectEdits,
            is_final: &|_, _, _| true,
        };
        let mut preview = Preview::default();
        let written = write_and_tell(&mut tx, write, &mut |change| {
            let object = objects.get(&change.series).cloned().flatten();
            preview.changes.push((object, change));
        })
        .await?;
        // A gap where there is nothing adds nothing.
        let gaps: i64 = within!(&mut tx, on => sqlx::query_scalar(
            "select count(*)
             from dbag_sample s
             join dbag_series r on r.id = s.series_id
             where r.metric_id = $1 and s.batch_id = $2 and s.value is null"
        ).bind(answer.metric.id.0).bind(written.batch).fetch_one(on))?;
        let replaced = preview.changes.iter();
        let replaced =
            replaced.filter(|(_, change)| change.new.is_err() && change.effect != Effect::Kept);
        preview.added = written.added + replaced.count() as u64 - gaps.unsigned_abs();
        let changed: HashSet<(SeriesId, Day)> = preview
            .changes
            .iter()
            .map(|(_, change)| (change.series, change.day))
            .collect();
        let most = Preview::MOST_LISTED + changed.len();
        let rows: Vec<(i32, i32, f64)> = within!(&mut tx, on => sqlx::query_as(
            "select s.series_id, s.day, s.value
             from dbag_sample s
             join dbag_series r on r.id = s.series_id
             where r.metric_id = $1 and s.batch_id = $2 and s.value is not null
             order by s.day, s.series_id
             limit $3"
        )
        .bind(answer.metric.id.0)
        .bind(written.batch)
        .bind(most as i64)
        .fetch_all(on))?;
        let added = rows
            .into_iter()
            .map(|(series, day, value)| (SeriesId(series), Day::from_days(day), value))
            .filter(|(series, day, _)| !changed.contains(&(*series, *day)))
            .map(|(series, day, value)| (objects.get(&series).cloned().flatten(), day, value));
        preview.first_added = added.take(Preview::MOST_LISTED).collect();
        tx.rollback().await?;
        Ok(preview)
    }
}
