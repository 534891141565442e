//! The dashboard itself: what it is called, what it is about, what it opens with.

use dbag_domain::{RangeChoice, Step};
use leptos::prelude::*;

use super::Editing;
use crate::ui::{Problems, SelectField, TextField};
use crate::words::sentence;

/// Its settings, folded unless it is new or something is wrong with them.
pub(super) fn draw(editing: &Editing<'_>, problems: &mut Problems) -> AnyView {
    let form = &editing.page.head;
    let mut wrong = Vec::new();
    let mut take = |field: &str| {
        let problem = problems.take(field);
        wrong.extend(problem.clone());
        problem
    };
    let [label, slug, icon, description, about, position, range, step] = [
        "label",
        "slug",
        "icon",
        "description",
        "about",
        "position",
        "range",
        "step",
    ]
    .map(&mut take);
    let is_open = editing.page.slug.is_none() && !editing.page.may_undo || !wrong.is_empty();
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__summary">"Settings of the dashboard"</summary>
            <div class="editor__head">
                <TextField name="label" label="Title" value=form.label.clone() problem=label />
                <TextField
                    name="slug"
                    label="Name in addresses"
                    value=form.slug.clone()
                    problem=slug
                    is_optional=true
                />
                <TextField
                    name="icon"
                    label="Icon"
                    value=form.icon.clone()
                    problem=icon
                    hint="A letter or an emoji."
                    is_optional=true
                />
                <TextField
                    name="description"
                    label="What it is for"
                    value=form.description.clone()
                    problem=description
                    is_optional=true
                />
                <SelectField
                    name="about"
                    label="One page for each"
                    options=kinds(editing)
                    value=form.about.clone()
                    problem=about
                />
                <TextField
                    name="position"
                    label="Place in the list"
                    value=form.position.clone()
                    problem=position
                    hint="The smaller stands first, then the title decides."
                    is_number=true
                    is_optional=true
                />
                <SelectField
                    name="range"
                    label="Opens with"
                    options=ranges(&form.range)
                    value=form.range.clone()
                    problem=range
                />
                <SelectField
                    name="step"
                    label="By"
                    options=steps("what fits the days")
                    value=form.step.clone()
                    problem=step
                />
                <button class="button" name="do" value="head">"Apply"</button>
            </div>
        </details>
    }
    .into_any()
}

fn kinds(editing: &Editing<'_>) -> Vec<(String, String)> {
    let none = (String::new(), "nothing: it has one page".to_owned());
    let kinds = editing.draft.kinds.iter().map(|row| {
        let kind = row.kind.to_string();
        (kind.clone(), kind)
    });
    std::iter::once(none).chain(kinds).collect()
}

/// All presets, and the days of its own that something has.
pub(super) fn ranges(present: &str) -> Vec<(String, String)> {
    let presets = RangeChoice::presets().map(|(word, title)| (word.to_owned(), title.to_owned()));
    let own = match RangeChoice::try_from(present.to_owned()) {
        Ok(RangeChoice::Custom(days)) => {
            let title = format!("{} – {}", days.from.medium(), days.to.medium());
            Some((present.to_owned(), title))
        }
        Ok(choice) if choice.preset().is_none() => {
            choice.title().map(|title| (present.to_owned(), title))
        }
        _ => None,
    };
    presets.chain(own).collect()
}

/// All steps, after a word for none.
pub(super) fn steps(none: &str) -> Vec<(String, String)> {
    let none = (String::new(), sentence(none));
    let steps = Step::ALL
        .iter()
        .map(|step| (step.to_string(), sentence(step.as_str())));
    std::iter::once(none).chain(steps).collect()
}
