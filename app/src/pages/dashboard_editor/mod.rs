//! Editing a dashboard in place: one form, whose buttons each make one change.
//!
//! The draft travels in the form, so every step works without script and nothing is stored
//! before it is saved; with script, panels are also dragged (`islands/edited_grid.rs`).

mod bar;
mod canvas;
mod head;
mod options;
mod palette;
mod panel_form;
mod series;
mod templates;
mod transfer;

use dbag_domain::ProblemKind;
use dbag_operations::DraftView;
use leptos::prelude::*;

use crate::Frame;
use crate::islands::{EditedGrid, WatchedForm};
use crate::page::DashboardEditorPage;
use crate::ui::{Head, ProblemNotice, Problems};

/// What the parts of the editor share.
struct Editing<'a> {
    frame: &'a Frame,
    page: &'a DashboardEditorPage,
    draft: &'a DraftView,
}

/// The page's title.
pub(super) fn title(page: &DashboardEditorPage) -> String {
    match &page.slug {
        Some(_) => format!("Edit {}", page.draft.state.head.label),
        None => "New dashboard".to_owned(),
    }
}

/// The form: what can be undone and saved, the dashboard itself, its panels, and the open one.
pub(super) fn draw(frame: &Frame, page: DashboardEditorPage) -> AnyView {
    let editing = Editing {
        frame,
        page: &page,
        draft: &page.draft,
    };
    // The bar tells of a conflict, with the ways out of it.
    let told = page
        .problems
        .iter()
        .filter(|problem| problem.kind != ProblemKind::Conflict);
    let mut problems = Problems::from(told.cloned().collect::<Vec<_>>());
    let action = frame.path(&match &page.slug {
        Some(slug) => format!("/d/{slug}/edit"),
        None => "/d/new".to_owned(),
    });
    let guarded = if page.may_undo { "changed" } else { "" };
    let head = head::draw(&editing, &mut problems);
    let panel = panel_form::draw(&editing, &mut problems);
    let transfer = transfer::draw(&editing, &mut problems);
    let bar = bar::draw(&editing, &mut problems);
    let (templates, palette) = (templates::draw(&editing), palette::draw(&editing));
    let canvas = canvas::draw(&editing);
    let rest = problems.rest();
    let crumbs = crumbs(&editing);
    let hidden = hidden(&editing);
    let class = match panel {
        Some(_) => "editor has-open",
        None => "editor",
    };
    view! {
        <Head title=title(&page) crumbs=crumbs />
        <WatchedForm>
            <form class=class method="post" action=action data-guarded=guarded data-keeps="">
                {hidden}
                {bar}
                <ProblemNotice messages=rest />
                {head}
                {templates}
                {palette}
                <div class="editor__work">
                    <EditedGrid>{canvas}</EditedGrid>
                    {panel}
                </div>
                {transfer}
            </form>
        </WatchedForm>
    }
    .into_any()
}

fn crumbs(editing: &Editing<'_>) -> Vec<(String, String)> {
    let mut crumbs = vec![("Dashboards".to_owned(), editing.frame.path("/d"))];
    if let Some(slug) = &editing.page.slug {
        let label = editing.draft.state.head.label.to_string();
        crumbs.push((label, editing.frame.path(&format!("/d/{slug}"))));
    }
    crumbs
}

/// What the browser sends back as it is; and what the return key does: carry out what was typed.
fn hidden(editing: &Editing<'_>) -> AnyView {
    let page = editing.page;
    let selected = page.selected.map(|key| key.to_string()).unwrap_or_default();
    view! {
        <input type="hidden" name="draft" value=page.text.clone() />
        <input type="hidden" name="selected" value=selected />
        <button class="visually-hidden" name="do" value="apply" tabindex="-1" aria-hidden="true">
            "Apply"
        </button>
    }
    .into_any()
}
