//! Leases: who may ask which days until when.
//!
//! A lease has a number that grows with each one; finishing checks it in the transaction that
//! writes, so that a holder who slept through the end of a lease writes nothing (R37).

use chrono::{DateTime, Utc};
use dbag_domain::{Day, DayRange, GapReason, MetricId};

use crate::db::{Tx, changed, changed_within, within};
use crate::{Store, StoreError};

/// Days of one metric that the holder may ask until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The metric.
    pub metric: MetricId,
    /// Adjacent days.
    pub days: DayRange,
    /// The lease number of each day, in order.
    pub epochs: Vec<i64>,
    /// The most often that one of the days was tried.
    pub attempt: i32,
    /// Who holds the lease.
    pub holder: String,
}

/// Why an attempt failed and when the next one may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason kept for the gap.
    pub reason: GapReason,
    /// When the days may be tried again.
    pub not_before: DateTime<Utc>,
}

/// Names the lock of those who claim, among the database's advisory locks.
const CLAIM_LOCK: i64 = 0x6462_6167_0002;

impl Store {
    /// Takes the lease on days that are due, or whose holder let it run out, oldest first.
    pub async fn claim_days(
        &self,
        holder: &str,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Claim>, StoreError> {
        let mut tx = self.db.begin().await?;
        lock_claims(&mut tx).await?;
        let rows: Vec<(i64, i32, i64, i32)> = match &mut tx {
            // SQLite has one writer, who holds the lock already.
            Tx::Sqlite(_) => within!(&mut tx, on => sqlx::query_as(
                "update dbag_day
                 set state = 'leased', lease_by = $1, lease_until = $3,
                     epoch = epoch + 1, attempt = attempt + 1
                 where (metric_id, day) in (
                     select d.metric_id, d.day
                     from dbag_day d
                     join dbag_metric m on m.id = d.metric_id
                     where ((d.state = 'due' and d.not_before <= $2)
                            or (d.state = 'leased' and d.lease_until < $2))
                       and m.deleted_at is null and m.do_collect
                     order by d.day
                     limit $4)
                 returning metric_id, day, epoch, attempt"
            ).bind(holder).bind(now).bind(lease_until).bind(limit).fetch_all(on))?,
            Tx::Postgres(tx) => {
                sqlx::query_as(
                    "update dbag_day t
                     set state = 'leased', lease_by = $1, lease_until = $3,
                         epoch = t.epoch + 1, attempt = t.attempt + 1
                     from (
                         select d.metric_id, d.day
                         from dbag_day d
                         join dbag_metric m on m.id = d.metric_id
                         where ((d.state = 'due' and d.not_before <= $2)
                                or (d.state = 'leased' and d.lease_until < $2))
                           and m.deleted_at is null and m.do_collect
                         order by d.day
                         limit $4
                         for update of d skip locked
                     ) c
                     where t.metric_id = c.metric_id and t.day = c.day
                     returning t.metric_id, t.day, t.epoch, t.attempt",
                )
                .bind(holder)
                .bind(now)
                .bind(lease_until)
                .bind(limit)
                .fetch_all(&mut **tx)
                .await?
            }
        };
        tx.commit().await?;
        Ok(group_claims(rows, holder))
    }

    /// Takes the lease on given days of one metric, whatever their state: to ask them now.
    pub async fn claim_range(
        &self,
        metric: MetricId,
        days: DayRange,
        holder: &str,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
    ) -> Result<Claim, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut epochs = Vec::with_capacity(days.len());
        for day in days.days() {
            let epoch: Option<i64> = within!(&mut tx, on => sqlx::query_scalar(
                "insert into dbag_day (
                     metric_id, day, state, attempt, not_before, lease_by, lease_until, epoch)
                 values ($1, $2, 'leased', 1, $3, $4, $5, 1)
                 on conflict (metric_id, day) do update set
                     state = 'leased', attempt = 1, lease_by = excluded.lease_by,
                     lease_until = excluded.lease_until, epoch = dbag_day.epoch + 1
                 where dbag_day.state <> 'leased' or dbag_day.lease_until < $3
                 returning epoch"
            ).bind(metric.0).bind(day.days()).bind(now).bind(holder).bind(lease_until)
            .fetch_optional(on))?;
            match epoch {
                Some(epoch) => epochs.push(epoch),
                None => return Err(leased(&mut tx, metric, days).await?),
            }
        }
        tx.commit().await?;
        Ok(Claim {
            metric,
            days,
            epochs,
            attempt: 1,
            holder: holder.to_owned(),
        })
    }

    /// Holds claimed days longer; those that somebody else took over stay with them.
    pub async fn renew_lease(
        &self,
        claim: &Claim,
        lease_until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "update dbag_day set lease_until = $1
                 where metric_id = $2 and day between $3 and $4
                   and state = 'leased' and lease_by = $5",
            )
            .bind(lease_until)
            .bind(claim.metric.0)
            .bind(claim.days.from.days())
            .bind(claim.days.to.days())
            .bind(&claim.holder)
        )?;
        Ok(())
    }

    /// Gives claimed days back to be tried later.
    pub async fn fail_days(&self, claim: &Claim, failure: &Failure) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for (day, epoch) in claim.days.days().zip(&claim.epochs) {
            changed_within!(
                &mut tx,
                sqlx::query(
                    "update dbag_day
                     set state = 'due', reason = $5, not_before = $6,
                         lease_by = null, lease_until = null
                     where metric_id = $1 and day = $2 and lease_by = $3 and epoch = $4",
                )
                .bind(claim.metric.0)
                .bind(day.days())
                .bind(&claim.holder)
                .bind(epoch)
                .bind(failure.reason.as_str())
                .bind(failure.not_before)
            )?;
        }
        tx.commit().await
    }

    /// Gives back days that were asked by hand: as if they had not been claimed.
    pub async fn release_days(&self, claim: &Claim) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        for (day, epoch) in claim.days.days().zip(&claim.epochs) {
            changed_within!(
                &mut tx,
                sqlx::query(
                    "delete from dbag_day
                     where metric_id = $1 and day = $2 and lease_by = $3 and epoch = $4
                       and asked_at is null",
                )
                .bind(claim.metric.0)
                .bind(day.days())
                .bind(&claim.holder)
                .bind(epoch)
            )?;
            changed_within!(
                &mut tx,
                sqlx::query(
                    "update dbag_day
                     set state = 'done', lease_by = null, lease_until = null
                     where metric_id = $1 and day = $2 and lease_by = $3 and epoch = $4",
                )
                .bind(claim.metric.0)
                .bind(day.days())
                .bind(&claim.holder)
                .bind(epoch)
            )?;
        }
        tx.commit().await
    }

    /// Ends all leases: who held them is gone.
    pub(crate) async fn end_leases(&self) -> Result<(), StoreError> {
        changed!(
            self.db,
            sqlx::query(
                "update dbag_day
                 set state = 'due', lease_by = null, lease_until = null
                 where state = 'leased'",
            )
        )?;
        Ok(())
    }
}

/// The refusal of days that somebody else asks, with the end of the last lease.
async fn leased(tx: &mut Tx, metric: MetricId, days: DayRange) -> Result<StoreError, StoreError> {
    let until: Option<DateTime<Utc>> = within!(tx, on => sqlx::query_scalar(
        "select max(lease_until) from dbag_day
         where metric_id = $1 and day between $2 and $3 and state = 'leased'"
    ).bind(metric.0).bind(days.from.days()).bind(days.to.days()).fetch_one(on))?;
    Ok(until.map_or(StoreError::LeaseLost, |until| StoreError::Leased { until }))
}

/// Marks claimed days as answered by a definition, within the transaction that writes their values; `early` are those
/// that were not over yet. Where the metric has another definition by now, they are outdated.
///
/// `LeaseLost` where somebody else took a day over: nothing of it may be written then.
pub(crate) async fn finish_within(
    tx: &mut Tx,
    claim: &Claim,
    definition: i32,
    (asked_at, early): (DateTime<Utc>, &[Day]),
) -> Result<(), StoreError> {
    for (day, epoch) in claim.days.days().zip(&claim.epochs) {
        let changed = changed_within!(
            &mut *tx,
            sqlx::query(
                "update dbag_day
                 set state = 'done', reason = null, attempt = 0, asked_at = $5,
                     lease_by = null, lease_until = null, definition = $6, is_early = $7,
                     is_outdated = (
                         $6 <> (select m.definition from dbag_metric m where m.id = $1)
                     )
                 where metric_id = $1 and day = $2 and state = 'leased'
                   and lease_by = $3 and epoch = $4",
            )
            .bind(claim.metric.0)
            .bind(day.days())
            .bind(&claim.holder)
            .bind(epoch)
            .bind(asked_at)
            .bind(definition)
            .bind(early.contains(&day))
        )?;
        if changed != 1 {
            return Err(StoreError::LeaseLost);
        }
    }
    Ok(())
}

/// One claim for each run of adjacent days of a metric.
fn group_claims(mut rows: Vec<(i64, i32, i64, i32)>, holder: &str) -> Vec<Claim> {
    rows.sort_unstable();
    let mut claims: Vec<Claim> = Vec::new();
    for (metric, day, epoch, attempt) in rows {
        let (metric, day) = (MetricId(metric), Day::from_days(day));
        match claims.last_mut() {
            Some(last) if last.metric == metric && last.days.to.next() == day => {
                last.days.to = day;
                last.epochs.push(epoch);
                last.attempt = last.attempt.max(attempt);
            }
            _ => claims.push(Claim {
                metric,
                days: DayRange::single(day),
                epochs: vec![epoch],
                attempt,
                holder: holder.to_owned(),
            }),
        }
    }
    claims
}

/// Whoever claims at the same time waits: `skip locked` alone would give every other day of a metric
/// to another, and its days would be asked in pieces.
async fn lock_claims(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        sqlx::query("select pg_advisory_xact_lock($1)")
            .bind(CLAIM_LOCK)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_days_are_asked_in_one_run() {
        let rows = vec![(2, 10, 1, 1), (1, 11, 4, 3), (1, 10, 5, 1), (1, 13, 1, 1)];
        let claims = group_claims(rows, "me");
        let shape: Vec<_> = claims
            .iter()
            .map(|claim| (claim.metric.0, claim.days.len(), claim.attempt))
            .collect();
        assert_eq!(shape, [(1, 2, 3), (1, 1, 1), (2, 1, 1)]);
        assert_eq!(claims[0].epochs, [5, 4]);
    }
}
