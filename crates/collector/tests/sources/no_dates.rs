//! Rows whose date is none are left out and told, and harm no other.

use dbag_collector::types::{RowCount, SqlQuery};
use serde_json::json;

use super::support::{Asking, Database, day, days, lines, mariadb, postgres, sqlite};

/// A table of two customers, the second of whom begins with a row of no day: two good rows, two odd ones.
async fn databases() -> Vec<(Database, &'static str, bool)> {
    let rows = |odd: &str, other: &str| {
        format!(
            "insert into t values (1, '2026-11-23'), (2, '2026-11-24'), (2, '{odd}'), (2, '{other}');"
        )
    };
    let zero = "0000-00-00";
    let mut all = Vec::new();
    for kind in ["date", "timestamp", "timestamptz"] {
        let table = format!("create table t (who int, at {kind});");
        let endless = rows("infinity", "-infinity");
        all.push((postgres(&format!("{table} {endless}")), "infinity", false));
        let index = "create index i on t (at);";
        all.push((
            postgres(&format!("{table} {index} {endless}")),
            "infinity",
            true,
        ));
    }
    for kind in ["date", "datetime", "timestamp null"] {
        let table = format!("set sql_mode = ''; create table t (who int, at {kind});");
        all.push((
            mariadb(&format!("{table} {}", rows(zero, zero))),
            zero,
            false,
        ));
    }
    for index in ["", "create index i on t (at);"] {
        let table = format!("create table t (who int, at text); {index}");
        let sql = format!("{table} {}", rows(zero, "2026-11-31"));
        all.push((sqlite(&sql).await, zero, !index.is_empty()));
    }
    all
}

#[tokio::test]
async fn rows_without_a_date_are_left_out_and_counted() {
    for (database, like, _) in databases().await {
        let json = json!({"table": "t", "date_column": "at", "object_column": "who"});
        for (from, window) in [("2026-11-20", "1"), ("2026-11-20", "7")] {
            let mut json = json.clone();
            json["window_days"] = window.into();
            let mut asking = Asking::new(&database, json);
            asking.has_objects = true;
            asking.days = days(from, "2026-12-02");
            let answer = asking.of(&RowCount).await.expect(database.name);
            assert_eq!(answer.failures, [], "{}", database.name);
            if window == "1" {
                assert_eq!(lines(&answer), ["2026-11-23 1 = 1", "2026-11-24 2 = 1"]);
            }
            let [note] = answer.notes.as_slice() else {
                panic!("{:?}", answer.notes)
            };
            let said = format!("2 rows hold no date in `at`, like `{like}");
            assert!(note.starts_with(&said), "{}: {note}", database.name);
        }
        let mut asking = Asking::new(&database, json);
        asking.has_objects = true;
        asking.days = days("2026-11-20", "2026-12-02");
        let first = asking.first_days(&RowCount).await.expect(database.name);
        let first = first.expect("few objects");
        let of = |key: i128| first[&Some(dbag_domain::ObjectKey::from_integer(key))];
        assert_eq!(
            (of(1), of(2)),
            (day("2026-11-23"), day("2026-11-24")),
            "{}",
            database.name
        );
        assert_eq!(first[&None], day("2026-11-23"));
    }
}

#[tokio::test]
async fn only_rows_that_fulfil_the_conditions_are_counted() {
    for (database, _, _) in databases().await {
        let filters = json!([{"column": "who", "operator": "=", "value": "1"}]);
        let json = json!({"table": "t", "date_column": "at", "filters": filters});
        let mut asking = Asking::new(&database, json);
        asking.days = days("2026-11-20", "2026-12-02");
        let answer = asking.of(&RowCount).await.expect(database.name);
        assert_eq!(answer.notes, [""; 0], "{}", database.name);
        assert_eq!(lines(&answer), ["2026-11-23 = 1"]);
    }
}

#[tokio::test]
async fn a_query_leaves_them_out_too() {
    for (database, like, _) in databases().await {
        let query = "select at as day, count(*) as value from t group by at";
        let mut asking = Asking::new(&database, json!({"query": query}));
        asking.days = days("2026-11-20", "2026-12-02");
        let answer = asking.of(&SqlQuery).await.expect(database.name);
        assert_eq!(
            lines(&answer),
            ["2026-11-23 = 1", "2026-11-24 = 1"],
            "{}",
            database.name
        );
        let told: Vec<&str> = answer
            .failures
            .iter()
            .map(|one| one.message.as_str())
            .collect();
        let [words] = told.as_slice() else {
            panic!("{}: {told:?}", database.name)
        };
        let expected = match database.name {
            "sqlite" => like,
            // The driver gives dates of zeros as NULL.
            "mariadb" => "`day` is NULL",
            _ => "that is no day",
        };
        assert!(words.contains(expected), "{}: {words}", database.name);
        assert!(words.contains("of no day"), "{}: {words}", database.name);
    }
}
