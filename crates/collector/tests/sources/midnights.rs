//! Midnight in UTC is a date where every row is one, also west of Greenwich.

use dbag_collector::types::{RowCount, SqlQuery};
use dbag_collector::{Answer, MetricType};
use serde_json::{Value as Json, json};

use super::support::{Asking, Database, days, each, lines, mariadb, postgres, sqlite};

async fn asked(
    database: &Database,
    metric_type: &impl MetricType,
    zone: &'static str,
    json: Json,
) -> Answer {
    let mut asking = Asking::new(database, json);
    asking.zone = zone;
    asking.days = days("2026-11-22", "2026-11-25");
    asking.of(metric_type).await.expect("an answer")
}

const ROWS: &str = "insert into t values ('2026-11-23 00:30:00+00:00'), \
    ('2026-11-23 12:00:00+00:00'), ('2026-11-24 23:30:00+00:00')";
const ZONES: [&str; 3] = ["America/Sao_Paulo", "Europe/Berlin", "Pacific/Kiritimati"];

#[tokio::test]
async fn a_day_that_is_midnight_in_every_row_is_a_date() {
    let query = |day: &str| format!("select {day} as day, count(*) as value from t group by 1");
    for (database, day) in [
        (
            postgres(&format!("create table t (at timestamptz); {ROWS}")),
            "date_trunc('day', at)",
        ),
        (
            mariadb(
                &format!(
                    "create table t (at timestamp null); {}",
                    ROWS.replace("+00:00", "")
                )
                .replace("create", "set time_zone = '+00:00'; create"),
            ),
            "cast(cast(at as date) as datetime)",
        ),
        (
            mariadb(&format!(
                "create table t (at timestamp null); {}",
                ROWS.replace("+00:00", "")
            )),
            "concat(date(at), 'T00:00:00Z')",
        ),
        (
            sqlite(&format!("create table t (at text); {ROWS}")).await,
            "date(at) || 'T00:00:00Z'",
        ),
    ] {
        for zone in ZONES {
            let answer = asked(&database, &SqlQuery, zone, json!({"query": query(day)})).await;
            assert_eq!(
                lines(&answer),
                ["2026-11-23 = 2", "2026-11-24 = 1"],
                "{} {zone}",
                database.name
            );
            // A column without a zone is a date by itself.
            let is_clock = day.contains("datetime");
            assert_eq!(
                answer.notes.len(),
                usize::from(!is_clock),
                "{:?}",
                answer.notes
            );
            if !is_clock {
                assert!(answer.notes[0].contains(&format!("for days of {zone} leave `day` out")));
            }
        }
        let answer = asked(&database, &SqlQuery, "UTC", json!({"query": query(day)})).await;
        assert_eq!(lines(&answer), ["2026-11-23 = 2", "2026-11-24 = 1"]);
        assert_eq!(answer.notes, [""; 0]);
    }
}

#[tokio::test]
async fn one_other_time_makes_all_of_them_instants() {
    let query = "select at as day, 1 as value from t";
    let rows = "insert into t values ('2026-11-23 00:00:00+00:00'), ('2026-11-25 00:00:01+00:00')";
    for database in [
        postgres(&format!("create table t (at timestamptz); {rows}")),
        sqlite(&format!("create table t (at text); {rows}")).await,
    ] {
        let answer = asked(
            &database,
            &SqlQuery,
            "America/Sao_Paulo",
            json!({"query": query}),
        )
        .await;
        assert_eq!(
            lines(&answer),
            ["2026-11-22 = 1", "2026-11-24 = 1"],
            "{}",
            database.name
        );
        assert_eq!(answer.notes, [""; 0]);
    }
    // Over the days that are asked one by one, too.
    let database = postgres(&format!("create table t (at timestamptz); {rows}"));
    let query = "select at as day, 1 as value from t where (at at time zone 'America/Sao_Paulo')::date = :day";
    let answer = asked(
        &database,
        &SqlQuery,
        "America/Sao_Paulo",
        json!({"query": query}),
    )
    .await;
    assert_eq!(lines(&answer), ["2026-11-22 = 1", "2026-11-24 = 1"]);
}

#[tokio::test]
async fn a_date_column_of_midnights_holds_dates() {
    let rows = "('2026-11-23 00:00:00'), ('2026-11-23 00:00:00'), ('2026-11-24 00:00:00'), (null)";
    let numbers = "(1795392000), (1795392000), (1795478400), (null)";
    let all =
        |kind: &str, rows: &str| format!("create table t (at {kind}); insert into t values {rows}");
    for database in [
        postgres(&all("timestamptz", &rows.replace("0')", "0+00')"))),
        postgres(&all("timestamp", rows)),
        postgres(&all("bigint", numbers)),
        mariadb(&format!(
            "set time_zone = '+00:00'; {}",
            all("timestamp null", rows)
        )),
        mariadb(&all("datetime", rows)),
        mariadb(&all("bigint", numbers)),
        sqlite(&all("datetime", rows)).await,
        sqlite(&all("text", &rows.replace("0')", "0Z')"))).await,
        sqlite(&all("int", numbers)).await,
    ] {
        for zone in ZONES {
            let json = json!({"table": "t", "date_column": "at"});
            let answer = asked(&database, &RowCount, zone, json).await;
            assert_eq!(
                lines(&answer),
                ["2026-11-23 = 2", "2026-11-24 = 1"],
                "{} {zone}",
                database.name
            );
            let [note] = answer.notes.as_slice() else {
                panic!("{:?}", answer.notes)
            };
            assert!(note.contains("was taken as that date"), "{note}");
            let hangs = format!("column_zone UTC, or column_zone {zone}");
            let ends = note.contains(&hangs) || note.ends_with("say column_zone UTC");
            assert!(ends, "{note}");
        }
        let json = json!({"table": "t", "date_column": "at"});
        assert_eq!(
            asked(&database, &RowCount, "UTC", json).await.notes,
            [""; 0]
        );
        // The other is offered.
        let json = json!({"table": "t", "date_column": "at", "column_zone": "UTC"});
        let answer = asked(&database, &RowCount, "America/Sao_Paulo", json).await;
        assert_eq!(
            lines(&answer),
            ["2026-11-22 = 2", "2026-11-23 = 1"],
            "{}",
            database.name
        );
        assert_eq!(answer.notes, [""; 0]);
    }
    for database in each("create table t (at timestamp null); insert into t values ('2026-11-23 00:00:00'), ('2026-11-23 00:00:01');").await {
        let json = json!({"table": "t", "date_column": "at"});
        let answer = asked(&database, &RowCount, "America/Sao_Paulo", json).await;
        assert_eq!(lines(&answer), ["2026-11-22 = 2"], "{}", database.name);
        assert_eq!(answer.notes, [""; 0]);
    }
    for database in each("create table t (at date); insert into t values ('2026-11-23');").await {
        let json = json!({"table": "t", "date_column": "at"});
        let answer = asked(&database, &RowCount, "America/Sao_Paulo", json).await;
        assert_eq!(
            (lines(&answer), answer.notes),
            (vec!["2026-11-23 = 1".to_owned()], Vec::new())
        );
    }
}
