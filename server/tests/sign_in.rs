//! Setup, signing in and out, and who may do what, as a browser meets them.

mod support;

use axum::http::{Method, StatusCode};
use dbag_domain::Role;
use dbag_operations::Location;
use support::{PASSWORD, Site, encode, signed_in};

async fn fresh() -> Site {
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::Sqlite(folder.path().join("dbag.db"));
    Site::empty("", folder, location).await
}

#[tokio::test]
async fn r14_the_setup_code_works_once() {
    let site = fresh().await;
    assert_eq!(site.get("/").await.header("location"), "/setup");
    let code = site
        .dbag
        .new_setup_code()
        .await
        .expect("kept")
        .expect("nobody is there yet");
    let fields = |code: &'static str| {
        [
            ("code", code),
            ("email", "ann@example.com"),
            ("password", PASSWORD),
        ]
    };
    let wrong = site.post("/setup", &fields("wrong")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"ann@example.com\""),
        "what was typed stays"
    );
    assert!(!wrong.body.contains(PASSWORD) && !wrong.body.contains(&code));
    let right = [
        ("code", code.as_str()),
        ("email", "ann@example.com"),
        ("password", PASSWORD),
    ];
    let made = site.post("/setup", &right).await;
    assert_eq!(
        (made.status, made.header("location")),
        (StatusCode::SEE_OTHER, "/sources")
    );
    assert_eq!(site.get("/sources").await.status, StatusCode::OK);
    assert_eq!(site.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.post("/setup", &right).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn r25_login_tells_nobody_who_exists() {
    let site = Site::start("").await;
    let unknown = site.sign_in("", "bob@example.com", PASSWORD).await;
    let wrong = site.sign_in("", "ann@example.com", "something else").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.status, unknown.status);
    assert!(unknown.body.contains("e-mail address or password is wrong"));
    assert!(wrong.body.contains("e-mail address or password is wrong"));
}

#[tokio::test]
async fn r25_login_backs_off_without_locking() {
    let site = Site::start("").await;
    let mut refused = 0;
    for _ in 0..12 {
        let answer = site.sign_in("", "ann@example.com", "something else").await;
        refused += usize::from(answer.body.contains("Too many attempts"));
    }
    assert!(refused >= 6, "{refused} of 12 attempts were refused unread");
}

#[tokio::test]
async fn r26_session_cookies_are_new_and_end() {
    let site = Site::start("").await;
    site.set_cookie(Some("dbag=presetbyanattacker".to_owned()));
    let answer = site.sign_in("", "ann@example.com", PASSWORD).await;
    let set = answer.header("set-cookie").to_owned();
    assert!(
        set.starts_with("dbag=") && !set.contains("presetbyanattacker"),
        "{set}"
    );
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax"),
        "{set}"
    );
    let cookie = site.cookie();
    assert_eq!(site.get("/").await.status, StatusCode::OK);
    site.post("/logout", &[]).await;
    assert_eq!(site.cookie(), None);
    site.set_cookie(cookie);
    assert_eq!(
        site.get("/").await.status,
        StatusCode::SEE_OTHER,
        "the old cookie is worth nothing"
    );
}

#[tokio::test]
async fn r09_forms_of_other_sites_change_nothing() {
    let site = signed_in("").await;
    let body = encode(&[
        ("email", "eve@example.com"),
        ("role", "admin"),
        ("password", PASSWORD),
    ]);
    let foreign: [&[(&str, &str)]; 3] = [
        &[("sec-fetch-site", "cross-site")],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "http://other.dbag.test"),
        ],
        &[("origin", "http://evil.test")],
    ];
    for headers in foreign {
        for path in [
            "/settings/people",
            "/logout",
            "/metric/new",
            "/sources",
            "/import",
            "/import/file/0",
            "/import/undo/1",
            "/login",
        ] {
            let answer = site
                .send(Method::POST, path, Some(body.clone()), headers)
                .await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
    assert!(!site.get("/settings").await.body.contains("eve@example.com"));
    let own = &[("sec-fetch-site", "same-origin")];
    let answer = site
        .send(Method::POST, "/settings/people", Some(body), own)
        .await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "the control: the own form is taken"
    );
    assert!(site.get("/settings").await.body.contains("eve@example.com"));
}

#[tokio::test]
async fn r32_redirects_stay_here() {
    let site = Site::start("").await;
    for next in [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "/%5cevil.test",
        "javascript:x",
    ] {
        let fields = [
            ("email", "ann@example.com"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let answer = site.post("/login", &fields).await;
        assert_eq!(answer.header("location"), "/", "{next}");
    }
    let fields = [
        ("email", "ann@example.com"),
        ("password", PASSWORD),
        ("next", "/sources?x=1"),
    ];
    assert_eq!(
        site.post("/login", &fields).await.header("location"),
        "/sources?x=1"
    );
}

#[tokio::test]
async fn r05_roles_hold_at_the_door() {
    let site = Site::start("").await;
    site.add_person("vic@example.com", Role::Viewer).await;
    site.add_person("edi@example.com", Role::Editor).await;
    let posts: [(&str, &[(&str, &str)]); 4] = [
        (
            "/metric/new",
            &[("label", "x"), ("metric_type", "push"), ("do", "save")],
        ),
        ("/metric/x/collect", &[]),
        (
            "/sources",
            &[("slug", "s"), ("url", "sqlite:///nowhere.db")],
        ),
        (
            "/settings/people",
            &[
                ("email", "x@example.com"),
                ("role", "admin"),
                ("password", PASSWORD),
            ],
        ),
    ];
    let imports = ["/import", "/import/file/0", "/import/undo/1"];
    for path in imports {
        let asked = [site.get(path).await, site.post(path, &[]).await];
        for answer in asked {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "nobody {path}");
            assert!(answer.header("location").starts_with("/login"), "{path}");
        }
    }
    let state = site.get("/import/file/0/state").await;
    assert_eq!(state.status, StatusCode::UNAUTHORIZED);
    site.sign_in("", "vic@example.com", PASSWORD).await;
    for path in imports.into_iter().chain(["/import/file/0/state"]) {
        let status = site.get(path).await.status;
        assert_eq!(status, StatusCode::FORBIDDEN, "viewer {path}");
    }
    for path in imports {
        let status = site.post(path, &[]).await.status;
        assert_eq!(status, StatusCode::FORBIDDEN, "viewer {path}");
    }
    for (path, fields) in posts {
        assert_eq!(
            site.post(path, fields).await.status,
            StatusCode::FORBIDDEN,
            "viewer {path}"
        );
    }
    assert_eq!(site.get("/settings").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get("/").await.status, StatusCode::OK);
    site.sign_in("", "edi@example.com", PASSWORD).await;
    for (path, status) in imports.into_iter().zip([200, 404, 404]) {
        assert_eq!(site.get(path).await.status, status, "editor {path}");
    }
    for (path, fields) in &posts[2..] {
        assert_eq!(
            site.post(path, fields).await.status,
            StatusCode::FORBIDDEN,
            "editor {path}"
        );
    }
    assert_eq!(
        site.post(posts[0].0, posts[0].1).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn r19_odd_bodies_are_refused_and_never_break() {
    let site = signed_in("").await;
    let own = &[("sec-fetch-site", "same-origin")];
    let bodies = [
        "",
        "a",
        "email[]=1&email[]=2",
        "email=%00&password=%ff",
        &"x=1&".repeat(5_000),
        "%",
        "&&&===",
    ];
    for path in [
        "/login",
        "/setup",
        "/metric/new",
        "/metric/x/correct",
        "/metric/x/backfill",
        "/sources",
        "/settings/people",
        "/settings/people/remove",
    ] {
        for body in bodies {
            let answer = site
                .send(Method::POST, path, Some(body.to_owned()), own)
                .await;
            let status = answer.status.as_u16();
            assert!(
                status == 303 || (400..500).contains(&status),
                "{path} {body:.20}: {status}"
            );
        }
        let json = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
        ];
        let answer = site.send(Method::POST, path, None, &json).await;
        assert!(
            answer.status.is_client_error() || answer.status.is_redirection(),
            "{path}"
        );
    }
    let long = "x".repeat(300 * 1024);
    let answer = site
        .send(
            Method::POST,
            "/metric/new",
            Some(format!("label={long}")),
            own,
        )
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
