//! Writing samples: one row per series and day, whatever comes in which order.
//!
//! A chunk is inserted where nothing is there yet, which is all there is to do
//! for new values. Only where rows were there already are they read, judged
//! one by one (see `conflict`) and replaced.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use dbag_domain::{Batch, Day, GapReason, MetricId, Origin, SeriesId, Value, Weight};

use super::conflict::{self, Change, Effect, OnConflict, Verdict};
use super::{postgres_copy, postgres_rows, sqlite_rows};
use crate::db::{Tx, changed_within, within};
use crate::{Store, StoreError};

/// A value of a series on a day, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewSample {
    /// The series.
    pub series: SeriesId,
    /// The day.
    pub day: Day,
    /// The value, or the reason of the gap.
    pub value: Result<Value, GapReason>,
}

impl NewSample {
    /// How much the value counts, where that is known.
    pub fn weight(&self) -> Option<f64> {
        self.value.ok()?.weight().map(Weight::get)
    }
}

/// One write that brings samples.
pub struct SampleWrite<'a> {
    /// By whom, how and why.
    pub batch: Batch,
    /// The samples; of several for one series and day the last counts.
    pub samples: Vec<NewSample>,
    /// What happens to values that are there already.
    pub on_conflict: OnConflict,
    /// Whether a value written at an instant was final for its day, and so leaves a revision.
    pub is_final: &'a (dyn Fn(SeriesId, Day, DateTime<Utc>) -> bool + Send + Sync),
}

/// What a write did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Days that had no row before.
    pub added: u64,
    /// Days whose value changed.
    pub replaced: u64,
    /// Days whose value is as it was, and known by where it came from now.
    pub adopted: u64,
    /// Those of them that the same person typed before: only the note is another.
    pub noted: u64,
    /// Values that differ from what came and stayed.
    pub kept: u64,
    /// The series that changed.
    pub series: BTreeSet<SeriesId>,
    /// Final values that were replaced; each has its revision.
    pub revised: u64,
    /// The batch that was written; none where nothing was.
    pub batch: Option<i32>,
}

const CHUNK: usize = 4000;

impl Store {
    /// Writes samples in one transaction.
    pub async fn write_samples(&self, write: SampleWrite<'_>) -> Result<Written, StoreError> {
        let mut tx = self.db.begin().await?;
        let written = write_within(&mut tx, write).await?;
        tx.commit().await?;
        Ok(written)
    }
}

/// Writes samples within a transaction and bumps the revisions of the series that changed.
pub(crate) async fn write_within(
    tx: &mut Tx,
    write: SampleWrite<'_>,
) -> Result<Written, StoreError> {
    write_and_tell(tx, write, &mut |_| {}).await
}

/// The same, telling each change as it is made.
pub(crate) async fn write_and_tell(
    tx: &mut Tx,
    mut write: SampleWrite<'_>,
    tell: &mut (dyn FnMut(Change) + Send),
) -> Result<Written, StoreError> {
    let samples = sorted(std::mem::take(&mut write.samples));
    if samples.is_empty() {
        return Ok(Written::default());
    }
    let batch_id = insert_batch(tx, &write.batch).await?;
    let mut written = Written::default();
    if let Tx::Postgres(tx) = tx
        && postgres_copy::copy_new(tx, &samples, batch_id).await?
    {
        written.added = samples.len() as u64;
        written.series.extend(series_of(&samples));
    } else {
        write_chunks(tx, &samples, &write, batch_id, tell, &mut written).await?;
    }
    if written.series.is_empty() {
        // An equal value of the same origin writes nothing, not even that it was seen.
        changed_within!(
            tx,
            sqlx::query("delete from dbag_batch where id = $1").bind(batch_id)
        )?;
    } else {
        written.batch = Some(batch_id);
        let bumped = bump_revisions(tx, &written.series).await?;
        // A series that was found before may have become a part of another's since.
        if bumped < written.series.len() as u64 {
            return Err(StoreError::Stale);
        }
    }
    Ok(written)
}

async fn write_chunks(
    tx: &mut Tx,
    samples: &[NewSample],
    write: &SampleWrite<'_>,
    batch_id: i32,
    tell: &mut (dyn FnMut(Change) + Send),
    written: &mut Written,
) -> Result<(), StoreError> {
    for chunk in samples.chunks(CHUNK) {
        let added = insert_missing(tx, chunk, batch_id).await?;
        written.added += added;
        if added == chunk.len() as u64 {
            written.series.extend(series_of(chunk));
            continue;
        }
        let adopted = conflict::adopted_by(write.batch.origin, write.on_conflict);
        let existing = existing(tx, chunk, batch_id, adopted).await?;
        written
            .series
            .extend(series_of_batch(tx, chunk, batch_id, added).await?);
        let replacements = judge(existing, write, tell)?;
        keep_revisions(tx, &replacements.with_revision, batch_id).await?;
        replace(tx, &replacements.all, batch_id).await?;
        written.replaced += replacements.all.len() as u64 - replacements.adopted;
        written.adopted += replacements.adopted;
        written.noted += replacements.noted;
        written
            .series
            .extend(replacements.all.iter().map(|sample| sample.series));
        written.revised += replacements.revised;
        written.kept += replacements.kept;
    }
    Ok(())
}

/// How many of the samples differ from what stands in their places since before a batch.
pub(crate) async fn count_differing(
    tx: &mut Tx,
    samples: Vec<NewSample>,
    batch_id: i32,
) -> Result<u64, StoreError> {
    let mut count = 0;
    for chunk in sorted(samples).chunks(CHUNK) {
        count += existing(tx, chunk, batch_id, &[]).await?.len() as u64;
    }
    Ok(count)
}

/// The series of samples in key order, once each.
fn series_of(samples: &[NewSample]) -> impl Iterator<Item = SeriesId> + '_ {
    let of_series = samples.chunk_by(|a, b| a.series == b.series);
    of_series.map(|samples| samples[0].series)
}

/// In key order, which is the order the table is kept in; the last of equal keys stays.
fn sorted(mut samples: Vec<NewSample>) -> Vec<NewSample> {
    let key = |sample: &NewSample| (sample.series, sample.day);
    if samples.is_sorted_by(|a, b| key(a) < key(b)) {
        return samples;
    }
    samples.reverse();
    samples.sort_by_key(key);
    samples.dedup_by_key(|sample| key(sample));
    samples
}

pub(crate) async fn insert_batch(tx: &mut Tx, batch: &Batch) -> Result<i32, StoreError> {
    Ok(within!(tx, on => sqlx::query_scalar(
        "insert into dbag_batch (origin, actor, at, run_id, note, definition)
         values ($1, $2, $3, $4, $5, $6)
         returning id"
    )
    .bind(batch.origin.as_str())
    .bind(&batch.actor)
    .bind(batch.at)
    .bind(batch.run_id)
    .bind(&batch.note)
    .bind(batch.definition)
    .fetch_one(on))?)
}

async fn insert_missing(
    tx: &mut Tx,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<u64, StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite_rows::insert_missing(tx, chunk, batch_id).await,
        Tx::Postgres(tx) => postgres_rows::insert_missing(tx, chunk, batch_id).await,
    }
}

/// Rows of other batches that stand where the chunk's samples differ, or that are the same of origins that
/// give way.
async fn existing(
    tx: &mut Tx,
    chunk: &[NewSample],
    batch_id: i32,
    adopted: &[Origin],
) -> Result<Vec<(conflict::Existing, NewSample)>, StoreError> {
    let rows = match tx {
        Tx::Sqlite(tx) => sqlite_rows::existing(tx, chunk, batch_id, adopted).await?,
        Tx::Postgres(tx) => postgres_rows::existing(tx, chunk, batch_id, adopted).await?,
    };
    // The chunk is sorted and without doubles, so its samples are found by their key.
    let find = |row: &conflict::Existing| {
        let key = (row.series, row.day);
        let at = chunk
            .binary_search_by_key(&key, |sample| (sample.series, sample.day))
            .ok()?;
        Some(chunk[at])
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| find(&row).map(|sample| (row, sample)))
        .collect())
}

/// The series of the chunk into which this batch added rows.
async fn series_of_batch(
    tx: &mut Tx,
    chunk: &[NewSample],
    batch_id: i32,
    added: u64,
) -> Result<Vec<SeriesId>, StoreError> {
    if added == 0 {
        return Ok(Vec::new());
    }
    match tx {
        Tx::Sqlite(tx) => sqlite_rows::series_of_batch(tx, chunk, batch_id).await,
        Tx::Postgres(tx) => postgres_rows::series_of_batch(tx, chunk, batch_id).await,
    }
}

/// Which samples of a chunk take the place of others.
#[derive(Default)]
struct Replacements {
    all: Vec<NewSample>,
    /// Those whose predecessor is kept as a revision.
    with_revision: Vec<NewSample>,
    /// How many final values others take the place of.
    revised: u64,
    /// How many are as they were.
    adopted: u64,
    /// How many of these who writes typed before.
    noted: u64,
    /// How many others stay.
    kept: u64,
}

fn judge(
    existing: Vec<(conflict::Existing, NewSample)>,
    write: &SampleWrite<'_>,
    tell: &mut (dyn FnMut(Change) + Send),
) -> Result<Replacements, StoreError> {
    let mut replacements = Replacements::default();
    let mut refused = Vec::new();
    for (row, sample) in existing {
        let verdict = conflict::judge(
            &row,
            &sample,
            &write.batch,
            write.on_conflict,
            write.is_final,
        );
        if let Some(change) = row.change(&sample, &verdict) {
            let is_adopted = change.effect == Effect::Adopted;
            replacements.adopted += u64::from(is_adopted);
            replacements.noted += u64::from(is_adopted && row.is_typed_by(&write.batch));
            tell(change);
        }
        match verdict {
            Verdict::Keep => replacements.kept += u64::from(row.differs),
            Verdict::Refuse => refused.push(row.day),
            Verdict::Replace => replacements.all.push(sample),
            Verdict::ReplaceWithRevision => {
                replacements.all.push(sample);
                replacements.with_revision.push(sample);
                replacements.revised += u64::from(row.differs);
            }
        }
    }
    match refused.iter().min() {
        None => Ok(replacements),
        Some(first) => Err(StoreError::ValuesExist {
            count: refused.len(),
            first: *first,
        }),
    }
}

/// Keeps what stands where the samples go, before they take its place.
async fn keep_revisions(
    tx: &mut Tx,
    samples: &[NewSample],
    batch_id: i32,
) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite_rows::keep_revisions(tx, samples, batch_id).await,
        Tx::Postgres(tx) => postgres_rows::keep_revisions(tx, samples, batch_id).await,
    }
}

async fn replace(tx: &mut Tx, samples: &[NewSample], batch_id: i32) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite_rows::replace(tx, samples, batch_id).await,
        Tx::Postgres(tx) => postgres_rows::replace(tx, samples, batch_id).await,
    }
}

/// Of two transactions on Postgres that bump, one waits for the end of the other: they would
/// lock rows in orders of their own and could wait for each other in a ring.
const BUMP_LOCK: i64 = 0x6462_6167_0001;

/// One bump for all series that changed, the last thing before a transaction ends; how many
/// of them are there.
pub(crate) async fn bump_revisions(
    tx: &mut Tx,
    series: &BTreeSet<SeriesId>,
) -> Result<u64, StoreError> {
    let ids: Vec<i32> = series.iter().map(|series| series.0).collect();
    lock_bumps(tx).await?;
    Ok(match tx {
        Tx::Sqlite(_) => {
            let list = serde_json::to_string(&ids).map_err(StoreError::unexpected)?;
            changed_within!(
                tx,
                sqlx::query(
                    "update dbag_series set revision = revision + 1
                     where id in (select value from json_each($1))",
                )
                .bind(list)
            )?
        }
        Tx::Postgres(tx) => {
            sqlx::query("update dbag_series set revision = revision + 1 where id = any($1)")
                .bind(&ids)
                .execute(&mut **tx)
                .await?
                .rows_affected()
        }
    })
}

/// One bump for all series of a metric.
pub(crate) async fn bump_revisions_of(tx: &mut Tx, metric: MetricId) -> Result<(), StoreError> {
    lock_bumps(tx).await?;
    changed_within!(
        tx,
        sqlx::query("update dbag_series set revision = revision + 1 where metric_id = $1")
            .bind(metric.0)
    )?;
    Ok(())
}

/// Waits for other transactions that bump; until this one ends they wait for it.
pub(crate) async fn lock_bumps(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        sqlx::query("select pg_advisory_xact_lock($1)")
            .bind(BUMP_LOCK)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r04_of_several_for_one_day_the_last_counts() {
        let sample = |series, day, number| NewSample {
            series: SeriesId(series),
            day: Day::from_days(day),
            value: Ok(Value::new(number).expect("finite")),
        };
        let given = vec![sample(2, 1, 1.0), sample(1, 5, 2.0), sample(2, 1, 3.0)];
        assert_eq!(sorted(given), [sample(1, 5, 2.0), sample(2, 1, 3.0)]);
    }
}
