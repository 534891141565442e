//! Pages are told that something was written.

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt;

use crate::shop::metric;
use crate::support::{Site, signed_in};

/// The next thing that is said; none at the end.
async fn next(
    words: &mut (impl StreamExt<Item = Result<axum::body::Bytes, axum::Error>> + Unpin),
) -> Option<String> {
    let word = words.next().await?.expect("a word");
    Some(String::from_utf8_lossy(&word).into_owned())
}

async fn listen(
    site: &Site,
) -> impl StreamExt<Item = Result<axum::body::Bytes, axum::Error>> + Unpin + use<> {
    let answer = site.open("/events").await;
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
    let mut last = None;
    site.news.look(&site.dbag, &mut last).await;
    site.news.look(&site.dbag, &mut last).await;
    metric(&site, "orders", &[(None, &[1.0])]).await;
    site.news.look(&site.dbag, &mut last).await;
    metric(&site, "visits", &[(None, &[1.0])]).await;
    site.news.look(&site.dbag, &mut last).await;
    // Whoever reads slowly hears it once.
    assert_eq!(
        next(&mut words).await.as_deref(),
        Some("event: written\ndata: 2 1500\n\n"),
        "how often something was written, and over how many milliseconds pages fetch it"
    );
}

#[tokio::test]
async fn r26_who_signed_out_hears_nothing_more() {
    let site = signed_in("").await;
    let mut words = listen(&site).await;
    next(&mut words).await;
    let mut last = None;
    site.news.look(&site.dbag, &mut last).await;
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
    assert_eq!(site.open("/events").await.status(), StatusCode::OK);
}
