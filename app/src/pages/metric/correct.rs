//! Typing a value by hand.

use leptos::prelude::*;

use super::Shown;
use crate::page::Correction;
use crate::ui::{DayField, Problems, TextField};

/// The form; only for editors, and only where one series is shown.
pub(super) fn draw(
    shown: &Shown<'_>,
    typed: Correction,
    problems: &mut Problems,
) -> Option<impl IntoView + use<>> {
    let is_sum = shown.view.metric.object_kind.is_some() && shown.view.object.is_none();
    if !shown.may_edit || is_sum {
        return None;
    }
    let [day, value, note] = ["day", "value", "note"].map(|name| problems.take(name));
    let typed_day = match typed.day.as_str() {
        "" => shown
            .view
            .figure
            .map(|(day, _)| day.to_string())
            .unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let object = shown.address.object().map(str::to_owned);
    let object = object.map(|key| view! { <input type="hidden" name="object" value=key /> });
    Some(view! {
        <section class="section is-screen-only" id="correct" aria-labelledby="h-correct">
            <h2 id="h-correct">"Correct a value"</h2>
            <form class="form" method="post" action=shown.action("correct")>
                {object}
                <input type="hidden" name="view" value=shown.address.view() />
                <div class="form__row">
                    <DayField name="day" label="Day" value=typed_day problem=day />
                    <TextField
                        name="value"
                        label="Value"
                        value=typed.value
                        is_number=true
                        problem=value
                    />
                </div>
                <TextField
                    name="note"
                    label="Note"
                    value=typed.note
                    hint="Your name stays on record, and so does an old value that was final. Left empty, the value has no note."
                    placeholder=Some("why, for those who ask later")
                    problem=note
                />
                <div class="form__actions">
                    <button class="button" name="do" value="save">"Save the value"</button>
                    <button class="button is-quiet" name="do" value="remove">
                        "Remove the value"
                    </button>
                </div>
            </form>
        </section>
    })
}
