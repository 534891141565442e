//! What stands above everything while one edits: undo, redo, discard, save.

use leptos::prelude::*;

use super::Editing;
use crate::ui::Problems;

/// The bar; what cannot be done now is there and says so.
pub(super) fn draw(editing: &Editing<'_>, problems: &mut Problems) -> AnyView {
    let page = editing.page;
    let step = |value: &'static str, title: &'static str, key: &'static str, may: bool| {
        view! {
            <button class="button" name="do" value=value disabled=!may data-key=key>
                {title}
            </button>
        }
    };
    let preview = preview(editing, problems);
    let conflict = page.is_conflict.then(|| conflict(editing));
    view! {
        <div class="editor__bar">
            <div class="row">
                {step("undo", "Undo", "z", page.may_undo)}
                {step("redo", "Redo", "y", page.may_redo)}
            </div>
            {preview}
            <div class="row">
                <button class="button" name="do" value="discard">"Discard"</button>
                <button class="button is-primary" name="do" value="save">"Save"</button>
            </div>
        </div>
        {conflict}
    }
    .into_any()
}

/// The object whose values are shown while one edits.
fn preview(editing: &Editing<'_>, problems: &mut Problems) -> Option<AnyView> {
    let kind = editing.draft.state.head.about.as_ref()?.to_string();
    let object = editing.draft.view.subject.object();
    let key = object.map_or_else(
        || editing.page.object.clone(),
        |object| object.key.to_string(),
    );
    let problem = problems.take("object");
    let problem = problem.map(|problem| view! { <span class="field__error">{problem}</span> });
    let name = object
        .map(|object| object.name().to_owned())
        .unwrap_or_default();
    let label = format!("Preview as {kind}");
    Some(
        view! {
            <label class="editor__as">
                <span>{label}</span>
                <input class="field__input" name="object" value=key autocomplete="off" />
                <span class="editor__name">{name}</span>
                <button class="button" name="do" value="more">"Show"</button>
                {problem}
            </label>
        }
        .into_any(),
    )
}

/// Somebody else saved in the meantime: theirs can be looked at, and either kept (R34).
fn conflict(editing: &Editing<'_>) -> AnyView {
    let slug = editing.page.slug.clone().unwrap_or_default();
    let theirs = editing.frame.path(&format!("/d/{slug}"));
    view! {
        <div class="notice is-failed" role="alert">
            <p class="notice__text">
                "Somebody else saved this dashboard while you edited it. Yours is below, \
                 nothing of it is lost."
            </p>
            <div class="row">
                <a class="button" href=theirs target="_blank" rel="noopener">"Look at theirs"</a>
                <button class="button" name="do" value="take">"Take theirs, drop mine"</button>
                <button class="button" name="do" value="save-over">
                    "Save mine over theirs"
                </button>
            </div>
        </div>
    }
    .into_any()
}
