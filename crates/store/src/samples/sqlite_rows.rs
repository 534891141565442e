//! Many rows in one statement on SQLite: a list of values, one placeholder each.
//!
//! A statement a row would cross to the connection's thread a row; a JSON text
//! would be parsed once more by the database. The texts depend on nothing but
//! the number of rows.

use dbag_domain::{GapReason, Origin, SeriesId, Value};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Sqlite, Transaction};

use super::NewSample;
use super::conflict::{Existing, ExistingRow};
use crate::StoreError;

/// At most so many rows a statement, so that few texts are prepared and none is too long.
const ROWS: usize = 1000;

/// Which columns the rows of a chunk have. Weights cost nothing where there are none.
#[derive(Clone, Copy)]
struct Shape {
    has_weights: bool,
}

impl Shape {
    fn of(chunk: &[NewSample]) -> Self {
        Self {
            has_weights: super::have_weights(chunk),
        }
    }

    /// The rows as the table `v`.
    fn table(self, rows: usize) -> String {
        let (columns, row) = match self.has_weights {
            true => (self.columns(), "(?,?,?,?,?)"),
            false => (self.columns(), "(?,?,?,?)"),
        };
        let mut text = format!("with v ({columns}) as (values {row}");
        text.reserve(rows * (row.len() + 1));
        for _ in 1..rows {
            text.push(',');
            text.push_str(row);
        }
        text.push(')');
        text
    }

    const fn columns(self) -> &'static str {
        match self.has_weights {
            true => "series_id, day, value, gap, weight",
            false => "series_id, day, value, gap",
        }
    }

    /// Whether a value, reason or weight that came is another; that no weight came says nothing of one that is known.
    const fn differs(self) -> &'static str {
        match self.has_weights {
            true => {
                "(s.value is not v.value or s.gap is not v.gap
                  or (v.weight is not null and s.weight is not v.weight))"
            }
            false => "(s.value is not v.value or s.gap is not v.gap)",
        }
    }

    /// What a replaced row's weight becomes: the same value counts as much as before where nothing is said of it.
    const fn replaced_weight(self) -> &'static str {
        match self.has_weights {
            true => {
                "case
                     when excluded.value is dbag_sample.value
                     then coalesce(excluded.weight, dbag_sample.weight)
                     else excluded.weight
                 end"
            }
            false => "case when excluded.value is dbag_sample.value then dbag_sample.weight end",
        }
    }
}

fn bind(chunk: &[NewSample], shape: Shape) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    let refused = |error: sqlx::error::BoxDynError| StoreError::unexpected(error);
    for sample in chunk {
        arguments.add(sample.series.0).map_err(refused)?;
        arguments.add(sample.day.days()).map_err(refused)?;
        arguments
            .add(sample.value.ok().map(Value::get))
            .map_err(refused)?;
        arguments
            .add(sample.value.err().map(GapReason::stored))
            .map_err(refused)?;
        if shape.has_weights {
            arguments.add(sample.weight()).map_err(refused)?;
        }
    }
    Ok(arguments)
}

fn bind_with_batch(
    chunk: &[NewSample],
    shape: Shape,
    batch_id: i32,
) -> Result<SqliteArguments, StoreError> {
    let mut arguments = bind(chunk, shape)?;
    arguments.add(batch_id).map_err(StoreError::unexpected)?;
    Ok(arguments)
}

/// Runs a statement that changes rows over the chunk as the table `v`; `?` is the batch.
async fn execute(
    tx: &mut Transaction<'static, Sqlite>,
    (chunk, shape): (&[NewSample], Shape),
    batch_id: i32,
    statement: &str,
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for rows in chunk.chunks(ROWS) {
        let sql = format!("{} {statement}", shape.table(rows.len()));
        let arguments = bind_with_batch(rows, shape, batch_id)?;
        let done = sqlx::query_with(AssertSqlSafe(sql), arguments)
            .execute(&mut **tx)
            .await?;
        changed += done.rows_affected();
    }
    Ok(changed)
}

/// Inserts what is not there yet; how many rows that were.
pub(super) async fn insert_missing(
    tx: &mut Transaction<'static, Sqlite>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<u64, StoreError> {
    let shape = Shape::of(chunk);
    let columns = shape.columns();
    let statement = format!(
        "insert into dbag_sample ({columns}, batch_id)
         select {columns}, ? from v where true
         on conflict (series_id, day) do nothing"
    );
    execute(tx, (chunk, shape), batch_id, &statement).await
}

/// Rows of other batches whose value differs from the chunk's, and those of some origins that are the same.
pub(super) async fn existing(
    tx: &mut Transaction<'static, Sqlite>,
    chunk: &[NewSample],
    batch_id: i32,
    adopted: &[Origin],
) -> Result<Vec<Existing>, StoreError> {
    let shape = Shape::of(chunk);
    let origins: Vec<&str> = adopted.iter().map(|origin| origin.as_str()).collect();
    let origins = serde_json::to_string(&origins).map_err(StoreError::unexpected)?;
    let mut existing = Vec::new();
    for rows in chunk.chunks(ROWS) {
        let sql = format!(
            "{table}
             select s.series_id, s.day, s.value, s.gap, b.origin, b.actor, b.at, b.note, {differs} as differs
             from v
             cross join dbag_sample s on s.series_id = v.series_id and s.day = v.day
             join dbag_batch b on b.id = s.batch_id
             where s.batch_id <> ?
               and ({differs} or b.origin in (select value from json_each(?)))",
            table = shape.table(rows.len()),
            differs = shape.differs()
        );
        let mut arguments = bind_with_batch(rows, shape, batch_id)?;
        arguments.add(&origins).map_err(StoreError::unexpected)?;
        let found: Vec<ExistingRow> = sqlx::query_as_with(AssertSqlSafe(sql), arguments)
            .fetch_all(&mut **tx)
            .await?;
        for row in found {
            existing.push(row.try_into()?);
        }
    }
    Ok(existing)
}

/// The series into which the batch wrote rows of the chunk.
pub(super) async fn series_of_batch(
    tx: &mut Transaction<'static, Sqlite>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<Vec<SeriesId>, StoreError> {
    let shape = Shape::of(chunk);
    let mut series = Vec::new();
    for rows in chunk.chunks(ROWS) {
        let sql = format!(
            "{}
             select distinct s.series_id
             from v
             cross join dbag_sample s on s.series_id = v.series_id and s.day = v.day
             where s.batch_id = ?",
            shape.table(rows.len())
        );
        let arguments = bind_with_batch(rows, shape, batch_id)?;
        let ids: Vec<i32> = sqlx::query_scalar_with(AssertSqlSafe(sql), arguments)
            .fetch_all(&mut **tx)
            .await?;
        series.extend(ids.into_iter().map(SeriesId));
    }
    Ok(series)
}

/// Keeps the rows that stand where the chunk's samples go.
pub(super) async fn keep_revisions(
    tx: &mut Transaction<'static, Sqlite>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<(), StoreError> {
    let statement = "insert into dbag_sample_revision (
             series_id, day, value, gap, weight, batch_id, replaced_by)
         select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, ?
         from v
         cross join dbag_sample s on s.series_id = v.series_id and s.day = v.day";
    execute(tx, (chunk, Shape::of(chunk)), batch_id, statement).await?;
    Ok(())
}

/// Puts the chunk's values in the place of those that are there.
pub(super) async fn replace(
    tx: &mut Transaction<'static, Sqlite>,
    chunk: &[NewSample],
    batch_id: i32,
) -> Result<(), StoreError> {
    let shape = Shape::of(chunk);
    let columns = shape.columns();
    let weight = shape.replaced_weight();
    let statement = format!(
        "insert into dbag_sample ({columns}, batch_id)
         select {columns}, ? from v where true
         on conflict (series_id, day) do update set
             value = excluded.value,
             gap = excluded.gap,
             weight = {weight},
             batch_id = excluded.batch_id"
    );
    execute(tx, (chunk, shape), batch_id, &statement).await?;
    Ok(())
}
