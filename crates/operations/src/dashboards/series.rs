//! One series of a panel: rolled up, compared, and put beside its goal.

use dbag_domain::{
    AcrossObjects, Comparison, Counterparts, Day, DayRange, Delta, Format, Goal, Mark, Measure,
    PanelCompare, PanelOptions, PanelSeries, PeriodValue, Reach, ReadAs, RollUp, Series, Span,
    Step, Total, USUAL_DAYS, Unit, cumulative, indexed, moving_average, record, roll_up, streak,
    unknown_periods,
};
use dbag_store::Columns;

use super::loaded::LoadedMetric;
use super::view::{GoalView, SeriesView, ValueNotes};
use crate::compared::{Compared, Whole};
use crate::unmarked_gaps::mark_nothing;

/// What the series of a panel have in common.
pub(super) struct Shown<'a> {
    pub(super) days: DayRange,
    /// Whether these are so many days up to now.
    pub(super) is_rolling: bool,
    pub(super) step: Step,
    pub(super) compare: Option<PanelCompare>,
    /// Whether nothing stands beside these days, though something was to: 29 February a year before.
    pub(super) is_alone: bool,
    pub(super) options: &'a PanelOptions,
}

impl Shown<'_> {
    pub(super) fn span(&self) -> Span {
        Span {
            days: self.days,
            is_rolling: self.is_rolling,
            newest: Day::MAX,
        }
    }
}

/// What one series is made from.
pub(super) struct Given<'a> {
    pub(super) metric: &'a LoadedMetric,
    pub(super) settings: &'a PanelSeries,
    pub(super) name: String,
    pub(super) object: Option<String>,
    pub(super) columns: &'a Columns,
    pub(super) goal: Option<&'a Goal>,
    /// Between which days it has values at all.
    pub(super) known: Option<DayRange>,
    /// The days without a value of which something is known: that there is nothing, or what may not be seen.
    pub(super) answered: Vec<Day>,
    /// The first day that may be seen.
    pub(super) first_seen: Day,
    /// Whether anything was ever remembered of it.
    pub(super) is_remembered: bool,
    /// Whether it is a median that is told of many objects only.
    pub(super) is_of_many: bool,
    /// Whether all of its days are at hand.
    pub(super) reach: Reach,
}

/// An outlook looks back so many days.
const OUTLOOK_DAYS: i32 = 28;

pub(super) fn series_view(given: &Given<'_>, shown: &Shown<'_>) -> SeriesView {
    let metric = &given.metric.metric;
    let (days, today) = (shown.days, given.metric.today);
    let mut daily = given.columns.over(days);
    given.metric.mark(&mut daily);
    // All the values that a delta, a record or a streak may look back on.
    let known = given.columns.range();
    let mut past = given.columns.over(DayRange {
        from: known.map_or(days.from, |known| known.from.min(days.from)),
        to: days.to,
    });
    given.metric.mark(&mut past);
    let whole = Whole {
        metric,
        measure: given.metric.rule.measure,
        today,
    };
    let figure = past.figure(given.metric.rule.measure, today);
    let figure_day = figure.map(|(day, _)| day);
    let mut known = past.over(DayRange {
        from: days.from - USUAL_DAYS,
        to: days.to,
    });
    mark_nothing(&mut known, &given.answered);
    let points = whole.points(&known, days, shown.step);
    let unknown = unknown(&points, given, &known);
    SeriesView {
        metric: metric.slug.clone(),
        name: given.name.clone(),
        object: given.object.clone(),
        unit: metric.unit.clone(),
        drawn_unit: drawn_unit(&metric.unit, shown.options.read_as),
        rollup: metric.rollup,
        is_part: metric.across_objects == AcrossObjects::Sum,
        weighted_by: given.metric.weighted_by.clone(),
        direction: metric.direction,
        measure: metric.measure,
        colour: given.settings.colour,
        average: average(given, shown),
        compared: compared(given, shown, &whole),
        goal: given.goal.map(|goal| goal_view(goal, &past, given, shown)),
        total: whole.total(&daily, days),
        figure,
        figure_notes: ValueNotes::of(&past, figure_day, given.metric.rule.measure),
        is_earlier: figure_day
            .is_some_and(|day| day < given.metric.expected() || !days.contains(day)),
        delta: figure_day.and_then(|day| delta(&past, day, given, shown)),
        record: figure_day.and_then(|day| record(&past, day, given.reach)),
        streak: figure_day.map_or(0, |day| streak(&past, day)),
        points: read_as(
            points,
            shown.options.read_as,
            (&known, given.metric.newest()),
        ),
        unknown,
        is_remembered: given.is_remembered,
        is_of_few: given.is_of_many && daily.last_known().is_none(),
        daily,
    }
}

/// The periods of which it is not known what they add to others.
fn unknown(points: &[PeriodValue], given: &Given<'_>, known: &Series) -> Vec<Day> {
    let is_nothing = |mark: &Mark| matches!(mark, Mark::Gap(reason) if reason.is_answer());
    let nothing = known.marks.iter().filter(|(_, mark)| is_nothing(mark));
    let nothing: Vec<Day> = nothing.map(|(day, _)| *day).collect();
    unknown_periods(points, given.known, |day| {
        nothing.binary_search(&day).is_ok()
    })
}

/// The unit of values that are read in a way.
fn drawn_unit(unit: &Unit, how: ReadAs) -> Unit {
    match how {
        ReadAs::Values | ReadAs::Cumulative => unit.clone(),
        ReadAs::Indexed => Unit::default(),
        ReadAs::Share => Unit {
            format: Format::Percent,
            ..Unit::default()
        },
    }
}

/// Shares are made of all series of a panel together, and so elsewhere.
fn read_as(
    points: Vec<PeriodValue>,
    how: ReadAs,
    (series, newest): (&Series, Day),
) -> Vec<PeriodValue> {
    match how {
        ReadAs::Values | ReadAs::Share => points,
        ReadAs::Cumulative => cumulative(&points, series, newest),
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
    let before = i32::from(days) - 1;
    let longer = DayRange {
        from: shown.days.from - before,
        to: shown.days.to,
    };
    // What is made of fewer days, as the others may not be seen, is no mean of so many.
    let from = shown.days.from.max(given.first_seen + before);
    let Some(seen) = DayRange::new(from, shown.days.to) else {
        return Vec::new();
    };
    let mut longer = given.columns.over(longer);
    given.metric.mark(&mut longer);
    let newest = longer.settled_up_to(given.metric.newest());
    let averaged = moving_average(&longer, days, newest);
    let mut averaged = averaged.over(seen).over(shown.days);
    given.metric.rule.mark(&mut averaged, given.metric.today);
    let how = (RollUp::Last, newest);
    roll_up(&averaged, shown.days, Step::Day, how, given.metric.today)
}

fn compared(given: &Given<'_>, shown: &Shown<'_>, whole: &Whole<'_>) -> Option<Compared> {
    let choice = shown.compare?;
    let days = Counterparts::of(shown.span(), shown.step, choice)?.days;
    let mut series = given.columns.over(DayRange {
        from: (days.from.min(shown.days.from) - USUAL_DAYS).max(Day::MIN),
        to: days.to.max(shown.days.to),
    });
    given.metric.mark(&mut series);
    mark_nothing(&mut series, &given.answered);
    let mut compared = whole.compare(&series, (shown.span(), shown.step), choice)?;
    compared.points = match shown.options.read_as {
        ReadAs::Cumulative => sums_so_far(&compared, &series),
        how => beside_as(compared.points, how),
    };
    Some(compared)
}

/// What stands beside, added up from the first of what stands beside on, as the shown ones are. Nothing does where the
/// first week has no counterpart: the others would be sums of fewer days.
fn sums_so_far(compared: &Compared, series: &Series) -> Vec<Option<PeriodValue>> {
    let first = compared.points.iter().position(Option::is_some);
    let first = first.and_then(|at| Some((at, compared.points[at]?)));
    let Some((at, first)) = first else {
        return compared.points.clone();
    };
    if at > 0 && first.period.step == Step::Week {
        return vec![None; compared.points.len()];
    }
    let so_far = |point: &PeriodValue| {
        let days = DayRange {
            from: first.days.from,
            to: point.days.to,
        };
        let sum = Total::of(series, days, RollUp::Sum, Day::MAX).value;
        PeriodValue {
            value: point.value.and(sum),
            ..*point
        }
    };
    let points = compared.points.iter();
    points.map(|point| point.as_ref().map(so_far)).collect()
}

/// What stands beside is read in the same way, from its own first period on.
fn beside_as(points: Vec<Option<PeriodValue>>, how: ReadAs) -> Vec<Option<PeriodValue>> {
    let known: Vec<PeriodValue> = points.iter().flatten().copied().collect();
    let read = match how {
        ReadAs::Indexed => indexed(&known),
        ReadAs::Values | ReadAs::Share | ReadAs::Cumulative => known,
    };
    let mut read = read.into_iter();
    let beside = |point: Option<PeriodValue>| point.and_then(|_| read.next());
    points.into_iter().map(beside).collect()
}

/// The change since the day that is compared with, else since the weekday a week before.
fn delta(past: &Series, day: Day, given: &Given<'_>, shown: &Shown<'_>) -> Option<Delta> {
    let unit = &given.metric.metric.unit;
    if shown.is_alone {
        return None;
    }
    let Some(choice) = shown.compare else {
        return Delta::of(past, day, Comparison::SameWeekdayLastWeek, unit);
    };
    let newest = past.settled_up_to(given.metric.newest());
    let span = shown.span().up_to(newest);
    let compared = Counterparts::of_day(span, day, choice)?;
    Delta::between(past, day, compared, unit)
}

fn goal_view(goal: &Goal, past: &Series, given: &Given<'_>, shown: &Shown<'_>) -> GoalView {
    let last = past.last_known().map_or(shown.days.to, |(day, _)| day);
    let recent = past.over(DayRange {
        from: last - OUTLOOK_DAYS,
        to: last,
    });
    let direction = given.metric.metric.direction;
    let is_level = given.metric.metric.measure == Measure::Level;
    GoalView {
        goal: goal.clone(),
        daily: goal.over(shown.days),
        outlook: goal.outlook(&recent, direction).filter(|_| is_level),
    }
}
