//! Yes or no.

use leptos::prelude::*;

/// A check box that says no when it is not checked: browsers would send nothing.
#[component]
pub(crate) fn Check(
    /// The field's name.
    #[prop(into)]
    name: String,
    /// What it says.
    #[prop(into)]
    label: String,
    /// Whether it is checked.
    is_checked: bool,
    /// What it leads to.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| view! { <span class="check__hint">{hint}</span> });
    view! {
        <label class="check">
            <input type="hidden" name=name.clone() value="no" />
            <input class="check__input" type="checkbox" name=name value="yes" checked=is_checked />
            <span>{label}</span>
            {hint}
        </label>
    }
}
