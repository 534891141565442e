//! Removing what was made up.

use std::collections::BTreeSet;

use dbag_domain::{Day, DayRange, MetricId, SeriesId};

use super::write::bump_revisions;
use crate::db::{changed_within, read, within};
use crate::{Store, StoreError};

impl Store {
    /// The metrics that have fake values, each with the days between which they lie.
    pub async fn fake_days(&self) -> Result<Vec<(MetricId, DayRange)>, StoreError> {
        let rows: Vec<(i64, i32, i32)> = read!(self.db, on => sqlx::query_as(
            "select s.metric_id, min(v.day), max(v.day)
             from dbag_sample v
             join dbag_series s on s.id = v.series_id
             where v.batch_id in (select id from dbag_batch where origin = 'fake')
             group by s.metric_id
             order by s.metric_id"
        ).fetch_all(on))?;
        let days = |(metric, from, to)| {
            let days = DayRange::new(Day::from_days(from), Day::from_days(to))?;
            Some((MetricId(metric), days))
        };
        Ok(rows.into_iter().filter_map(days).collect())
    }

    /// Removes every fake value and the batches that brought them; how many values.
    pub async fn remove_fake(&self) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        let ids: Vec<i32> = within!(&mut tx, on => sqlx::query_scalar(
            "select distinct series_id
             from dbag_sample
             where batch_id in (select id from dbag_batch where origin = 'fake')"
        ).fetch_all(on))?;
        let removed = changed_within!(
            &mut tx,
            sqlx::query(
                "delete from dbag_sample
                 where batch_id in (select id from dbag_batch where origin = 'fake')",
            )
        )?;
        changed_within!(
            &mut tx,
            sqlx::query(
                "delete from dbag_batch
                 where origin = 'fake'
                   and id not in (select batch_id from dbag_sample_revision)
                   and id not in (select replaced_by from dbag_sample_revision)",
            )
        )?;
        let series: BTreeSet<SeriesId> = ids.into_iter().map(SeriesId).collect();
        bump_revisions(&mut tx, &series).await?;
        tx.commit().await?;
        Ok(removed)
    }
}
