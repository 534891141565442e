//! R2: every token that is not one is refused, in the same words, at once.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use dbag_operations::{DashboardQuery, Door, EmbedRequest, RefusedAs};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tracing::Level;

use crate::forged_headers::{Case, Forger};
use crate::forged_payloads::{self, good};
use crate::log::Log;
use crate::neutral::Neutral;
use crate::shop::ACTOR;
use crate::site::{SHOP, small};
use crate::support::{Site, clock};
use crate::tokens::Signer;

/// All forged tokens for the small shop.
async fn forged(site: &Site, signer: &Signer) -> Vec<Case> {
    let revoked = Signer::new(&site.dbag, "old").await;
    let gone = site.dbag.revoke_embed_key(&ACTOR, &revoked.kid, clock());
    gone.await.expect("revoked");
    let foreign = Signer {
        kid: "ek_elsewhere".to_owned(),
        secret: "0".repeat(64),
    };
    let forger = Forger {
        signer,
        revoked: &revoked,
        foreign: &foreign,
        payload: good().to_string(),
    };
    let mut cases = forger.cases();
    cases.extend(forged_payloads::cases(signer));
    cases
}

/// A token as a part of an address.
fn encoded(token: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.=+".contains(&byte);
    let bytes = token.bytes();
    let parts = bytes.map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    parts.collect()
}

/// How many rows the tables have that an embed could write into.
async fn rows(site: &Site) -> Vec<i64> {
    site.dbag.keep_views(clock()).await.expect("kept");
    let file = site.folder.path().join("dbag.db");
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = options.connect().await.expect("opened");
    let mut counts = Vec::new();
    for sql in [
        "select count(*) from dbag_embed_view",
        "select count(*) from dbag_audit",
        "select count(*) from dbag_sample",
        "select count(*) from dbag_object",
    ] {
        let count = sqlx::query_scalar(sql).fetch_one(&mut connection).await;
        counts.push(count.expect("counted"));
    }
    counts
}

#[tokio::test]
async fn r02_token_corpus_all_forged_tokens_are_refused_alike_and_nothing_is_kept() {
    let (site, signer) = small().await;
    let cases = forged(&site, &signer).await;
    assert!(cases.len() >= 200, "{}", cases.len());
    let neutral = Neutral::of(&site).await;
    let token = signer.dashboard("shop", "42");
    let shown = site.get(&format!("/embed/dashboard/{token}")).await;
    assert_eq!(shown.status, StatusCode::OK, "what they would have opened");
    let before = rows(&site).await;
    // What libraries tell beyond that, the program's log leaves out: its commands are tested for it.
    let log = Log::of_this_thread(Level::DEBUG);
    for (name, token) in &cases {
        let token = encoded(token);
        for path in [
            format!("/embed/dashboard/{token}"),
            format!("/embed/panel/{token}.svg?panel=1"),
            format!("/embed/panel/{token}.csv?panel=1"),
            format!("/embed/badge/{token}.json?panel=1"),
        ] {
            let refused = site.get(&path).await;
            neutral.assert_refused(&refused, StatusCode::UNAUTHORIZED, name);
            let policy = refused.header("content-security-policy");
            let (_, framed_by) = policy.split_once("frame-ancestors ").expect("said");
            assert!(["'none'", SHOP].contains(&framed_by), "{name}: {policy}");
        }
    }
    assert_eq!(rows(&site).await, before);
    let told = log.text();
    assert!(
        told.contains("an embed was refused") && told.contains(&signer.kid),
        "{told}"
    );
    for (name, token) in cases.iter().filter(|(_, token)| token.len() > 40) {
        let signature = token.rsplit('.').next().filter(|part| part.len() > 20);
        let parts = [Some(token.as_str()), signature, token.split('.').nth(1)];
        for part in parts.into_iter().flatten().filter(|part| part.len() > 20) {
            let line = told.lines().find(|line| line.contains(part));
            assert_eq!(line, None, "{name}");
        }
    }
}

#[tokio::test]
async fn r02_token_corpus_a_refusal_takes_no_time() {
    let (site, signer) = small().await;
    let cases = forged(&site, &signer).await;
    let mut times = Vec::new();
    for (_, token) in &cases {
        let path = format!("/embed/dashboard/{}", encoded(token));
        let start = Instant::now();
        let refused = site.get(&path).await;
        times.push(start.elapsed());
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }
    times.sort();
    let median = times[times.len() / 2];
    assert!(median < Duration::from_millis(5), "{median:?}");
}

/// Why a token is refused, as the log is told.
async fn why(site: &Site, token: &str) -> (RefusedAs, Option<String>, String) {
    let request = EmbedRequest {
        token,
        door: Door::Dashboard,
        query: DashboardQuery::default(),
        form: None,
        public_url: "https://dbag.test",
        now: clock(),
    };
    let refused = site.dbag.open_embed(request).await.expect_err("refused");
    (refused.told, refused.kid, refused.why)
}

#[tokio::test]
async fn r02_token_corpus_each_is_refused_for_what_is_wrong_with_it() {
    let (site, signer) = small().await;
    let before_payload = [
        "it is longer",
        "it is no token",
        "its header",
        "its key",
        "its signature",
    ];
    let after_signature = [
        "its payload",
        "it expired",
        "it lives for",
        "it is not valid yet",
        "it is meant for another",
        "it names",
    ];
    let payloads = forged_payloads::cases(&signer);
    let cases = forged(&site, &signer).await;
    let (headers, _) = cases.split_at(cases.len() - payloads.len());
    for (cases, expected) in [
        (headers, &before_payload[..]),
        (&payloads, &after_signature),
    ] {
        for (name, token) in cases {
            let (told, _, why) = why(&site, token).await;
            assert_eq!(told, RefusedAs::Token, "{name}");
            let is_that = expected.iter().any(|start| why.starts_with(start));
            assert!(is_that, "{name}: {why}");
        }
    }
}

#[tokio::test]
async fn r02_token_corpus_a_megabyte_is_not_even_read() {
    let (site, signer) = small().await;
    let token = format!(
        "{}{}",
        "a".repeat(1_000_000),
        signer.dashboard("shop", "42")
    );
    let (told, kid, why) = why(&site, &token).await;
    assert_eq!((told, kid), (RefusedAs::Token, None));
    assert!(why.contains("4 KiB"), "{why}");
}

#[tokio::test]
async fn r02_token_corpus_no_letter_of_a_token_can_be_another() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for (at, letter) in token.char_indices() {
        for other in ["A", "_", "g"] {
            let mut changed = token.clone();
            changed.replace_range(at..=at, other);
            let is_same = letter.to_string() == other;
            let answer = site.get(&format!("/embed/dashboard/{changed}")).await;
            assert_eq!(answer.status == StatusCode::OK, is_same, "{at} {other}");
        }
    }
}
