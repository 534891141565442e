//! Values that people type on a metric's page, and what they take away as JSON and CSV.

mod support;

use axum::http::StatusCode;
use dbag_domain::Day;
use dbag_operations::{Actor, MetricForm, SentValue};
use support::{Answer, Site, clock, signed_in};

const ACTOR: Actor = Actor::CommandLine;

fn today() -> Day {
    Day::parse("2026-11-23").expect("a date")
}

/// A site with a pushed flow, known for the sixty days before today.
async fn with_orders() -> Site {
    let site = signed_in("").await;
    add(&site, "orders", None).await;
    for ago in 1..=60 {
        push(&site, "orders", None, today() - ago, f64::from(100 + ago)).await;
    }
    site
}

async fn add(site: &Site, slug: &str, kind: Option<&str>) {
    let mut form = MetricForm::new()
        .with("slug", slug)
        .with("label", slug)
        .with("metric_type", "push")
        .with("measure", "flow");
    form.set("object_kind", kind.unwrap_or(""));
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
}

async fn push(site: &Site, slug: &str, object: Option<&str>, day: Day, value: f64) {
    let text = value.to_string();
    let dbag = &site.dbag;
    let sent = SentValue::new(&text, Some(day), object);
    let pushed = dbag.push(&ACTOR, slug, &sent, clock());
    pushed.await.expect("pushed");
}

async fn correct(site: &Site, day: Day, value: &str, action: &str) -> Answer {
    let day = day.to_string();
    let fields = [
        ("day", day.as_str()),
        ("value", value),
        ("note", "by hand"),
        ("do", action),
    ];
    site.post("/metric/orders/correct", &fields).await
}

async fn csv(site: &Site, query: &str) -> String {
    let answer = site.get(&format!("/metric/orders.csv{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

/// The address of a page's link that holds `part`.
fn link<'a>(body: &'a str, part: &str) -> &'a str {
    let mut links = body.split("href=\"").skip(1);
    let found = links.find_map(|rest| rest.split('"').next().filter(|link| link.contains(part)));
    found.unwrap_or_else(|| panic!("no link to {part}"))
}

#[tokio::test]
async fn an_empty_value_is_refused_and_removing_is_a_button() {
    let site = with_orders().await;
    let day = today() - 3;
    let line = format!("orders,{day},103");
    for value in ["", "  "] {
        let refused = correct(&site, day, value, "save").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problem = refused.body.split("id=\"value-e\"").nth(1);
        let problem = problem.expect("a message at the field");
        assert!(
            problem[..80].contains("type the value"),
            "{}",
            &problem[..80]
        );
        assert!(refused.body.contains("by hand"), "the note stays");
        assert!(csv(&site, "").await.contains(&line), "nothing changes");
    }
    let removed = correct(&site, day, "", "remove").await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
    assert!(!csv(&site, "").await.contains(&day.to_string()));
    let page = site.get(removed.header("location")).await;
    assert!(page.body.contains("was 103"), "the old value is kept");
    assert!(page.body.contains("what stood there stays on record"));
}

#[tokio::test]
async fn what_is_told_of_a_typed_value_is_true() {
    let site = with_orders().await;
    let cases = [
        (today() - 2, "7", "Corrected to 7: what stood there"),
        // Some write 1,250 so: it is said how it was read.
        (today() - 3, "1.250", "Corrected to 1.25: what stood there"),
        (today() - 2, "7", "Nothing changed"),
        (
            today() - 4,
            "104",
            "The same number stood there; it is yours now.",
        ),
        (today() - 4, "104", "Nothing changed"),
        (
            Day::parse("1850-01-01").expect("a day"),
            "7",
            "is too early: days begin with 1900-01-02",
        ),
        (
            today() - 70,
            "7",
            "Saved 7 with your name. Nothing final stood there",
        ),
        (today(), "12", "Nothing final stood there"),
        (today(), "13", "Nothing final stood there"),
    ];
    for (day, value, words) in cases {
        let saved = correct(&site, day, value, "save").await;
        let page = match saved.status {
            StatusCode::SEE_OTHER => site.get(saved.header("location")).await,
            _ => saved,
        };
        assert!(page.body.contains(words), "{day} {value}: {words}");
    }
    let page = site.get("/metric/orders").await.body.replace("<!>", "");
    let words = "typed by ann@example.com: “by hand”; the day is not over";
    assert!(page.contains(words), "who typed today's value is told");
    assert!(!page.contains("provisional: the day"), "{page}");
}

/// Only what is new is told, and an empty note takes the one away that stands there.
#[tokio::test]
async fn a_note_beside_the_same_value_is_changed_and_taken_away() {
    let site = with_orders().await;
    let day = (today() - 2).to_string();
    let none = None;
    for (value, note, action, words) in [
        (
            "102",
            Some("by hand"),
            "save",
            "The same number stood there; it is yours now.",
        ),
        (
            "102",
            Some("counted"),
            "save",
            "the new note stands with it now",
        ),
        ("102", Some("counted"), "save", "Nothing changed"),
        ("102", none, "save", "Nothing changed"),
        (
            "102",
            Some(""),
            "save",
            "its note is gone from it, and stays on record",
        ),
        ("102", Some(""), "save", "Nothing changed"),
        ("", Some(""), "remove", "what stood there stays on record"),
        (
            "",
            Some("never counted"),
            "remove",
            "the new note stands with it now",
        ),
        ("", none, "remove", "Nothing changed"),
        (
            "",
            Some(" "),
            "remove",
            "its note is gone from it, and stays on record",
        ),
    ] {
        let mut fields = vec![("day", day.as_str()), ("value", value), ("do", action)];
        fields.extend(note.map(|note| ("note", note)));
        let saved = site.post("/metric/orders/correct", &fields).await;
        let page = site.get(saved.header("location")).await.body;
        assert!(page.contains(words), "{value} {note:?} {action}: {words}");
    }
    let page = site.get(&format!("/metric/orders/day/{day}")).await.body;
    for kept in ["by hand", "counted", "never counted"] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
}

#[tokio::test]
async fn a_typed_value_leads_back_to_what_was_shown() {
    let site = with_orders().await;
    let shown = "range=30d&step=week&compare=previous";
    let page = site.get(&format!("/metric/orders?{shown}")).await;
    let held = "name=\"view\" value=\"range=30d&amp;step=week&amp;compare=previous\"";
    assert!(page.body.contains(held), "the form keeps the view");
    assert!(page.body.contains(" id=\"values\""), "the fragment exists");
    let day = (today() - 2).to_string();
    let cases = [
        (shown, format!("{shown}&")),
        (
            "from=2026-11-01&to=2026-11-10&step=day",
            "from=2026-11-01&to=2026-11-10&step=day&".to_owned(),
        ),
        ("range=never&step=week", String::new()),
        ("step=hour", String::new()),
        ("//evil.example\r\n", String::new()),
    ];
    for (at, (view, query)) in cases.iter().enumerate() {
        let value = at.to_string();
        let fields = [("day", day.as_str()), ("value", &value), ("view", view)];
        let saved = site.post("/metric/orders/correct", &fields).await;
        let expected = format!("/metric/orders?{query}done=corrected:{value}#values");
        assert_eq!(saved.header("location"), expected, "{view}");
    }
    let refused = [("day", day.as_str()), ("value", "x"), ("view", shown)];
    let refused = site.post("/metric/orders/correct", &refused).await;
    assert!(refused.body.contains(held), "a refusal keeps it, too");
}

#[tokio::test]
async fn what_is_linked_is_what_is_shown() {
    let site = signed_in("").await;
    add(&site, "orders", Some("customer")).await;
    for ago in 1..=40 {
        push(&site, "orders", Some("3"), today() - ago, f64::from(ago)).await;
        push(&site, "orders", Some("4"), today() - ago, 1000.0).await;
    }
    let shown = "/metric/orders?from=2026-11-01&to=2026-11-10&object=3";
    let page = site.get(shown).await.body.replace("&amp;", "&");
    let json = site.get(link(&page, ".json")).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).expect("JSON");
    assert_eq!(json["from"], "2026-11-01");
    let values: Vec<f64> = (13..=22).rev().map(f64::from).collect();
    assert_eq!(json["values"], serde_json::json!(values));
    let csv = site.get(link(&page, ".csv")).await.body;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 11, "{csv}");
    assert_eq!(lines[1], "orders,2026-11-01,22,customer,3,");

    let sum = site.get("/metric/orders.json?range=30d").await.body;
    let sum: serde_json::Value = serde_json::from_str(&sum).expect("JSON");
    assert_eq!(sum["values"].as_array().map(Vec::len), Some(30));
    assert_eq!(sum["values"][29], 1001.0, "all objects together");
    assert_eq!(
        sum.get("marks"),
        None,
        "nothing is said of days that are over"
    );
    let all = site.get("/metric/orders.csv").await.body;
    assert_eq!(all.lines().count(), 81, "everything known");
    push(&site, "orders", Some("3"), today(), 5.0).await;
    let running = site.get("/metric/orders.json?days=2").await.body;
    let running: serde_json::Value = serde_json::from_str(&running).expect("JSON");
    let not_over = serde_json::json!([[today().to_string(), "provisional"]]);
    assert_eq!(running["marks"], not_over, "{running}");
    for (query, status) in [
        ("object=5", StatusCode::NOT_FOUND),
        (
            "from=2026-11-10&to=2026-11-01",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("from=2026-11-10", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        for format in ["json", "csv"] {
            let answer = site.get(&format!("/metric/orders.{format}?{query}")).await;
            assert_eq!(answer.status, status, "{format} {query}");
        }
    }
}

#[tokio::test]
async fn values_that_somebody_has_are_not_sent_again() {
    let site = with_orders().await;
    let path = "/metric/orders.json?days=7";
    let first = site.get(path).await;
    let tag = first.header("etag").to_owned();
    let same = site.get_again(path, &tag).await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    assert_eq!(same.body, "");
    let other = site.get_again("/metric/orders.json?days=8", &tag).await;
    assert_eq!(other.status, StatusCode::OK);
    push(&site, "orders", None, today() - 1, 7.0).await;
    let changed = site.get_again(path, &tag).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.header("etag"), tag);
    assert_ne!(changed.body, first.body);
}

#[tokio::test]
async fn r16_values_are_told_to_nobody_who_only_knows_their_tag() {
    let site = with_orders().await;
    let path = "/metric/orders.json?days=7";
    let tag = site.get(path).await.header("etag").to_owned();
    site.set_cookie(None);
    let answer = site.get_again(path, &tag).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

/// A page's words, without the marks that islands need.
async fn words(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body.replace("<!>", "")
}

#[tokio::test]
async fn a_day_tells_its_value_how_it_came_and_what_stood_before() {
    let site = with_orders().await;
    let day = today() - 3;
    let path = format!("/metric/orders/day/{day}");
    let pushed = words(&site, &path).await;
    for told in [
        ">103 <",
        "Friday 20 Nov",
        "Pushed by cli",
        "−6 % on Friday 13 Nov",
    ] {
        assert!(pushed.contains(told), "{told}: {pushed}");
    }
    assert!(!pushed.contains(">Before<"));
    correct(&site, day, "7", "save").await;
    let corrected = words(&site, &path).await;
    for told in [
        ">7 <",
        "Corrected by ann@example.com: “by hand”",
        ">Before<",
        ">103<",
    ] {
        assert!(corrected.contains(told), "{told}: {corrected}");
    }
    let table = words(&site, "/metric/orders").await;
    assert!(
        table.contains(&format!("href=\"{path}\"")),
        "the table leads there"
    );
}

#[tokio::test]
async fn a_day_without_a_value_says_so() {
    let site = with_orders().await;
    for (day, told) in [
        (today() - 200, "Nothing was remembered of this day."),
        (today(), "Nothing was remembered of this day."),
        (today() + 400, "The day has not come yet."),
    ] {
        let page = words(&site, &format!("/metric/orders/day/{day}")).await;
        assert!(page.contains(told), "{day}: {page}");
    }
    for odd in ["0001-01-01", "9999-12-31"] {
        words(&site, &format!("/metric/orders/day/{odd}")).await;
    }
}

#[tokio::test]
async fn a_day_of_objects_is_one_objects_or_all_added_up() {
    let site = with_orders().await;
    add(&site, "visits", Some("customer")).await;
    let day = today() - 2;
    for (object, value) in [("42", 5.0), ("a/b", 7.0)] {
        push(&site, "visits", Some(object), day, value).await;
    }
    let path = format!("/metric/visits/day/{day}");
    let all = words(&site, &path).await;
    assert!(
        all.contains(">12 <") && all.contains("all objects, added up"),
        "{all}"
    );
    assert!(
        !all.contains("correct="),
        "what is added up is not corrected"
    );
    let one = words(&site, &format!("{path}?object=a%2Fb")).await;
    assert!(one.contains(">7 <") && one.contains("visits, a/b"), "{one}");
    assert!(
        one.contains("?object=a%2Fb&amp;from="),
        "correcting keeps the object"
    );
    for refused in [
        format!("{path}?object=43"),
        "/metric/visits/day/tomorrow".to_owned(),
        "/metric/visits/day/2026-02-30".to_owned(),
        "/metric/none/day/2026-11-20".to_owned(),
    ] {
        assert_eq!(
            site.get(&refused).await.status,
            StatusCode::NOT_FOUND,
            "{refused}"
        );
    }
    site.set_cookie(None);
    assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_minus_that_numbers_are_shown_with_is_taken() {
    let site = with_orders().await;
    let day = today() - 3;
    let saved = correct(&site, day, "\u{2212}5", "save").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(csv(&site, "").await.contains(&format!("orders,{day},-5")));
    let goal = [
        ("shape", "constant"),
        ("points", "\u{2212}7.5"),
        ("do", "save"),
    ];
    let set = site.post("/metric/orders/goal", &goal).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    assert!(
        site.get("/metric/orders")
            .await
            .body
            .contains("value=\"-7.5\"")
    );
}

/// Each button and form of a metric's page, with what it answers where it is refused and where not.
#[tokio::test]
async fn a_button_leaves_the_page_as_it_was_shown() {
    let site = with_orders().await;
    let view = "range=30d&step=week&compare=year";
    let refused: [(&str, &[(&str, &str)]); 6] = [
        ("collect", &[]),
        ("verify", &[]),
        ("backfill", &[("from", "x"), ("to", "y")]),
        ("backfill", &[("from", "2026-11-01"), ("to", "2026-11-02")]),
        (
            "goal",
            &[("shape", "constant"), ("points", "many"), ("do", "save")],
        ),
        ("correct", &[("day", "x"), ("value", "1"), ("do", "save")]),
    ];
    for (what, fields) in refused {
        let fields: Vec<_> = fields.iter().copied().chain([("view", view)]).collect();
        let answer = site.post(&format!("/metric/orders/{what}"), &fields).await;
        assert!(!answer.status.is_redirection(), "{what}");
        assert!(
            answer
                .body
                .contains("range=30d&amp;step=day&amp;compare=year"),
            "{what}: {}",
            answer.body
        );
    }
    for (what, fields, done) in [
        ("pause", &[][..], "paused"),
        ("resume", &[][..], "resumed"),
        (
            "goal",
            &[("shape", "constant"), ("points", "7"), ("do", "save")][..],
            "goal-set",
        ),
    ] {
        let fields: Vec<_> = fields.iter().copied().chain([("view", view)]).collect();
        let answer = site.post(&format!("/metric/orders/{what}"), &fields).await;
        let to = format!("/metric/orders?{view}&done={done}");
        assert_eq!(answer.header("location"), to, "{what}: {}", answer.body);
    }
}
