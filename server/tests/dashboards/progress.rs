//! A value beside its goal is what it says: of which days, and how it was made.

use axum::http::StatusCode;
use dbag_domain::{Binding, Goal, GoalShape, PanelKind};
use dbag_operations::{MetricForm, SentValue};

use crate::comparing::words;
use crate::shop::{ACTOR, add, dashboard, panel, series, today};
use crate::support::{Site, clock, signed_in};

/// A metric with values of so many days ago, and its goal as a panel: the panel's file without its ending.
async fn with_goal(
    (measure, rollup): (&str, &str),
    values: &[(i32, f64)],
    (shape, points): (GoalShape, &str),
) -> (Site, String) {
    let site = signed_in("").await;
    let form = MetricForm::new()
        .with("slug", "seats")
        .with("label", "Seats")
        .with("metric_type", "push")
        .with("measure", measure)
        .with("rollup", rollup);
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    for (ago, value) in values {
        let value = value.to_string();
        let sent = SentValue::new(&value, Some(today() - *ago), None);
        let pushed = site.dbag.push(&ACTOR, "seats", &sent, clock()).await;
        pushed.expect("pushed");
    }
    let goal = Goal::parse(shape, points).expect("a goal");
    let set = site.dbag.set_goal(&ACTOR, "seats", None, &goal, clock());
    set.await.expect("set");
    let shown = vec![panel(
        PanelKind::Progress,
        0,
        vec![series("seats", Binding::Whole)],
    )];
    add(&site, &dashboard("aims", shown)).await;
    let kept = site.dbag.dashboard(&ACTOR, "aims").await.expect("there");
    let file = format!("/d/aims/panel/{}", kept.panels[0].id.0);
    (site, file)
}

async fn get(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

/// The goal is that of all days, the sum that of the known ones.
#[tokio::test]
async fn a_sum_that_lacks_days_says_of_how_many_it_is() {
    let values: Vec<_> = (1..=10).map(|ago| (ago, 3.0)).collect();
    for (values, is_said) in [(&values[..8], true), (&values[..], false)] {
        let (site, file) = with_goal(("flow", ""), values, (GoalShape::Constant, "2")).await;
        let days = format!("from={}&to={}", today() - 10, today() - 1);
        for path in [format!("/d/aims?{days}"), format!("{file}.svg?{days}")] {
            let told = words(&get(&site, &path).await);
            assert_eq!(told.contains("8 of 10 days known"), is_said, "{told}");
        }
        // Today is not missing before it is over.
        let running = words(&get(&site, "/d/aims?range=7d").await);
        assert!(!running.contains("days known"), "{running}");
    }
}

/// However its months are rolled up, it is measured where it was last.
#[tokio::test]
async fn how_the_number_of_a_level_was_made_is_said_of_that_number() {
    let values = [(5, 3.0), (4, 9.0), (3, 12.0)];
    for rollup in ["min", "mean", "last"] {
        let (site, file) = with_goal(("level", rollup), &values, (GoalShape::Constant, "6")).await;
        let query = format!("from={}&to={}", today() - 5, today() - 1);
        let page = words(&get(&site, &format!("/d/aims?{query}")).await);
        assert!(
            page.contains("12 of 6") && page.contains("value of 20 Nov"),
            "{rollup}: {page}"
        );
        assert!(
            page.contains("goal reached") && page.contains("as of 20 Nov"),
            "{rollup}: {page}"
        );
        let json = get(&site, &format!("{file}.json?{query}")).await;
        assert!(
            json.contains("\"total\":{\"value\":12.0"),
            "{rollup}: {json}"
        );
    }
}

/// On the first day of a month a mean is that of a day that is not over.
#[tokio::test]
async fn a_mean_is_on_no_pace_before_a_day_is_over() {
    let steps = format!("{} 50, {} 60", today() - 20, today());
    let values = [(2, 55.0), (0, 52.0)];
    let (site, _) = with_goal(("share", "mean"), &values, (GoalShape::Steps, &steps)).await;
    let page = words(&get(&site, &format!("/d/aims?from={0}&to={0}", today())).await);
    assert!(
        page.contains("no day is over yet") && !page.contains("on pace"),
        "{page}"
    );
}
