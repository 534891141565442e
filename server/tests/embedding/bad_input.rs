//! What stands behind the `?` below `/embed`: known names, each once, within bounds.

use axum::http::StatusCode;

use crate::neutral::Neutral;
use crate::site::small;
use crate::support::{Site, encode};

async fn status(site: &Site, path: &str) -> StatusCode {
    site.get(path).await.status
}

#[tokio::test]
async fn sizes_beyond_all_bounds_are_drawn_as_what_is_possible_or_refused() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for form in ["svg", "png"] {
        for (query, expected) in [
            (
                "width=4294967295&height=4294967295&scale=0.1",
                StatusCode::OK,
            ),
            ("width=0&height=0", StatusCode::OK),
            ("width=1&height=1&scale=1e30", StatusCode::OK),
            ("width=160&height=80&scale=inf", StatusCode::OK),
            ("width=160&height=80&scale=NaN", StatusCode::OK),
            ("width=160&height=80&scale=-5", StatusCode::OK),
            ("width=4294967296", StatusCode::BAD_REQUEST),
            ("width=99999999999999999999", StatusCode::BAD_REQUEST),
            ("width=-1", StatusCode::BAD_REQUEST),
            ("width=1e3", StatusCode::BAD_REQUEST),
            ("width=%00", StatusCode::BAD_REQUEST),
            ("height=ten", StatusCode::BAD_REQUEST),
            ("height=", StatusCode::BAD_REQUEST),
            ("scale=", StatusCode::BAD_REQUEST),
            ("scale=2x", StatusCode::BAD_REQUEST),
        ] {
            let path = format!("/embed/panel/{token}.{form}?panel=1&{query}");
            let answer = site.get(&path).await;
            assert_eq!(answer.status, expected, "{form} {query}");
            assert!(
                answer.body.len() < 3_000_000,
                "{query}: {}",
                answer.body.len()
            );
        }
    }
}

#[tokio::test]
async fn looks_that_would_become_more_than_a_look_are_refused() {
    let (site, signer) = small().await;
    let neutral = Neutral::of(&site).await;
    let token = signer.dashboard("shop", "42");
    let values = [
        ("theme", "night"),
        ("theme", "dark;"),
        ("theme", "<script>"),
        ("accent", "red"),
        ("accent", "#12"),
        ("accent", "#0072b2;}"),
        ("accent", "url(//evil.example)"),
        ("accent", "#0072b2\u{0}"),
        ("accent", "expression(alert(1))"),
        ("accent", "var(--x)"),
        ("surface", "#fff}body{display:none"),
        ("surface", "</style><script>alert(1)</script>"),
        ("text", "rgb(0,0,0)"),
        ("text", "\\23 fff"),
        ("series", "#fff/**/"),
        ("series", "#ffffffff"),
        ("font", "a;}body{display:none"),
        ("font", "url(x)"),
        ("font", "a\\62"),
        ("font", "@import 'x'"),
        ("font", "</style>"),
        ("font", "\u{202e}abc"),
        ("radius", "-1"),
        ("radius", "1e9"),
        ("radius", "NaN"),
        ("radius", "calc(1px)"),
        ("radius", "4em"),
        ("radius", "8px;x:y"),
        ("background", "#fff"),
        ("style", "x"),
        ("css", "x"),
        ("class", "x"),
        ("titled", "yes"),
        ("bordered", "<"),
        ("range", "<script>"),
        ("step", "' or 1=1"),
        ("compare", "x"),
        ("from", "yesterday"),
        ("panel", "1 or 1=1"),
        ("as_of", "2026-11-01"),
        ("token", "x"),
        ("frame_ancestors", "https://evil.example"),
        ("public_url", "https://evil.example"),
    ];
    for (name, value) in values {
        let query = encode(&[(name, value)]);
        for path in [
            format!("/embed/dashboard/{token}?{query}"),
            format!("/embed/panel/{token}.svg?panel=1&{query}"),
            format!("/embed/badge/{token}.json?panel=1&{query}"),
        ] {
            let answer = site.get(&path).await;
            neutral.assert_refused(&answer, StatusCode::BAD_REQUEST, &format!("{name}={value}"));
        }
    }
    let long = "x".repeat(101);
    let path = format!("/embed/badge/{token}.svg?panel=1&label={long}");
    assert_eq!(status(&site, &path).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_label_of_a_badge_is_words() {
    let (site, signer) = small().await;
    let token = signer.dashboard("shop", "42");
    for label in [
        "<script>alert(1)</script>",
        "\"/><b",
        "&amp;",
        "]]>",
        "\u{0}",
        "\r\nset-cookie: a=b",
    ] {
        let query = encode(&[("panel", "1"), ("label", label)]);
        let svg = site.get(&format!("/embed/badge/{token}.svg?{query}")).await;
        assert_eq!(svg.status, StatusCode::OK, "{label:?}");
        assert!(
            !svg.body.contains("<script") && !svg.body.contains("<b"),
            "{}",
            svg.body
        );
        assert!(
            !svg.body.contains('\u{0}'),
            "no XML has a NUL: {}",
            svg.body
        );
        assert_eq!(svg.header("set-cookie"), "");
        let json = site
            .get(&format!("/embed/badge/{token}.json?{query}"))
            .await;
        let read: serde_json::Value = serde_json::from_str(&json.body).expect("JSON");
        assert_eq!(read["message"], "4,211 orders", "{label:?}");
    }
}

#[tokio::test]
async fn parameters_are_known_and_stand_once() {
    let (site, signer) = small().await;
    let neutral = Neutral::of(&site).await;
    let token = signer.dashboard("shop", "42");
    let many: String = (0..1_000).map(|at| format!("&p{at}=1")).collect();
    let long = format!("range={}", "9".repeat(8_192));
    for query in [
        "range=30d&range=30d",
        "panel=1&panel=2",
        "theme=dark&theme=",
        "from=2026-11-01&from=2026-11-02",
        "object=42",
        "object=",
        "Object=42",
        "object[]=42",
        "object%00=42",
        "%6fbject=42",
        "customer=42",
        "=",
        "=1",
        "&&=&",
        "x",
        "range[]=30d",
        "range=30d;object=43",
        "__proto__=1",
        "%",
        "%00",
        "%ff=1",
        &many[1..],
        &long,
    ] {
        for path in [
            format!("/embed/dashboard/{token}?{query}"),
            format!("/embed/panel/{token}.csv?panel=1&{query}"),
        ] {
            let answer = site.get(&path).await;
            let shown: String = query.chars().take(40).collect();
            neutral.assert_refused(&answer, StatusCode::BAD_REQUEST, &shown);
        }
    }
    // What says nothing is nothing.
    for query in ["", "&", "range=", "theme=&accent="] {
        let path = format!("/embed/dashboard/{token}?{query}");
        assert_eq!(status(&site, &path).await, StatusCode::OK, "{query}");
    }
}
