//! What the source says of days that are remembered.

use dbag_domain::{Day, DayRange, format_value};
use dbag_operations::{Difference, Verification};
use leptos::prelude::*;

use super::Shown;
use crate::ui::{Column, Table};
use crate::words::{brief, count, full_sentence};

/// So many differences are shown; the others are counted.
const SHOWN: usize = 50;

/// Asks some days again; the answer stands above the chart.
pub(super) fn form(shown: &Shown<'_>) -> impl IntoView + use<> {
    view! {
        <details class="disclosure is-screen-only">
            <summary class="disclosure__summary">"Check against the source"</summary>
            <div class="disclosure__body">
                <form class="form" method="post" action=shown.action("verify")>
                    <input type="hidden" name="view" value=shown.address.whole_view() />
                    <p class="field__hint">
                        "Asks 14 past days again, half of them the newest, and shows what differs from \
                         what is remembered. Nothing is written."
                    </p>
                    <div class="form__actions">
                        <button class="button">"Check the days"</button>
                    </div>
                </form>
            </div>
        </details>
    }
}

/// What came of it.
pub(super) fn draw(shown: &Shown<'_>, verified: &Verification) -> impl IntoView + use<> {
    let (title, words) = outcome(verified, shown.view.today);
    let class = match verified.is_same() {
        true => "notice is-done",
        false => "notice is-failed",
    };
    let base = shown.address.base().to_owned();
    let note = |note: &String| view! { <p class="notice__text">{full_sentence(note)}</p> };
    let notes: Vec<_> = verified.notes.iter().map(note).collect();
    view! {
        <section class="section" id="verified" aria-labelledby="h-verified">
            <div class=class role="status">
                <h2 class="notice__title" id="h-verified">{title}</h2>
                <p class="notice__text">{words}</p>
                {notes}
                <div class="notice__actions">
                    <a class="button" href=base>"Back to the metric"</a>
                </div>
            </div>
            {differences(shown, &verified.differences)}
        </section>
    }
}

fn outcome(verified: &Verification, today: Day) -> (String, String) {
    let days = verified.days.len();
    let problem = verified.problem.as_deref().map(full_sentence);
    let problem = problem.unwrap_or_default();
    if days == 0 {
        return ("Nothing was checked".to_owned(), problem);
    }
    let which = DayRange::from_sorted_days(&verified.days);
    let which: Vec<_> = which.iter().map(|days| days.spoken(today)).collect();
    let asked = format!("{} asked again: {}. ", were(days), which.join(", "));
    match verified.differing_days {
        0 if days == 1 => ("The day is as the source says".to_owned(), asked + &problem),
        0 => ("All are as the source says".to_owned(), asked + &problem),
        differing => (
            match days {
                1 => "The day differs".to_owned(),
                _ if differing == 1 => format!("1 of {days} days differs"),
                _ => format!("{differing} of {days} days differ"),
            },
            format!(
                "{asked}Nothing was written. To take what the source says, fill the days backwards; correct \
                 by hand what did not come of the source. {problem}"
            ),
        ),
    }
}

fn were(days: usize) -> String {
    let verb = if days == 1 { "was" } else { "were" };
    format!("{} {verb}", count(days, "day"))
}

fn differences(shown: &Shown<'_>, all: &[Difference]) -> Option<impl IntoView + use<>> {
    if all.is_empty() {
        return None;
    }
    let unit = &shown.view.metric.unit;
    let today = shown.view.today;
    let number =
        |value: Option<f64>| value.map_or("—".to_owned(), |value| format_value(value, unit));
    let rows: Vec<_> = all
        .iter()
        .take(SHOWN)
        .map(|one| {
            let object = one.object.as_ref().map(|key| {
                view! { <span class="table__note">{key.clone()}</span> }
            });
            view! {
                <tr>
                    <th scope="row" class="is-day">{brief(one.day, today)} {object}</th>
                    <td class="is-number">{number(one.remembered)}</td>
                    <td class="is-number">{number(one.source)}</td>
                    <td class="is-sentence">{full_sentence(&one.why)}</td>
                </tr>
            }
        })
        .collect();
    let caption = match all.len() {
        many if many > SHOWN => format!("The first {SHOWN} of {many} differences"),
        _ => "What differs".to_owned(),
    };
    let caption = view! { <caption class="table__caption">{caption}</caption> }.into_any();
    let columns = vec![
        Column::of("Day"),
        Column::number("Remembered"),
        Column::number("The source"),
        Column::of("Why that may be"),
    ];
    Some(view! { <Table columns=columns rows=rows caption=caption /> })
}
