//! `row_count` and `active_users_count`: aggregates, filters, objects and faults.

use dbag_collector::types::{ActiveUsersCount, RowCount, SqlQuery};
use dbag_collector::{CollectError, MetricType};
use dbag_domain::{ObjectKey, Properties};
use serde_json::{Value as Json, json};

use super::support::{Asking, Database, day, days, each, lines, mariadb, postgres, sqlite};

const SHOP: &str = "
create table orders (id int, customer int, total decimal(10, 2), state varchar(20), paid boolean,
  placed date);
insert into orders values
  (1, 7, 10, 'Open', true, '2026-11-22'),
  (2, 7, 20.5, 'open%', false, '2026-11-23'),
  (3, 8, 30, 'Sent', true, '2026-11-23'),
  (4, null, null, null, null, '2026-11-23');";

/// As the form's own checks leave the properties.
fn checked(json: Json) -> Properties {
    let mut properties: Properties = serde_json::from_value(json).expect("an object");
    properties
        .check(&RowCount.describe().fields)
        .expect("a form");
    RowCount.check(&properties).expect("accepted");
    properties
}

async fn now(database: &Database, json: Json) -> Vec<String> {
    let mut asking = Asking::new(database, json!({}));
    asking.properties = checked(json);
    lines(&asking.of(&RowCount).await.expect("an answer"))
}

#[tokio::test]
async fn aggregates_are_the_same_in_every_engine() {
    for database in each(SHOP).await {
        for (aggregate, column, expected) in [
            ("count", "", "4"),
            ("count_distinct", "customer", "2"),
            ("count_distinct", "state", "3"),
            ("sum", "total", "60.5"),
            ("avg", "customer", "7.333333"),
            ("min", "total", "10"),
            ("max", "total", "30"),
            ("sum", "paid", "2"),
        ] {
            let json = json!({"table": "orders", "aggregate": aggregate, "column": column});
            let found = now(&database, json).await;
            let expected = format!("2026-11-23 = {expected}");
            assert!(
                found[0].starts_with(&expected[..expected.len().min(21)]),
                "{found:?}"
            );
            assert!(found.len() == 1 && found[0].len() >= expected.len().min(21));
        }
    }
}

#[tokio::test]
async fn filters_are_the_same_in_every_engine() {
    for database in each(SHOP).await {
        for (column, operator, value, expected) in [
            ("state", "=", json!("Sent"), 1),
            ("customer", "!=", json!(7), 1),
            ("customer", "=", json!("7"), 2),
            ("total", ">", json!("10"), 2),
            ("total", ">=", json!(10), 3),
            ("total", "<", json!(20.5), 1),
            ("total", "<=", json!("20.5"), 2),
            ("state", "contains", json!("PEN"), 2),
            ("state", "contains", json!("%"), 1),
            ("state", "starts_with", json!("open"), 2),
            ("state", "in", json!(["Sent", "Open"]), 2),
            ("customer", "in", json!("7, 9"), 2),
            ("state", "is_null", Json::Null, 1),
            ("state", "is_not_null", Json::Null, 3),
            ("paid", "=", json!("true"), 2),
            ("paid", "=", json!(false), 1),
            ("placed", "=", json!("2026-11-22"), 1),
            ("placed", ">", json!("2026-11-22"), 3),
            ("state", "=", json!("x' or '1' = '1"), 0),
        ] {
            let filter = json!({"column": column, "operator": operator, "value": value});
            let found = now(&database, json!({"table": "orders", "filters": [filter]})).await;
            let expected = format!("2026-11-23 = {expected}");
            assert_eq!(found, [expected], "{}: {filter}", database.name);
        }
    }
}

#[tokio::test]
async fn types_of_postgres_can_be_filtered() {
    let database = postgres(
        "create type mood as enum ('happy', 'sad');
         create table t (m mood, u uuid, at timestamptz, n numeric, v varchar(3), c char(3));
         insert into t values ('sad', '6f1f7b9e-0000-4000-8000-000000000001',
           '2026-11-23 10:00+00', 1.5, 'abc', 'ab')",
    );
    for (column, operator, value) in [
        ("m", "=", "sad"),
        ("u", "=", "6f1f7b9e-0000-4000-8000-000000000001"),
        ("u", "contains", "6F1F"),
        ("at", ">", "2026-11-23"),
        ("at", "=", "2026-11-23 10:00:00+00"),
        ("n", "=", "1.5"),
        ("v", "!=", "abcd"),
        ("c", "=", "ab"),
    ] {
        let filter = json!({"column": column, "operator": operator, "value": value});
        let found = now(&database, json!({"table": "t", "filters": [filter]})).await;
        assert_eq!(found, ["2026-11-23 = 1"], "{filter}");
    }
}

#[tokio::test]
async fn days_and_objects_come_from_one_group_by() {
    for database in each(SHOP).await {
        let mut asking = Asking::new(&database, json!({}));
        asking.properties = checked(json!({
            "table": "orders", "date_column": "placed", "object_column": "customer",
        }));
        asking.days = days("2026-11-20", "2026-11-25");
        asking.has_objects = true;
        let answer = asking.of(&RowCount).await.expect("an answer");
        let expected = ["2026-11-22 7 = 1", "2026-11-23 7 = 1", "2026-11-23 8 = 1"];
        assert_eq!(lines(&answer), expected, "{}", database.name);
        assert_eq!(answer.failures.len(), 0);
        let note = "rows of 2026-11-23 have no `customer`: they are of no object, and in no number";
        assert_eq!(answer.all_notes(), [note], "{}", database.name);
    }
}

/// What cannot be an object's key is told with its day: the rows are in no object's value.
#[tokio::test]
async fn rows_whose_key_is_refused_are_marked() {
    const PLACES: &str = "
        create table sale (place varchar(250), on_day date);
        insert into sale values ('Rome', '2026-11-22'), ('Ro me', '2026-11-23'), ('Rome', '2026-11-24')";
    let long = "x".repeat(201);
    for bad in ["Ro\tme", long.as_str()] {
        for database in each(&PLACES.replace("Ro me", bad)).await {
            let by_table =
                json!({"table": "sale", "date_column": "on_day", "object_column": "place"});
            let query = "select on_day as day, place as object, count(*) as value from sale
                         where on_day between :start and :end group by on_day, place";
            let of_table = Asking {
                properties: checked(by_table),
                ..Asking::new(&database, json!({}))
            };
            let of_query = Asking::new(&database, json!({"query": query}));
            for (mut asking, is_table) in [(of_table, true), (of_query, false)] {
                asking.days = days("2026-11-22", "2026-11-24");
                asking.has_objects = true;
                let answer = match is_table {
                    true => asking.of(&RowCount).await,
                    false => asking.of(&SqlQuery).await,
                };
                let answer = answer.expect("an answer");
                assert_eq!(
                    lines(&answer),
                    ["2026-11-22 Rome = 1", "2026-11-24 Rome = 1"]
                );
                let refused: Vec<_> = answer
                    .without_object
                    .days()
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                assert_eq!(refused, ["2026-11-23"], "{}", database.name);
                assert_eq!(answer.failures.len(), 1, "{:?}", answer.failures);
                assert_eq!(answer.all_notes(), Vec::<String>::new(), "once is enough");
            }
        }
    }
}

/// Who bought in both shops is one buyer of the shop that they became.
#[tokio::test]
async fn merged_objects_are_one_where_different_things_are_counted() {
    const VISITS: &str = "
        create table visits (branch varchar(20), number int, exact numeric(10, 0), rough double precision, buyer int, at date, moment varchar(30));
        insert into visits values
          ('Rome', 1, 1, 1, 7, '2026-11-22', '2026-11-22 10:00:00'),
          ('rome''s', 2, 2, 2, 7, '2026-11-22', '2026-11-22 11:00:00'),
          ('rome''s', 2, 2, 2, 8, '2026-11-22', '2026-11-22 12:00:00'),
          ('rome''s', 2, 2, 2, 9, '2026-11-23', '2026-11-23 12:00:00'),
          ('Oslo', 3, 3, 3, 9, '2026-11-23', '2026-11-23 13:00:00');";
    let key = |text: &str| ObjectKey::parse(text).expect("a key");
    for database in each(VISITS).await {
        for (object, from, into, other) in [
            ("branch", "rome's", "Rome", "Oslo"),
            ("number", "2", "1", "3"),
            ("exact", "2", "1", "3"),
            ("rough", "2", "1", "3"),
        ] {
            for date in ["at", "moment"] {
                if date == "moment" && database.name != "sqlite" {
                    continue;
                }
                let mut asking = Asking::new(&database, json!({}));
                asking.properties = checked(json!({
                    "table": "visits", "date_column": date, "object_column": object,
                    "aggregate": "count_distinct", "column": "buyer",
                }));
                asking.days = days("2026-11-22", "2026-11-23");
                asking.has_objects = true;
                asking.merged.insert(key(from), key(into));
                asking.merged.insert(key("-- nobody \\"), key(into));
                let answer = asking.of(&RowCount).await.expect("an answer");
                let mut expected = [
                    format!("2026-11-22 {into} = 2"),
                    format!("2026-11-23 {into} = 1"),
                    format!("2026-11-23 {other} = 1"),
                ];
                expected.sort();
                assert_eq!(
                    lines(&answer),
                    expected,
                    "{} {object} {date}",
                    database.name
                );
            }
        }
    }
}

#[tokio::test]
async fn an_aggregate_of_nothing_is_no_row() {
    for database in each(SHOP).await {
        let nothing = json!([{"column": "id", "operator": ">", "value": 100}]);
        let json = json!({
            "table": "orders", "aggregate": "sum", "column": "total", "filters": nothing,
        });
        assert_eq!(
            now(&database, json).await,
            Vec::<String>::new(),
            "{}",
            database.name
        );
    }
}

#[tokio::test]
async fn too_many_rows_are_asked_in_portions() {
    let database = postgres(
        "create table t (d date, k int);
         insert into t select date '2026-01-01' + n % 100, n / 100 from generate_series(0, 999) n",
    );
    let mut asking = Asking::new(&database, json!({}));
    let json = json!({"table": "t", "date_column": "d", "object_column": "k"});
    asking.properties = checked(json);
    asking.days = days("2026-01-01", "2026-04-10");
    asking.has_objects = true;
    asking.limits.max_rows = 64;
    let answer = asking.of(&RowCount).await.expect("an answer");
    assert_eq!(answer.observations.len(), 1_000);
    assert_eq!(answer.observations[0].day, day("2026-01-01"));
    asking.limits.max_bytes = 8_000;
    let answer = asking.of(&RowCount).await.expect("an answer");
    assert_eq!(answer.observations.len(), 1_000);
    asking.limits.max_rows = 5;
    let error = asking.of(&RowCount).await.expect_err("ten objects a day");
    assert!(error.to_string().contains("more than 5 objects"), "{error}");
}

#[tokio::test]
async fn each_fault_has_one_message_at_its_field() {
    for database in each(SHOP).await {
        let filter = |column: &str, value: &str| json!([{"column": column, "operator": "=", "value": value}]);
        for (json, field, words) in [
            (
                json!({"table": "ordres"}),
                "table",
                "there is no table `ordres`",
            ),
            (
                json!({"table": "orders; drop"}),
                "table",
                "there is no table",
            ),
            (
                json!({"table": "orders", "aggregate": "sum", "column": "totl"}),
                "column",
                "there is no column `totl`",
            ),
            (
                json!({"table": "orders", "aggregate": "sum", "column": "state"}),
                "column",
                "holds no numbers",
            ),
            (
                json!({"table": "orders", "date_column": "state"}),
                "date_column",
                "choose a column of dates",
            ),
            (
                json!({"table": "orders", "filters": filter("nope", "1")}),
                "filters",
                "no column",
            ),
            (
                json!({"table": "orders", "filters": filter("customer", "x")}),
                "filters",
                "needs a number",
            ),
            (
                json!({"table": "orders", "object_column": "customer"}),
                "object_column",
                "object kind",
            ),
        ] {
            let mut asking = Asking::new(&database, json!({}));
            asking.properties = checked(json);
            let error = asking.of(&RowCount).await.expect_err(words);
            let CollectError::Refused(problem) = error else {
                panic!("{}: {error:?}", database.name);
            };
            assert_eq!(problem.field.as_deref(), Some(field), "{problem}");
            assert!(
                problem.message.contains(words),
                "{}: {problem}",
                database.name
            );
        }
    }
}

#[test]
fn a_form_that_contradicts_itself_is_refused() {
    let problems = |json: Json| {
        let properties: Properties = serde_json::from_value(json).expect("an object");
        RowCount.check(&properties).expect_err("refused")
    };
    let first = |json: Json| problems(json)[0].field.clone().unwrap_or_default();
    assert_eq!(first(json!({"aggregate": "sum"})), "column");
    assert_eq!(
        first(json!({"column_zone": "Europe/Atlantis"})),
        "column_zone"
    );
    assert_eq!(first(json!({"filters": ["x"]})), "filters");
}

#[tokio::test]
async fn names_with_quotes_and_spaces_are_names() {
    for (database, table) in [
        (
            postgres(
                "create table \"my \"\" table\" (\"the date\" date); \
                      insert into \"my \"\" table\" values ('2026-11-23')",
            ),
            "my \" table",
        ),
        (
            sqlite(
                "create table \"my \"\" table\" (\"the date\" text); \
                    insert into \"my \"\" table\" values ('2026-11-23')",
            )
            .await,
            "my \" table",
        ),
        (
            mariadb(
                "create table `my `` table` (`the date` date); \
                     insert into `my `` table` values ('2026-11-23')",
            ),
            "my ` table",
        ),
    ] {
        let found = now(
            &database,
            json!({"table": table, "date_column": "the date"}),
        )
        .await;
        assert_eq!(found, ["2026-11-23 = 1"], "{}", database.name);
    }
}

#[tokio::test]
async fn active_users_are_found_in_the_common_shapes() {
    for (sql, json, expected) in [
        (
            "create table auth_user (id int, is_active boolean);
             insert into auth_user values (1, true), (2, false), (3, true);",
            json!({"table": "auth_user"}),
            "2",
        ),
        (
            "create table users (id int, deleted_at timestamp null);
             insert into users values (1, null), (2, '2026-01-01 00:00:00');",
            json!({"table": "users"}),
            "1",
        ),
        (
            "create table people (id int, works boolean, age int);
             insert into people values (1, true, 20), (2, true, 40), (3, false, 40);",
            json!({"table": "people", "active_column": "works",
                "filters": [{"column": "age", "operator": ">", "value": 30}]}),
            "1",
        ),
        (
            "create table members (id int); insert into members values (1), (2);",
            json!({"table": "members"}),
            "2",
        ),
    ] {
        for database in each(sql).await {
            let asking = Asking::new(&database, json.clone());
            let answer = asking.of(&ActiveUsersCount).await.expect("an answer");
            assert_eq!(
                lines(&answer),
                [format!("2026-11-23 = {expected}")],
                "{}",
                database.name
            );
            let is_said = answer
                .notes
                .iter()
                .any(|note| note.contains("every row counts"));
            assert_eq!(is_said, json["table"] == "members", "{:?}", answer.notes);
        }
    }
    let database = sqlite("create table users (id int)").await;
    let asking = Asking::new(&database, json!({"table": "auth_user"}));
    let error = asking
        .of(&ActiveUsersCount)
        .await
        .expect_err("another table");
    assert!(error.to_string().contains("there are users"), "{error}");
}
