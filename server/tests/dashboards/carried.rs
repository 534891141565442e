//! A level of some objects is what it was until something else is known: wherever it is shown it says so.

use axum::http::StatusCode;
use dbag_domain::{Binding, Day, PanelKind};
use dbag_operations::SentValue;

use crate::comparing::words;
use crate::shop::{ACTOR, add, dashboard, metric, panel, series, today};
use crate::support::{Site, clock, signed_in};

async fn get(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

async fn push(site: &Site, object: &str, day: Day, value: &str) {
    let sent = SentValue::new(value, Some(day), Some(object));
    let pushed = site.dbag.push(&ACTOR, "seats", &sent, clock()).await;
    pushed.expect("pushed");
}

/// Seats of three teams for ten days up to five days ago; then of one of them only, the day before yesterday and
/// today.
async fn seats() -> Site {
    let site = signed_in("").await;
    metric(&site, "seats", &[(Some("t1"), &[40.0])]).await;
    for ago in 5..15 {
        for team in ["t1", "t2", "t3"] {
            push(&site, team, today() - ago, "40").await;
        }
    }
    for ago in [0, 2] {
        push(&site, "t1", today() - ago, "31").await;
    }
    site
}

/// A dashboard of one panel of a kind: its page, and its files without their ending.
async fn one(site: &Site, kind: PanelKind) -> [String; 2] {
    let slug = kind.to_string();
    let shown = vec![panel(kind, 0, vec![series("seats", Binding::Whole)])];
    add(site, &dashboard(&slug, shown)).await;
    let kept = site.dbag.dashboard(&ACTOR, &slug).await.expect("there");
    [
        format!("/d/{slug}"),
        format!("/d/{slug}/panel/{}", kept.panels[0].id.0),
    ]
}

const BRIEF: &str = "some objects as of before";
const LONG: &str = "the last known values of 2 objects stand for them";

#[tokio::test]
async fn what_is_carried_on_is_marked_where_it_is_drawn() {
    let site = seats().await;
    for (kind, mark) in [
        (PanelKind::Line, "chart__part"),
        (PanelKind::Area, "chart__part"),
        (PanelKind::Bars, "chart__part"),
        (PanelKind::Number, "chart__part"),
        (PanelKind::Calendar, "heat__part"),
        (PanelKind::Table, "is-part"),
    ] {
        let [page, file] = one(&site, kind).await;
        let body = get(&site, &format!("{page}?range=30d&step=day")).await;
        let said = words(&body).to_lowercase();
        assert!(
            body.contains(mark) && said.contains(BRIEF),
            "{kind}: {body}"
        );
        if kind != PanelKind::Table {
            let svg = get(&site, &format!("{file}.svg?range=30d&step=day")).await;
            assert!(svg.contains(&format!("class=\"{mark}\"")), "{kind}: {svg}");
            assert!(svg.contains(BRIEF), "{kind}: {svg}");
        }
        // The control: while all were known nothing is said.
        let whole = format!("from={}&to={}&step=day", today() - 14, today() - 5);
        for place in [page, format!("{file}.svg")] {
            let body = get(&site, &format!("{place}?{whole}")).await;
            assert!(
                !body.contains(mark) && !body.contains(BRIEF),
                "{kind}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_carried_on_is_told_where_it_is_read() {
    let site = seats().await;
    let metric = get(&site, "/metric/seats?range=30d").await;
    assert!(metric.contains("chart__part"), "{metric}");
    let said = words(&metric);
    for told in [
        // The headline, the last of the days, the table, and the key.
        &format!("Monday 23 Nov, {BRIEF}111 orders"),
        &format!("Last111Mon 23 Nov, {BRIEF}"),
        &format!("Mon 23 Nov 111 {BRIEF}"),
        &format!("Sat 21 Nov 111 {BRIEF}"),
    ] {
        assert!(said.contains(told.as_str()), "{told}: {said}");
    }
    assert!(metric.contains("legend__key is-part"), "{metric}");
    for ago in [0, 2] {
        let day = get(&site, &format!("/metric/seats/day/{}", today() - ago)).await;
        let origin = format!("The values of all objects, added up; {LONG}.");
        assert!(words(&day).contains(&origin), "{day}");
    }
    let day = get(&site, &format!("/metric/seats/day/{}", today() - 5)).await;
    let origin = "The values of all objects, added up.";
    assert!(words(&day).contains(origin), "{day}");
    let gallery = words(&get(&site, "/").await);
    assert!(
        gallery.contains(&format!("3 objects, {BRIEF}")),
        "{gallery}"
    );
    for (kind, times) in [(PanelKind::Number, 1), (PanelKind::Table, 2)] {
        let [_, file] = one(&site, kind).await;
        let json = get(&site, &format!("{file}.json?range=7d&step=day")).await;
        assert!(json.matches(LONG).count() >= times, "{kind}: {json}");
    }
}

#[tokio::test]
async fn of_a_level_today_is_told_as_it_is_everywhere() {
    let site = seats().await;
    for kind in [PanelKind::Line, PanelKind::Bars, PanelKind::Table] {
        let [page, file] = one(&site, kind).await;
        for place in [page, format!("{file}.svg"), format!("{file}.json")] {
            let body = get(&site, &format!("{place}?range=30d&step=day")).await;
            for said in ["not over yet", "so far", "is_running"] {
                assert!(!body.contains(said), "{place} {said}: {body}");
            }
            // A week that is not over says so.
            let body = get(&site, &format!("{place}?range=90d&step=week")).await;
            let is_said = ["not over yet", "so far", "is_running"];
            assert!(
                is_said.iter().any(|said| body.contains(said)),
                "{place}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn a_renamed_object_has_its_name_at_once() {
    let site = seats().await;
    for kind in [PanelKind::Ranking, PanelKind::Multiples] {
        let slug = kind.to_string();
        let shown = vec![panel(kind, 0, vec![series("seats", Binding::Every)])];
        add(&site, &dashboard(&slug, shown)).await;
    }
    for name in ["Zeta Two", "Zeta Three"] {
        let named = site
            .dbag
            .rename_object(&ACTOR, "customer", "t2", name, clock());
        named.await.expect("renamed");
        for kind in [PanelKind::Ranking, PanelKind::Multiples] {
            let page = get(&site, &format!("/d/{kind}?range=30d")).await;
            assert!(page.contains(&format!(">{name}<")), "{kind}: {page}");
        }
    }
    let archived = site
        .dbag
        .archive_object(&ACTOR, "customer", "t2", true, clock());
    archived.await.expect("archived");
    for kind in [PanelKind::Ranking, PanelKind::Multiples] {
        let page = get(&site, &format!("/d/{kind}?range=30d")).await;
        assert!(!page.contains("Zeta"), "{kind}: {page}");
    }
}

/// Of a week of a level its last day is told: what is to be known of that day is to be known of the week.
#[tokio::test]
async fn weeks_say_what_their_days_say() {
    let site = seats().await;
    for step in ["week", "month"] {
        for (kind, mark) in [
            (PanelKind::Line, "chart__part"),
            (PanelKind::Bars, "chart__part"),
            (PanelKind::Table, "is-part"),
        ] {
            let slug = format!("{kind}-{step}");
            let shown = vec![panel(kind, 0, vec![series("seats", Binding::Whole)])];
            add(&site, &dashboard(&slug, shown)).await;
            let page = get(&site, &format!("/d/{slug}?range=90d&step={step}")).await;
            let said = words(&page).to_lowercase();
            assert!(
                page.contains(mark) && said.contains(BRIEF),
                "{slug}: {page}"
            );
        }
        let metric = get(&site, &format!("/metric/seats?range=90d&step={step}")).await;
        let said = words(&metric);
        assert!(
            metric.contains("chart__part") && said.contains(BRIEF),
            "{metric}"
        );
        // The control: while all were known nothing is said.
        let whole = format!("from={}&to={}&step={step}", today() - 14, today() - 5);
        let metric = get(&site, &format!("/metric/seats?{whole}")).await;
        assert!(!metric.contains("chart__part"), "{metric}");
    }
}
