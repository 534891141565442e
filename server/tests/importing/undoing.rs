//! Imports are undone as a whole.

use axum::http::StatusCode;

use crate::support::signed_in;
use crate::{done, exported, imported, look, sent};

#[tokio::test]
async fn an_import_is_undone_after_saying_what_that_does() {
    let site = signed_in("").await;
    let page = sent(
        &site,
        "values.csv",
        "date,visits\n2026-11-01,5\n2026-11-02,6\n",
    )
    .await;
    imported(&site, &page, &[]).await;
    let list = site.get("/import").await.body;
    let at = list.find("/import/undo/").expect("a link");
    let undo = list[at..].split('"').next().expect("an address").to_owned();
    let plan = site.get(&undo).await;
    for words in [
        "2 values would be removed.",
        "Metrics that it made and that have no values then would be removed: visits.",
    ] {
        assert!(plan.body.contains(words), "{words}: {}", plan.body);
    }
    assert_eq!(exported(&site).await.lines().count(), 3);
    let answer = site.post(&undo, &[]).await;
    assert_eq!(answer.header("location"), "/import?done=undone");
    assert_eq!(exported(&site).await.lines().count(), 1);
    assert!(
        site.dbag.store().metric("visits").await.is_err(),
        "it is removed, too"
    );
    let state = site.get(&format!("{undo}/state")).await;
    assert!(state.body.contains("\"is_over\":true"), "{}", state.body);
    assert!(
        site.get("/import?done=undone")
            .await
            .body
            .contains("undone")
    );
    assert_eq!(site.get(&undo).await.status, StatusCode::CONFLICT);
    assert_eq!(site.post(&undo, &[]).await.status, StatusCode::CONFLICT);
    for missing in ["/import/undo/999", "/import/undo/x"] {
        assert_eq!(site.get(missing).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_day_whose_imports_were_undone_still_says_what_stood_there() {
    let site = signed_in("").await;
    for (value, choices) in [("6", &[][..]), ("7", &[("conflict", "overwrite")])] {
        let file = format!("date,visits\n2026-11-02,{value}\n");
        let page = sent(&site, "values.csv", &file).await;
        imported(&site, &page, choices).await;
    }
    // The newest first: the one before gets its place again, until it is undone, too.
    for _ in 0..2 {
        let list = site.get("/import").await.body;
        let at = list.find("/import/undo/").expect("a link");
        let undo = list[at..].split('"').next().expect("an address").to_owned();
        let answer = site.post(&undo, &[]).await;
        assert_eq!(answer.header("location"), "/import?done=undone");
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
    let day = site.get("/metric/visits/day/2026-11-02").await.body;
    assert!(day.contains("was taken back"), "{day}");
    for before in ["6", "7"] {
        assert!(day.contains(&format!("is-number\">{before}<")), "{day}");
    }
    let never = site.get("/metric/visits/day/2026-11-03").await.body;
    assert!(never.contains("Nothing was remembered of this day."));
}

#[tokio::test]
async fn an_undo_that_takes_a_while_is_shown() {
    let site = signed_in("").await;
    let mut text = "date,branch,visits\n".to_owned();
    for at in 0..100_000 {
        let day = dbag_domain::Day::from_days(10_000 + at / 20);
        text.push_str(&format!("{day},b{},{at}\n", at % 20));
    }
    let page = sent(&site, "large.csv", &text).await;
    look(&site, &page).await;
    site.post(&page, &[("do", "go")]).await;
    done(&site, &page).await;
    let list = site.get("/import").await.body;
    let at = list.find("/import/undo/").expect("a link");
    let undo = list[at..].split('"').next().expect("an address").to_owned();
    let state = format!("{undo}/state");
    // Who asks while it goes on sees that it does.
    let (undone, seen) = tokio::join!(site.post(&undo, &[]), async {
        for _ in 0..2_000 {
            let state = site.get(&state).await.body;
            if state.contains("Taking the values back") {
                assert!(state.contains("\"percent\":null"), "{state}");
                return site.get(&undo).await.body;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        String::new()
    });
    assert_eq!(undone.header("location"), "/import?done=undone");
    for words in [
        "Undoing the import of large.csv",
        "data-work",
        "Taking the values back",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
}
