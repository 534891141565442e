//! R31 and T27: whatever stands in an address below `/embed` is answered plainly, never with a
//! file, a fault, or a word of what there is.

use axum::http::{Method, StatusCode};

use crate::neutral::Neutral;
use crate::site::small;
use crate::support::Answer;

/// Ways to spell what is no token.
const TRICKS: [&str; 44] = [
    "..",
    "../",
    "../..",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fdbag.db",
    "%2e%2e",
    "%2E%2E/",
    "..%5c..%5cdbag.db",
    "..\\..\\dbag.db",
    "%252e%252e%252f",
    "%25%32%65%25%32%65",
    "..%00/",
    "%00",
    "a%00b",
    "%00.svg",
    "//",
    "///etc/passwd",
    "//evil.example/",
    "/./",
    "./dbag.db",
    "%2F",
    "%2Fetc%2Fpasswd",
    "%2f%2fevil.example",
    "..;/",
    "..%c0%af..%c0%af",
    "%c0%ae%c0%ae",
    "%ff",
    "%ff%fe.svg",
    "%e0%80%ae",
    "%",
    "%zz",
    "%u002e",
    ":id",
    "{id}",
    "{token}",
    "*",
    "_",
    "null",
    "undefined",
    "0",
    "-1",
    "dbag.db",
    "secret.key",
];

const PREFIXES: [&str; 4] = ["/embed", "/embed/dashboard", "/embed/panel", "/embed/badge"];

/// Asserts that an answer is a plain refusal.
fn assert_plain(answer: &Answer, what: &str) {
    let expected = [
        StatusCode::BAD_REQUEST,
        StatusCode::UNAUTHORIZED,
        StatusCode::NOT_FOUND,
    ];
    assert!(
        expected.contains(&answer.status),
        "{what}: {}",
        answer.status
    );
    for word in [
        "root:",
        "SQLite format",
        "panicked",
        "src/",
        "`token`",
        "4,211",
        "orders",
        "The shop",
    ] {
        assert!(
            !answer.body.contains(word),
            "{what}: {word}: {}",
            answer.body
        );
    }
    let policy = answer.header("content-security-policy");
    // An address that no client can send is answered by nobody.
    if !answer.headers.is_empty() {
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{what}: {policy}"
        );
    }
}

#[tokio::test]
async fn r31_path_tricks_below_embed_are_refused() {
    let (site, signer) = small().await;
    site.set_cookie(None);
    let good = signer.dashboard("shop", "42");
    for prefix in PREFIXES {
        for trick in TRICKS {
            for path in [
                format!("{prefix}/{trick}"),
                format!("{prefix}/{trick}.svg?panel=1"),
                format!("{prefix}/{trick}.json"),
                format!("{prefix}/{trick}/more"),
            ] {
                let answer = site.get(&path).await;
                assert_plain(&answer, &path);
            }
        }
        for trick in TRICKS.iter().filter(|trick| !["/./", "//"].contains(trick)) {
            let path = format!("{prefix}/{good}/{trick}");
            let answer = site.get(&path).await;
            assert_plain(&answer, &path);
        }
    }
}

#[tokio::test]
async fn r31_forty_letters_that_are_no_token_are_refused_alike() {
    let (site, _) = small().await;
    let neutral = Neutral::of(&site).await;
    for trick in TRICKS {
        if trick.contains(['/', '\\', '{']) || ["..", "%2e%2e", "%", "%zz"].contains(&trick) {
            continue;
        }
        for path in [
            format!("/embed/dashboard/{trick}"),
            format!("/embed/panel/{trick}.csv"),
        ] {
            let answer = site.get(&path).await;
            neutral.assert_refused(&answer, StatusCode::UNAUTHORIZED, &path);
        }
    }
}

#[tokio::test]
async fn t27_no_host_that_a_request_names_is_repeated() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for path in [
        format!("/embed/dashboard/{token}"),
        "/embed/dashboard/none".to_owned(),
    ] {
        let headers = [
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "host=evil.example"),
            ("origin", "https://evil.example"),
            ("referer", "https://evil.example/"),
        ];
        let answer = site.send(Method::GET, &path, None, &headers).await;
        assert!(!answer.body.contains("evil.example"), "{}", answer.body);
        let mut told = answer.headers.values();
        assert!(!told.any(|value| value.as_bytes().windows(4).any(|part| part == b"evil")));
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn head_has_no_body_and_other_methods_are_refused() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for path in [
        format!("/embed/dashboard/{token}"),
        format!("/embed/panel/{token}.svg?panel=1"),
    ] {
        let head = site.send(Method::HEAD, &path, None, &[]).await;
        assert_eq!((head.status, &*head.body), (StatusCode::OK, ""), "{path}");
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let own = [("sec-fetch-site", "same-origin")];
            let refused = site
                .send(method.clone(), &path, Some("object=43".to_owned()), &own)
                .await;
            assert_eq!(
                refused.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
            assert!(!refused.body.contains("4,"), "{}", refused.body);
        }
    }
}
