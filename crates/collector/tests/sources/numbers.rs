//! Every type a number can have becomes a value, or words that say why it is none.

use super::support::{Database, each, mariadb, postgres, sqlite};

async fn check(database: &Database, sql: &str, expected: &str) {
    let grid = database.query(sql).await.expect(sql);
    let found = match grid.rows[0][0].number() {
        Ok(Some(value)) => value.get().to_string(),
        Ok(None) => "none".to_owned(),
        Err(words) => words,
    };
    let is_equal = found == expected || (expected.len() > 6 && found.contains(expected));
    assert!(is_equal, "{}: {sql}: {found}", database.name);
}

#[tokio::test]
async fn r20_numbers_of_every_engine() {
    for database in each("create table t (id int)").await {
        for (sql, expected) in [
            ("select 42", "42"),
            ("select 1.5", "1.5"),
            ("select count(*) from t", "0"),
            ("select null", "none"),
            ("select sum(id) from t", "none"),
            ("select ' 12.5 '", "12.5"),
            ("select '1,234'", "without separators"),
            ("select 'many'", "`many` is not a number"),
            ("select 9007199254740993", "too large to be kept exactly"),
        ] {
            check(&database, sql, expected).await;
        }
    }
}

#[tokio::test]
async fn r20_numbers_of_postgres() {
    let database = postgres("create type mood as enum ('7', 'sad')");
    for (sql, expected) in [
        ("select 1::int2", "1"),
        ("select 1::int8", "1"),
        ("select 0.1::float4", "0.1"),
        ("select 0.1::float8", "0.1"),
        ("select true", "1"),
        ("select 1::oid", "1"),
        ("select -12345.678900::numeric", "-12345.6789"),
        ("select 0.000001234::numeric", "0.000001234"),
        (
            "select 1e40::numeric",
            "10000000000000000000000000000000000000000",
        ),
        ("select 'NaN'::numeric", "not a number (NaN)"),
        ("select 'NaN'::float8", "not a number (NaN)"),
        ("select 'infinity'::float8", "too large"),
        ("select '-infinity'::numeric", "too large"),
        ("select sum(n) from generate_series(1, 10) n", "55"),
        ("select avg(n) from generate_series(1, 4) n", "2.5"),
        ("select '12'::char(5)", "12"),
        ("select '12'::varchar", "12"),
        ("select '7'::mood", "7"),
        ("select '5'::json", "5"),
        (
            "select '12'::money",
            "a money is not a number; write `::numeric`",
        ),
        ("select interval '1 hour'", "extract(epoch"),
        ("select now()", "a point in time is not a number"),
        ("select current_date", "a date is not a number"),
        ("select array[1]", "is not a number"),
        ("select 'infinity'::date", "is not a number"),
    ] {
        check(&database, sql, expected).await;
    }
}

#[tokio::test]
async fn r20_numbers_of_mariadb() {
    let database = mariadb(
        "create table t (tiny tinyint(1), small smallint, big bigint unsigned, bits bit(8), \
         exact decimal(20, 4), f float, d double, y year, at time, zero date);
         insert into t values (3, -4, 18446744073709551615, b'101', 12.5, 0.1, 0.25, 2026, \
         '01:00:00', '2026-01-01')",
    );
    for (sql, expected) in [
        ("select tiny from t", "3"),
        ("select small from t", "-4"),
        ("select big from t", "too large to be kept exactly"),
        ("select bits from t", "5"),
        ("select exact from t", "12.5"),
        ("select f from t", "0.1"),
        ("select d from t", "0.25"),
        ("select y from t", "2026"),
        ("select true", "1"),
        ("select sum(small) from t", "-4"),
        ("select avg(small) from t", "-4"),
        ("select cast('12' as char)", "12"),
        ("select at from t", "time_to_sec"),
        ("select zero from t", "a date is not a number"),
        ("select now()", "a point in time"),
    ] {
        check(&database, sql, expected).await;
    }
}

#[tokio::test]
async fn r20_numbers_of_sqlite() {
    let database = sqlite(
        "create table t (a, b int, c text); insert into t values (1, 2.5, '3'), (null, 'x', null)",
    )
    .await;
    for (sql, expected) in [
        ("select a from t limit 1", "1"),
        ("select b from t limit 1", "2.5"),
        ("select c from t limit 1", "3"),
        ("select a from t limit 1 offset 1", "none"),
        ("select b from t limit 1 offset 1", "`x` is not a number"),
        ("select sum(a) from t where a > 5", "none"),
        ("select x'01'", "a binary value is not a number"),
        ("select 9e999", "too large"),
        ("select 1 = 1", "1"),
    ] {
        check(&database, sql, expected).await;
    }
}
