//! One series of a panel: its values are read, and those that may be seen are made into what is shown.

use std::sync::Arc;

use dbag_domain::{
    Arrangement, Binding, Day, DayRange, Goal, PanelSeries, Problem, Reach, ReadAs, Series, Step,
};
use dbag_store::{Carry, Columns, OverObjects, PageSeries, PanelMetric};

use super::loaded::{Loaded, LoadedMetric, Whose, days_needed};
use super::panels::Making;
use super::series::{Given, Shown, series_view};
use super::view::{SeriesView, Unavailable};
use crate::Dbag;
use crate::computed::mark_without_object;
use crate::problem::problem_of;

/// The values of a series.
struct Read<'a> {
    /// All of them.
    all: Arc<Columns>,
    /// Those that may be seen.
    seen: Arc<Columns>,
    goal: Option<&'a Goal>,
    /// Between which days it has values at all.
    known: Option<DayRange>,
    /// Whether anything was ever remembered of it.
    is_remembered: bool,
    /// Whether it is a median that is told of many objects only.
    is_of_many: bool,
    /// Whether all of its days were read.
    reach: Reach,
}

impl Dbag {
    /// A series as it is shown, or why it cannot be.
    pub(super) async fn one_series(
        &self,
        (settings, row): (&PanelSeries, &PanelMetric),
        shown: &Shown<'_>,
        making: &Making<'_>,
    ) -> Result<Result<SeriesView, Unavailable>, Problem> {
        let loaded = making.loaded;
        let Some(metric) = loaded.metric(row.metric) else {
            return Ok(Err(Unavailable::MetricRemoved(row.label.clone())));
        };
        let needed = days_needed(shown.compare, shown.span(), shown.step);
        let read = match loaded.whose(metric, settings.object, row) {
            Err(why) => return Ok(Err(why)),
            Ok(Whose::All(_)) if loaded.is_past => return Ok(Err(Unavailable::NotAsOf)),
            Ok(Whose::All(how)) => self.read_all(metric, how, needed, loaded).await?,
            Ok(Whose::One(found)) => read_one(found, needed, loaded),
        };
        let given = Given {
            metric,
            settings,
            name: name(settings, row, loaded),
            object: object_key(settings, row, loaded),
            columns: &read.seen,
            goal: loaded.sight.of_goal(read.goal),
            known: read.known,
            answered: match lacks_reasons(shown) {
                true => {
                    self.answered(metric, &read.all.over(needed), loaded)
                        .await?
                }
                false => Vec::new(),
            },
            first_seen: loaded.sight.first_day(),
            is_remembered: read.is_remembered,
            is_of_many: read.is_of_many,
            reach: read.reach,
        };
        Ok(Ok(series_view(&given, shown)))
    }

    /// All objects together.
    async fn read_all<'a>(
        &self,
        metric: &'a LoadedMetric,
        how: (OverObjects, Carry),
        needed: DayRange,
        loaded: &Loaded,
    ) -> Result<Read<'a>, Problem> {
        let (id, revisions) = (metric.metric.id, metric.all_revisions);
        let all = self.store.over_objects(id, needed, how, revisions).await;
        let all = mark_without_object(all.map_err(problem_of)?, &metric.asked.without_object);
        let is_whole = matches!(how.0, OverObjects::Across(_));
        Ok(Read {
            seen: loaded.sight.of_columns(Arc::clone(&all)),
            all,
            goal: metric.whole_goal.as_ref().filter(|_| is_whole),
            known: self.days_of_all(metric).await?,
            is_remembered: revisions > 0,
            is_of_many: how.0 == OverObjects::MedianOfMany,
            reach: Reach::Part,
        })
    }

    /// The days without a value of which something is known: that there is nothing, or what may not be seen.
    async fn answered(
        &self,
        metric: &LoadedMetric,
        all: &Series,
        loaded: &Loaded,
    ) -> Result<Vec<Day>, Problem> {
        let mut answered = self.days_of_nothing(&metric.metric, all).await?;
        answered.extend(loaded.sight.hidden_days(all));
        Ok(answered)
    }
}

/// One object's values, or those of a metric without objects.
fn read_one<'a>(found: Option<&'a PageSeries>, needed: DayRange, loaded: &Loaded) -> Read<'a> {
    let nothing = || Arc::new(Columns::empty(needed.from));
    let columns = found.and_then(|series| loaded.columns(series));
    let all = columns.map_or_else(nothing, |columns| Arc::clone(&columns.all));
    Read {
        known: all.known_days(),
        all,
        seen: columns.map_or_else(nothing, |columns| Arc::clone(&columns.seen)),
        goal: found.and_then(|series| series.goal.as_ref()),
        is_remembered: columns.is_some_and(|columns| columns.seen.range().is_some()),
        is_of_many: false,
        reach: Reach::Everything,
    }
}

/// Whether the days that are shown do not say themselves why they have no value. A chart of days has their reasons.
fn lacks_reasons(shown: &Shown<'_>) -> bool {
    let is_stacked = shown.options.arrangement == Arrangement::Stacked;
    match (shown.step, shown.options.read_as) {
        (Step::Day, ReadAs::Values | ReadAs::Indexed) => is_stacked,
        _ => true,
    }
}

/// What a series is called: its own name, or the metric's with whose values it shows.
fn name(settings: &PanelSeries, row: &PanelMetric, loaded: &Loaded) -> String {
    if !settings.label.is_empty() {
        return settings.label.clone();
    }
    match settings.object {
        Binding::Named => {
            let object = row.object.as_ref().map_or("", |object| object.name());
            format!("{}, {object}", row.label)
        }
        Binding::Median => format!("{}, median", row.label),
        Binding::Whole if loaded.page.dashboard.about.is_some() => {
            format!("{}, all together", row.label)
        }
        _ => row.label.clone(),
    }
}

fn object_key(settings: &PanelSeries, row: &PanelMetric, loaded: &Loaded) -> Option<String> {
    let object = match settings.object {
        Binding::Page => loaded.page.object.as_ref(),
        Binding::Named => row.object.as_ref(),
        _ => None,
    };
    object.map(|object| object.key.to_string())
}
