//! Days: which were asked, which are due, and what could not be asked any more.

use chrono::{DateTime, Utc};
use dbag_domain::{AbsentMeans, Day, DayRange, DayState, GapReason, Metric, MetricId};
use sqlx::FromRow;

use crate::db::{Tx, changed_within, read, within};
use crate::leases::Claim;
use crate::objects::json;
use crate::{Store, StoreError};

/// The state of a metric's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// The metric.
    pub metric: MetricId,
    /// The day.
    pub day: Day,
    /// Where the asking stands.
    pub state: DayState,
    /// Why the last attempt failed, or why the day is a gap.
    pub reason: Option<GapReason>,
    /// How often it was tried since it was last answered.
    pub attempt: i32,
    /// When it was last answered.
    pub asked_at: Option<DateTime<Utc>>,
}

/// Days of a metric that were answered, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnsweredDays {
    /// All of them.
    pub all: Vec<Day>,
    /// Those that were answered when no row meant zero.
    pub zero: Vec<Day>,
}

#[derive(FromRow)]
struct Row {
    metric_id: i64,
    day: i32,
    state: String,
    reason: Option<String>,
    attempt: i32,
    asked_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for DayRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reason = row.reason.as_deref().map(GapReason::parse).transpose();
        Ok(Self {
            metric: MetricId(row.metric_id),
            day: Day::from_days(row.day),
            state: DayState::parse(&row.state).map_err(StoreError::unexpected)?,
            reason: reason.map_err(StoreError::unexpected)?,
            attempt: row.attempt,
            asked_at: row.asked_at,
        })
    }
}

impl Store {
    /// The states of a metric's days from a day on, in order.
    pub async fn days(&self, metric: MetricId, from: Day) -> Result<Vec<DayRow>, StoreError> {
        let rows = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select metric_id, day, state, reason, attempt, asked_at
             from dbag_day
             where metric_id = $1 and day >= $2
             order by day"
        ).bind(metric.0).bind(from.days()).fetch_all(on))?;
        rows.into_iter().map(DayRow::try_from).collect()
    }

    /// The first and the last day that were answered.
    pub async fn asked_between(&self, metric: MetricId) -> Result<Option<DayRange>, StoreError> {
        let (from, to): (Option<i32>, Option<i32>) = read!(self.db, on => sqlx::query_as(
            "select min(day), max(day) from dbag_day where metric_id = $1 and asked_at is not null"
        ).bind(metric.0).fetch_one(on))?;
        let days = from.zip(to);
        Ok(days.and_then(|(from, to)| DayRange::new(Day::from_days(from), Day::from_days(to))))
    }

    /// Those of some days that were answered by the definition of now, in order.
    pub async fn answered_in(
        &self,
        metric: MetricId,
        days: DayRange,
    ) -> Result<Vec<Day>, StoreError> {
        let days: Vec<i32> = read!(self.db, on => sqlx::query_scalar(
            "select day
             from dbag_day
             where metric_id = $1 and day between $2 and $3 and asked_at is not null
               and not is_outdated
             order by day"
        ).bind(metric.0).bind(days.from.days()).bind(days.to.days()).fetch_all(on))?;
        Ok(days.into_iter().map(Day::from_days).collect())
    }

    /// The state of one day; none where it was never planned.
    pub async fn asked_day(
        &self,
        metric: MetricId,
        day: Day,
    ) -> Result<Option<DayRow>, StoreError> {
        let row = read!(self.db, on => sqlx::query_as::<_, Row>(
            "select metric_id, day, state, reason, attempt, asked_at
             from dbag_day
             where metric_id = $1 and day = $2"
        ).bind(metric.0).bind(day.days()).fetch_optional(on))?;
        row.map(DayRow::try_from).transpose()
    }

    /// The days from a day on that were answered by the definition of now, in order.
    pub async fn answered_days(&self, metric: MetricId, from: Day) -> Result<Vec<Day>, StoreError> {
        let days: Vec<i32> = read!(self.db, on => sqlx::query_scalar(
            "select day
             from dbag_day
             where metric_id = $1 and day >= $2 and asked_at is not null and not is_outdated
             order by day"
        ).bind(metric.0).bind(from.days()).fetch_all(on))?;
        Ok(days.into_iter().map(Day::from_days).collect())
    }

    /// The days of a range that were answered, by whichever definition.
    pub async fn answered_by_any(
        &self,
        metric: &Metric,
        days: DayRange,
    ) -> Result<AnsweredDays, StoreError> {
        let answered: Vec<(i32, Option<i32>, bool)> = read!(self.db, on => sqlx::query_as(
            "select day, definition, is_outdated
             from dbag_day
             where metric_id = $1 and day between $2 and $3 and asked_at is not null
             order by day"
        ).bind(metric.id.0).bind(days.from.days()).bind(days.to.days()).fetch_all(on))?;
        if answered.is_empty() {
            return Ok(AnsweredDays::default());
        }
        let definitions = self.definitions(metric.id).await?;
        let means = |number: Option<i32>, is_outdated: bool| {
            let number = number.or((!is_outdated).then_some(metric.definition));
            let by = definitions.iter().find(|one| Some(one.number) == number);
            by.map(|by| by.what.absent_means)
        };
        let mut found = AnsweredDays::default();
        for (day, definition, is_outdated) in answered {
            let day = Day::from_days(day);
            found.all.push(day);
            if means(definition, is_outdated) == Some(AbsentMeans::Zero) {
                found.zero.push(day);
            }
        }
        Ok(found)
    }

    /// The last day of a metric that has a state, and the first that is still open.
    pub async fn day_bounds(
        &self,
        metric: MetricId,
    ) -> Result<(Option<Day>, Option<Day>), StoreError> {
        let bounds: (Option<i32>, Option<i32>) = read!(self.db, on => sqlx::query_as(
            "select
                 (select max(day) from dbag_day where metric_id = $1),
                 (select min(day) from dbag_day
                  where metric_id = $1 and state in ('due', 'leased'))"
        ).bind(metric.0).fetch_one(on))?;
        Ok((bounds.0.map(Day::from_days), bounds.1.map(Day::from_days)))
    }

    /// Makes days due that have no state yet; others stay as they are.
    pub async fn plan_days(
        &self,
        metric: MetricId,
        days: &[Day],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for day in days {
            changed_within!(
                &mut tx,
                sqlx::query(
                    "insert into dbag_day (metric_id, day, state, not_before)
                     values ($1, $2, 'due', $3)
                     on conflict (metric_id, day) do nothing",
                )
                .bind(metric.0)
                .bind(day.days())
                .bind(now)
            )?;
        }
        tx.commit().await
    }

    /// Makes answered or closed days due again.
    pub async fn reopen_days(
        &self,
        metric: MetricId,
        days: &[Day],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for day in days {
            changed_within!(
                &mut tx,
                sqlx::query(
                    "update dbag_day
                     set state = 'due', attempt = 0, not_before = $3
                     where metric_id = $1 and day = $2 and state in ('done', 'gap')",
                )
                .bind(metric.0)
                .bind(day.days())
                .bind(now)
            )?;
        }
        tx.commit().await
    }

    /// Closes a metric's open days that can no longer be asked; each keeps its last reason.
    ///
    /// A day that was answered before counts as answered: its last answer
    /// stands. The others get a gap in every series of the metric.
    pub async fn close_days(
        &self,
        metric: MetricId,
        days: &[(Day, GapReason)],
        batch: dbag_domain::Batch,
    ) -> Result<(), StoreError> {
        let now = batch.at;
        let mut tx = self.db.begin().await?;
        let mut gaps = Vec::new();
        for (day, reason) in days {
            let closed: Option<String> = within!(&mut tx, on => sqlx::query_scalar(
                "update dbag_day
                 set state = case when asked_at is null then 'gap' else 'done' end,
                     reason = $3, lease_by = null, lease_until = null
                 where metric_id = $1 and day = $2
                   and (state = 'due' or (state = 'leased' and lease_until < $4))
                 returning state"
            ).bind(metric.0).bind(day.days()).bind(reason.as_str()).bind(now)
            .fetch_optional(on))?;
            if closed.as_deref() == Some(DayState::Gap.as_str()) {
                gaps.push((*day, *reason));
            }
        }
        let series: Vec<i32> = within!(&mut tx, on => sqlx::query_scalar(
            "select id from dbag_series where metric_id = $1 order by id"
        ).bind(metric.0).fetch_all(on))?;
        let samples = series.iter().flat_map(|series| {
            let series = dbag_domain::SeriesId(*series);
            gaps.iter().map(move |(day, reason)| crate::NewSample {
                series,
                day: *day,
                value: Err(*reason),
            })
        });
        let write = crate::SampleWrite {
            batch,
            samples: samples.collect(),
            on_conflict: crate::OnConflict::Skip,
            is_final: &|_, _, _| true,
        };
        crate::samples::write_within(&mut tx, write).await?;
        tx.commit().await
    }

    /// How many days are due now.
    pub async fn count_due(&self, now: DateTime<Utc>) -> Result<i64, StoreError> {
        Ok(read!(self.db, on => sqlx::query_scalar(
            "select count(*)
             from dbag_day d
             join dbag_metric m on m.id = d.metric_id
             where d.state = 'due' and d.not_before <= $1
               and m.deleted_at is null and m.do_collect"
        ).bind(now).fetch_one(on))?)
    }

    /// When the next open day may be tried.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<DateTime<Utc>> = read!(self.db, on => sqlx::query_scalar(
            "select min(not_before) from dbag_day where state = 'due'"
        ).fetch_one(on))?;
        Ok(at)
    }

    /// Forgets that days were planned, so that they are planned anew; those that were answered before
    /// stay answered.
    pub async fn forget_open_days(&self, metric: MetricId) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for statement in [
            "delete from dbag_day where metric_id = $1 and state = 'due' and asked_at is null",
            "update dbag_day set state = 'done' where metric_id = $1 and state = 'due'",
        ] {
            changed_within!(&mut tx, sqlx::query(statement).bind(metric.0))?;
        }
        tx.commit().await
    }
}

/// Notes of which claimed days rows have no object, and that those of the others have; whether that is news.
pub(crate) async fn mark_without_object(
    tx: &mut Tx,
    claim: &Claim,
    days: &[Day],
) -> Result<bool, StoreError> {
    const SQLITE: &str = "
        update dbag_day set has_rows_without_object = not has_rows_without_object
        where metric_id = $1 and day between $2 and $3
          and has_rows_without_object <> (day in (select value from json_each($4)))";
    const POSTGRES: &str = "
        update dbag_day set has_rows_without_object = not has_rows_without_object
        where metric_id = $1 and day between $2 and $3
          and has_rows_without_object <> (day = any($4))";
    let (metric, asked) = (claim.metric.0, claim.days);
    let (from, to) = (asked.from.days(), asked.to.days());
    let days: Vec<i32> = days.iter().map(|day| day.days()).collect();
    let changed = match tx {
        Tx::Sqlite(tx) => {
            let query = sqlx::query(SQLITE).bind(metric).bind(from).bind(to);
            let query = query.bind(json(&days)?);
            query.execute(&mut **tx).await?.rows_affected()
        }
        Tx::Postgres(tx) => {
            let query = sqlx::query(POSTGRES).bind(metric).bind(from).bind(to);
            query.bind(days).execute(&mut **tx).await?.rows_affected()
        }
    };
    Ok(changed > 0)
}
