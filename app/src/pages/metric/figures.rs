//! The shown days in a few numbers.

use dbag_domain::{
    AcrossObjects, Coverage, Day, DayRange, Mark, Measure, RollUp, Sum, Total, format_value,
};
use dbag_operations::{Compared, MetricView, TotalChange, ValueNotes};
use leptos::prelude::*;

use super::{Shown, with_part};
use crate::words::{brief, count, long_class};

/// A number: its name, itself, and a note.
type Figure = (&'static str, String, String);

/// The numbers; none where nothing is known.
pub(super) fn draw(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    let told = told_days(view);
    let by_value = |a: &&(Day, f64), b: &&(Day, f64)| a.1.total_cmp(&b.1);
    // Of a day that is not over there is more to come: it is no low, but may be the highest already.
    let known: Vec<_> = view.series.known().collect();
    let highest = known.iter().rev().max_by(by_value)?;
    let lowest = told.iter().min_by(by_value)?;
    let unit = &view.metric.unit;
    let mut figures: Vec<Figure> = Vec::new();
    figures.extend(total(view));
    figures.extend(mean(view, &told));
    for (name, (day, value)) in [("Highest", highest), ("Lowest", lowest)] {
        figures.push((name, format_value(*value, unit), told_day(view, *day)));
    }
    figures.push(gaps(view));
    let numbers = figures.iter().map(|(_, value, _)| value.as_str());
    let class = long_class("figures", numbers);
    let items = figures.into_iter().map(|(name, value, note)| {
        let note = (!note.is_empty()).then(|| view! { <dd class="figures__note">{note}</dd> });
        view! {
            <div class="figures__item">
                <dt class="figures__name">{name}</dt>
                <dd class="figures__value">{value}</dd>
                {note}
            </div>
        }
    });
    Some(view! { <dl class=class>{items.collect::<Vec<_>>()}</dl> })
}

/// The known days up to the headline's that were not asked too early; others only where there are none: half a day
/// of a flow is no low.
fn told_days(view: &MetricView) -> Vec<(Day, f64)> {
    let last = view.figure.map_or(view.today, |(day, _)| day);
    let is_over = |day: Day| {
        day <= last && (view.metric.measure == Measure::Level || !view.series.is_early(day))
    };
    let over: Vec<_> = view
        .series
        .known()
        .filter(|(day, _)| is_over(*day))
        .collect();
    if over.is_empty() {
        view.series.known().collect()
    } else {
        over
    }
}

/// The mean of what is added up, or goes up and down; that of shares and averages is their total.
fn mean(view: &MetricView, told: &[(Day, f64)]) -> Option<Figure> {
    let name = match (view.metric.rollup, view.metric.measure) {
        (RollUp::Mean | RollUp::Recomputed, _) | (_, Measure::Share) => return None,
        (_, Measure::Flow) => "Mean a day",
        (_, Measure::Level) => "Mean",
    };
    let sum: Sum = told.iter().map(|(_, value)| *value).collect();
    let mean = sum.get() / told.len() as f64;
    let note = match told.len() == view.days.len() && !is_so_far(view, told) {
        true => String::new(),
        false => told_of(view, told),
    };
    Some((name, format_value(mean, &view.metric.unit), note))
}

/// The name of the number that stands for all days; lowest and highest stand there anyway.
fn total_name(view: &MetricView) -> &'static str {
    match view.metric.rollup {
        RollUp::Sum => "Sum",
        RollUp::Last => "Last",
        RollUp::Mean | RollUp::Recomputed => "Mean",
        RollUp::Min => "Lowest",
        RollUp::Max => "Highest",
    }
}

fn total(view: &MetricView) -> Option<Figure> {
    let unit = &view.metric.unit;
    let total = view.total.value?;
    if matches!(view.metric.rollup, RollUp::Min | RollUp::Max) {
        return None;
    }
    let compared = view.compared.as_ref();
    let note = compared.and_then(|compared| against(view, compared));
    let note = note.unwrap_or_else(|| match view.metric.rollup {
        RollUp::Last => last_day(view),
        _ => {
            let is_so_far = view.total.is_running && !view.total.is_without_running;
            let so_far = if is_so_far { " so far" } else { "" };
            format!("{}{so_far}", covered(view))
        }
    });
    Some((total_name(view), format_value(total, unit), note))
}

/// The change on the other days; where too few of them are known, how many are.
fn against(view: &MetricView, compared: &Compared) -> Option<String> {
    let other = &compared.words;
    let change = match compared.change(&view.metric.unit)? {
        TotalChange::By(change) => format!("{change} on the {other}"),
        TotalChange::Same => format!("same as the {other}"),
        TotalChange::AskedBefore => {
            return Some("not compared: days asked before a change".to_owned());
        }
        TotalChange::AskedEarly => {
            return Some("not compared: a day was asked before it was over".to_owned());
        }
        TotalChange::Lacking => {
            return Some("not compared: some objects without values".to_owned());
        }
        TotalChange::Known(here, there) => return Some(not_compared(compared, here, there)),
    };
    Some(match compared.is_without_last(&view.total) {
        true => format!("{change}, without the last day"),
        false => change,
    })
}

/// How many days are known, here or of the others, where these are too few.
fn not_compared(compared: &Compared, here: Coverage, there: Coverage) -> String {
    let why = TotalChange::uncompared(here, there);
    match there.is_full() {
        true => format!("not compared: {why}"),
        false => format!("{}: {why}", compared.words),
    }
}

/// How the numbers were made, in sentences from where they were made.
pub(super) fn how_made(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    view.total.value?;
    let weighted_by = view.weighted_by.as_deref();
    let sentence = |total: &Total| total.sentence(weighted_by, view.today);
    let mut lines = vec![(total_name(view).to_owned(), sentence(&view.total))];
    if let Some(compared) = &view.compared {
        let days = compared.days.spoken(view.today);
        lines.push((
            crate::words::sentence(&compared.words),
            format!("{days}: {}", sentence(&compared.total)),
        ));
    }
    let told = told_days(view);
    lines.extend(mean(view, &told).map(|(name, ..)| {
        let made = format!("mean of {}, each counting alike", told_of(view, &told));
        (name.to_owned(), made)
    }));
    let is_whole = view.object.is_none() && view.metric.object_kind.is_some();
    lines.extend(is_whole.then(|| {
        let words = across_words(view.metric.across_objects);
        ("Each day".to_owned(), words.to_owned())
    }));
    let items: Vec<_> = lines
        .into_iter()
        .map(|(name, words)| view! { <li><strong>{name} ":"</strong> " " {words} "." </li> })
        .collect();
    Some(view! {
        <details class="disclosure is-screen-only">
            <summary class="disclosure__summary">"How these numbers were made"</summary>
            <div class="disclosure__body"><ul class="stack is-tight">{items}</ul></div>
        </details>
    })
}

/// The days that the total is of: `30 days`, `2 of 30 days`.
fn covered(view: &MetricView) -> String {
    let days = count(view.days.len(), "day");
    match view.total.counting() {
        all if all as usize == view.days.len() => days,
        counting => format!("{counting} of {days}"),
    }
}

/// `29 of 30 days`.
fn told_of(view: &MetricView, told: &[(Day, f64)]) -> String {
    let days = count(view.days.len(), "day");
    let days = match told.len() == view.days.len() {
        true => days,
        false => format!("{} of {days}", told.len()),
    };
    match is_so_far(view, told) {
        true => format!("{days} so far"),
        false => days,
    }
}

/// Whether one of the days is not over, and its value a part of what it will be.
fn is_so_far(view: &MetricView, told: &[(Day, f64)]) -> bool {
    let mut marks = view.series.marks.iter();
    let is_of = |day: Day| told.iter().any(|(known, _)| *known == day);
    view.metric.measure != Measure::Level
        && marks.any(|(day, mark)| *mark == Mark::Provisional && is_of(*day))
}

fn across_words(across: AcrossObjects) -> &'static str {
    match across {
        AcrossObjects::Sum => "the sum of all objects",
        AcrossObjects::Mean => {
            "the mean of all objects, weighted where all of their weights are known"
        }
        AcrossObjects::Min => "the lowest of all objects",
        AcrossObjects::Max => "the highest of all objects",
    }
}

/// A day, with why its value is not of what all objects say on it.
fn told_day(view: &MetricView, day: Day) -> String {
    let notes = ValueNotes::of(&view.series, Some(day), view.metric.measure);
    with_part(brief(day, view.today), &notes.words())
}

/// The day of the last value in the range.
fn last_day(view: &MetricView) -> String {
    let shown = view.figure.filter(|(day, _)| view.days.contains(*day));
    let day = shown.or_else(|| view.series.last_known());
    day.map_or_else(String::new, |(day, _)| told_day(view, day))
}

/// Whether today is shown and has no value yet: that is no gap.
fn lacks_today(view: &MetricView) -> bool {
    view.days.contains(view.today) && view.series.value(view.today).is_none()
}

/// Days without a value, from the first known day on and without one that is not over.
fn gaps(view: &MetricView) -> Figure {
    let known = view.known.and_then(|known| {
        let last = if view.metric.do_collect {
            view.today.previous()
        } else {
            known.to
        };
        view.days.intersection(DayRange {
            from: known.from,
            to: last,
        })
    });
    let missing: Vec<Day> = known
        .into_iter()
        .flat_map(DayRange::days)
        .filter(|day| view.series.value(*day).is_none())
        .collect();
    let note = match missing.as_slice() {
        [] => match view.known.filter(|known| known.from > view.days.from) {
            Some(known) => {
                let first = DayRange::single(known.from);
                format!("known since {}", first.spoken(view.today))
            }
            None if lacks_today(view) => "every day that is over is known".to_owned(),
            None => "every day is known".to_owned(),
        },
        [only] => brief(*only, view.today),
        [.., last] => format!("the last on {}", brief(*last, view.today)),
    };
    ("Gaps", missing.len().to_string(), note)
}
