//! A field of a metric type, drawn from the type's own description.

use dbag_domain::{Field, FieldKind};
use leptos::prelude::*;

use super::Typed;
use crate::ui::{Check, Problems, SelectField, TextAreaField, TextField, said};

/// The control that fits what can be written into the field.
pub(super) fn draw(typed: &Typed<'_>, field: &Field, problems: &mut Problems) -> AnyView {
    let name = format!("property.{}", field.key);
    let problem = problems.take(&name);
    let value = match typed.form.given(&name) {
        Some(text) => text.to_owned(),
        None => field.default.clone(),
    };
    let options = match &field.kind {
        FieldKind::Sql => {
            let (label, hint) = (field.label.clone(), field.help.clone());
            return view! { <TextAreaField name label value hint problem retells=true /> }
                .into_any();
        }
        FieldKind::Flag => {
            let is_checked = matches!(value.as_str(), "yes" | "true" | "on" | "1");
            let (label, hint) = (field.label.clone(), field.help.clone());
            let problem =
                problem.map(|problem| view! { <p class="field__error">{said(&problem)}</p> });
            return view! { <div><Check name label is_checked hint />{problem}</div> }.into_any();
        }
        FieldKind::Choice { choices } => choices.clone(),
        FieldKind::Table => tables(typed),
        FieldKind::Column => columns(typed),
        FieldKind::Metric => metrics(typed),
        FieldKind::Text | FieldKind::Filters => Vec::new(),
    };
    if options.is_empty() {
        return view! {
            <TextField
                name=name
                label=field.label.as_str()
                value=value
                hint=field.help.as_str()
                problem=problem
                is_optional=!field.required
                retells=true
            />
        }
        .into_any();
    }
    let needs_nothing = !field.required || value.is_empty();
    let nothing = needs_nothing.then(|| {
        let title = if field.required { "choose" } else { "none" };
        (String::new(), title.to_owned())
    });
    let options: Vec<_> = nothing.into_iter().chain(options).collect();
    view! {
        <SelectField
            name=name
            label=field.label.as_str()
            options=options
            value=value
            hint=field.help.as_str()
            problem=problem
            is_optional=!field.required
            reloads=matches!(field.kind, FieldKind::Table | FieldKind::Choice { .. })
            retells=matches!(field.kind, FieldKind::Column | FieldKind::Metric)
        />
    }
    .into_any()
}

fn tables(typed: &Typed<'_>) -> Vec<(String, String)> {
    let tables = typed.view.tables.iter();
    tables
        .map(|table| (table.name.clone(), table.name.clone()))
        .collect()
}

/// The columns of the chosen table, each with its type.
fn columns(typed: &Typed<'_>) -> Vec<(String, String)> {
    chosen_columns(typed)
        .iter()
        .map(|(name, kind)| (name.clone(), format!("{name} ({kind})")))
        .collect()
}

/// The columns of the chosen table.
pub(super) fn chosen_columns<'t>(typed: &Typed<'t>) -> &'t [(String, String)] {
    let default = typed.kind.and_then(|kind| {
        kind.fields
            .iter()
            .find(|field| field.key == "table")
            .map(|field| field.default.as_str())
    });
    let chosen = typed.form.given("property.table").or(default).unwrap_or("");
    let table = typed.view.tables.iter().find(|table| table.name == chosen);
    table.map_or(&[], |table| table.columns.as_slice())
}

/// Other metrics than the one that is edited.
fn metrics(typed: &Typed<'_>) -> Vec<(String, String)> {
    let own = typed
        .view
        .metric
        .as_ref()
        .map(|metric| metric.slug.as_str());
    let others = typed
        .view
        .metrics
        .iter()
        .filter(|slug| own != Some(slug.as_str()));
    others.map(|slug| (slug.clone(), slug.clone())).collect()
}
