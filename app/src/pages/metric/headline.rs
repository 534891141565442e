//! The newest value, and how it compares.

use dbag_domain::{Day, format_value, unit_word};
use dbag_operations::MetricView;
use leptos::prelude::*;

use super::{Shown, with_part};
use crate::ui::Change;
use crate::words::{brief, long_class};

/// The one number that the page is about; nothing before there is one.
pub(super) fn draw(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    let (day, value) = view.figure?;
    let unit = &view.metric.unit;
    let is_over = view.today - day > 7;
    let when = if is_over {
        format!("as of {}", day.medium())
    } else {
        day.spoken(view.today)
    };
    let when = with_part(when, &view.figure_notes.words());
    let failing = view.failing_since.map(|day| brief(day, view.today));
    let failing = failing.map(|day| format!("failing since {day}"));
    let when = with_part(when, failing.as_deref().unwrap_or_default());
    let when = with_part(when, &early_days(view, day));
    let number = format_value(value, unit);
    let class = long_class("headline__number", [number.as_str()]);
    let word = unit_word(value, unit).to_owned();
    let deltas: Vec<_> = view
        .deltas
        .iter()
        .map(|delta| {
            let change = Change::of(delta, view.metric.direction, view.today);
            let class = change.class.clone();
            view! { <li class=class>{change.into_words()}</li> }
        })
        .collect();
    let deltas = (!deltas.is_empty()).then(|| view! { <ul class="headline__deltas">{deltas}</ul> });
    Some(view! {
        <div class="headline">
            <p class="headline__main">
                <span class="headline__day">{when}</span>
                <span class=class>
                    <span class="headline__value">{number}</span>
                    " "
                    <span class="headline__unit">{word}</span>
                </span>
            </p>
            {deltas}
        </div>
    })
}

/// That a newer day is known, and is not told as it was asked before it was over.
fn early_days(view: &MetricView, told: Day) -> String {
    let early = view.series.known().rev();
    let early = early
        .map(|(day, _)| day)
        .find(|day| view.series.is_early(*day));
    match early.filter(|day| *day > told) {
        Some(day) => format!("{} was asked before it was over", brief(day, view.today)),
        None => String::new(),
    }
}
