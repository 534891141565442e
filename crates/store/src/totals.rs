//! Values over all objects of a metric: added up in the database, which has them at hand.

use dbag_domain::{Day, DayRange, MetricId, ObjectId, RollUp, Series};
use sqlx::FromRow;

use crate::db::{Db, read};
use crate::{Store, StoreError};

/// An object's days made into one value.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ObjectTotal {
    /// The object's row.
    #[sqlx(rename = "object_id")]
    object: i64,
    /// Its key.
    pub key: String,
    /// What people call it; may be empty.
    pub label: String,
    /// The value.
    pub value: f64,
}

impl ObjectTotal {
    /// The object's row.
    pub const fn object(&self) -> ObjectId {
        ObjectId(self.object)
    }
}

/// How the values of all objects become one a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverObjects {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// Their median.
    Median,
}

macro_rules! totals_sql {
    ($value:literal) => {
        concat!(
            "select o.id as object_id, o.key, o.label, ",
            $value,
            " as value
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             join dbag_sample v on v.series_id = s.id
             where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
               and v.day between $2 and $3 and v.value is not null
             group by o.id, o.key, o.label"
        )
    };
}

macro_rules! over_sql {
    ($value:literal) => {
        concat!(
            "select v.day, ",
            $value,
            "
             from dbag_series s
             join dbag_sample v on v.series_id = s.id
             where s.metric_id = $1 and s.object_id <> 0
               and v.day between $2 and $3 and v.value is not null
             group by v.day"
        )
    };
}

// SQLite takes the other columns from the row that has the largest day; Postgres says so itself.
const LAST_SQLITE: &str = "
    select object_id, key, label, value
    from (
        select o.id as object_id, o.key as key, o.label as label, v.value as value, max(v.day)
        from dbag_series s
        join dbag_object o on o.id = s.object_id
        join dbag_sample v on v.series_id = s.id
        where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
          and v.day between $2 and $3 and v.value is not null
        group by s.id
    )";
const LAST_POSTGRES: &str = "
    select distinct on (s.id) o.id as object_id, o.key, o.label, v.value
    from dbag_series s
    join dbag_object o on o.id = s.object_id
    join dbag_sample v on v.series_id = s.id
    where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
      and v.day between $2 and $3 and v.value is not null
    order by s.id, v.day desc";

/// The middle value of each day, or the mean of the two in the middle.
const MEDIAN: &str = "
    select day, avg(value)
    from (
        select v.day, v.value,
            row_number() over (partition by v.day order by v.value) as place,
            count(*) over (partition by v.day) as values_of_day
        from dbag_series s
        join dbag_sample v on v.series_id = s.id
        where s.metric_id = $1 and s.object_id <> 0
          and v.day between $2 and $3 and v.value is not null
    ) ranked
    where place in ((values_of_day + 1) / 2, (values_of_day + 2) / 2)
    group by day";

impl Store {
    /// The days of a range as one value for each object that has any, in no order.
    pub async fn object_totals(
        &self,
        metric: MetricId,
        days: DayRange,
        how: RollUp,
    ) -> Result<Vec<ObjectTotal>, StoreError> {
        let sql = match how {
            RollUp::Sum => totals_sql!("sum(v.value)"),
            RollUp::Mean | RollUp::Recomputed => totals_sql!("avg(v.value)"),
            RollUp::Min => totals_sql!("min(v.value)"),
            RollUp::Max => totals_sql!("max(v.value)"),
            RollUp::Last => match &self.db {
                Db::Sqlite { .. } => LAST_SQLITE,
                Db::Postgres(_) => LAST_POSTGRES,
            },
        };
        Ok(read!(self.db, on => sqlx::query_as(sql)
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .fetch_all(on))?)
    }

    /// All objects of a metric as one series; days without any value are gaps.
    pub async fn over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        how: OverObjects,
    ) -> Result<Series, StoreError> {
        let sql = match how {
            OverObjects::Sum => over_sql!("sum(v.value)"),
            OverObjects::Mean => over_sql!("avg(v.value)"),
            OverObjects::Median => MEDIAN,
        };
        let rows: Vec<(i32, f64)> = read!(self.db, on => sqlx::query_as(sql)
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .fetch_all(on))?;
        let mut series = Series::empty(days);
        for (day, value) in rows {
            let at = usize::try_from(Day::from_days(day) - days.from);
            if let Some(place) = at.ok().and_then(|at| series.values.get_mut(at)) {
                *place = Some(value).filter(|value| value.is_finite());
            }
        }
        Ok(series)
    }
}
