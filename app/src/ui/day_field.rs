//! A day that is typed.

use dbag_domain::Day;
use leptos::prelude::*;

use super::TextField;

/// A labelled day; what is none comes back as it was typed.
#[component]
pub(crate) fn DayField(
    /// Its name.
    name: &'static str,
    /// Its title.
    label: &'static str,
    /// What was typed.
    value: String,
    /// What is wrong with it.
    problem: Option<String>,
    /// What begins its id, where a page has two fields of one name.
    #[prop(optional)]
    form: &'static str,
) -> impl IntoView {
    // A browser empties a date control whose value is no date.
    let is_day = value.is_empty() || Day::parse(&value).is_ok();
    let kind = if is_day { "date" } else { "text" };
    view! { <TextField name=name form=form label=label kind=kind value=value problem=problem /> }
}
