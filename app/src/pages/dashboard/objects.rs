//! The object that a page is about, and the way to others.

use dbag_domain::Object;
use dbag_operations::{PageObject, Subject};
use leptos::prelude::*;

use super::Shown;

/// What people call an object; its key where nobody said.
pub(super) fn name(object: &Object) -> String {
    match object.label.as_str() {
        "" => object.key.to_string(),
        label => label.to_owned(),
    }
}

/// Its name and key, its neighbours, and a field that finds others.
pub(super) fn bar(shown: &Shown<'_>, is_wall: bool) -> Option<AnyView> {
    let Subject::Object(page) = &shown.view.subject else {
        return None;
    };
    let object = &page.object;
    let key = (!object.label.is_empty())
        .then(|| view! { <span class="object__key">{object.key.to_string()}</span> });
    let archived = page
        .is_archived
        .then(|| view! { <span class="badge">"archived"</span> });
    let ways = (!is_wall).then(|| ways(shown, page));
    Some(
        view! {
            <section class="object" aria-label="Object">
                <p class="object__name">
                    <span class="object__kind">{object.kind.to_string()}</span>
                    <strong>{name(object)}</strong>
                    {key}
                    {archived}
                </p>
                {ways}
            </section>
        }
        .into_any(),
    )
}

fn ways(shown: &Shown<'_>, page: &PageObject) -> AnyView {
    let neighbour = |object: &Option<Object>, word: &'static str, arrow: &'static str, rel| {
        let class = "button object__step";
        match object {
            Some(object) => {
                let key = object.key.to_string();
                let address = shown.address.of_object(&key) + &shown.address.query();
                let title = format!("{word}: {}", name(object));
                view! {
                    <a class=class href=address rel=rel title=title.clone() aria-label=title>
                        {arrow}
                    </a>
                }
                .into_any()
            }
            None => {
                let word = format!("{word}: none");
                view! { <button class=class disabled aria-label=word>{arrow}</button> }.into_any()
            }
        }
    };
    let previous = neighbour(&page.previous, "Previous", "←", "prev");
    let next = neighbour(&page.next, "Next", "→", "next");
    view! {
        <div class="object__ways is-screen-only">
            {super::find::form(shown, "")}
            {previous}
            {next}
        </div>
    }
    .into_any()
}
