//! The grid that is edited: every panel as it will be, under its tools.

use dbag_domain::{DraftPanel, PanelKind, Place};
use leptos::prelude::*;

use super::Editing;
use crate::pages::dashboard::{Preview, preview};
use crate::ui::EmptyNotice;

/// All panels at their places, hidden ones too.
pub(super) fn draw(editing: &Editing<'_>) -> AnyView {
    if editing.draft.state.panels.is_empty() {
        let text = "Nothing is on it yet. Add a panel: it shows your numbers at once.";
        return view! { <EmptyNotice text=text /> }.into_any();
    }
    let panels: Vec<_> = preview(editing.frame, &editing.draft.view)
        .into_iter()
        .filter_map(|shown| {
            let key = u32::try_from(shown.panel.panel.id.0).ok()?;
            let panel = editing.draft.state.panel(key)?;
            Some(draw_panel(editing, panel, shown))
        })
        .collect();
    view! { <div class="grid is-edited">{panels}</div> }.into_any()
}

fn draw_panel(editing: &Editing<'_>, panel: &DraftPanel, shown: Preview<'_>) -> AnyView {
    let is_open = editing.page.selected == Some(panel.key);
    let mut class = format!("panel edited is-{} {}", panel.settings.kind, shown.place);
    for (state, is_set) in [
        ("is-open", is_open),
        ("is-hidden", panel.settings.options.hidden),
    ] {
        if is_set {
            class.push_str(&format!(" {state}"));
        }
    }
    let Place { x, y, w, h } = panel.settings.place;
    let place = format!("{x},{y},{w},{h}");
    let id = format!("e{}", panel.key);
    let label = shown.panel.title.clone();
    view! {
        <section class=class id=id data-panel=panel.key data-place=place aria-label=label>
            {tools(panel, &shown)}
            {shown.body}
            <span class="edited__corner" data-grip="size" aria-hidden="true"></span>
        </section>
    }
    .into_any()
}

/// What can be done with a panel. Each is a button with a name of its own, whoever reads it.
fn tools(panel: &DraftPanel, preview: &Preview<'_>) -> AnyView {
    let key = panel.key;
    let shown = preview.panel;
    let title = shown.title.clone();
    let own = preview.own_days.clone();
    let own = own.map(|days| view! { <span class="panel__own">{days}</span> });
    let tool = |value: String, sign: &'static str, word: &'static str| {
        let label = format!("{word}: {title}");
        let id = format!("e{key}-{}", word.to_lowercase().replace(' ', "-"));
        view! {
            <button
                class="edited__tool"
                id=id
                name="do"
                value=value
                title=word
                aria-label=label
            >
                {sign}
            </button>
        }
        .into_any()
    };
    let shift = |what: &str, by: &str| format!("{what}:{key}:{by}");
    let tools = [
        tool(shift("move", "-1,0"), "←", "Move left"),
        tool(shift("move", "1,0"), "→", "Move right"),
        tool(shift("move", "0,-1"), "↑", "Move up"),
        tool(shift("move", "0,1"), "↓", "Move down"),
        tool(shift("size", "-1,0"), "⇤", "Make narrower"),
        tool(shift("size", "1,0"), "⇥", "Make wider"),
        tool(shift("size", "0,-1"), "⤒", "Make lower"),
        tool(shift("size", "0,1"), "⤓", "Make higher"),
        tool(format!("duplicate:{key}"), "+", "Duplicate"),
        tool(format!("remove:{key}"), "×", "Remove"),
    ];
    let unbound = shown.is_unbound.then(|| {
        view! {
            <span class="badge is-failed" title="Outsiders are not shown this panel: bind it.">
                "not bound"
            </span>
        }
    });
    let hidden = panel
        .settings
        .options
        .hidden
        .then(|| view! { <span class="badge">"hidden"</span> });
    let (select, title_id) = (format!("select:{key}"), format!("e{key}-title"));
    let name = match panel.settings.kind {
        PanelKind::Text if panel.settings.title.is_empty() => "Text".to_owned(),
        _ => title.clone(),
    };
    view! {
        <div class="edited__head" data-grip="move">
            <span class="edited__grip" aria-hidden="true"></span>
            <button class="edited__title" id=title_id name="do" value=select>{name}</button>
            {own}
            {unbound}
            {hidden}
            <div class="edited__tools" role="group" aria-label="Tools">{Vec::from(tools)}</div>
        </div>
    }
    .into_any()
}
