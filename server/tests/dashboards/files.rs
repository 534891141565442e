//! A panel as a picture and as values, for who links or saves it.

use axum::body::to_bytes;
use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, PanelKind};

use crate::shop::{ACTOR, add, customer, dashboard, metric, panel, series};
use crate::support::{Site, signed_in};

/// What every PNG begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The site, and the address of its panel without an ending.
async fn one_panel(kind: PanelKind, object: Binding) -> (Site, String) {
    let site = signed_in("").await;
    metric(
        &site,
        "orders",
        &[(Some("42"), &[1.0, 2.0]), (Some("=1+1"), &[5.0])],
    )
    .await;
    let settings = DashboardSettings {
        about: customer(),
        ..dashboard("shop", vec![panel(kind, 0, vec![series("orders", object)])])
    };
    add(&site, &settings).await;
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    let address = format!("/d/shop/panel/{}", kept.panels[0].id.0);
    (site, address)
}

/// What an address answers, and what kind of file it is.
async fn bytes(site: &Site, path: &str) -> (String, Vec<u8>) {
    let answer = site.open(path, &[]).await;
    let kind = answer.headers().get("content-type");
    let kind = kind.map_or("", |kind| kind.to_str().expect("a text"));
    let kind = kind.to_owned();
    let body = to_bytes(answer.into_body(), 64 << 20).await;
    (kind, body.expect("a body").to_vec())
}

#[tokio::test]
async fn a_picture_stands_alone_in_both_themes_and_within_bounds() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    let light = site.get(&format!("{address}.svg?object=42")).await;
    assert_eq!(light.status, StatusCode::OK);
    assert_eq!(light.header("content-type"), "image/svg+xml");
    assert!(light.body.starts_with("<svg xmlns=") && light.body.contains("<style>"));
    let dark = site
        .get(&format!("{address}.svg?object=42&theme=dark"))
        .await;
    assert_ne!(light.body, dark.body);
    let odd = site
        .get(&format!("{address}.svg?object=42&width=999999999&height=0"))
        .await;
    assert!(odd.body.contains("width=\"4"), "{}", &odd.body[..200]);
}

#[tokio::test]
async fn a_picture_that_cannot_be_understood_is_refused() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    for (asked, told) in [
        ("width=abc", "width: a number is needed"),
        ("height=-1", "height: a number is needed"),
        ("scale=NaN", "scale: a number is needed"),
        ("theme=pink", "theme: it can be light or dark"),
    ] {
        let refused = site.get(&format!("{address}.png?object=42&{asked}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        assert!(
            refused.body.to_lowercase().contains(told),
            "{asked}: {}",
            refused.body
        );
    }
}

#[tokio::test]
async fn every_kind_with_values_has_a_picture_and_a_png() {
    for kind in PanelKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.has_values())
    {
        let binding = match kind {
            PanelKind::Ranking | PanelKind::Multiples => Binding::Every,
            _ => Binding::Page,
        };
        let (site, address) = one_panel(kind, binding).await;
        let svg = site.get(&format!("{address}.svg?object=42")).await;
        // A progress bar needs a goal, which nobody set here.
        let status = match kind {
            PanelKind::Progress => StatusCode::NOT_FOUND,
            _ => StatusCode::OK,
        };
        assert_eq!(svg.status, status, "{kind}");
        if svg.status == StatusCode::OK {
            let policy = svg.header("content-security-policy");
            let own = "style-src 'unsafe-inline'; sandbox";
            assert!(
                policy.contains(own),
                "a tab shows it as it is drawn: {policy}"
            );
        }
        let (_, body) = bytes(&site, &format!("{address}.png?object=42")).await;
        assert_eq!(body.starts_with(PNG), status == StatusCode::OK, "{kind}");
        let csv = site.get(&format!("{address}.csv?object=42")).await;
        assert_eq!(csv.status, StatusCode::OK, "{kind}");
        let json = site.get(&format!("{address}.json?object=42")).await;
        let has_no_goal = json.body.contains("No goal is set");
        assert_eq!(
            has_no_goal,
            kind == PanelKind::Progress,
            "{kind}: {}",
            json.body
        );
    }
}

#[tokio::test]
async fn a_png_is_as_large_as_it_was_asked_for_within_bounds() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    let size = |png: &[u8]| {
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four"));
        (side(16), side(20))
    };
    for (query, wanted) in [
        ("", (1_920, 800)),
        ("&scale=1", (960, 400)),
        ("&scale=1&width=480&height=240", (480, 240)),
        ("&scale=900&width=480&height=240", (1_920, 960)),
    ] {
        let (kind, body) = bytes(&site, &format!("{address}.png?object=42{query}")).await;
        assert_eq!(kind, "image/png", "{query}");
        assert_eq!(size(&body), wanted, "{query}");
    }
    let light = bytes(&site, &format!("{address}.png?object=42")).await;
    let dark = bytes(&site, &format!("{address}.png?object=42&theme=dark")).await;
    assert_ne!(light, dark);
    let huge = site
        .get(&format!("{address}.png?object=42&width=4000&height=2000"))
        .await;
    assert_eq!(huge.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(huge.body.contains("ask for a smaller one"), "{}", huge.body);
}

#[tokio::test]
async fn values_are_written_as_they_are_drawn() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    let csv = site.get(&format!("{address}.csv?object=42&range=7d")).await;
    assert_eq!(csv.status, StatusCode::OK);
    assert!(csv.header("content-disposition").starts_with("attachment;"));
    let lines: Vec<_> = csv.body.lines().collect();
    assert_eq!(lines[0], "day,name,orders");
    assert_eq!(
        lines[6..],
        ["2026-11-22,22 Nov 2026,1", "2026-11-23,23 Nov 2026,2"]
    );
    let json = site
        .get(&format!("{address}.json?object=42&range=7d"))
        .await;
    assert!(
        json.body.contains("\"key\":\"2026-11-23\""),
        "{}",
        json.body
    );
}

#[tokio::test]
async fn totals_in_json_say_how_they_were_made() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    let json = |body: &str| serde_json::from_str::<serde_json::Value>(body).expect("JSON");
    let query = "object=42&from=2026-11-21&to=2026-11-23&compare=previous";
    let days = json(&site.get(&format!("{address}.json?{query}")).await.body);
    let total = &days["columns"][0]["total"];
    assert_eq!(total["value"], 2.0, "{days}");
    assert_eq!(
        total["made"],
        "value of 23 Nov, the last of 2 of 3 days; 21 Nov has no value"
    );
    let before = &days["columns"][1]["total"];
    assert_eq!(
        (&before["from"], &before["to"]),
        (&"2026-11-18".into(), &"2026-11-20".into())
    );
    assert_eq!(before["made"], "no day has a value");

    let (site, address) = one_panel(PanelKind::Ranking, Binding::Every).await;
    let objects = json(&site.get(&format!("{address}.json")).await.body);
    let row = &objects["rows"][0];
    assert!(
        row["made"][0]
            .as_str()
            .expect("words")
            .starts_with("value of "),
        "{row}"
    );
    assert_eq!(row["made"][1], "no day has a value");
}

#[tokio::test]
async fn r49_csv_of_objects_is_no_formula() {
    let (site, address) = one_panel(PanelKind::Ranking, Binding::Every).await;
    let csv = site.get(&format!("{address}.csv")).await.body;
    assert!(csv.contains("'=1+1,'=1+1,5,"), "{csv}");
}

#[tokio::test]
async fn r31_what_is_not_there_has_no_file() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    for path in [
        format!("{address}.pdf?object=42"),
        format!("{address}?object=42"),
        "/d/shop/panel/0.svg".to_owned(),
        "/d/shop/panel/-1.svg".to_owned(),
        "/d/shop/panel/x.svg".to_owned(),
        "/d/shop/panel/99999999999999999999.svg".to_owned(),
        format!("{address}.svg?object=43"),
        format!("{address}.svg"),
    ] {
        assert_eq!(
            site.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let wrong = site
        .get(&format!("{address}.svg?object=42&range=sometimes"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_file_that_is_sent_in_pieces_comes_whole_however_it_is_packed() {
    let (site, _) = one_panel(PanelKind::Line, Binding::Page).await;
    for encoding in ["gzip", "br", "zstd", "deflate", "identity"] {
        let headers = [("accept-encoding", encoding)];
        let answer = site.open("/metric/orders.csv", &headers).await;
        assert_eq!(answer.status(), StatusCode::OK, "{encoding}");
        let body = to_bytes(answer.into_body(), 1 << 20).await;
        assert!(!body.expect("all of it").is_empty(), "{encoding}");
    }
}

#[tokio::test]
async fn a_file_of_days_without_values_says_why_it_is_empty() {
    let (site, address) = one_panel(PanelKind::Line, Binding::Page).await;
    let query = "object=42&from=2020-01-01&to=2020-01-31";
    let json = site.get(&format!("{address}.json?{query}")).await;
    assert_eq!(json.status, StatusCode::OK, "{}", json.body);
    assert!(json.body.contains("\"rows\":[]"), "{}", json.body);
    assert!(
        json.body.contains("No values in these days"),
        "{}",
        json.body
    );
    let csv = site.get(&format!("{address}.csv?{query}")).await;
    assert_eq!(
        (csv.status, csv.body.as_str()),
        (StatusCode::OK, "day,name\n")
    );
    let svg = site.get(&format!("{address}.svg?{query}")).await;
    assert_eq!(svg.status, StatusCode::OK);
    assert!(svg.body.starts_with("<svg"), "{}", svg.body);
    assert!(svg.body.contains("No values in these days"), "{}", svg.body);
}
