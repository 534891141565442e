//! The newest runs, with what went wrong in them.

use dbag_domain::{Format, Run, Unit, format_value};
use leptos::prelude::*;

use super::Shown;
use crate::ui::said;
use crate::words::{Clock, count, sentence};

/// So many failures of a run are told.
const TOLD_FAILURES: usize = 3;

/// The table; nothing for a metric that never ran.
pub(super) fn draw(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    if view.runs.is_empty() {
        return None;
    }
    let caption = format!("Runs of {}, newest first", view.metric.label);
    Some(view! {
        <section class="section" aria-labelledby="h-runs">
            <h2 id="h-runs">"Runs"</h2>
            {table(&shown.clock, caption, &view.runs)}
        </section>
    })
}

/// Runs, a row each.
pub(super) fn table(clock: &Clock, caption: String, runs: &[Run]) -> impl IntoView + use<> {
    let rows: Vec<_> = runs.iter().map(|run| row(clock, run)).collect();
    view! {
        <div class="table-wrap" role="region" aria-labelledby="cap-runs" tabindex="0">
            <table class="table">
                <caption class="visually-hidden" id="cap-runs">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Started"</th>
                        <th scope="col">"Result"</th>
                        <th scope="col" class="is-number">"Values"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(clock: &Clock, run: &Run) -> impl IntoView + use<> {
    let asked = match run.days.len() {
        0 | 1 => String::new(),
        days => format!("{} ", count(days, "day")),
    };
    let (badge, words) = match (&run.error, run.ended) {
        (Some(_), _) => (Some("failed"), String::new()),
        (None, None) => (None, "running, or ended by force".to_owned()),
        (None, Some(ended)) => {
            let seconds = (ended - run.started).num_milliseconds() as f64 / 1000.0;
            (None, format!("{asked}done in {}", lasting(seconds)))
        }
    };
    let badge = badge.map(|badge| view! { <span class="badge is-failed">{badge}</span> });
    let notes: Vec<_> = notes(run)
        .into_iter()
        .map(|note| view! { <span class="table__note is-failed">{said(&note)}</span> })
        .collect();
    view! {
        <tr>
            <th scope="row" class="is-day">{clock.at(run.started)}</th>
            <td>{badge} {words} {notes}</td>
            <td class="is-number">{format_value(run.rows as f64, &Unit::default())}</td>
        </tr>
    }
}

fn lasting(seconds: f64) -> String {
    let unit = Unit {
        format: Format::Duration,
        ..Unit::default()
    };
    if seconds < 0.001 {
        "under 1 ms".to_owned()
    } else {
        format_value(seconds, &unit)
    }
}

/// Why a run failed, or what failed in it.
fn notes(run: &Run) -> Vec<String> {
    let mut notes: Vec<String> = run.error.iter().map(|error| sentence(error)).collect();
    for failure in run.failures.iter().take(TOLD_FAILURES) {
        let message = match &failure.object {
            Some(object) => format!("{object}: {}", failure.message),
            None => sentence(&failure.message),
        };
        if !notes.contains(&message) {
            notes.push(message);
        }
    }
    let more = run.failures.len().saturating_sub(TOLD_FAILURES);
    if more > 0 {
        notes.push(format!("and {more} more"));
    }
    notes
}
