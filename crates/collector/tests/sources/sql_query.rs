//! `sql_query`: the contract of its answer, its parameters, and what breaks it.

use dbag_collector::CollectError;
use dbag_collector::types::SqlQuery;
use dbag_collector::{History, MetricType};
use dbag_domain::{Measure, ObjectKey};
use serde_json::json;

use super::support::{Asking, days, each, lines, postgres, properties, sqlite};

const SHOP: &str = "
create table orders (id int, customer int, total decimal(10, 2), placed date, at timestamp null);
insert into orders values
  (1, 7, 10, '2026-11-22', '2026-11-22 10:00:00'),
  (2, 7, 20, '2026-11-23', '2026-11-23 10:00:00'),
  (3, 8, 30, '2026-11-23', '2026-11-23 22:59:59'),
  (4, 8, 40, '2026-11-24', '2026-11-23 23:00:00');";

#[tokio::test]
async fn one_row_with_one_column_is_the_value() {
    for database in each(SHOP).await {
        let asking = Asking::new(
            &database,
            json!({"query": "select sum(total) from orders;"}),
        );
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        assert_eq!(lines(&answer), ["2026-11-23 = 100"], "{}", database.name);
    }
}

#[tokio::test]
async fn rows_with_day_and_object_are_read_over_a_range() {
    for database in each(SHOP).await {
        let query = "select placed as day, customer as object, sum(total) as value from orders \
                     where placed between :start and :end group by 1, 2";
        let mut asking = Asking::new(&database, json!({"query": query}));
        asking.days = days("2026-11-22", "2026-11-23");
        asking.has_objects = true;
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        let expected = [
            "2026-11-22 7 = 10",
            "2026-11-23 7 = 20",
            "2026-11-23 8 = 30",
        ];
        assert_eq!(lines(&answer), expected, "{}", database.name);
        assert_eq!(answer.failures, []);
    }
}

#[tokio::test]
async fn without_a_day_column_each_day_is_asked_by_itself() {
    for database in each(SHOP).await {
        for query in [
            "select count(*) from orders where placed = :day",
            "select count(*) from orders where placed >= :start and placed <= :end",
        ] {
            let mut asking = Asking::new(&database, json!({"query": query}));
            asking.days = days("2026-11-22", "2026-11-25");
            let answer = asking.of(&SqlQuery).await.expect("an answer");
            let expected = [
                "2026-11-22 = 1",
                "2026-11-23 = 2",
                "2026-11-24 = 1",
                "2026-11-25 = 0",
            ];
            assert_eq!(lines(&answer), expected, "{}: {query}", database.name);
        }
    }
}

/// The sessions are in UTC: 23:00 there is midnight in Berlin.
#[tokio::test]
async fn instants_are_those_of_the_metrics_zone() {
    for database in each(SHOP).await {
        let query = "select count(*) from orders where at >= :start_at and at < :end_at";
        let mut asking = Asking::new(&database, json!({"query": query}));
        asking.zone = "Europe/Berlin";
        asking.days = days("2026-11-23", "2026-11-24");
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        assert_eq!(
            lines(&answer),
            ["2026-11-23 = 2", "2026-11-24 = 1"],
            "{}",
            database.name
        );
    }
}

#[tokio::test]
async fn r29_bad_rows_harm_no_other() {
    for database in each(SHOP).await {
        let query = "select '1' as object, '5' as value union all select '2', 'many' \
                     union all select '3', null union all select null, '1' \
                     union all select '4', '1' union all select '4', '2' \
                     union all select '5', '9'";
        let mut asking = Asking::new(&database, json!({"query": query}));
        asking.has_objects = true;
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        let expected = [
            "2026-11-23 1 = 5",
            "2026-11-23 2 : bad_value",
            "2026-11-23 3 : no_answer",
            "2026-11-23 4 : bad_value",
            "2026-11-23 5 = 9",
        ];
        assert_eq!(lines(&answer), expected, "{}", database.name);
        let failures = &answer.failures;
        assert_eq!(failures.len(), 2, "NULL is no failure: {failures:?}");
        let note = "rows of 2026-11-23 have no `object`: they are of no object, and in no number";
        assert_eq!(answer.all_notes(), [note]);
    }
}

#[tokio::test]
async fn days_outside_of_the_range_are_left_out() {
    let database = postgres(SHOP);
    let query = "select placed as day, count(*) as value from orders group by 1";
    let asking = Asking::new(&database, json!({"query": query}));
    let answer = asking.of(&SqlQuery).await.expect("an answer");
    assert_eq!(
        (lines(&answer).join(""), answer.failures.len()),
        ("2026-11-23 = 2".into(), 0)
    );
    let query =
        "select placed as day, count(*) as value from orders where :start <= :end group by 1";
    let asking = Asking::new(&database, json!({"query": query}));
    let answer = asking.of(&SqlQuery).await.expect("an answer");
    assert_eq!(lines(&answer), ["2026-11-23 = 2"]);
    assert!(
        answer.failures[0].message.contains("are left out (2 rows)"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn each_fault_has_one_message_at_the_query() {
    for database in each(SHOP).await {
        for (query, words) in [
            ("select 1; select 2", "one statement"),
            ("delete from orders", "may only read"),
            ("select count(*) from nowhere", "nowhere"),
            ("select nothing from orders", "nothing"),
            ("selec 1", "may only read"),
            ("select from where", ""),
            (
                "select id, customer from orders",
                "give one row with one column",
            ),
            ("select id from orders", "4 rows"),
            ("select 1 as value, 2 as object", "no object kind"),
            (
                "select count(*) from orders where placed = :dya",
                "`:dya` is no parameter",
            ),
            ("select count(*) from orders where id = :object", "no"),
        ] {
            let asking = Asking::new(&database, json!({"query": query}));
            let error = asking.of(&SqlQuery).await.expect_err(query);
            let (CollectError::Refused(problem) | CollectError::BadAnswer(problem)) = error else {
                panic!("{}: {query}: {error:?}", database.name);
            };
            assert_eq!(problem.field.as_deref(), Some("query"));
            assert!(
                problem.message.contains(words),
                "{}: {problem}",
                database.name
            );
        }
        let mut asking = Asking::new(&database, json!({"query": "select 1 as value"}));
        asking.has_objects = true;
        let error = asking.of(&SqlQuery).await.expect_err("no object");
        assert!(
            error.to_string().contains("return a column `object`"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn values_that_are_none_are_gaps_with_words() {
    for database in each(SHOP).await {
        for (query, expected, words) in [
            (
                "select 'many'",
                "2026-11-23 : bad_value",
                "`many` is not a number",
            ),
            (
                "select placed from orders limit 1",
                "2026-11-23 : bad_value",
                "is not a number",
            ),
        ] {
            let asking = Asking::new(&database, json!({"query": query}));
            let answer = asking.of(&SqlQuery).await.expect("an answer");
            assert_eq!(lines(&answer), [expected], "{}", database.name);
            assert!(
                answer.failures[0].message.contains(words),
                "{:?}",
                answer.failures
            );
        }
        // Of several rows one that says NULL is a gap, and no zero; one of no object is told of.
        let json = json!({"query": "select placed as day, nullif(count(*), 1) as value from orders
            where placed between :start and :end group by placed"});
        let mut asking = Asking::new(&database, json);
        asking.days = days("2026-11-20", "2026-11-25");
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        assert!(
            lines(&answer)
                .iter()
                .any(|line| line.ends_with(" : no_answer")),
            "{:?}",
            lines(&answer)
        );
        assert_eq!(answer.failures.len(), 0);
        // Asked alone, the same row says the same.
        let json = json!({"query": "select placed as day, nullif(count(*), 1) as value from orders
            where placed between :start and :end group by placed"});
        let mut asking = Asking::new(&database, json);
        asking.days = days("2026-11-22", "2026-11-22");
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        assert_eq!(
            lines(&answer),
            ["2026-11-22 : no_answer"],
            "{}",
            database.name
        );
        // A sum of nothing is NULL: no row, which means what it means for the metric.
        for query in [
            "select 1 from orders where 1 = 0",
            "select null",
            "select sum(id) from orders where 1 = 0",
        ] {
            let asking = Asking::new(&database, json!({"query": query}));
            let answer = asking.of(&SqlQuery).await.expect("an answer");
            assert_eq!((answer.observations.len(), answer.failures.len()), (0, 0));
        }
    }
}

#[tokio::test]
async fn r19_an_object_is_bound_and_never_pasted() {
    let database = sqlite("create table t (k text, v int); insert into t values ('a', 1)").await;
    for (key, expected) in [
        ("a", "1"),
        ("x' or '1' = '1", "0"),
        ("1; drop table t", "0"),
    ] {
        let json = json!({"query": "select count(*) from t where k = :object"});
        let asking = Asking::new(&database, json);
        let key = ObjectKey::parse(key).expect("a key");
        let zone = dbag_domain::Zone::utc();
        let ask = dbag_collector::Ask {
            source: Some(&database.source),
            properties: &asking.properties,
            days: asking.days,
            zone: &zone,
            now: chrono::DateTime::UNIX_EPOCH,
            measure: Measure::Level,
            has_objects: true,
            object: Some(&key),
            merged: None,
            inputs: &[],
            limits: asking.limits,
        };
        let answer = SqlQuery.collect(&ask).await.expect("an answer");
        assert_eq!(lines(&answer), [format!("2026-11-23 {key} = {expected}")]);
    }
}

#[test]
fn history_is_told_by_the_text() {
    let history =
        |query: &str| SqlQuery.history(&properties(json!({"query": query})), Measure::Flow);
    assert_eq!(history("select count(*) from t"), History::NowOnly);
    assert_eq!(history("select ':day'"), History::NowOnly);
    assert_eq!(
        history("select count(*) from t where d = :day"),
        History::AnyPastDay
    );
    assert_eq!(
        history("select date(x) as day, 1 as value from t"),
        History::AnyPastDay
    );
}

#[tokio::test]
async fn a_column_that_nothing_is_read_from_is_named() {
    for database in each(SHOP).await {
        for (columns, note) in [
            (
                "customer as object, count(*) as value, 1 as wieght, 2 as foo",
                Some(
                    "the columns `wieght`, `foo` are not read: only day, object, label, value, weight are",
                ),
            ),
            (
                "customer as object, 1 as foo, count(*) as value",
                Some("the column `foo` is not read: only day, object, label, value, weight are"),
            ),
            (
                "customer as object, customer as label, count(*) as value",
                None,
            ),
        ] {
            let query = format!("select {columns} from orders group by customer");
            let mut asking = Asking::new(&database, json!({"query": query}));
            asking.has_objects = true;
            let answer = asking.of(&SqlQuery).await.expect("an answer");
            assert_eq!(
                answer.notes.first().map(String::as_str),
                note,
                "{}",
                database.name
            );
        }
        let asking = Asking::new(
            &database,
            json!({"query": "select count(*) as foo from orders"}),
        );
        let answer = asking.of(&SqlQuery).await.expect("an answer");
        assert_eq!(answer.notes, [""; 0], "one column is the value");
    }
}
