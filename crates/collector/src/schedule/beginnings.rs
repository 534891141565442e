//! Where the series of a metric begin: from then on a day without a row is one without anything.
//!
//! It is found out before parts of a range are told apart, from what is remembered, what is answered, and
//! what the source says of its own first day. A series that turns out to begin earlier has its zeros on all
//! days that were answered before, too. So it does not matter in which parts, and in which order, days
//! are asked.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_domain::{
    AbsentMeans, Day, DayRange, Mark, Measure, Metric, MetricSettings, ObjectKey, Observation,
};
use dbag_store::{BegunElsewhere, Columns, SeriesRow};

use super::absent::{Beginnings, absent};
use super::collector::{Collector, as_unreachable, store_failed};
use crate::error::CollectError;
use crate::metric_type::{FirstDays, History};

/// How far back is looked for the beginning of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the source's own first day: for days that are asked by hand.
    Source,
    /// To what is remembered and answered. Only of a metric without objects of which nothing is known is the
    /// source asked: looking for the first rows of all objects every night would cost too much.
    Answer,
}

/// What is remembered of each object.
pub(super) type KnownSeries = HashMap<Option<ObjectKey>, Known>;

/// What is remembered of an object.
pub(super) struct Known {
    columns: Arc<Columns>,
    /// How it begins, where that was brought from elsewhere.
    elsewhere: Option<BegunElsewhere>,
}

impl Known {
    /// The first day of which the source said a value, as far as it is remembered. What was brought from elsewhere
    /// is no sign that it was there already.
    fn begins(&self) -> Option<Day> {
        match self.elsewhere {
            Some(elsewhere) => elsewhere.answered,
            None => self.columns.first_day(),
        }
    }

    /// The day after all that was brought, of which the source said nothing so far.
    fn follows(&self) -> Option<Day> {
        let elsewhere = self.elsewhere.filter(|_| self.is_only_brought())?;
        Some(elsewhere.brought?.next())
    }

    /// Whether the source said nothing of it so far.
    fn is_only_brought(&self) -> bool {
        self.elsewhere.is_some_and(|one| one.answered.is_none())
    }

    /// The days before it begins of which there is a value that was brought.
    fn brought(&self, days: DayRange, begins: Option<Day>) -> Vec<Day> {
        if self.elsewhere.is_none() {
            return Vec::new();
        }
        let series = self.columns.over(days);
        let before = series.known().map(|(day, _)| day);
        let before = before.filter(|day| begins.is_none_or(|begins| *day < begins));
        before
            .filter(|day| !series.has_mark(*day, Mark::Fake))
            .collect()
    }
}

impl Collector {
    /// What is remembered of a metric, by object.
    pub(super) async fn known_series(&self, metric: &Metric) -> Result<KnownSeries, CollectError> {
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(store_failed)?;
        let columns = self.store.columns(&rows).await.map_err(store_failed)?;
        let known = self.known_of(&rows, &columns).await?;
        let keys = rows.into_iter().map(|row| row.object_key);
        Ok(keys.zip(known).collect())
    }

    /// What is remembered of each series, in their order.
    async fn known_of(
        &self,
        rows: &[SeriesRow],
        columns: &[Arc<Columns>],
    ) -> Result<Vec<Known>, CollectError> {
        let first =
            |(row, columns): (&SeriesRow, &Arc<Columns>)| Some((row.id, columns.first_day()?));
        let firsts: Vec<_> = rows.iter().zip(columns).filter_map(first).collect();
        let elsewhere = self.store.begun_elsewhere(&firsts).await;
        let elsewhere = elsewhere.map_err(store_failed)?;
        let known = rows.iter().zip(columns).map(|(row, columns)| Known {
            columns: Arc::clone(columns),
            elsewhere: elsewhere.get(&row.id).copied(),
        });
        Ok(known.collect())
    }

    /// The first day of which a metric's source said a value of any object, as far as it is remembered.
    pub(super) async fn begins(
        &self,
        rows: &[SeriesRow],
        columns: &[Arc<Columns>],
    ) -> Result<Option<Day>, CollectError> {
        let known = self.known_of(rows, columns).await?;
        Ok(known.iter().filter_map(Known::begins).min())
    }

    /// No beginning yet, of a metric of whose objects some may have been merged.
    pub(super) async fn no_beginnings(
        &self,
        metric: &MetricSettings,
    ) -> Result<Beginnings, CollectError> {
        let Some(kind) = &metric.object_kind else {
            return Ok(Beginnings::default());
        };
        let merged = self.store.merged_keys(kind).await;
        merged.map(Beginnings::new).map_err(store_failed)
    }

    /// With which day each object begins that is known, or answered now.
    pub(super) async fn beginnings(
        &self,
        metric: &MetricSettings,
        known: &KnownSeries,
        (observed, days, reach): (Beginnings, DayRange, Reach),
        now: DateTime<Utc>,
    ) -> Result<Beginnings, CollectError> {
        let mut begins = observed;
        for (object, known) in known {
            if let Some(day) = known.begins() {
                begins.add(object, day);
            }
        }
        let is_plain = metric.object_kind.is_none();
        let is_open = match is_plain {
            true => begins.of(&None).is_none_or(|first| days.from < first),
            false => {
                known.values().any(Known::is_only_brought)
                    || begins.iter().any(|(_, first)| days.from < first)
            }
        };
        let asks_source = match reach {
            Reach::Source => is_open,
            Reach::Answer => is_plain && is_open,
        };
        if asks_source && let Some(first_days) = self.first_days(metric, days, now).await? {
            if is_plain && let Some(first) = first_days.get(&None) {
                begins.add(&None, *first);
            }
            begins.learn(&first_days, |object| {
                known
                    .get(object)
                    .is_some_and(|known| known.columns.first_day().is_some())
            });
        }
        // What was brought is gone on with where the source has nothing at all. Of an object it has nothing because
        // there is none of that key: zeros would outlive a mistyped one.
        let follows = known.get(&None).and_then(Known::follows);
        if is_plain
            && begins.of(&None).is_none()
            && let Some(day) = follows
        {
            begins.add(&None, day);
        }
        if is_plain && metric.measure == Measure::Level {
            // Something always is: no row is no answer, also before the first one.
            begins.add(&None, days.to);
        }
        Ok(begins)
    }

    /// That the source has nothing of days before it begins, of which something was brought: for who compares both.
    pub(super) fn nothing_of_brought(
        known: &KnownSeries,
        (begins, days): (&Beginnings, DayRange),
    ) -> Vec<Observation> {
        let nothing = known.iter().flat_map(|(object, known)| {
            let brought = known.brought(days, begins.of(object)).into_iter();
            brought.map(|day| absent(object.clone(), day, AbsentMeans::Gap))
        });
        nothing.collect()
    }

    /// The source's own first days, where it can tell them.
    async fn first_days(
        &self,
        metric: &MetricSettings,
        days: DayRange,
        now: DateTime<Utc>,
    ) -> Result<Option<FirstDays>, CollectError> {
        if self.history(metric) != Some(History::AnyPastDay) {
            return Ok(None);
        }
        let metric_type = self
            .metric_type(&metric.metric_type)
            .map_err(CollectError::Refused)?;
        let zone = self.zone_of(metric).await?;
        let source = self.connection(metric.source_id).await;
        let source = source.map_err(as_unreachable)?;
        let ask = self.question(metric, source.as_ref(), days, &zone, &[], now);
        metric_type.first_days(&ask).await
    }

    /// Of how many days a metric's day is.
    pub(super) fn window_days(&self, metric: &MetricSettings) -> i32 {
        let metric_type = self.registry().get(&metric.metric_type);
        metric_type.map_or(1, |one| one.window_days(&metric.properties))
    }

    /// What is absent on days that were answered before, of objects that turn out to begin earlier.
    pub(super) async fn settle(
        &self,
        metric: &Metric,
        known: &KnownSeries,
        (begins, days): (&Beginnings, DayRange),
    ) -> Result<Vec<Observation>, CollectError> {
        let earlier = |object: &Option<ObjectKey>, begins: Day| {
            let first = known.get(object).and_then(Known::begins);
            first.is_none_or(|first| begins < first)
        };
        let moved: Vec<_> = begins
            .iter()
            .filter(|(object, day)| earlier(object, *day))
            .collect();
        let Some(from) = moved.iter().map(|(_, day)| *day).min() else {
            return Ok(Vec::new());
        };
        let answered = self.store.answered_days(metric.id, from).await;
        let answered: HashSet<Day> = answered.map_err(store_failed)?.into_iter().collect();
        let mut observations = Vec::new();
        for (object, begins) in moved {
            let known = known.get(object);
            let is_open = |day: &Day| {
                let has_row = known.is_some_and(|known| known.columns.has_row(*day));
                *day >= begins && !days.contains(*day) && !has_row
            };
            let open = answered.iter().filter(|day| is_open(day));
            observations.extend(open.map(|day| absent(object.clone(), *day, metric.absent_means)));
        }
        Ok(observations)
    }
}
