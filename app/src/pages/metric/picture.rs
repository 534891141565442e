//! The chart, the line that reads it and the key to it.

use dbag_chart::{
    ChartNote, ChartSeries, ChartSpec, ChartStyle, Points, SeriesClass, SeriesRole,
    draw as draw_chart,
};
use dbag_domain::{Day, Goal, Mark, Measure, PeriodValue, Step, format_with_unit};
use dbag_operations::{MetricView, part_marks, period_part_marks};
use leptos::prelude::*;

use super::{Shown, is_paused};
use crate::islands::{ReadChart, Track};
use crate::ui::{Drawing, EmptyNotice, KnownDay};
use crate::words::known_days;

/// The size in pixels that labels are chosen for; the picture itself stretches.
const SIZE: (u32, u32) = (960, 320);
/// More bars than these would be hairs.
const MAX_BARS: usize = 130;

/// The chart of the shown days; words where nothing is known of them.
pub(super) fn draw(shown: &Shown<'_>) -> AnyView {
    let view = shown.view;
    if view.points.iter().all(|one| one.value.is_none()) {
        let text = if view.known.is_some() {
            "No values in these days. Choose another range."
        } else if is_paused(view) {
            "No values yet, and none will come while it is paused."
        } else {
            "No values yet. The first one is drawn here."
        };
        return view! { <EmptyNotice text=text /> }.into_any();
    }
    let style = style(view);
    let picture = draw_chart(&spec(view, style));
    let unit = &view.metric.unit;
    let heights = picture.y.first().map_or(&[][..], Vec::as_slice);
    let whole = i32::try_from(picture.height * 10).unwrap_or(i32::MAX);
    let has_bands = style == ChartStyle::Bars || is_lone(view);
    let track = match view.step {
        Step::Day => Some(Track::of_days(&view.series, unit)),
        _ => Track::of_periods(&view.points, unit),
    };
    let track = track.map(|track| track.placed(heights, whole, has_bands));
    let other = view.compared.as_ref();
    let other = other.and_then(|compared| Track::of_beside(&compared.points, unit));
    let goal = shown_goal(view).map(|(goal, _)| Track::of_days(&goal.over(view.days), unit));
    let goal = goal.map(Track::rounded);
    let name = Some(format!("{}, by {}", view.metric.label, view.step));
    let (readout, legend) = (readout(view), legend(view, style));
    let opens = shown.address.itself();
    view! {
        <ReadChart>
            {readout}
            <Drawing
                class="figure__picture"
                picture=picture
                track=track
                other=other
                goal=goal
                name=name
                opens=Some(opens)
            />
            {legend}
        </ReadChart>
        <KnownDay />
    }
    .into_any()
}

/// One value only is drawn in the middle of its slot, as bars are.
fn is_lone(view: &MetricView) -> bool {
    let known = view.points.iter().filter(|one| one.value.is_some());
    known.count() == 1
}

fn style(view: &MetricView) -> ChartStyle {
    match view.metric.measure {
        Measure::Flow if view.points.len() <= MAX_BARS => ChartStyle::Bars,
        Measure::Flow | Measure::Level | Measure::Share => ChartStyle::Area,
    }
}

fn spec(view: &MetricView, style: ChartStyle) -> ChartSpec {
    let points = match view.step {
        Step::Day => Points::Daily(view.series.clone()),
        _ => Points::Periods(view.points.clone()),
    };
    let main = ChartSeries {
        name: view.metric.label.to_string(),
        points,
        ..ChartSeries::default()
    };
    let compared = view.compared.as_ref().map(|compared| ChartSeries {
        name: format!(
            "The {}, {}",
            compared.words,
            compared.days.spoken(view.today)
        ),
        points: Points::Beside(compared.points.clone()),
        class: SeriesClass::S2,
        role: SeriesRole::Compared,
        ..ChartSeries::default()
    });
    // A goal is of a day; weeks and months of a flow add up.
    let goal = shown_goal(view).map(|(goal, _)| ChartSeries {
        name: "Goal".to_owned(),
        points: Points::Daily(goal.over(view.days)),
        role: SeriesRole::Goal,
        ..ChartSeries::default()
    });
    let notes = view.notes.iter().enumerate().map(|(at, note)| ChartNote {
        days: note.days,
        number: at + 1,
    });
    let (width, height) = SIZE;
    ChartSpec {
        width,
        height,
        style,
        notes: notes.collect(),
        series: std::iter::once(main).chain(compared).chain(goal).collect(),
        unit: view.metric.unit.clone(),
        axis_from_zero: view.metric.measure == Measure::Flow,
        title: format!("{}, {}", view.metric.label, view.days.spoken(view.today)),
        ..ChartSpec::default()
    }
}

/// The goal that is drawn, with its value on the last of the shown days; before it begins there is none.
fn shown_goal(view: &MetricView) -> Option<(&Goal, f64)> {
    let goal = view.goal.as_ref().filter(|_| view.step == Step::Day)?;
    Some((goal, goal.value(view.days.to)?))
}

/// What stands above the chart while no cursor is in it: all of it as one number.
fn readout(view: &MetricView) -> impl IntoView + use<> {
    let unit = &view.metric.unit;
    let total = view
        .total
        .value
        .map(|total| format_with_unit(total, unit))
        .unwrap_or_default();
    let other = view.compared.as_ref().and_then(|compared| {
        let total = format_with_unit(compared.total.value?, unit);
        let days = compared.days.spoken(view.today);
        let known = match compared.total.coverage.is_full() {
            true => String::new(),
            false => format!(", {}", known_days(compared.total.coverage)),
        };
        Some(format!("{total} in {days}{known}"))
    });
    view! {
        <p class="readout" aria-live="polite">
            <span class="readout__value">{total}</span>
            <span class="readout__day">{view.days.spoken(view.today)}</span>
            <span class="readout__other">{other}</span>
        </p>
    }
}

/// A key for everything that is drawn, and nothing else.
fn legend(view: &MetricView, style: ChartStyle) -> impl IntoView + use<> {
    let is_bars = style == ChartStyle::Bars;
    let bar = if is_bars { " is-bar" } else { "" };
    let is_daily = view.step == Step::Day;
    let has = |wanted: Mark| {
        let mut marks = view.series.marks.iter();
        let bears = |day: Day| view.series.value(day).is_some();
        is_daily && marks.any(|(day, mark)| *mark == wanted && bears(*day))
    };
    let is_running = |one: &PeriodValue| !is_daily && one.is_provisional && one.value.is_some();
    let is_provisional = has(Mark::Provisional) || view.points.iter().any(is_running);
    // Only days with a reason have their ground; others are just missing.
    let is_gap = |(day, mark): &(Day, Mark)| {
        matches!(mark, Mark::Gap(_)) && view.series.value(*day).is_none()
    };
    let has_gap = is_daily && view.series.marks.iter().any(is_gap);
    let mut keys = vec![(format!("s1{bar}"), view.days.spoken(view.today))];
    if let Some(compared) = &view.compared {
        let class = if is_bars { "is-tick" } else { "is-compared" };
        keys.push((class.to_owned(), compared.days.spoken(view.today)));
    }
    let series = keys.len();
    let part = |one: &PeriodValue| !is_daily && one.is_partial() && one.value.is_some();
    if view.points.iter().any(part) {
        let words = format!("part of a {}", view.step);
        keys.push((format!("s1{bar} is-provisional"), words));
    }
    if !view.outdated.is_empty() && view.points.iter().any(PeriodValue::is_outdated) {
        keys.push(("is-outdated".to_owned(), "asked before a change".to_owned()));
    }
    let of_part = match is_daily {
        true => part_marks([&view.series]),
        false => period_part_marks(view.points.iter()),
    };
    let of_part = of_part.into_iter();
    keys.extend(of_part.map(|mark| ("is-part".to_owned(), mark.words())));
    if is_provisional {
        keys.push((format!("s1{bar} is-provisional"), "not over yet".to_owned()));
    }
    if has(Mark::Corrected) {
        keys.push(("is-corrected".to_owned(), "corrected".to_owned()));
    }
    if has_gap {
        keys.push(("is-gap".to_owned(), "no value".to_owned()));
    }
    let item = |(class, words): (String, String)| {
        let class = format!("legend__key {class}");
        view! { <span class="legend__item"><span class=class></span>{words}</span> }.into_any()
    };
    let mut items: Vec<_> = keys.into_iter().map(item).collect();
    items.splice(series..series, goal_key(view));
    view! { <figcaption class="legend">{items}</figcaption> }
}

/// The key to the goal; a cursor replaces its number by that of the day it is at.
fn goal_key(view: &MetricView) -> Option<AnyView> {
    let (_, wanted) = shown_goal(view)?;
    let wanted = format_with_unit(wanted, &view.metric.unit);
    Some(
        view! {
            <span class="legend__item">
                <span class="legend__key is-goal"></span>
                "goal "
                <span class="legend__goal">{wanted}</span>
            </span>
        }
        .into_any(),
    )
}
