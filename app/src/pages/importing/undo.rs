//! What undoing an import would do, to be confirmed.

use dbag_operations::UndoPlan;
use leptos::prelude::*;

use super::{HOME, crumbs, size};
use crate::Frame;
use crate::islands::WatchedForm;
use crate::ui::Head;
use crate::words::count;

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
    let value = |number: u64| count(size(number), "value");
    let day = |number: u64| count(size(number), "day");
    let would_be = |number: u64| match (plan.is_done, number) {
        (false, _) => "would be",
        (true, 1) => "was",
        (true, _) => "were",
    };
    let mut words = Vec::new();
    if plan.removed > 0 {
        let (values, are) = (value(plan.removed), would_be(plan.removed));
        words.push(format!("{values} {are} removed."));
    }
    if plan.restored > 0 {
        let (days, was) = (day(plan.restored), would_be(1));
        words.push(format!(
            "On {days}, what stood there before {was} put back."
        ));
    }
    if plan.gaps > 0 {
        let have = if plan.is_done { "have" } else { "would have" };
        words.push(match plan.gaps {
            1 => format!(
                "1 day {} no reason for its gap any more, or the one that it had before.",
                if plan.is_done { "has" } else { "would have" }
            ),
            gaps => format!(
                "{} {have} no reasons for their gaps any more, or those that they had before.",
                day(gaps)
            ),
        });
    }
    words.extend(staying(plan));
    if !plan.metrics_removed.is_empty() {
        let (then, are) = match plan.is_done {
            true => ("now", "were"),
            false => ("then", "would be"),
        };
        words.push(format!(
            "Metrics that it made and that have no values {then} {are} removed: {}.",
            listed(&plan.metrics_removed)
        ));
    }
    if !plan.metrics_kept.is_empty() {
        words.push(format!(
            "Metrics that it made and that are used, or have or had other values, stay: {}.",
            listed(&plan.metrics_kept)
        ));
    }
    words
}

/// What undoing did, by its numbers as the address has them; `None` for another address.
pub(crate) fn undone(code: &str) -> Option<String> {
    let numbers = code.strip_prefix("undone-")?.split('-');
    let numbers: Vec<u64> = numbers.map(|one| one.parse().ok()).collect::<Option<_>>()?;
    let [removed, restored, gaps, merged, changed_since] = *numbers.as_slice() else {
        return None;
    };
    let plan = UndoPlan {
        removed,
        restored,
        gaps,
        merged,
        changed_since,
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

/// What stays, and why.
fn staying(plan: &UndoPlan) -> Vec<String> {
    let value = |number: u64| count(size(number), "value");
    let mut words = Vec::new();
    if plan.merged > 0 {
        words.push(format!(
            "{} became one with those of another object, as objects were merged, and {}.",
            value(plan.merged),
            match plan.merged {
                1 => "stays",
                _ => "stay",
            }
        ));
    }
    if plan.changed_since > 0 {
        words.push(format!(
            "{} {}.",
            value(plan.changed_since),
            match plan.changed_since {
                1 => "was corrected, collected, imported again or merged since; what stands there stays as it is",
                _ => "were corrected, collected, imported again or merged since; what stands there stays as it is",
            }
        ));
    }
    words
}

/// The first few of many names.
fn listed(names: &[String]) -> String {
    const MOST: usize = 10;
    let more = names.len().saturating_sub(MOST);
    let listed = names
        .iter()
        .take(MOST)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match more {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_in_sentences() {
        let plan = UndoPlan {
            batch: 3,
            file: "a.csv".to_owned(),
            removed: 5,
            restored: 1,
            gaps: 2,
            merged: 2,
            changed_since: 1,
            metrics: Vec::new(),
            metrics_created: vec!["visits".to_owned(), "sales".to_owned()],
            metrics_removed: vec!["visits".to_owned()],
            metrics_kept: vec!["sales".to_owned()],
            is_done: false,
        };
        let expected = [
            "5 values would be removed.",
            "On 1 day, what stood there before would be put back.",
            "2 days would have no reasons for their gaps any more, or those that they had before.",
            "2 values became one with those of another object, as objects were merged, and stay.",
            "1 value was corrected, collected, imported again or merged since; what stands there stays as it is.",
            "Metrics that it made and that have no values then would be removed: visits.",
            "Metrics that it made and that are used, or have or had other values, stay: sales.",
        ];
        assert_eq!(words(&plan), expected);
        let code = crate::undone_code(&plan);
        assert_eq!(
            undone(&code).expect("a sentence"),
            "The import is undone. 5 values were removed. On 1 day, what stood there before was put back. 2 days have \
             no reasons for their gaps any more, or those that they had before. 2 values became one with those of \
             another object, as objects were merged, and stay. 1 value was corrected, collected, imported again or \
             merged since; what stands there stays as it is."
        );
        let nothing = "The import is undone. None of its values stood any more.";
        assert_eq!(undone("undone-0-0-0-0-0").as_deref(), Some(nothing));
        for other in [
            "undone",
            "undone-1",
            "undone-a-0-0-0-0",
            "undone-1-0-0-0-0-0",
            "saved",
        ] {
            assert_eq!(undone(other), None, "{other}");
        }
    }
}
