//! What a page's panels are made from: read in a fixed number of statements.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{
    Binding, Counterparts, Day, DayRange, Goal, Mark, Measure, Metric, MetricId, NO_OBJECT,
    ObjectId, Panel, PanelCompare, Problem, Series, SeriesId, Slug, Span, Step, Total, USUAL_DAYS,
};
use dbag_store::{
    AskedDays, Carry, Columns, DashboardPage, OverObjects, PageMetric, PageSeries, PanelMetric,
};

use super::request::Known;
use super::sight::Sight;
use super::view::Unavailable;
use crate::Dbag;
use crate::compared::total_of;
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
    /// What its values are weighted by, in words.
    pub(super) weighted_by: Option<String>,
    /// What is special about days as they were asked.
    pub(super) asked: AskedDays,
    series: Vec<PageSeries>,
}

impl LoadedMetric {
    /// Marks what is not over, and what was asked for something else.
    pub(super) fn mark(&self, series: &mut Series) {
        self.rule.mark(series, self.today);
        mark_asked(series, &self.asked, self.today);
    }

    /// Some days of one of its series as one number.
    pub(super) fn total(&self, series: &Series, days: DayRange) -> Total {
        total_of(series, days, (&self.metric, self.rule.measure), self.today)
    }

    /// The newest day whose value stands for the metric.
    pub(super) fn newest(&self) -> Day {
        self.rule.measure.newest_day(self.today)
    }

    /// The newest day that should have a value by now, and whose value then stands for it.
    pub(super) fn expected(&self) -> Day {
        self.rule.expected(self.today).min(self.newest())
    }

    /// How it was made, in a sentence without a stop.
    pub(super) fn sentence(&self, total: &Total) -> String {
        total.sentence(self.weighted_by.as_deref(), self.today)
    }

    /// How the values of all its objects become one.
    pub(super) fn over_objects(&self) -> (OverObjects, Carry) {
        let across = OverObjects::Across(self.metric.across_objects);
        (across, carry(self.metric.measure))
    }
}

/// Everything about a page but what is told of all objects.
pub(super) struct Loaded {
    pub(super) page: DashboardPage,
    /// Whether it is shown as it was known before.
    pub(super) is_past: bool,
    /// Who looks at it.
    pub(super) sight: Sight,
    metrics: HashMap<MetricId, LoadedMetric>,
    columns: HashMap<SeriesId, LoadedColumns>,
}

/// The values of a series.
pub(super) struct LoadedColumns {
    /// Those that may be seen: whatever is told is made of them.
    pub(super) seen: Arc<Columns>,
    /// All of them: of those that may not be seen it counts that they are there, as what is seen is a gap, or lacks a
    /// day, by that.
    pub(super) all: Arc<Columns>,
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
    All((OverObjects, Carry)),
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
        let columns = columns.into_iter().map(|all| LoadedColumns {
            seen: sight.of_columns(Arc::clone(&all)),
            all,
        });
        let columns = rows.iter().map(|row| row.id).zip(columns).collect();
        let known: Vec<Metric> = found.iter().map(|one| one.metric.clone()).collect();
        let mut metrics = HashMap::with_capacity(found.len());
        for one in found {
            let zone = zones.of(&one.metric).map_err(CollectError::into_problem)?;
            let loaded = LoadedMetric {
                rule: self.day_rule_by(&one.metric, &one.origins),
                today: zone.day_of(now),
                all_revisions: one.all_revisions,
                whole_goal: one.whole_goal,
                weighted_by: self.weighted_by(&one.metric, &known),
                asked: one.asked,
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
        let mut found = found.map_err(problem_of)?;
        self.add_special_days(&mut found).await?;
        Ok(found)
    }

    /// Between which days the page knows anything: from the first day of any panel to the last of any.
    pub(super) async fn known_days(&self, loaded: &Loaded, today: Day) -> Result<Known, Problem> {
        let mut page: Option<Known> = None;
        for panel in &loaded.page.dashboard.panels {
            if let Some(known) = self.known_of_panel(loaded, panel).await? {
                page = Some(page.map_or(known, |page| page.and(known)));
            }
        }
        let nothing = Known {
            first: today,
            last: today,
            today,
        };
        Ok(loaded.sight.of_known(page.unwrap_or(nothing)))
    }

    /// Between which days a panel knows anything: its own series, whatever else is on the page. It ends
    /// today, in the zone of its metrics, or with the last day of those that are no longer collected.
    pub(super) async fn known_of_panel(
        &self,
        loaded: &Loaded,
        panel: &Panel,
    ) -> Result<Option<Known>, Problem> {
        let mut known: Option<Known> = None;
        for (series, row) in panel.series.iter().zip(loaded.rows(panel)) {
            let Some(metric) = loaded.metric(row.metric) else {
                continue;
            };
            let days = self.days_of_series(loaded, metric, series.object).await?;
            let last = match (metric.rule.goes_on, days) {
                (true, _) => metric.today,
                (false, Some(days)) => days.to.min(metric.today),
                (false, None) => continue,
            };
            let first = days.map_or(last, |days| days.from.min(last));
            let today = metric.today;
            let of_series = Known { first, last, today };
            known = Some(known.map_or(of_series, |known| known.and(of_series)));
        }
        Ok(known.map(|known| loaded.sight.of_known(known)))
    }

    /// Between which days the values of a series of a panel lie.
    pub(super) async fn days_of_series(
        &self,
        loaded: &Loaded,
        metric: &LoadedMetric,
        binding: Binding,
    ) -> Result<Option<DayRange>, Problem> {
        let is_of_one = matches!(binding, Binding::Page | Binding::Named);
        let has_objects = metric.metric.object_kind.is_some();
        // Outsiders who may see one object are told nothing of when others began.
        if !is_of_one && has_objects && !loaded.sight.is_locked() {
            return self.days_of_all(metric).await;
        }
        let known = metric.series.iter();
        let known = known.filter_map(|series| loaded.columns(series)?.seen.known_days());
        Ok(known.reduce(|a, b| DayRange {
            from: a.from.min(b.from),
            to: a.to.max(b.to),
        }))
    }
}

impl Dbag {
    /// Between which days the values of all objects of a metric lie.
    pub(super) async fn days_of_all(
        &self,
        metric: &LoadedMetric,
    ) -> Result<Option<DayRange>, Problem> {
        let (id, revisions) = (metric.metric.id, metric.all_revisions);
        if revisions == 0 {
            return Ok(None);
        }
        let days = self.store.days_of_metric(id, revisions).await;
        days.map_err(problem_of)
    }
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
    pub(super) fn columns(&self, series: &PageSeries) -> Option<&LoadedColumns> {
        self.columns.get(&series.row.id)
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
            Binding::Median => {
                let how = self.sight.of_objects(OverObjects::Median);
                Ok(Whose::All((how, carry(metric.metric.measure))))
            }
            Binding::Whole | Binding::Unbound | Binding::Every if has_objects => {
                Ok(Whose::All(metric.over_objects()))
            }
            Binding::Whole | Binding::Unbound | Binding::Every => Ok(of(NO_OBJECT)),
        }
    }
}

/// A level holds on until something else is known of an object; what happened does not.
pub(crate) fn carry(measure: Measure) -> Carry {
    match measure {
        Measure::Level => Carry::LastValue,
        Measure::Flow | Measure::Share => Carry::Nothing,
    }
}

/// Marks the days of a series that were asked for something else, and those before today that were asked too early.
pub(crate) fn mark_asked(series: &mut Series, asked: &AskedDays, today: Day) {
    mark_known(series, &asked.outdated, Mark::Outdated);
    let is_over = |days: &DayRange| DayRange::new(days.from, days.to.min(today.previous()));
    let early: Vec<DayRange> = asked.early.iter().filter_map(is_over).collect();
    mark_known(series, &early, Mark::AskedEarly);
}

/// Marks days that have a value.
pub(crate) fn mark_known(series: &mut Series, days: &[DayRange], mark: Mark) {
    let Some(shown) = series.range() else {
        return;
    };
    let days = days.iter().filter_map(|days| days.intersection(shown));
    let days: Vec<Day> = days
        .flat_map(DayRange::days)
        .filter(|day| series.value(*day).is_some())
        .collect();
    if !days.is_empty() {
        series.mark(days, mark);
    }
}

/// How long before the shown days values are needed: for averages, for what is compared, and to know what is usual.
pub(super) fn days_needed(compare: Option<PanelCompare>, span: Span, step: Step) -> DayRange {
    let compared = compare.and_then(|compare| Counterparts::of(span, step, compare));
    let days = span.days;
    let from = compared.map_or(days.from, |beside| beside.days.from.min(days.from));
    DayRange {
        from: (from - USUAL_DAYS).max(Day::MIN),
        to: days.to,
    }
}
