//! Days that were asked before their metric was changed are marked on every kind of panel.

use axum::http::StatusCode;
use dbag_domain::{Binding, Day, DayRange, PanelKind};
use dbag_operations::{DashboardQuery, MetricForm, panel_badge};

use crate::comparing::words;
use crate::shop::{ACTOR, add, dashboard, panel, series};
use crate::support::{Site, clock, signed_in};

async fn orders() -> Site {
    let site = signed_in("").await;
    let path = site.folder.path().join("shop.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let pool = sqlx::SqlitePool::connect(&url).await.expect("a shop");
    sqlx::raw_sql(
        "create table orders (ordered_on text, customer int, state text);
         with recursive n (i) as (select 0 union all select i + 1 from n where i < 199)
         insert into orders
         select date('2026-11-22', '-' || (i % 40) || ' days'), i % 3, iif(i % 2, 'paid', 'shipped') from n;",
    )
    .execute(&pool)
    .await
    .expect("orders");
    pool.close().await;
    let url = format!("sqlite://{}", path.display());
    let added = site.dbag.add_source(&ACTOR, "shop", &url, clock()).await;
    added.expect("a source");
    let form = MetricForm::new()
        .with("slug", "orders")
        .with("label", "orders")
        .with("metric_type", "row_count")
        .with("source", "shop")
        .with("object_kind", "customer")
        .with("property.table", "orders")
        .with("property.date_column", "ordered_on")
        .with("property.object_column", "customer");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    let metric = added.expect("added");
    let day = |text| Day::parse(text).expect("a date");
    let days = DayRange::new(day("2026-11-01"), day("2026-11-22")).expect("in order");
    let filled = site.dbag.backfill(&ACTOR, "orders", days, clock()).await;
    filled.expect("filled");
    let form = site.dbag.form_of(&ACTOR, "orders").await.expect("a form");
    let form = form
        .with("filter.0.column", "state")
        .with("filter.0.operator", "in")
        .with("filter.0.value", "paid, shipped");
    let changed = site
        .dbag
        .change_metric(&ACTOR, "orders", metric.version, &form, clock())
        .await;
    changed.expect("changed");
    site
}

#[tokio::test]
async fn what_was_asked_before_a_change_is_marked_whatever_draws_it() {
    let site = orders().await;
    for kind in PanelKind::ALL.iter().filter(|kind| kind.has_values()) {
        let binding = match kind {
            PanelKind::Ranking | PanelKind::Multiples => Binding::Every,
            _ => Binding::Whole,
        };
        let name = format!("of-{kind}");
        let shown = vec![panel(*kind, 0, vec![series("orders", binding)])];
        add(&site, &dashboard(&name, shown)).await;
    }
    let fields = [("shape", "constant"), ("points", "5"), ("do", "save")];
    let goal = site.post("/metric/orders/goal", &fields).await;
    assert_eq!(goal.status, StatusCode::SEE_OTHER);
    for kind in PanelKind::ALL.iter().filter(|kind| kind.has_values()) {
        let page = site.get(&format!("/d/of-{kind}?range=30d")).await.body;
        assert!(
            words(&page).contains("asked before a change"),
            "{kind}: {page}"
        );
    }
    // As pictures they bear the mark, too.
    let calendar = site.get("/d/of-calendar").await.body;
    assert_eq!(
        calendar.matches("heat__outdated").count(),
        1,
        "one path for all"
    );
    let number = site.get("/d/of-number").await.body;
    assert!(number.contains("chart__outdated"));
    let kept = site
        .dbag
        .dashboard(&ACTOR, "of-number")
        .await
        .expect("there");
    let file = format!("/d/of-number/panel/{}.svg", kept.panels[0].id.0);
    assert!(site.get(&file).await.body.contains("asked before a change"));
    // So does what has no room for a mark.
    let shown = site.dbag.dashboard(&ACTOR, "of-progress").await;
    let file = format!(
        "/d/of-progress/panel/{}.svg",
        shown.expect("there").panels[0].id.0
    );
    assert!(site.get(&file).await.body.contains("asked before a change"));
    let gallery = words(&site.get("/").await.body);
    assert!(gallery.contains("asked before a change"), "{gallery}");
    let query = DashboardQuery::default();
    let view = site
        .dbag
        .view_dashboard(&ACTOR, "of-number", None, &query, clock())
        .await;
    let badge = panel_badge(&view.expect("shown").panels[0]).expect("a badge");
    assert!(
        badge.message.ends_with("asked before a change"),
        "{badge:?}"
    );
}

#[tokio::test]
async fn what_is_computed_from_such_days_is_marked_too() {
    let site = orders().await;
    let all = MetricForm::new()
        .with("slug", "all")
        .with("label", "all")
        .with("metric_type", "row_count")
        .with("source", "shop")
        .with("object_kind", "customer")
        .with("property.table", "orders")
        .with("property.date_column", "ordered_on")
        .with("property.object_column", "customer");
    let ratio = |slug: &str, above: &str| {
        MetricForm::new()
            .with("slug", slug)
            .with("label", slug)
            .with("metric_type", "ratio")
            .with("object_kind", "customer")
            .with("property.numerator", above)
            .with("property.denominator", "all")
            .with("property.as", "percent")
    };
    for form in [all, ratio("share", "orders"), ratio("deep", "share")] {
        let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
        added.expect("added");
    }
    let day = |text| Day::parse(text).expect("a date");
    let days = DayRange::new(day("2026-11-01"), day("2026-11-22")).expect("in order");
    let filled = site.dbag.backfill(&ACTOR, "all", days, clock()).await;
    assert_eq!(filled.expect("filled").error, None);
    for metric in ["share", "deep"] {
        for kind in PanelKind::ALL.iter().filter(|kind| kind.has_values()) {
            if *kind == PanelKind::Progress {
                continue;
            }
            let binding = match kind {
                PanelKind::Ranking | PanelKind::Multiples => Binding::Every,
                _ => Binding::Whole,
            };
            let name = format!("{metric}-{kind}");
            let shown = vec![panel(*kind, 0, vec![series(metric, binding)])];
            add(&site, &dashboard(&name, shown)).await;
            let page = site.get(&format!("/d/{name}?range=30d")).await.body;
            let said = words(&page);
            assert!(said.contains("asked before a change"), "{name}: {page}");
        }
        let name = format!("{metric}-line");
        let kept = site.dbag.dashboard(&ACTOR, &name).await.expect("there");
        let file = format!("/d/{name}/panel/{}.json?range=30d", kept.panels[0].id.0);
        let file = site.get(&file).await.body;
        assert!(
            file.contains("asked before the metric was changed"),
            "{file}"
        );
        let page = words(&site.get(&format!("/metric/{metric}")).await.body);
        assert!(
            page.contains("computed from days asked before a change"),
            "{page}"
        );
        let above = if metric == "share" { "orders" } else { "share" };
        assert!(
            page.contains(&format!("until those of {above} and all are asked again")),
            "{page}"
        );
    }
    let filled = site.dbag.backfill(&ACTOR, "orders", days, clock()).await;
    assert_eq!(filled.expect("filled").error, None);
    for metric in ["share", "deep"] {
        let page = words(&site.get(&format!("/metric/{metric}")).await.body);
        assert!(!page.contains("asked before a change"), "{page}");
        let page = words(&site.get(&format!("/d/{metric}-line?range=30d")).await.body);
        assert!(!page.contains("asked before a change"), "{page}");
    }
}

#[tokio::test]
async fn conditions_are_said_as_they_are_written() {
    let site = orders().await;
    let page = words(&site.get("/metric/orders").await.body);
    assert!(page.contains("state in paid, shipped"), "{page}");
    assert!(!page.contains("&quot;operator&quot;"), "{page}");
}

#[tokio::test]
async fn values_for_programs_say_so_until_the_days_are_asked_again() {
    let site = orders().await;
    let path = "/metric/orders.json?from=2026-11-20&to=2026-11-22";
    let marks = |body: &str| {
        let json: serde_json::Value = serde_json::from_str(body).expect("JSON");
        json["marks"].clone()
    };
    let before = site.get(path).await;
    let outdated = serde_json::json!([
        ["2026-11-20", "outdated"],
        ["2026-11-21", "outdated"],
        ["2026-11-22", "outdated"]
    ]);
    assert_eq!(marks(&before.body), outdated, "{}", before.body);
    // The same values once more: the page, and whoever keeps the JSON, has to learn of it.
    let day = |text| Day::parse(text).expect("a date");
    let days = DayRange::new(day("2026-11-01"), day("2026-11-22")).expect("in order");
    let filled = site.dbag.backfill(&ACTOR, "orders", days, clock()).await;
    filled.expect("filled");
    let after = site.get_again(path, before.header("etag")).await;
    assert_eq!(after.status, StatusCode::OK);
    assert_eq!(
        marks(&after.body),
        serde_json::Value::Null,
        "{}",
        after.body
    );
    let again = site.get_again(path, after.header("etag")).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}
