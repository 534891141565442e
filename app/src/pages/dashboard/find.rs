//! Looking for the object that a page is to be about.

use dbag_domain::Object;
use leptos::prelude::*;

use super::Shown;
use super::objects::name;
use crate::islands::ObjectSwitcher;
use crate::ui::EmptyNotice;

/// The form, and what it found.
pub(super) fn draw(shown: &Shown<'_>, find: &str, found: &[Object]) -> AnyView {
    let is_unchosen = shown.view.subject.object().is_none();
    let form = is_unchosen.then(|| form(shown, find));
    let query = shown.address.query();
    let items: Vec<_> = found
        .iter()
        .map(|object| {
            let key = object.key.to_string();
            let address = format!("{}{query}", shown.address.of_object(&key));
            let small = (!object.label.is_empty()).then(|| view! { <small>{key}</small> });
            view! {
                <li>
                    <a class="found__link" href=address>{name(object)}</a>
                    {small}
                </li>
            }
        })
        .collect();
    let list = if items.is_empty() {
        let text = match find {
            "" => "Nobody is known yet: objects appear with their first values.",
            _ => "Nobody is called that.",
        };
        view! { <EmptyNotice text=text /> }.into_any()
    } else {
        view! { <ul class="found">{items}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-label="Found">
            {form}
            {list}
        </section>
    }
    .into_any()
}

/// A field that finds objects by name or key, as soon as a letter is typed where scripts run.
pub(super) fn form(shown: &Shown<'_>, find: &str) -> AnyView {
    let Some(kind) = shown.view.dashboard.about.as_ref() else {
        return ().into_any();
    };
    let object = shown.view.subject.object();
    let search = shown.frame.path(&format!("/objects/{kind}/search.json"));
    let label = format!("Find a {kind}");
    let input = view! {
        <input
            class="field__input switcher__field"
            type="search"
            name="find"
            value=find.to_owned()
            placeholder=label.clone()
            aria-label=label
            autocomplete="off"
            data-search=search
            data-base=format!("{}/", shown.address.dashboard())
            data-query=shown.address.query()
            data-key=object.map(|object| object.key.to_string())
            data-label=object.map(|object| object.label.clone())
        />
    }
    .into_any();
    let action = shown.address.dashboard();
    let kept = hidden(shown.address.kept(&[]));
    view! {
        <ObjectSwitcher>
            <form class="switcher" method="get" action=action>
                {kept}
                {input}
                <button class="button is-scriptless">"Find"</button>
                <div
                    class="switcher__list"
                    id="found"
                    role="listbox"
                    aria-label="Found"
                    hidden
                ></div>
                <p class="switcher__none" role="status"></p>
            </form>
        </ObjectSwitcher>
    }
    .into_any()
}

/// Fields that are sent along unseen.
pub(super) fn hidden(kept: Vec<(String, String)>) -> Vec<AnyView> {
    kept.into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> }.into_any())
        .collect()
}
