//! Days as parameters: what a comparison leaves out is said, and the right form counts all.

use dbag_collector::types::SqlQuery;
use serde_json::json;

use super::support::{Asking, Database, days, lines, mariadb, postgres, sqlite};

async fn asked(database: &Database, zone: &'static str, query: &str) -> (Vec<String>, Vec<String>) {
    let mut asking = Asking::new(database, json!({"query": query}));
    asking.zone = zone;
    asking.days = days("2026-11-22", "2026-11-24");
    let answer = asking.of(&SqlQuery).await.expect(query);
    assert_eq!(answer.failures, [], "{query}");
    (lines(&answer), answer.notes)
}

const ROWS: &str = "insert into t values ('2026-11-22 10:00:00'), ('2026-11-23 00:00:00'),
    ('2026-11-23 10:00:00'), ('2026-11-24 23:59:59')";
const RIGHT: [&str; 3] = ["2026-11-22 = 1", "2026-11-23 = 2", "2026-11-24 = 1"];

/// D2: the last day of each piece is lost.
#[tokio::test]
async fn what_a_comparison_loses_is_said() {
    let by_day = |day: &str, rest: &str| {
        format!("select {day} as day, count(*) as value from t where {rest} group by 1")
    };
    for (database, day) in [
        (
            postgres(&format!("create table t (at timestamp); {ROWS}")),
            "cast(at as date)",
        ),
        (
            postgres(&format!("create table t (at timestamptz); {ROWS}")),
            "cast(at as date)",
        ),
        (
            mariadb(&format!("create table t (at datetime); {ROWS}")),
            "date(at)",
        ),
        (
            mariadb(&format!(
                "set time_zone = '+00:00'; create table t (at timestamp null); {ROWS}"
            )),
            "date(at)",
        ),
        (
            sqlite(&format!("create table t (at datetime); {ROWS}")).await,
            "date(at)",
        ),
    ] {
        for (rest, words) in [
            (
                "at between :start and :end",
                "`between … and :end` ends when the last day begins",
            ),
            (
                "at >= :start and at <= :end",
                "`<= :end` ends when the last day begins",
            ),
            (
                "t.at >= :start and :end > t.at",
                "`< :end` ends when the last day begins",
            ),
        ] {
            let (found, notes) = asked(&database, "UTC", &by_day(day, rest)).await;
            assert_ne!(found, RIGHT, "{}: it does lose it", database.name);
            assert_eq!(notes.len(), 1, "{}: {rest}: {notes:?}", database.name);
            assert!(notes[0].contains(words), "{}: {notes:?}", database.name);
            assert!(
                notes[0].contains("write `at >= :start_at and at < :end_at`"),
                "{notes:?}"
            );
        }
        let (found, notes) = asked(
            &database,
            "UTC",
            "select count(*) from t o where o.at = :day",
        )
        .await;
        assert_ne!(found, RIGHT);
        assert!(
            notes[0].contains("`= :day` finds only those at midnight"),
            "{notes:?}"
        );
        // The right form.
        let right = by_day(day, "at >= :start_at and at < :end_at");
        let (found, notes) = asked(&database, "UTC", &right).await;
        assert_eq!(found, RIGHT, "{}", database.name);
        assert_eq!(notes, [""; 0]);
    }
}

#[tokio::test]
async fn dates_and_midnights_are_compared_with_days() {
    let query = "select count(*) from t where at >= :start and at <= :end";
    let dates =
        "insert into t values ('2026-11-22'), ('2026-11-23'), ('2026-11-23'), ('2026-11-24')";
    for database in [
        postgres(&format!("create table t (at date); {dates}")),
        postgres(&format!("create table t (at timestamp); {dates}")),
        mariadb(&format!("create table t (at date); {dates}")),
        mariadb(&format!("create table t (at datetime); {dates}")),
        mariadb(
            "create table t (at int); insert into t values (20261122), (20261123), (20261123), (20261124)",
        ),
        sqlite(&format!("create table t (at text); {dates}")).await,
    ] {
        let (found, notes) = asked(&database, "UTC", query).await;
        assert_eq!(found, RIGHT, "{}", database.name);
        assert_eq!(notes, [""; 0], "{}", database.name);
    }
    for (database, zone) in [
        (
            postgres(&format!("create table t (at date); {dates}")),
            "America/New_York",
        ),
        (
            mariadb(&format!("create table t (at date); {dates}")),
            "America/New_York",
        ),
        (
            sqlite(&format!("create table t (at text); {dates}")).await,
            "UTC",
        ),
    ] {
        let query = "select count(*) from t where at >= :start_at and at < :end_at";
        let (found, notes) = asked(&database, zone, query).await;
        assert_ne!(found, RIGHT, "{}", database.name);
        assert!(
            notes[0].contains("write `at >= :start and at <= :end`"),
            "{notes:?}"
        );
    }
}

/// The same rows by a clock in Berlin: midnight there is 23:00 in UTC.
#[tokio::test]
async fn a_local_clock_is_compared_with_local_times() {
    let query = "select count(*) from t where at >= :start_local and at < :end_local";
    for database in [
        postgres(&format!("create table t (at timestamp); {ROWS}")),
        mariadb(&format!("create table t (at datetime); {ROWS}")),
        sqlite(&format!("create table t (at text); {ROWS}")).await,
        sqlite(&format!(
            "create table t (at text); {}",
            ROWS.replace(" 1", "T1")
        ))
        .await,
    ] {
        for zone in ["Europe/Berlin", "America/Sao_Paulo", "UTC"] {
            let (found, notes) = asked(&database, zone, query).await;
            assert_eq!(found, RIGHT, "{} {zone}", database.name);
            assert_eq!(notes, [""; 0], "{}", database.name);
        }
        let lossy = "select count(*) from t where at between :start and :end";
        let (_, notes) = asked(&database, "Europe/Berlin", lossy).await;
        let is_iso = notes[0].contains("datetime(at) >= :start_at");
        assert!(
            is_iso
                || notes[0].contains(
                    "`at >= :start_local and at < :end_local` if they are times of Europe/Berlin"
                ),
            "{notes:?}"
        );
    }
    let instants = postgres(&format!("create table t (at timestamptz); {ROWS}"));
    let (_, notes) = asked(&instants, "Europe/Berlin", query).await;
    assert!(
        notes[0].contains("write `at >= :start_at and at < :end_at`"),
        "{notes:?}"
    );
}

#[tokio::test]
async fn sqlites_texts_with_a_t_sort_otherwise() {
    let rows = "insert into t values ('2026-11-21T23:30:00'), ('2026-11-22T23:30:00'), ('2026-11-23T10:00:00'), ('2026-11-24T10:00:00')";
    let database = sqlite(&format!("create table t (at text); {rows}")).await;
    let query = "select count(*) from t where at >= :start_at and at < :end_at";
    let (found, notes) = asked(&database, "Europe/Berlin", query).await;
    assert_ne!(found, RIGHT);
    assert!(
        notes[0].contains("`datetime(at) >= :start_at and datetime(at) < :end_at` if they are UTC"),
        "{notes:?}"
    );
    let right = "select count(*) from t where datetime(at) >= :start_at and datetime(at) < :end_at";
    let (found, notes) = asked(&database, "Europe/Berlin", right).await;
    assert_eq!((found, notes.len()), (RIGHT.map(str::to_owned).to_vec(), 0));
    let numbers = sqlite("create table t (at int); insert into t values (1795392000)").await;
    let (_, notes) = asked(
        &numbers,
        "UTC",
        "select count(*) from t where at >= :start_at and at < :end_at",
    )
    .await;
    assert!(notes[0].contains("datetime(at, 'unixepoch')"), "{notes:?}");
    let right = "select count(*) from t where datetime(at, 'unixepoch') >= :start_at and datetime(at, 'unixepoch') < :end_at";
    let (found, notes) = asked(&numbers, "UTC", right).await;
    assert_eq!((found[1].as_str(), notes.len()), ("2026-11-23 = 1", 0));
}

#[tokio::test]
async fn the_table_of_an_alias_is_the_one_that_is_looked_at() {
    let database = postgres(
        "create schema shop; create table shop.orders (id int, placed date);
         create table items (order_id int, placed timestamptz);
         insert into shop.orders values (1, '2026-11-22'), (2, '2026-11-23'), (3, '2026-11-23'), (4, '2026-11-24');
         insert into items select id, placed + time '10:00' from shop.orders",
    );
    let query = |column: &str| {
        format!(
            "select count(*) from shop.orders as o join items i on i.order_id = o.id where {column} between :start and :end"
        )
    };
    let (found, notes) = asked(&database, "UTC", &query("o.placed")).await;
    assert_eq!((found, notes.len()), (RIGHT.map(str::to_owned).to_vec(), 0));
    let (_, notes) = asked(&database, "UTC", &query("i.placed")).await;
    assert_eq!(notes.len(), 1);
}
