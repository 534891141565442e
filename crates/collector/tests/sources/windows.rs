//! Averages with their weights, windows of several days, and the first day of a table.

use dbag_collector::types::{ActiveUsersCount, RowCount, SqlQuery};
use dbag_collector::{Answer, MetricType};
use dbag_domain::{Value, Weight};
use serde_json::{Value as Json, json};

use super::support::{Asking, Database, day, days, each, lines};

const VISITS: &str = "
    create table visits (person integer, at date, spent integer);
    insert into visits values
        (1, '2026-11-20', 10), (2, '2026-11-20', 20), (1, '2026-11-21', 3),
        (1, '2026-11-23', 7), (3, '2026-11-23', null), (2, '2026-11-26', 100);";

async fn ask(database: &Database, json: Json, metric_type: &impl MetricType) -> Answer {
    let mut asking = Asking::new(database, json);
    asking.days = days("2026-11-20", "2026-11-27");
    asking.of(metric_type).await.expect("an answer")
}

/// `2026-11-20 = 15 of 2`: values with their weights.
fn weighed(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer
        .observations
        .iter()
        .filter_map(|one| Some((one.day, one.value.ok()?)))
        .map(|(day, value): (_, Value)| {
            let weight = value.weight().map(Weight::get);
            format!("{day} = {} of {weight:?}", value.get())
        })
        .collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn an_average_brings_its_number_of_rows() {
    for database in each(VISITS).await {
        let json =
            json!({"table": "visits", "date_column": "at", "aggregate": "avg", "column": "spent"});
        let answer = ask(&database, json, &RowCount).await;
        let expected = [
            "2026-11-20 = 15 of Some(2.0)",
            "2026-11-21 = 3 of Some(1.0)",
            "2026-11-23 = 7 of Some(1.0)",
            "2026-11-26 = 100 of Some(1.0)",
        ];
        assert_eq!(weighed(&answer), expected, "{}", database.name);
        let query =
            "select at as day, avg(spent) as value, count(spent) as weight from visits group by at";
        let answer = ask(&database, json!({"query": query}), &SqlQuery).await;
        assert_eq!(weighed(&answer), expected, "{}", database.name);
    }
}

#[tokio::test]
async fn a_weight_that_is_none_is_refused_with_its_row() {
    for database in each(VISITS).await {
        for (weight, words) in [
            ("-1", "the weight -1 is negative"),
            ("0", "the weight is zero beside a value"),
            ("'many'", "`weight`: `many` is not a number"),
        ] {
            let query = format!(
                "select at as day, 5 as value, {weight} as weight from visits where person = 3"
            );
            let answer = ask(&database, json!({"query": query}), &SqlQuery).await;
            assert_eq!(
                lines(&answer),
                ["2026-11-23 : bad_value"],
                "{} {weight}",
                database.name
            );
            let message = &answer.failures[0].message;
            assert!(message.contains(words), "{} {message}", database.name);
        }
        // NULL says nothing of a weight, and nothing of a value.
        let query = "select at as day, nullif(spent, 3) as value, null as weight from visits where person = 1";
        let answer = ask(&database, json!({"query": query}), &SqlQuery).await;
        assert_eq!(
            weighed(&answer),
            ["2026-11-20 = 10 of None", "2026-11-23 = 7 of None"]
        );
        assert_eq!(answer.failures, []);
    }
}

#[tokio::test]
async fn a_window_counts_the_days_up_to_its_day() {
    for database in each(VISITS).await {
        let of = async |aggregate: &str| {
            let json = json!({"table": "visits", "date_column": "at", "aggregate": aggregate,
                              "column": "person", "window_days": "7"});
            weighed(&ask(&database, json, &RowCount).await)
        };
        let without_weight = |values: [(&str, f64); 8]| {
            values.map(|(day, value)| format!("2026-11-{day} = {value} of None"))
        };
        let counts = [
            ("20", 2.0),
            ("21", 3.0),
            ("22", 3.0),
            ("23", 5.0),
            ("24", 5.0),
            ("25", 5.0),
            ("26", 6.0),
            ("27", 4.0),
        ];
        assert_eq!(
            of("count").await,
            without_weight(counts),
            "{}",
            database.name
        );
        let people = [
            ("20", 2.0),
            ("21", 2.0),
            ("22", 2.0),
            ("23", 3.0),
            ("24", 3.0),
            ("25", 3.0),
            ("26", 3.0),
            ("27", 3.0),
        ];
        assert_eq!(
            of("count_distinct").await,
            without_weight(people),
            "{}",
            database.name
        );
        let json = json!({"table": "visits", "date_column": "at", "aggregate": "avg",
                          "column": "spent", "window_days": "7"});
        let averages = weighed(&ask(&database, json, &RowCount).await);
        assert_eq!(
            averages[1], "2026-11-21 = 11 of Some(3.0)",
            "{}",
            database.name
        );
        assert_eq!(
            averages[3], "2026-11-23 = 10 of Some(4.0)",
            "{}",
            database.name
        );
    }
}

#[tokio::test]
async fn windows_count_objects_apart() {
    for database in each(VISITS).await {
        let json = json!({"table": "visits", "date_column": "at", "aggregate": "max", "column": "spent",
                          "object_column": "person", "window_days": "7"});
        let mut asking = Asking::new(&database, json);
        asking.days = days("2026-11-26", "2026-11-27");
        asking.has_objects = true;
        let answer = asking.of(&RowCount).await.expect("an answer");
        let expected = [
            "2026-11-26 1 = 10",
            "2026-11-26 2 = 100",
            "2026-11-27 1 = 7",
            "2026-11-27 2 = 100",
        ];
        assert_eq!(lines(&answer), expected, "{}", database.name);
    }
}

#[tokio::test]
async fn a_window_of_texts_is_one_of_days() {
    let database = super::support::sqlite(
        "create table visits (person integer, at text);
         insert into visits values (1, '2026-11-20T23:30:00Z'), (1, '2026-11-22 12:00:00'), (2, '2026-11-23'), (3, null)",
    )
    .await;
    let json = json!({"table": "visits", "date_column": "at", "aggregate": "count_distinct",
                      "column": "person", "window_days": "7"});
    let mut asking = Asking::new(&database, json);
    asking.days = days("2026-11-20", "2026-11-23");
    asking.zone = "Europe/Berlin";
    let answer = asking.of(&RowCount).await.expect("an answer");
    assert_eq!(
        lines(&answer),
        ["2026-11-21 = 1", "2026-11-22 = 1", "2026-11-23 = 2"]
    );
}

#[tokio::test]
async fn a_window_that_cannot_be_is_refused_at_its_field() {
    for (window, date, words) in [
        ("7", "", "needs a date column"),
        ("9999", "at", "1, 7, 28 or 30 days"),
        ("-7", "at", "1, 7, 28 or 30 days"),
    ] {
        let properties = super::support::properties(
            json!({"table": "visits", "aggregate": "count", "window_days": window, "date_column": date}),
        );
        let problems = RowCount.check(&properties).expect_err("refused");
        assert_eq!(problems[0].field.as_deref(), Some("window_days"));
        assert!(
            problems[0].message.contains(words),
            "{}",
            problems[0].message
        );
    }
}

#[tokio::test]
async fn users_seen_of_late_are_counted() {
    for database in each(
        "create table users (id integer, is_active boolean, last_login date);
         insert into users values (1, true, '2026-11-27'), (2, true, '2026-11-21'), (3, true, '2026-11-20'),
             (4, false, '2026-11-27'), (5, true, null);",
    )
    .await
    {
        let of = async |window: &str| {
            let json = json!({"table": "users", "seen_column": "last_login", "window_days": window});
            let mut asking = Asking::new(&database, json);
            asking.days = days("2026-11-27", "2026-11-27");
            lines(&asking.of(&ActiveUsersCount).await.expect("an answer"))
        };
        assert_eq!(of("7").await, ["2026-11-27 = 2"], "{}", database.name);
        assert_eq!(of("28").await, ["2026-11-27 = 3"], "{}", database.name);
        assert_eq!(of("").await, ["2026-11-27 = 1"], "{}", database.name);
    }
}

#[tokio::test]
async fn a_table_knows_its_first_days() {
    for database in each(
        "create table orders (customer integer, at timestamp null, state varchar(9));
         insert into orders values (1, '2026-11-20 22:30:00', 'paid'), (1, '2026-11-01 12:00:00', 'lost'),
             (2, '2026-11-22 23:30:00', 'paid'), (3, null, 'paid');",
    )
    .await
    {
        let json = json!({"table": "orders", "date_column": "at", "object_column": "customer",
                          "filters": [{"column": "state", "operator": "=", "value": "paid"}]});
        let mut asking = Asking::new(&database, json);
        asking.has_objects = true;
        asking.zone = "Europe/Berlin";
        let found = asking.first_days(&RowCount).await.expect("found").expect("it can tell");
        let of = |key: &str| found.get(&dbag_domain::ObjectKey::parse(key).ok()).copied();
        // What was before the conditions hold is known to be none.
        assert_eq!(of("1"), Some(day("2026-11-01")), "{}", database.name);
        assert_eq!(of("2"), Some(day("2026-11-23")), "{}", database.name);
        assert_eq!(of("3"), None, "{}", database.name);
        assert_eq!(found.get(&None), Some(&day("2026-11-01")), "{}", database.name);
        asking.days = days("2026-10-01", "2026-11-10");
        let found = asking.first_days(&RowCount).await.expect("found").expect("it can tell");
        assert_eq!(found.len(), 2, "{}: what begins later begins on no asked day", database.name);
    }
}
