//! Series as columns on Postgres: a row of arrays each.

use dbag_domain::{Day, GapReason, Mark, SeriesId};
use sqlx::{FromRow, PgPool};

use super::columns::{Columns, ReadColumns};
use crate::StoreError;

/// One series; arrays that would say nothing are absent.
#[derive(FromRow)]
struct Row {
    series_id: i32,
    revision: i64,
    days: Vec<i32>,
    values: Vec<Option<f64>>,
    gaps: Option<Vec<Option<String>>>,
    weights: Option<Vec<Option<f64>>>,
    fakes: Option<Vec<i32>>,
    corrected: Option<Vec<i32>>,
}

/// Reads series with the revisions that they are of.
pub(super) async fn read(pool: &PgPool, ids: &[i32]) -> Result<ReadColumns, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select s.series_id, r.revision,
                array_agg(s.day order by s.day) as days,
                array_agg(s.value order by s.day) as values,
                case when count(s.gap) > 0
                     then array_agg(s.gap order by s.day) end as gaps,
                case when count(s.weight) > 0
                     then array_agg(s.weight order by s.day) end as weights,
                array_agg(s.day) filter (where s.batch_id in (
                    select id from dbag_batch where origin = 'fake'
                )) as fakes,
                (select array_agg(distinct c.day)
                 from dbag_sample_revision c
                 left join dbag_sample n on n.series_id = c.series_id and n.day = c.day
                 where c.series_id = s.series_id
                   and (c.value is distinct from n.value
                        or c.gap is distinct from n.gap)
                   and not exists (
                       select 1
                       from dbag_batch b
                       where b.id in (n.batch_id, c.replaced_by) and b.merged_object_id is not null
                   )) as corrected
         from dbag_sample s
         join dbag_series r on r.id = s.series_id
         where s.series_id = any($1)
         group by s.series_id, r.revision",
    )
    .bind(ids)
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| Ok((SeriesId(row.series_id), (row.revision, row.columns()?))))
        .collect()
}

impl Row {
    fn columns(self) -> Result<Columns, StoreError> {
        let mut samples = Vec::with_capacity(self.days.len());
        for (at, (day, value)) in self.days.iter().zip(self.values).enumerate() {
            let gap = || self.gaps.as_ref()?[at].as_deref();
            let value = match value {
                Some(value) => Ok(value),
                None => Err(GapReason::parse(gap().unwrap_or("")).map_err(StoreError::unexpected)?),
            };
            let weight = self.weights.as_ref().and_then(|weights| weights[at]);
            samples.push((Day::from_days(*day), value, weight.unwrap_or(0.0)));
        }
        let mut columns = Columns::build(samples.into_iter());
        for (days, mark) in [(self.fakes, Mark::Fake), (self.corrected, Mark::Corrected)] {
            columns.mark(days.into_iter().flatten().map(Day::from_days), mark);
        }
        Ok(columns)
    }
}
