//! What goes with every answer: policy, prefix, caching, refusals of odd addresses.

mod support;

use axum::http::{Method, StatusCode};
use support::{Site, signed_in};

#[tokio::test]
async fn the_policy_names_the_nonce_of_the_page_and_of_no_other() {
    let site = signed_in("").await;
    let (first, second) = (site.get("/").await, site.get("/").await);
    assert_eq!(first.status, StatusCode::OK);
    let nonce = |answer: &support::Answer| {
        let policy = answer.header("content-security-policy").to_owned();
        policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .map(str::to_owned)
    };
    let name = nonce(&first).expect("a nonce");
    assert_ne!(nonce(&first), nonce(&second));
    let scripts = first.body.matches("<script").count();
    assert_eq!(
        first.body.matches(&format!("nonce=\"{name}\"")).count(),
        scripts
    );
}

#[tokio::test]
async fn r15_no_page_has_an_inline_style_and_none_is_stored() {
    let site = signed_in("").await;
    for path in [
        "/",
        "/sources",
        "/settings",
        "/metric/new",
        "/login",
        "/no/such/page",
    ] {
        let page = site.get(path).await;
        assert!(
            !page.body.contains(" style=") && !page.body.contains("<style"),
            "{path}"
        );
        if page.status == StatusCode::OK {
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn r16_no_page_can_be_framed() {
    let site = signed_in("").await;
    for path in [
        "/",
        "/login",
        "/settings",
        "/no/such/page",
        "/healthz",
        "/metric/x.json",
    ] {
        let policy = site
            .get(path)
            .await
            .header("content-security-policy")
            .to_owned();
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
}

#[tokio::test]
async fn a_site_under_a_prefix_answers_there_and_only_there() {
    let site = signed_in("/dbag").await;
    for (path, status) in [
        ("/dbag", StatusCode::OK),
        ("/dbag/", StatusCode::OK),
        ("/dbag/no/such/page", StatusCode::NOT_FOUND),
        ("/", StatusCode::NOT_FOUND),
        ("/dbagger", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
    let page = site.get("/dbag/sources").await;
    for attribute in ["href", "action", "src"] {
        for link in page.body.split(&format!("{attribute}=\"/")).skip(1) {
            assert!(link.starts_with("dbag"), "{attribute}=\"/{link:.40}");
        }
    }
    assert!(
        !page.body.contains("\"/pkg/"),
        "scripts come from under the prefix"
    );
}

#[tokio::test]
async fn r31_path_spellings_reach_no_file() {
    let site = signed_in("").await;
    let spellings = [
        "../",
        "%2e%2e/",
        "..%2f",
        "..%5c",
        "%252e%252e%252f",
        "....//",
        "%00",
        "./.././",
        "//",
    ];
    for prefix in [
        "/",
        "/pkg/",
        "/fonts/",
        "/metric/",
        "/sources/",
        "/metric/a/",
    ] {
        for spelling in spellings {
            for target in ["etc/passwd", "dbag.db", "secret.key"] {
                let path = format!("{prefix}{}{target}", spelling.repeat(6));
                let answer = site.get(&path).await;
                assert!(
                    matches!(answer.status.as_u16(), 303 | 400 | 404 | 405),
                    "{path}: {}",
                    answer.status
                );
                assert!(!answer.body.contains("root:") && !answer.body.contains("SQLite format 3"));
            }
        }
    }
    for odd in [
        ":id", "%7Bid%7D", "*", "%25", "_", "null", "0", "-1", "a%2Fb", "%00",
    ] {
        let answer = site.get(&format!("/metric/{odd}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{odd}");
    }
}

#[tokio::test]
async fn health_is_public_and_nothing_else() {
    let site = Site::start("").await;
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(site.get("/readyz").await.status, StatusCode::OK);
    for path in [
        "/",
        "/metric/orders",
        "/metric/new",
        "/sources",
        "/settings",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert_eq!(
        site.get("/metric/orders.json").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        site.get("/metric/orders.csv").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn pages_are_packed_for_those_who_can_unpack() {
    let site = signed_in("").await;
    let packed = [("accept-encoding", "gzip, deflate, br")];
    for path in ["/", "/metric/new", "/no/such/page"] {
        let page = site.send(Method::GET, path, None, &packed).await;
        assert_eq!(page.header("content-encoding"), "gzip", "{path}");
        assert!(page.header("vary").contains("accept-encoding"), "{path}");
        assert_eq!(
            site.get(path).await.header("content-encoding"),
            "",
            "{path}"
        );
    }
}
