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
        "A metric that it made and that has no values then would be removed: visits.",
    ] {
        assert!(plan.body.contains(words), "{words}: {}", plan.body);
    }
    assert_eq!(exported(&site).await.lines().count(), 3);
    let answer = site.post(&undo, &[]).await;
    assert_eq!(answer.header("location"), "/import?done=undone-2-0-0-0-0-0");
    assert_eq!(exported(&site).await.lines().count(), 1);
    assert!(
        site.dbag.store().metric("visits").await.is_err(),
        "it is removed, too"
    );
    let state = site.get(&format!("{undo}/state")).await;
    assert!(state.body.contains("\"is_over\":true"), "{}", state.body);
    assert!(
        site.get(answer.header("location"))
            .await
            .body
            .contains("The import is undone. 2 values were removed.")
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
        assert!(
            answer
                .header("location")
                .starts_with("/import?done=undone-")
        );
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
async fn what_stays_where_objects_were_merged_is_named_before_and_after() {
    let site = signed_in("").await;
    let at = |crew: &str, value: u32| format!("date,crew,visits\n2026-11-01,{crew},{value}\n");
    let chosen = [("role.1", "object"), ("role.2", "value:flow")];
    let mut undo = Vec::new();
    for (crew, value) in [("X", 3), ("Y", 4), ("Z", 5)] {
        let page = sent(&site, "crews.csv", &at(crew, value)).await;
        imported(&site, &page, &chosen).await;
        let list = site.get("/import").await.body;
        let link = list.find("/import/undo/").expect("a link");
        undo.push(
            list[link..]
                .split('"')
                .next()
                .expect("an address")
                .to_owned(),
        );
    }
    for (from, into) in [("X", "Y"), ("Y", "Z")] {
        let pair = dbag_operations::ObjectPair {
            kind: "crew",
            from,
            into,
        };
        let actor = dbag_operations::Actor::CommandLine;
        let merged = site
            .dbag
            .merge_objects(&actor, pair, chrono::Utc::now())
            .await;
        merged.expect("merged");
    }
    let day = site
        .get("/metric/visits/day/2026-11-01?object=Z")
        .await
        .body
        .replace("<!>", "");
    assert!(day.contains("Merged by cli: “crew/Y into crew/Z”"), "{day}");
    let said =
        "1 value became one with those of another object, as objects were merged, and stays.";
    let plan = site.get(&undo[0]).await.body;
    assert!(plan.contains(said), "{plan}");
    let answer = site.post(&undo[0], &[]).await;
    assert_eq!(answer.header("location"), "/import?done=undone-0-0-0-1-0-0");
    let after = site.get(answer.header("location")).await.body;
    assert!(
        after.contains(&format!("The import is undone. {said}")),
        "{after}"
    );
    // What is left can be told apart again.
    let answer = site.post(&undo[1], &[]).await;
    assert_eq!(answer.header("location"), "/import?done=undone-0-1-0-0-0-0");
    assert!(
        exported(&site)
            .await
            .contains("visits,2026-11-01,5,crew,Z,")
    );
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
    assert!(
        undone
            .header("location")
            .ends_with("?done=undone-100000-0-0-0-0-20"),
        "{}",
        undone.header("location")
    );
    for words in [
        "Undoing the import of large.csv",
        "data-work",
        "Taking the values back",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert_eq!(exported(&site).await.lines().count(), 1);
}
