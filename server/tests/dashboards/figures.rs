//! A number is a day's, wherever that lies: what is to be known of it is said in all places alike.

use axum::http::StatusCode;
use dbag_domain::{Binding, PanelKind};
use dbag_operations::{DashboardQuery, MetricForm, SentValue, panel_badge};

use crate::comparing::{orders, with_panel, words};
use crate::shop::{ACTOR, add, dashboard, metric, panel, series, today};
use crate::support::{Site, clock, signed_in};

async fn get(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

async fn push(site: &Site, metric: &str, (object, ago): (Option<&str>, i32), value: &str) {
    let sent = SentValue::new(value, Some(today() - ago), object);
    let pushed = site.dbag.push(&ACTOR, metric, &sent, clock()).await;
    pushed.expect("pushed");
}

/// A panel of a kind on a metric as a dashboard of its own: the paths of its page and of its files.
async fn shown(site: &Site, metric: &str, kind: PanelKind) -> [String; 2] {
    let slug = format!("{metric}-{kind}");
    let panels = vec![panel(kind, 0, vec![series(metric, Binding::Whole)])];
    add(site, &dashboard(&slug, panels)).await;
    let kept = site.dbag.dashboard(&ACTOR, &slug).await.expect("there");
    let file = format!("/d/{slug}/panel/{}", kept.panels[0].id.0);
    [format!("/d/{slug}"), file]
}

async fn badge(site: &Site, slug: &str, (from, to): (i32, i32)) -> String {
    let query = DashboardQuery {
        from: Some((today() - from).to_string()),
        to: Some((today() - to).to_string()),
        ..DashboardQuery::default()
    };
    let view = site
        .dbag
        .view_dashboard(&ACTOR, slug, None, &query, clock());
    let view = view.await.expect("shown");
    panel_badge(&view.panels[0]).expect("a badge").message
}

/// Seats of two teams ten days ago, of one of them two days ago.
async fn seats() -> Site {
    let site = signed_in("").await;
    metric(&site, "seats", &[(Some("t1"), &[40.0])]).await;
    for team in ["t1", "t2"] {
        push(&site, "seats", (Some(team), 5), "40").await;
    }
    push(&site, "seats", (Some("t1"), 2), "31").await;
    site
}

#[tokio::test]
async fn a_number_of_a_day_before_the_shown_ones_tells_its_marks() {
    let site = seats().await;
    let [page, file] = shown(&site, "seats", PanelKind::Number).await;
    let brief = "some objects as of before";
    let day = today() - 1;
    for (from, to) in [(day, day), (today() - 2, day)] {
        let query = format!("from={from}&to={to}");
        let body = get(&site, &format!("{page}?{query}")).await;
        let said = words(&body).to_lowercase();
        assert!(
            said.contains(brief) && said.contains("as of 21 nov"),
            "{said}"
        );
        assert!(
            body.contains("71 orders, Saturday 21 Nov, some objects"),
            "{body}"
        );
        let svg = get(&site, &format!("{file}.svg?{query}")).await;
        assert!(svg.contains(brief), "{query}: {svg}");
        let json = get(&site, &format!("{file}.json?{query}")).await;
        let made = "the last known value of 1 object stands for it";
        assert!(json.contains(made), "{query}: {json}");
    }
    let said = "71 orders on 21 Nov 2026, some objects as of before";
    assert_eq!(badge(&site, "seats-number", (1, 1)).await, said);
    // The control: five days ago both were known.
    assert_eq!(
        badge(&site, "seats-number", (6, 5)).await,
        "80 orders on 18 Nov 2026"
    );
}

#[tokio::test]
async fn a_number_of_today_that_is_not_over_says_so_everywhere() {
    let site = signed_in("").await;
    let form = MetricForm::new()
        .with("slug", "sold")
        .with("label", "sold")
        .with("metric_type", "push")
        .with("measure", "flow")
        .with("unit", "order");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    push(&site, "sold", (None, 0), "5").await;
    let [page, file] = shown(&site, "sold", PanelKind::Number).await;
    let day = "Monday 23 Nov, so far";
    for path in [&page, "/", "/metric/sold"] {
        let said = words(&get(&site, path).await);
        assert!(said.contains(day), "{path}: {said}");
    }
    let body = get(&site, &page).await;
    assert!(
        body.contains("data-rest=\"5 orders, Monday 23 Nov, so far\""),
        "{body}"
    );
    let svg = get(&site, &format!("{file}.svg")).await;
    assert!(
        svg.contains("23 Nov, so far") && svg.contains("not over yet"),
        "{svg}"
    );
    assert_eq!(badge(&site, "sold-number", (6, 0)).await, "5 orders so far");
    // Of the metric's numbers in brief the sum said it; so do those that are of this day alone.
    let said = words(&get(&site, "/metric/sold").await);
    for told in [
        "Mean a day51 of 90 days so far",
        "Highest5Mon 23 Nov, so far",
        "Lowest5Mon 23 Nov, so far",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    // The control: once another day is known, today is none of them.
    push(&site, "sold", (None, 1), "4").await;
    for path in [&page, "/"] {
        assert!(!words(&get(&site, path).await).contains(day), "{path}");
    }
    assert_eq!(badge(&site, "sold-number", (6, 0)).await, "4 orders");
}

#[tokio::test]
async fn a_number_is_first_told_with_its_own_day() {
    let site = orders().await;
    push(&site, "orders", (None, 0), "54").await;
    let [page, file] = shown(&site, "orders", PanelKind::Number).await;
    let told = "data-rest=\"3 orders, Sunday 22 Nov\"";
    let day = today();
    let only_today = format!("from={day}&to={day}");
    for query in ["range=30d", only_today.as_str()] {
        let body = get(&site, &format!("{page}?{query}")).await;
        assert!(body.contains(told), "{query}: {body}");
        let said = words(&body);
        assert_eq!(
            said.contains("As of yesterday"),
            query != "range=30d",
            "{said}"
        );
    }
    assert_eq!(
        badge(&site, "orders-number", (0, 0)).await,
        "3 orders on 22 Nov 2026"
    );
    assert_eq!(badge(&site, "orders-number", (6, 0)).await, "3 orders");
    // Its line ends with a day that is not over.
    let svg = get(&site, &format!("{file}.svg?range=30d")).await;
    assert!(svg.contains("not over yet"), "{svg}");
    assert!(get(&site, "/").await.contains(told));
}

#[tokio::test]
async fn a_change_of_long_ago_is_news_nowhere() {
    let (site, file) = with_panel(PanelKind::Number).await;
    for (query, has_change) in [
        ("range=last-month", false),
        ("from=2026-10-01&to=2026-10-05", false),
        ("from=2026-11-01&to=2026-11-20", true),
    ] {
        let page = words(&get(&site, &format!("/d/shop?{query}")).await);
        let svg = words(&get(&site, &format!("{file}.svg?{query}")).await);
        let json = get(&site, &format!("{file}.json?{query}")).await;
        assert_eq!(json.contains("compared with"), has_change, "{json}");
        for said in [page, svg] {
            let told = said.contains("same as") || said.contains("% on ");
            assert_eq!(told, has_change, "{query}: {said}");
        }
    }
}

#[tokio::test]
async fn no_number_of_a_small_picture_is_cut() {
    let site = signed_in("").await;
    metric(&site, "many", &[(None, &[123_456_788.0, 123_456_789.0])]).await;
    for kind in [PanelKind::Number, PanelKind::Line, PanelKind::Table] {
        let [_, file] = shown(&site, "many", kind).await;
        for width in [160, 240, 600] {
            let svg = get(
                &site,
                &format!("{file}.svg?width={width}&height=200&range=7d"),
            )
            .await;
            assert!(svg.contains("123,456,789"), "{kind} {width}: {svg}");
        }
    }
}
