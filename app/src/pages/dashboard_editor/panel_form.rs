//! The open panel: what it shows, and how.

use dbag_domain::PanelKind;
use dbag_operations::PanelForm;
use leptos::prelude::*;

use super::{Editing, options, series};
use crate::ui::{Problems, SelectField, TextField};

/// What the parts of the open panel's form share.
pub(super) struct Open<'a, 'b> {
    pub(super) editing: &'a Editing<'b>,
    pub(super) form: &'a PanelForm,
    pub(super) kind: PanelKind,
}

impl Open<'_, '_> {
    /// What was typed into a field.
    pub(super) fn text(&self, field: &str) -> String {
        self.form.text(field).to_owned()
    }
}

/// The name of a panel's field in the form of the page.
pub(super) fn field(name: &str) -> String {
    format!("panel.{name}")
}

/// The form; none where no panel is open.
pub(super) fn draw(editing: &Editing<'_>, problems: &mut Problems) -> Option<AnyView> {
    let form = editing.page.panel.as_ref()?;
    let key = editing.page.selected?;
    let kind = PanelKind::parse(form.text("kind")).unwrap_or(PanelKind::Line);
    let open = Open {
        editing,
        form,
        kind,
    };
    let title = problems.take(&field("title"));
    let kinds = PanelKind::ALL
        .iter()
        .map(|kind| (kind.to_string(), kind.title().to_owned()));
    let place = problems.take(&field("place"));
    let series = series::draw(&open, problems);
    let options = options::draw(&open, problems);
    let move_to = move_to(&open, key);
    let place = place.map(|problem| view! { <p class="field__error">{problem}</p> });
    Some(
        view! {
            <aside class="editor__panel" id="open" aria-label="The open panel">
                <SelectField
                    name=field("kind")
                    label="Kind"
                    options=kinds.collect()
                    value=kind.to_string()
                    reloads=true
                />
                <button class="button is-scriptless" name="do" value="more">"Show its fields"</button>
                <TextField
                    name=field("title")
                    label="Title"
                    value=open.text("title")
                    problem=title
                    is_optional=true
                />
                {place}
                {series}
                {options}
                <div class="row">
                    <button class="button is-primary" name="do" value="apply">"Apply"</button>
                    <button class="button" name="do" value="close">"Close"</button>
                </div>
                {move_to}
            </aside>
        }
        .into_any(),
    )
}

/// Other dashboards that the panel can be moved to.
fn move_to(open: &Open<'_, '_>, key: u32) -> Option<AnyView> {
    let others = &open.editing.draft.dashboards;
    let options: Vec<_> = others
        .iter()
        .map(|one| (one.slug.to_string(), one.label.to_string()))
        .collect();
    let first = options.first()?.0.clone();
    let value = format!("send:{key}");
    Some(
        view! {
            <div class="editor__move">
                <SelectField name="to" label="Another dashboard" options=options value=first />
                <button class="button" name="do" value=value>"Move it there"</button>
            </div>
        }
        .into_any(),
    )
}
