//! Making two series of a metric one, within a transaction.

use dbag_domain::{
    AbsentMeans, AcrossObjects, Day, DayRange, GapReason, Measure, Origin, SeriesId, Value, Weight,
};
use sqlx::FromRow;

use super::days::{Carried, Known, KnownDays, MergedDays, Outcome, carried};
use super::objects::Batches;
use crate::StoreError;
use crate::db::{Tx, changed_within, within};
use crate::objects::json;

/// Two series of one metric: one becomes a part of the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) from: SeriesId,
    pub(super) into: SeriesId,
    pub(super) across: AcrossObjects,
    pub(super) absent_means: AbsentMeans,
    pub(super) measure: Measure,
    /// Whether either has become one with another before.
    pub(super) are_several: bool,
}

/// What making two series one did.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Joined {
    /// Values of days on which the other had none.
    pub(super) moved: u64,
    /// Values that became one with the other's.
    pub(super) combined: u64,
    /// Values that stay on record, as the other's stands.
    pub(super) put_aside: u64,
    /// Values that became one with the other's last, which held on.
    pub(super) carried: u64,
    /// Values of days on which the answer of the other failed, so that nobody knows what both come to.
    pub(super) unknown: u64,
    /// All days on which there was a value.
    pub(super) days: Option<DayRange>,
}

#[derive(FromRow)]
struct Row {
    day: i32,
    value: Option<f64>,
    gap: Option<String>,
    weight: Option<f64>,
    origin: String,
    batch_id: i32,
}

impl Row {
    fn outcome(&self) -> Result<Outcome, StoreError> {
        let Some(number) = self.value else {
            let gap = GapReason::parse(self.gap.as_deref().unwrap_or(""));
            return Ok(Err(gap.map_err(StoreError::unexpected)?));
        };
        let value = Value::new(number).map_err(StoreError::unexpected)?;
        let weight = self.weight.map(Weight::denominator).transpose();
        Ok(Ok(value.weighing(weight.map_err(StoreError::unexpected)?)))
    }
}

/// A statement of `$1` the series, `$2` the one it goes into, `$3` the batch, on the days `$4`.
macro_rules! on_days {
    ($before:literal, $after:literal) => {
        OnDays {
            sqlite: concat!($before, "(select value from json_each($4))", $after),
            postgres: concat!($before, "(select unnest($4::int[]))", $after),
        }
    };
}

/// One statement for each database: they take lists of days in other forms.
struct OnDays {
    sqlite: &'static str,
    postgres: &'static str,
}

/// The gap that a value takes the place of goes on record.
const KEEP_GAPS: OnDays = on_days!(
    "insert into dbag_sample_revision (
         series_id, day, value, gap, weight, batch_id, replaced_by)
     select s.series_id, s.day, s.value, s.gap, s.weight, s.batch_id, $3
     from dbag_sample s
     where s.series_id = $2 and s.day in ",
    " order by s.day"
);
const REMOVE_FROM_INTO: OnDays = on_days!(
    "delete from dbag_sample where series_id = $2 and day in ",
    ""
);
/// What stood on a day of the series goes on record with the other's, after it.
const KEEP_MINE: OnDays = on_days!(
    "insert into dbag_sample_revision (
         series_id, day, value, gap, weight, batch_id, replaced_by)
     select $2, s.day, s.value, s.gap, s.weight, s.batch_id, $3
     from dbag_sample s
     where s.series_id = $1 and s.day in ",
    " order by s.day"
);
/// Who looks at an earlier day takes the first revision since: that must be the other's own.
const KEEP_MY_REVISIONS: OnDays = on_days!(
    "insert into dbag_sample_revision (
         series_id, day, value, gap, weight, batch_id, replaced_by, is_held)
     select $2, v.day, v.value, v.gap, v.weight, v.batch_id, v.replaced_by, v.is_held
     from dbag_sample_revision v
     where v.series_id = $1 and v.day in ",
    " order by v.id"
);
const REMOVE_MY_REVISIONS: OnDays = on_days!(
    "delete from dbag_sample_revision
     where series_id = $1 and day in ",
    ""
);
const REMOVE_MINE: OnDays = on_days!(
    "delete from dbag_sample where series_id = $1 and day in ",
    ""
);

/// How many different things both have, only the source can tell, and of three the plain mean of all: such days are
/// offered to be asked again.
const MARK_OUTDATED: OnDays = on_days!(
    "update dbag_day set is_outdated = true
     where asked_at is not null
       and metric_id = (select metric_id from dbag_series where id = $2)
       and day in ",
    ""
);

impl Pair {
    /// Moves, adds up or keeps on record every value; the series that is left empty goes.
    pub(super) async fn join(
        self,
        tx: &mut Tx,
        batches: &mut Batches<'_>,
    ) -> Result<Joined, StoreError> {
        let (from, into) = (
            self.known(tx, self.from).await?,
            self.known(tx, self.into).await?,
        );
        let how = (self.across, self.absent_means, self.measure);
        let days = MergedDays::judge(&from, &into, how);
        self.put_before(tx, &days, batches).await?;
        self.put_together(tx, &days, batches).await?;
        if self.across == AcrossObjects::Mean {
            let days = match self.absent_means {
                AbsentMeans::Zero => days_of_both(&from, &into),
                AbsentMeans::Gap if self.are_several => days_of_plain_means(&from, &into),
                AbsentMeans::Gap => Vec::new(),
            };
            self.execute(tx, &MARK_OUTDATED, 0, &days).await?;
        }
        self.move_rest(tx).await?;
        let mut joined = joined(&from, &days);
        if self.measure == Measure::Level {
            for (origin, values) in carried(&from, &into, self.across) {
                let batch = batches.id(tx, origin).await?;
                let both: Vec<_> = values.iter().map(|one| (one.day, one.both)).collect();
                self.swapped()
                    .execute(tx, &KEEP_MINE, batch, &days_of(&both))
                    .await?;
                self.keep_held(tx, batch, &values).await?;
                self.replace(tx, batch, &both).await?;
                joined.add_carried(&both);
            }
        }
        Ok(joined)
    }

    /// The series that stays, as the one whose days are kept.
    const fn swapped(self) -> Self {
        Self {
            from: self.into,
            ..self
        }
    }

    async fn known(self, tx: &mut Tx, series: SeriesId) -> Result<KnownDays, StoreError> {
        let rows: Vec<Row> = within!(tx, on => sqlx::query_as(
            "select s.day, s.value, s.gap, s.weight, b.origin, s.batch_id
             from dbag_sample s
             join dbag_batch b on b.id = s.batch_id
             where s.series_id = $1"
        ).bind(series.0).fetch_all(on))?;
        let known = |row: Row| {
            let origin = Origin::parse(&row.origin).map_err(StoreError::unexpected)?;
            let value = row.outcome()?;
            let known = Known {
                value,
                origin,
                batch: row.batch_id,
            };
            Ok((Day::from_days(row.day), known))
        };
        rows.into_iter().map(known).collect()
    }

    /// Makes room where a value takes the place of a gap, or of what was made up.
    async fn put_before(
        self,
        tx: &mut Tx,
        days: &MergedDays,
        batches: &mut Batches<'_>,
    ) -> Result<(), StoreError> {
        for (on, is_kept) in [(&days.over_gaps, true), (&days.over_fakes, false)] {
            if on.is_empty() {
                continue;
            }
            let batch = batches.id(tx, Origin::Edited).await?;
            if is_kept {
                self.execute(tx, &KEEP_GAPS, batch, on).await?;
            }
            self.execute(tx, &REMOVE_FROM_INTO, batch, on).await?;
        }
        Ok(())
    }

    /// What both have: the other's on record first, then this one's with all that it was.
    async fn put_together(
        self,
        tx: &mut Tx,
        days: &MergedDays,
        batches: &mut Batches<'_>,
    ) -> Result<(), StoreError> {
        let swapped = self.swapped();
        let mut shared = [days.put_aside.as_slice(), &days.said_already].concat();
        for (origin, values) in &days.combined {
            let batch = batches.id(tx, *origin).await?;
            let on = days_of(values);
            swapped.execute(tx, &KEEP_MINE, batch, &on).await?;
            shared.extend(on);
        }
        if shared.is_empty() {
            return Ok(());
        }
        let batch = batches.id(tx, Origin::Edited).await?;
        self.execute(tx, &KEEP_MY_REVISIONS, batch, &shared).await?;
        self.execute(tx, &REMOVE_MY_REVISIONS, batch, &shared)
            .await?;
        for (origin, values) in &days.combined {
            let batch = batches.id(tx, *origin).await?;
            self.execute(tx, &KEEP_MINE, batch, &days_of(values))
                .await?;
            self.replace(tx, batch, values).await?;
        }
        self.execute(tx, &KEEP_MINE, batch, &days.put_aside).await?;
        self.execute(tx, &REMOVE_MINE, batch, &shared).await
    }

    /// The last values that became a part of others go on record after those: undoing an import has to know of them.
    async fn keep_held(
        self,
        tx: &mut Tx,
        batch: i32,
        carried: &[Carried],
    ) -> Result<(), StoreError> {
        for Carried { day, held, .. } in carried {
            let (value, from) = held;
            changed_within!(
                &mut *tx,
                sqlx::query(
                    "insert into dbag_sample_revision (
                         series_id, day, value, weight, batch_id, replaced_by, is_held)
                     values ($1, $2, $3, $4, $5, $6, true)",
                )
                .bind(self.into.0)
                .bind(day.days())
                .bind(value.get())
                .bind(value.weight().map(Weight::get))
                .bind(from)
                .bind(batch)
            )?;
        }
        Ok(())
    }

    /// Puts what both values make together in the other's place.
    async fn replace(
        self,
        tx: &mut Tx,
        batch: i32,
        values: &[(Day, Outcome)],
    ) -> Result<(), StoreError> {
        for (day, outcome) in values {
            let value = outcome.ok();
            changed_within!(
                &mut *tx,
                sqlx::query(
                    "update dbag_sample
                     set batch_id = $3, value = $4, gap = $5, weight = $6
                     where series_id = $1 and day = $2",
                )
                .bind(self.into.0)
                .bind(day.days())
                .bind(batch)
                .bind(value.map(Value::get))
                .bind(outcome.err().map(GapReason::stored))
                .bind(value.and_then(Value::weight).map(Weight::get))
            )?;
        }
        Ok(())
    }

    /// What is left of the series moves as it is. The sum of all revisions and series of the
    /// metric has to grow, for what is told of all objects is kept by it: one series less.
    async fn move_rest(self, tx: &mut Tx) -> Result<(), StoreError> {
        for statement in [
            "update dbag_sample set series_id = $2 where series_id = $1",
            "update dbag_sample_revision set series_id = $2 where series_id = $1",
            "update dbag_series
             set revision = revision + 2 + (select f.revision from dbag_series f where f.id = $1)
             where id = $2",
            "delete from dbag_series where id = $1",
        ] {
            changed_within!(
                &mut *tx,
                sqlx::query(statement).bind(self.from.0).bind(self.into.0)
            )?;
        }
        Ok(())
    }

    async fn execute(
        self,
        tx: &mut Tx,
        statement: &OnDays,
        batch: i32,
        days: &[Day],
    ) -> Result<(), StoreError> {
        if days.is_empty() {
            return Ok(());
        }
        let days: Vec<i32> = days.iter().map(|day| day.days()).collect();
        match tx {
            Tx::Sqlite(tx) => {
                let query = sqlx::query(statement.sqlite);
                let query = query.bind(self.from.0).bind(self.into.0).bind(batch);
                query.bind(json(&days)?).execute(&mut **tx).await?;
            }
            Tx::Postgres(tx) => {
                let query = sqlx::query(statement.postgres);
                let query = query.bind(self.from.0).bind(self.into.0).bind(batch);
                query.bind(days).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }
}

fn days_of(values: &[(Day, Outcome)]) -> Vec<Day> {
    values.iter().map(|(day, _)| *day).collect()
}

/// The days on which both have something.
fn days_of_both(from: &KnownDays, into: &KnownDays) -> Vec<Day> {
    let has_any = |known: &Known| known.value.is_ok_and(|value| value.get() != 0.0);
    let of_both = from
        .iter()
        .filter(|(day, mine)| has_any(mine) && into.get(day).is_some_and(has_any));
    of_both.map(|(day, _)| *day).collect()
}

/// The days on which both have a value and one has no weight: a mean of two before counts for one of them.
fn days_of_plain_means(from: &KnownDays, into: &KnownDays) -> Vec<Day> {
    let has_weight = |value: Value| value.weight().is_some();
    let is_plain = |(day, mine): &(&Day, &Known)| {
        let both = mine
            .value
            .ok()
            .zip(into.get(*day).and_then(|other| other.value.ok()));
        both.is_some_and(|(mine, other)| !(has_weight(mine) && has_weight(other)))
    };
    let of_both = from.iter().filter(is_plain);
    of_both.map(|(day, _)| *day).collect()
}

impl Joined {
    fn add_carried(&mut self, values: &[(Day, Outcome)]) {
        self.carried += values.len() as u64;
        for (day, _) in values {
            let days = self.days.unwrap_or(DayRange::single(*day));
            self.days = Some(DayRange {
                from: days.from.min(*day),
                to: days.to.max(*day),
            });
        }
    }
}

fn joined(from: &KnownDays, days: &MergedDays) -> Joined {
    let count = |days: &[Day]| days.len() as u64;
    let combined = || days.combined.values().flatten();
    let is_unknown = |(_, outcome): &&(Day, Outcome)| outcome.is_err_and(GapReason::is_failure);
    let unknown = combined().filter(is_unknown).count() as u64;
    let put_aside = count(&days.put_aside);
    let valued = || from.iter().filter(|(_, known)| !known.says_nothing());
    let is_in = |list: &[Day], day: &Day| list.binary_search(day).is_ok();
    let is_combined = |day: &Day| {
        let mut lists = days.combined.values();
        lists.any(|values| values.binary_search_by_key(day, |(at, _)| *at).is_ok())
    };
    let moves = |day: &Day| {
        !is_in(&days.put_aside, day) && !is_in(&days.said_already, day) && !is_combined(day)
    };
    let all = valued().map(|(day, _)| *day);
    Joined {
        moved: valued().filter(|(day, _)| moves(day)).count() as u64,
        combined: combined().count() as u64 - unknown,
        put_aside,
        carried: 0,
        unknown,
        days: all
            .clone()
            .min()
            .zip(all.max())
            .and_then(|(from, to)| DayRange::new(from, to)),
    }
}
