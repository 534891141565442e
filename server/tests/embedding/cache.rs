//! R47: what is kept, on the way or here, is found by those only for whom it was drawn.

use std::collections::HashMap;

use axum::http::{Method, StatusCode};
use dbag_domain::{Binding, PanelKind};
use dbag_operations::{MetricForm, SentValue};
use serde_json::{Value as Json, json};

use crate::shop::{ACTOR, add, metric, panel, series};
use crate::site::{about_customers, on, publish, small};
use crate::support::{Site, clock};
use crate::tokens::{Signer, claims, now, with};

const FORMS: [&str; 7] = [
    "dashboard/T",
    "panel/T?panel=1",
    "panel/T.svg?panel=1",
    "panel/T.png?panel=1",
    "panel/T.csv?panel=1",
    "badge/T.svg?panel=1",
    "badge/T.json?panel=1",
];

/// Those with an ETag.
fn pictures() -> impl Iterator<Item = &'static str> {
    FORMS.into_iter().skip(2)
}

fn address(form: &str, token: &str) -> String {
    format!("/embed/{}", form.replace('T', token))
}

fn token(signer: &Signer, more: &Json) -> String {
    signer.sign(&with(claims(&json!({"dashboard": "shop"}), "42"), more))
}

#[tokio::test]
async fn r47_cache_scope_two_customers_in_sequence_share_nothing() {
    let (site, signer) = small().await;
    let (mine, yours) = (
        signer.dashboard("shop", "42"),
        signer.dashboard("shop", "43"),
    );
    for form in FORMS {
        let first = site.get(&address(form, &mine)).await;
        let second = site.get(&address(form, &yours)).await;
        let again = site.get(&address(form, &mine)).await;
        assert_eq!(first.status, StatusCode::OK, "{form}");
        assert_ne!(first.body, second.body, "{form}");
        assert_eq!(
            (&first.body, &first.headers),
            (&again.body, &again.headers),
            "{form}"
        );
        if form.starts_with("dashboard") || form == "panel/T?panel=1" {
            assert_eq!(first.header("etag"), "", "{form}");
            continue;
        }
        let (my, your) = (first.header("etag"), second.header("etag"));
        assert!(my.len() > 20 && my != your, "{form}: {my} {your}");
        for (tag, status) in [
            (my, StatusCode::NOT_MODIFIED),
            (your, StatusCode::OK),
            ("*", StatusCode::OK),
            ("\"\"", StatusCode::OK),
            ("", StatusCode::OK),
        ] {
            let answer = site.get_again(&address(form, &mine), tag).await;
            assert_eq!(answer.status, status, "{form} {tag}");
            assert_eq!(answer.header("etag"), my, "{form} {tag}");
        }
        let weak = format!("W/{my}, \"x\"");
        let answer = site.get_again(&address(form, &mine), &weak).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{form} weak");
    }
}

#[tokio::test]
async fn r47_cache_scope_no_two_forms_or_looks_or_days_have_one_tag() {
    let (site, signer) = small().await;
    let plain = token(&signer, &json!({}));
    let narrow = token(&signer, &json!({"from": "2026-11-20"}));
    let ended = token(&signer, &json!({"to": "2026-11-22"}));
    let mut tags: HashMap<String, String> = HashMap::new();
    let queries = [
        "",
        "&theme=dark",
        "&theme=light",
        "&accent=%23ff0000",
        "&width=300",
        "&height=300",
        "&scale=1",
        "&range=7d",
        "&range=30d",
        "&step=week",
        "&compare=year",
        "&label=Mine",
        "&titled=false",
    ];
    for form in pictures() {
        for (token, name) in [(&plain, "plain"), (&narrow, "narrow"), (&ended, "ended")] {
            for query in queries {
                let path = format!("{}{query}", address(form, token));
                let answer = site.get(&path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
                let what = format!("{form} {name} {query}");
                let before = tags.insert(answer.header("etag").to_owned(), what.clone());
                assert_eq!(before, None, "{what}");
            }
        }
    }
    // Two tokens that open the same see the same, and need not fetch it twice.
    let longer = token(&signer, &json!({"exp": now() + 900}));
    for form in pictures() {
        let (one, other) = (
            site.get(&address(form, &plain)).await,
            site.get(&address(form, &longer)).await,
        );
        assert_eq!(
            (one.header("etag"), &one.body),
            (other.header("etag"), &other.body),
            "{form}"
        );
    }
}

#[tokio::test]
async fn r47_cache_scope_of_panels_and_metrics_each_has_its_own() {
    let (site, signer) = small().await;
    let mut tags = HashMap::new();
    for resource in [
        json!({"panel": 1}),
        json!({"panel": 2}),
        json!({"panel": 3}),
        json!({"metric": "orders"}),
    ] {
        for customer in ["42", "43", "44"] {
            let token = signer.sign(&claims(&resource, customer));
            let answer = site.get(&format!("/embed/panel/{token}.svg")).await;
            if customer == "44" {
                let body = &answer.body;
                assert!(
                    body.contains("No values yet"),
                    "nothing is known of it: {body}"
                );
            }
            let tag = answer.header("etag").to_owned();
            assert_eq!(tags.insert(tag, format!("{resource} {customer}")), None);
        }
    }
}

#[tokio::test]
async fn r47_cache_scope_a_new_value_is_seen_at_once_and_changes_the_tag() {
    let (site, signer) = small().await;
    let (mine, yours) = (
        signer.dashboard("shop", "42"),
        signer.dashboard("shop", "43"),
    );
    let mut before = Vec::new();
    for form in FORMS {
        before.push((
            site.get(&address(form, &mine)).await,
            site.get(&address(form, &yours)).await,
        ));
    }
    let sent = SentValue::new("9876", None, Some("42"));
    let pushed = site.dbag.push(&ACTOR, "orders", &sent, clock());
    pushed.await.expect("pushed");
    for (form, (my, your)) in FORMS.into_iter().zip(before) {
        let now = site
            .get_again(&address(form, &mine), my.header("etag"))
            .await;
        assert_eq!(now.status, StatusCode::OK, "{form}");
        assert_ne!(now.body, my.body, "{form}");
        if !form.contains("png") {
            assert!(
                now.body.replace(',', "").contains("9876"),
                "{form}: {}",
                now.body
            );
        }
        let others = site.get(&address(form, &yours)).await;
        assert_eq!(others.body, your.body, "{form}");
    }
    // A value that was corrected, too.
    let before = site
        .get(&address(FORMS[2], &mine))
        .await
        .header("etag")
        .to_owned();
    let corrected = site.dbag.correct(
        &ACTOR,
        "orders",
        "2026-11-20",
        Some("1234"),
        Some(""),
        Some("42"),
        clock(),
    );
    corrected.await.expect("corrected");
    let now = site.get_again(&address(FORMS[4], &mine), &before).await;
    assert!(now.body.contains("1234"), "{}", now.body);
}

/// The headers that say who may keep what, by form: the table of R47.
const TABLE: &str = "\
dashboard/T 200: private, no-store | no-referrer | accept-encoding | tag no
panel/T?panel=1 200: private, no-store | no-referrer | accept-encoding | tag no
panel/T.svg?panel=1 200: private, no-cache | no-referrer | accept-encoding | tag yes
panel/T.png?panel=1 200: private, no-cache | no-referrer |  | tag yes
panel/T.csv?panel=1 200: private, no-cache | no-referrer | accept-encoding | tag yes
badge/T.svg?panel=1 200: private, no-cache | no-referrer | accept-encoding | tag yes
badge/T.json?panel=1 200: private, no-cache | no-referrer | accept-encoding | tag yes
";

async fn table(site: &Site, token: &str, headers: &[(&str, &str)]) -> String {
    let mut table = String::new();
    for form in FORMS {
        let answer = site
            .send(Method::GET, &address(form, token), None, headers)
            .await;
        let tag = if answer.header("etag").is_empty() {
            "no"
        } else {
            "yes"
        };
        let (kept, referrer, vary) = (
            answer.header("cache-control"),
            answer.header("referrer-policy"),
            answer.header("vary"),
        );
        let status = answer.status.as_u16();
        table.push_str(&format!(
            "{form} {status}: {kept} | {referrer} | {vary} | tag {tag}\n"
        ));
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors "),
            "{form}"
        );
        assert_eq!(answer.header("set-cookie"), "", "{form}");
    }
    table
}

#[tokio::test]
async fn r47_cache_scope_the_headers_of_every_embed() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    assert_eq!(table(&site, &token, &[]).await, TABLE);
    for (token, status) in [("none", "401"), (&*signer.dashboard("none", "42"), "403")] {
        let refused = table(&site, token, &[]).await;
        for line in refused.lines() {
            assert!(
                line.contains(&format!(" {status}: no-store | no-referrer | ")),
                "{line}"
            );
            assert!(line.ends_with("tag no"), "{line}");
        }
    }
    // Packed or not, it is the same picture for the same asker.
    let packed = site
        .send(
            Method::GET,
            &address(FORMS[2], &token),
            None,
            &[("accept-encoding", "gzip")],
        )
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "accept-encoding");
    let tag = packed.header("etag").to_owned();
    let again = site.get_again(&address(FORMS[2], &token), &tag).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn an_input_that_is_changed_marks_what_is_computed_from_it() {
    let (site, signer) = small().await;
    let visits = [(Some("42"), &[2.0; 8][..]), (Some("43"), &[2.0; 8])];
    metric(&site, "visits", &visits).await;
    let form = MetricForm::new()
        .with("slug", "rate")
        .with("label", "rate")
        .with("metric_type", "ratio")
        .with("object_kind", "customer")
        .with("property.numerator", "orders")
        .with("property.denominator", "visits")
        .with("property.as", "percent");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    let panels = vec![panel(
        PanelKind::Line,
        0,
        vec![series("rate", Binding::Page)],
    )];
    add(&site, &about_customers("rates", panels)).await;
    publish(&site, "rates", &on()).await;
    let path = format!("/embed/dashboard/{}", signer.dashboard("rates", "42"));
    let before = site.get(&path).await.body;
    assert!(!before.contains("asked before a change"), "{before}");
    let form = site.dbag.form_of(&ACTOR, "orders").await.expect("a form");
    let version = site
        .dbag
        .show_metric(&ACTOR, "orders")
        .await
        .expect("there")
        .version;
    let form = form.with("time_zone", "Pacific/Auckland");
    let changed = site
        .dbag
        .change_metric(&ACTOR, "orders", version, &form, clock())
        .await;
    changed.expect("changed");
    let after = site.get(&path).await.body;
    assert!(after.contains("asked before a change"), "{after}");
}
