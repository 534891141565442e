//! A page's opening: where one is, what it is called, what one can do.

use leptos::prelude::*;

/// A step of the way to a page: its title and address.
pub(crate) type Crumb = (String, String);

/// The opening of a page, with its one `h1`.
#[component]
pub(crate) fn Head(
    /// The title.
    #[prop(into)]
    title: String,
    /// What stands beside it: one word.
    #[prop(optional_no_strip)]
    badge: Option<&'static str>,
    /// A sentence below it; may be empty.
    #[prop(optional, into)]
    about: String,
    /// The way to it.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    /// What one can do: buttons and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let badge = badge.map(|badge| view! { <span class="badge">{badge}</span> });
    let about = (!about.is_empty()).then(|| view! { <p class="head__about">{about}</p> });
    let crumbs = (!crumbs.is_empty()).then(|| {
        let items = crumbs.into_iter().map(|(title, address)| {
            view! { <li class="breadcrumbs__item"><a href=address>{title}</a></li> }
        });
        view! {
            <nav class="breadcrumbs" aria-label="Breadcrumb">
                <ol class="breadcrumbs__list">{items.collect::<Vec<_>>()}</ol>
            </nav>
        }
    });
    let actions = children.map(|children| view! { <div class="head__actions">{children()}</div> });
    view! {
        <div class="head">
            <div class="head__text">
                {crumbs}
                <h1 class="head__title">{title} {badge}</h1>
            </div>
            {actions}
            {about}
        </div>
    }
}
