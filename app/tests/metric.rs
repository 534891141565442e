//! What the page of a metric says of its numbers.

#[path = "../examples/made_up/mod.rs"]
mod made_up;

use dbag_app::{Page, render};
use dbag_domain::{
    Coverage, DayRange, Format, Label, Measure, PanelCompare, Role, Series, Step, Total, roll_up,
};
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
            compared.expect("a comparison").total.coverage = few;
        },
        Step::Day,
    );
    assert!(!html.contains(" on the period before"));
    assert!(html.contains("period before: 3 of 90 days known"));
}

/// What stands between two marks.
fn between<'h>(html: &'h str, from: &str, to: &str) -> &'h str {
    let rest = html.split_once(from).expect("the first mark").1;
    rest.split(to).next().unwrap_or("")
}

#[test]
fn a_long_label_is_no_head_of_a_column() {
    for step in [Step::Day, Step::Week] {
        let html = drawn(
            |page| {
                let label = "Donaudampfschiff".repeat(6);
                page.view.metric.settings.label = Label::parse(&label).expect("a label");
            },
            step,
        );
        for head in html.split("<thead>").skip(1) {
            let head = head.split("</thead>").next().unwrap_or("");
            assert!(!head.contains("Donau"), "{head}");
        }
        assert!(html.contains("class=\"is-number\">Value</th>"));
    }
}

#[test]
fn a_long_number_is_set_smaller_instead_of_broken() {
    let long = |value: f64| {
        let change = |page: &mut dbag_app::MetricPage| {
            page.view.figure = page.view.figure.map(|(day, _)| (day, value));
        };
        drawn(change, Step::Day).contains("headline__number is-long")
    };
    assert!(long(123_456_789_012.0) && !long(1_234.0));
}

#[test]
fn one_known_day_is_told_as_what_it_is() {
    let change = |page: &mut dbag_app::MetricPage| {
        let view = &mut page.view;
        let (day, days) = (view.today - 1, view.days);
        view.series = Series::new(day, vec![Some(7.0)]).over(days);
        view.points = roll_up(
            &view.series,
            days,
            Step::Day,
            (view.metric.rollup, dbag_domain::Day::MAX),
            view.today,
        );
        view.known = DayRange::new(day, view.today);
        view.total = Total::of(&view.series, days, view.metric.rollup, view.today);
        view.compared = None;
    };
    let html = drawn(change, Step::Day);
    assert!(html.contains("known since 22 Nov"), "{html}");
    assert!(!html.contains("every day is known"));
    let key = between(&html, "<figcaption class=\"legend\">", "</figcaption>");
    assert!(!key.contains("no value"), "nothing grey is drawn: {key}");
    let all = drawn(|_| {}, Step::Day);
    assert_eq!(
        all.contains("chart__gap"),
        between(&all, "<figcaption", "</figcaption>").contains("no value")
    );
}

#[test]
fn the_cursor_is_told_which_day_is_not_over() {
    for step in [Step::Day, Step::Week] {
        let html = drawn(|_| {}, step);
        let values = between(&html, " data-values=\"", "\"");
        assert!(
            values.ends_with('~') && values.matches('~').count() == 1,
            "{values}"
        );
    }
}

#[test]
fn the_first_days_are_compared_with_those_before_the_range() {
    let html = drawn(|page| page.view.series.marks.clear(), Step::Day);
    let changes: Vec<_> = html
        .split("<td class=\"is-number is-minor\">")
        .skip(1)
        .collect();
    let blank = changes
        .iter()
        .filter(|cell| cell.starts_with("</td>"))
        .count();
    assert_eq!(changes.len(), 90);
    // Two gaps, the day a week after one of them, and today, which is not over.
    assert!(blank <= 4, "{blank}");
}

#[test]
fn objects_added_up_are_compared_as_one_is() {
    let html = drawn(|page| page.view.rows.clear(), Step::Day);
    assert!(html.contains("On the week before"), "{html}");
    assert!(!html.contains("On the day before"));
}

#[test]
fn what_is_compared_is_called_what_it_is() {
    let change = |page: &mut dbag_app::MetricPage| {
        let compared = page.view.compared.as_mut().expect("a comparison");
        compared.choice = PanelCompare::Year;
        "year before".clone_into(&mut compared.words);
    };
    let html = drawn(change, Step::Day);
    assert!(html.contains("on the year before"));
    assert!(!html.contains("period before"));
    assert!(!html.contains("The period before"));
}

#[test]
fn a_column_has_one_number_of_decimals() {
    let change = |page: &mut dbag_app::MetricPage| {
        page.view.metric.settings.unit.format = Format::Percent;
        for (at, row) in page.view.rows.iter_mut().enumerate() {
            row.value = row.value.map(|_| if at % 2 == 0 { 5.0 } else { 5.5 });
        }
    };
    let html = drawn(change, Step::Day);
    assert!(html.contains("<td class=\"is-number\">5.0 %"));
    assert!(!html.contains("<td class=\"is-number\">5 %"));
}

#[test]
fn a_paused_metric_says_so_on_its_page() {
    let change = |page: &mut dbag_app::MetricPage| {
        let view = &mut page.view;
        view.metric.settings.do_collect = false;
        view.is_asked = false;
        view.known = None;
        view.figure = None;
        view.rows.clear();
        view.series = Series::empty(view.days);
        view.points = Vec::new();
    };
    let html = drawn(change, Step::Day).replace("<!>", "");
    assert!(between(&html, "<h1", "</h1>").contains(">paused</span>"));
    assert!(html.contains("none will come while it is paused"));
    assert!(!html.contains("The first one is drawn here"));
}
