//! Writing an import: its metrics, objects, series and values, in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{Metric, MetricId, MetricSettings, NO_OBJECT, ObjectKey, ObjectKind, SeriesId};

use crate::db::{Tx, changed_within, within};
use crate::metrics::add_within;
use crate::objects::json;
use crate::samples::{count_differing, write_within};
use crate::series::{ensure_series, ensure_series_for_keys};
use crate::{NewSample, SampleWrite, Store, StoreError, Written};

/// What is kept of an import beside its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewImport {
    /// How many cells were refused.
    pub refused: u64,
    /// Slugs of metrics that it makes.
    pub metrics: Vec<String>,
}

/// What an import wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenImport {
    /// Values, without days of which the file says why they have none.
    pub written: Written,
    /// Those days, where that was not known before.
    pub gaps: u64,
}

/// An import that is being written. What breaks it off, a restart, too, leaves nothing of it behind: it is written
/// when `write` returns, and not at all before.
#[derive(Debug)]
pub struct ImportWriter {
    tx: Tx,
}

impl Store {
    /// Begins to write an import. On SQLite nobody else writes until it ends.
    pub async fn begin_import(&self) -> Result<ImportWriter, StoreError> {
        let tx = self.db.begin().await?;
        Ok(ImportWriter { tx })
    }
}

impl ImportWriter {
    /// Adds a metric.
    ///
    /// # Errors
    ///
    /// `Taken` where there is one of its slug by now; the import has to be begun anew then.
    pub async fn add_metric(
        &mut self,
        settings: &MetricSettings,
        now: DateTime<Utc>,
    ) -> Result<Metric, StoreError> {
        add_within(&mut self.tx, settings, now).await
    }

    /// Finds or adds the series of a metric that has no objects.
    pub async fn plain_series(&mut self, metric: MetricId) -> Result<SeriesId, StoreError> {
        let ids = ensure_series(&mut self.tx, metric, &[NO_OBJECT]).await?;
        ids.get(&NO_OBJECT)
            .copied()
            .ok_or_else(|| StoreError::not_found("series", metric.0))
    }

    /// Finds or adds the series of a metric for objects named by key, and tells of each whether the key is that of
    /// an object that was merged into another.
    pub async fn series_of(
        &mut self,
        metric: MetricId,
        kind: &ObjectKind,
        keys: &[ObjectKey],
    ) -> Result<HashMap<ObjectKey, (SeriesId, bool)>, StoreError> {
        let mut objects: Vec<_> = keys.iter().map(|key| (key.clone(), None)).collect();
        // Two imports at once must not wait for each other's objects in a ring.
        objects.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        ensure_series_for_keys(&mut self.tx, metric, kind, &objects).await
    }

    /// Names objects that nobody has named yet.
    pub async fn name_unnamed(
        &mut self,
        kind: &ObjectKind,
        labels: &[(ObjectKey, String)],
    ) -> Result<(), StoreError> {
        if labels.is_empty() {
            return Ok(());
        }
        match &mut self.tx {
            Tx::Sqlite(tx) => {
                sqlx::query(
                    "update dbag_object
                     set label = o.value ->> 1
                     from json_each($2) o
                     where dbag_object.kind = $1
                       and dbag_object.key = o.value ->> 0
                       and dbag_object.label = ''",
                )
                .bind(kind.as_str())
                .bind(json(labels)?)
                .execute(&mut **tx)
                .await?;
            }
            Tx::Postgres(tx) => {
                let keys: Vec<&str> = labels.iter().map(|(key, _)| key.as_str()).collect();
                let names: Vec<&str> = labels.iter().map(|(_, label)| label.as_str()).collect();
                sqlx::query(
                    "update dbag_object
                     set label = k.label
                     from unnest($2::text[], $3::text[]) as k (key, label)
                     where dbag_object.kind = $1
                       and dbag_object.key = k.key
                       and dbag_object.label = ''",
                )
                .bind(kind.as_str())
                .bind(&keys)
                .bind(&names)
                .execute(&mut **tx)
                .await?;
            }
        }
        Ok(())
    }

    /// Writes the values, and what the import did, and ends it.
    pub async fn write(
        self,
        write: SampleWrite<'_>,
        import: &NewImport,
    ) -> Result<WrittenImport, StoreError> {
        let mut tx = self.tx;
        let gaps = write.samples.iter().filter(|sample| sample.value.is_err());
        let gaps: Vec<NewSample> = gaps.copied().collect();
        let written = write_within(&mut tx, write).await?;
        let WrittenImport { mut written, gaps } = told_apart(&mut tx, written, gaps).await?;
        // An import adopts nothing but what was made up, which it takes the place of.
        written.replaced += std::mem::take(&mut written.adopted);
        if let Some(batch) = written.batch {
            note_import(&mut tx, batch, &written, import).await?;
        }
        tx.commit().await?;
        Ok(WrittenImport { written, gaps })
    }
}

async fn note_import(
    tx: &mut Tx,
    batch: i32,
    written: &Written,
    import: &NewImport,
) -> Result<(), StoreError> {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    changed_within!(
        tx,
        sqlx::query(
            "insert into dbag_import (batch_id, added, replaced, kept, refused, metrics)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(batch)
        .bind(count(written.added))
        .bind(count(written.replaced))
        .bind(count(written.kept))
        .bind(count(import.refused))
        .bind(json(&import.metrics)?)
    )?;
    Ok(())
}

/// Takes gaps out of the counts of what was written: that there is no value is no value.
async fn told_apart(
    tx: &mut Tx,
    mut written: Written,
    gaps: Vec<NewSample>,
) -> Result<WrittenImport, StoreError> {
    if gaps.is_empty() {
        return Ok(WrittenImport { written, gaps: 0 });
    }
    let batch = written.batch.unwrap_or(0);
    let (count, replacing): (i64, i64) = within!(&mut *tx, on => sqlx::query_as(
        "select count(*), count(v.id)
         from dbag_sample s
         left join dbag_sample_revision v
           on v.series_id = s.series_id and v.day = s.day and v.replaced_by = s.batch_id
         where s.batch_id = $1 and s.value is null"
    ).bind(batch).fetch_one(on))?;
    let (count, replacing) = (count.unsigned_abs(), replacing.unsigned_abs());
    let kept = count_differing(tx, gaps, batch).await?;
    written.added = written
        .added
        .saturating_sub(count.saturating_sub(replacing));
    written.replaced = written.replaced.saturating_sub(replacing);
    written.kept = written.kept.saturating_sub(kept);
    Ok(WrittenImport {
        written,
        gaps: count,
    })
}
