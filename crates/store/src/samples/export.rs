//! Reading samples in pages: for exports and for the table of one metric.

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, GapReason, Metric, MetricId, Origin, SeriesId};
use sqlx::FromRow;

use crate::db::read;
use crate::{Store, StoreError};

/// A sample with everything known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedSample {
    /// The series.
    pub series: SeriesId,
    /// The object's kind and key.
    pub object: Option<(String, String)>,
    /// The day.
    pub day: Day,
    /// The value, or why there is none.
    pub value: Result<f64, GapReason>,
    /// How much the value counts, where that is known.
    pub weight: Option<f64>,
    /// How it came.
    pub origin: Origin,
    /// Who brought it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the writer's words.
    pub note: String,
    /// Whether merging objects made it; such words may be anybody's.
    pub is_merge: bool,
}

#[derive(FromRow)]
struct Row {
    series_id: i32,
    kind: String,
    key: String,
    day: i32,
    value: Option<f64>,
    gap: Option<String>,
    weight: Option<f64>,
    origin: String,
    actor: String,
    at: DateTime<Utc>,
    note: String,
    is_merge: bool,
}

impl TryFrom<Row> for ExportedSample {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = match row.value {
            Some(value) => Ok(value),
            None => {
                let gap = row.gap.as_deref().unwrap_or("");
                Err(GapReason::parse(gap).map_err(StoreError::unexpected)?)
            }
        };
        Ok(Self {
            series: SeriesId(row.series_id),
            object: (!row.kind.is_empty()).then_some((row.kind, row.key)),
            day: Day::from_days(row.day),
            value,
            weight: row.weight,
            origin: Origin::parse(&row.origin).map_err(StoreError::unexpected)?,
            actor: row.actor,
            at: row.at,
            note: row.note,
            is_merge: row.is_merge,
        })
    }
}

/// The columns and tables of `Row`.
macro_rules! sample_rows {
    ($rest:literal) => {
        concat!(
            "select s.series_id, o.kind, o.key, s.day, s.value, s.gap, s.weight,
                    b.origin, b.actor, b.at, b.note, b.merged_object_id is not null as is_merge
             from dbag_series r
             join dbag_object o on o.id = r.object_id
             join dbag_sample s on s.series_id = r.id
             join dbag_batch b on b.id = s.batch_id ",
            $rest
        )
    };
}

impl Store {
    /// The next samples of a metric after `(series, day)`, in that order: a page of an export.
    ///
    /// Pages are read one by one, so that a slow reader holds no snapshot.
    pub async fn export_page(
        &self,
        metric: MetricId,
        after: (SeriesId, Day),
        limit: i64,
    ) -> Result<Vec<ExportedSample>, StoreError> {
        let (series, day) = after;
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(sample_rows!(
            "where r.metric_id = $1
               and r.id >= $2 and (r.id > $2 or s.day > $3)
             order by r.id, s.day
             limit $4"
        )).bind(metric.0).bind(series.0).bind(day.days()).bind(limit).fetch_all(on))?;
        rows.into_iter().map(ExportedSample::try_from).collect()
    }

    /// The samples of one series over a range, newest first.
    pub async fn samples(
        &self,
        series: SeriesId,
        range: DayRange,
        limit: i64,
    ) -> Result<Vec<ExportedSample>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(sample_rows!(
            "where r.id = $1 and s.day between $2 and $3
             order by s.day desc
             limit $4"
        )).bind(series.0).bind(range.from.days()).bind(range.to.days()).bind(limit).fetch_all(on))?;
        rows.into_iter().map(ExportedSample::try_from).collect()
    }

    /// What stood on a day before, newest first.
    pub async fn revisions(
        &self,
        series: SeriesId,
        day: Day,
    ) -> Result<Vec<ExportedSample>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select v.series_id, o.kind, o.key, v.day, v.value, v.gap, v.weight,
                    b.origin, b.actor, b.at, b.note, b.merged_object_id is not null as is_merge
             from dbag_sample_revision v
             join dbag_series r on r.id = v.series_id
             join dbag_object o on o.id = r.object_id
             join dbag_batch b on b.id = v.batch_id
             where v.series_id = $1 and v.day = $2 and not v.is_held
             order by v.id desc"
        ).bind(series.0).bind(day.days()).fetch_all(on))?;
        rows.into_iter().map(ExportedSample::try_from).collect()
    }

    /// How many values of a metric somebody typed, sent or imported: those that count as long as it has the kind of
    /// objects that it has.
    pub async fn brought_values(&self, metric: &Metric) -> Result<u64, StoreError> {
        let many: i64 = read!(self.db, on => sqlx::query_scalar(
            "select count(*)
             from dbag_series r
             join dbag_sample s on s.series_id = r.id and s.value is not null
             join dbag_batch b on b.id = s.batch_id and b.origin in ('edited', 'pushed', 'imported')
             where r.metric_id = $1 and (r.object_id <> 0) = $2"
        ).bind(metric.id.0).bind(metric.object_kind.is_some()).fetch_one(on))?;
        Ok(many.unsigned_abs())
    }

    /// When values of each metric last came; metrics without values are left out.
    pub async fn last_batches(&self) -> Result<Vec<(MetricId, DateTime<Utc>)>, StoreError> {
        let rows: Vec<(i64, DateTime<Utc>)> = read!(self.db, on => sqlx::query_as(
            "select d.metric_id, max(d.asked_at)
             from dbag_day d
             where d.asked_at is not null
             group by d.metric_id"
        ).fetch_all(on))?;
        Ok(rows
            .into_iter()
            .map(|(id, at)| (MetricId(id), at))
            .collect())
    }
}
