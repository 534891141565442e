//! Merging an object into another on its page, and where its addresses lead then.

use axum::http::StatusCode;
use dbag_domain::{Binding, DashboardSettings, PanelKind, Role};
use dbag_operations::SentValue;

use crate::shop::{ACTOR, add, customer, dashboard, metric, panel, series, today};
use crate::support::{PASSWORD, Site, clock, signed_in};

const PAGE: &str = "/objects/customer/17";

async fn customers() -> Site {
    let site = signed_in("").await;
    let values = [
        (Some("17"), &[1.0, 2.0][..]),
        (Some("42"), &[10.0][..]),
        (Some("a/b"), &[5.0][..]),
    ];
    metric(&site, "orders", &values).await;
    let line = panel(PanelKind::Table, 0, vec![series("orders", Binding::Page)]);
    let each = DashboardSettings {
        about: customer(),
        ..dashboard("each", vec![line])
    };
    add(&site, &each).await;
    site
}

async fn post(site: &Site, action: &str, into: &str) -> crate::support::Answer {
    site.post(PAGE, &[("do", action), ("into", into)]).await
}

#[tokio::test]
async fn a_merge_is_shown_then_done_and_addresses_lead_to_the_other() {
    let site = customers().await;
    assert!(site.get(PAGE).await.body.contains("Merge into another"));
    let plan = post(&site, "plan-merge", "42").await;
    assert_eq!(plan.status, StatusCode::OK);
    for words in [
        "17 becomes a part of 42",
        "Values that move: 1.",
        "This cannot be undone.",
        "value=\"merge\"",
    ] {
        assert!(plan.body.contains(words), "{words}: {}", plan.body);
    }
    assert_eq!(
        site.get(PAGE).await.status,
        StatusCode::OK,
        "nothing was done yet"
    );
    let done = post(&site, "merge", "42").await;
    assert_eq!(done.header("location"), "/objects/customer/42?done=merged");
    assert!(
        site.get("/objects/customer/42?done=merged")
            .await
            .body
            .contains("Merged:")
    );
    for (old, new) in [
        (PAGE, "/objects/customer/42"),
        ("/d/each/17", "/d/each/42"),
        ("/d/each/17?range=7d&wall=1", "/d/each/42?range=7d&wall=1"),
        ("/d/each?object=17&range=7d", "/d/each/42?range=7d"),
    ] {
        let answer = site.get(old).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, new),
            "{old}"
        );
    }
    let shown = site.get("/metric/orders?object=17").await;
    assert!(shown.status == StatusCode::OK && shown.body.contains("42"));
    for path in [
        "/objects/customer",
        "/objects/customer?archived=yes",
        "/d/each",
    ] {
        let body = site.get(path).await.body;
        assert!(!body.contains("/17\""), "{path}: {body}");
    }
    let search = site.get("/objects/customer/search.json?q=17").await.body;
    assert_eq!(search, "[]");
    for (action, field) in [("restore", ""), ("rename", "Again")] {
        let answer = site.post(PAGE, &[("do", action), ("label", field)]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{action}");
    }
}

#[tokio::test]
async fn later_values_of_the_old_key_are_the_others() {
    let site = customers().await;
    post(&site, "merge", "42").await;
    let sent = SentValue::new("77", Some(today() - 3), Some("17"));
    let pushed = site.dbag.push(&ACTOR, "orders", &sent, clock());
    pushed.await.expect("pushed");
    let csv = site.get("/metric/orders.json?object=17&days=10").await.body;
    assert!(csv.contains("77"), "{csv}");
    let other = site.get("/metric/orders.json?object=42&days=10").await.body;
    assert_eq!(csv, other);
}

#[tokio::test]
async fn what_cannot_be_merged_comes_back_and_viewers_may_not() {
    let site = customers().await;
    for (into, words) in [
        ("17", "cannot be merged into itself"),
        ("none <b>", "does not exist"),
        (" ", "type the key of the other customer"),
    ] {
        for action in ["plan-merge", "merge"] {
            let answer = post(&site, action, into).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{into}");
            assert!(answer.body.contains(words) && answer.body.contains("id=\"merge\" open"));
        }
    }
    let answer = post(&site, "plan-merge", "none <b>").await;
    assert!(
        answer.body.contains("value=\"none &lt;b&gt;\""),
        "{}",
        answer.body
    );
    let slash = post(&site, "merge", "a/b").await;
    assert_eq!(
        slash.header("location"),
        "/objects/customer/a%2Fb?done=merged"
    );
    let again = post(&site, "merge", "42").await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    site.add_person("ben@example.com", Role::Viewer).await;
    site.sign_in("", "ben@example.com", PASSWORD).await;
    let page = site.get("/objects/customer/42").await.body;
    assert!(!page.contains("Merge into another"));
    let answer = site
        .post("/objects/customer/42", &[("do", "merge"), ("into", "a/b")])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
