//! Many rows in one statement on Postgres: one array a column.

use std::borrow::Cow;

use dbag_domain::{GapReason, Origin, SeriesId, Value};
use sqlx::{Postgres, Transaction};

use super::NewSample;
use super::conflict::{Existing, ExistingRow};
use crate::StoreError;

/// The chunk's columns as arrays.
struct Arrays {
    series: Vec<i32>,
    days: Vec<i32>,
    values: Vec<Option<f64>>,
    gaps: Vec<Option<Cow<'static, str>>>,
    /// Absent where no sample has one; then all rows have null.
    weights: Option<Vec<Option<f64>>>,
}

impl Arrays {
    fn of(chunk: &[NewSample]) -> Self {
        Self {
            series: chunk.iter().map(|sample| sample.series.0).collect(),
            days: chunk.iter().map(|sample| sample.day.days()).collect(),
            values: chunk
                .iter()
                .map(|sample| sample.value.ok().map(Value::get))
                .collect(),
            gaps: chunk
                .iter()
                .map(|s| s.value.err().map(GapReason::stored))
                .collect(),
            weights: super::have_weights(chunk)
                .then(|| chunk.iter().map(NewSample::weight).collect()),
        }
    }
}

/// The chunk as the table `v`, from $1 to $5.
macro_rules! with_values {
    ($rest:literal) => {
        concat!(
            "with v (series_id, day, value, gap, weight) as (
                 select *
                 from unnest($1::int[], $2::int[], $3::float8[], $4::text[], $5::float8[])
             ) ",
            $rest
        )
    };
}

/// Inserts what is not there yet; how many rows that were.
pub(super) async fn insert_missing(
    tx: &mut Transaction<'static, Postgres>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<u64, StoreError> {
    let arrays = Arrays::of(chunk);
    let done = sqlx::query(with_values!(
        "insert into dbag_sample (series_id, day, value, gap, weight, batch_id)
         select series_id, day, value, gap, weight, $6 from v
         on conflict (series_id, day) do nothing"
    ))
    .bind(&arrays.series)
    .bind(&arrays.days)
    .bind(&arrays.values)
    .bind(&arrays.gaps)
    .bind(&arrays.weights)
    .bind(batch_id)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Rows of other batches whose value differs from the chunk's, and those of some origins that are the same.
pub(super) async fn existing(
    tx: &mut Transaction<'static, Postgres>,
    chunk: &[NewSample],
    batch_id: i32,
    adopted: &[Origin],
) -> Result<Vec<Existing>, StoreError> {
    let arrays = Arrays::of(chunk);
    let origins: Vec<&str> = adopted.iter().map(|origin| origin.as_str()).collect();
    let rows: Vec<ExistingRow> = sqlx::query_as(with_values!(
        "select s.series_id, s.day, s.value, s.gap, b.origin, b.actor, b.at, b.note, d.differs
         from v
         join dbag_sample s on s.series_id = v.series_id and s.day = v.day
         join dbag_batch b on b.id = s.batch_id
         cross join lateral (
             select s.value is distinct from v.value
                 or s.gap is distinct from v.gap
                 or (v.weight is not null and s.weight is distinct from v.weight) as differs
         ) d
         where s.batch_id <> $6
           and (d.differs or b.origin = any($7))
         order by s.series_id, s.day
         for update of s"
    ))
    .bind(&arrays.series)
    .bind(&arrays.days)
    .bind(&arrays.values)
    .bind(&arrays.gaps)
    .bind(&arrays.weights)
    .bind(batch_id)
    .bind(&origins)
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Existing::try_from).collect()
}

/// The series into which the batch wrote rows of the chunk.
pub(super) async fn series_of_batch(
    tx: &mut Transaction<'static, Postgres>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<Vec<SeriesId>, StoreError> {
    let arrays = Arrays::of(chunk);
    let ids: Vec<i32> = sqlx::query_scalar(
        "select distinct s.series_id
         from unnest($1::int[], $2::int[]) as v (series_id, day)
         join dbag_sample s on s.series_id = v.series_id and s.day = v.day
         where s.batch_id = $3",
    )
    .bind(&arrays.series)
    .bind(&arrays.days)
    .bind(batch_id)
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(SeriesId).collect())
}

/// Keeps the rows that stand where the chunk's samples go.
pub(super) async fn keep_revisions(
    tx: &mut Transaction<'static, Postgres>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<(), StoreError> {
    let arrays = Arrays::of(chunk);
    sqlx::query(
        "insert into dbag_sample_revision (
             series_id, day, value, gap, weight, batch_id, replaced_by)
         select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, $3
         from unnest($1::int[], $2::int[]) as v (series_id, day)
         join dbag_sample s on s.series_id = v.series_id and s.day = v.day",
    )
    .bind(&arrays.series)
    .bind(&arrays.days)
    .bind(batch_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts the chunk's values in the place of those that are there.
pub(super) async fn replace(
    tx: &mut Transaction<'static, Postgres>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<(), StoreError> {
    let arrays = Arrays::of(chunk);
    sqlx::query(with_values!(
        "insert into dbag_sample (series_id, day, value, gap, weight, batch_id)
         select series_id, day, value, gap, weight, $6 from v
         on conflict (series_id, day) do update set
             value = excluded.value,
             gap = excluded.gap,
             weight = case
                 when excluded.value is not distinct from dbag_sample.value
                 then coalesce(excluded.weight, dbag_sample.weight)
                 else excluded.weight
             end,
             batch_id = excluded.batch_id"
    ))
    .bind(&arrays.series)
    .bind(&arrays.days)
    .bind(&arrays.values)
    .bind(&arrays.gaps)
    .bind(&arrays.weights)
    .bind(batch_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
