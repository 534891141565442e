//! How days become weeks and months, and objects one number.

use dbag_domain::{AcrossObjects, RollUp};
use leptos::prelude::*;

use super::Typed;
use crate::ui::{Problems, SelectField};

/// The roll-up with the sentence that it will say on the page; with objects, how they become one.
pub(super) fn draw(typed: &Typed<'_>, problems: &mut Problems) -> impl IntoView + use<> {
    let (rollup, across) = (problems.take("rollup"), problems.take("across_objects"));
    let together = typed.view.together.as_ref();
    let hint = together.map(|together| {
        format!(
            "A month will be told as the \u{201c}{}\u{201d}.",
            together.sentence
        )
    });
    let has_objects = typed.form.given("object_kind").is_some() || across.is_some();
    let objects = has_objects.then(|| {
        let usual = together.map(|together| across_title(together.nature.across_objects));
        view! {
            <SelectField
                name="across_objects"
                label="All objects together are"
                options=options(usual, AcrossObjects::ALL.iter().map(|one| (one.as_str(), across_title(*one))))
                value=typed.text("across_objects")
                problem=across
            />
        }
    });
    let usual = together.map(|together| together.nature.rollup.title());
    let rollups = RollUp::ALL.iter().filter(|one| {
        let refuses = |together: &dbag_operations::Together| together.nature.refuses(**one);
        together.and_then(refuses).is_none()
    });
    let chosen = typed.text("rollup");
    // What the number does not allow any more is no choice, unless it was just refused.
    let is_choice = rollup.is_some() || rollups.clone().any(|one| one.as_str() == chosen);
    let chosen = if is_choice { chosen } else { String::new() };
    view! {
        <fieldset class="form__group" id="together" data-told="">
            <legend class="form__legend">"Weeks and months"</legend>
            <SelectField
                name="rollup"
                label="Weeks and months are"
                options=options(usual, rollups.map(|one| (one.as_str(), one.title())))
                value=chosen
                hint=hint.unwrap_or_default()
                problem=rollup
                reloads=true
            />
            {objects}
        </fieldset>
    }
}

fn options(
    usual: Option<&'static str>,
    all: impl Iterator<Item = (&'static str, &'static str)>,
) -> Vec<(String, String)> {
    let usual = match usual {
        Some(title) => format!("as usual for it: {title}"),
        None => "as usual for it".to_owned(),
    };
    let all = all.map(|(word, title)| (word.to_owned(), title.to_owned()));
    std::iter::once((String::new(), usual)).chain(all).collect()
}

fn across_title(across: AcrossObjects) -> &'static str {
    match across {
        AcrossObjects::Sum => "their sum",
        AcrossObjects::Mean => "their mean",
        AcrossObjects::Min => "the lowest of them",
        AcrossObjects::Max => "the highest of them",
    }
}
