//! A panel as a picture and as values, for who links or saves it.

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, PanelKind};

use crate::shop::{ACTOR, add, customer, dashboard, metric, panel, series};
use crate::support::{Site, signed_in};

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
        .get(&format!(
            "{address}.svg?object=42&width=999999999&height=0&theme=x"
        ))
        .await;
    assert!(odd.body.contains("width=\"4"), "{}", &odd.body[..200]);
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
