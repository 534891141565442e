//! What the page of a metric says of its numbers.

#[path = "../examples/made_up/mod.rs"]
mod made_up;

use dbag_app::{Page, render};
use dbag_domain::{Coverage, Measure, Role, Step};
use made_up::{frame, metric_page};

fn drawn(change: impl FnOnce(&mut dbag_app::MetricPage), step: Step) -> String {
    let mut page = metric_page("Orders", Measure::Flow, step);
    change(&mut page);
    render(&frame(Some(Role::Editor)), Page::Metric(Box::new(page)))
}

#[test]
fn a_note_is_apart_from_its_number() {
    for (step, note) in [(Step::Day, "was "), (Step::Week, "so far, ")] {
        let html = drawn(|_| {}, step).replace("<!>", "");
        let (before, _) = html
            .split_once(&format!("<span class=\"table__note\">{note}"))
            .expect("a note");
        assert!(before.ends_with(' '), "{}", &before[before.len() - 40..]);
    }
}

#[test]
fn only_the_newest_rows_are_open() {
    let html = drawn(|_| {}, Step::Day);
    let open = html.split("Earlier days").next().unwrap_or("");
    assert_eq!(open.matches("<time datetime").count(), 14);
    assert!(html.matches("<time datetime").count() > 14);
}

#[test]
fn a_change_is_told_only_where_as_much_is_known() {
    let few = Coverage { known: 3, days: 90 };
    let html = drawn(|_| {}, Step::Day);
    assert!(html.contains(" on the period before"), "all is known");
    let html = drawn(
        |page| {
            let compared = page.view.compared.as_mut();
            compared.expect("a comparison").coverage = few;
        },
        Step::Day,
    );
    assert!(!html.contains(" on the period before"));
    assert!(html.contains("period before: 3 of 90 days known"));
}
