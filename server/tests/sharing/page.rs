//! The page on which a dashboard is shared and embedded.

use axum::http::StatusCode;
use dbag_domain::{Binding, PanelKind, Role};

use super::links::site;
use crate::published::about_customers;
use crate::shop::{ACTOR, add, panel, series};
use crate::support::{PASSWORD, Site, clock};

async fn signed_in() -> Site {
    let site = site().await;
    site.sign_in("", "ann@example.com", PASSWORD).await;
    site
}

#[tokio::test]
async fn a_link_is_made_shown_once_and_revoked() {
    let site = signed_in().await;
    let fields = [("do", "add-link"), ("name", "Acme <b>"), ("object", "42")];
    let made = site.post("/d/customer/share", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let at = made.body.find("https://dbag.test/s/").expect("the link");
    let path = &made.body[at + "https://dbag.test".len()..][..36];
    assert_eq!(site.get(path).await.status, StatusCode::OK);
    let page = site.get("/d/customer/share").await.body;
    assert!(
        page.contains("Acme &lt;b&gt;") && !page.contains(path),
        "{page}"
    );
    let revoked = site
        .post("/d/customer/share/revoke", &[("link", "1")])
        .await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_typed_is_kept_where_something_is_wrong() {
    let site = signed_in().await;
    let fields = [
        ("do", "add-link"),
        ("name", "Acme"),
        ("object", "99"),
        ("days", "many"),
    ];
    let refused = site.post("/d/customer/share", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "value=\"Acme\"",
        "value=\"99\"",
        "value=\"many\"",
        "nothing was remembered of it",
    ] {
        assert!(refused.body.contains(part), "{part}");
    }
    let fields = [
        ("do", "settings"),
        ("on", "no"),
        ("on", "yes"),
        ("origins", "https://shop.example.com\nshop.example.com"),
        ("minutes", "0"),
    ];
    let refused = site.post("/d/customer/share", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("`shop.example.com` is not an origin")
            || refused.body.contains("is not an origin")
    );
    assert!(
        refused
            .body
            .contains("https://shop.example.com\nshop.example.com")
    );
}

#[tokio::test]
async fn embedding_is_switched_on_and_a_key_is_made_whose_secret_is_shown_once() {
    let site = signed_in().await;
    let fields = [
        ("do", "settings"),
        ("on", "no"),
        ("on", "yes"),
        ("origins", "https://shop.example.com"),
        ("minutes", "10"),
        ("notes", "no"),
    ];
    let set = site.post("/d/customer/share", &fields).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    let made = site
        .post(
            "/d/customer/share",
            &[("do", "add-key"), ("key_name", "shop")],
        )
        .await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.body.contains("is shown this once"));
    let page = site.get("/d/customer/share").await.body;
    assert!(page.contains("ek_") && !page.contains("is shown this once"));
    assert!(page.contains("https://dbag.test/embed.js"));
    for language in ["Python", "Node", "Ruby", "PHP", "Go", "Java", "C#", "Rust"] {
        assert!(
            page.contains(&format!(">{language}</summary>")),
            "{language}"
        );
    }
}

#[tokio::test]
async fn a_key_says_how_long_its_tokens_live_and_becomes_the_default() {
    let site = signed_in().await;
    let add = async |name: &str, life: &str| {
        let fields = [("do", "add-key"), ("key_name", name), ("key_life", life)];
        site.post("/d/customer/share", &fields).await
    };
    assert_eq!(add("shop", "").await.status, StatusCode::OK);
    assert_eq!(add("mail", "604800").await.status, StatusCode::OK);
    for life in ["many", "5", "99999999999"] {
        let refused = add("other", life).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{life}");
        assert!(
            refused.body.contains("value=\"other\""),
            "what was typed stays"
        );
    }
    let page = site.get("/d/customer/share").await.body;
    for words in ["tokens live 24 h at most", "tokens live 7 d at most"] {
        assert!(page.contains(words), "{words}");
    }
    let keys = site.dbag.embed_keys(&ACTOR).await.expect("keys");
    let mail = keys.iter().find(|key| key.name == "mail").expect("made");
    assert!(!mail.is_default && mail.most_seconds == 604_800);
    let path = "/d/customer/share/default";
    let set = site.post(path, &[("kid", &mail.kid)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    let keys = site.dbag.embed_keys(&ACTOR).await.expect("keys");
    let defaults = keys.iter().filter(|key| key.is_default);
    assert_eq!(defaults.map(|key| &*key.name).collect::<Vec<_>>(), ["mail"]);
    let missing = site.post(path, &[("kid", "ek_none")]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn objects_are_suggested_by_key_and_name() {
    let site = signed_in().await;
    let renamed = site
        .dbag
        .rename_object(&ACTOR, "customer", "42", "Acme", clock());
    renamed.await.expect("renamed");
    let page = site.get("/d/customer/share").await.body;
    assert!(
        page.contains("<option value=\"42\" label=\"Acme\">"),
        "{page}"
    );
    assert!(page.contains("<option value=\"43\">"));
    assert_eq!(page.matches("list=\"objects\"").count(), 2);
}

#[tokio::test]
async fn r03_what_is_not_bound_is_named_and_embedding_stays_off() {
    let site = signed_in().await;
    let mut lost = panel(
        PanelKind::Number,
        0,
        vec![series("orders", Binding::Unbound)],
    );
    lost.title = "Everything".to_owned();
    add(&site, &about_customers("leaky", vec![lost])).await;
    let page = site.get("/d/leaky/share").await.body;
    assert!(page.contains("Everything") && page.contains("not bound"));
    let fields = [
        ("do", "settings"),
        ("on", "no"),
        ("on", "yes"),
        ("origins", ""),
    ];
    let refused = site.post("/d/leaky/share", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("It stays off: the panel “Everything” is not bound")
    );
}

#[tokio::test]
async fn the_preview_is_framed_by_ourselves_and_shows_one_object() {
    let site = signed_in().await;
    let answer = site.get("/d/customer/share/preview?as=42&theme=dark").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );
    assert!(answer.body.contains("7,003,042") && !answer.body.contains("7,003,043"));
    let refused = site
        .get("/d/customer/share/preview?as=42&theme=night")
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn r05_viewers_share_nothing_and_editors_make_no_keys() {
    let site = site().await;
    site.add_person("vic@example.com", Role::Viewer).await;
    site.add_person("eve@example.com", Role::Editor).await;
    site.sign_in("", "vic@example.com", PASSWORD).await;
    for path in ["/d/customer/share", "/d/customer/share/preview?as=42"] {
        assert_eq!(site.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let fields = [("do", "add-link"), ("name", "Acme"), ("object", "42")];
    let posted = site.post("/d/customer/share", &fields).await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN);
    site.set_cookie(None);
    site.sign_in("", "eve@example.com", PASSWORD).await;
    let page = site.get("/d/customer/share").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body
            .contains("An administrator makes and revokes keys.")
    );
    let key = [("do", "add-key"), ("key_name", "shop")];
    let default = [("kid", "ek_any")];
    let posted = site.post("/d/customer/share/default", &default).await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN);
    let posted = site.post("/d/customer/share", &key).await;
    assert!(
        posted.body.contains("takes the role admin"),
        "{}",
        posted.status
    );
    assert!(site.dbag.embed_keys(&ACTOR).await.expect("keys").is_empty());
}
