//! New rows by COPY, by which Postgres takes many in a third of the time.
//!
//! COPY knows no conflicts: it is tried where none is in sight, and taken back where one
//! comes up. The format is Postgres' own (postgresql.org/docs/current/sql-copy.html, "Binary
//! Format"): a row is its number of fields, and each field its length (-1 for null) and bytes.

use dbag_domain::{GapReason, Value};
use sqlx::{Acquire, Postgres, Transaction};

use super::NewSample;
use crate::StoreError;

/// Fewer rows are not worth a statement more.
const FEWEST: usize = 500;
/// So many of the rows are looked for before; a day that is asked again has them all.
const PROBES: usize = 16;
/// Rows of one message, about 170 KB.
const ROWS: usize = 4000;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: [u8; 2] = (-1_i16).to_be_bytes();
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// Puts rows in; `false` where one of them was there already, and then none is put in.
pub(super) async fn copy_new(
    tx: &mut Transaction<'static, Postgres>,
    samples: &[NewSample],
    batch_id: i32,
) -> Result<bool, StoreError> {
    if samples.len() < FEWEST || any_is_there(tx, samples).await? {
        return Ok(false);
    }
    let mut attempt = tx.begin().await?;
    match copy(&mut attempt, samples, batch_id).await {
        Ok(()) => {
            attempt.commit().await?;
            Ok(true)
        }
        Err(sqlx::Error::Database(cause)) if cause.is_unique_violation() => {
            attempt.rollback().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

async fn any_is_there(
    tx: &mut Transaction<'static, Postgres>,
    samples: &[NewSample],
) -> Result<bool, StoreError> {
    let probes = samples.iter().step_by(samples.len().div_ceil(PROBES));
    let (series, days): (Vec<i32>, Vec<i32>) = probes
        .map(|sample| (sample.series.0, sample.day.days()))
        .unzip();
    Ok(sqlx::query_scalar(
        "select exists (
             select 1
             from unnest($1::int[], $2::int[]) as v (series_id, day)
             join dbag_sample s on s.series_id = v.series_id and s.day = v.day
         )",
    )
    .bind(&series)
    .bind(&days)
    .fetch_one(&mut **tx)
    .await?)
}

async fn copy(
    tx: &mut Transaction<'_, Postgres>,
    samples: &[NewSample],
    batch_id: i32,
) -> Result<(), sqlx::Error> {
    let has_weights = super::have_weights(samples);
    let statement = match has_weights {
        true => {
            "copy dbag_sample (series_id, day, value, gap, batch_id, weight)
             from stdin (format binary)"
        }
        false => {
            "copy dbag_sample (series_id, day, value, gap, batch_id)
             from stdin (format binary)"
        }
    };
    let mut target = tx.copy_in_raw(statement).await?;
    let mut bytes = SIGNATURE.to_vec();
    for rows in samples.chunks(ROWS) {
        for sample in rows {
            push_row(&mut bytes, sample, batch_id, has_weights);
        }
        target.send(bytes.as_slice()).await?;
        bytes.clear();
    }
    target.send(END.as_slice()).await?;
    target.finish().await?;
    Ok(())
}

fn push_row(bytes: &mut Vec<u8>, sample: &NewSample, batch_id: i32, has_weights: bool) {
    let fields = if has_weights { 6_i16 } else { 5 };
    bytes.extend(fields.to_be_bytes());
    push_field(bytes, Some(&sample.series.0.to_be_bytes()));
    push_field(bytes, Some(&sample.day.days().to_be_bytes()));
    let value = sample
        .value
        .ok()
        .map(|value| Value::get(value).to_be_bytes());
    push_field(bytes, value.as_ref().map(<[u8; 8]>::as_slice));
    let gap = sample.value.err().map(GapReason::stored);
    push_field(bytes, gap.as_deref().map(str::as_bytes));
    push_field(bytes, Some(&batch_id.to_be_bytes()));
    if has_weights {
        let weight = sample.weight().map(f64::to_be_bytes);
        push_field(bytes, weight.as_ref().map(<[u8; 8]>::as_slice));
    }
}

fn push_field(bytes: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        Some(field) => {
            bytes.extend((field.len() as i32).to_be_bytes());
            bytes.extend(field);
        }
        None => bytes.extend(NULL),
    }
}
