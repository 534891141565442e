//! R10 on Postgres: the attack list S with a login that may only read.

use std::time::{Duration, Instant};

use dbag_collector::source::{Purpose, Statement};
use dbag_collector::{CollectError, Limits, SourceConnection};

use dbag_domain::Value;

use super::support::{Database, connection, postgres};

const SHORT: Limits = Limits {
    timeout: Duration::from_secs(1),
    max_rows: 1_000,
    max_bytes: 1 << 20,
};

/// A database, the login that asks, and the superuser who looks.
struct Shop {
    asking: Database,
    root: SourceConnection,
}

fn shop(role: &str) -> Shop {
    let mut asking = postgres(
        "create table t (id int, name text);
         insert into t values (1, 'a');
         create sequence q;
         create function writing() returns int volatile language sql
           as $$ insert into t values (2, 'b') returning id $$;",
    );
    let server = dbag_testing::postgres();
    let root = asking.source.clone();
    let database = root.address().redacted();
    let database = database.rsplit('/').next().expect("a name").to_owned();
    server.execute(
        &database,
        &format!(
            "create role {role} login password 'reader-secret';
             grant select on t to {role}; grant usage on sequence q to {role};"
        ),
    );
    asking.source = connection(&server.url_as(role, "reader-secret", &database));
    Shop { asking, root }
}

const ATTACKS: [&str; 34] = [
    "commit; insert into t values (2, 'b')",
    "commit",
    "rollback",
    "set transaction read write",
    "set default_transaction_read_only = off",
    "select set_config('statement_timeout', '0', false)",
    "select set_config('transaction_read_only', 'off', false)",
    "copy t to program 'id'",
    "copy (select 1) to '/tmp/dbag-attack'",
    "copy t from '/etc/passwd'",
    "select pg_read_file('/etc/passwd')",
    "select pg_read_binary_file('/etc/passwd')",
    "select pg_ls_dir('/')",
    "select lo_import('/etc/passwd')",
    "select lo_create(0)",
    "select lo_export(1, '/tmp/dbag-attack')",
    "select * from dblink('dbname=postgres', 'select 1') as x(a int)",
    "select pg_terminate_backend(pid) from pg_stat_activity",
    "select pg_advisory_lock(1)",
    "listen x",
    "notify x",
    "select pg_notify('x', 'y')",
    "select nextval('q')",
    "do $$ begin insert into t values (2, 'b'); end $$",
    "with x as (insert into t values (2, 'b') returning id) select id from x",
    "with x as (delete from t returning id) select id from x",
    "select writing()",
    "create temp table u (id int)",
    "select 1 as a into u",
    "insert into t values (2, 'b') returning id",
    "1) q; drop table t; select 1 from (select 2",
    "select 1) as answer limit 1; insert into t values (2, 'b'); --",
    "select * from t for update",
    "truncate t",
];

/// What the server lets pass: rolled back, or gone with the connection.
const HARMLESS: [&str; 8] = [
    "commit",
    "rollback",
    "listen x",
    "notify x",
    "select pg_",
    "select lo_create",
    "select set_config",
    "set default",
];

#[tokio::test]
async fn r10_attacks_on_postgres_are_refused() {
    let shop = shop("reader_attacked");
    for attack in ATTACKS {
        let answer = shop.asking.query_within(attack, &SHORT).await;
        let error = answer.expect_err(attack);
        assert!(
            matches!(error, CollectError::Refused(_)),
            "{attack}: {error:?}"
        );
        assert!(!error.to_string().contains("reader-secret"));
    }
    assert_untouched(&shop).await;
}

/// Spelled so that the checks of the text see nothing: the server's wall alone.
#[tokio::test]
async fn r10_the_wall_of_postgres_holds_without_the_checks() {
    let shop = shop("reader_walled");
    for attack in ATTACKS {
        let is_harmless = HARMLESS.iter().any(|harmless| attack.starts_with(harmless));
        let statement = Statement::new(attack, Vec::new(), Purpose::Generated);
        let answer = shop.asking.source.numbers(&statement, &SHORT).await;
        assert!(answer.is_err() || is_harmless, "{attack}: {answer:?}");
    }
    assert_untouched(&shop).await;
}

/// One row of id 1, a sequence at 1, no lock held, no large object.
async fn assert_untouched(shop: &Shop) {
    let sql = "select count(*) + sum(id) + (select last_value from q)
         + (select count(*) from pg_locks where locktype = 'advisory')
         + (select count(*) from pg_largeobject_metadata) from t";
    assert_becomes(&shop.root, sql, 3.0).await;
}

/// Connections take a moment to be gone.
async fn assert_becomes(root: &SourceConnection, sql: &str, expected: f64) {
    let start = Instant::now();
    loop {
        let statement = Statement::users(sql, Vec::new());
        let grid = root
            .numbers(&statement, &Limits::default())
            .await
            .expect("an answer");
        let number = grid.rows[0][0].number().expect("a number").map(Value::get);
        if number == Some(expected) {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{sql}: {number:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn r12_what_never_ends_on_postgres_is_stopped_and_gone() {
    let shop = shop("reader_endless");
    for attack in [
        "select pg_sleep(1000000)::text",
        "select count(*) from generate_series(1, 1000000000000)",
        "select sum(n) from generate_series(1, 1000000000) n",
        "with recursive x(n) as (select 1 union all select n + 1 from x) select count(*) from x",
    ] {
        let start = Instant::now();
        let error = shop
            .asking
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
        assert_no_backend(&shop, "reader_endless").await;
    }
}

/// Given up by the asker (a shutdown), the backend ends at its own limit.
#[tokio::test]
async fn r12_a_dropped_ask_leaves_no_backend() {
    let shop = shop("reader_dropped");
    let ask = shop
        .asking
        .query_within("select pg_sleep(1000)::text", &SHORT);
    let dropped = tokio::time::timeout(Duration::from_millis(300), ask).await;
    assert!(dropped.is_err());
    assert_no_backend(&shop, "reader_dropped").await;
}

async fn assert_no_backend(shop: &Shop, role: &str) {
    let sql = format!("select count(*) from pg_stat_activity where usename = '{role}'");
    assert_becomes(&shop.root, &sql, 0.0).await;
}

#[tokio::test]
async fn a_login_with_power_is_warned_of() {
    let shop = shop("reader_plain");
    let report = shop.asking.source.test().await.expect("connected");
    assert!(
        report.server.starts_with("PostgreSQL 1"),
        "{}",
        report.server
    );
    assert_eq!(report.warnings, Vec::<String>::new());
    assert_eq!(report.tables, 1);
    let report = shop.root.test().await.expect("connected");
    assert!(
        report.warnings[0].contains("superuser"),
        "{:?}",
        report.warnings
    );
}
