//! What is told of all objects tells nothing of one.

use axum::http::StatusCode;
use dbag_domain::{Binding, PanelKind};

use crate::shop::{add, metric, panel, series};
use crate::site::{about_customers, on, panels, publish};
use crate::support::signed_in;
use crate::tokens::Signer;

#[tokio::test]
async fn r03_a_median_of_few_tells_outsiders_nothing() {
    let site = signed_in("").await;
    let values = |customers: i32| {
        (0..customers).map(move |one| (one.to_string(), vec![f64::from(610_100 + one)]))
    };
    for (name, customers) in [("few", 4), ("many", 5)] {
        let values: Vec<_> = values(customers).collect();
        let values: Vec<_> = values
            .iter()
            .map(|(key, all)| (Some(key.as_str()), &all[..]))
            .collect();
        metric(&site, name, &values).await;
    }
    let median = |name: &str, at| panel(PanelKind::Line, at, vec![series(name, Binding::Median)]);
    let settings = about_customers("shop", vec![median("few", 0), median("many", 1)]);
    add(&site, &settings).await;
    publish(&site, "shop", &on()).await;
    let signer = Signer::new(&site.dbag, "shop").await;
    let token = signer.dashboard("shop", "0");
    let shown: Vec<i64> = panels(&site, "shop")
        .await
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    let few = site
        .get(&format!("/embed/panel/{token}?panel={}", shown[0]))
        .await;
    assert_eq!(few.status, StatusCode::OK);
    assert!(
        few.body.contains("No values") && !few.body.contains("610,10"),
        "{}",
        few.body
    );
    let why = "a median is told of five objects or more";
    assert!(few.body.contains(why), "{}", few.body);
    let picture = format!("/embed/panel/{token}.svg?panel={}", shown[0]);
    let picture = site.get(&picture).await.body;
    assert!(
        picture.contains(why) && !picture.contains("610,10"),
        "{picture}"
    );
    let many = site
        .get(&format!("/embed/panel/{token}?panel={}", shown[1]))
        .await;
    assert!(many.body.contains("610,102"), "{}", many.body);
    assert!(!many.body.contains(why), "{}", many.body);
    // The team is told both.
    let board = site.get("/d/shop/0").await.body;
    assert!(
        board.contains("610101.5") && board.contains("610102"),
        "{board}"
    );
}
