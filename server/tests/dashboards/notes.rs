//! Notes and goals, written on a metric's page and drawn where they concern.

use axum::http::StatusCode;
use dbag_domain::{Binding, PanelKind, Role};

use crate::shop::{add, dashboard, metric, panel, series};
use crate::support::{PASSWORD, Site, signed_in};

async fn shop() -> Site {
    let site = signed_in("").await;
    metric(
        &site,
        "orders",
        &[(None, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])],
    )
    .await;
    metric(&site, "other", &[(None, &[1.0, 2.0])]).await;
    let line = |name, at| panel(PanelKind::Line, at, vec![series(name, Binding::Whole)]);
    add(
        &site,
        &dashboard("shop", vec![line("orders", 0), line("other", 1)]),
    )
    .await;
    site
}

#[tokio::test]
async fn a_note_is_drawn_on_the_charts_it_is_about() {
    let site = shop().await;
    let note = [
        ("from", "2026-11-20"),
        ("text", "Prices <b>up</b>"),
        ("about", "metric"),
    ];
    let noted = site.post("/metric/orders/note", &note).await;
    assert_eq!(
        noted.header("location"),
        "/metric/orders?done=noted#notes",
        "{}",
        noted.body
    );
    let page = site.get("/metric/orders").await.body;
    assert!(page.contains("Prices &lt;b&gt;up") && page.contains("chart__note"));
    assert!(!site.get("/metric/other").await.body.contains("chart__note"));
    let board = site.get("/d/shop").await.body;
    assert_eq!(board.matches("chart__note-label").count(), 1);
    let all = [
        ("from", "2026-11-21"),
        ("to", "2026-11-22"),
        ("text", "Sale"),
        ("about", "everything"),
    ];
    site.post("/metric/orders/note", &all).await;
    assert!(site.get("/metric/other").await.body.contains("Sale"));
}

#[tokio::test]
async fn r15_a_wrong_note_is_told_and_nothing_typed_is_lost() {
    let site = shop().await;
    for (name, text) in [("from", "soon"), ("to", "2026-01-01"), ("text", "")] {
        let mut note = vec![
            ("from", "2026-11-20"),
            ("to", ""),
            ("text", "Words to keep"),
        ];
        note.retain(|(field, _)| *field != name);
        note.push((name, text));
        let refused = site.post("/metric/orders/note", &note).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(
            name == "text" || refused.body.contains("Words to keep"),
            "{name}"
        );
        assert!(refused.body.contains("field is-invalid"), "{name}");
    }
}

#[tokio::test]
async fn r05_viewers_write_for_themselves_and_remove_their_own() {
    let site = shop().await;
    let note = [
        ("from", "2026-11-20"),
        ("text", "Ours"),
        ("about", "everything"),
    ];
    site.post("/metric/orders/note", &note).await;
    let admin = site.cookie();
    site.add_person("ben@example.com", Role::Viewer).await;
    site.sign_in("", "ben@example.com", PASSWORD).await;
    let own = [
        ("from", "2026-11-21"),
        ("text", "Mine alone"),
        ("about", "metric"),
    ];
    assert_eq!(
        site.post("/metric/orders/note", &own).await.status,
        StatusCode::SEE_OTHER
    );
    let page = site.get("/metric/orders").await.body;
    assert!(page.contains("Mine alone") && page.contains("Ours"));
    let refused = site
        .post("/metric/orders/note/remove", &[("id", "1")])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let goal = [("shape", "constant"), ("points", "5"), ("do", "save")];
    assert_eq!(
        site.post("/metric/orders/goal", &goal).await.status,
        StatusCode::FORBIDDEN
    );
    site.set_cookie(admin);
    assert!(!site.get("/metric/orders").await.body.contains("Mine alone"));
    let hidden = site
        .post("/metric/orders/note/remove", &[("id", "2")])
        .await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    site.post("/metric/orders/note/remove", &[("id", "1")])
        .await;
    assert!(!site.get("/metric/orders").await.body.contains("Ours"));
}

#[tokio::test]
async fn a_goal_is_set_drawn_and_taken_back() {
    let site = shop().await;
    let goal = |points| [("shape", "ramp"), ("points", points), ("do", "save")];
    let refused = site
        .post("/metric/orders/goal", &goal("2026-12-31 50"))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("2026-12-31 50") && refused.body.contains("two points"));
    let set = site
        .post("/metric/orders/goal", &goal("2026-11-01 1, 2026-12-31 50"))
        .await;
    assert_eq!(set.header("location"), "/metric/orders?done=goal-set");
    assert!(site.get("/metric/orders").await.body.contains("is-goal"));
    assert!(site.get("/d/shop").await.body.contains("is-goal"));
    site.post("/metric/orders/goal", &[("do", "remove")]).await;
    assert!(
        !site
            .get("/metric/orders")
            .await
            .body
            .contains("chart__line is-goal")
    );
}

#[tokio::test]
async fn r01_a_note_of_one_object_is_not_on_anothers_page() {
    let site = signed_in("").await;
    metric(
        &site,
        "orders",
        &[(Some("1"), &[1.0, 2.0]), (Some("2"), &[3.0, 4.0])],
    )
    .await;
    let line = panel(PanelKind::Line, 0, vec![series("orders", Binding::Page)]);
    let settings = dbag_domain::DashboardSettings {
        about: crate::shop::customer(),
        ..dashboard("shop", vec![line])
    };
    add(&site, &settings).await;
    for about in ["metric", "object"] {
        let note = [
            ("from", "2026-11-22"),
            ("text", "Secret"),
            ("about", about),
            ("object", "2"),
        ];
        let noted = site.post("/metric/orders/note", &note).await;
        assert_eq!(noted.status, StatusCode::SEE_OTHER);
    }
    assert!(site.get("/d/shop/2").await.body.contains("Secret"));
    assert!(!site.get("/d/shop/1").await.body.contains("Secret"));
    assert!(
        !site
            .get("/metric/orders?object=1")
            .await
            .body
            .contains("Secret")
    );
}
