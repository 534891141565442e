//! R10 on MariaDB: the attacks that its dialect has.

use std::time::{Duration, Instant};

use dbag_collector::source::{Purpose, Statement};
use dbag_collector::{CollectError, Limits};

use dbag_domain::Value;

use super::support::{Database, mariadb};

const SHORT: Limits = Limits {
    timeout: Duration::from_secs(1),
    max_rows: 1_000,
    max_bytes: 1 << 20,
};

/// Asked as the user who may do everything: what holds here holds for any login.
fn shop() -> Database {
    mariadb(
        "create table t (id int primary key, name text);
         insert into t values (1, 'a');",
    )
}

const ATTACKS: [&str; 15] = [
    "insert into t values (2, 'b')",
    "select 1; insert into t values (2, 'b')",
    "1) q; drop table t; select 1 from (select 2",
    "commit",
    "set session transaction read write",
    "select * from t into outfile '/tmp/dbag-attack'",
    "select 'x' into dumpfile '/tmp/dbag-attack'",
    "select load_file('/etc/passwd')",
    "select get_lock('x', 10)",
    "select /*! 1 into outfile '/tmp/dbag-attack' */",
    "select * from t for update",
    "replace into t values (1, 'b')",
    "load data infile '/etc/passwd' into table t",
    "truncate t",
    "call nothing()",
];

#[tokio::test]
async fn r10_attacks_on_mariadb_are_refused() {
    let database = shop();
    for attack in ATTACKS {
        let error = database
            .query_within(attack, &SHORT)
            .await
            .expect_err(attack);
        assert!(
            matches!(error, CollectError::Refused(_)),
            "{attack}: {error:?}"
        );
    }
    assert_untouched(&database).await;
}

/// Writes that reach the server fail in its read-only transaction.
#[tokio::test]
async fn r10_the_wall_of_mariadb_holds_without_the_checks() {
    let database = shop();
    for attack in [
        ATTACKS[0],
        ATTACKS[1],
        ATTACKS[2],
        "delete from t",
        "update t set id = 5",
    ] {
        let statement = Statement::new(attack, Vec::new(), Purpose::Generated);
        let answer = database.source.numbers(&statement, &SHORT).await;
        let error = answer.expect_err(attack);
        assert!(
            matches!(error, CollectError::Refused(_)),
            "{attack}: {error:?}"
        );
    }
    assert_untouched(&database).await;
}

async fn assert_untouched(database: &Database) {
    let grid = database
        .query("select count(*) + sum(id) from t")
        .await
        .expect("an answer");
    assert_eq!(
        grid.rows[0][0].number().expect("a number").map(Value::get),
        Some(2.0)
    );
    assert!(!std::path::Path::new("/tmp/dbag-attack").exists());
}

#[tokio::test]
async fn r12_what_never_ends_on_mariadb_is_stopped() {
    let database = shop();
    for attack in [
        "select sleep(1000)",
        "with recursive x as (select 1 as n union all select n + 1 from x where n < 1e15) \
         select count(*) from x a, x b, x c",
        "select benchmark(1000000000000, sha2('a', 512))",
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
