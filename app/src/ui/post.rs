//! One button that does something: a form of its own.

use leptos::prelude::*;

/// A button that posts to an address.
#[component]
pub(crate) fn Post(
    /// Where to.
    action: String,
    /// What it says.
    title: &'static str,
    /// The button's classes.
    #[prop(default = "button")]
    class: &'static str,
    /// What it is done to, for those who do not see the row it stands in.
    #[prop(optional, into)]
    to: String,
    /// Values that are sent along.
    #[prop(optional)]
    with: Vec<(&'static str, String)>,
) -> impl IntoView {
    let with = with
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect::<Vec<_>>();
    let to =
        (!to.is_empty()).then(|| view! { <span class="visually-hidden">{format!(" {to}")}</span> });
    view! {
        <form method="post" action=action>
            {with}
            <button class=class>{title} {to}</button>
        </form>
    }
}
