//! R16: who may frame what; and that no session is read or set below `/embed`.

use axum::http::{Method, StatusCode};
use dbag_domain::{EmbedSettings, FrameOrigin};
use serde_json::json;

use crate::site::{SHOP, every_form, on, publish, small};
use crate::support::{Answer, Site};
use crate::tokens::{Signer, claims, now, with};

/// The sites that an answer lets frame it.
fn framed_by(answer: &Answer) -> &str {
    let policy = answer.header("content-security-policy");
    let (_, rest) = policy
        .split_once("frame-ancestors ")
        .expect("a policy names them");
    rest.split(';').next().expect("a first part")
}

#[tokio::test]
async fn r16_the_sites_of_the_list_frame_it_and_nobody_else() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    let origin = |text: &str| FrameOrigin::parse(text).expect("an origin");
    let several = [SHOP, "https://*.example.com", "http://localhost:3000"];
    for origins in [&several[..], &[SHOP], &[]] {
        let settings = EmbedSettings {
            origins: origins.iter().map(|text| origin(text)).collect(),
            ..on()
        };
        publish(&site, "shop", &settings).await;
        let expected = match origins {
            [] => "'none'".to_owned(),
            origins => origins.join(" "),
        };
        for path in every_form(&token) {
            let answer = site.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(framed_by(&answer), expected, "{path}");
            let again = site.get_again(&path, answer.header("etag")).await;
            assert_eq!(framed_by(&again), expected, "{path} once more");
        }
    }
    publish(
        &site,
        "shop",
        &EmbedSettings {
            is_on: false,
            ..on()
        },
    )
    .await;
    for path in every_form(&token) {
        let answer = site.get(&path).await;
        assert_eq!(
            (answer.status, framed_by(&answer)),
            (StatusCode::FORBIDDEN, "'none'"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn r16_a_refusal_is_framed_by_nobody_unless_its_token_is_one() {
    let (site, signer) = small().await;
    let stranger = Signer {
        kid: signer.kid.clone(),
        secret: "0".repeat(64),
    };
    let forged = stranger.dashboard("shop", "42");
    for path in every_form(&forged).into_iter().chain(every_form("none")) {
        let answer = site.get(&path).await;
        assert_eq!(
            (answer.status, framed_by(&answer)),
            (StatusCode::UNAUTHORIZED, "'none'"),
            "{path}"
        );
    }
    // Of a signed one people see in the frame that it is over, as far as the dashboard allows.
    let over = claims(&json!({"dashboard": "shop"}), "42");
    let over = signer.sign(&with(over, &json!({"exp": now() - 60})));
    for path in every_form(&over) {
        let answer = site.get(&path).await;
        assert_eq!(
            (answer.status, framed_by(&answer)),
            (StatusCode::UNAUTHORIZED, SHOP),
            "{path}"
        );
    }
    let elsewhere = signer.dashboard("none", "42");
    let answer = site.get(&format!("/embed/dashboard/{elsewhere}")).await;
    assert_eq!(
        (answer.status, framed_by(&answer)),
        (StatusCode::FORBIDDEN, "'none'")
    );
    let bad = signer.dashboard("shop", "42");
    let answer = site.get(&format!("/embed/dashboard/{bad}?object=43")).await;
    assert_eq!(
        (answer.status, framed_by(&answer)),
        (StatusCode::BAD_REQUEST, "'none'")
    );
}

#[tokio::test]
async fn r16_nothing_else_of_the_site_is_framed() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for path in [
        "/",
        "/login",
        "/settings",
        "/d/shop",
        "/d/shop/42",
        "/d/shop/edit",
        "/metric/orders",
        "/metric/orders.json",
        "/no/such/page",
        "/embed",
        "/embed/",
        "/embed/dashboard",
        "/embed/dashboard/",
        "/embed/panel/",
        "/embed/other/x",
        "/healthz",
        &format!("/embed/dashboard/{token}/more"),
        &format!("/embed/{token}"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(framed_by(&answer), "'none'", "{path} {}", answer.status);
    }
    let login = site
        .post(
            "/login",
            &[("email", "ann@example.com"), ("password", "wrong")],
        )
        .await;
    assert_eq!(framed_by(&login), "'none'", "{}", login.status);
    let out = site.post("/logout", &[]).await;
    assert_eq!(
        (out.status, framed_by(&out)),
        (StatusCode::SEE_OTHER, "'none'")
    );
    let sent_away = site.get("/settings").await;
    assert_eq!(
        (sent_away.status, framed_by(&sent_away)),
        (StatusCode::SEE_OTHER, "'none'")
    );
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::TRACE,
    ] {
        let path = format!("/embed/dashboard/{token}");
        let headers = [("sec-fetch-site", "same-origin")];
        let answer = site
            .send(method.clone(), &path, Some(String::new()), &headers)
            .await;
        assert_eq!(framed_by(&answer), "'none'", "{method}");
        assert!(
            answer.status.is_client_error(),
            "{method}: {}",
            answer.status
        );
        assert!(!answer.body.contains("4,211"), "{method}");
    }
}

#[tokio::test]
async fn r16_an_embed_is_sandboxed_by_itself_and_runs_our_script_only() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for path in every_form(&token).into_iter().chain(every_form("none")) {
        let answer = site.get(&path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; "),
            "{path}: {policy}"
        );
        assert!(policy.contains("; sandbox"), "{path}: {policy}");
        assert!(!policy.contains("allow-same-origin"), "{path}: {policy}");
        assert!(
            !policy.contains("allow-forms") && !policy.contains("allow-top"),
            "{policy}"
        );
        assert!(
            !policy.contains("nonce") && !policy.contains("wasm"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(
            answer.header("x-frame-options"),
            "",
            "it would overrule the list in old browsers"
        );
    }
    let page = site.get(&format!("/embed/dashboard/{token}")).await.body;
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    assert!(page.contains("/embed-frame.js"), "{page}");
    assert!(
        !page.contains(" style=") && !page.contains(" onload="),
        "{page}"
    );
    for address in [
        "href=\"/d/",
        "href=\"/metric/",
        "href=\"/objects",
        "href=\"/login",
    ] {
        assert!(
            !page.contains(address),
            "nothing leads into the site: {page}"
        );
    }
}

/// Everything but what differs from one answer to the next.
async fn told(site: &Site, path: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let answer = site.get(path).await;
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| {
        let value = value.to_str().expect("a text").to_owned();
        (name.to_string(), value)
    });
    (answer.status, headers.collect(), answer.body)
}

#[tokio::test]
async fn r16_sessions_are_neither_read_nor_set() {
    let (site, signer) = small().await;
    let admin = site.cookie();
    assert!(admin.is_some());
    let token = signer.dashboard("shop", "42");
    let over = claims(&json!({"dashboard": "shop"}), "42");
    let over = signer.sign(&with(over, &json!({"exp": now() - 60})));
    let mut paths = every_form(&token);
    paths.extend(every_form(&over));
    paths.extend(every_form("none"));
    paths.push(format!("/embed/dashboard/{token}?object=43"));
    for path in paths {
        site.set_cookie(None);
        let without = told(&site, &path).await;
        site.set_cookie(admin.clone());
        let with = told(&site, &path).await;
        assert_eq!(with, without, "{path}");
        assert_eq!(site.cookie(), admin, "{path}");
        let names = without.1.iter().map(|(name, _)| name.as_str());
        assert!(!names.collect::<Vec<_>>().contains(&"set-cookie"), "{path}");
    }
}

#[tokio::test]
async fn r16_what_fails_keeps_its_frame_and_tells_nothing() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    crate::site::execute(&site, "alter table dbag_panel rename to dbag_lost").await;
    for path in every_form(&token) {
        let answer = site.get(&path).await;
        assert_eq!(
            answer.status,
            StatusCode::SERVICE_UNAVAILABLE,
            "{path}: {}",
            answer.body
        );
        assert_eq!(framed_by(&answer), SHOP, "{path}");
        assert_eq!(answer.header("retry-after"), "5", "{path}");
        for word in ["dbag_", "table", "sqlite", "orders", "The shop"] {
            assert!(!answer.body.contains(word), "{path}: {}", answer.body);
        }
    }
    let failed = site.get("/d/shop/42").await;
    assert!(failed.status.is_server_error(), "{}", failed.status);
    assert_eq!(framed_by(&failed), "'none'");
}
