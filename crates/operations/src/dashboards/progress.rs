//! A value beside its goal: what is aimed at over the shown days, and whether it is reached.

use dbag_domain::{
    Aim, Day, DayRange, Direction, GoalShape, GoalStanding, Measure, RollUp, Sum, Total,
};

use super::view::{GoalView, PanelContent, ProgressView, SeriesView, Unavailable};

/// What is aimed at.
struct Wanted {
    /// In the end.
    goal: f64,
    /// By the last known day, where that is another number.
    pace: Option<f64>,
    /// When the end is.
    by: Option<Day>,
}

/// What is added up stands beside the sum of what is planned so far, and in the end: a running month or year
/// ends with its last day. Anything else is where it is, and stands beside what holds then; once its days
/// are over, beside what held on the last of them. A day that is not over has not had its share of time: the pace is
/// that of the days before.
pub(super) fn progress(
    series: SeriesView,
    (days, all_days): (DayRange, DayRange),
    today: Option<Day>,
) -> PanelContent {
    let is_over = today.is_some_and(|today| all_days.to < today);
    let newest = today.map_or(Day::MAX, |today| series.measure.newest_day(today));
    let newest = match series.measure {
        Measure::Level => newest,
        Measure::Flow | Measure::Share => series.daily.settled_up_to(newest),
    };
    let adds_up = series.rollup.adds_up();
    let is_of_days = adds_up || series.measure != Measure::Level;
    let since = series.goal.as_ref().filter(|_| is_of_days);
    let newest_of = today.map_or(Day::MAX, |today| {
        series.measure.newest_day_of(series.rollup, today)
    });
    let since = since.map(|goal| since_planned(&series, goal, (days, all_days), newest_of));
    let series = match since {
        None => series,
        Some(Some(total)) => SeriesView { total, ..series },
        Some(None) => return PanelContent::Unavailable(no_goal_in(&series, days)),
    };
    // However its longer periods are rolled up, it is where it was last.
    let series = match series.measure {
        Measure::Level if !adds_up => SeriesView {
            total: Total::of(&series.daily, days, RollUp::Last, newest),
            ..series
        },
        _ => series,
    };
    let Some(goal) = &series.goal else {
        return PanelContent::Unavailable(Unavailable::NoGoal {
            metric: series.metric,
            object: series.object,
        });
    };
    let last = series.daily.last_known().map_or(days.to, |(day, _)| day);
    let last = last.min(newest);
    let value = match (adds_up, series.measure) {
        (false, Measure::Level) => series.figure.map(|(_, value)| value),
        (true, _) | (false, Measure::Flow | Measure::Share) => series.total.value,
    };
    let wanted = match (adds_up, is_over) {
        (true, _) => Some(added_up(goal, (days, all_days), last)),
        (false, true) => on_the_last_day(goal, days),
        (false, false) => where_it_is(goal, last),
    };
    let (value, wanted) = match (value, wanted) {
        (Some(value), Some(wanted)) => (value, wanted),
        (None, _) => {
            let why = Unavailable::NoValuesHere(series.daily.last_gap());
            return PanelContent::Unavailable(why);
        }
        (Some(_), None) => return PanelContent::Unavailable(no_goal_in(&series, days)),
    };
    let is_same_all_days = goal.goal.shape == GoalShape::Constant;
    // A level is what it is; a sum or a mean of a day that is not over is none yet.
    let has_begun = is_over || !is_of_days || last >= series.total.days.from;
    let pace = wanted
        .pace
        .filter(|pace| !is_over && has_begun && *pace != wanted.goal);
    let settled = DayRange::new(series.total.days.from, last).filter(|_| adds_up);
    let settled = settled.and_then(|days| Total::of(&series.daily, days, RollUp::Sum, last).value);
    let mut standing: GoalStanding = Aim {
        value,
        settled: settled.unwrap_or(value),
        goal: wanted.goal,
        pace,
        is_over,
        has_begun,
        is_limit: series.direction == Direction::DownIsGood && (adds_up || is_same_all_days),
        direction: series.direction,
        unit: &series.unit,
    }
    .standing();
    let coverage = series.total.coverage;
    if is_of_days && series.total.last_missing.is_some() {
        let of_days = format!(", {} of {} days known", coverage.known, coverage.days);
        standing.words.push_str(&of_days);
    }
    if !is_of_days && last < days.to.min(newest) {
        let day = DayRange::single(last).spoken(today.unwrap_or(last));
        standing.words.push_str(&format!(", as of {day}"));
    }
    if series.total.days.from > days.from {
        let first = DayRange::single(series.total.days.from);
        let since = first.spoken(today.unwrap_or(days.to));
        standing.words.push_str(&format!(", counted from {since}"));
    }
    PanelContent::Progress(Box::new(ProgressView {
        series,
        value,
        goal: wanted.goal,
        pace,
        pace_by: match today {
            Some(today) if last == today => "today".to_owned(),
            _ => DayRange::single(last).spoken(today.unwrap_or(last)),
        },
        standing,
        is_over,
        by: wanted.by.filter(|_| !is_over),
    }))
}

/// Why days cannot be measured by the goal of a series.
fn no_goal_in(series: &SeriesView, days: DayRange) -> Unavailable {
    let first = series.goal.as_ref().and_then(|goal| goal.goal.begins());
    match first.filter(|first| *first > days.to) {
        Some(first) => Unavailable::GoalLater(first),
        None => Unavailable::NoGoalHere,
    }
}

/// The days from the first on that something is planned for: those before are no part of what is reached. None where
/// nothing is planned for any.
fn since_planned(
    series: &SeriesView,
    goal: &GoalView,
    (days, all_days): (DayRange, DayRange),
    newest: Day,
) -> Option<Total> {
    let first = goal.goal.over(all_days).known().next()?.0;
    let planned = DayRange::new(first.max(days.from), days.to)?;
    if planned == days {
        return Some(series.total.clone());
    }
    let total = Total::of(&series.daily, planned, series.rollup, newest);
    total.value.is_some().then_some(total)
}

fn added_up(goal: &GoalView, (days, all_days): (DayRange, DayRange), last: Day) -> Wanted {
    let planned = goal.goal.over(all_days);
    let sum = |last: Day| -> f64 {
        let until = planned.known().filter(|(day, _)| *day <= last);
        until.map(|(_, value)| value).collect::<Sum>().get()
    };
    let has_end = goal.goal.shape != GoalShape::Constant;
    Wanted {
        goal: sum(all_days.to),
        pace: Some(sum(last)),
        by: (all_days != days || has_end).then_some(all_days.to),
    }
}

fn where_it_is(goal: &GoalView, last: Day) -> Option<Wanted> {
    let (end, wanted) = goal.goal.end()?;
    let is_ahead = goal.goal.shape != GoalShape::Constant && end > last;
    Some(Wanted {
        goal: wanted,
        pace: goal.goal.value(last),
        by: is_ahead.then_some(end),
    })
}

fn on_the_last_day(goal: &GoalView, days: DayRange) -> Option<Wanted> {
    Some(Wanted {
        goal: goal.goal.value(days.to)?,
        pace: None,
        by: None,
    })
}
