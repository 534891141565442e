//! The dashboard as text: to be copied, or replaced by what is pasted. And its end.

use leptos::prelude::*;

use super::Editing;
use crate::ui::{Problems, TextAreaField};

/// Copy and paste, folded unless what was pasted is wrong; and removing what is kept.
pub(super) fn draw(editing: &Editing<'_>, problems: &mut Problems) -> AnyView {
    let problem = problems.take("pasted");
    let is_open = problem.is_some();
    let remove = editing.page.slug.as_ref().map(|slug| {
        let action = editing.frame.path(&format!("/d/{slug}/remove"));
        view! {
            <details class="disclosure">
                <summary class="disclosure__summary">"Remove"</summary>
                <div class="stack">
                    <p>
                        "Removes the dashboard with its panels, for everybody and for good. The \
                         values that it shows stay."
                    </p>
                    <div>
                        <button class="button is-danger" formaction=action formnovalidate="">
                            "Remove this dashboard"
                        </button>
                    </div>
                </div>
            </details>
        }
    });
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__summary">"Copy and paste as JSON"</summary>
            <div class="stack">
                <TextAreaField
                    name="copy".to_owned()
                    label="This dashboard".to_owned()
                    value=editing.page.copy.clone()
                    hint="Copy it, keep it in a repository, or paste it into another Dbag.".to_owned()
                    problem=None
                />
                <TextAreaField
                    name="pasted".to_owned()
                    label="Another one".to_owned()
                    value=editing.page.pasted.clone()
                    hint="What you paste takes the place of everything above; it can be undone."
                        .to_owned()
                    problem=problem
                />
                <div class="row">
                    <button class="button" name="do" value="paste">"Replace by what was pasted"</button>
                </div>
            </div>
        </details>
        {remove}
    }
    .into_any()
}
