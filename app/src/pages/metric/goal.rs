//! What a number should be.

use dbag_domain::GoalShape;
use leptos::prelude::*;

use super::Shown;
use crate::page::TypedGoal;
use crate::ui::{Problems, SelectField, TextField};

/// The form that sets it; only for editors, and only where one series is shown.
pub(super) fn draw(
    shown: &Shown<'_>,
    typed: TypedGoal,
    problems: &mut Problems,
) -> Option<impl IntoView + use<>> {
    if !shown.may_edit {
        return None;
    }
    let problem = problems.take("goal.points");
    let is_open = problem.is_some();
    let kept = shown.view.goal.as_ref();
    let shape = match typed.shape.as_str() {
        "" => kept
            .map_or(GoalShape::Constant, |goal| goal.shape)
            .to_string(),
        typed => typed.to_owned(),
    };
    let points = match typed.points.as_str() {
        "" => kept.map(dbag_domain::Goal::to_text).unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let remove = kept.is_some().then(|| {
        view! { <button class="button is-quiet" name="do" value="remove">"Remove the goal"</button> }
    });
    let object = shown.address.object().map(str::to_owned);
    let hidden = object.map(|key| view! { <input type="hidden" name="object" value=key /> });
    Some(view! {
        <details class="disclosure is-screen-only" open=is_open>
            <summary class="disclosure__summary">"Goal"</summary>
            // Browsers unfold what the place of an address stands in.
            <form class="form" id="goal" method="post" action=shown.action("goal")>
                {hidden}
                <input type="hidden" name="view" value=shown.address.view() />
                <SelectField name="shape" label="How it goes" options=shapes() value=shape />
                <TextField
                    name="points"
                    label="Values"
                    value=points
                    problem=problem
                    hint="One number, or days with values: 2026-01-01 100, 2026-12-31 500."
                />
                <div class="form__actions">
                    <button class="button" name="do" value="save">"Save the goal"</button>
                    {remove}
                </div>
            </form>
        </details>
    })
}

fn shapes() -> Vec<(String, String)> {
    let title = |shape: &GoalShape| match shape {
        GoalShape::Constant => "The same every day",
        GoalShape::Steps => "In steps, each from its day on",
        GoalShape::Ramp => "In a line from day to day",
    };
    GoalShape::ALL
        .iter()
        .map(|shape| (shape.to_string(), title(shape).to_owned()))
        .collect()
}
