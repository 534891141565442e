//! All objects of a metric as one series: put together in the database, which has them at hand.

use std::collections::HashMap;
use std::sync::Arc;

use dbag_domain::{AcrossObjects, Day, DayRange, GapReason, Mark, MetricId, Numerator};
use sqlx::{AssertSqlSafe, FromRow};

use crate::db::read;
use crate::totals_cache::{Told, Totals, TotalsKey};
use crate::{Columns, Store, StoreError};

mod statements;

use statements::{bounds_sql, days_sql, filled_days_sql, median_sql};

/// How the values of all objects become one a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverObjects {
    /// As their kind of number allows.
    Across(AcrossObjects),
    /// Their median.
    Median,
    /// Their median on the days on which so many of them have a value that nobody can tell whose
    /// it is.
    MedianOfMany,
}

/// What stands for an object that nothing is known of on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carry {
    /// Nothing: what happened elsewhere is no sign of it.
    Nothing,
    /// Its last value, for a week: a level is what it was until something else is known.
    LastValue,
}

/// So long the last value of a level stands for an object that was not told of.
pub const CARRIED_DAYS: i32 = 7;

/// So many objects have a value where their median is shown to outsiders: of fewer, one who
/// knows some of the values could work out another.
const MANY: i64 = 5;

/// A day of all objects.
#[derive(Debug, Clone, FromRow)]
struct Row {
    day: i32,
    value: Option<f64>,
    weight: Option<f64>,
    /// What is to be divided where there is nothing to divide by.
    numerator: Option<f64>,
    /// Objects of which it is known what they have, a value or none.
    answered: i64,
    /// Objects whose answer failed.
    failed: i64,
    /// Objects whose value was removed by hand.
    #[sqlx(default)]
    removed: i64,
    /// Objects whose last value stands for them.
    carried: i64,
    /// Objects of which nothing is known for longer than that.
    #[sqlx(default)]
    unknown: i64,
    /// How many of the values are made up.
    #[sqlx(default)]
    fakes: i64,
    /// Why there is no value, where there is none: a failure before anything else.
    #[sqlx(default)]
    gap: Option<String>,
    /// How many of those that failed or were removed have a last value that stands for them.
    #[sqlx(skip)]
    carried_known: i64,
}

impl Row {
    /// Takes what is known of the day without what is carried: that an answer failed, or that a person removed a
    /// value, stays said where the last value stands for it.
    fn take_known(&mut self, known: &Self) {
        self.failed = known.failed;
        self.removed = known.removed;
        self.fakes = known.fakes;
        self.gap.clone_from(&known.gap);
        self.carried_known = self.carried.min(known.failed + known.removed);
    }

    /// Why there is no value.
    fn reason(&self) -> Option<GapReason> {
        let numerator = self
            .numerator
            .and_then(|number| Numerator::new(number).ok());
        let gap = self.gap.as_deref();
        match (numerator, gap.and_then(|gap| GapReason::parse(gap).ok())) {
            (Some(numerator), _) => Some(GapReason::ZeroDenominator(numerator)),
            // That of one is not that of all.
            (None, Some(GapReason::ZeroDenominator(_))) => {
                Some(GapReason::ZeroDenominator(Numerator::ZERO))
            }
            (None, reason) => reason,
        }
    }
}

/// How many objects are known from one day to another.
#[derive(Debug, Clone, Copy, FromRow)]
struct Bounds {
    first: Option<i32>,
    last: Option<i32>,
    is_archived: bool,
    objects: i64,
}

impl Store {
    /// All objects of a metric as one series; days without any value are gaps.
    ///
    /// A mean has its weights, so that it is the mean of all rows over longer periods, too. Days on which
    /// the answer of some objects failed are marked, and so are those on which the last values of some
    /// stand for them, or nothing stands for some. A day on which no object has a value says why.
    ///
    /// `revisions` as for [`object_totals`](Self::object_totals).
    pub async fn over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        (how, carry): (OverObjects, Carry),
        revisions: i64,
    ) -> Result<Arc<Columns>, StoreError> {
        let key = TotalsKey::new(metric, days, Told::Over(how, carry));
        if let Some(Totals::Days(known)) = self.totals.get(&key, revisions) {
            return Ok(known);
        }
        let columns = Arc::new(self.read_over_objects(metric, days, how, carry).await?);
        self.totals
            .put(key, revisions, Totals::Days(Arc::clone(&columns)));
        Ok(columns)
    }

    async fn read_over_objects(
        &self,
        metric: MetricId,
        days: DayRange,
        how: OverObjects,
        carry: Carry,
    ) -> Result<Columns, StoreError> {
        let across = match how {
            OverObjects::Across(across) => across,
            OverObjects::Median | OverObjects::MedianOfMany => AcrossObjects::Sum,
        };
        let answered = self.days_of(days_sql(across), metric, days).await?;
        let bounds = match carry {
            Carry::LastValue => self.bounds(metric).await?,
            Carry::Nothing => Vec::new(),
        };
        let carry = match lacks_any(&bounds, days, &answered) {
            true => Carry::LastValue,
            false => Carry::Nothing,
        };
        let mut rows = match carry {
            Carry::Nothing => answered.clone(),
            Carry::LastValue => {
                let filled = self.days_of(filled_days_sql(across), metric, days).await?;
                with_unanswered(filled, &answered)
            }
        };
        let answered: HashMap<i32, Row> = answered.into_iter().map(|row| (row.day, row)).collect();
        for row in &mut rows {
            if let Some(answered) = answered.get(&row.day) {
                row.take_known(answered);
            }
            if row.value.is_some() {
                row.gap = None;
            }
            let begun = objects(&bounds, |one| one.has_begun(row.day));
            let without_value = row.failed + row.removed - row.carried_known;
            row.unknown = (begun - row.answered - without_value).max(0);
        }
        let at_least = match how {
            OverObjects::Across(_) => return Ok(columns(days, &rows)),
            OverObjects::Median => 1,
            OverObjects::MedianOfMany => MANY,
        };
        let medians = self.medians(metric, days, carry, at_least).await?;
        let medians: HashMap<i32, f64> = medians.into_iter().collect();
        for row in &mut rows {
            // A day on which nobody answered has none, though last values may stand for all.
            row.value = row.value.and(medians.get(&row.day).copied());
        }
        Ok(columns(days, &rows))
    }

    async fn days_of(
        &self,
        sql: String,
        metric: MetricId,
        days: DayRange,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(read!(self.db, on => sqlx::query_as(AssertSqlSafe(sql))
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .fetch_all(on))?)
    }

    async fn medians(
        &self,
        metric: MetricId,
        days: DayRange,
        carry: Carry,
        at_least: i64,
    ) -> Result<Vec<(i32, f64)>, StoreError> {
        Ok(
            read!(self.db, on => sqlx::query_as(AssertSqlSafe(median_sql(carry)))
            .bind(metric.0)
            .bind(days.from.days())
            .bind(days.to.days())
            .bind(at_least)
            .fetch_all(on))?,
        )
    }

    async fn bounds(&self, metric: MetricId) -> Result<Vec<Bounds>, StoreError> {
        Ok(
            read!(self.db, on => sqlx::query_as(AssertSqlSafe(bounds_sql()))
            .bind(metric.0)
            .fetch_all(on))?,
        )
    }
}

/// Last values stand for objects on days that any answered: the others are as they are known.
fn with_unanswered(mut filled: Vec<Row>, known: &[Row]) -> Vec<Row> {
    let unanswered = known.iter().filter(|row| row.answered == 0);
    filled.extend(unanswered.cloned());
    filled
}

/// Whether on any day fewer objects were answered than should be.
fn lacks_any(bounds: &[Bounds], days: DayRange, answered: &[Row]) -> bool {
    let in_range = |row: &&Row| days.contains(Day::from_days(row.day));
    answered
        .iter()
        .filter(in_range)
        .any(|row| row.answered > 0 && row.answered < objects(bounds, |one| one.expects(row.day)))
}

fn objects(bounds: &[Bounds], which: impl Fn(&Bounds) -> bool) -> i64 {
    let found = bounds.iter().filter(|one| which(one));
    found.map(|one| one.objects).sum()
}

impl Bounds {
    /// Whether these objects should be answered on a day: a level holds on for a while.
    fn expects(&self, day: i32) -> bool {
        let holds_on = if self.is_archived { 0 } else { CARRIED_DAYS };
        let (first, last) = (self.first, self.last);
        first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last + holds_on)
    }

    /// Whether they have been there on a day, and are not archived since.
    fn has_begun(&self, day: i32) -> bool {
        let is_over = self.is_archived && self.last.is_some_and(|last| last < day);
        self.first.is_some_and(|first| first <= day) && !is_over
    }
}

fn columns(days: DayRange, rows: &[Row]) -> Columns {
    let mut columns = Columns {
        values: vec![None; days.len()],
        ..Columns::empty(days.from)
    };
    if rows.iter().any(|row| row.weight.is_some()) {
        columns.weights = vec![0.0; days.len()];
    }
    for row in rows {
        let day = Day::from_days(row.day);
        let Some(at) = usize::try_from(day - days.from)
            .ok()
            .filter(|at| *at < days.len())
        else {
            continue;
        };
        columns.values[at] = row.value.filter(|value| value.is_finite());
        if let (Some(place), Some(weight)) = (columns.weights.get_mut(at), row.weight) {
            *place = weight;
        }
        if let Some(reason) = row.reason() {
            columns.marks.push((day, Mark::Gap(reason)));
        }
        if row.fakes > 0 {
            columns.marks.push((day, Mark::Fake));
        }
        let count = |objects: i64| u32::try_from(objects).unwrap_or(u32::MAX);
        if row.failed > 0 {
            columns
                .marks
                .push((day, Mark::Incomplete(count(row.failed))));
        }
        if row.removed > 0 {
            columns.marks.push((day, Mark::Removed(count(row.removed))));
        }
        if row.carried > 0 {
            columns.marks.push((day, Mark::Carried(count(row.carried))));
        }
        if row.unknown > 0 {
            columns.marks.push((day, Mark::Unknown(count(row.unknown))));
        }
    }
    columns.marks.sort_by_key(|(day, _)| *day);
    columns
}
