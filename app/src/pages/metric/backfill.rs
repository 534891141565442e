//! Filling backwards: first what would change, then doing it.

use dbag_domain::{Day, Unit, format_value};
use dbag_operations::BackfillPlan;
use leptos::prelude::*;

use super::Shown;
use crate::islands::WatchedForm;
use crate::ui::{Problems, TextField};
use crate::words::{brief, count, span};

/// So many changes are shown; the others are counted.
const SHOWN_CHANGES: usize = 20;
/// The form offers a year.
const OFFERED_DAYS: i32 = 364;

/// Asks for the days; the answer is a plan.
pub(super) fn form(shown: &Shown<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let [from, to] = ["from", "to"].map(|name| problems.take(name));
    let last = shown.view.today.previous();
    let class = "disclosure";
    let is_open = from.is_some() || to.is_some();
    view! {
        <details class=class open=is_open>
            <summary class="disclosure__summary">"Fill backwards"</summary>
            <div class="disclosure__body">
                <form class="form" method="post" action=shown.action("backfill")>
                    <div class="form__row">
                        <TextField
                            name="from"
                            form="fill-"
                            label="From"
                            kind="date"
                            value=(last - OFFERED_DAYS).to_string()
                            problem=from
                        />
                        <TextField
                            name="to"
                            form="fill-"
                            label="To"
                            kind="date"
                            value=last.to_string()
                            problem=to
                        />
                    </div>
                    <p class="field__hint">
                        "Asks again and shows what would change before anything is written."
                    </p>
                    <div class="form__actions">
                        <button class="button">"Show what would change"</button>
                    </div>
                </form>
            </div>
        </details>
    }
}

/// What would be written, to be confirmed.
pub(super) fn confirm(shown: &Shown<'_>, plan: BackfillPlan) -> impl IntoView + use<> {
    let today = shown.view.today;
    let title = format!("Filling backwards, {}", span(plan.days, today));
    let words = format!(
        "The source was asked for {}. {} would be new, {} would change, {} known. Nothing is \
         written yet.",
        count(plan.days.len(), "day"),
        count(plan.new, "value"),
        plan.changes.len(),
        plan.known,
    );
    let days = plan.days;
    let does_something = plan.new > 0 || !plan.changes.is_empty();
    let write = does_something.then(|| {
        view! {
            <form method="post" action=shown.action("backfill")>
                <input type="hidden" name="from" value=days.from.to_string() />
                <input type="hidden" name="to" value=days.to.to_string() />
                <input type="hidden" name="yes" value="1" />
                <button class="button is-primary">"Write them"</button>
            </form>
        }
    });
    let leave = shown.address.base().to_owned();
    let changes = changes(&plan, &shown.view.metric.unit, today);
    view! {
        <WatchedForm>
            <section class="section" id="plan" aria-labelledby="h-plan">
                <div class="notice" role="status">
                    <h2 class="notice__title" id="h-plan">{title}</h2>
                    <p class="notice__text">{words}</p>
                    <div class="notice__actions">
                        {write}
                        <a class="button" href=leave>"Leave everything as it is"</a>
                    </div>
                </div>
                {changes}
            </section>
        </WatchedForm>
    }
}

fn changes(plan: &BackfillPlan, unit: &Unit, today: Day) -> Option<impl IntoView + use<>> {
    if plan.changes.is_empty() {
        return None;
    }
    let rows: Vec<_> = plan
        .changes
        .iter()
        .take(SHOWN_CHANGES)
        .map(|(day, object, now, then)| {
            let object = object.as_ref().map(|key| {
                view! { <span class="table__note">{key.clone()}</span> }
            });
            view! {
                <tr>
                    <th scope="row" class="is-day">{brief(*day, today)} {object}</th>
                    <td class="is-number">{format_value(*now, unit)}</td>
                    <td class="is-number">{format_value(*then, unit)}</td>
                </tr>
            }
        })
        .collect();
    let caption = match plan.changes.len() {
        many if many > SHOWN_CHANGES => format!("The first {SHOWN_CHANGES} of {many} changes"),
        _ => "What would change".to_owned(),
    };
    Some(view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="table__caption">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col" class="is-number">"Now"</th>
                        <th scope="col" class="is-number">"Then"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}
