//! R3: a panel that is not bound to the token's object shows nothing to outsiders.

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, ObjectKey, PanelKind, PanelSeries, PanelSettings};
use dbag_operations::EmbedTarget;

use crate::neutral::Neutral;
use crate::shop::{ACTOR, add, metric, panel, series};
use crate::site::{about_customers, on, panel_forms, panels, publish};
use crate::support::{Site, clock, signed_in};
use crate::tokens::Signer;

/// A line of one series, under a title that is looked for.
fn titled(title: &str, at: u16, kind: PanelKind, series: PanelSeries) -> PanelSettings {
    PanelSettings {
        title: title.to_owned(),
        ..panel(kind, at, vec![series])
    }
}

fn named(customer: &str) -> PanelSeries {
    PanelSeries {
        key: ObjectKey::parse(customer).ok(),
        ..series("orders", Binding::Named)
    }
}

/// Two customers, and what is embedded of them: their own line.
async fn shop() -> (Site, Signer) {
    let site = signed_in("").await;
    let values = [
        (Some("42"), &[1.0, 4211.0][..]),
        (Some("43"), &[2.0, 4311.0]),
    ];
    metric(&site, "orders", &values).await;
    let signer = Signer::new(&site.dbag, "shop").await;
    (site, signer)
}

fn own() -> PanelSettings {
    titled("Own", 0, PanelKind::Line, series("orders", Binding::Page))
}

/// What shows more than the page's object.
fn unbound() -> Vec<PanelSettings> {
    let orders = |binding| series("orders", binding);
    vec![
        titled(
            "Nobody decided",
            1,
            PanelKind::Line,
            orders(Binding::Unbound),
        ),
        titled("All ranked", 2, PanelKind::Ranking, orders(Binding::Every)),
        titled("All small", 3, PanelKind::Multiples, orders(Binding::Every)),
        titled("Another named", 4, PanelKind::Number, named("43")),
        PanelSettings {
            title: "One of two".to_owned(),
            ..panel(
                PanelKind::Bars,
                5,
                vec![orders(Binding::Page), orders(Binding::Unbound)],
            )
        },
        PanelSettings {
            title: "One named of two".to_owned(),
            ..panel(
                PanelKind::Table,
                6,
                vec![orders(Binding::Page), named("43")],
            )
        },
    ]
}

/// Replaces the panels of a dashboard, as an editor does after it was published.
async fn save(site: &Site, settings: &DashboardSettings) {
    let saved = site.dbag.import_dashboard(&ACTOR, settings, clock()).await;
    saved.expect("saved");
}

#[tokio::test]
async fn r03_embed_unbound_panel_each_is_named_when_it_is_published() {
    let (site, _) = shop().await;
    let mut all = vec![own()];
    all.extend(unbound());
    add(&site, &about_customers("shop", all)).await;
    let (target, wanted) = (EmbedTarget::Dashboard("shop"), on());
    let refused = site
        .dbag
        .set_embed_settings(&ACTOR, target, &wanted, clock());
    let problems = refused.await.expect_err("refused");
    assert_eq!(problems.len(), unbound().len(), "{problems:?}");
    for (problem, panel) in problems.iter().zip(unbound()) {
        assert_eq!(problem.field.as_deref(), Some("on"));
        let title = format!("“{}”", panel.title);
        assert!(problem.message.contains(&title), "{}", problem.message);
    }
    let kept = site.dbag.embed_settings(&ACTOR, target).await;
    assert!(!kept.expect("settings").is_on, "nothing was published");
    // A panel without a title is named by what it is.
    let nameless = PanelSettings {
        title: String::new(),
        ..unbound().remove(0)
    };
    save(&site, &about_customers("shop", vec![nameless])).await;
    let refused = site
        .dbag
        .set_embed_settings(&ACTOR, target, &wanted, clock());
    let message = refused.await.expect_err("refused")[0].message.clone();
    assert!(message.contains("Line of orders"), "{message}");
    // To switch it off is never refused.
    let off = dbag_domain::EmbedSettings::off();
    let set = site.dbag.set_embed_settings(&ACTOR, target, &off, clock());
    set.await.expect("off");
}

#[tokio::test]
async fn r03_embed_unbound_panel_a_metric_of_another_kind_is_no_way_around() {
    let (site, signer) = shop().await;
    metric(&site, "whole", &[(None, &[777_001.0, 777_002.0])]).await;
    let of_whole = titled("Whole", 1, PanelKind::Line, series("whole", Binding::Page));
    add(&site, &about_customers("shop", vec![own(), of_whole])).await;
    publish(&site, "shop", &on()).await;
    let token = signer.dashboard("shop", "42");
    let page = site.get(&format!("/embed/dashboard/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("4,211") && !page.body.contains("777"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn r03_embed_unbound_panel_shows_nothing_when_it_comes_after_publishing() {
    let (site, signer) = shop().await;
    let neutral = Neutral::of(&site).await;
    add(&site, &about_customers("shop", vec![own()])).await;
    publish(&site, "shop", &on()).await;
    let mut all = vec![own()];
    all.extend(unbound());
    save(&site, &about_customers("shop", all)).await;
    let token = signer.dashboard("shop", "42");
    let page = site.get(&format!("/embed/dashboard/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Own") && page.body.contains("4,211"));
    let missing = page.body.matches("panel__none").count();
    assert_eq!(missing, unbound().len(), "{}", page.body);
    for words in [
        "4,311",
        "4311",
        "43",
        "Nobody",
        "All ",
        "Another",
        "One of",
        "One named",
    ] {
        assert!(
            !page.body.contains(&format!(">{words}")),
            "{words}: {}",
            page.body
        );
    }
    for panel in unbound() {
        assert!(!page.body.contains(&panel.title), "{}", panel.title);
    }
    for (at, (kind, id)) in panels(&site, "shop").await.into_iter().enumerate() {
        for path in panel_forms(&token, id) {
            let answer = site.get(&path).await;
            match at {
                0 => assert_eq!(answer.status, StatusCode::OK, "{path}"),
                _ => neutral.assert_refused(
                    &answer,
                    StatusCode::FORBIDDEN,
                    &format!("{kind} {path}"),
                ),
            }
        }
        // The same by a token of its own.
        let claims = crate::tokens::claims(&serde_json::json!({"panel": id}), "42");
        let answer = site
            .get(&format!("/embed/panel/{}", signer.sign(&claims)))
            .await;
        match at {
            0 => assert_eq!(answer.status, StatusCode::OK),
            _ => neutral.assert_refused(&answer, StatusCode::FORBIDDEN, &kind.to_string()),
        }
    }
}

#[tokio::test]
async fn r03_embed_unbound_panel_one_named_is_shown_to_the_one_that_it_names() {
    let (site, signer) = shop().await;
    add(&site, &about_customers("shop", vec![own()])).await;
    publish(&site, "shop", &on()).await;
    let another = titled("Another named", 1, PanelKind::Number, named("43"));
    save(&site, &about_customers("shop", vec![own(), another])).await;
    for (customer, is_shown) in [("42", false), ("43", true), ("44", false), ("043", false)] {
        let token = signer.dashboard("shop", customer);
        let page = site.get(&format!("/embed/dashboard/{token}")).await;
        assert_eq!(page.status, StatusCode::OK, "{customer}");
        assert_eq!(
            page.body.contains("Another named"),
            is_shown,
            "{customer}: {}",
            page.body
        );
        assert_eq!(page.body.contains("4,311"), is_shown, "{customer}");
    }
}

#[tokio::test]
async fn r03_embed_unbound_panel_the_second_panel_obeys_the_same_lock() {
    let (site, signer) = shop().await;
    metric(
        &site,
        "visits",
        &[(Some("42"), &[5211.0]), (Some("43"), &[5311.0])],
    )
    .await;
    let second = titled(
        "Second",
        1,
        PanelKind::Number,
        series("visits", Binding::Page),
    );
    add(&site, &about_customers("shop", vec![own(), second])).await;
    publish(&site, "shop", &on()).await;
    for (customer, own, foreign) in [
        ("42", ["4,211", "5,211"], "311"),
        ("43", ["4,311", "5,311"], "211"),
    ] {
        let token = signer.dashboard("shop", customer);
        let page = site.get(&format!("/embed/dashboard/{token}")).await.body;
        assert!(own.iter().all(|number| page.contains(number)), "{page}");
        assert!(!page.contains(&format!(",{foreign}")), "{page}");
        for (at, (_, id)) in panels(&site, "shop").await.into_iter().enumerate() {
            let csv = site
                .get(&format!("/embed/panel/{token}.csv?panel={id}"))
                .await
                .body;
            assert!(csv.contains(&own[at].replace(',', "")), "{csv}");
            assert!(!csv.contains(foreign), "{csv}");
        }
    }
}

#[tokio::test]
async fn r03_embed_unbound_panel_a_hidden_one_is_not_there() {
    let (site, signer) = shop().await;
    let mut hidden = titled(
        "Hidden",
        1,
        PanelKind::Number,
        series("orders", Binding::Page),
    );
    hidden.options.hidden = true;
    add(&site, &about_customers("shop", vec![own(), hidden])).await;
    publish(&site, "shop", &on()).await;
    let token = signer.dashboard("shop", "42");
    let page = site.get(&format!("/embed/dashboard/{token}")).await.body;
    assert!(page.contains("Own") && !page.contains("Hidden"));
    let neutral = Neutral::of(&site).await;
    let id = panels(&site, "shop").await[1].1;
    let answer = site
        .get(&format!("/embed/panel/{token}.svg?panel={id}"))
        .await;
    neutral.assert_refused(&answer, StatusCode::FORBIDDEN, "hidden");
}

#[tokio::test]
async fn r03_embed_unbound_panel_tells_not_even_since_when_another_is_known() {
    let (site, signer) = shop().await;
    metric(&site, "elder", &[(Some("43"), &[1.0; 60][..])]).await;
    let elder = PanelSeries {
        key: ObjectKey::parse("43").ok(),
        ..series("elder", Binding::Named)
    };
    let token = signer.dashboard("shop", "42");
    add(&site, &about_customers("shop", vec![own()])).await;
    publish(&site, "shop", &on()).await;
    for series in [elder, series("elder", Binding::Unbound)] {
        let more = titled("Elder", 1, PanelKind::Line, series);
        save(&site, &about_customers("shop", vec![own(), more])).await;
        let path = format!("/embed/dashboard/{token}?range=all");
        let page = site.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        let body = &page.body;
        assert!(body.contains("Nov") && !body.contains("Sep"), "{body}");
    }
}
