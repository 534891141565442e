//! How often embeds and links are looked at, as metrics of Dbag's own.

use axum::http::{Method, StatusCode};
use dbag_operations::ValuesQuery;

use super::links::{form, share, site};
use crate::published::{on, publish};
use crate::shop::{ACTOR, metric, today};
use crate::support::{Site, clock};
use crate::tokens::Signer;

async fn token(site: &Site) -> (String, String) {
    publish(site, "customer", &on()).await;
    let signer = Signer::new(&site.dbag, "shop").await;
    (signer.dashboard("customer", "42"), signer.kid)
}

async fn views(site: &Site, slug: &str, object: &str) -> Vec<Option<f64>> {
    let query = ValuesQuery {
        days: Some("1".to_owned()),
        object: Some(object.to_owned()),
        ..ValuesQuery::default()
    };
    let json = site
        .dbag
        .metric_json(&ACTOR, slug, &query, clock())
        .await
        .expect("values");
    let json = serde_json::to_value(&json).expect("json");
    let data = json["data"].as_array().expect("data");
    data.iter().map(|pair| pair[1].as_f64()).collect()
}

#[tokio::test]
async fn what_nobody_looks_at_is_no_view() {
    let site = site().await;
    let (token, _) = token(&site).await;
    let page = format!("/embed/dashboard/{token}");
    let link = share(&site, &form("Acme")).await;
    for path in [&page, &link] {
        site.get(path).await;
        site.send(Method::HEAD, path, None, &[]).await;
        for header in [
            ("user-agent", "Slackbot-LinkExpanding 1.0"),
            ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)"),
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
        ] {
            let shown = site.send(Method::GET, path, None, &[header]).await;
            assert_eq!(shown.status, StatusCode::OK, "{header:?}");
        }
    }
    site.dbag.keep_views(clock()).await.expect("kept");
    for subject in ["dashboard customer", "share 1"] {
        assert_eq!(views(&site, "embed-views", subject).await, [Some(1.0)]);
    }
}

#[tokio::test]
async fn views_are_remembered_by_what_was_looked_at_and_by_key() {
    let site = site().await;
    let (token, kid) = token(&site).await;
    let link = share(&site, &form("Acme")).await;
    for _ in 0..3 {
        site.get(&format!("/embed/dashboard/{token}")).await;
    }
    site.get(&link).await;
    site.get(&format!("/embed/dashboard/{token}x")).await;
    site.dbag.keep_views(clock()).await.expect("kept");
    assert_eq!(
        views(&site, "embed-views", "dashboard customer").await,
        [Some(3.0)]
    );
    assert_eq!(views(&site, "embed-views", "share 1").await, [Some(1.0)]);
    assert_eq!(views(&site, "embed-views-by-key", &kid).await, [Some(3.0)]);
    // More of them the same day: the day has one value, which grows.
    site.get(&format!("/embed/dashboard/{token}")).await;
    site.dbag.keep_views(clock()).await.expect("kept");
    assert_eq!(
        views(&site, "embed-views", "dashboard customer").await,
        [Some(4.0)]
    );
    let links = site.dbag.share_links(&ACTOR, None).await.expect("links");
    assert_eq!(links[0].views, 1);
}

#[tokio::test]
async fn a_metric_of_views_that_is_paused_takes_no_more() {
    let site = site().await;
    let (token, _) = token(&site).await;
    site.get(&format!("/embed/dashboard/{token}")).await;
    site.dbag.keep_views(clock()).await.expect("kept");
    let paused = site.dbag.pause_metric(&ACTOR, "embed-views", clock()).await;
    paused.expect("paused");
    site.get(&format!("/embed/dashboard/{token}")).await;
    site.dbag.keep_views(clock()).await.expect("kept");
    let told = views(&site, "embed-views", "dashboard customer").await;
    assert_eq!(told, [Some(1.0)]);
}

#[tokio::test]
async fn a_metric_of_somebody_elses_that_has_the_name_is_not_written_to() {
    let site = site().await;
    metric(
        &site,
        "embed-views",
        &[(Some("dashboard customer"), &[77.0])],
    )
    .await;
    let (token, kid) = token(&site).await;
    site.get(&format!("/embed/dashboard/{token}")).await;
    site.dbag.keep_views(clock()).await.expect("kept");
    let told = views(&site, "embed-views", "dashboard customer").await;
    assert_eq!(told, [Some(77.0)]);
    // The other one is written nevertheless.
    assert_eq!(views(&site, "embed-views-by-key", &kid).await, [Some(1.0)]);
}

#[tokio::test]
async fn views_of_both_days_are_kept_when_a_day_ends() {
    let site = site().await;
    let (first, second) = (today() - 1, today());
    for (day, count) in [(first, 2), (second, 3)] {
        for _ in 0..count {
            site.dbag.count_view("dashboard customer", "", day);
        }
    }
    site.dbag.count_view("dashboard customer", "", first);
    site.dbag.keep_views(clock()).await.expect("kept");
    let query = ValuesQuery {
        days: Some("2".to_owned()),
        object: Some("dashboard customer".to_owned()),
        ..ValuesQuery::default()
    };
    let json = site
        .dbag
        .metric_json(&ACTOR, "embed-views", &query, clock())
        .await
        .expect("values");
    let json = serde_json::to_value(&json).expect("json");
    assert_eq!(
        (&json["data"][0][1], &json["data"][1][1]),
        (&3.0.into(), &3.0.into()),
        "{json}"
    );
}
