//! Keys of objects: bytes, blanks, and texts that a database holds equal.

use dbag_collector::types::{RowCount, SqlQuery};
use serde_json::json;

use super::support::{Asking, Database, days, lines, mariadb, postgres, sqlite};

/// Counted by `k`, over days where the table has them.
async fn by_key(database: &Database, date_column: Option<&str>) -> (Vec<String>, Vec<String>) {
    let json =
        json!({"table": "t", "date_column": date_column.unwrap_or(""), "object_column": "k"});
    let mut asking = Asking::new(database, json);
    asking.has_objects = true;
    asking.days = match date_column {
        Some(_) => days("2026-11-22", "2026-11-24"),
        None => asking.days,
    };
    let answer = asking.of(&RowCount).await.expect("an answer");
    let failures = answer.failures.iter().map(|one| one.message.clone());
    (lines(&answer), failures.collect())
}

async fn queried(database: &Database) -> Vec<String> {
    let query = "select k as object, count(*) as value from t group by k";
    let mut asking = Asking::new(database, json!({"query": query}));
    asking.has_objects = true;
    let answer = asking.of(&SqlQuery).await.expect("an answer");
    assert_eq!(answer.failures, [], "{}", database.name);
    lines(&answer)
}

#[tokio::test]
async fn bytes_are_keys_of_one_form_in_every_engine() {
    let rows = |write: &dyn Fn(&str) -> String| {
        let sixteen = [
            "f1f2f3f4f5f6f7f8f9fafbfcfdfeff00",
            "f1f2f3f4f5f6f7f8f9fafbfcfdfeff01",
            "f1f2f3f4f5f6f7f8f9fafbfcfdfeff01",
        ];
        let rows = sixteen.map(|bytes| format!("({})", write(bytes)));
        format!("insert into t values {}", rows.join(", "))
    };
    let hex = |bytes: &str| format!("x'{bytes}'");
    let bytea = |bytes: &str| format!("'\\x{bytes}'");
    for database in [
        mariadb(&format!("create table t (k binary(16)); {}", rows(&hex))),
        mariadb(&format!("create table t (k varbinary(40)); {}", rows(&hex))),
        mariadb(&format!("create table t (k blob); {}", rows(&hex))),
        postgres(&format!("create table t (k bytea); {}", rows(&bytea))),
        sqlite(&format!("create table t (k blob); {}", rows(&hex))).await,
        sqlite(&format!("create table t (k); {}", rows(&hex))).await,
        // Not bytes, but the same keys.
        postgres(&format!(
            "create table t (k uuid); {}",
            rows(&|bytes| format!("'{bytes}'"))
        )),
        mariadb(&format!(
            "create table t (k uuid); {}",
            rows(&|bytes| format!("'{bytes}'"))
        )),
    ] {
        let expected = [
            "2026-11-23 f1f2f3f4-f5f6-f7f8-f9fa-fbfcfdfeff00 = 1",
            "2026-11-23 f1f2f3f4-f5f6-f7f8-f9fa-fbfcfdfeff01 = 2",
        ];
        let (found, failures) = by_key(&database, None).await;
        assert_eq!(found, expected, "{}", database.name);
        assert_eq!(failures, [""; 0], "{}", database.name);
        assert_eq!(queried(&database).await, expected, "{}", database.name);
    }
    for database in [
        mariadb("create table t (k binary(4)); insert into t values (x'00ff0a41')"),
        postgres("create table t (k bytea); insert into t values ('\\x00ff0a41')"),
        sqlite("create table t (k blob); insert into t values (x'00ff0a41')").await,
    ] {
        let (found, _) = by_key(&database, None).await;
        assert_eq!(found, ["2026-11-23 00ff0a41 = 1"], "{}", database.name);
    }
}

#[tokio::test]
async fn texts_with_a_binary_collation_are_texts() {
    let database = mariadb(
        "create table t (k varchar(20) collate utf8mb4_bin); insert into t values ('Acme'), ('ü')",
    );
    let expected = ["2026-11-23 Acme = 1", "2026-11-23 ü = 1"];
    assert_eq!(by_key(&database, None).await.0, expected);
    assert_eq!(queried(&database).await, expected);
}

#[tokio::test]
async fn blanks_at_the_ends_are_no_part_of_a_key() {
    let rows = "insert into t values ('ACME', '2026-11-23'), ('ACME  ', '2026-11-23'), \
                (' ACME', '2026-11-23'), ('A C', '2026-11-23')";
    for database in [
        postgres(&format!("create table t (k varchar(8), d date); {rows}")),
        mariadb(&format!("create table t (k varchar(8), d date); {rows}")),
        sqlite(&format!("create table t (k text, d text); {rows}")).await,
    ] {
        let expected = ["2026-11-23 A C = 1", "2026-11-23 ACME = 3"];
        let (found, failures) = by_key(&database, Some("d")).await;
        assert_eq!(found, expected, "{}", database.name);
        assert_eq!(failures, [""; 0]);
    }
    let rows = "insert into t values ('ACME'), ('ACME'), ('B')";
    for database in [
        postgres(&format!("create table t (k char(8)); {rows}")),
        mariadb(&format!("create table t (k char(8)); {rows}")),
        sqlite(&format!("create table t (k char(8)); {rows}")).await,
    ] {
        let expected = ["2026-11-23 ACME = 2", "2026-11-23 B = 1"];
        assert_eq!(by_key(&database, None).await.0, expected);
        assert_eq!(queried(&database).await, expected, "{}", database.name);
    }
}

/// What a database lumps, Dbag would have counted under the one and given the other a zero.
#[tokio::test]
async fn keys_that_a_collation_holds_equal_are_counted_apart() {
    let rows = "insert into t values ('acme', '2026-11-22'), ('ACME', '2026-11-22'), \
                ('ACME', '2026-11-23'), ('acme', '2026-11-23'), ('acme', '2026-11-23'), \
                ('Ünal', '2026-11-24'), ('unal', '2026-11-24')";
    for database in [
        mariadb(&format!("create table t (k varchar(20), d date); {rows}")),
        mariadb(&format!(
            "create table t (k varchar(20) character set latin1, d date); {rows}"
        )),
        mariadb(&format!(
            "create table t (k enum('acme', 'Ünal', 'unal', 'ACME ') collate utf8mb4_bin, d date); {rows}"
        )),
        postgres(&format!(
            "create collation lax (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
             create table t (k text collate lax, d date); {rows}"
        )),
        sqlite(&format!("create table t (k text collate nocase, d text); {rows}")).await,
        sqlite(&format!(
            "create table t (k text collate nocase, d int); {rows};
             update t set d = unixepoch(d)"
        ))
        .await,
        postgres(&format!(
            "create extension citext; create table t (k citext, d date); {rows}"
        )),
    ] {
        let (found, failures) = by_key(&database, Some("d")).await;
        let expected = [
            "2026-11-22 ACME = 1",
            "2026-11-22 acme = 1",
            "2026-11-23 ACME = 1",
            "2026-11-23 acme = 2",
            "2026-11-24 unal = 1",
            "2026-11-24 Ünal = 1",
        ];
        assert_eq!(found, expected, "{}", database.name);
        assert_eq!(failures, [""; 0]);
    }
}

#[tokio::test]
async fn one_number_is_one_key_whatever_sqlite_keeps() {
    let database = sqlite(
        "create table t (k); insert into t values (42), (42.0), ('42'), ('042'), (' 42 '), (4.5)",
    )
    .await;
    let (found, failures) = by_key(&database, None).await;
    assert_eq!(found, ["2026-11-23 042 = 1", "2026-11-23 42 = 4"]);
    assert_eq!(
        failures,
        ["an object's key must be a text or a whole number"]
    );
}

/// A query of one's own is not changed: what its database lumps is said.
#[tokio::test]
async fn a_query_whose_database_lumps_keys_is_told() {
    let database = mariadb(
        "create table t (k varchar(20), d date); insert into t values ('acme', '2026-11-22'),
         ('ACME', '2026-11-22'), ('ACME', '2026-11-23'), ('Acme', '2026-11-23'), ('b', '2026-11-22')",
    );
    let asked = async |group: &str| {
        let query = format!(
            "select d as day, min(k) as object, count(*) as value from t \
             where d between :start and :end group by d, {group}"
        );
        let mut asking = Asking::new(&database, json!({"query": query}));
        asking.has_objects = true;
        asking.days = days("2026-11-22", "2026-11-24");
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        (lines(&answer), answer.notes)
    };
    let (found, notes) = asked("binary k").await;
    assert_eq!((found.len(), notes.len()), (5, 0), "{found:?} {notes:?}");
    let (found, notes) = asked("k").await;
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        notes[0].contains("are two objects, and never have a value on the same day"),
        "{notes:?}"
    );
}
