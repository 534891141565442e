//! Merging on an object's page: which other one it is, what that does, and then the button.

use dbag_operations::MergeView;
use leptos::prelude::*;

use crate::page::Merging;
use crate::ui::{Problems, TextField};

const ABOUT: &str = "Where two of them are one and the same. All that is known of this one becomes \
                     the other's.";

/// The form, and below it what the merge that was asked for would do.
pub(super) fn draw(action: String, merging: Merging, problems: &mut Problems) -> AnyView {
    let problem = problems.take("into");
    let is_open = problem.is_some() || merging.plan.is_some();
    let plan = merging.plan.map(|plan| confirm(action.clone(), &plan));
    view! {
        <details class="disclosure" id="merge" open=is_open>
            <summary class="disclosure__summary">"Merge into another"</summary>
            <div class="disclosure__body">
                <p>{ABOUT}</p>
                <form class="form is-inline" method="post" action=action>
                    <TextField
                        name="into"
                        label="Key of the other"
                        value=merging.into
                        problem=problem
                    />
                    <button class="button" name="do" value="plan-merge">"Show what would happen"</button>
                </form>
                {plan}
            </div>
        </details>
    }
    .into_any()
}

fn confirm(action: String, plan: &MergeView) -> impl IntoView + use<> {
    let (from, into) = (plan.from.name().to_owned(), plan.into.name().to_owned());
    let title = format!("{from} becomes a part of {into}");
    let lines = lines(plan)
        .into_iter()
        .map(|line| view! { <p class="trial__text">{line}</p> });
    view! {
        <section class="trial" role="status" aria-labelledby="h-merge">
            <h2 class="trial__title" id="h-merge">{title}</h2>
            {lines.collect::<Vec<_>>()}
            <form method="post" action=action>
                <input type="hidden" name="into" value=plan.into.key.to_string() />
                <button class="button is-primary" name="do" value="merge">{format!("Merge into {into}")}</button>
            </form>
        </section>
    }
}

/// What becomes of the values, and of what else names the object.
fn lines(plan: &MergeView) -> Vec<String> {
    let (from, into) = (plan.from.name(), plan.into.name());
    let merged = &plan.merged;
    let mut lines = vec![format!("Values that move: {}.", merged.moved)];
    if merged.combined > 0 {
        let combined = merged.combined;
        lines.push(format!(
            "Values that become one with another number, as both have one that day: {combined}. Counts and sums are \
             added up, of averages it is the mean, of lowest and highest the lowest and highest; where that is the \
             number of {into} as it is, as beside a zero, it is not counted here."
        ));
    }
    if merged.carried > 0 {
        lines.push(format!(
            "Days of levels on which one is known and the last value of the other still holds, and both become \
             one: {}.",
            merged.carried
        ));
    }
    if merged.unknown > 0 {
        lines.push(format!(
            "Days on which the answer of one failed, so that nobody knows what both come to; they have no value \
             until they are asked again: {}.",
            merged.unknown
        ));
    }
    if merged.put_aside > 0 {
        let aside = merged.put_aside;
        lines.push(format!(
            "Other values of which that of {into} stands, and that of {from} stays on record: {aside}."
        ));
    }
    lines.push(format!(
        "Goals, notes and panels of {from} are then of {into}, and so is what still comes for it; a panel of both \
         shows {into} once. Its addresses lead there. This cannot be undone."
    ));
    lines
}
