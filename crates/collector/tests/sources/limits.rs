//! R12: how much an answer may be, and how many are asked at once.

use std::time::{Duration, Instant};

use dbag_collector::types::SqlQuery;
use dbag_collector::{CollectError, Limits, Sources};
use dbag_domain::SourceId;
use serde_json::json;

use super::support::{Asking, each, postgres};

const NUMBERS: &str = "with recursive x as (select 1 as n union all select n + 1 from x \
     where n < 900) select n from x";

#[tokio::test]
async fn r12_rows_and_bytes_are_capped() {
    for database in each("create table t (id int)").await {
        let limits = Limits {
            max_rows: 100,
            ..Limits::default()
        };
        let grid = database
            .query_within(NUMBERS, &limits)
            .await
            .expect("an answer");
        assert_eq!(
            (grid.rows.len(), grid.is_cut),
            (100, true),
            "{}",
            database.name
        );
        let limits = Limits {
            max_bytes: 1_000,
            ..Limits::default()
        };
        let grid = database
            .query_within(NUMBERS, &limits)
            .await
            .expect("an answer");
        assert!(grid.is_cut && grid.rows.len() < 100, "{}", database.name);
        let grid = database.query(NUMBERS).await.expect("an answer");
        assert_eq!(
            (grid.rows.len(), grid.is_cut),
            (900, false),
            "{}",
            database.name
        );
    }
}

#[tokio::test]
async fn r12_too_many_rows_are_told_at_the_query() {
    let database = postgres("select 1");
    let query = "select n as object, 1 as value from generate_series(1, 200) n";
    let mut asking = Asking::new(&database, json!({"query": query}));
    asking.has_objects = true;
    asking.limits.max_rows = 100;
    let error = asking.of(&SqlQuery).await.expect_err("too many");
    let CollectError::BadAnswer(problem) = error else {
        panic!("{error:?}");
    };
    assert_eq!(problem.field.as_deref(), Some("query"));
    assert!(problem.message.contains("more than 100 rows"), "{problem}");
}

#[tokio::test]
async fn a_source_gets_a_few_queries_at_once() {
    let database = postgres("select 1");
    let sources = Sources::new(2);
    let start = Instant::now();
    let asks = (0..6).map(|_| {
        let connection = sources.connection(SourceId(1), database.source.address().clone());
        async move {
            let sql = "select pg_sleep(0.2)::text";
            let statement = dbag_collector::source::Statement::users(sql, Vec::new());
            connection.numbers(&statement, &Limits::default()).await
        }
    });
    let answers = futures_util::future::join_all(asks).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert!(
        start.elapsed() >= Duration::from_millis(600),
        "three rounds of two"
    );
}

/// R12 and T10: what an answer takes here does not grow with what the source could send.
#[tokio::test]
async fn r12_a_flood_is_not_held_in_memory() {
    for (database, sql) in [
        (
            postgres("select 1"),
            "select repeat('x', 500000) from generate_series(1, 1000000)",
        ),
        (
            super::support::sqlite("create table t (id int)").await,
            "with recursive x(n) as (select 1 union all select n + 1 from x) \
             select hex(zeroblob(400000)) from x",
        ),
    ] {
        let start = Instant::now();
        let grid = database.query(sql).await.expect("an answer");
        let took = start.elapsed();
        assert!(
            took < Duration::from_secs(10),
            "the rest is not read: {took:?}"
        );
        assert!(
            grid.is_cut && grid.rows.len() < 40,
            "{}: {}",
            database.name,
            grid.rows.len()
        );
    }
}
