//! What a page's panels are made from: read in a fixed number of statements.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{
    Binding, Day, DayRange, Goal, Metric, MetricId, NO_OBJECT, ObjectId, Panel, Problem, RollUp,
    SeriesId, Slug,
};
use dbag_store::{Columns, DashboardPage, OverObjects, PageMetric, PageSeries, PanelMetric};

use super::request::{Known, Request};
use super::sight::Sight;
use super::view::Unavailable;
use crate::Dbag;
use crate::day_rule::DayRule;
use crate::problem::problem_of;

/// A metric of the page with what its days are like.
pub(super) struct LoadedMetric {
    pub(super) metric: Metric,
    pub(super) rule: DayRule,
    pub(super) today: Day,
    pub(super) all_revisions: i64,
    /// What is aimed at as a whole.
    pub(super) whole_goal: Option<Goal>,
    series: Vec<PageSeries>,
}

/// Everything about a page but what is told of all objects.
pub(super) struct Loaded {
    pub(super) page: DashboardPage,
    /// Whether it is shown as it was known before.
    pub(super) is_past: bool,
    /// Who looks at it.
    pub(super) sight: Sight,
    metrics: HashMap<MetricId, LoadedMetric>,
    columns: HashMap<SeriesId, Arc<Columns>>,
}

/// When a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The instant; in the past it is the one as of which values are told.
    pub(super) now: DateTime<Utc>,
    /// Whether it is an earlier one than the present.
    pub(super) is_past: bool,
}

impl Moment {
    /// The end of the day that was asked for, or now where that is earlier.
    pub(super) fn of(as_of: Option<Day>, zones: &Zones, now: DateTime<Utc>) -> Self {
        let end = as_of.map(|day| zones.own().start_of(day.next()));
        match end.filter(|end| *end < now) {
            Some(end) => Self {
                now: end - TimeDelta::seconds(1),
                is_past: true,
            },
            None => Self {
                now,
                is_past: false,
            },
        }
    }
}

/// Whose values a series of a panel shows.
pub(super) enum Whose<'a> {
    /// One series; none where nothing was remembered of it.
    One(Option<&'a PageSeries>),
    /// All objects together.
    All(OverObjects),
}

impl Dbag {
    /// Reads the values that changed.
    pub(super) async fn load_page(
        &self,
        (page, found): (DashboardPage, Vec<PageMetric>),
        zones: Zones,
        (moment, sight): (Moment, Sight),
    ) -> Result<Loaded, Problem> {
        let now = moment.now;
        let rows: Vec<_> = found
            .iter()
            .flat_map(|metric| metric.series.iter().map(|series| series.row.clone()))
            .collect();
        let columns = match moment.is_past {
            true => self.store.columns_as_of(&rows, now).await,
            false => self.store.columns(&rows).await,
        };
        let columns = columns.map_err(problem_of)?;
        let columns = columns.into_iter().map(|one| sight.of_columns(one));
        let columns = rows.iter().map(|row| row.id).zip(columns).collect();
        let known: Vec<Metric> = found.iter().map(|one| one.metric.clone()).collect();
        let mut metrics = HashMap::with_capacity(found.len());
        for one in found {
            let zone = zones.of(&one.metric).map_err(CollectError::into_problem)?;
            let loaded = LoadedMetric {
                rule: self.day_rule(&one.metric, &known).await?,
                today: zone.day_of(now),
                all_revisions: one.all_revisions,
                whole_goal: one.whole_goal,
                series: one.series,
                metric: one.metric,
            };
            metrics.insert(loaded.metric.id, loaded);
        }
        Ok(Loaded {
            page,
            is_past: moment.is_past,
            sight,
            metrics,
            columns,
        })
    }

    /// The metrics of a page, with their series for its object.
    pub(super) async fn metrics_of_page(
        &self,
        page: &DashboardPage,
    ) -> Result<Vec<PageMetric>, Problem> {
        let mut metrics: Vec<MetricId> = Vec::new();
        let mut every: Vec<MetricId> = Vec::new();
        let mut objects: Vec<ObjectId> = page.object.iter().map(|object| object.id).collect();
        for panel in &page.dashboard.panels {
            let rows = page.metrics.get(&panel.id).map_or(&[][..], Vec::as_slice);
            for (series, row) in panel.series.iter().zip(rows) {
                metrics.push(row.metric);
                if !matches!(series.object, Binding::Page | Binding::Named) {
                    every.push(row.metric);
                }
                objects.extend(row.object.as_ref().map(|object| object.id));
            }
        }
        for ids in [&mut metrics, &mut every] {
            ids.sort_unstable();
            ids.dedup();
        }
        objects.sort_unstable();
        objects.dedup();
        let found = self.store.page_metrics(&metrics, &objects, &every).await;
        found.map_err(problem_of)
    }

    /// Between which days the page knows anything.
    pub(super) async fn known_days(&self, loaded: &Loaded, today: Day) -> Result<Known, Problem> {
        let mut first: Option<Day> = None;
        let mut last: Option<Day> = None;
        let mut is_collected = loaded.metrics.is_empty();
        for metric in loaded.metrics.values() {
            is_collected |= self.goes_on(&metric.metric);
            let mut days: Vec<DayRange> = metric
                .series
                .iter()
                .filter_map(|series| loaded.columns(series).and_then(known_range))
                .collect();
            // Outsiders who may see one object are told nothing of when others began.
            let may_see_others = !loaded.sight.is_locked();
            let has_others = metric.metric.object_kind.is_some() && metric.all_revisions > 0;
            if days.is_empty() && has_others && may_see_others {
                let known = self.store.days_of_metric(metric.metric.id).await;
                days.extend(known.map_err(problem_of)?);
            }
            for days in days {
                first = Some(first.map_or(days.from, |known| known.min(days.from)));
                last = Some(last.map_or(days.to, |known| known.max(days.to)));
            }
        }
        let last = last.filter(|_| !is_collected).unwrap_or(today).min(today);
        Ok(loaded.sight.of_known(Known {
            first: first.unwrap_or(last).min(last),
            last,
        }))
    }

    /// Between which days a panel knows anything: one of metrics that are no longer collected
    /// ends with their last day, whatever else is on the page.
    pub(super) fn known_of_panel(&self, loaded: &Loaded, panel: &Panel, page: Known) -> Known {
        let metrics = loaded
            .rows(panel)
            .iter()
            .filter_map(|row| loaded.metric(row.metric));
        let mut last: Option<Day> = None;
        for metric in metrics {
            if self.goes_on(&metric.metric) {
                return page;
            }
            let known = metric
                .series
                .iter()
                .filter_map(|series| loaded.columns(series));
            last = known.filter_map(Columns::last_day).chain(last).max();
        }
        let last = last.map_or(page.last, |last| last.min(page.last));
        Known {
            first: page.first.min(last),
            last,
        }
    }

    /// Whether new days are still to come.
    fn goes_on(&self, metric: &Metric) -> bool {
        metric.do_collect && self.collector.history(metric).is_some()
    }
}

fn known_range(columns: &Columns) -> Option<DayRange> {
    DayRange::new(columns.first_day()?, columns.last_day()?)
}

impl Loaded {
    /// A metric that was not removed.
    pub(super) fn metric(&self, id: MetricId) -> Option<&LoadedMetric> {
        self.metrics.get(&id)
    }

    /// The metric that has this slug.
    pub(super) fn metric_called(&self, slug: &Slug) -> Option<MetricId> {
        let mut metrics = self.metrics.iter();
        let found = metrics.find(|(_, one)| one.metric.slug == *slug);
        found.map(|(id, _)| *id)
    }

    /// The values of a series.
    pub(super) fn columns(&self, series: &PageSeries) -> Option<&Columns> {
        self.columns.get(&series.row.id).map(|columns| &**columns)
    }

    /// What the series of a panel are in the tables.
    pub(super) fn rows(&self, panel: &Panel) -> &[PanelMetric] {
        self.page.metrics.get(&panel.id).map_or(&[], Vec::as_slice)
    }

    /// Whose values a series shows, or why it cannot.
    pub(super) fn whose<'a>(
        &self,
        metric: &'a LoadedMetric,
        binding: Binding,
        row: &PanelMetric,
    ) -> Result<Whose<'a>, Unavailable> {
        let other_kind = || Unavailable::OtherKind(metric.metric.label.to_string());
        let of = |object: ObjectId| {
            let found = metric
                .series
                .iter()
                .find(|series| series.row.object == object);
            Whose::One(found)
        };
        let has_objects = metric.metric.object_kind.is_some();
        match binding {
            Binding::Page => {
                if self.page.dashboard.about.is_none() {
                    return Err(other_kind());
                }
                if metric.metric.object_kind != self.page.dashboard.about {
                    return Err(other_kind());
                }
                match &self.page.object {
                    Some(object) => Ok(of(object.id)),
                    // Of whom nothing is known yet nothing is told, beside what is told of all:
                    // that alone would be taken for their own.
                    None if self.sight.is_locked() => Ok(Whose::One(None)),
                    None => Err(Unavailable::NoObject),
                }
            }
            Binding::Named => {
                let object = row.object.as_ref().ok_or_else(other_kind)?;
                Ok(of(object.id))
            }
            Binding::Median | Binding::Every if !has_objects => Err(other_kind()),
            Binding::Median => Ok(Whose::All(self.sight.of_objects(OverObjects::Median))),
            Binding::Whole | Binding::Unbound | Binding::Every if has_objects => {
                Ok(Whose::All(whole_of(metric.metric.rollup)))
            }
            Binding::Whole | Binding::Unbound | Binding::Every => Ok(of(NO_OBJECT)),
        }
    }
}

/// How the objects of a metric make the whole: what is a mean over days is one over objects.
const fn whole_of(rollup: RollUp) -> OverObjects {
    match rollup {
        RollUp::Mean | RollUp::Recomputed | RollUp::Min | RollUp::Max => OverObjects::Mean,
        RollUp::Last | RollUp::Sum => OverObjects::Sum,
    }
}

/// How long before the shown days values are needed: for averages and for what is compared.
pub(super) fn days_needed(request: &Request, panel: &Panel, days: DayRange) -> DayRange {
    /// The weekday of the week before, and the longest moving average.
    const BEFORE: i32 = 28;
    let compared = request.compare(panel);
    let compared = compared.map(|compare| super::request::compared_days(compare, days).from);
    let from = compared.map_or(days.from, |from| from.min(days.from));
    DayRange {
        from: (from - BEFORE).max(Day::MIN),
        to: days.to,
    }
}
