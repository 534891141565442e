//! Links: who sees what, until when (R48).

use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use dbag_domain::{Binding, PanelKind};
use dbag_operations::ShareForm;

use crate::published::{SHOP, about_customers, on, publish};
use crate::shop::{ACTOR, add, metric, panel, series, today};
use crate::support::{Answer, Site, clock};

/// Two customers with numbers that nobody confuses, and a dashboard for each.
pub(crate) async fn site() -> Site {
    let site = Site::start("").await;
    let values: [(Option<&str>, &[f64]); 2] = [
        (Some("42"), &[7_001_042.0, 7_002_042.0, 7_003_042.0]),
        (Some("43"), &[7_001_043.0, 7_002_043.0, 7_003_043.0]),
    ];
    metric(&site, "orders", &values).await;
    let kinds = [PanelKind::Line, PanelKind::Number];
    let of = |(kind, at)| panel(kind, at, vec![series("orders", Binding::Page)]);
    let panels = kinds.into_iter().zip(0..).map(of).collect();
    add(&site, &about_customers("customer", panels)).await;
    site
}

pub(crate) fn form(name: &str) -> ShareForm {
    ShareForm {
        name: name.to_owned(),
        object: "42".to_owned(),
        ..ShareForm::default()
    }
}

/// A link that asks for a password.
pub(crate) fn with_password() -> ShareForm {
    ShareForm {
        password: "open sesame".to_owned(),
        ..form("Acme")
    }
}

/// Makes a link and answers its path.
pub(crate) async fn share(site: &Site, form: &ShareForm) -> String {
    let made = site
        .dbag
        .add_share_link(&ACTOR, "customer", form, clock())
        .await;
    format!("/s/{}", made.expect("a link").token)
}

#[tokio::test]
async fn r48_share_links_show_their_object_and_nothing_of_another() {
    let site = site().await;
    let link = share(&site, &form("Acme")).await;
    for path in [
        link.clone(),
        format!("{link}?range=all"),
        format!("{link}/panel/1.svg"),
        format!("{link}/panel/1.csv"),
    ] {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let body = answer.body.replace(',', "");
        assert!(body.contains("7003042"), "{path}");
        assert!(!body.contains("043"), "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
    for path in [
        format!("{link}?object=43"),
        format!("{link}?customer=43"),
        format!("{link}/panel/1.svg?object=43"),
    ] {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(!answer.body.contains("7,00"), "{path}");
    }
    for path in [
        format!("{link}/panel/99.svg"),
        format!("{link}/panel/1.json"),
        format!("{link}/panel/x.svg"),
    ] {
        assert_eq!(
            site.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

#[tokio::test]
async fn r48_share_links_of_some_days_show_no_other_day() {
    let site = site().await;
    let link = share(
        &site,
        &ShareForm {
            from: today().previous().to_string(),
            ..form("Acme")
        },
    )
    .await;
    for path in [
        link.clone(),
        format!("{link}?range=all&compare=previous"),
        format!("{link}?from=2026-11-01&to=2026-11-23"),
        format!("{link}/panel/1.csv?range=all"),
    ] {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let body = answer.body.replace(',', "");
        assert!(body.contains("7002042"), "{path}");
        assert!(!body.contains("7001042"), "{path}");
    }
}

#[tokio::test]
async fn what_a_link_does_not_show_is_not_compared_with() {
    let site = site().await;
    let all = share(&site, &form("Acme")).await;
    let last = ShareForm {
        from: today().to_string(),
        ..form("Acme")
    };
    let last = share(&site, &last).await;
    for (link, is_compared) in [(all, true), (last, false)] {
        let answer = site.get(&format!("{link}?range=1d&compare=previous")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body.contains("period before"), is_compared, "{link}");
        assert_eq!(answer.body.contains("7,002,042"), is_compared, "{link}");
    }
}

#[tokio::test]
async fn r48_share_links_that_are_guessed_are_answered_slowly_in_every_way() {
    let site = site().await;
    site.set_peer([192, 0, 2, 1]);
    let guess = format!("/s/{}", "a".repeat(33));
    for _ in 0..60 {
        site.get(&guess).await;
    }
    let file = format!("{guess}/panel/1.svg");
    let oembed = format!("/oembed?url=https://dbag.test{guess}");
    let password = [("password", "open sesame")];
    let ways = tokio::join!(
        slowness(site.get(&guess)),
        slowness(site.get(&file)),
        slowness(site.get(&oembed)),
        slowness(site.post(&guess, &password)),
    );
    for waited in [ways.0, ways.1, ways.2, ways.3] {
        assert!(waited >= Duration::from_secs(1), "{ways:?}");
    }
}

/// How long a guess waits for its refusal.
async fn slowness(guess: impl Future<Output = Answer>) -> Duration {
    let start = Instant::now();
    assert_eq!(guess.await.status, StatusCode::NOT_FOUND);
    start.elapsed()
}

#[tokio::test]
async fn r48_share_links_are_refused_alike_when_unknown_revoked_or_over() {
    let site = site().await;
    let revoked = share(&site, &form("Acme")).await;
    let links = site.dbag.share_links(&ACTOR, None).await.expect("links");
    let gone = site
        .dbag
        .revoke_share_link(&ACTOR, links[0].id, clock())
        .await;
    gone.expect("revoked");
    let made_long_ago = clock() - TimeDelta::days(8);
    let week = ShareForm {
        days: "7".to_owned(),
        ..form("Acme")
    };
    let over = site
        .dbag
        .add_share_link(&ACTOR, "customer", &week, made_long_ago)
        .await;
    let over = format!("/s/{}", over.expect("a link").token);
    let unknown = format!("/s/{}", "a".repeat(33));
    let neutral = site.get(&unknown).await;
    assert_eq!(neutral.status, StatusCode::NOT_FOUND);
    assert!(!neutral.body.contains("customer"), "{}", neutral.body);
    for path in [
        revoked,
        over,
        "/s/:link".to_owned(),
        "/s/*".to_owned(),
        "/s/null".to_owned(),
        "/s/0".to_owned(),
        "/s/%25".to_owned(),
        "/s/%00".to_owned(),
        "/s/%ff".to_owned(),
    ] {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body, neutral.body, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn r48_share_links_with_a_password_ask_for_it_and_are_framed_by_nobody() {
    let site = site().await;
    publish(&site, "customer", &on()).await;
    let open = share(&site, &form("Acme")).await;
    let policy = site.get(&open).await;
    let policy = policy.header("content-security-policy").to_owned();
    assert!(
        policy.contains(&format!("frame-ancestors {SHOP}")),
        "{policy}"
    );

    let locked = share(&site, &with_password()).await;
    let asked = site.get(&locked).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("A password is needed") && !asked.body.contains("7,00"));
    assert!(
        asked
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    for path in ["panel/1.svg", "panel/1.csv", "panel/card.png"] {
        let answer = site.get(&format!("{locked}/{path}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }

    let wrong = site.post(&locked, &[("password", "sesame")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.header("set-cookie"), "");
    let right = site.post(&locked, &[("password", "open sesame")]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    let cookie = right.header("set-cookie").to_owned();
    assert!(
        cookie.contains(&format!("Path={locked};")) && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let shown = site.get(&locked).await;
    assert!(
        shown.body.contains("7,003,042"),
        "the browser keeps the cookie"
    );
    assert!(
        shown
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert!(
        !shown.body.contains("og:image"),
        "what is behind a password does not unfurl"
    );

    // What opens one link opens no other.
    let other = share(&site, &with_password()).await;
    assert!(!site.get(&other).await.body.contains("7,00"));
    site.set_cookie(Some("dbag-share=v1:00".to_owned()));
    assert!(!site.get(&locked).await.body.contains("7,00"));
}

#[tokio::test]
async fn r48_share_link_passwords_are_not_guessed() {
    let site = site().await;
    let locked = share(&site, &with_password()).await;
    let mut last = StatusCode::OK;
    for _ in 0..8 {
        last = site.post(&locked, &[("password", "guess")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn r48_share_link_passwords_are_asked_for_whoever_fails_to_sign_in() {
    let site = site().await;
    let locked = share(&site, &with_password()).await;
    for name in ["1", "share 1"] {
        for _ in 0..8 {
            site.sign_in("", name, "guess").await;
        }
    }
    let right = site.post(&locked, &[("password", "open sesame")]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn r48_share_links_change_nothing() {
    let site = site().await;
    let link = share(&site, &form("Acme")).await;
    for method in [Method::DELETE, Method::PUT, Method::PATCH] {
        let headers = [("sec-fetch-site", "same-origin")];
        let answer = site.send(method.clone(), &link, None, &headers).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let posted = site
        .post(&link, &[("password", "x"), ("do", "revoke")])
        .await;
    assert_eq!(posted.status, StatusCode::UNPROCESSABLE_ENTITY);
    let needless = site.post(&link, &[("password", "x")]).await;
    assert_eq!(needless.status, StatusCode::FORBIDDEN);
    for path in ["/", "/d/customer/42", "/metric/orders", "/objects/customer"] {
        assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
}

#[tokio::test]
async fn a_link_is_made_for_an_object_that_is_there_and_days_in_order() {
    let site = site().await;
    for (form, field) in [
        (
            ShareForm {
                object: String::new(),
                ..form("Acme")
            },
            "object",
        ),
        (
            ShareForm {
                object: "44".to_owned(),
                ..form("Acme")
            },
            "object",
        ),
        (
            ShareForm {
                name: " ".to_owned(),
                ..form("Acme")
            },
            "name",
        ),
        (
            ShareForm {
                from: "soon".to_owned(),
                ..form("Acme")
            },
            "from",
        ),
        (
            ShareForm {
                from: "2026-02-02".to_owned(),
                to: "2026-02-01".to_owned(),
                ..form("Acme")
            },
            "to",
        ),
        (
            ShareForm {
                password: "12345".to_owned(),
                ..form("Acme")
            },
            "password",
        ),
        (
            ShareForm {
                days: "0".to_owned(),
                ..form("Acme")
            },
            "days",
        ),
        (
            ShareForm {
                days: "ten".to_owned(),
                ..form("Acme")
            },
            "days",
        ),
    ] {
        let refused = site
            .dbag
            .add_share_link(&ACTOR, "customer", &form, clock())
            .await;
        let problems = refused.expect_err("refused");
        let fields: Vec<_> = problems.iter().map(|one| one.field.as_deref()).collect();
        assert_eq!(fields, [Some(field)], "{form:?}");
    }
}

#[tokio::test]
async fn a_link_is_made_for_the_only_object_of_a_name() {
    let site = site().await;
    for (key, name) in [("42", "Acme"), ("43", "Globex")] {
        let renamed = site
            .dbag
            .rename_object(&ACTOR, "customer", key, name, clock());
        renamed.await.expect("renamed");
    }
    let named = ShareForm {
        object: "acme".to_owned(),
        ..form("Acme")
    };
    let link = share(&site, &named).await;
    assert!(site.get(&link).await.body.contains("7,003,042"));
    let renamed = site
        .dbag
        .rename_object(&ACTOR, "customer", "43", "Acme", clock());
    renamed.await.expect("renamed");
    let refused = site
        .dbag
        .add_share_link(&ACTOR, "customer", &named, clock())
        .await;
    let problems = refused.expect_err("refused");
    assert_eq!(
        problems[0].message,
        "2 are called “acme”; write the key of one"
    );
}

#[tokio::test]
async fn r03_a_dashboard_that_shows_other_objects_is_not_shared() {
    let site = site().await;
    let every = vec![series("orders", Binding::Every)];
    let panels = vec![panel(PanelKind::Ranking, 0, every)];
    add(&site, &about_customers("ranked", panels)).await;
    let refused = site
        .dbag
        .add_share_link(&ACTOR, "ranked", &form("Acme"), clock())
        .await;
    let problems = refused.expect_err("refused");
    assert!(
        problems[0].message.contains("lists all objects"),
        "{problems:?}"
    );
}
