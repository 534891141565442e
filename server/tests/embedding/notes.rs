//! Notes of the team: shown to outsiders where that was said, and only those of what they see.

use dbag_domain::{Binding, DayRange, EmbedSettings, PanelKind};
use dbag_operations::NewAnnotation;
use serde_json::json;

use crate::ranges::{FROM, TO, limited, shop};
use crate::shop::{ACTOR, add, metric, panel, series, today};
use crate::site::{about_customers, on, panels, publish};
use crate::support::{Site, clock};
use crate::tokens::claims;

async fn note(site: &Site, text: &str, (from, to): (i32, i32), metric: Option<&str>) {
    let note = NewAnnotation {
        days: DayRange {
            from: today() - from,
            to: today() - to,
        },
        text: text.to_owned(),
        metric: metric.map(str::to_owned),
        object: None,
        is_personal: false,
    };
    site.dbag
        .annotate(&ACTOR, &note, clock())
        .await
        .expect("noted");
}

#[tokio::test]
async fn notes_lie_within_the_tokens_days_and_are_shown_only_if_asked_for() {
    let (site, signer, panels) = shop().await;
    for (text, days) in [
        ("Inside", (15, 12)),
        ("At the edges", (FROM, TO)),
        ("Begins before", (FROM + 1, 12)),
        ("Ends after", (12, TO - 1)),
        ("All over", (200, 0)),
        ("Long before", (100, 90)),
        ("Just now", (1, 1)),
    ] {
        note(&site, text, days, Some("orders")).await;
    }
    let token = limited(&signer, json!({"dashboard": "shop"}), json!({}));
    let paths = [
        format!("/embed/dashboard/{token}?range=all"),
        format!("/embed/panel/{token}?panel={}&range=all", panels[1]),
        format!("/embed/panel/{token}.svg?panel={}&range=all", panels[1]),
    ];
    for shows_notes in [false, true] {
        publish(
            &site,
            "shop",
            &EmbedSettings {
                shows_notes,
                ..on()
            },
        )
        .await;
        for path in &paths {
            let body = site.get(path).await.body;
            for text in ["Inside", "At the edges"] {
                assert_eq!(body.contains(text), shows_notes, "{text}: {path}: {body}");
            }
            for text in [
                "Begins before",
                "Ends after",
                "All over",
                "Long before",
                "Just now",
            ] {
                assert!(!body.contains(text), "{text}: {path}: {body}");
            }
            assert_eq!(body.contains("chart__note"), shows_notes, "{path}: {body}");
            assert!(!body.contains("ann@"), "nobody is told who wrote it");
        }
    }
}

#[tokio::test]
async fn a_panel_shows_the_notes_that_are_about_it_and_no_others() {
    let (site, signer, _) = shop().await;
    metric(&site, "visits", &[(Some("42"), &[1.0, 2.0, 3.0])]).await;
    let of = |name, at| panel(PanelKind::Line, at, vec![series(name, Binding::Page)]);
    add(
        &site,
        &about_customers("two", vec![of("orders", 0), of("visits", 1)]),
    )
    .await;
    publish(
        &site,
        "two",
        &EmbedSettings {
            shows_notes: true,
            ..on()
        },
    )
    .await;
    note(&site, "About orders", (2, 2), Some("orders")).await;
    note(&site, "About visits", (1, 1), Some("visits")).await;
    note(&site, "Long ago", (300, 300), Some("orders")).await;
    let id = panels(&site, "two").await[0].1;
    let token = signer.sign(&claims(&json!({"panel": id}), "42"));
    for form in ["", ".svg"] {
        let body = site.get(&format!("/embed/panel/{token}{form}")).await.body;
        assert!(body.contains("About orders"), "{form}: {body}");
        for text in ["About visits", "Long ago"] {
            assert!(!body.contains(text), "{form}: {text}: {body}");
        }
    }
}
