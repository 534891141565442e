//! Panels of a page, one after another: each with what it shows, or why it shows nothing.

use dbag_chart::HeatGrid;
use dbag_domain::{
    Annotation, Binding, Counterparts, Day, DayRange, GapReason, Panel, PanelKind, Period, Problem,
    RangeChoice, ReadAs, Span, Step, Unit,
};
use dbag_store::PanelMetric;

use super::loaded::Loaded;
use super::progress::progress;
use super::request::{Known, Request};
use super::series::Shown;
use super::shares::{are_together, share};
use super::sight::Sight;
use super::view::{ChartView, NumberView, PanelContent, PanelView, SeriesView, Unavailable};
use crate::Dbag;

/// A page whose panels are made.
pub(super) struct Making<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) request: &'a Request,
    pub(super) known: Known,
    pub(super) notes: &'a [Annotation],
}

impl Dbag {
    /// A panel as it is shown.
    pub(super) async fn make_panel(
        &self,
        panel: &Panel,
        making: &Making<'_>,
    ) -> Result<PanelView, Problem> {
        let known = self.known_of_panel(making.loaded, panel).await?;
        let chosen = panel_days(panel, making.request, known.unwrap_or(making.known));
        let choice = panel.options.range.unwrap_or(making.request.choice);
        let days = making.loaded.sight.of_range(choice, chosen.days);
        let span = Span { days, ..chosen };
        let step = match panel.kind {
            // A day a square, whatever the page is by.
            PanelKind::Calendar => Step::Day,
            _ => making.request.step(panel, days),
        };
        let asked = making.request.compare(panel);
        let beside = asked.and_then(|compare| Counterparts::of(span, step, compare));
        let is_alone = asked.is_some() && beside.is_none();
        let compare = asked.filter(|_| {
            beside.is_some_and(|beside| making.loaded.sight.of_compared(beside.days).is_some())
        });
        let shown = Shown {
            days,
            is_rolling: span.is_rolling,
            step,
            compare,
            is_alone,
            options: &panel.options,
        };
        let rows = making.loaded.rows(panel);
        let mut missing = Vec::new();
        let object = making.loaded.page.object.as_ref().map(|object| object.id);
        let sight = making.loaded.sight;
        let content = match panel.kind {
            _ if sight.refuses(panel, rows, object) => {
                PanelContent::Unavailable(Unavailable::NotShown)
            }
            PanelKind::Heading => PanelContent::Heading,
            PanelKind::Text => PanelContent::Text(panel.options.text.clone()),
            PanelKind::Ranking | PanelKind::Multiples => {
                self.make_ranking(panel, rows, &shown, making).await?
            }
            _ => match self.series_of(panel, rows, &shown, making).await? {
                Ok((series, others)) => {
                    missing = others;
                    content(panel, series, &shown, making)
                }
                Err(why) => PanelContent::Unavailable(why),
            },
        };
        let about = making.loaded.page.dashboard.about.is_some();
        let content = sight.of_content(content);
        if sight != Sight::Team {
            missing.clear();
            missing.extend(content.of_few().then_some(Unavailable::FewObjects));
        }
        Ok(PanelView {
            title: title(panel, rows, &content),
            is_unbound: about && !panel.is_bound(),
            panel: panel.clone(),
            days,
            step,
            content,
            missing,
        })
    }

    /// The series that can be shown, and why the others cannot; only that where none can.
    async fn series_of(
        &self,
        panel: &Panel,
        rows: &[PanelMetric],
        shown: &Shown<'_>,
        making: &Making<'_>,
    ) -> Result<Result<(Vec<SeriesView>, Vec<Unavailable>), Unavailable>, Problem> {
        let mut found = Vec::with_capacity(rows.len());
        let mut missing = Vec::new();
        for (settings, row) in panel.series.iter().zip(rows) {
            match self.one_series((settings, row), shown, making).await? {
                Ok(series) => found.push(series),
                Err(why) => missing.push(why),
            }
        }
        Ok(match found.is_empty() {
            true => Err(missing.pop().unwrap_or(Unavailable::NoMetric)),
            false => Ok((found, missing)),
        })
    }
}

/// The days of a panel. A calendar without days of its own shows a year, and no calendar more days
/// than it has room for: what is written beside it is of these, too.
fn panel_days(panel: &Panel, request: &Request, known: Known) -> Span {
    let span = request.span(panel, known);
    if panel.kind != PanelKind::Calendar {
        return span;
    }
    let chosen = match panel.options.range {
        Some(_) => span.days,
        None => {
            let DayRange { from, to } = span.days;
            RangeChoice::LastMonths(12).days(from, to, to)
        }
    };
    Span {
        days: HeatGrid::of(chosen).range,
        ..span
    }
}

/// The title that was set, or the names of what is shown; nothing of what may not be seen.
fn title(panel: &Panel, rows: &[PanelMetric], content: &PanelContent) -> String {
    if *content == PanelContent::Unavailable(Unavailable::NotShown) {
        return String::new();
    }
    if !panel.title.is_empty() {
        return panel.title.clone();
    }
    let names: Vec<&str> = match content {
        PanelContent::Chart(chart) => chart.series.iter().map(|one| one.name.as_str()).collect(),
        _ => rows.iter().map(|row| row.label.as_str()).collect(),
    };
    match names.as_slice() {
        [] => panel.kind.title().to_owned(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

fn content(
    panel: &Panel,
    mut series: Vec<SeriesView>,
    shown: &Shown<'_>,
    making: &Making<'_>,
) -> PanelContent {
    if let Some(label) = not_added_up(panel, &series) {
        return PanelContent::Unavailable(Unavailable::NotAddedUp(label));
    }
    let are_together = are_together(&series);
    if panel.options.read_as == ReadAs::Share {
        share(&mut series);
    }
    let is_known = |one: &SeriesView| one.points.iter().any(|point| point.value.is_some());
    let is_empty = !series.iter().any(is_known);
    let has_begun = |one: &SeriesView| {
        today_of(one, making.loaded).is_none_or(|today| shown.days.from <= today)
    };
    let has_figure = series
        .iter()
        .any(|one| one.figure.is_some() && has_begun(one));
    if is_empty && !(panel.kind == PanelKind::Number && has_figure) {
        let is_known = series.iter().any(|one| one.total.coverage.known > 0);
        if is_known && panel.options.read_as != ReadAs::Values {
            return PanelContent::Unavailable(match panel.options.read_as {
                ReadAs::Share if !are_together => Unavailable::NeverTogether,
                _ => Unavailable::AllZero,
            });
        }
        let is_remembered = series.iter().any(|one| one.is_remembered);
        if is_remembered && series.iter().any(|one| one.is_of_few) {
            return PanelContent::Unavailable(Unavailable::FewObjects);
        }
        return PanelContent::Unavailable(match (is_remembered, making.loaded.is_past) {
            (true, _) => Unavailable::NoValuesHere(last_gap(&series)),
            (false, true) => Unavailable::NothingKnownThen,
            (false, false) => Unavailable::NoValuesYet,
        });
    }
    match panel.kind {
        PanelKind::Number => number(series, making.loaded),
        PanelKind::Calendar => first(series, |one| PanelContent::Calendar(Box::new(one))),
        PanelKind::Progress => {
            let choice = panel.options.range.unwrap_or(making.request.choice);
            let all_days = match choice {
                RangeChoice::This(step) => {
                    let period = Period::of(shown.days.to, step).days();
                    making.loaded.sight.of_days(period)
                }
                _ => shown.days,
            };
            let is_median = panel
                .series
                .first()
                .is_some_and(|one| one.object == Binding::Median);
            first(series, |one| match one.goal {
                None if is_median => PanelContent::Unavailable(Unavailable::MedianGoal),
                _ => {
                    let today = today_of(&one, making.loaded);
                    progress(one, (shown.days, all_days), today)
                }
            })
        }
        _ => PanelContent::Chart(Box::new(ChartView {
            unit: axis_unit(&series),
            notes: notes_of(&series, shown.days, making),
            series,
        })),
    }
}

/// The last of the shown days that says why it has no value.
fn last_gap(series: &[SeriesView]) -> Option<(Day, GapReason)> {
    let gaps = series.iter().filter_map(|one| one.daily.last_gap());
    gaps.max_by_key(|(day, _)| *day)
}

/// The series that is asked to be added up and cannot be: from day to day, or with others as parts of a
/// whole.
fn not_added_up(panel: &Panel, series: &[SeriesView]) -> Option<String> {
    let cannot = |one: &&SeriesView| match panel.options.read_as {
        ReadAs::Cumulative => !one.rollup.adds_up(),
        ReadAs::Share => !one.is_part,
        ReadAs::Values | ReadAs::Indexed => false,
    };
    series.iter().find(cannot).map(|one| one.name.clone())
}

fn first(series: Vec<SeriesView>, make: impl FnOnce(SeriesView) -> PanelContent) -> PanelContent {
    match series.into_iter().next() {
        Some(one) => make(one),
        None => PanelContent::Unavailable(Unavailable::NoMetric),
    }
}

fn number(series: Vec<SeriesView>, loaded: &Loaded) -> PanelContent {
    first(series, |series| {
        let last = series.daily.last_known().map(|(day, _)| day);
        let days = last.and_then(|to| DayRange::new(series.daily.from, to));
        let spark = days.map_or_else(|| series.daily.clone(), |days| series.daily.over(days));
        let today = today_of(&series, loaded);
        PanelContent::Number(Box::new(NumberView::on(today, series, spark)))
    })
}

/// The day it is where a series' metric is; none of a metric that is not there.
fn today_of(series: &SeriesView, loaded: &Loaded) -> Option<Day> {
    let metric = loaded.metric_called(&series.metric)?;
    Some(loaded.metric(metric)?.today)
}

/// What the value axis is in: the unit that all series are drawn in, or none.
fn axis_unit(series: &[SeriesView]) -> Unit {
    let mut units = series.iter().map(|one| &one.drawn_unit);
    let first = units.next().cloned().unwrap_or_default();
    match units.all(|unit| *unit == first) {
        true => first,
        false => Unit {
            format: first.format,
            ..Unit::default()
        },
    }
}

/// The annotations that concern what is shown, as places in all of the page's.
fn notes_of(series: &[SeriesView], days: DayRange, making: &Making<'_>) -> Vec<usize> {
    let object = making.loaded.page.object.as_ref().map(|object| object.id);
    let about: Vec<_> = series
        .iter()
        .filter_map(|one| {
            let metric = making.loaded.metric_called(&one.metric)?;
            Some((metric, object.filter(|_| one.object.is_some())))
        })
        .collect();
    let concerns = |note: &Annotation| {
        let mut about = about.iter();
        about.any(|(metric, object)| note.concerns(*metric, *object))
    };
    let notes = making.notes.iter().enumerate();
    notes
        .filter(|(_, note)| note.days.intersection(days).is_some() && concerns(note))
        .map(|(at, _)| at)
        .collect()
}
