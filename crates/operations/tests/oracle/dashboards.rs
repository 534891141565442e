//! The panels of a dashboard, beside what the book says.

use std::collections::HashMap;

use chrono::NaiveDate;
use dbag_domain::{
    Binding, DashboardSettings, Goal, Label, ObjectKey, PanelCompare, PanelKind, PanelOptions,
    PanelSeries, PanelSettings, PeriodValue, Place, RangeChoice, ReadAs, RollUp, Slug, Step,
};
use dbag_operations::{
    DashboardQuery, PanelContent, PanelView, RankingView, SeriesView, Unavailable, panel_table,
};
use rand::seq::IndexedRandom;

use crate::asked::Metric;
use crate::book::Subject;
use crate::calendar::{Range, beside, buckets, length, period, plus};
use crate::compare::{Asked, Findings, STEPS};
use crate::world::{ACTOR, World, date, day};
use crate::wrong::Wrong;

/// A panel, and what it is of.
#[derive(Clone)]
pub(crate) struct Panel {
    kind: PanelKind,
    read_as: ReadAs,
    average: Option<u16>,
    /// The metrics of its series, each with whose values it is.
    series: Vec<(Metric, Subject)>,
}

const GOAL: f64 = 3.0;

impl World {
    /// Some panels of each metric.
    async fn panels(&mut self) -> Vec<Panel> {
        let mut panels = Vec::new();
        let mut add = |kind, read_as, average, series: &[(&Metric, Subject)]| {
            let series = series
                .iter()
                .map(|(metric, of)| ((*metric).clone(), of.clone()));
            panels.push(Panel {
                kind,
                read_as,
                average,
                series: series.collect(),
            });
        };
        let metrics = self.metrics.clone();
        for metric in &metrics {
            let whole = (metric, Subject::Whole);
            let one = std::slice::from_ref(&whole);
            add(PanelKind::Line, ReadAs::Values, Some(7), one);
            add(PanelKind::Bars, ReadAs::Cumulative, None, one);
            add(PanelKind::Line, ReadAs::Indexed, None, one);
            add(PanelKind::Number, ReadAs::Values, None, one);
            add(PanelKind::Calendar, ReadAs::Values, None, one);
            add(PanelKind::Progress, ReadAs::Values, None, one);
            let known = self.known_objects(metric).await;
            if let Some(key) = known.choose(&mut self.random) {
                let one = (metric, Subject::Object(key.clone()));
                add(PanelKind::Table, ReadAs::Values, None, &[one, whole]);
                add(
                    PanelKind::Line,
                    ReadAs::Values,
                    None,
                    &[(metric, Subject::Median)],
                );
                add(
                    PanelKind::Ranking,
                    ReadAs::Values,
                    None,
                    &[(metric, Subject::Whole)],
                );
            }
        }
        let parts: Vec<_> = metrics
            .iter()
            .map(|metric| (metric, Subject::Whole))
            .take(2)
            .collect();
        add(PanelKind::Area, ReadAs::Share, None, &parts);
        panels
    }

    /// The objects that a metric knows a value of.
    async fn known_objects(&mut self, metric: &Metric) -> Vec<String> {
        let mut known = Vec::new();
        if metric.by_object {
            for key in self.book.objects().await {
                let of = Subject::Object(key.clone());
                let all = self.metrics.clone();
                if !self
                    .book
                    .open(&all, metric, &of, self.today)
                    .await
                    .is_empty()
                {
                    known.push(key);
                }
            }
        }
        known
    }

    /// Makes a dashboard of some panels of each metric, and sets goals.
    pub(crate) async fn make_dashboard(&mut self) {
        let panels = self.panels().await;
        let settings = DashboardSettings {
            range: RangeChoice::LastDays(30),
            panels: panels
                .iter()
                .enumerate()
                .map(|(at, panel)| panel.settings(at))
                .collect(),
            ..DashboardSettings::new(slug("all"), Label::parse("All").expect("a label"))
        };
        for metric in self.metrics.clone() {
            let goal = Goal::constant(day(self.first), GOAL);
            self.dbag
                .set_goal(&ACTOR, metric.slug, None, &goal, self.now)
                .await
                .expect("a goal");
        }
        let added = self.dbag.add_dashboard(&ACTOR, &settings, self.now).await;
        added.unwrap_or_else(|problems| panic!("{problems:?}"));
        self.panels = panels;
    }

    /// Compares the dashboard over some ranges.
    pub(crate) async fn compare_dashboard(&mut self, wrong: Wrong, findings: &mut Findings) {
        let panels = self.panels.clone();
        for _ in 0..2 {
            let asked = self.any_range();
            let step = *STEPS.choose(&mut self.random).expect("some");
            let compare = [None, Some(PanelCompare::Previous), Some(PanelCompare::Year)];
            let compare = *compare.choose(&mut self.random).expect("some");
            let query = DashboardQuery {
                range: asked.query.range.clone(),
                from: asked.query.from.clone(),
                to: asked.query.to.clone(),
                step: Some(step.to_string()),
                compare: compare.map(|compare| compare.to_string()),
                ..DashboardQuery::default()
            };
            let view = self
                .dbag
                .view_dashboard(&ACTOR, "all", None, &query, self.now)
                .await;
            let view = view.unwrap_or_else(|problem| panic!("{}: {problem:?}", self.name()));
            assert_eq!(view.problem, None, "{}", self.name());
            for (panel, shown) in panels.iter().zip(&view.panels) {
                self.compare_panel(panel, shown, (&asked, step, compare), wrong, findings)
                    .await;
            }
        }
    }

    async fn compare_panel(
        &mut self,
        panel: &Panel,
        shown: &PanelView,
        (asked, step, compare): (&Asked, Step, Option<PanelCompare>),
        wrong: Wrong,
        findings: &mut Findings,
    ) {
        let place = format!(
            "{} of {:?} as {:?}, {:?} {:?} by {step} with {compare:?}",
            panel.kind,
            panel.names(),
            panel.read_as,
            asked.query.range.as_deref().unwrap_or(""),
            asked.range
        );
        let is_calendar = panel.kind == PanelKind::Calendar;
        let (range, step) = match is_calendar {
            true => ((date(shown.days.from), date(shown.days.to)), Step::Day),
            false => (asked.range, step),
        };
        let days = (date(shown.days.from), date(shown.days.to));
        if days != range {
            findings
                .wrong
                .push(format!("days: {place}: shown {days:?}"));
            return;
        }
        let view = Asked {
            query: asked.query.clone(),
            range,
            is_rolling: asked.is_rolling && !is_calendar,
        };
        match &shown.content {
            PanelContent::Unavailable(Unavailable::NotAddedUp(_)) => {
                let adds = |(metric, _): &(Metric, Subject)| match panel.read_as {
                    ReadAs::Cumulative => metric.rollup() == RollUp::Sum,
                    _ => metric.is_part(),
                };
                let all_add = panel.series.iter().all(adds);
                findings.same(
                    || format!("refused: {place}"),
                    Some(0.0),
                    Some(f64::from(all_add)),
                );
            }
            PanelContent::Unavailable(Unavailable::AllZero) => {
                let right = self.is_zero(panel, (range, step)).await;
                findings.same(
                    || format!("all zero: {place}"),
                    Some(1.0),
                    Some(f64::from(right)),
                );
            }
            PanelContent::Unavailable(Unavailable::NeverTogether) => {
                let right = self.are_together(panel, (range, step)).await;
                findings.same(
                    || format!("never together: {place}"),
                    Some(0.0),
                    Some(f64::from(right)),
                );
            }
            PanelContent::Unavailable(why) => {
                let right = self.has_any(panel, range).await;
                findings.same(
                    || format!("{why:?}: {place}"),
                    Some(0.0),
                    Some(f64::from(right)),
                );
            }
            PanelContent::Number(number) => {
                self.compare_series(
                    panel,
                    &[&number.series],
                    (&view, step, compare),
                    wrong,
                    (&place, findings),
                )
                .await;
            }
            PanelContent::Chart(chart) => {
                let series: Vec<_> = chart.series.iter().collect();
                self.compare_series(
                    panel,
                    &series,
                    (&view, step, compare),
                    wrong,
                    (&place, findings),
                )
                .await;
                compare_table(shown, &chart.series, &place, findings);
            }
            PanelContent::Calendar(series) => {
                self.compare_series(
                    panel,
                    &[series],
                    (&view, step, compare),
                    wrong,
                    (&place, findings),
                )
                .await;
            }
            PanelContent::Progress(progress) => {
                self.compare_series(
                    panel,
                    &[&progress.series],
                    (&view, step, compare),
                    wrong,
                    (&place, findings),
                )
                .await;
                let (metric, _) = &panel.series[0];
                let newest = self.newest(metric);
                self.open(&panel.series[0]).await;
                let value = self.rolled_up(metric, range, newest, wrong).await;
                findings.same(|| format!("progress: {place}"), Some(progress.value), value);
                let adds_up = metric.rollup() == RollUp::Sum || wrong == Wrong::GoalsAddedUp;
                if adds_up && !asked.is_running() {
                    let goal = GOAL * length(range) as f64;
                    findings.same(|| format!("goal: {place}"), Some(progress.goal), Some(goal));
                } else if !adds_up {
                    findings.same(|| format!("goal: {place}"), Some(progress.goal), Some(GOAL));
                }
            }
            PanelContent::Ranking(ranking) => {
                self.compare_ranking(panel, ranking, (&view, compare), wrong, (&place, findings))
                    .await;
            }
            other => panic!("{place}: {other:?}"),
        }
    }

    async fn open(&mut self, (metric, of): &(Metric, Subject)) {
        let all = self.metrics.clone();
        self.book.open(&all, metric, of, self.today).await;
    }

    async fn has_any(&mut self, panel: &Panel, range: Range) -> bool {
        for series in &panel.series {
            self.open(series).await;
            if self
                .book
                .number("1.0 * count(value)", range)
                .await
                .unwrap_or(0.0)
                > 0.0
            {
                return true;
            }
        }
        false
    }

    /// Whether every period is zero, or the parts of every period are together.
    async fn is_zero(&mut self, panel: &Panel, (range, step): (Range, Step)) -> bool {
        let all: Vec<_> = buckets(range, step).into_iter().map(Some).collect();
        let mut sums = vec![0.0; all.len()];
        for series in &panel.series {
            self.open(series).await;
            let values = self.values(&series.0, &all, Wrong::Nothing).await;
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value.unwrap_or(0.0);
            }
        }
        sums.iter().all(|sum| *sum == 0.0)
    }

    /// Whether in any period all have a value.
    async fn are_together(&mut self, panel: &Panel, (range, step): (Range, Step)) -> bool {
        let all: Vec<_> = buckets(range, step).into_iter().map(Some).collect();
        let mut together = vec![true; all.len()];
        for series in &panel.series {
            self.open(series).await;
            let values = self.values(&series.0, &all, Wrong::Nothing).await;
            for (all_known, value) in together.iter_mut().zip(values) {
                *all_known &= value.is_some();
            }
        }
        together.contains(&true)
    }

    /// The sums up to buckets, but where the bucket itself has no value.
    async fn where_known(
        &mut self,
        sums: Vec<Option<f64>>,
        metric: &Metric,
        buckets: &[Option<Range>],
    ) -> Vec<Option<f64>> {
        let own = self.values(metric, buckets, Wrong::Nothing).await;
        sums.into_iter()
            .zip(own)
            .map(|(sum, own)| own.and(sum))
            .collect()
    }

    async fn values(
        &mut self,
        metric: &Metric,
        all: &[Option<Range>],
        wrong: Wrong,
    ) -> Vec<Option<f64>> {
        let mut values = Vec::with_capacity(all.len());
        for bucket in all {
            values.push(match bucket {
                Some(days) => {
                    let newest = self.newest(metric);
                    self.rolled_up(metric, *days, newest, wrong).await
                }
                None => None,
            });
        }
        values
    }

    async fn compare_series(
        &mut self,
        panel: &Panel,
        shown: &[&SeriesView],
        (asked, step, compare): (&Asked, Step, Option<PanelCompare>),
        wrong: Wrong,
        (place, findings): (&str, &mut Findings),
    ) {
        let all = wrong.buckets(asked.range, step);
        let mut of_series = Vec::new();
        for series in &panel.series {
            self.open(series).await;
            let values = self.values(&series.0, &all, wrong).await;
            of_series.push(values);
        }
        let whole = sums_of_known(&of_series, all.len());
        findings.same(
            || format!("series: {place}"),
            Some(shown.len() as f64),
            Some(of_series.len() as f64),
        );
        for ((series, view), values) in panel.series.iter().zip(shown).zip(of_series) {
            let read = match panel.read_as {
                ReadAs::Share => values
                    .iter()
                    .zip(&whole)
                    .map(|(value, whole)| {
                        let whole = whole.filter(|whole| *whole != 0.0)?;
                        value.map(|value| value / whole * 100.0)
                    })
                    .collect(),
                how => read_as(values, &all, (step, self.today), how),
            };
            same_values(&view.points, &read, place, findings);
            self.open(series).await;
            let newest = self.newest(&series.0);
            let total = self.rolled_up(&series.0, asked.range, newest, wrong).await;
            findings.same(|| format!("total: {place}"), view.total.value, total);
            if let (Some(days), Step::Day) = (panel.average, step) {
                let newest = wrong.newest(newest, self.today);
                self.compare_average(
                    view,
                    (asked.range, i64::from(days), newest),
                    place,
                    findings,
                )
                .await;
            }
            let Some(with) = compare.filter(|_| panel.read_as != ReadAs::Share) else {
                continue;
            };
            let over = wrong.newest(newest, self.today);
            let right = beside_of(asked, over, step, with);
            findings.same(
                || format!("is compared: {place}"),
                Some(f64::from(view.compared.is_some())),
                Some(f64::from(right.is_some())),
            );
            let (Some(compared), Some((days, pairs))) = (&view.compared, right) else {
                continue;
            };
            let pairs = wrong.pairs(pairs, (asked.range, step), with);
            let so_far = pairs.iter().map(|pair| pair.map(|pair| (days.0, pair.1)));
            let of_days = match panel.read_as {
                ReadAs::Cumulative => so_far.collect(),
                _ => pairs.clone(),
            };
            let values = self.values(&series.0, &of_days, wrong).await;
            let read = match panel.read_as {
                ReadAs::Cumulative => self.where_known(values, &series.0, &pairs).await,
                how => read_as(values, &pairs, (step, self.today), how),
            };
            let points: Vec<_> = compared
                .points
                .iter()
                .map(|one| one.and_then(|one| one.value))
                .collect();
            for (shown, right) in points.iter().zip(&read) {
                findings.same(|| format!("beside: {place}"), *shown, *right);
            }
            let total = self.rolled_up(&series.0, days, newest, wrong).await;
            findings.same(
                || format!("total beside: {place}"),
                compared.total.value,
                total,
            );
        }
    }

    /// Each day with the days before it, where half of them are known.
    async fn compare_average(
        &mut self,
        view: &SeriesView,
        (range, window, newest): (Range, i64, NaiveDate),
        place: &str,
        findings: &mut Findings,
    ) {
        let mut on = range.0;
        for point in &view.average {
            let days = (plus(on, 1 - window), on);
            let known = self
                .book
                .number("1.0 * count(value)", days)
                .await
                .unwrap_or(0.0);
            let mean = self.book.number(crate::book::MEAN, days).await;
            let mean = mean.filter(|_| known * 2.0 >= window as f64 && on <= newest);
            findings.same(|| format!("average on {on}: {place}"), point.value, mean);
            on = plus(on, 1);
        }
    }

    async fn compare_ranking(
        &mut self,
        panel: &Panel,
        ranking: &RankingView,
        (asked, compare): (&Asked, Option<PanelCompare>),
        wrong: Wrong,
        (place, findings): (&str, &mut Findings),
    ) {
        let (metric, _) = &panel.series[0];
        let newest = self.newest(metric);
        let compare = compare.unwrap_or(PanelCompare::Previous);
        let over = wrong.newest(newest, self.today);
        let before = beside_of(asked, over, Step::Day, compare).map(|(days, _)| days);
        let shown: HashMap<&str, _> = ranking
            .rows
            .iter()
            .map(|row| (row.key.as_str(), row))
            .collect();
        for key in self.book.objects().await {
            self.open(&(metric.clone(), Subject::Object(key.clone())))
                .await;
            let row = shown.get(key.as_str());
            let value = self.rolled_up(metric, asked.range, newest, wrong).await;
            findings.same(
                || format!("ranked {key}: {place}"),
                row.map(|row| row.value),
                value,
            );
            if let (Some(row), Some(before)) = (row, before) {
                let value = self.rolled_up(metric, before, newest, wrong).await;
                findings.same(
                    || format!("ranked before {key} {before:?}: {place}"),
                    row.before,
                    value,
                );
            }
        }
        let values: Vec<f64> = ranking.rows.iter().map(|row| row.value).collect();
        let is_sorted = values.is_sorted_by(|a, b| a >= b);
        findings.same(
            || format!("order: {place}"),
            Some(f64::from(is_sorted)),
            Some(1.0),
        );
    }
}

impl Panel {
    fn settings(&self, at: usize) -> PanelSettings {
        let series = self.series.iter().map(|(metric, of)| {
            let series = PanelSeries::of(slug(metric.slug));
            match (self.kind, of) {
                (PanelKind::Ranking, _) => series.bound(Binding::Every),
                (_, Subject::Whole) => series.bound(Binding::Whole),
                (_, Subject::Median) => series.bound(Binding::Median),
                (_, Subject::Object(key)) => PanelSeries {
                    key: Some(ObjectKey::parse(key).expect("a key")),
                    ..series.bound(Binding::Named)
                },
            }
        });
        let place = Place {
            x: 0,
            y: at as u16 * 4,
            w: 6,
            h: 4,
        };
        PanelSettings {
            series: series.collect(),
            options: PanelOptions {
                read_as: self.read_as,
                average: self.average,
                ..PanelOptions::default()
            },
            ..PanelSettings::new(self.kind, place)
        }
    }

    fn names(&self) -> Vec<String> {
        self.series
            .iter()
            .map(|(metric, of)| format!("{} {of:?}", metric.slug))
            .collect()
    }
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

fn beside_of(
    asked: &Asked,
    newest: NaiveDate,
    step: Step,
    compare: PanelCompare,
) -> Option<(Range, Vec<Option<Range>>)> {
    beside(asked.range, asked.is_rolling, newest, step, compare)
}

/// Added up from the first on, or in percent of the first whole period that is not zero.
fn read_as(
    values: Vec<Option<f64>>,
    days: &[Option<Range>],
    (step, today): (Step, NaiveDate),
    how: ReadAs,
) -> Vec<Option<f64>> {
    let mut sum = 0.0;
    let is_whole = |days: Option<Range>| {
        days.is_some_and(|days| days == period(days.0, step) && days.1 < today)
    };
    let of_whole = values.iter().zip(days).filter(|(_, days)| is_whole(**days));
    let first = |value: &f64| *value != 0.0;
    let base = of_whole.filter_map(|(value, _)| *value).find(first);
    let base = base.or_else(|| values.iter().flatten().copied().find(first));
    let read = |value: Option<f64>| match how {
        ReadAs::Cumulative => value.map(|value| {
            sum += value;
            sum
        }),
        ReadAs::Indexed => value.zip(base).map(|(value, base)| value / base * 100.0),
        _ => value,
    };
    values.into_iter().map(read).collect()
}

fn same_values(
    points: &[PeriodValue],
    right: &[Option<f64>],
    place: &str,
    findings: &mut Findings,
) {
    findings.same(
        || format!("buckets: {place}"),
        Some(points.len() as f64),
        Some(right.len() as f64),
    );
    for (point, right) in points.iter().zip(right) {
        let days: (NaiveDate, NaiveDate) =
            (date(point.bucket().days.from), date(point.bucket().days.to));
        findings.same(|| format!("{days:?}: {place}"), point.value, *right);
    }
}

/// The file says what the picture shows.
fn compare_table(panel: &PanelView, series: &[SeriesView], place: &str, findings: &mut Findings) {
    let table = panel_table(panel).expect("a table");
    let first = series.first().expect("a series");
    for (row, point) in table.rows.iter().zip(&first.points) {
        findings.same(
            || format!("table {}: {place}", row.key),
            row.values[0],
            point.value,
        );
    }
}

/// What all series make together; nothing where one that was known before is not.
fn sums_of_known(series: &[Vec<Option<f64>>], buckets: usize) -> Vec<Option<f64>> {
    let sum = |at: usize| {
        let begun = series
            .iter()
            .filter(|values| values[..=at].iter().any(Option::is_some));
        begun.map(|values| values[at]).sum::<Option<f64>>()
    };
    (0..buckets).map(sum).collect()
}
