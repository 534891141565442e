//! What pages say of days that are not over, of few days, and of metrics that fail.

mod support;

use chrono::TimeDelta;
use dbag_domain::Day;
use dbag_operations::{Actor, CardState, MetricForm, MetricQuery, MetricView, SentValue};
use support::{Site, clock, signed_in};

const ACTOR: Actor = Actor::CommandLine;

async fn add(site: &Site, form: MetricForm) {
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
}

fn pushed(slug: &str, measure: &str) -> MetricForm {
    MetricForm::new()
        .with("slug", slug)
        .with("label", slug)
        .with("metric_type", "push")
        .with("measure", measure)
}

async fn push(site: &Site, slug: &str, values: &[(i32, f64)]) {
    for (ago, value) in values {
        let day = Some(today() - *ago);
        let text = value.to_string();
        let sent = SentValue::new(&text, day, None);
        let pushed = site.dbag.push(&ACTOR, slug, &sent, clock());
        pushed.await.expect("pushed");
    }
}

fn today() -> Day {
    Day::parse("2026-11-23").expect("a date")
}

async fn view(site: &Site, slug: &str, range: &str, step: &str) -> MetricView {
    let query = MetricQuery {
        range: Some(range.to_owned()),
        step: Some(step.to_owned()),
        compare: Some("previous".to_owned()),
        ..MetricQuery::default()
    };
    let view = site.dbag.view_metric(&ACTOR, slug, &query, clock()).await;
    view.expect("a view")
}

#[tokio::test]
async fn a_ratio_is_no_surer_than_what_it_is_computed_from() {
    let site = signed_in("").await;
    add(&site, pushed("orders", "flow")).await;
    add(&site, pushed("visits", "level")).await;
    let ratio = MetricForm::new()
        .with("slug", "share")
        .with("label", "Share")
        .with("metric_type", "ratio")
        .with("property.numerator", "orders")
        .with("property.denominator", "visits")
        .with("property.as", "plain");
    add(&site, ratio).await;
    push(&site, "visits", &[(1, 100.0), (0, 100.0)]).await;
    push(&site, "orders", &[(1, 50.0), (0, 2.0)]).await;
    let view = view(&site, "share", "30d", "day").await;
    assert_eq!(view.figure, Some((today() - 1, 0.5)));
    assert_eq!(view.total.value, Some(0.26), "52 orders of 200 visits");
    assert!(view.rows[0].is_provisional, "{:?}", view.rows[0]);
    let gallery = site.dbag.gallery(&ACTOR, clock()).await.expect("a gallery");
    let cards = &gallery.sections[0].cards;
    for slug in ["orders", "share"] {
        let card = cards.iter().find(|card| card.slug == slug).expect("a card");
        assert_eq!(card.figure.map(|(day, _)| day), Some(today() - 1), "{slug}");
    }
}

#[tokio::test]
async fn a_running_week_and_few_known_days_are_told_as_such() {
    let site = signed_in("").await;
    add(&site, pushed("orders", "flow")).await;
    let days: Vec<(i32, f64)> = (0..30).chain(36..39).map(|ago| (ago, 10.0)).collect();
    push(&site, "orders", &days).await;
    let page = site
        .get("/metric/orders?range=30d&step=week&compare=previous")
        .await;
    for words in [
        "so far, 1 of 7 days",
        "period before: 3 of 29 days known",
        "is-provisional",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!page.body.contains("% on the period before"));
    let alone = site.get("/metric/orders?range=30d").await;
    assert!(alone.body.contains("30 days so far"));
    let shown = view(&site, "orders", "30d", "week").await;
    let running: Vec<bool> = shown.points.iter().map(|one| one.is_provisional).collect();
    assert_eq!(running, [false, false, false, false, false, true]);
}

#[tokio::test]
async fn a_metric_that_fails_says_since_when_and_why() {
    let site = signed_in("").await;
    let path = site.folder.path().join("shop.db");
    std::fs::write(&path, "").expect("an empty shop");
    let url = format!("sqlite://{}", path.display());
    let added = site.dbag.add_source(&ACTOR, "shop", &url, clock()).await;
    added.expect("a source");
    let failing = MetricForm::new()
        .with("slug", "orders")
        .with("label", "Orders")
        .with("metric_type", "sql_query")
        .with("source", "shop")
        .with("property.query", "select count(*) from orders")
        .with("do_collect", "yes");
    add(&site, failing).await;
    for hours in [30, 2, 1] {
        let then = clock() - TimeDelta::hours(hours);
        _ = site.dbag.collect(&ACTOR, "orders", None, then).await;
    }
    let gallery = site.dbag.gallery(&ACTOR, clock()).await.expect("a gallery");
    let CardState::Failing { since, reason } = &gallery.sections[0].cards[0].state else {
        panic!("{:?}", gallery.sections[0].cards[0].state);
    };
    assert_eq!(*since, today() - 1);
    assert!(reason.contains("orders"), "{reason}");
    let page = site.get("/").await;
    assert!(page.body.contains("since Sun 22 Nov: "), "{}", page.body);
    let typed = site.dbag.correct(
        &ACTOR,
        "orders",
        "2026-11-20",
        Some("4"),
        Some(""),
        None,
        clock(),
    );
    typed.await.expect("typed");
    let page = site.get("/metric/orders").await.body;
    for said in [
        "<span class=\"badge\">failing</span>",
        "Friday 20 Nov, failing since Sun 22 Nov</span>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

fn customers(slug: &str) -> MetricForm {
    pushed(slug, "level").with("object_kind", "customer")
}

#[tokio::test]
async fn an_object_behind_the_first_five_hundred_is_there() {
    let site = signed_in("").await;
    add(&site, customers("guests")).await;
    for at in 0..503 {
        let key = format!("c{at:03}");
        let sent = SentValue::new("5", Some(today()), Some(&key));
        let pushed = site.dbag.push(&ACTOR, "guests", &sent, clock());
        pushed.await.expect("pushed");
    }
    let page = site.get("/metric/guests?object=c502").await.body;
    assert!(!page.contains("not there"), "{page}");
    assert!(
        page.contains("<option value=\"c502\" selected>c502</option>"),
        "{page}"
    );
    assert!(page.contains("href=\"/objects/customer\""), "{page}");
    assert!(page.contains("Find one of 2 more</a>"), "{page}");
    let first = site.get("/metric/guests?object=c001").await.body;
    assert!(first.contains("Find one of 3 more"), "{first}");
}

#[tokio::test]
async fn a_number_says_of_how_many_days_it_is() {
    let site = signed_in("").await;
    let mean = pushed("degrees", "level").with("rollup", "mean");
    add(&site, mean).await;
    push(&site, "degrees", &[(4, 3.0), (2, 4.0)]).await;
    add(&site, pushed("orders", "flow")).await;
    push(&site, "orders", &[(2, 3.0), (1, 4.0), (0, 1.0)]).await;
    let note = |body: &str, name: &str| {
        let item = body
            .split("figures__item")
            .find(|item| item.contains(&format!("figures__name\">{name}<")));
        let item = item
            .unwrap_or_else(|| panic!("no {name}: {body}"))
            .to_owned();
        let note = item.split("figures__note\">").nth(1);
        let note = note.and_then(|note| note.split('<').next());
        note.unwrap_or_default().to_owned()
    };
    let page = site.get("/metric/degrees?range=30d").await.body;
    assert_eq!(note(&page, "Mean"), "2 of 30 days");
    let page = site
        .get("/metric/orders?from=2026-11-21&to=2026-11-23")
        .await
        .body;
    assert_eq!(note(&page, "Sum"), "3 days so far");
    assert_eq!(note(&page, "Mean a day"), "2 of 3 days");
    let page = site.get("/metric/orders?range=30d").await.body;
    assert_eq!(note(&page, "Sum"), "3 of 30 days so far");
    add(&site, pushed("late", "level")).await;
    push(&site, "late", &[(3, 3.0), (2, 4.0), (1, 1.0)]).await;
    for (days, said) in [
        (
            "from=2026-11-20&to=2026-11-23",
            "every day that is over is known",
        ),
        ("from=2026-11-20&to=2026-11-22", "every day is known"),
    ] {
        let page = site.get(&format!("/metric/late?{days}")).await.body;
        assert_eq!(note(&page, "Gaps"), said, "{days}");
    }
}

#[tokio::test]
async fn the_foot_of_a_page_names_the_zone_of_its_days() {
    let site = signed_in("").await;
    add(
        &site,
        pushed("sheep", "flow").with("time_zone", "Australia/Lord_Howe"),
    )
    .await;
    add(&site, pushed("orders", "flow")).await;
    for slug in ["sheep", "orders"] {
        push(&site, slug, &[(1, 3.0)]).await;
        let zone = match slug {
            "sheep" => "days in Australia/Lord_Howe",
            _ => "days in UTC",
        };
        let day = today() - 1;
        for path in [
            format!("/metric/{slug}"),
            format!("/metric/{slug}/day/{day}"),
        ] {
            let page = site.get(&path).await.body;
            let foot = page.split("page__foot\">").nth(1).unwrap_or_default();
            assert!(foot.contains(zone), "{path}: {foot:.200}");
        }
    }
}
