//! Writing what was computed from other metrics.

use std::collections::BTreeSet;

use dbag_domain::{DayRange, MetricId, Observation, SeriesId, Value};

use crate::db::{Tx, changed, changed_within, within};
use crate::runs::finish_within;
use crate::samples::{bump_revisions, lock_bumps};
use crate::{FinishedRun, Store, StoreError, Written};

impl Store {
    /// Writes what was computed from other metrics over some days, each of them with the sum of its revisions when it
    /// was read.
    ///
    /// # Errors
    ///
    /// `Stale` where one of them has changed since: what was computed is of values that no longer stand.
    pub async fn finish_computed(
        &self,
        finished: FinishedRun<'_>,
        (days, inputs): (DayRange, &[(MetricId, i64)]),
    ) -> Result<Written, StoreError> {
        let metric = finished.metric.id;
        let are_unweighted = are_unweighted(&finished.observations);
        let mut tx = self.db.begin().await?;
        let written = finish_within(&mut tx, finished).await?;
        if are_unweighted {
            forget_weights(&mut tx, metric, days).await?;
        }
        // From here on nobody's values change before this transaction ends. Who changes an input later computes
        // anew then.
        lock_bumps(&mut tx).await?;
        for (input, revisions) in inputs {
            if read_revisions(&mut tx, *input).await? != *revisions {
                return Err(StoreError::Stale);
            }
        }
        tx.commit().await?;
        Ok(written)
    }

    /// Forgets a run that wrote nothing and is done once more.
    pub async fn forget_run(&self, run_id: i64) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query("delete from dbag_run where id = $1").bind(run_id)
        )?;
        Ok(())
    }
}

/// Whether there are values, and none has a weight. Where nothing could be computed nothing is said of weights.
fn are_unweighted(observations: &[Observation]) -> bool {
    let values = observations.iter().filter_map(|one| one.value.ok());
    let mut weights = values.map(Value::weight).peekable();
    weights.peek().is_some() && weights.all(|weight| weight.is_none())
}

/// The sum of a metric's revisions, one more for each series.
async fn read_revisions(tx: &mut Tx, metric: MetricId) -> Result<i64, StoreError> {
    Ok(within!(tx, on => sqlx::query_scalar(
        "select cast(coalesce(sum(revision + 1), 0) as bigint) from dbag_series where metric_id = $1"
    ).bind(metric.0).fetch_one(on))?)
}

/// Takes the weights of computed values away: what they are computed from adds up no more. Of a value that is asked or
/// sent, that no weight comes says nothing of the one that is known.
async fn forget_weights(tx: &mut Tx, metric: MetricId, days: DayRange) -> Result<(), StoreError> {
    let ids: Vec<i32> = within!(&mut *tx, on => sqlx::query_scalar(
        "select distinct v.series_id
         from dbag_series s
         join dbag_sample v on v.series_id = s.id
         join dbag_batch b on b.id = v.batch_id
         where s.metric_id = $1 and v.day between $2 and $3 and v.weight is not null
           and b.origin in ('computed', 'fake')"
    ).bind(metric.0).bind(days.from.days()).bind(days.to.days()).fetch_all(on))?;
    if ids.is_empty() {
        return Ok(());
    }
    changed_within!(
        &mut *tx,
        sqlx::query(
            "update dbag_sample
             set weight = null
             where series_id in (select id from dbag_series where metric_id = $1)
               and day between $2 and $3 and weight is not null
               and batch_id in (select id from dbag_batch where origin in ('computed', 'fake'))",
        )
        .bind(metric.0)
        .bind(days.from.days())
        .bind(days.to.days())
    )?;
    let series: BTreeSet<SeriesId> = ids.into_iter().map(SeriesId).collect();
    bump_revisions(tx, &series).await?;
    Ok(())
}
