//! What a dashboard's page says, and what it answers to a wrong address.

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, PanelKind, PanelSettings, Role};

use crate::shop::{ACTOR, add, customer, dashboard, every_kind, metric, panel, series};
use crate::support::{PASSWORD, Site, clock, signed_in};

async fn shop() -> Site {
    let site = signed_in("").await;
    let values: Vec<f64> = (1..=40).map(f64::from).collect();
    metric(
        &site,
        "orders",
        &[(Some("42"), &values), (Some("a/b ü"), &[7.0])],
    )
    .await;
    let general = dashboard("shop", every_kind("orders", Binding::Whole));
    add(&site, &general).await;
    let each = DashboardSettings {
        about: customer(),
        ..dashboard("customer", every_kind("orders", Binding::Page))
    };
    add(&site, &each).await;
    site
}

#[tokio::test]
async fn every_kind_of_panel_is_complete_without_script() {
    let site = shop().await;
    for path in [
        "/d/shop",
        "/d/customer/42",
        "/d/shop?range=30d&step=week&compare=previous",
    ] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for kind in PanelKind::ALL
            .iter()
            .filter(|kind| **kind != PanelKind::Text)
        {
            assert!(page.body.contains(&format!("A {kind}")), "{path}: {kind}");
        }
        assert!(page.body.matches("<svg").count() >= 6, "{path}");
        assert!(page.body.contains("class=\"chart") && page.body.contains("class=\"heat"));
    }
    let one = site.get("/d/customer/42").await.body;
    assert!(
        one.contains("40 orders") || one.contains(">40<"),
        "the newest value"
    );
}

#[tokio::test]
async fn r15_a_text_panel_is_words_and_no_page_has_an_inline_style() {
    let site = shop().await;
    for path in [
        "/d/shop",
        "/d/customer/42",
        "/d/shop/edit",
        "/d/new",
        "/objects/customer/42",
    ] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let body = &page.body;
        assert!(
            !body.contains(" style=") && !body.contains("<style"),
            "{path}"
        );
        assert!(!body.contains("<script>alert"), "{path}");
        assert!(!body.contains("href=\"javascript:"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    assert!(
        site.get("/d/shop")
            .await
            .body
            .contains("<strong>Hello</strong>")
    );
}

#[tokio::test]
async fn r31_addresses_of_objects_are_theirs_alone() {
    let site = shop().await;
    let odd = site.get("/d/customer/a%2Fb%20%C3%BC").await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(odd.body.contains("a/b ü"));
    for key in ["43", "%00", "..%2f42", "%20", "4%32%00", "42%2F..%2F43"] {
        let page = site.get(&format!("/d/customer/{key}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{key}");
    }
    metric(&site, "visits", &[(Some("edit"), &[1.0])]).await;
    let odd = site.get("/d/customer/%65dit").await;
    assert!(odd.status == StatusCode::OK && !odd.body.contains("Edit The customer"));
    assert_eq!(site.get("/d/none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/d/shop/42").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.get("/d/customer/42?find=a").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn r21_a_wrong_range_is_told_and_the_usual_one_is_shown() {
    let site = shop().await;
    for query in [
        "from=0001-01-01&to=9999-12-31",
        "range=sometimes",
        "step=fortnight",
        "compare=0d",
        "from=2026-01-01",
    ] {
        let page = site.get(&format!("/d/shop?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(
            page.body.contains("A line"),
            "{query}: the panels are there"
        );
    }
    let typed = site.get("/d/shop?from=2026-02-30&to=2026-03-01").await;
    assert!(
        typed.body.contains("2026-02-30"),
        "what was typed is still there"
    );
}

#[tokio::test]
async fn hard_values_have_their_answer() {
    let site = signed_in("").await;
    metric(&site, "huge", &[(None, &[1e300, -1e300, 0.0, 1e300])]).await;
    metric(&site, "constant", &[(None, &[5.0; 40])]).await;
    metric(&site, "one", &[(None, &[1.0])]).await;
    metric(&site, "none", &[]).await;
    let mut panels = Vec::new();
    for (row, name) in ["huge", "constant", "one", "none"].iter().enumerate() {
        let kinds = [
            PanelKind::Line,
            PanelKind::Bars,
            PanelKind::Calendar,
            PanelKind::Number,
        ];
        for (at, kind) in kinds.into_iter().enumerate() {
            let at = u16::try_from(row * 4 + at).expect("small");
            panels.push(panel(kind, at, vec![series(name, Binding::Whole)]));
        }
    }
    let long = format!("<b>{}</b>", "x".repeat(290));
    panels.push(PanelSettings {
        title: long,
        ..panel(PanelKind::Heading, 16, Vec::new())
    });
    let many = vec![series("constant", Binding::Whole); 200];
    panels.push(panel(PanelKind::Line, 18, many));
    add(&site, &dashboard("hard", panels)).await;
    let page = site.get("/d/hard").await;
    assert_eq!(page.status, StatusCode::OK);
    for odd in ["NaN", ">inf", "-inf", "<b>xxx"] {
        assert!(!page.body.contains(odd), "{odd}");
    }
    assert!(page.body.contains("No values yet"));
    assert!(page.body.contains("&lt;b&gt;xxx"));
}

#[tokio::test]
async fn a_panel_whose_metric_was_removed_says_so() {
    let site = signed_in("").await;
    metric(&site, "gone", &[(None, &[1.0])]).await;
    metric(&site, "stays", &[(None, &[4.0, 5.0])]).await;
    let [gone, stays] = ["gone", "stays"].map(|slug| series(slug, Binding::Whole));
    let alone = panel(PanelKind::Line, 0, vec![gone.clone()]);
    let together = panel(PanelKind::Line, 1, vec![gone, stays]);
    add(&site, &dashboard("shop", vec![alone, together])).await;
    site.dbag
        .remove_metric(&ACTOR, "gone", clock())
        .await
        .expect("removed");
    let page = site.get("/d/shop").await;
    assert_eq!(page.status, StatusCode::OK);
    let told = page.body.matches("“gone” was removed").count();
    assert_eq!(told, 2, "alone, and beside what stays: {}", page.body);
    assert!(page.body.contains("panel__missing") && page.body.contains("chart__line"));
}

#[tokio::test]
async fn r05_viewers_see_and_editors_edit() {
    let site = shop().await;
    site.add_person("ben@example.com", Role::Viewer).await;
    site.set_cookie(None);
    let nobody = site.get("/d/shop").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    assert_eq!(nobody.header("location"), "/login?next=/d/shop");
    site.sign_in("", "ben@example.com", PASSWORD).await;
    assert_eq!(site.get("/d/shop").await.status, StatusCode::OK);
    for path in ["/d/shop/edit", "/d/new"] {
        assert_eq!(site.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(
            site.post(path, &[("do", "save")]).await.status,
            StatusCode::FORBIDDEN
        );
    }
    let removed = site.post("/d/shop/remove", &[]).await;
    assert_eq!(removed.status, StatusCode::FORBIDDEN);
    assert!(!site.get("/d/shop").await.body.contains("/d/shop/edit"));
}

#[tokio::test]
async fn a_wall_goes_on_whatever_is_in_its_way() {
    let site = shop().await;
    let refresh = "<meta http-equiv=\"refresh\" content=\"";
    let wall = site.get("/d/shop?wall=1&rotate=gone,customer/42").await;
    assert_eq!(wall.status, StatusCode::OK);
    let next = "60; url=/d/gone?wall=1&amp;rotate=customer/42%2Cshop";
    assert!(wall.body.contains(&format!("{refresh}{next}")));
    let gone = site.get("/d/gone?wall=1&rotate=customer/42%2Cshop").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let next = "60; url=/d/customer/42?wall=1&amp;rotate=shop%2Cgone";
    assert!(gone.body.contains(&format!("{refresh}{next}")));
    assert!(!site.get("/d/gone").await.body.contains(refresh));
}

#[tokio::test]
async fn favourites_take_turns_on_a_wall() {
    let site = shop().await;
    add(
        &site,
        &dashboard("second", every_kind("orders", Binding::Whole)),
    )
    .await;
    for slug in ["shop", "customer"] {
        site.post(&format!("/d/{slug}/mine"), &[("do", "favourite")])
            .await;
    }
    let words = "Wall of favourites";
    let one = site.get("/d").await.body;
    assert!(
        !one.contains(words),
        "one alone, and one that needs an object"
    );
    site.post("/d/second/mine", &[("do", "favourite")]).await;
    let two = site.get("/d").await.body;
    assert!(two.contains(words) && two.contains("href=\"/d/second?wall=1&amp;rotate=shop\""));
}

#[tokio::test]
async fn a_person_has_favourites_and_a_first_page() {
    let site = shop().await;
    let list = site.get("/").await.body;
    assert!(
        list.find("The customer") < list.find("The shop"),
        "by title"
    );
    let marked = site.post("/d/shop/mine", &[("do", "favourite")]).await;
    assert_eq!(marked.header("location"), "/d/shop");
    let list = site.get("/d").await.body;
    assert!(
        list.find("The shop") < list.find("The customer"),
        "favourites first"
    );
    site.post("/d/shop/mine", &[("do", "home")]).await;
    assert_eq!(site.get("/").await.header("location"), "/d/shop");
    assert_eq!(site.get("/d").await.status, StatusCode::OK);
    site.add_person("ben@example.com", Role::Viewer).await;
    let ann = site.cookie();
    site.sign_in("", "ben@example.com", PASSWORD).await;
    assert_eq!(
        site.get("/").await.status,
        StatusCode::OK,
        "everybody has their own"
    );
    site.set_cookie(ann);
    site.post("/d/shop/mine", &[("do", "no-home")]).await;
    assert_eq!(site.get("/").await.status, StatusCode::OK);
    let odd = site.post("/d/shop/mine", &[("do", "sing")]).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn r57_a_page_is_shown_as_it_was_known() {
    let site = signed_in("").await;
    metric(&site, "orders", &[(None, &[1.0, 2.0, 3.0])]).await;
    let line = panel(PanelKind::Table, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("shop", vec![line])).await;
    let before = site.get("/d/shop?as_of=2026-11-22").await.body;
    assert!(before.contains("As it was known at the end of 22 Nov 2026"));
    assert!(
        before.contains("Nothing was known of it on that day"),
        "everything was written on the 23rd"
    );
    let now = site.get("/d/shop?as_of=2026-11-23").await.body;
    assert!(!now.contains("As it was known at") && !now.contains("No values yet"));
    let odd = site.get("/d/shop?as_of=yesterday").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(odd.body.contains("yesterday"));
}
