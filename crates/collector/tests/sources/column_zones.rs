//! In which zone the times of a column hang, as far as its source tells.

use dbag_collector::types::{ColumnClock, column_clock};

use super::support::{mariadb, postgres, sqlite};

#[tokio::test]
async fn a_column_tells_its_zone_or_does_not() {
    use ColumnClock::{NeedsNone, Unknown, Utc};
    let rows = |value: &str| format!("insert into t (at) values ({value})");
    let time = rows("'2026-11-23 10:00:00'");
    for (database, expected) in [
        (postgres("create table t (at timestamptz)"), NeedsNone),
        (postgres("create table t (at date)"), NeedsNone),
        (
            postgres(&format!(
                "create table t (at timestamp default now()); {time}"
            )),
            Unknown,
        ),
        (
            postgres("create table t (at timestamp default (now() at time zone 'utc'))"),
            Utc,
        ),
        (mariadb("create table t (at timestamp null)"), NeedsNone),
        (
            mariadb("create table t (at datetime default current_timestamp)"),
            Unknown,
        ),
        (
            mariadb("create table t (at datetime default (utc_timestamp()))"),
            Utc,
        ),
        (
            mariadb(&format!(
                "create table t (at bigint); {}",
                rows("1795392000")
            )),
            NeedsNone,
        ),
        (
            sqlite(&format!("create table t (at datetime); {time}")).await,
            Unknown,
        ),
        (
            sqlite(&format!(
                "create table t (at datetime default current_timestamp); {time}"
            ))
            .await,
            Utc,
        ),
        (
            sqlite(&format!(
                "create table t (at text); {}",
                rows("'2026-11-23'")
            ))
            .await,
            NeedsNone,
        ),
        (
            sqlite(&format!(
                "create table t (at text); {}",
                rows("'2026-11-23T10:00:00Z'")
            ))
            .await,
            NeedsNone,
        ),
        (
            sqlite(&format!(
                "create table t (at text); {}",
                rows("'2026-11-23 10:00:00-03:00'")
            ))
            .await,
            NeedsNone,
        ),
        (
            sqlite(&format!(
                "create table t (at text); {}",
                rows("'2026-11-23T10:00:00.5'")
            ))
            .await,
            Unknown,
        ),
    ] {
        let found = column_clock(&database.source, "t", "at")
            .await
            .expect("a column");
        assert_eq!(found, expected, "{}", database.name);
    }
}
