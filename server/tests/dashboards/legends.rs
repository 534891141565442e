//! What a panel draws besides its values has words: on the page, in its files, and where it is shared.

use axum::http::StatusCode;
use dbag_domain::{
    Binding, Day, Goal, GoalShape, PanelKind, PanelOptions, PanelScale, PanelSettings, RangeChoice,
    ReadAs,
};
use dbag_operations::{MetricForm, SentValue, ShareForm};

use super::comparing::words;
use crate::shop::{ACTOR, add, dashboard, metric, panel, series, today};
use crate::support::{Site, clock, signed_in};

/// Flows of the last forty days, today's included.
async fn flows(names: &[&str]) -> Site {
    let site = signed_in("").await;
    for (at, name) in (1..).zip(names) {
        let form = MetricForm::new()
            .with("slug", name)
            .with("label", name)
            .with("metric_type", "push")
            .with("measure", "flow");
        let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
        added.expect("added");
        for ago in 0..40 {
            push(&site, name, (None, today() - ago), at + ago).await;
        }
    }
    site
}

async fn push(site: &Site, name: &str, (object, day): (Option<&str>, Day), value: i32) {
    let value = value.to_string();
    let sent = SentValue::new(&value, Some(day), object);
    let pushed = site.dbag.push(&ACTOR, name, &sent, clock()).await;
    pushed.expect("pushed");
}

/// A dashboard of one panel: its page, and its files without their ending.
async fn one(site: &Site, kind: PanelKind, names: &[&str], options: PanelOptions) -> [String; 2] {
    let slug = format!("{kind}-{}", names.len());
    let names = names.iter().map(|name| series(name, Binding::Whole));
    let shown = PanelSettings {
        options,
        title: "Shown".to_owned(),
        ..panel(kind, 0, names.collect())
    };
    add(site, &dashboard(&slug, vec![shown])).await;
    let kept = site.dbag.dashboard(&ACTOR, &slug).await.expect("there");
    [
        format!("/d/{slug}"),
        format!("/d/{slug}/panel/{}", kept.panels[0].id.0),
    ]
}

async fn get(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

#[tokio::test]
async fn dashes_and_rings_are_explained() {
    let site = flows(&["orders"]).await;
    let corrected = site
        .dbag
        .correct(
            &ACTOR,
            "orders",
            &(today() - 3).to_string(),
            Some("70"),
            Some("by hand"),
            None,
            clock(),
        )
        .await;
    corrected.expect("corrected");
    for (kind, dashes) in [
        (PanelKind::Bars, "stroke-dasharray=\"2 2\""),
        (PanelKind::Line, "stroke-dasharray=\".1 4.5\""),
    ] {
        let [page, file] = one(&site, kind, &["orders"], PanelOptions::default()).await;
        let page = words(&get(&site, &format!("{page}?range=30d")).await);
        let svg = get(&site, &format!("{file}.svg?range=30d")).await;
        for text in ["not over yet", "corrected"] {
            assert!(page.contains(text), "{kind} {text}: {page}");
            assert!(svg.contains(&format!(">{text}<")), "{kind} {text}: {svg}");
        }
        assert!(svg.contains(dashes), "{kind}: {svg}");
        // The control: of days that are over nothing is said.
        let past = get(&site, &format!("{file}.svg?range=last-month")).await;
        assert!(!past.contains("not over yet"), "{past}");
    }
    let [page, file] = one(
        &site,
        PanelKind::Calendar,
        &["orders"],
        PanelOptions::default(),
    )
    .await;
    assert!(words(&get(&site, &page).await).contains("not over yet"));
    let svg = get(&site, &format!("{file}.svg")).await;
    assert!(svg.contains(">not over yet<"), "{svg}");
}

/// From the removed day on a sum lacks it; what is made of single days bears no marks of others.
#[tokio::test]
async fn a_running_sum_that_lacks_a_day_says_so() {
    let site = flows(&["orders"]).await;
    let day = (today() - 5).to_string();
    let reason = Some("a test");
    let removed = site
        .dbag
        .correct(&ACTOR, "orders", &day, None, reason, None, clock());
    removed.await.expect("removed");
    for (read_as, kind, is_said) in [
        (ReadAs::Cumulative, PanelKind::Line, true),
        (ReadAs::Indexed, PanelKind::Area, false),
    ] {
        let options = PanelOptions {
            read_as,
            ..PanelOptions::default()
        };
        let [page, file] = one(&site, kind, &["orders"], options).await;
        let page = words(&get(&site, &format!("{page}?range=30d")).await);
        let svg = get(&site, &format!("{file}.svg?range=30d")).await;
        let said = "some days missing";
        assert_eq!(page.contains(said), is_said, "{read_as}: {page}");
        assert_eq!(svg.contains(said), is_said, "{read_as}: {svg}");
    }
}

#[tokio::test]
async fn what_a_logarithm_leaves_out_is_seen() {
    let site = flows(&["orders"]).await;
    push(&site, "orders", (None, today() - 2), 0).await;
    let options = PanelOptions {
        scale: PanelScale::Log,
        no_legend: true,
        ..PanelOptions::default()
    };
    let [page, file] = one(&site, PanelKind::Line, &["orders"], options).await;
    let said = "1 value that is not above zero is not drawn";
    let page = get(&site, &page).await;
    let shown = "<span class=\"legend__item\">1 value that is not above zero is not drawn</span>";
    assert!(page.contains(shown), "{page}");
    let svg = get(&site, &format!("{file}.svg")).await;
    assert!(svg.contains(&format!(">{said}</text>")), "{svg}");
}

#[tokio::test]
async fn the_averages_of_several_series_have_names() {
    let names = ["ants", "bees", "cats", "dogs", "eels"];
    let site = flows(&names).await;
    for few in [true, false] {
        let options = PanelOptions {
            average: Some(7),
            ..PanelOptions::default()
        };
        let names = if few { &names[..2] } else { &names[..] };
        let [page, file] = one(&site, PanelKind::Line, names, options).await;
        let page = words(&get(&site, &page).await);
        let svg = get(&site, &format!("{file}.svg")).await;
        let said = match few {
            true => vec!["ants, mean of 7 days", "bees, mean of 7 days"],
            false => vec!["mean of 7 days"],
        };
        for said in said {
            assert!(page.contains(said), "{said}: {page}");
            assert!(svg.contains(&format!(">{said}</text>")), "{said}: {svg}");
        }
        assert!(!page.contains("cats, mean of 7 days"), "{page}");
    }
}

/// What outsiders see of a dashboard.
async fn shared(site: &Site, page: &str) -> String {
    let slug = page.trim_start_matches("/d/");
    let form = ShareForm {
        name: "Ben".to_owned(),
        ..ShareForm::default()
    };
    let made = site.dbag.add_share_link(&ACTOR, slug, &form, clock()).await;
    get(
        site,
        &format!("/s/{}?range=90d&step=day", made.expect("a link").token),
    )
    .await
}

#[tokio::test]
async fn a_shared_table_says_how_much_of_it_is_shown() {
    let site = flows(&["orders"]).await;
    let options = PanelOptions {
        range: RangeChoice::parse_preset("90d").ok(),
        ..PanelOptions::default()
    };
    let [page, _] = one(&site, PanelKind::Table, &["orders"], options).await;
    let inside = words(&get(&site, &format!("{page}?step=day")).await);
    assert!(inside.contains("All 90 rows as CSV"), "{inside}");
    let outside = words(&shared(&site, &page).await);
    assert!(outside.contains("The newest 31 of 90 rows"), "{outside}");
}

#[tokio::test]
async fn a_table_says_that_today_is_not_over() {
    let site = flows(&["orders"]).await;
    let [page, file] = one(
        &site,
        PanelKind::Table,
        &["orders"],
        PanelOptions::default(),
    )
    .await;
    let inside = words(&get(&site, &format!("{page}?range=7d&step=day")).await);
    assert!(inside.contains("Mon 23 Nov, so far 1"), "{inside}");
    let outside = words(&shared(&site, &page).await);
    assert!(outside.contains("Mon 23 Nov, so far 1"), "{outside}");
    let svg = get(&site, &format!("{file}.svg?range=7d&step=day")).await;
    assert_eq!(svg.matches(", so far</text>").count(), 1, "{svg}");
    let json = get(&site, &format!("{file}.json?range=7d&step=day")).await;
    assert_eq!(json.matches("\"is_running\":true").count(), 1, "{json}");
    let csv = get(&site, &format!("{file}.csv?range=7d&step=day")).await;
    assert!(csv.starts_with("day,name,orders,notes\n"), "{csv}");
    assert!(csv.contains("2026-11-23,23 Nov 2026,1,so far\n"), "{csv}");
}

#[tokio::test]
async fn of_many_objects_it_is_said_how_many_are_shown() {
    let site = signed_in("").await;
    let keys: Vec<String> = (0..30).map(|at| format!("c{at:02}")).collect();
    let values = keys.iter().map(|key| (Some(key.as_str()), &[1.0, 2.0][..]));
    metric(&site, "seats", &values.collect::<Vec<_>>()).await;
    for (kind, said) in [
        (PanelKind::Ranking, "10 of 30 customers"),
        (PanelKind::Multiples, "24 of 30 customers"),
    ] {
        let slug = kind.to_string();
        let shown = vec![panel(kind, 0, vec![series("seats", Binding::Every)])];
        add(&site, &dashboard(&slug, shown)).await;
        let kept = site.dbag.dashboard(&ACTOR, &slug).await.expect("there");
        let file = format!("/d/{slug}/panel/{}.svg", kept.panels[0].id.0);
        assert!(get(&site, &file).await.contains(said), "{kind}");
        let outside = words(&shared(&site, &format!("/d/{slug}")).await);
        assert!(outside.contains(said), "{kind}: {outside}");
    }
}

#[tokio::test]
async fn outsiders_are_told_what_is_not_over_and_what_is_which() {
    let site = flows(&["ants", "bees"]).await;
    for (kind, names) in [
        (PanelKind::Line, &["ants", "bees"][..]),
        (PanelKind::Bars, &["ants"][..]),
        (PanelKind::Calendar, &["ants"][..]),
        (PanelKind::Number, &["ants"][..]),
    ] {
        let [page, _] = one(&site, kind, names, PanelOptions::default()).await;
        let page = shared(&site, &page).await;
        let told = "|Mon 23 Nov 2026, so far\"";
        assert!(page.contains(told), "{kind}: {page}");
        if names.len() > 1 {
            for name in names {
                assert!(page.contains(&format!("data-of=\"{name}: \"")), "{page}");
            }
        }
    }
}

#[tokio::test]
async fn only_who_was_not_there_when_it_was_asked_is_new() {
    let site = signed_in("").await;
    metric(&site, "seats", &[(Some("42"), &[1.0; 40])]).await;
    // Known from the fortieth day on; the second came ten days ago.
    for ago in 0..10 {
        push(&site, "seats", (Some("43"), today() - ago), 5).await;
    }
    let kinds = [PanelKind::Ranking, PanelKind::Multiples];
    let panels = kinds.into_iter().zip(0..);
    let panels = panels.map(|(kind, at)| panel(kind, at, vec![series("seats", Binding::Every)]));
    add(&site, &dashboard("shop", panels.collect())).await;
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    let files = kept.panels.iter().map(|panel| panel.id.0);
    for (query, is_new) in [
        // The days before are known, without the second.
        ("from=2026-11-14&to=2026-11-23&compare=previous", true),
        // Nobody asked a year before, and in most of the days before these.
        ("range=30d&compare=year", false),
        ("range=30d&compare=previous", false),
    ] {
        let page = get(&site, &format!("/d/shop?{query}")).await;
        assert_eq!(page.contains(">new</span>"), is_new, "{query}: {page}");
        for file in files.clone() {
            let file = format!("/d/shop/panel/{file}");
            let svg = get(&site, &format!("{file}.svg?{query}")).await;
            assert_eq!(svg.matches(">new<").count(), usize::from(is_new), "{svg}");
            let json = get(&site, &format!("{file}.json?{query}")).await;
            let marked = json.matches("\"is_new\":true").count();
            assert_eq!(marked, usize::from(is_new), "{json}");
            let csv = get(&site, &format!("{file}.csv?{query}")).await;
            assert!(!csv.contains("new"), "{csv}");
        }
    }
}

#[tokio::test]
async fn names_in_pictures_are_those_of_their_owners() {
    let site = signed_in("").await;
    let names = ["acme", "Acme", "éclair", "a b"];
    let values = names.map(|name| (Some(name), &[1.0, 2.0][..]));
    let form = MetricForm::new()
        .with("slug", "sales")
        .with("label", "iPhone sales")
        .with("metric_type", "push");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    metric(&site, "seats", &values).await;
    push(&site, "sales", (None, today() - 1), 4).await;
    let kinds = [PanelKind::Ranking, PanelKind::Multiples];
    let panels = kinds.into_iter().zip(0..);
    let panels = panels.map(|(kind, at)| panel(kind, at, vec![series("seats", Binding::Every)]));
    let table = panel(PanelKind::Table, 2, vec![series("sales", Binding::Whole)]);
    add(&site, &dashboard("shop", panels.chain([table]).collect())).await;
    let kept = site.dbag.dashboard(&ACTOR, "shop").await.expect("there");
    for one in &kept.panels {
        let svg = get(&site, &format!("/d/shop/panel/{}.svg", one.id.0)).await;
        match one.kind {
            PanelKind::Table => assert!(svg.contains(">iPhone sales<"), "{svg}"),
            _ => {
                for name in names {
                    let ends = format!("{name}</text>");
                    assert_eq!(svg.matches(&ends).count(), 1, "{name}: {svg}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_goal_is_named_as_it_is_on_the_shown_days() {
    let site = flows(&["orders"]).await;
    let points = format!("{} 10, {} 99", today() - 10, today() + 100);
    let goal = Goal::parse(GoalShape::Steps, &points).expect("a goal");
    let set = site.dbag.set_goal(&ACTOR, "orders", None, &goal, clock());
    set.await.expect("set");
    let [page, file] = one(&site, PanelKind::Line, &["orders"], PanelOptions::default()).await;
    let before = format!("from={}&to={}", today() - 30, today() - 20);
    for place in [page, "/metric/orders".to_owned(), format!("{file}.svg")] {
        let shown = words(&get(&site, &format!("{place}?range=30d&step=day")).await);
        assert!(shown.contains("goal 10"), "{place}: {shown}");
        assert!(!shown.contains("goal 99"), "{place}: {shown}");
        let body = get(&site, &format!("{place}?{before}&step=day")).await;
        let legends = [">goal ", "is-goal"];
        let named = legends.iter().find(|one| body.contains(**one));
        assert_eq!(named, None, "{place}: {body}");
    }
}

#[tokio::test]
async fn of_a_goal_that_is_not_drawn_nothing_is_said() {
    let site = flows(&["orders"]).await;
    let points = format!("{} 10", today() - 10);
    let goal = Goal::parse(GoalShape::Steps, &points).expect("a goal");
    let set = site.dbag.set_goal(&ACTOR, "orders", None, &goal, clock());
    set.await.expect("set");
    let [page, file] = one(&site, PanelKind::Line, &["orders"], PanelOptions::default()).await;
    let before = format!("from={}&to={}&step=day", today() - 30, today() - 20);
    for place in [page, "/metric/orders".to_owned(), format!("{file}.svg")] {
        let body = get(&site, &format!("{place}?{before}")).await;
        let told = body.to_lowercase();
        assert!(!told.contains("goal: no values"), "{place}: {body}");
        let body = get(&site, &format!("{place}?range=30d&step=day")).await;
        let told = body.to_lowercase();
        assert!(told.contains("goal: 10 throughout"), "{place}: {body}");
    }
}

#[tokio::test]
async fn a_metrics_goal_can_be_read_day_by_day() {
    let site = flows(&["orders"]).await;
    let points = format!("{} 10, {} 60", today() - 10, today() - 1);
    let goal = Goal::parse(GoalShape::Steps, &points).expect("a goal");
    let set = site.dbag.set_goal(&ACTOR, "orders", None, &goal, clock());
    set.await.expect("set");
    let page = get(&site, "/metric/orders?range=7d").await;
    let read = "data-goal-values=\"10 10 10 10 10 60 60\"";
    assert!(page.contains(read), "{page}");
    assert!(
        page.contains("<span class=\"legend__goal\">60</span>"),
        "{page}"
    );
    // By week none is drawn.
    let weeks = get(&site, "/metric/orders?range=30d&step=week").await;
    assert!(!weeks.contains("data-goal-values"), "{weeks}");
}

#[tokio::test]
async fn a_pace_names_the_day_that_it_is_of() {
    let site = flows(&["orders"]).await;
    let goal = Goal::parse(GoalShape::Constant, "40").expect("a goal");
    let set = site.dbag.set_goal(&ACTOR, "orders", None, &goal, clock());
    set.await.expect("set");
    let [page, file] = one(
        &site,
        PanelKind::Progress,
        &["orders"],
        PanelOptions::default(),
    )
    .await;
    // Of what happens over a day today has not had its share: 22 days of 40.
    for place in [page, format!("{file}.svg")] {
        let body = get(&site, &format!("{place}?range=month")).await;
        assert!(body.contains("should be 880 by 22 Nov"), "{place}: {body}");
    }
}

#[tokio::test]
async fn indexed_values_beside_each_other_are_of_the_same_week() {
    let site = flows(&["orders"]).await;
    let form = MetricForm::new()
        .with("slug", "revenue")
        .with("label", "revenue")
        .with("metric_type", "push")
        .with("measure", "flow");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    // Two whole weeks of 7 and of 14; of the Monday that is not over only orders, of which there are none.
    for ago in 1..=14 {
        let (orders, revenue) = if ago > 7 { (4, 1) } else { (1, 2) };
        push(&site, "orders", (None, today() - ago), orders).await;
        push(&site, "revenue", (None, today() - ago), revenue).await;
    }
    push(&site, "orders", (None, today()), 0).await;
    let options = PanelOptions {
        read_as: ReadAs::Indexed,
        ..PanelOptions::default()
    };
    let [page, file] = one(&site, PanelKind::Line, &["orders", "revenue"], options).await;
    let days = format!("from={}&to={}&step=week", today() - 14, today());
    let shown = words(&get(&site, &format!("{page}?{days}")).await);
    assert!(shown.contains("orders 25revenue 200"), "{shown}");
    let svg = get(&site, &format!("{file}.svg?{days}")).await;
    for named in [">orders 25<", ">revenue 200<"] {
        assert!(svg.contains(named), "{named}: {svg}");
    }
}
