//! Values over all objects of a metric: added up in the database, which has them at hand.

use std::sync::Arc;

use dbag_domain::{Day, DayRange, MetricId, RollUp};
use sqlx::FromRow;

use crate::db::{Db, read};
use crate::totals_cache::{Told, Totals, TotalsKey};
use crate::{Columns, SeriesRow, Store, StoreError};

/// An object's days made into one value.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectTotal {
    /// The series it is of.
    pub series: SeriesRow,
    /// The value.
    pub value: f64,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    series: crate::series::Row,
    value: f64,
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
    /// Their median on the days on which so many of them have a value that nobody can tell whose
    /// it is.
    MedianOfMany,
}

/// So many objects have a value where their median is shown to outsiders: of fewer, one who
/// knows some of the values could work out another.
const MANY: i64 = 5;

macro_rules! totals_sql {
    ($value:literal) => {
        concat!(
            "select s.id, s.metric_id, s.object_id, o.key, o.label,
                 cast(s.revision as bigint) as revision, ",
            $value,
            " as value
             from dbag_series s
             join dbag_object o on o.id = s.object_id
             join dbag_sample v on v.series_id = s.id
             where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
               and v.day between $2 and $3 and v.value is not null
             group by s.id, s.metric_id, s.object_id, o.key, o.label, s.revision"
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
             group by v.day
             having count(*) >= $4"
        )
    };
}

// SQLite takes the other columns from the row that has the largest day; Postgres says so itself.
const LAST_SQLITE: &str = "
    select id, metric_id, object_id, key, label, revision, value
    from (
        select s.id as id, s.metric_id as metric_id, s.object_id as object_id, o.key as key,
            o.label as label, s.revision as revision, v.value as value, max(v.day)
        from dbag_series s
        join dbag_object o on o.id = s.object_id
        join dbag_sample v on v.series_id = s.id
        where s.metric_id = $1 and o.id <> 0 and o.archived_at is null
          and v.day between $2 and $3 and v.value is not null
        group by s.id
    )";
const LAST_POSTGRES: &str = "
    select distinct on (s.id) s.id, s.metric_id, s.object_id, o.key, o.label,
        cast(s.revision as bigint) as revision, v.value
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
        join dbag_object o on o.id = s.object_id
        join dbag_sample v on v.series_id = s.id
        where s.metric_id = $1 and s.object_id <> 0 and o.archived_at is null
          and v.day between $2 and $3 and v.value is not null
    ) ranked
    where place in ((values_of_day + 1) / 2, (values_of_day + 2) / 2)
      and values_of_day >= $4
    group by day";

impl Store {
    /// The days of a range as one value for each object that has any, in no order.
    ///
    /// `revisions` is what [`PageMetric::all_revisions`](crate::PageMetric) said: with the same
    /// number the answer is the one that was given before.
    pub async fn object_totals(
        &self,
        metric: MetricId,
        days: DayRange,
        how: RollUp,
        revisions: i64,
    ) -> Result<Arc<Vec<ObjectTotal>>, StoreError> {
        let key = TotalsKey::new(metric, days, Told::Totals(how));
        if let Some(Totals::Objects(known)) = self.totals.get(&key, revisions) {
            return Ok(known);
        }
        let totals = Arc::new(self.read_totals(metric, days, how).await?);
        self.totals
            .put(key, revisions, Totals::Objects(Arc::clone(&totals)));
        Ok(totals)
    }

    async fn read_totals(
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
        let rows: Vec<Row> = read!(self.db, on => sqlx::query_as(sql)
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .fetch_all(on))?;
        let total = |row: Row| {
            let series = row.series.try_into()?;
            Ok(ObjectTotal {
                series,
                value: row.value,
            })
        };
        rows.into_iter().map(total).collect()
    }

    /// All objects of a metric as one series; days without any value are gaps.
    ///
    /// `revisions` as for [`object_totals`](Self::object_totals).
    pub async fn over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        how: OverObjects,
        revisions: i64,
    ) -> Result<Arc<Columns>, StoreError> {
        let key = TotalsKey::new(metric, days, Told::Over(how));
        if let Some(Totals::Days(known)) = self.totals.get(&key, revisions) {
            return Ok(known);
        }
        let columns = Arc::new(self.read_over_objects(metric, days, how).await?);
        self.totals
            .put(key, revisions, Totals::Days(Arc::clone(&columns)));
        Ok(columns)
    }

    async fn read_over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        how: OverObjects,
    ) -> Result<Columns, StoreError> {
        let sql = match how {
            OverObjects::Sum => over_sql!("sum(v.value)"),
            OverObjects::Mean => over_sql!("avg(v.value)"),
            OverObjects::Median | OverObjects::MedianOfMany => MEDIAN,
        };
        let at_least = match how {
            OverObjects::MedianOfMany => MANY,
            _ => 1,
        };
        let rows: Vec<(i32, f64)> = read!(self.db, on => sqlx::query_as(sql)
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .bind(at_least)
            .fetch_all(on))?;
        let mut columns = Columns {
            first: days.from,
            values: vec![None; days.len()],
            marks: Vec::new(),
        };
        for (day, value) in rows {
            let at = usize::try_from(Day::from_days(day) - days.from);
            if let Some(place) = at.ok().and_then(|at| columns.values.get_mut(at)) {
                *place = Some(value).filter(|value| value.is_finite());
            }
        }
        Ok(columns)
    }

    /// The first and the last day on which any object of a metric has a value.
    pub async fn days_of_metric(&self, metric: MetricId) -> Result<Option<DayRange>, StoreError> {
        let (from, to): (Option<i32>, Option<i32>) = read!(self.db, on => sqlx::query_as(
            "select min(v.day), max(v.day)
             from dbag_series s
             join dbag_sample v on v.series_id = s.id
             where s.metric_id = $1 and v.value is not null"
        ).bind(metric.0).fetch_one(on))?;
        let range = from
            .zip(to)
            .and_then(|(from, to)| DayRange::new(Day::from_days(from), Day::from_days(to)));
        Ok(range)
    }
}
