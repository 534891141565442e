//! CVE-2026-21722: a token's days limit everything: values, what is made of them, and notes.

use axum::http::StatusCode;
use dbag_domain::{Binding, Goal, GoalShape, PanelCompare, PanelKind, PanelOptions, PanelSettings};
use serde_json::{Value as Json, json};

use crate::neutral::Neutral;
use crate::shop::{ACTOR, add, dashboard, metric, panel, series, today};
use crate::site::{about_customers, on, panels, publish, publish_metric};
use crate::support::{Site, clock, signed_in};
use crate::tokens::{Signer, claims, now, with};

/// Days with values, today's included; the token shows those from 20 to 10 days ago.
const DAYS: i32 = 420;
pub(crate) const FROM: i32 = 20;
pub(crate) const TO: i32 = 10;

/// The value of so many days ago: nine digits that no other day has, and that no change between
/// two days is.
fn value(ago: i32) -> f64 {
    (310_000_000 + (i64::from(ago) * 7_919_003) % 500_000_003) as f64
}

fn whole() -> Vec<f64> {
    (0..DAYS).rev().map(value).collect()
}

/// Whether a text has the value in it, in any spelling.
fn has(text: &str, value: f64) -> bool {
    let plain: String = text.chars().filter(|char| *char != ',').collect();
    plain.contains(&value.to_string())
}

/// The site, and the numbers of the panels of `shop`.
pub(crate) async fn shop() -> (Site, Signer, Vec<i64>) {
    let site = signed_in("").await;
    let mut values = vec![(Some("42"), whole())];
    values.extend(["1", "2", "3", "4"].map(|key| (Some(key), vec![1.0; 30])));
    let values: Vec<_> = values.iter().map(|(key, all)| (*key, &all[..])).collect();
    metric(&site, "orders", &values).await;
    add(&site, &about_customers("shop", every_kind())).await;
    publish(&site, "shop", &on()).await;
    publish_metric(&site, "orders", &on()).await;
    let signer = Signer::new(&site.dbag, "shop").await;
    let panels = panels(&site, "shop")
        .await
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    (site, signer, panels)
}

/// Panels that look back as far as they may.
fn every_kind() -> Vec<PanelSettings> {
    let kinds = [
        (PanelKind::Number, PanelCompare::Previous),
        (PanelKind::Line, PanelCompare::Year),
        (PanelKind::Bars, PanelCompare::Days(15)),
        (PanelKind::Table, PanelCompare::Previous),
        (PanelKind::Calendar, PanelCompare::Year),
        (PanelKind::Area, PanelCompare::Days(365)),
    ];
    let made = kinds
        .into_iter()
        .zip(0..)
        .map(|((kind, compare), at)| PanelSettings {
            options: PanelOptions {
                compare: Some(compare),
                average: (kind == PanelKind::Line).then_some(28),
                ..PanelOptions::default()
            },
            ..panel(kind, at, vec![series("orders", Binding::Page)])
        });
    let median = vec![
        series("orders", Binding::Page),
        series("orders", Binding::Median),
    ];
    made.chain([panel(PanelKind::Line, 6, median)]).collect()
}

pub(crate) fn limited(signer: &Signer, resource: Json, more: Json) -> String {
    let days = json!({"from": (today() - FROM).to_string(), "to": (today() - TO).to_string()});
    signer.sign(&with(with(claims(&resource, "42"), &days), &more))
}

/// What is told of a value beside others.
const TOLD: [&str; 6] = [
    "delta__change",
    "est so far",
    "in a row",
    " % on ",
    "est since ",
    "same as ",
];

/// Ranges, steps and comparisons that reach beyond.
const QUERIES: [&str; 11] = [
    "",
    "range=all",
    "range=all&step=month",
    "range=30d&compare=previous",
    "range=7d",
    "range=1y&step=week",
    "from=2026-01-01&to=2026-11-23",
    "from=2025-11-01&to=2025-11-30",
    "from=2026-11-14&to=2026-11-23",
    "range=all&compare=year",
    "range=all&compare=365d",
];

#[tokio::test]
async fn a_limited_token_shows_no_value_of_another_day() {
    let (site, signer, panels) = shop().await;
    let token = limited(&signer, json!({"dashboard": "shop"}), json!({}));
    let metric = limited(&signer, json!({"metric": "orders"}), json!({}));
    let mut addresses = vec![format!("/embed/dashboard/{token}?")];
    for form in [
        "panel/T",
        "panel/T.svg",
        "panel/T.csv",
        "badge/T.svg",
        "badge/T.json",
    ] {
        let of_panel = |id: &i64| format!("/embed/{}?panel={id}&", form.replace('T', &token));
        addresses.extend(panels.iter().map(of_panel));
        addresses.push(format!("/embed/{}?", form.replace('T', &metric)));
    }
    let mut shown = 0;
    for path in &addresses {
        for query in QUERIES {
            let path = format!("{path}{query}");
            let answer = site.get(&path).await;
            for ago in (0..DAYS).filter(|ago| !(TO..=FROM).contains(ago)) {
                let is_seen = answer.body.contains("3") && has(&answer.body, value(ago));
                assert!(!is_seen, "{ago} days ago in {path}: {}", answer.body);
            }
            shown += usize::from((TO..=FROM).any(|ago| has(&answer.body, value(ago))));
            assert!(answer.status == StatusCode::OK || answer.status == StatusCode::BAD_REQUEST);
        }
    }
    // Without a limit the same question shows the other days.
    let all = signer.dashboard("shop", "42");
    let all = site
        .get(&format!("/embed/dashboard/{all}?range=all"))
        .await
        .body;
    assert!(
        [0, 9, 21, 300, DAYS - 1]
            .map(value)
            .iter()
            .all(|other| has(&all, *other))
    );
    // It would be no news that nothing is seen where nothing is.
    assert!(
        shown > addresses.len() * 6,
        "{shown} of {}",
        addresses.len() * QUERIES.len()
    );
}

#[tokio::test]
async fn of_a_limited_token_no_change_record_or_average_looks_beyond_its_days() {
    let (site, signer, panels) = shop().await;
    // One day alone has nothing to be compared with.
    for ago in [0, FROM] {
        let day = json!({"from": (today() - ago).to_string(), "to": (today() - ago).to_string()});
        let token = signer.sign(&with(claims(&json!({"dashboard": "shop"}), "42"), &day));
        let number = format!("/embed/panel/{token}.svg?panel={}", panels[0]);
        for path in [format!("/embed/dashboard/{token}"), number] {
            let body = site.get(&path).await.body;
            assert!(has(&body, value(ago)), "{body}");
            for words in TOLD {
                assert!(!body.contains(words), "{words}: {body}");
            }
        }
        for id in &panels {
            let path = format!("/embed/panel/{token}.csv?panel={id}&range=all");
            let csv = site.get(&path).await.body;
            let rows = csv.lines().skip(1).flat_map(|line| line.split(',').skip(2));
            for cell in rows.filter(|cell| !cell.is_empty() && *cell != "1") {
                assert_eq!(cell, value(ago).to_string(), "{csv}");
            }
        }
    }
    // The same page without a limit tells of more.
    let all = signer.dashboard("shop", "42");
    let all = site.get(&format!("/embed/dashboard/{all}")).await.body;
    for words in &TOLD[..3] {
        assert!(all.contains(words), "{words}: {all}");
    }
}

#[tokio::test]
async fn csv_has_rows_of_the_tokens_days_only() {
    let (site, signer, panels) = shop().await;
    let token = limited(&signer, json!({"dashboard": "shop"}), json!({}));
    for query in QUERIES {
        if query.contains("step") {
            continue;
        }
        let path = format!("/embed/panel/{token}.csv?panel={}&{query}", panels[1]);
        let answer = site.get(&path).await;
        let is_file = answer.header("content-disposition").contains("attachment");
        assert_eq!(is_file, answer.status == StatusCode::OK, "{query}");
        for line in answer
            .body
            .lines()
            .skip(1)
            .filter(|_| answer.status == StatusCode::OK)
        {
            let day = dbag_domain::Day::parse(&line[..10]).expect("a day");
            let ago = today() - day;
            assert!((TO..=FROM).contains(&ago), "{query}: {line}");
        }
    }
}

#[tokio::test]
async fn pictures_of_two_ranges_differ_and_so_do_their_tags() {
    let (site, signer, _) = shop().await;
    let all = signer.sign(&claims(&json!({"metric": "orders"}), "42"));
    let part = limited(&signer, json!({"metric": "orders"}), json!({}));
    for form in ["svg", "png"] {
        let all = site
            .get(&format!("/embed/panel/{all}.{form}?width=300&height=120"))
            .await;
        let part = site
            .get(&format!("/embed/panel/{part}.{form}?width=300&height=120"))
            .await;
        assert_eq!((all.status, part.status), (StatusCode::OK, StatusCode::OK));
        assert_ne!(all.body, part.body, "{form}");
        assert_ne!(all.header("etag"), part.header("etag"), "{form}");
    }
}

#[tokio::test]
async fn days_beyond_what_is_known_show_nothing_and_break_nothing() {
    let (site, signer, panels) = shop().await;
    for (from, to) in [
        ("2020-01-01", "2020-12-31"),
        ("2027-01-01", "2027-12-31"),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-30", "9999-12-31"),
        ("0001-01-01", "9999-12-31"),
    ] {
        let days = json!({"from": from, "to": to});
        let claims = claims(&json!({"dashboard": "shop"}), "42");
        let token = signer.sign(&with(claims, &days));
        let mut paths = vec![format!("/embed/dashboard/{token}?")];
        for form in ["", ".svg", ".csv"] {
            paths.push(format!("/embed/panel/{token}{form}?panel={}&", panels[1]));
        }
        for path in paths {
            for query in QUERIES {
                let answer = site.get(&format!("{path}{query}")).await;
                let is_clear = [StatusCode::OK, StatusCode::BAD_REQUEST].contains(&answer.status);
                assert!(is_clear, "{from} {to} {query}: {}", answer.status);
                if from != "0001-01-01" {
                    assert!(
                        !(0..DAYS).any(|ago| has(&answer.body, value(ago))),
                        "{from} {query}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_token_says_in_which_forms_its_values_are_had() {
    let (site, signer, panels) = shop().await;
    let neutral = Neutral::of(&site).await;
    for (allow, has_csv, has_images) in [
        (json!({}), true, true),
        (json!({"allow": ["csv", "image"]}), true, true),
        (json!({"allow": ["image"]}), false, true),
        (json!({"allow": ["csv"]}), true, false),
        (json!({"allow": []}), false, false),
    ] {
        let token = limited(&signer, json!({"dashboard": "shop"}), allow.clone());
        let id = panels[1];
        for (path, is_had) in [
            (format!("/embed/dashboard/{token}"), true),
            (format!("/embed/panel/{token}?panel={id}"), true),
            (format!("/embed/panel/{token}.csv?panel={id}"), has_csv),
            (format!("/embed/panel/{token}.svg?panel={id}"), has_images),
            (format!("/embed/panel/{token}.png?panel={id}"), has_images),
            (format!("/embed/badge/{token}.svg?panel={id}"), has_images),
            (format!("/embed/badge/{token}.json?panel={id}"), has_images),
        ] {
            let answer = site.get(&path).await;
            match is_had {
                true => assert_eq!(answer.status, StatusCode::OK, "{allow}: {path}"),
                false => neutral.assert_refused(&answer, StatusCode::FORBIDDEN, &allow.to_string()),
            }
        }
    }
}

#[tokio::test]
async fn of_a_limited_token_no_goal_and_no_change_of_an_object_tells_of_other_days() {
    let (site, signer, _) = shop().await;
    let progress = panel(
        PanelKind::Progress,
        0,
        vec![series("orders", Binding::Page)],
    );
    let line = panel(PanelKind::Line, 1, vec![series("orders", Binding::Page)]);
    add(&site, &about_customers("aims", vec![progress, line])).await;
    let ranking = panel(
        PanelKind::Ranking,
        0,
        vec![series("orders", Binding::Every)],
    );
    add(&site, &dashboard("best", vec![ranking])).await;
    for slug in ["aims", "best"] {
        publish(&site, slug, &on()).await;
    }
    let points = format!("{} 654321987, {} 987654321", today() - 300, today() + 300);
    let ramp = Goal::parse(GoalShape::Ramp, &points).expect("a ramp");
    let set = site
        .dbag
        .set_goal(&ACTOR, "orders", Some("42"), &ramp, clock());
    set.await.expect("set");
    let days = json!({"from": (today() - FROM).to_string(), "to": (today() - TO).to_string()});
    let best = json!({"resource": {"dashboard": "best"}, "params": {}, "exp": now() + 600});
    let pages = |days: &Json| {
        let aims = signer.sign(&with(claims(&json!({"dashboard": "aims"}), "42"), days));
        let best = signer.sign(&with(best.clone(), days));
        [aims, best].map(|token| format!("/embed/dashboard/{token}?range=7d"))
    };
    // Whoever may see all days is told of both.
    let [aims, best] = pages(&json!({}));
    let (aims, best) = (site.get(&aims).await.body, site.get(&best).await.body);
    assert!(has(&aims, 987_654_321.0), "{aims}");
    assert!(best.contains("delta__change"), "{best}");
    let [aims, best] = pages(&days);
    let (aims, best) = (site.get(&aims).await, site.get(&best).await);
    assert_eq!((aims.status, best.status), (StatusCode::OK, StatusCode::OK));
    assert!(!has(&aims.body, 987_654_321.0), "{}", aims.body);
    assert!(best.body.contains("ranking__line"), "{}", best.body);
    assert!(!best.body.contains("delta__change"), "{}", best.body);
}
