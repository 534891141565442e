//! `row_count` by day: an order at 23:30 in Berlin lands on that Berlin day in every engine.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_collector::types::RowCount;
use dbag_domain::Zone;
use serde_json::{Value as Json, json};

use super::support::{Asking, Database, days, each, lines, mariadb, postgres, sqlite};

async fn counted(database: &Database, zone: &'static str, json: Json) -> Vec<String> {
    let mut asking = Asking::new(database, json);
    asking.zone = zone;
    asking.days = days("2026-11-22", "2026-11-25");
    let answer = asking.of(&RowCount).await.expect("an answer");
    assert_eq!(answer.failures, [], "{}", database.name);
    lines(&answer)
}

/// Half an hour before and after midnight in Berlin, and noon the day after.
const UTC: [&str; 3] = [
    "2026-11-23 22:30:00",
    "2026-11-23 23:30:00",
    "2026-11-25 11:00:00",
];
const BERLIN: [&str; 3] = [
    "2026-11-23 23:30:00",
    "2026-11-24 00:30:00",
    "2026-11-25 12:00:00",
];
const BY_BERLIN_DAYS: [&str; 3] = ["2026-11-23 = 1", "2026-11-24 = 1", "2026-11-25 = 1"];
const BY_UTC_DAYS: [&str; 2] = ["2026-11-23 = 2", "2026-11-25 = 1"];

fn values(values: &[&str], write: impl Fn(&str) -> String) -> String {
    let written: Vec<String> = values
        .iter()
        .map(|value| format!("({})", write(value)))
        .collect();
    written.join(", ")
}

fn text(value: &str) -> String {
    format!("'{value}'")
}

fn epoch(value: &str) -> i64 {
    let instant: DateTime<Utc> = format!("{}Z", value.replace(' ', "T"))
        .parse()
        .expect("instant");
    instant.timestamp()
}

async fn check(database: &Database, clock: &str) {
    let json = json!({"table": "t", "date_column": "at", "column_zone": clock});
    let found = counted(database, "Europe/Berlin", json.clone()).await;
    assert_eq!(found, BY_BERLIN_DAYS, "{} {clock}", database.name);
    let found = counted(database, "UTC", json).await;
    assert_eq!(found, BY_UTC_DAYS, "{} {clock}", database.name);
}

#[tokio::test]
async fn r24_clocks_without_a_zone_hang_in_the_columns_zone() {
    for (moments, clock) in [(UTC, "UTC"), (BERLIN, "Europe/Berlin")] {
        let rows = values(&moments, text);
        for database in [
            postgres(&format!(
                "create table t (at timestamp); insert into t values {rows}"
            )),
            mariadb(&format!(
                "create table t (at datetime(3)); insert into t values {rows}"
            )),
            sqlite(&format!(
                "create table t (at datetime); insert into t values {rows}"
            ))
            .await,
            sqlite(&format!(
                "create table t (at text); insert into t values {rows}"
            ))
            .await,
        ] {
            check(&database, clock).await;
        }
    }
}

#[tokio::test]
async fn r24_instants_need_no_zone() {
    let zoned = values(&UTC, |value| format!("'{value}+00:00'"));
    let iso = values(&UTC, |value| format!("'{}.123Z'", value.replace(' ', "T")));
    let berlin = values(&BERLIN, |value| {
        format!("'{}+01:00'", value.replace(' ', "T"))
    });
    for database in [
        postgres(&format!(
            "create table t (at timestamptz); insert into t values {zoned}"
        )),
        mariadb(&format!(
            "set time_zone = '+00:00'; create table t (at timestamp null); insert into t values {}",
            values(&UTC, text)
        )),
        sqlite(&format!(
            "create table t (at text); insert into t values {zoned}"
        ))
        .await,
        sqlite(&format!("create table t (at); insert into t values {iso}")).await,
        sqlite(&format!(
            "create table t (at text); insert into t values {berlin}"
        ))
        .await,
    ] {
        check(&database, "America/New_York").await;
    }
}

#[tokio::test]
async fn r24_seconds_and_milliseconds_are_instants() {
    for factor in [1, 1_000] {
        let rows = values(&UTC, |value| {
            (epoch(value) * factor + factor / 2).to_string()
        });
        for database in each(&format!(
            "create table t (at bigint); insert into t values {rows};"
        ))
        .await
        {
            check(&database, "America/New_York").await;
        }
        let database = sqlite(&format!("create table t (at); insert into t values {rows}")).await;
        check(&database, "UTC").await;
    }
}

#[tokio::test]
async fn dates_are_days_in_any_zone() {
    let rows = values(
        &["2026-11-23", "2026-11-24", "2026-11-25", "2026-12-01"],
        text,
    );
    for database in each(&format!(
        "create table t (at date); insert into t values {rows};"
    ))
    .await
    {
        for zone in ["Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            let json = json!({"table": "t", "date_column": "at"});
            let found = counted(&database, zone, json).await;
            assert_eq!(found, BY_BERLIN_DAYS, "{} {zone}", database.name);
        }
    }
}

#[tokio::test]
async fn texts_of_every_form_share_a_column_of_sqlite() {
    let database = sqlite(
        "create table t (at text, name text);
         insert into t values ('2026-11-23', 'a'), ('2026-11-23 23:30:00', 'b'),
           ('2026-11-23T22:30:00Z', 'c'), ('2026-11-23T23:30:00+00:00', 'd'),
           ('2026-11-23 24:99:00', 'e'), (null, 'f')",
    )
    .await;
    let json = json!({"table": "t", "date_column": "at", "column_zone": "Europe/Berlin"});
    let mut asking = Asking::new(&database, json);
    asking.zone = "Europe/Berlin";
    asking.days = days("2026-11-22", "2026-11-25");
    let answer = asking.of(&RowCount).await.expect("an answer");
    assert_eq!(lines(&answer), ["2026-11-23 = 3", "2026-11-24 = 1"]);
    assert_eq!(answer.failures, []);
    assert_eq!(
        answer.notes,
        ["1 row holds no date in `at`, but `2026-11-23 24:99:00`: it is of no day"]
    );
}

#[tokio::test]
async fn a_column_of_other_texts_is_refused() {
    for value in ["'23.11.2026'", "'soon'", "x'00'"] {
        let database = sqlite(&format!(
            "create table t (at); insert into t values ({value})"
        ))
        .await;
        let asking = Asking::new(&database, json!({"table": "t", "date_column": "at"}));
        let error = asking.of(&RowCount).await.expect_err(value);
        let problem = error.into_problem();
        assert_eq!(problem.field.as_deref(), Some("date_column"), "{problem}");
    }
    let database = sqlite("create table t (at); insert into t values (1), ('2026-01-01')").await;
    let asking = Asking::new(&database, json!({"table": "t", "date_column": "at"}));
    let error = asking.of(&RowCount).await.expect_err("a mixture");
    assert!(
        error.to_string().contains("both numbers and texts"),
        "{error}"
    );
}

/// A year of an event every 47 minutes, in zones with odd days, against the rules themselves.
#[tokio::test]
async fn r24_a_year_of_days_is_the_same_in_every_engine() {
    let start: DateTime<Utc> = "2025-12-20T00:00:00Z".parse().expect("an instant");
    let moments: Vec<DateTime<Utc>> = (0..11_000)
        .map(|n| start + TimeDelta::minutes(47 * n))
        .collect();
    let rows: Vec<String> = moments
        .iter()
        .map(|at| format!("('{}')", at.format("%Y-%m-%d %H:%M:%S")))
        .collect();
    let sql = format!(
        "create table t (at timestamp null); insert into t values {};",
        rows.join(",")
    );
    let databases = each(&sql).await;
    for zone_name in [
        "Europe/Berlin",
        "Africa/Cairo",
        "America/St_Johns",
        "Australia/Lord_Howe",
    ] {
        let zone = Zone::parse(zone_name).expect("a zone");
        let year = days("2026-01-01", "2026-12-10");
        let mut expected = std::collections::BTreeMap::new();
        for at in &moments {
            let day = zone.day_of(*at);
            if year.contains(day) {
                *expected.entry(day).or_insert(0) += 1;
            }
        }
        let expected: Vec<String> = expected
            .iter()
            .map(|(day, count)| format!("{day} = {count}"))
            .collect();
        for database in &databases {
            let mut asking = Asking::new(database, json!({"table": "t", "date_column": "at"}));
            asking.zone = zone_name;
            asking.days = year;
            let answer = asking.of(&RowCount).await.expect("an answer");
            assert_eq!(lines(&answer), expected, "{} {zone_name}", database.name);
        }
    }
}
