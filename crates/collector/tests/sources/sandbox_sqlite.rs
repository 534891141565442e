//! R10 on SQLite: the attack list S, each refused or harmless.

use std::fs;
use std::time::{Duration, Instant};

use dbag_collector::source::{Purpose, Statement};
use dbag_collector::{CollectError, Limits};

use dbag_domain::Value;

use super::support::{Database, connection, sqlite, write_sqlite};

const SHORT: Limits = Limits {
    timeout: Duration::from_secs(1),
    max_rows: 1_000,
    max_bytes: 1 << 20,
};

async fn shop() -> Database {
    let database =
        sqlite("create table t (id int, name text); create index t_id on t (id); insert into t values (1, 'a')").await;
    let secret = database.path().with_file_name("secret.db");
    write_sqlite(
        &secret,
        "create table s (canary text); insert into s values ('canary')",
    )
    .await;
    database
}

fn attacks(database: &Database) -> Vec<String> {
    let folder = database
        .path()
        .parent()
        .expect("a folder")
        .display()
        .to_string();
    [
        "attach 'FOLDER/secret.db' as s",
        "detach main",
        "pragma query_only = off",
        "pragma writable_schema = on",
        "vacuum into 'FOLDER/copy.db'",
        "select 1; vacuum into 'FOLDER/copy.db'",
        "1) q; vacuum into 'FOLDER/copy.db'; select * from (select 2",
        "1) as answer; attach 'FOLDER/secret.db' as s; select canary from (select canary from s.s",
        "select load_extension('FOLDER/x.so')",
        "select readfile('FOLDER/secret.db')",
        "select writefile('FOLDER/copy.db', 'x')",
        "with x as (insert into t values (2, 'b') returning id) select id from x",
        "insert into t values (2, 'b') returning id",
        "delete from t",
        "update t set id = 2 returning id",
        "drop table t",
        "create table u (id int)",
        "create temp table u (id int)",
        "begin immediate",
        "reindex",
        "select * from pragma_table_list",
        "select * from pragma_query_only",
        "select zeroblob(1000000000)",
        "select randomblob(1000000000)",
        "select length(randomblob(1000000000))",
        "select replace(hex(zeroblob(500000)), '0', 'aaaaaaaaaaaaaaaa')",
    ]
    .iter()
    .map(|sql| sql.replace("FOLDER", &folder))
    .collect()
}

/// Everything but the file's own time of reading.
fn fingerprint(database: &Database) -> Vec<(String, Vec<u8>)> {
    let folder = database.path().parent().expect("a folder").to_owned();
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.display().to_string(),
                fs::read(&path).expect("readable"),
            )
        })
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn r10_attacks_on_sqlite_are_refused() {
    let database = shop().await;
    let before = fingerprint(&database);
    for attack in attacks(&database) {
        let answer = database.query_within(&attack, &SHORT).await;
        let error = answer.expect_err(&attack);
        assert!(
            matches!(error, CollectError::Refused(_)),
            "{attack}: {error:?}"
        );
        assert!(!error.to_string().contains("canary"), "{attack}: {error}");
    }
    assert_eq!(fingerprint(&database), before);
}

/// The authorizer alone, without the checks of the text before it.
#[tokio::test]
async fn r10_the_authorizer_refuses_what_the_checks_would_let_through() {
    let database = shop().await;
    let before = fingerprint(&database);
    for attack in attacks(&database) {
        let statement = Statement::new(attack.clone(), Vec::new(), Purpose::Generated);
        let answer = database.source.numbers(&statement, &SHORT).await;
        assert!(answer.is_err(), "{attack}: {answer:?}");
    }
    assert_eq!(fingerprint(&database), before);
}

/// Without the authorizer the same statement runs: the test above can fail.
#[tokio::test]
async fn r10_control_without_the_authorizer_a_pragma_runs() {
    let database = shop().await;
    for (purpose, runs) in [(Purpose::Catalog, true), (Purpose::Generated, false)] {
        let statement = Statement::new("pragma query_only = off", Vec::new(), purpose);
        let answer = database.source.numbers(&statement, &SHORT).await;
        assert_eq!(answer.is_ok(), runs, "{answer:?}");
    }
}

#[tokio::test]
async fn r12_what_never_ends_on_sqlite_is_stopped() {
    let database = shop().await;
    for attack in [
        "with recursive x(n) as (select 1 union all select n + 1 from x) select count(*) from x",
        "with recursive x(n) as (select 1 union all select n + 1 from x) select max(n) from x",
        "select count(*) from (with recursive x(n) as (select 1 union all select n + 1 from x) \
         select n from x where n < 0)",
    ] {
        let start = Instant::now();
        let error = database
            .query_within(attack, &SHORT)
            .await
            .expect_err(attack);
        assert!(
            matches!(error, CollectError::TimedOut(_)),
            "{attack}: {error:?}"
        );
        assert!(
            start.elapsed() < SHORT.timeout + Duration::from_secs(2),
            "{attack}"
        );
    }
}

#[tokio::test]
async fn r12_a_like_bomb_on_sqlite_is_stopped() {
    let database = shop().await;
    let pattern = format!("{}b", "%a".repeat(400));
    let bomb = format!(
        "with recursive x(n) as (select 1 union all select n + 1 from x) \
         select count(*) from x where replace(hex(zeroblob(20000)), '0', 'a') || n like '{pattern}'"
    );
    let start = Instant::now();
    let error = database
        .query_within(&bomb, &SHORT)
        .await
        .expect_err("a bomb");
    assert!(matches!(error, CollectError::TimedOut(_)), "{error:?}");
    assert!(start.elapsed() < SHORT.timeout + Duration::from_secs(2));
    let long = format!("select 'a' like '{}'", "%a".repeat(1_000));
    let error = database
        .query_within(&long, &SHORT)
        .await
        .expect_err("too long");
    assert!(matches!(error, CollectError::Refused(_)), "{error:?}");
}

/// Refused by SQLite itself, which gives NULL.
#[tokio::test]
async fn r10_a_printf_bomb_on_sqlite_gives_nothing() {
    let database = shop().await;
    let grid = database
        .query("select printf('%1000000000d', 1)")
        .await
        .expect("an answer");
    assert_eq!(grid.rows[0][0].number(), Ok(None));
}

#[tokio::test]
async fn a_source_that_is_written_meanwhile_can_be_read() {
    let database = sqlite("pragma journal_mode = wal; create table t (id int)").await;
    write_sqlite(&database.path(), "insert into t values (1)").await;
    let grid = database
        .query("select count(*) from t")
        .await
        .expect("an answer");
    assert_eq!(
        grid.rows[0][0].number().expect("a number").map(Value::get),
        Some(1.0)
    );
}

#[tokio::test]
async fn a_file_uri_in_a_path_is_a_path() {
    let database = shop().await;
    let url = format!("sqlite://file:{}", database.path().display());
    assert!(dbag_collector::SourceAddress::parse(&url).is_err());
    let missing = connection(&format!("sqlite://{}-none", database.path().display()));
    assert!(missing.test().await.is_err());
    assert!(!database.path().with_file_name("test.db-none").exists());
}
