//! Days that were asked for what the metric meant before it was changed, and the way to ask them again.

use dbag_domain::{DayRange, DefinitionChange, FieldKind};
use leptos::prelude::*;

use super::Shown;
use crate::words::count;

/// What was changed and when, how many days are from before, and the way to see what would change; nothing
/// where all days were asked for the same.
pub(super) fn draw(shown: &Shown<'_>) -> Option<impl IntoView + use<>> {
    let view = shown.view;
    let days: usize = view.outdated.iter().map(|days| days.len()).sum();
    let (first, last) = (view.outdated.first()?, view.outdated.last()?);
    let all = DayRange {
        from: first.from,
        to: last.to,
    };
    let verb = if days == 1 { "was" } else { "were" };
    let inputs = computed_from(shown);
    let title = match inputs.is_empty() {
        true => format!(
            "{} {verb} asked before {}",
            count(days, "day"),
            changed(shown)
        ),
        false => format!(
            "{} {verb} computed from days asked before a change",
            count(days, "day")
        ),
    };
    let spoken = all.spoken(view.today);
    let words = match (view.has_history, shown.may_edit) {
        _ if !inputs.is_empty() => format!(
            "They lie in {spoken} and are marked in the chart until those of {inputs} are asked again."
        ),
        (true, true) => format!(
            "They lie in {spoken} and are marked in the chart until they are asked again. What would change \
             is shown first."
        ),
        (true, false) => format!("They lie in {spoken} and are marked in the chart."),
        (false, _) => format!(
            "They lie in {spoken} and are marked in the chart. They cannot be asked again: it tells what is now."
        ),
    };
    let ask = (view.has_history && shown.may_edit).then(|| {
        view! {
            <form method="post" action=shown.action("backfill")>
                <input type="hidden" name="view" value=shown.address.whole_view() />
                <input type="hidden" name="from" value=all.from.to_string() />
                <input type="hidden" name="to" value=all.to.to_string() />
                <button class="button">"Show what would change"</button>
            </form>
        }
    });
    Some(view! {
        <section class="notice" aria-labelledby="h-outdated">
            <h2 class="notice__title" id="h-outdated">{title}</h2>
            <p class="notice__text">{words}</p>
            <div class="notice__actions">{ask}</div>
        </section>
    })
}

/// What the metric is computed from: `orders and visits`; empty where it is not computed.
fn computed_from(shown: &Shown<'_>) -> String {
    let view = shown.view;
    let fields = view.fields.iter();
    let fields = fields.filter(|field| field.kind == FieldKind::Metric);
    let inputs: Vec<&str> = fields
        .map(|field| view.metric.properties.text(&field.key))
        .collect();
    inputs.join(" and ")
}

/// `the change of 12 Nov (Table: carts instead of orders)`.
fn changed(shown: &Shown<'_>) -> String {
    let view = shown.view;
    let number = view.metric.definition;
    match DefinitionChange::latest(&view.definitions, number, &view.fields) {
        None => "a change".to_owned(),
        Some(change) => {
            let day = DayRange::single(shown.clock.zone.day_of(change.at));
            change.sentence(&day.spoken(view.today))
        }
    }
}
