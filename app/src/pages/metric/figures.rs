//! The shown days in a few numbers.

use dbag_domain::{Day, DayRange, Measure, RollUp, format_value};
use dbag_operations::MetricView;
use leptos::prelude::*;

use super::Shown;
use crate::words::{brief, change, count};

/// A number: its name, itself, and a note.
type Figure = (&'static str, String, String);

/// The numbers; none where nothing is known.
pub(super) fn draw(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    let known: Vec<(Day, f64)> = view.series.known().collect();
    let by_value = |a: &&(Day, f64), b: &&(Day, f64)| a.1.total_cmp(&b.1);
    let highest = known.iter().rev().max_by(by_value)?;
    let lowest = known.iter().min_by(by_value)?;
    let unit = &view.metric.unit;
    let at = |(day, value): &(Day, f64)| (format_value(*value, unit), brief(*day, view.today));
    let mean = known
        .iter()
        .map(|(_, value)| value / known.len() as f64)
        .sum::<f64>();
    let days = format!("{} of {}", known.len(), count(view.days.len(), "day"));
    let mut figures: Vec<Figure> = Vec::new();
    figures.extend(total(view));
    if view.metric.rollup != RollUp::Mean {
        let name = if view.metric.measure == Measure::Flow {
            "Mean a day"
        } else {
            "Mean"
        };
        figures.push((name, format_value(rounded(mean), unit), days));
    }
    for (name, extreme) in [("Highest", highest), ("Lowest", lowest)] {
        let (value, day) = at(extreme);
        figures.push((name, value, day));
    }
    figures.push(gaps(view));
    let items = figures.into_iter().map(|(name, value, note)| {
        view! {
            <div class="figures__item">
                <dt class="figures__name">{name}</dt>
                <dd class="figures__value">{value}</dd>
                <dd class="figures__note">{note}</dd>
            </div>
        }
    });
    Some(view! { <dl class="figures">{items.collect::<Vec<_>>()}</dl> })
}

fn total(view: &MetricView) -> Option<Figure> {
    let unit = &view.metric.unit;
    let total = view.total?;
    let name = match view.metric.rollup {
        RollUp::Sum => "Sum",
        RollUp::Last => "Last",
        RollUp::Mean | RollUp::Recomputed => "Mean",
        RollUp::Min | RollUp::Max => return None,
    };
    let before = view.compared.as_ref().and_then(|compared| compared.total);
    let note = match before {
        Some(before) => match change(before, total, unit) {
            Some(change) => format!("{change} on the period before"),
            None => "same as the period before".to_owned(),
        },
        None if view.metric.rollup == RollUp::Last => {
            let day = view
                .series
                .last_known()
                .map(|(day, _)| brief(day, view.today));
            day.unwrap_or_default()
        }
        None => count(view.days.len(), "day"),
    };
    Some((name, format_value(total, unit), note))
}

/// Three figures say enough of a mean.
fn rounded(mean: f64) -> f64 {
    if mean.abs() >= 100.0 {
        (mean * 10.0).round() / 10.0
    } else {
        mean
    }
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
        [] => "every day is known".to_owned(),
        [only] => brief(*only, view.today),
        [.., last] => format!("the last on {}", brief(*last, view.today)),
    };
    ("Gaps", missing.len().to_string(), note)
}
