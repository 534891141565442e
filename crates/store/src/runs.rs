//! Runs: calls of metric types, with what failed in them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use dbag_domain::{
    Batch, Day, DayRange, GapReason, Metric, MetricId, NO_OBJECT, ObjectKey, Observation, Run,
    RunFailure, SeriesId,
};
use sqlx::FromRow;

use crate::days::mark_without_object;
use crate::db::{Tx, changed, changed_within, read, within};
use crate::keyed::{KeyedSample, put_together};
use crate::samples::{bump_revisions_of, write_within};
use crate::series::{ensure_series, ensure_series_for_keys};
use crate::{Claim, NewSample, OnConflict, SampleWrite, Store, StoreError, Written};

/// A run that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewRun {
    /// The metric.
    pub metric: MetricId,
    /// The days asked for.
    pub days: DayRange,
    /// When it begins.
    pub started: DateTime<Utc>,
}

/// A run that brought an answer.
pub struct FinishedRun<'a> {
    /// The metric as it was when it was asked.
    pub metric: &'a Metric,
    /// The run's row.
    pub run_id: i64,
    /// The lease on the days, where they were claimed.
    pub claim: Option<&'a Claim>,
    /// By whom, how and why; `at` is when the question was put.
    pub batch: Batch,
    /// When the answer was complete.
    pub ended: DateTime<Utc>,
    /// What was answered.
    pub observations: Vec<Observation>,
    /// Objects that failed.
    pub failures: Vec<RunFailure>,
    /// The claimed days of which rows have no object.
    pub without_object: Vec<Day>,
    /// The claimed days that were asked before they were over.
    pub early: Vec<Day>,
    /// What happens to values that are there already.
    pub on_conflict: OnConflict,
    /// See [`SampleWrite`].
    pub is_final: &'a (dyn Fn(SeriesId, Day, DateTime<Utc>) -> bool + Send + Sync),
}

/// A metric whose newest runs failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// The metric.
    pub metric: MetricId,
    /// When the first of these runs began.
    pub since: DateTime<Utc>,
    /// What was wrong in the newest.
    pub error: String,
}

#[derive(FromRow)]
struct RunRow {
    id: i64,
    metric_id: i64,
    from_day: i32,
    to_day: i32,
    started: DateTime<Utc>,
    ended: Option<DateTime<Utc>>,
    rows: i64,
    error: Option<String>,
}

#[derive(FromRow)]
struct FailureRow {
    run_id: i64,
    object_key: Option<String>,
    reason: String,
    message: String,
}

impl TryFrom<FailureRow> for RunFailure {
    type Error = StoreError;
    fn try_from(row: FailureRow) -> Result<Self, StoreError> {
        let object = row.object_key.as_deref().map(ObjectKey::parse).transpose();
        Ok(Self {
            object: object.map_err(StoreError::unexpected)?,
            reason: GapReason::parse(&row.reason).map_err(StoreError::unexpected)?,
            message: row.message,
        })
    }
}

/// A run keeps so many failures; the count of all is in its error text.
const MAX_FAILURES: usize = 1000;

impl Store {
    /// Notes that a run begins.
    pub async fn start_run(&self, run: NewRun) -> Result<i64, StoreError> {
        Ok(crate::db::write!(self.db, on => sqlx::query_scalar(
            "insert into dbag_run (metric_id, from_day, to_day, started)
             values ($1, $2, $3, $4)
             returning id"
        )
        .bind(run.metric.0)
        .bind(run.days.from.days())
        .bind(run.days.to.days())
        .bind(run.started)
        .fetch_one(on))?)
    }

    /// Notes that a run brought nothing, and why.
    pub async fn fail_run(
        &self,
        run_id: i64,
        ended: DateTime<Utc>,
        error: &str,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("update dbag_run set ended = $2, error = $3 where id = $1")
                .bind(run_id)
                .bind(ended)
                .bind(error)
        )?;
        Ok(())
    }

    /// Writes what a run brought and finishes its days, in one transaction.
    pub async fn finish_run(&self, finished: FinishedRun<'_>) -> Result<Written, StoreError> {
        let mut tx = self.db.begin().await?;
        let written = finish_within(&mut tx, finished).await?;
        tx.commit().await?;
        Ok(written)
    }

    /// The newest runs of a metric, newest first.
    pub async fn runs(&self, metric: MetricId, limit: i64) -> Result<Vec<Run>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, RunRow>(
            "select id, metric_id, from_day, to_day, started, ended, rows, error
             from dbag_run
             where metric_id = $1
             order by id desc
             limit $2"
        ).bind(metric.0).bind(limit).fetch_all(on))?;
        self.with_failures(metric, rows).await
    }

    /// The newest runs that asked for a day, newest first.
    pub async fn runs_of_day(
        &self,
        metric: MetricId,
        day: Day,
        limit: i64,
    ) -> Result<Vec<Run>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, RunRow>(
            "select id, metric_id, from_day, to_day, started, ended, rows, error
             from dbag_run
             where metric_id = $1 and $2 between from_day and to_day
             order by id desc
             limit $3"
        ).bind(metric.0).bind(day.days()).bind(limit).fetch_all(on))?;
        self.with_failures(metric, rows).await
    }

    /// Runs of a metric, newest first, with what failed in them.
    async fn with_failures(
        &self,
        metric: MetricId,
        rows: Vec<RunRow>,
    ) -> Result<Vec<Run>, StoreError> {
        let Some(oldest) = rows.last().map(|row| row.id) else {
            return Ok(Vec::new());
        };
        let failures = read!(self.db, on => sqlx::query_as::<_, FailureRow>(
            "select f.run_id, f.object_key, f.reason, f.message
             from dbag_run_failure f
             join dbag_run r on r.id = f.run_id
             where r.metric_id = $1 and r.id >= $2
             order by f.id
             limit 500"
        ).bind(metric.0).bind(oldest).fetch_all(on))?;
        let mut by_run: HashMap<i64, Vec<RunFailure>> = HashMap::new();
        for row in failures {
            by_run.entry(row.run_id).or_default().push(row.try_into()?);
        }
        Ok(rows
            .into_iter()
            .map(|row| Run {
                id: row.id,
                metric_id: MetricId(row.metric_id),
                days: DayRange {
                    from: Day::from_days(row.from_day),
                    to: Day::from_days(row.to_day),
                },
                started: row.started,
                ended: row.ended,
                rows: row.rows,
                error: row.error,
                failures: by_run.remove(&row.id).unwrap_or_default(),
            })
            .collect())
    }

    /// The metrics whose newest runs failed, with when that began and the newest error.
    pub async fn failing(&self) -> Result<Vec<Failing>, StoreError> {
        let rows: Vec<(i64, DateTime<Utc>, String)> = read!(self.db, on => sqlx::query_as(
            "select last.metric_id,
                    (select min(r.started) from dbag_run r
                     where r.metric_id = last.metric_id
                       and r.id > coalesce((
                           select max(good.id) from dbag_run good
                           where good.metric_id = last.metric_id
                             and good.ended is not null and good.error is null
                       ), 0)) as since,
                    last.error
             from dbag_metric m
             join dbag_run last on last.id = (
                 select max(r.id) from dbag_run r
                 where r.metric_id = m.id and r.ended is not null
             )
             where m.deleted_at is null and last.error is not null
             order by last.metric_id"
        ).fetch_all(on))?;
        let failing = |(metric, since, error)| Failing {
            metric: MetricId(metric),
            since,
            error,
        };
        Ok(rows.into_iter().map(failing).collect())
    }

    /// Forgets runs that began before an instant.
    pub async fn remove_old_runs(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(changed!(
            self.db,
            sqlx::query("delete from dbag_run where started < $1").bind(before)
        )?)
    }
}

/// Writes what a run brought and finishes its days, within a transaction.
pub(crate) async fn finish_within(
    tx: &mut Tx,
    finished: FinishedRun<'_>,
) -> Result<Written, StoreError> {
    let (mut is_other_without, mut are_over) = (false, false);
    if let Some(claim) = finished.claim {
        are_over = are_early_over(&mut *tx, claim, &finished.early).await?;
        let definition = finished.metric.definition;
        let asked = (finished.batch.at, finished.early.as_slice());
        crate::leases::finish_within(&mut *tx, claim, definition, asked).await?;
        if finished.metric.object_kind.is_some() {
            let days = &finished.without_object;
            is_other_without = mark_without_object(&mut *tx, claim, days).await?;
        }
    }
    let alive: i64 = within!(&mut *tx, on => sqlx::query_scalar(
        "select count(*) from dbag_metric where id = $1 and deleted_at is null"
    ).bind(finished.metric.id.0).fetch_one(on))?;
    if alive == 0 {
        return Err(StoreError::not_found(
            "metric",
            finished.metric.slug.as_str(),
        ));
    }
    let samples = to_samples(&mut *tx, finished.metric, finished.observations).await?;
    let rows = samples.iter().filter(|sample| sample.value.is_ok()).count() as i64;
    end_run(
        &mut *tx,
        finished.run_id,
        finished.ended,
        rows,
        &finished.failures,
    )
    .await?;
    let write = SampleWrite {
        batch: Batch {
            run_id: Some(finished.run_id),
            definition: Some(finished.metric.definition),
            ..finished.batch
        },
        samples,
        on_conflict: finished.on_conflict,
        is_final: finished.is_final,
    };
    let written = write_within(&mut *tx, write).await?;
    // What is kept of all objects says which days have rows of none, and equal values are no longer of a part of their
    // day: what was made of them is another.
    if is_other_without || are_over {
        bump_revisions_of(tx, finished.metric.id).await?;
    }
    Ok(written)
}

/// Whether any of the claimed days was asked too early before, and is not now.
async fn are_early_over(tx: &mut Tx, claim: &Claim, early: &[Day]) -> Result<bool, StoreError> {
    let before: Vec<i32> = within!(&mut *tx, on => sqlx::query_scalar(
        "select day from dbag_day where metric_id = $1 and day between $2 and $3 and is_early"
    ).bind(claim.metric.0).bind(claim.days.from.days()).bind(claim.days.to.days()).fetch_all(on))?;
    let mut before = before.into_iter().map(Day::from_days);
    Ok(before.any(|day| !early.contains(&day)))
}

pub(crate) async fn objects_of_series(
    tx: &mut Tx,
    metric: MetricId,
) -> Result<HashMap<SeriesId, Option<ObjectKey>>, StoreError> {
    let rows: Vec<(i32, String)> = within!(tx, on => sqlx::query_as(
        "select s.id, o.key
         from dbag_series s
         join dbag_object o on o.id = s.object_id
         where s.metric_id = $1"
    ).bind(metric.0).fetch_all(on))?;
    let series = rows.into_iter();
    Ok(series
        .map(|(id, key)| (SeriesId(id), ObjectKey::parse(&key).ok()))
        .collect())
}

/// Finds or adds the series of all observations and makes them samples.
pub(crate) async fn to_samples(
    tx: &mut Tx,
    metric: &Metric,
    observations: Vec<Observation>,
) -> Result<Vec<NewSample>, StoreError> {
    let Some(kind) = &metric.object_kind else {
        let ids = ensure_series(tx, metric.id, &[NO_OBJECT]).await?;
        let series = ids[&NO_OBJECT];
        let sample = |seen: Observation| NewSample {
            series,
            day: seen.day,
            value: seen.value,
        };
        return Ok(observations.into_iter().map(sample).collect());
    };
    // In order, so that the same answers make the same rows.
    let mut objects: BTreeMap<ObjectKey, Option<String>> = BTreeMap::new();
    for seen in &observations {
        if let Some(key) = &seen.object {
            let label = objects.entry(key.clone()).or_default();
            if seen.object_label.is_some() {
                label.clone_from(&seen.object_label);
            }
        }
    }
    let objects: Vec<_> = objects.into_iter().collect();
    let series = ensure_series_for_keys(tx, metric.id, kind, &objects).await?;
    let keyed = observations.into_iter().filter_map(|seen| {
        let key = seen.object?;
        let (series, is_merged) = *series.get(&key)?;
        let (day, value) = (seen.day, seen.value);
        let sample = NewSample { series, day, value };
        Some(KeyedSample {
            key,
            is_merged,
            sample,
        })
    });
    let has_merged = series.values().any(|(_, is_merged)| *is_merged);
    Ok(match has_merged {
        true => put_together(keyed, (metric.across_objects, metric.absent_means)),
        false => keyed.map(|one| one.sample).collect(),
    })
}

async fn end_run(
    tx: &mut Tx,
    run_id: i64,
    ended: DateTime<Utc>,
    rows: i64,
    failures: &[RunFailure],
) -> Result<(), StoreError> {
    let error = match failures {
        [] => None,
        [one] => Some(one.message.clone()),
        [first, ..] => Some(format!(
            "{} failures, the first: {}",
            failures.len(),
            first.message
        )),
    };
    changed_within!(
        &mut *tx,
        sqlx::query("update dbag_run set ended = $2, rows = $3, error = $4 where id = $1")
            .bind(run_id)
            .bind(ended)
            .bind(rows)
            .bind(error)
    )?;
    for failure in failures.iter().take(MAX_FAILURES) {
        changed_within!(
            &mut *tx,
            sqlx::query(
                "insert into dbag_run_failure (run_id, object_key, reason, message)
                 values ($1, $2, $3, $4)",
            )
            .bind(run_id)
            .bind(failure.object.as_ref().map(ObjectKey::as_str))
            .bind(failure.reason.as_str())
            .bind(&failure.message)
        )?;
    }
    Ok(())
}
