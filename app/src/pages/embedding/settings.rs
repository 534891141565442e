//! Whether and where the dashboard may be embedded.

use leptos::prelude::*;

use super::Shown;
use crate::ui::{Check, Problems, TextAreaField, TextField};

/// The switch, the sites, and how long a token may live.
pub(super) fn draw(shown: &Shown<'_>, problems: &mut Problems) -> AnyView {
    let (page, typed) = (shown.page, &shown.page.typed);
    let [on, origin, ttl] = ["on", "origin", "ttl"].map(|field| problems.take(field));
    let refused = on.map(|words| {
        view! { <p class="field__error" role="alert">{format!("It stays off: {words}.")}</p> }
    });
    let locked = match &page.about {
        Some(kind) => format!(
            "Every token must name one {kind}, and opens nothing but that one: this cannot be \
             switched off."
        ),
        None => "It is about no kind of object: everybody sees the same.".to_owned(),
    };
    let state = match page.settings.is_on {
        true => view! { <span class="badge is-good">"on"</span> },
        false => view! { <span class="badge">"off"</span> },
    };
    view! {
        <section class="section is-narrow" aria-labelledby="h-settings">
            <h3 id="h-settings">"2. Switch it on " {state}</h3>
            <p class="section__about">{locked}</p>
            <form class="form" method="post" action=format!("{}#h-settings", shown.action)>
                {refused}
                <Check name="on" label="Let it be embedded" is_checked=typed.is_on />
                <TextAreaField
                    name="origins".to_owned()
                    label="Sites that may frame it".to_owned()
                    value=typed.origins.clone()
                    hint="One a line, such as `https://shop.example.com` or \
                          `https://*.example.com`. Without any, no frame shows it; pictures need none."
                        .to_owned()
                    problem=origin
                    rows="3"
                />
                <TextField
                    name="minutes"
                    label="A token lives at most so many minutes"
                    value=typed.minutes.clone()
                    hint="Ten are enough: your page fetches a fresh one. Empty: as long as its key allows."
                    problem=ttl
                    is_optional=true
                    is_number=true
                />
                <Check name="notes" label="Show our notes in the charts" is_checked=typed.notes />
                <div class="form__actions">
                    <button class="button is-primary" name="do" value="settings">"Save"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
