//! One series of a panel: rolled up, compared, and put beside its goal.

use dbag_domain::{
    Comparison, Coverage, Day, DayRange, Delta, Goal, Measure, PanelCompare, PanelOptions,
    PanelSeries, PeriodValue, ReadAs, RollUp, Series, Step, cumulative, indexed, moving_average,
    record, roll_up, streak,
};
use dbag_store::Columns;

use super::loaded::LoadedMetric;
use super::request::compared_days;
use super::view::{ComparedView, GoalView, SeriesView};
use crate::compared::Whole;

/// What the series of a panel have in common.
pub(super) struct Shown<'a> {
    pub(super) days: DayRange,
    pub(super) step: Step,
    pub(super) compare: Option<PanelCompare>,
    pub(super) options: &'a PanelOptions,
}

/// What one series is made from.
pub(super) struct Given<'a> {
    pub(super) metric: &'a LoadedMetric,
    pub(super) settings: &'a PanelSeries,
    pub(super) name: String,
    pub(super) object: Option<String>,
    pub(super) columns: &'a Columns,
    pub(super) goal: Option<&'a Goal>,
    /// Whether anything was ever remembered of it.
    pub(super) is_remembered: bool,
}

/// An outlook looks back so many days.
const OUTLOOK_DAYS: i32 = 28;

pub(super) fn series_view(given: &Given<'_>, shown: &Shown<'_>) -> SeriesView {
    let metric = &given.metric.metric;
    let (days, today) = (shown.days, given.metric.today);
    let mut daily = given.columns.over(days);
    given.metric.rule.mark(&mut daily, today);
    let points = roll_up(&daily, days, shown.step, metric.rollup, today);
    // All the values that a delta, a record or a streak may look back on.
    let mut past = given.columns.over(DayRange {
        from: given
            .columns
            .range()
            .map_or(days.from, |known| known.from.min(days.from)),
        to: days.to,
    });
    past.marks.clear();
    let whole = Whole {
        metric,
        measure: given.metric.rule.measure,
        today,
    };
    let figure = past.figure(given.metric.rule.measure, today);
    let figure_day = figure.map(|(day, _)| day);
    SeriesView {
        metric: metric.slug.clone(),
        name: given.name.clone(),
        object: given.object.clone(),
        unit: metric.unit.clone(),
        direction: metric.direction,
        measure: given.metric.rule.measure,
        colour: given.settings.colour,
        average: average(given, shown),
        compared: compared(given, shown, &whole),
        goal: given.goal.map(|goal| goal_view(goal, &past, given, shown)),
        total: whole.total(&daily, days),
        coverage: Coverage::of(&daily, days),
        figure,
        delta: figure_day.and_then(|day| delta(&past, day, given, shown)),
        record: figure_day.and_then(|day| record(&past, day)),
        streak: figure_day.map_or(0, |day| streak(&past, day)),
        points: read_as(points, shown.options.read_as),
        is_remembered: given.is_remembered,
        daily,
    }
}

/// Shares are made of all series of a panel together, and so elsewhere.
fn read_as(points: Vec<PeriodValue>, how: ReadAs) -> Vec<PeriodValue> {
    match how {
        ReadAs::Values | ReadAs::Share => points,
        ReadAs::Cumulative => cumulative(&points),
        ReadAs::Indexed => indexed(&points),
    }
}

/// A mean of days stands beside days only: beside the sums of weeks it would be one of another kind.
fn average(given: &Given<'_>, shown: &Shown<'_>) -> Vec<PeriodValue> {
    let Some(days) = shown
        .options
        .average
        .filter(|_| shown.options.read_as == ReadAs::Values && shown.step == Step::Day)
    else {
        return Vec::new();
    };
    let from = shown.days.from - (i32::from(days) - 1);
    let longer = DayRange {
        from,
        to: shown.days.to,
    };
    let averaged = moving_average(&given.columns.over(longer), days).over(shown.days);
    roll_up(
        &averaged,
        shown.days,
        Step::Day,
        RollUp::Last,
        given.metric.today,
    )
}

fn compared(given: &Given<'_>, shown: &Shown<'_>, whole: &Whole<'_>) -> Option<ComparedView> {
    let choice = shown.compare?;
    let days = compared_days(choice, shown.days);
    let series = given.columns.over(days);
    let metric = &given.metric.metric;
    let points = roll_up(&series, days, shown.step, metric.rollup, given.metric.today);
    Some(ComparedView {
        choice,
        days,
        points: read_as(points, shown.options.read_as),
        total: whole.total(&series, days),
        coverage: Coverage::of(&series, days),
    })
}

/// The change since the day that is compared with, else since the weekday a week before.
fn delta(past: &Series, day: Day, given: &Given<'_>, shown: &Shown<'_>) -> Option<Delta> {
    let comparison = match shown.compare {
        None => Comparison::SameWeekdayLastWeek,
        Some(PanelCompare::Year) => Comparison::SameDayLastYear,
        Some(PanelCompare::Days(days)) => Comparison::DaysBefore(days),
        Some(PanelCompare::Previous) => {
            Comparison::DaysBefore(u16::try_from(shown.days.len()).unwrap_or(u16::MAX))
        }
    };
    Delta::of(past, day, comparison, &given.metric.metric.unit)
}

fn goal_view(goal: &Goal, past: &Series, given: &Given<'_>, shown: &Shown<'_>) -> GoalView {
    let last = past.last_known().map_or(shown.days.to, |(day, _)| day);
    let recent = past.over(DayRange {
        from: last - OUTLOOK_DAYS,
        to: last,
    });
    let direction = given.metric.metric.direction;
    let is_level = given.metric.rule.measure == Measure::Level;
    GoalView {
        goal: goal.clone(),
        daily: goal.over(shown.days),
        outlook: goal.outlook(&recent, direction).filter(|_| is_level),
    }
}
