//! The days that a query calls its own are known whole, whosever days they are, and whichever are asked.

use dbag_collector::types::SqlQuery;
use serde_json::json;

use super::support::{Asking, Database, days, lines, mariadb, postgres, sqlite};

/// A row each hour of 20 to 28 November, half past.
fn hours(kind: &str, zone: &str) -> String {
    let mut rows = Vec::new();
    for day in 20..=28 {
        rows.extend((0..24).map(|hour| format!("('2026-11-{day} {hour:02}:30:00{zone}')")));
    }
    format!(
        "create table t (at {kind}); insert into t values {}",
        rows.join(", ")
    )
}

async fn databases() -> Vec<(Database, Vec<&'static str>)> {
    let utc = "set time_zone = '+00:00'; ";
    vec![
        (
            postgres(&hours("timestamptz", "+00:00")),
            vec![
                "date_trunc('day', at)",
                "at::date",
                "to_char(at, 'YYYYMMDD')::int",
            ],
        ),
        (
            mariadb(&format!("{utc}{}", hours("timestamp null", ""))),
            vec!["date(at)", "cast(date(at) as datetime)"],
        ),
        (
            sqlite(&hours("text", "")).await,
            vec!["date(at)", "date(at) || 'T00:00:00Z'"],
        ),
    ]
}

async fn asked(
    database: &Database,
    zone: &'static str,
    query: &str,
    days_of: [&str; 2],
) -> Vec<String> {
    let mut asking = Asking::new(database, json!({"query": query}));
    asking.zone = zone;
    asking.days = days(days_of[0], days_of[1]);
    let answer = asking.of(&SqlQuery).await.expect(query);
    assert_eq!(answer.failures, [], "{} {zone} {query}", database.name);
    lines(&answer)
}

/// Of a day in UTC, the bounds of a day in São Paulo hold 21 hours.
#[tokio::test]
async fn days_of_utc_are_whole_beside_bounds_of_another_zone() {
    for (database, expressions) in databases().await {
        for day in expressions {
            let query = format!(
                "select {day} as day, count(*) as value from t where at >= :start_at and at < :end_at group by 1"
            );
            for zone in [
                "America/Sao_Paulo",
                "Europe/Berlin",
                "Pacific/Kiritimati",
                "UTC",
            ] {
                let name = database.name;
                let one = asked(&database, zone, &query, ["2026-11-24", "2026-11-24"]).await;
                assert_eq!(one, ["2026-11-24 = 24"], "{name} {zone} {day}");
                let some = asked(&database, zone, &query, ["2026-11-22", "2026-11-24"]).await;
                let right = ["2026-11-22 = 24", "2026-11-23 = 24", "2026-11-24 = 24"];
                assert_eq!(some, right, "{name} {zone} {day}");
            }
        }
    }
}

#[tokio::test]
async fn days_of_another_zone_are_whole_too() {
    let database = postgres(&hours("timestamptz", "+00:00"));
    for zone in ["America/Sao_Paulo", "UTC", "Asia/Kolkata"] {
        for bounds in [
            "at >= :start_at and at < :end_at",
            "at::date between :start and :end",
        ] {
            let query = format!(
                "select (at at time zone 'America/Sao_Paulo')::date as day, count(*) as value from t \
                 where {bounds} group by 1"
            );
            let one = asked(&database, zone, &query, ["2026-11-24", "2026-11-24"]).await;
            assert_eq!(one, ["2026-11-24 = 24"], "{zone} {bounds}");
        }
    }
}

/// A day that is a parameter says nothing of the days beside it.
#[tokio::test]
async fn a_day_that_is_the_one_asked_for_is_asked_alone() {
    let database = postgres(&hours("timestamptz", "+00:00"));
    let query =
        "select :start as day, count(*) as value from t where at >= :start_at and at < :end_at";
    let one = asked(
        &database,
        "America/Sao_Paulo",
        query,
        ["2026-11-24", "2026-11-24"],
    )
    .await;
    assert_eq!(one, ["2026-11-24 = 24"]);
}

/// What is too much with a day more at both ends is asked for alone.
#[tokio::test]
async fn an_answer_that_is_too_long_around_the_days_is_asked_without_them() {
    for database in [
        postgres(&hours("timestamptz", "+00:00")),
        mariadb(&format!(
            "set time_zone = '+00:00'; {}",
            hours("timestamp null", "")
        )),
        sqlite(&hours("text", "")).await,
    ] {
        let day = match database.name {
            "postgres" => "(at at time zone 'America/Sao_Paulo')::date",
            "mariadb" => "date(at - interval 3 hour)",
            _ => "date(at, '-3 hours')",
        };
        let query = format!(
            "select {day} as day, cast(at as char(19)) as object, 1 as value from t \
             where at >= :start_at and at < :end_at"
        );
        let mut asking = Asking::new(&database, json!({"query": query}));
        asking.zone = "America/Sao_Paulo";
        asking.has_objects = true;
        asking.days = days("2026-11-24", "2026-11-24");
        asking.limits.max_rows = 30;
        let answer = asking.of(&SqlQuery).await.expect(database.name);
        assert_eq!(answer.observations.len(), 24, "{}", database.name);
    }
}
