//! What a pasted link unfurls to: Open Graph and oEmbed.

use axum::http::StatusCode;
use dbag_domain::{Binding, PanelKind};

use super::links::{form, share, site, with_password};
use crate::published::{about_customers, on, panels, publish};
use crate::shop::{ACTOR, add, panel, series};
use crate::support::{Site, clock};

fn escaped(address: &str) -> String {
    form_urlencoded::byte_serialize(address.as_bytes()).collect()
}

/// Makes a link to a dashboard and answers its path.
async fn share_of(site: &Site, slug: &str) -> String {
    let made = site
        .dbag
        .add_share_link(&ACTOR, slug, &form("Acme"), clock())
        .await;
    format!("/s/{}", made.expect("a link").token)
}

#[tokio::test]
async fn a_link_tells_its_title_its_picture_and_its_oembed() {
    let site = site().await;
    let link = share(&site, &form("Acme")).await;
    let page = site.get(&link).await.body;
    let address = format!("https://dbag.test{link}");
    for part in [
        "<meta property=\"og:title\" content=\"42 · The customer\">".to_owned(),
        format!("<meta property=\"og:url\" content=\"{address}\">"),
        format!("<meta property=\"og:image\" content=\"{address}/panel/card.png?scale=1\">"),
        format!(
            "href=\"https://dbag.test/oembed?format=json&amp;url={}\"",
            escaped(&address)
        ),
    ] {
        assert!(page.contains(&part), "{part}");
    }
    let card = site.get(&format!("{link}/panel/card.png?scale=1")).await;
    assert_eq!(card.status, StatusCode::OK);
    assert_eq!(card.header("content-type"), "image/png");
    let path = format!("{link}/panel/card.png?scale=1");
    let again = site.get_again(&path, card.header("etag")).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_picture_of_a_link_is_its_first_chart() {
    let site = site().await;
    let kinds = [PanelKind::Calendar, PanelKind::Bars, PanelKind::Line];
    let of = |(kind, at)| panel(kind, at, vec![series("orders", Binding::Page)]);
    let settings = about_customers("told", kinds.into_iter().zip(0..).map(of).collect());
    add(&site, &settings).await;
    let link = share_of(&site, "told").await;
    let [_, bars, _] = panels(&site, "told").await[..] else {
        panic!("three panels");
    };
    let card = site.get(&format!("{link}/panel/card.svg")).await;
    let path = format!("{link}/panel/{}.svg?width=1200&height=630", bars.1);
    assert_eq!(card.status, StatusCode::OK);
    assert_eq!(card.body, site.get(&path).await.body);
}

#[tokio::test]
async fn a_link_without_a_chart_has_a_title_and_no_picture() {
    let site = site().await;
    let number = panel(PanelKind::Number, 0, vec![series("orders", Binding::Page)]);
    add(&site, &about_customers("told", vec![number])).await;
    let link = share_of(&site, "told").await;
    let page = site.get(&link).await.body;
    assert!(
        page.contains("og:title") && !page.contains("og:image"),
        "{page}"
    );
    let card = site.get(&format!("{link}/panel/card.png")).await;
    assert_eq!(card.status, StatusCode::FORBIDDEN);
    let address = escaped(&format!("https://dbag.test{link}"));
    let said = site.get(&format!("/oembed?url={address}")).await;
    let said: serde_json::Value = serde_json::from_str(&said.body).expect("json");
    assert_eq!(said["type"], "link");
    assert_eq!(said.get("thumbnail_url"), None);
}

#[tokio::test]
async fn oembed_fits_into_the_room_that_there_is() {
    let site = site().await;
    let link = share(&site, &form("Acme")).await;
    let address = escaped(&format!("https://dbag.test{link}"));
    for (room, width, height) in [
        ("", 1_200, 630),
        ("&maxwidth=600", 600, 315),
        ("&maxheight=63", 120, 63),
        ("&maxwidth=0&maxheight=0", 1, 1),
        ("&maxwidth=many", 1_200, 630),
    ] {
        let said = site.get(&format!("/oembed?url={address}{room}")).await;
        let said: serde_json::Value = serde_json::from_str(&said.body).expect("json");
        for (name, pixels) in [("width", width), ("height", height)] {
            assert_eq!(said[name], pixels, "{room}");
            assert_eq!(said[format!("thumbnail_{name}")], pixels, "{room}");
        }
    }
}

#[tokio::test]
async fn oembed_is_a_frame_where_a_site_may_frame_it_else_a_picture() {
    let site = site().await;
    let link = share(&site, &form("Acme")).await;
    let address = escaped(&format!("https://dbag.test{link}"));
    let path = format!("/oembed?url={address}&maxwidth=600");
    let answer = site.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let said: serde_json::Value = serde_json::from_str(&answer.body).expect("json");
    assert_eq!(
        (&said["type"], &said["version"]),
        (&"photo".into(), &"1.0".into())
    );
    assert_eq!(
        (&said["width"], &said["height"]),
        (&600.into(), &315.into())
    );

    publish(&site, "customer", &on()).await;
    let said: serde_json::Value = serde_json::from_str(&site.get(&path).await.body).expect("json");
    assert_eq!(said["type"], "rich");
    let html = said["html"].as_str().expect("html");
    assert!(
        html.contains(&format!("src=\"https://dbag.test{link}\"")),
        "{html}"
    );
}

#[tokio::test]
async fn oembed_tells_nothing_of_what_is_not_a_link_of_this_instance() {
    let site = site().await;
    let locked = share(&site, &with_password()).await;
    let link = share(&site, &form("Acme")).await;
    for (address, more, status) in [
        (
            format!("https://dbag.test{locked}"),
            "",
            StatusCode::UNAUTHORIZED,
        ),
        (
            format!("https://evil.test{link}"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            format!("https://dbag.test.evil{link}"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            "https://dbag.test/d/customer".to_owned(),
            "",
            StatusCode::NOT_FOUND,
        ),
        (String::new(), "", StatusCode::NOT_FOUND),
        (
            format!("https://dbag.test{link}\"><img src=x onerror=alert(42)>"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            format!("https://dbag.test{link}/\"><img src=x onerror=alert(42)>"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            format!("https://dbag.test{link}"),
            "&format=xml",
            StatusCode::NOT_IMPLEMENTED,
        ),
    ] {
        let answer = site
            .get(&format!("/oembed?url={}{more}", escaped(&address)))
            .await;
        assert_eq!(answer.status, status, "{address}");
        assert!(!answer.body.contains("42"), "{address}: {}", answer.body);
    }
}

#[tokio::test]
async fn oembed_says_the_address_of_the_link_and_nothing_that_was_sent_behind_it() {
    let site = site().await;
    let link = share(&site, &form("Acme")).await;
    let plain = site
        .get(&format!(
            "/oembed?url={}",
            escaped(&format!("https://dbag.test{link}"))
        ))
        .await;
    assert_eq!(plain.status, StatusCode::OK);
    for behind in ["?a=\"><b>", "#\"><b>", "?/\"><b>"] {
        let address = format!("https://dbag.test{link}{behind}");
        let answer = site
            .get(&format!("/oembed?url={}", escaped(&address)))
            .await;
        assert_eq!(answer.body, plain.body, "{behind}");
    }
}
