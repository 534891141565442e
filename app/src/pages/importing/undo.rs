//! What undoing an import would do, to be confirmed.

use dbag_operations::UndoPlan;
use leptos::prelude::*;

use super::{HOME, crumbs};
use crate::Frame;
use crate::islands::WatchedForm;
use crate::ui::Head;
use crate::words::full_sentence;

/// The plan, and the button that does it.
pub(super) fn draw(frame: &Frame, plan: &UndoPlan) -> AnyView {
    let mut lines = words(plan);
    if lines.is_empty() {
        lines.push("Nothing: none of its values stands any more.".to_owned());
    }
    let lines: Vec<_> = lines
        .into_iter()
        .map(|words| view! { <li>{words}</li> })
        .collect();
    let action = frame.path(&format!("/import/undo/{}", plan.batch));
    let about = format!(
        "{}, import {}. Nothing is changed yet.",
        plan.file, plan.batch
    );
    let leave = frame.path(HOME);
    view! {
        <Head title="Undo an import" about=about crumbs=crumbs(frame) />
        <WatchedForm>
            <div class="notice" role="status">
                <h2 class="notice__title">"What would be done"</h2>
                <ul class="list">{lines}</ul>
                <div class="notice__actions">
                    <form method="post" action=action>
                        <button class="button is-primary">"Undo the import"</button>
                    </form>
                    <a class="button" href=leave>"Leave everything as it is"</a>
                </div>
            </div>
        </WatchedForm>
    }
    .into_any()
}

/// What would be done, or was done, in sentences; none where nothing is.
fn words(plan: &UndoPlan) -> Vec<String> {
    let lines = plan.words();
    lines.iter().map(|line| full_sentence(line)).collect()
}

/// What undoing did, by its numbers as the address has them; `None` for another address.
pub(crate) fn undone(code: &str) -> Option<String> {
    let numbers = code.strip_prefix("undone-")?.split('-');
    let numbers: Vec<u64> = numbers.map(|one| one.parse().ok()).collect::<Option<_>>()?;
    let [
        removed,
        restored,
        gaps,
        merged,
        changed_since,
        objects_emptied,
    ] = *numbers.as_slice()
    else {
        return None;
    };
    let plan = UndoPlan {
        removed,
        restored,
        gaps,
        merged,
        changed_since,
        objects_emptied,
        is_done: true,
        ..UndoPlan::default()
    };
    let mut sentences = words(&plan);
    if sentences.is_empty() {
        sentences.push("None of its values stood any more.".to_owned());
    }
    sentences.insert(0, "The import is undone.".to_owned());
    Some(sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_undone_is_told_by_its_address() {
        let plan = UndoPlan {
            removed: 5,
            restored: 1,
            gaps: 2,
            merged: 2,
            changed_since: 1,
            objects_emptied: 4,
            is_done: true,
            ..UndoPlan::default()
        };
        let told = undone(&crate::undone_code(&plan)).expect("a sentence");
        let expected = format!("The import is undone. {}", words(&plan).join(" "));
        assert_eq!(told, expected);
        assert!(told.starts_with("The import is undone. 5 values were removed. 1 value gave"));
        assert!(told.ends_with("4 objects have no values any more, and stay."));
        let nothing = "The import is undone. None of its values stood any more.";
        assert_eq!(undone("undone-0-0-0-0-0-0").as_deref(), Some(nothing));
        for other in [
            "undone",
            "undone-1",
            "undone-a-0-0-0-0-0",
            "undone-1-0-0-0-0",
            "saved",
        ] {
            assert_eq!(undone(other), None, "{other}");
        }
    }
}
