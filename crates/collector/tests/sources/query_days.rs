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

/// In a metric of UTC, too, whether or not a row falls into the hours that would tell.
#[tokio::test]
async fn no_row_has_to_tell_that_days_are_of_another_zone() {
    let rows = "create table t (at timestamp); insert into t values ('2026-11-01 12:00:00'),
        ('2026-11-02 03:00:00'), ('2026-11-02 12:00:00'), ('2026-11-03 12:00:00'), ('2026-11-04 03:30:00')";
    let utc = "set time_zone = '+00:00'; ";
    for (database, day) in [
        (postgres(rows), "date(at - interval '5 hours')"),
        (
            mariadb(&format!("{utc}{rows}")),
            "date(at - interval 5 hour)",
        ),
        (sqlite(rows).await, "date(at, '-5 hours')"),
    ] {
        let query = format!(
            "select {day} as day, count(*) as value from t where at >= :start_at and at < :end_at group by 1"
        );
        for (day, right) in [("2026-11-01", 2), ("2026-11-02", 1), ("2026-11-03", 2)] {
            let one = asked(&database, "UTC", &query, [day, day]).await;
            assert_eq!(one, [format!("{day} = {right}")], "{}", database.name);
        }
    }
}

/// What depends on all rows at once is asked for the days that are meant and no other.
#[tokio::test]
async fn windows_and_limits_are_of_the_days_that_are_meant() {
    let mut rows = Vec::new();
    for day in 1..=3 {
        for (key, many) in [("a", 3), ("b", 2), ("c", 1)] {
            rows.extend(
                (0..many)
                    .map(|_| format!("('2026-11-0{day}', '2026-11-0{day} 12:00:00', '{key}')")),
            );
        }
    }
    let table = format!(
        "create table t (d date, at timestamp, k varchar(9)); insert into t values {}",
        rows.join(", ")
    );
    let share =
        "select d as day, k as object, 60.0 * count(*) / sum(count(*)) over () as value from t";
    let top = "select d as day, k as object, count(*) as value from t";
    for database in [
        postgres(&table),
        mariadb(&format!("set time_zone = '+00:00'; {table}")),
        sqlite(&table).await,
    ] {
        for bounds in [
            "d between :start and :end",
            "at >= :start_at and at < :end_at",
        ] {
            for (query, end, right) in [
                (share, "", vec!["a = 30", "b = 20", "c = 10"]),
                (top, "order by 3 desc limit 2", vec!["a = 3", "b = 2"]),
            ] {
                let query = format!("{query} where {bounds} group by d, k {end}");
                let mut asking = Asking::new(&database, json!({"query": query}));
                asking.zone = "Europe/Berlin";
                asking.has_objects = true;
                asking.days = days("2026-11-02", "2026-11-02");
                let answer = asking.of(&SqlQuery).await.expect(database.name);
                let mut found = lines(&answer);
                found.sort();
                let right: Vec<String> = right
                    .iter()
                    .map(|one| format!("2026-11-02 {one}"))
                    .collect();
                assert_eq!(found, right, "{} {query}", database.name);
            }
        }
    }
}

/// Where whole days are too much, a part of one is no value.
#[tokio::test]
async fn a_part_of_a_day_is_refused_where_whole_ones_are_too_much() {
    let database = sqlite(&hours("text", "")).await;
    let query = "select date(at) as day, substr(at, 1, 19) as object, 1 as value from t \
                 where at >= :start_at and at < :end_at";
    let mut asking = Asking::new(&database, json!({"query": query}));
    asking.zone = "Europe/Berlin";
    asking.has_objects = true;
    asking.days = days("2026-11-24", "2026-11-24");
    asking.limits.max_rows = 30;
    let refused = asking.of(&SqlQuery).await.expect_err("too much");
    assert!(
        refused.to_string().contains("more than 30 rows"),
        "{refused}"
    );
}
