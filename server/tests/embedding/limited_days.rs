//! What a token of certain days shows of them is what the team sees of them.

use axum::http::StatusCode;
use dbag_domain::{
    Arrangement, Binding, Day, PanelKind, PanelOptions, PanelSettings, ReadAs, Step,
};
use dbag_operations::{MetricForm, SentValue};
use serde_json::json;

use crate::shop::{ACTOR, add, panel, series};
use crate::site::{about_customers, on, panels, publish};
use crate::support::{Site, clock, signed_in};
use crate::tokens::{Signer, claims, with};

/// The token's days: a Monday, on which `cash` has no value though it has some before, and two weeks.
const FROM: &str = "2026-11-09";
const TO: &str = "2026-11-22";

fn day(text: &str) -> Day {
    Day::parse(text).expect("a date")
}

/// A flow of customer 42 on workdays, since September.
async fn on_workdays(site: &Site, name: &str, lacking: &str) {
    let form = MetricForm::new()
        .with("slug", name)
        .with("label", name)
        .with("metric_type", "push")
        .with("measure", "flow")
        .with("object_kind", "customer");
    let added = site.dbag.add_metric(&ACTOR, &form, clock()).await;
    added.expect("added");
    let monday = day("2026-09-07");
    for at in 0..77 {
        let day = monday + at;
        if at % 7 >= 5 || day.to_string() == lacking {
            continue;
        }
        let text = (100 + at).to_string();
        let sent = SentValue::new(&text, Some(day), Some("42"));
        let pushed = site.dbag.push(&ACTOR, name, &sent, clock()).await;
        pushed.expect("pushed");
    }
}

fn shown() -> Vec<PanelSettings> {
    let both = || vec![series("cash", Binding::Page), series("card", Binding::Page)];
    let all = || {
        vec![
            series("cash", Binding::Whole),
            series("card", Binding::Whole),
        ]
    };
    let options = |read_as, step| PanelOptions {
        read_as,
        step,
        arrangement: Arrangement::Stacked,
        ..PanelOptions::default()
    };
    let of = |kind, at, series, options| PanelSettings {
        options,
        ..panel(kind, at, series)
    };
    let share = || options(ReadAs::Share, None);
    let average = PanelOptions {
        average: Some(7),
        ..PanelOptions::default()
    };
    vec![
        of(PanelKind::Area, 0, both(), share()),
        of(PanelKind::Area, 1, all(), share()),
        of(
            PanelKind::Bars,
            2,
            both(),
            options(ReadAs::Values, Some(Step::Week)),
        ),
        of(
            PanelKind::Table,
            3,
            both(),
            options(ReadAs::Values, Some(Step::Week)),
        ),
        of(
            PanelKind::Line,
            4,
            both(),
            options(ReadAs::Cumulative, None),
        ),
        of(
            PanelKind::Line,
            5,
            vec![series("card", Binding::Page)],
            average,
        ),
    ]
}

async fn site() -> (Site, String, Vec<i64>) {
    let site = signed_in("").await;
    on_workdays(&site, "cash", FROM).await;
    on_workdays(&site, "card", "").await;
    add(&site, &about_customers("shop", shown())).await;
    publish(&site, "shop", &on()).await;
    let signer = Signer::new(&site.dbag, "shop").await;
    let days = json!({"from": FROM, "to": TO});
    let token = signer.sign(&with(claims(&json!({"dashboard": "shop"}), "42"), &days));
    let ids = panels(&site, "shop").await;
    (site, token, ids.into_iter().map(|(_, id)| id).collect())
}

async fn csv(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

/// The first day is a gap of a series that began before it, and no weekend is missing.
#[tokio::test]
async fn the_numbers_of_a_limited_token_are_the_teams() {
    let (site, token, ids) = site().await;
    let (average, others) = ids.split_last().expect("panels");
    let days = format!("from={FROM}&to={TO}");
    for id in others {
        let seen = csv(
            &site,
            &format!("/embed/panel/{token}.csv?panel={id}&{days}"),
        )
        .await;
        let team = csv(&site, &format!("/d/shop/panel/{id}.csv?object=42&{days}")).await;
        assert_eq!(seen, team);
    }
    let share = csv(
        &site,
        &format!("/embed/panel/{token}.csv?panel={}&{days}", ids[0]),
    )
    .await;
    let first = share.lines().nth(1).expect("a row");
    assert!(
        first.contains(",,,") && first.contains("a part of the whole not known"),
        "{share}"
    );
    let weeks = csv(
        &site,
        &format!("/embed/panel/{token}.csv?panel={}&{days}", ids[3]),
    )
    .await;
    assert!(weeks.contains("cash: some days missing"), "{weeks}");
    assert!(!weeks.contains("card: some days missing"), "{weeks}");
    // A mean of seven days is one of seven: those before may not be seen.
    let means = csv(
        &site,
        &format!("/embed/panel/{token}.csv?panel={average}&{days}"),
    )
    .await;
    let means: Vec<bool> = means
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(3).is_some_and(|mean| !mean.is_empty()))
        .collect();
    assert_eq!(means, [[false; 6].as_slice(), &[true; 8]].concat());
}

/// Today is 23 November: the last month is October, whatever the token's last day is.
#[tokio::test]
async fn the_last_month_is_that_of_today() {
    let (site, _, ids) = site().await;
    let signer = Signer::new(&site.dbag, "shop").await;
    let until = json!({"to": "2026-10-30"});
    let token = signer.sign(&with(claims(&json!({"dashboard": "shop"}), "42"), &until));
    let path = format!(
        "/embed/panel/{token}.csv?panel={}&range=last-month&step=day",
        ids[5]
    );
    let rows = csv(&site, &path).await;
    let rows: Vec<&str> = rows.lines().skip(1).map(|line| &line[..10]).collect();
    assert_eq!(
        (rows[0], rows[rows.len() - 1]),
        ("2026-10-01", "2026-10-30")
    );
}
