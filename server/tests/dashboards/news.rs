//! Pages are told that something was written.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use dbag_domain::{Binding, PanelKind};
use futures_util::StreamExt;
use tokio::time::timeout;

use crate::shop::{add, dashboard, metric, panel, series};
use crate::support::{Site, signed_in};

/// The next thing that is said; none at the end.
async fn next(
    words: &mut (impl StreamExt<Item = Result<axum::body::Bytes, axum::Error>> + Unpin),
) -> Option<String> {
    let word = words.next().await?.expect("a word");
    Some(String::from_utf8_lossy(&word).into_owned())
}

async fn last_change(site: &Site) -> String {
    site.dbag.store().last_change().await.expect("a store")
}

async fn listen(
    site: &Site,
) -> impl StreamExt<Item = Result<axum::body::Bytes, axum::Error>> + Unpin + use<> {
    listen_from(site, "/events", &[]).await
}

async fn listen_from(
    site: &Site,
    path: &str,
    headers: &[(&str, &str)],
) -> impl StreamExt<Item = Result<axum::body::Bytes, axum::Error>> + Unpin + use<> {
    let answer = site.open(path, headers).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let body: Body = answer.into_body();
    Box::pin(body.into_data_stream())
}

#[tokio::test]
async fn r41_a_page_hears_the_last_word_of_what_was_written() {
    let site = signed_in("").await;
    let mut words = listen(&site).await;
    let retry = next(&mut words).await.expect("a word");
    assert!(retry.starts_with("retry: "), "{retry}");
    let mut last = last_change(&site).await;
    site.news.look(&site.dbag, &mut last).await;
    metric(&site, "orders", &[(None, &[1.0])]).await;
    site.news.look(&site.dbag, &mut last).await;
    metric(&site, "visits", &[(None, &[1.0])]).await;
    site.news.look(&site.dbag, &mut last).await;
    // Whoever reads slowly hears it once.
    assert_eq!(
        next(&mut words).await.as_deref(),
        Some(&*format!(
            "event: written\nid: {}\ndata: 2 1500\n\n",
            site.news.mark()
        )),
        "how often something was written, and over how many milliseconds pages fetch it"
    );
}

#[tokio::test]
async fn a_page_hears_what_was_written_before_it_listened() {
    let site = signed_in("").await;
    metric(&site, "orders", &[(None, &[1.0])]).await;
    let number = panel(PanelKind::Number, 0, vec![series("orders", Binding::Whole)]);
    add(&site, &dashboard("board", vec![number])).await;
    let page = site.get("/d/board").await.body;
    let (_, address) = page.split_once("data-live=\"").expect("an address");
    let (address, _) = address.split_once('"').expect("its end");
    let mut last = last_change(&site).await;
    metric(&site, "visits", &[(None, &[1.0])]).await;
    site.news.look(&site.dbag, &mut last).await;
    let now = site.news.mark();
    for (path, event, is_told) in [
        (address, "", true),
        (address, "00000000-1", true),
        ("/events?heard=anything", "", true),
        (address, &*now, false),
        ("/events", "", false),
    ] {
        let mut words = listen_from(&site, path, &[("last-event-id", event)]).await;
        next(&mut words).await;
        let patience = Duration::from_millis(if is_told { 10_000 } else { 200 });
        let word = timeout(patience, next(&mut words)).await;
        assert_eq!(word.is_ok(), is_told, "{path} {event}");
    }
}

#[tokio::test]
async fn r26_who_signed_out_hears_nothing_more() {
    let site = signed_in("").await;
    let mut words = listen(&site).await;
    next(&mut words).await;
    let mut last = last_change(&site).await;
    site.post("/logout", &[]).await;
    metric(&site, "orders", &[(None, &[1.0])]).await;
    site.news.look(&site.dbag, &mut last).await;
    assert_eq!(next(&mut words).await, None);
    let refused = site.get("/events").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn r41_one_more_than_may_listen_is_told_to_come_again() {
    let site = signed_in("").await;
    let (first, _second) = (listen(&site).await, listen(&site).await);
    let third = site.get("/events").await;
    assert_eq!(third.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(third.header("retry-after"), "30");
    drop(first);
    assert_eq!(site.open("/events", &[]).await.status(), StatusCode::OK);
}
