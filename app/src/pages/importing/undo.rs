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
    let lines: Vec<_> = words(plan)
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

fn words(plan: &UndoPlan) -> Vec<String> {
    let value = |number: u64| count(size(number), "value");
    let mut words = Vec::new();
    if plan.removed > 0 {
        words.push(format!("{} would be removed.", value(plan.removed)));
    }
    if plan.restored > 0 {
        words.push(format!(
            "On {}, what stood there before would be put back.",
            count(size(plan.restored), "day")
        ));
    }
    if plan.gaps > 0 {
        words.push(match plan.gaps {
            1 => "1 day would have no reason for its gap any more, or the one that it had before."
                .to_owned(),
            gaps => format!(
                "{} would have no reasons for their gaps any more, or those that they had before.",
                count(size(gaps), "day")
            ),
        });
    }
    if plan.changed_since > 0 {
        words.push(format!(
            "{} {}.",
            value(plan.changed_since),
            match plan.changed_since {
                1 => "was corrected, collected or imported again since, and stays as it is",
                _ => "were corrected, collected or imported again since, and stay as they are",
            }
        ));
    }
    if !plan.metrics_removed.is_empty() {
        words.push(format!(
            "Metrics that it made and that have no values then would be removed: {}.",
            listed(&plan.metrics_removed)
        ));
    }
    if !plan.metrics_kept.is_empty() {
        words.push(format!(
            "Metrics that it made and that are used or have other values stay: {}.",
            listed(&plan.metrics_kept)
        ));
    }
    if words.is_empty() {
        words.push("Nothing: none of its values stands any more.".to_owned());
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
            "1 value was corrected, collected or imported again since, and stays as it is.",
            "Metrics that it made and that have no values then would be removed: visits.",
            "Metrics that it made and that are used or have other values stay: sales.",
        ];
        assert_eq!(words(&plan), expected);
    }
}
