//! Tokens that are signed rightly: what they open, and where they open nothing.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};

use crate::forged_payloads::good;
use crate::neutral::Neutral;
use crate::shop::{ACTOR, add};
use crate::site::{about_customers, small};
use crate::support::{Site, clock};
use crate::tokens::{claims, now, with};

#[tokio::test]
async fn r02_token_corpus_a_right_token_for_what_is_not_there_is_refused_alike() {
    let (site, signer) = small().await;
    let neutral = Neutral::of(&site).await;
    let private = about_customers("private", Vec::new());
    add(&site, &private).await;
    for resource in [
        json!({"dashboard": "none"}),
        json!({"dashboard": "private"}),
        json!({"dashboard": 999}),
        json!({"dashboard": -1}),
        json!({"dashboard": i64::MAX}),
        json!({"panel": 999}),
        json!({"panel": 0}),
        json!({"metric": "none"}),
        json!({"metric": 0}),
    ] {
        let token = signer.sign(&claims(&resource, "42"));
        for path in [
            "dashboard/T",
            "panel/T",
            "panel/T.svg",
            "panel/T.csv",
            "badge/T.json",
        ] {
            let path = format!("/embed/{}", path.replace('T', &token));
            let refused = site.get(&path).await;
            neutral.assert_refused(&refused, StatusCode::FORBIDDEN, &resource.to_string());
        }
        // A token that is over is over, whatever it was for.
        let over = with(claims(&resource, "42"), &json!({"exp": now() - 60}));
        let path = format!("/embed/dashboard/{}", signer.sign(&over));
        let refused = site.get(&path).await;
        neutral.assert_refused(&refused, StatusCode::UNAUTHORIZED, &path);
    }
}

#[tokio::test]
async fn r02_token_corpus_a_token_stands_in_the_path_only() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for path in [
        format!("/embed/dashboard?token={token}"),
        format!("/embed/dashboard/?token={token}"),
        format!("/embed/dashboard/none?token={token}"),
        format!("/embed/panel/none?token={token}&panel=1"),
        format!("/d/shop?token={token}"),
        format!("/d/shop/42?token={token}"),
    ] {
        site.set_cookie(None);
        let bearer = format!("Bearer {token}");
        let cookie = format!("token={token}");
        let headers = [
            ("authorization", &*bearer),
            ("cookie", &*cookie),
            ("x-token", &*token),
        ];
        let answer = site.send(Method::GET, &path, None, &headers).await;
        assert_ne!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.body.contains("4,211"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn r02_token_corpus_what_the_rules_allow_is_shown() {
    let (site, signer) = small().await;
    let plain = good();
    let more = |more: Json| with(good(), &more);
    let exp = |seconds: i64| json!({"exp": now() + seconds});
    let id = site
        .dbag
        .dashboard(&ACTOR, "shop")
        .await
        .expect("there")
        .id
        .0;
    let metabase = json!({
        "resource": {"dashboard": id}, "params": {"customer": ["42"]}, "exp": now() + 600,
    });
    let cases = [
        ("as the contract has it", signer.sign(&plain)),
        (
            "as Metabase has it",
            signer.forge(r#"{"alg":"HS256","typ":"JWT"}"#, metabase.to_string()),
        ),
        (
            "with an integer",
            signer.sign(&more(json!({"params": {"customer": 42}}))),
        ),
        (
            "without a type",
            signer.forge(
                json!({"alg": "HS256", "kid": signer.kid}).to_string(),
                plain.to_string(),
            ),
        ),
        (
            "written over lines",
            signer.forge(
                signer.header(),
                serde_json::to_string_pretty(&plain).expect("json"),
            ),
        ),
        ("for us", signer.sign(&more(json!({"aud": "dbag-embed"})))),
        (
            "for our address",
            signer.sign(&more(json!({"aud": ["https://dbag.test/"]}))),
        ),
        ("9 s after its end", signer.sign(&more(exp(-9)))),
        (
            "9 s before it begins",
            signer.sign(&more(json!({"nbf": now() + 9}))),
        ),
        (
            "signed 9 s in the future",
            signer.sign(&more(json!({"iat": now() + 9}))),
        ),
        ("signed long ago", signer.sign(&more(json!({"iat": 0})))),
        ("a day long", signer.sign(&more(exp(86_400)))),
        ("a day and 10 s long", signer.sign(&more(exp(86_410)))),
    ];
    for (name, token) in cases {
        let answer = site.get(&format!("/embed/dashboard/{token}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
        assert!(answer.body.contains("4,211"), "{name}: {}", answer.body);
        assert!(!answer.body.contains("4,311"), "{name}");
    }
}

#[tokio::test]
async fn under_a_prefix_embeds_are_there_and_only_there() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    let site = Site::over(site.dbag, "/dbag", site.folder, clock);
    let page = site.get(&format!("/dbag/embed/dashboard/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for asset in ["/dbag/embed-frame.js", "/dbag/pkg/embed"] {
        assert!(page.body.contains(asset), "{asset}: {}", page.body);
    }
    let elsewhere = site.get(&format!("/embed/dashboard/{token}")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}
