//! What an empty dashboard can begin with: templates, drawn as the grids that they become.

use dbag_domain::{DashboardSettings, Template};
use leptos::prelude::*;

use super::Editing;
use crate::ui::SelectField;

/// The templates that there are metrics for; nothing where there are panels already.
pub(super) fn draw(editing: &Editing<'_>) -> Option<AnyView> {
    let templates = &editing.draft.templates;
    if templates.is_empty() {
        return None;
    }
    let items: Vec<_> = templates
        .iter()
        .map(|(template, filled)| item(editing, *template, filled))
        .collect();
    Some(
        view! {
            <details class="disclosure" open="">
                <summary class="disclosure__summary">"Begin with a template"</summary>
                <ul class="palette">{items}</ul>
            </details>
        }
        .into_any(),
    )
}

fn item(editing: &Editing<'_>, template: Template, filled: &DashboardSettings) -> AnyView {
    let value = format!("template:{template}");
    view! {
        <li class="palette__item">
            {sketch(filled)}
            <button class="palette__add" name="do" value=value>{template.title()}</button>
            <span class="palette__about">{template.about()}</span>
            {choice(editing, template)}
        </li>
    }
    .into_any()
}

/// What some templates are about, where there is a choice.
fn choice(editing: &Editing<'_>, template: Template) -> Option<AnyView> {
    let (name, label, options): (_, _, Vec<(String, String)>) = match template {
        Template::InDepth => {
            let metrics = editing.draft.by_worth.iter();
            let option =
                |metric: &dbag_domain::Metric| (metric.slug.to_string(), metric.label.to_string());
            ("template.metric", "Metric", metrics.map(option).collect())
        }
        Template::EachObject => {
            let kinds = editing.draft.kinds.iter();
            let option = |row: &dbag_operations::KindRow| {
                (
                    row.kind.to_string(),
                    crate::words::sentence(row.kind.as_str()),
                )
            };
            ("template.kind", "Kind", kinds.map(option).collect())
        }
        Template::Overview | Template::Review | Template::Wall => return None,
    };
    (options.len() > 1).then(|| {
        view! { <SelectField name=name label=label options=options value=String::new() /> }
            .into_any()
    })
}

/// Rows of the grid that a sketch shows.
const ROWS: u16 = 22;

/// The grid in small: a column is two wide, for a row is half as high.
fn sketch(filled: &DashboardSettings) -> AnyView {
    let panels: Vec<_> = filled
        .panels
        .iter()
        .filter(|panel| panel.place.y < ROWS)
        .map(|panel| {
            let place = panel.place;
            let class = format!("sketch__panel is-{}", panel.kind);
            let gap = 0.5;
            let [x, y, w, h] = [place.x * 2, place.y, place.w * 2, place.h].map(f64::from);
            view! {
                <rect class=class x=x y=y width=w - gap height=h - gap rx="0.4"></rect>
            }
        })
        .collect();
    let view_box = format!("0 0 24 {ROWS}");
    view! {
        <svg class="sketch" viewBox=view_box preserveAspectRatio="xMidYMin slice" aria-hidden="true">
            {panels}
        </svg>
    }
    .into_any()
}
