//! R46: keys live side by side, and are over at once; so are tokens.

use std::cell::Cell;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::neutral::Neutral;
use crate::shop::ACTOR;
use crate::site::{every_form, on, publish, small};
use crate::support::{Site, clock};
use crate::tokens::{Signer, claims, now, with};

thread_local! {
    /// Seconds since the tests' usual instant; each test has its thread.
    static LATER: Cell<i64> = const { Cell::new(0) };
}

fn moving() -> DateTime<Utc> {
    clock() + TimeDelta::seconds(LATER.get())
}

/// The small shop, by a clock that a test can set.
async fn shop() -> (Site, Signer) {
    let (site, signer) = small().await;
    (Site::over(site.dbag, "", site.folder, moving), signer)
}

async fn assert_all(site: &Site, token: &str, status: StatusCode, when: &str) {
    let neutral = Neutral::of(site).await;
    for path in every_form(token) {
        let answer = site.get(&path).await;
        match status {
            StatusCode::OK => assert_eq!(answer.status, status, "{when}: {path}: {}", answer.body),
            _ => neutral.assert_refused(&answer, status, when),
        }
    }
}

/// That whoever has a picture is not told that it is still the one.
async fn assert_not_had(site: &Site, path: &str, tag: &str) {
    let answer = site.get_again(path, tag).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    assert_eq!(answer.header("etag"), "", "{path}");
}

async fn revoke(site: &Site, kid: &str) {
    let revoked = site.dbag.revoke_embed_key(&ACTOR, kid, clock()).await;
    revoked.expect("revoked");
}

#[tokio::test]
async fn r46_key_rotation_the_old_key_holds_until_it_is_revoked() {
    let (site, old) = shop().await;
    let new = Signer::new(&site.dbag, "shop").await;
    assert_ne!((&old.kid, &old.secret), (&new.kid, &new.secret));
    let (by_old, by_new) = (old.dashboard("shop", "42"), new.dashboard("shop", "42"));
    assert_all(&site, &by_old, StatusCode::OK, "both live").await;
    assert_all(&site, &by_new, StatusCode::OK, "both live").await;
    // What was drawn for the old key is in the cache by now.
    revoke(&site, &old.kid).await;
    assert_all(
        &site,
        &by_old,
        StatusCode::UNAUTHORIZED,
        "the old one is over",
    )
    .await;
    assert_all(&site, &by_new, StatusCode::OK, "the new one holds").await;
    let mixed = Signer {
        kid: new.kid,
        secret: old.secret,
    };
    let mixed = mixed.dashboard("shop", "42");
    assert_all(
        &site,
        &mixed,
        StatusCode::UNAUTHORIZED,
        "the old secret under the new name",
    )
    .await;
}

#[tokio::test]
async fn r46_key_rotation_of_a_revoked_key_no_picture_is_not_modified() {
    let (site, signer) = shop().await;
    let token = signer.dashboard("shop", "42");
    let mut tags = Vec::new();
    for path in &every_form(&token)[2..] {
        tags.push(site.get(path).await.header("etag").to_owned());
    }
    revoke(&site, &signer.kid).await;
    for (path, tag) in every_form(&token)[2..].iter().zip(&tags) {
        assert!(!tag.is_empty(), "{path}");
        for tag in [tag, "*"] {
            assert_not_had(&site, path, tag).await;
        }
    }
}

#[tokio::test]
async fn r46_key_rotation_a_token_without_a_key_is_of_the_default() {
    let (site, first) = shop().await;
    let second = Signer::new(&site.dbag, "other").await;
    let unnamed = |signer: &Signer| {
        let payload = claims(&json!({"dashboard": "shop"}), "42").to_string();
        signer.forge(r#"{"alg":"HS256","typ":"JWT"}"#, payload)
    };
    assert_all(
        &site,
        &unnamed(&first),
        StatusCode::OK,
        "the first is the default",
    )
    .await;
    assert_all(
        &site,
        &unnamed(&second),
        StatusCode::UNAUTHORIZED,
        "the second is not",
    )
    .await;
    let set = site
        .dbag
        .set_default_embed_key(&ACTOR, &second.kid, clock());
    set.await.expect("set");
    assert_all(&site, &unnamed(&second), StatusCode::OK, "now it is").await;
    assert_all(
        &site,
        &unnamed(&first),
        StatusCode::UNAUTHORIZED,
        "the first no more",
    )
    .await;
    let named = first.dashboard("shop", "42");
    assert_all(&site, &named, StatusCode::OK, "by its name it holds still").await;
    revoke(&site, &second.kid).await;
    assert_all(
        &site,
        &unnamed(&second),
        StatusCode::UNAUTHORIZED,
        "the default is revoked",
    )
    .await;
    assert_all(
        &site,
        &unnamed(&first),
        StatusCode::UNAUTHORIZED,
        "no other takes its place",
    )
    .await;
    let again = site
        .dbag
        .set_default_embed_key(&ACTOR, &second.kid, clock())
        .await;
    assert!(again.is_err(), "a revoked key is no default");
}

#[tokio::test]
async fn r46_key_rotation_a_revoked_key_signs_nothing_and_is_revoked_once() {
    let (site, signer) = shop().await;
    revoke(&site, &signer.kid).await;
    for kid in [&*signer.kid, "ek_none", ""] {
        let again = site.dbag.revoke_embed_key(&ACTOR, kid, clock()).await;
        assert!(again.is_err(), "{kid}");
    }
    let kept = site.dbag.embed_keys(&ACTOR).await.expect("keys");
    assert_eq!(kept.len(), 1);
    assert!(kept[0].revoked_at.is_some() && !kept[0].is_default);
}

#[tokio::test]
async fn r46_a_key_and_a_dashboard_say_how_long_a_token_lives_and_the_shorter_counts() {
    let (site, _) = shop().await;
    let life = |seconds| json!({"exp": now() + seconds});
    for (key, dashboard, holds, fails) in [
        (TimeDelta::hours(1), None, 3_610, 3_611),
        (TimeDelta::hours(1), Some(600), 610, 611),
        (TimeDelta::hours(1), Some(7_200), 3_610, 3_611),
        (
            TimeDelta::days(30),
            None,
            30 * 86_400 + 10,
            30 * 86_400 + 11,
        ),
        (TimeDelta::days(30), Some(60), 70, 71),
    ] {
        let made = site.dbag.add_embed_key(&ACTOR, "shop", Some(key), clock());
        let made = made.await.expect("a key");
        let signer = Signer {
            kid: made.key.kid,
            secret: made.secret,
        };
        let settings = dbag_domain::EmbedSettings {
            most_seconds: dashboard,
            ..on()
        };
        publish(&site, "shop", &settings).await;
        let token = |seconds| {
            let claims = claims(&json!({"dashboard": "shop"}), "42");
            signer.sign(&with(claims, &life(seconds)))
        };
        let what = format!("{key} {dashboard:?}");
        assert_all(&site, &token(holds), StatusCode::OK, &what).await;
        assert_all(&site, &token(fails), StatusCode::UNAUTHORIZED, &what).await;
    }
    for life in [
        TimeDelta::seconds(29),
        TimeDelta::zero(),
        TimeDelta::days(-1),
        TimeDelta::days(367),
        TimeDelta::MAX,
    ] {
        let refused = site
            .dbag
            .add_embed_key(&ACTOR, "shop", Some(life), clock())
            .await;
        assert_eq!(
            refused.expect_err("refused").field.as_deref(),
            Some("ttl"),
            "{life}"
        );
    }
}

#[tokio::test]
async fn t04_a_token_holds_from_its_beginning_to_its_end_and_never_again() {
    let (site, signer) = shop().await;
    let token = claims(&json!({"dashboard": "shop"}), "42");
    let token = signer.sign(&with(
        token,
        &json!({"nbf": now() + 100, "exp": now() + 200}),
    ));
    for (later, status) in [
        (89, StatusCode::UNAUTHORIZED),
        (91, StatusCode::OK),
        (200, StatusCode::OK),
        (209, StatusCode::OK),
        (211, StatusCode::UNAUTHORIZED),
        (86_400, StatusCode::UNAUTHORIZED),
        (-7_200, StatusCode::UNAUTHORIZED),
    ] {
        LATER.set(later);
        assert_all(&site, &token, status, &format!("{later} s later")).await;
    }
}

#[tokio::test]
async fn t04_of_an_expired_token_no_kept_picture_is_had() {
    let (site, signer) = shop().await;
    let token = signer.dashboard("shop", "42");
    let pictures = &every_form(&token)[2..];
    let mut tags = Vec::new();
    for path in pictures {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        let tag = answer.header("etag").to_owned();
        let again = site.get_again(path, &tag).await;
        tags.push(tag);
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
    }
    LATER.set(611);
    for (path, tag) in pictures.iter().zip(&tags) {
        assert_not_had(&site, path, tag).await;
    }
}

#[tokio::test]
async fn what_is_switched_off_is_off_at_once_for_tokens_that_hold() {
    let (site, signer) = shop().await;
    let token = signer.dashboard("shop", "42");
    assert_all(&site, &token, StatusCode::OK, "on").await;
    publish(&site, "shop", &dbag_domain::EmbedSettings::off()).await;
    assert_all(&site, &token, StatusCode::FORBIDDEN, "off").await;
    publish(&site, "shop", &on()).await;
    assert_all(&site, &token, StatusCode::OK, "on again").await;
    site.dbag
        .remove_dashboard(&ACTOR, "shop", clock())
        .await
        .expect("removed");
    assert_all(&site, &token, StatusCode::FORBIDDEN, "removed").await;
}
