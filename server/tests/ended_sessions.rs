//! What was typed when a session had ended: every form of the site keeps it in the answer's page.

mod support;

use axum::http::{Method, StatusCode};
use dbag_domain::Role;
use support::{PASSWORD, Site};

/// Every form that people type into: its address, fields, and the ones that must come back.
type TypedForm = (&'static str, &'static [(&'static str, &'static str)]);

const TYPED: [TypedForm; 15] = [
    (
        "/metric/orders/correct?x=1",
        &[
            ("day", "2026-11-20"),
            ("value", "12"),
            ("note", "a \"note\"\nof two lines"),
            ("object", "7"),
            ("view", "range=30d"),
        ],
    ),
    (
        "/metric/orders/note",
        &[
            ("from", "2026-11-20"),
            ("text", "a launch"),
            ("personal", "no"),
            ("personal", "yes"),
        ],
    ),
    (
        "/metric/orders/goal",
        &[("shape", "line"), ("points", "2026-11-01 5"), ("do", "set")],
    ),
    (
        "/metric/orders/backfill",
        &[("from", "2026-11-01"), ("to", "2026-11-03"), ("yes", "yes")],
    ),
    (
        "/metric/new",
        &[
            ("label", "Late orders"),
            ("property.query", "select 1"),
            ("do", "save"),
        ],
    ),
    (
        "/metric/orders/edit",
        &[("label", "Late orders"), ("version", "3")],
    ),
    (
        "/objects/customer",
        &[("pasted", "key,label\n1,Ann"), ("do", "describe")],
    ),
    (
        "/objects/customer/7",
        &[("label", "Seven"), ("do", "rename")],
    ),
    (
        "/sources",
        &[
            ("slug", "shop"),
            ("url", "sqlite:///shop.db"),
            ("do", "test"),
        ],
    ),
    (
        "/settings/people",
        &[("email", "new@example.com"), ("role", "viewer")],
    ),
    ("/d/new", &[("draft", "{}"), ("head.label", "Shop")]),
    ("/d/shop/edit", &[("draft", "{}"), ("head.label", "Shop")]),
    (
        "/d/shop/share",
        &[("name", "For Ben"), ("password", ""), ("do", "add-link")],
    ),
    ("/import", &[("pasted", "date,a\n2026-11-01,5")]),
    (
        "/import/file/0",
        &[("role.1", "value:flow"), ("do", "more")],
    ),
];

#[tokio::test]
async fn what_was_typed_when_the_session_had_ended_is_kept_in_the_page() {
    for prefix in ["", "/dbag"] {
        let site = Site::start(prefix).await;
        for (path, fields) in TYPED {
            let path = format!("{prefix}{path}");
            let kept = site.post(&path, fields).await;
            assert_eq!(kept.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(kept.body.contains("Your session has ended"), "{path}");
            assert!(
                kept.body.contains(&format!("action=\"{path}\"")),
                "{path}: {}",
                kept.body
            );
            let mut at = 0;
            for (name, value) in fields {
                let value = value.replace('"', "&quot;");
                let input = format!("name=\"{name}\" value=\"{value}\"");
                let found = kept.body[at..].find(&input);
                at += found.unwrap_or_else(|| panic!("{path}: no {input}: {}", kept.body));
            }
        }
    }
}

#[tokio::test]
async fn what_was_kept_is_saved_after_signing_in_and_not_before() {
    let site = Site::start("").await;
    let person = [
        ("email", "new@example.com"),
        ("role", "viewer"),
        ("password", "a first password"),
    ];
    let kept = site.post("/settings/people", &person).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    assert!(!kept.body.contains("a first password"), "{}", kept.body);
    assert!(
        kept.body.contains("name=\"password\" type=\"password\""),
        "it is asked for again: {}",
        kept.body
    );
    site.sign_in("", "ann@example.com", PASSWORD).await;
    assert!(!site.get("/settings").await.body.contains("new@example.com"));
    let saved = site.post("/settings/people", &person).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(site.get("/settings").await.body.contains("new@example.com"));
}

#[tokio::test]
async fn secrets_are_never_repeated_to_whoever_is_not_signed_in() {
    let site = Site::start("").await;
    for url in [
        "postgres://ann:hush-hush@db/shop",
        "postgres://db/shop?password=hush-hush",
    ] {
        let kept = site
            .post("/sources", &[("slug", "shop"), ("url", url)])
            .await;
        assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
        assert!(!kept.body.contains("hush-hush"), "{}", kept.body);
        assert!(kept.body.contains("name=\"slug\" value=\"shop\""));
        assert!(
            kept.body.contains("name=\"url\" type=\"password\""),
            "{}",
            kept.body
        );
    }
    let link = [
        ("name", "For Ben"),
        ("password", "hush-hush"),
        ("do", "add-link"),
    ];
    let kept = site.post("/d/shop/share", &link).await;
    assert!(!kept.body.contains("hush-hush"), "{}", kept.body);
    // A link that was to have a password is not made without one.
    assert!(kept.body.contains("required"), "{}", kept.body);
}

#[tokio::test]
async fn what_cannot_be_kept_is_said() {
    let site = Site::start("").await;
    let file = site
        .send_file("/import", "a.csv", b"date,a\n2026-11-01,5\n")
        .await;
    assert_eq!(file.status, StatusCode::UNAUTHORIZED);
    assert!(
        file.body.contains("a.csv") && file.body.contains("choose it again"),
        "{}",
        file.body
    );
    let large = site
        .send_file("/import", "large.csv", &[b'1'; 6 << 20])
        .await;
    assert_eq!(large.status, StatusCode::UNAUTHORIZED);
    assert!(large.body.contains("large.csv"), "{}", large.body);
    let long = "x".repeat(5 * 1024 * 1024);
    let long = site.post("/objects/customer", &[("pasted", &long)]).await;
    assert_eq!(long.status, StatusCode::UNAUTHORIZED);
    assert!(
        long.body.contains("too long to be kept"),
        "{:.2000}",
        long.body
    );
    assert!(long.body.len() < 100_000);
    // A million short fields would be a page of many times their letters.
    let many = "a=1&".repeat(1_000_000);
    let own = &[("sec-fetch-site", "same-origin")];
    let many = site
        .send(Method::POST, "/metric/new", Some(many), own)
        .await;
    assert_eq!(many.status, StatusCode::UNAUTHORIZED);
    assert!(many.body.len() < 100_000, "{}", many.body.len());
    let some = vec![("a", "1"); 5_000];
    let some = site.post("/metric/new", &some).await;
    assert!(some.body.contains("name=\"a\" value=\"1\""));
    // A button alone holds nothing: it is on its page again.
    let button = site.post("/metric/orders/pause", &[]).await;
    assert_eq!(
        button.header("location"),
        "/login?next=/metric/orders/pause"
    );
    let hidden = site.post("/d/shop/mine", &[("do", "favourite")]).await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER);
}

/// Another person signed in beside the page, who may not do it.
#[tokio::test]
async fn what_a_person_may_not_send_is_kept_in_the_page() {
    let site = Site::start("").await;
    site.add_person("vera@example.com", Role::Viewer).await;
    site.sign_in("", "vera@example.com", PASSWORD).await;
    let fields = [
        ("day", "2026-11-20"),
        ("value", "12"),
        ("note", "counted twice"),
    ];
    let kept = site.post("/metric/orders/correct", &fields).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN, "{}", kept.body);
    for part in [
        "action=\"/metric/orders/correct\"",
        "name=\"value\" value=\"12\"",
        "name=\"note\" value=\"counted twice\"",
        "This takes the role editor",
        "<title>Not allowed",
    ] {
        assert!(kept.body.contains(part), "{part}: {}", kept.body);
    }
    let person = [
        ("email", "new@example.com"),
        ("role", "viewer"),
        ("password", "hush-hush"),
    ];
    let kept = site.post("/settings/people", &person).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN);
    assert!(
        kept.body.contains("new@example.com") && !kept.body.contains("hush-hush"),
        "{}",
        kept.body
    );
    // A button holds nothing.
    let button = site.post("/metric/orders/pause", &[]).await;
    assert_eq!(button.status, StatusCode::FORBIDDEN);
    assert!(!button.body.contains("Go on"), "{}", button.body);
}
