//! Tables and columns of a source.

use dbag_collector::source::ColumnClass;
use dbag_collector::types::explain_scan;
use serde_json::json;

use super::support::{day, each, postgres, properties};

#[tokio::test]
async fn tables_and_columns_are_listed() {
    for database in each(
        "create table orders (id int not null, total decimal(10, 2), name varchar(20), placed date);
         create view big_orders as select * from orders where total > 100;",
    )
    .await
    {
        let tables = database.source.tables().await.expect("tables");
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["big_orders", "orders"], "{}", database.name);
        let columns = database.source.columns("orders").await.expect("columns");
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "total", "name", "placed"]);
        assert_eq!(columns[0].class, ColumnClass::Integer);
        assert_eq!(columns[1].class, ColumnClass::Number);
        assert_eq!(columns[2].class, ColumnClass::Text);
        assert_eq!([columns[0].is_nullable, columns[1].is_nullable], [false, true]);
        let refusal = database.source.columns("ordres").await.expect_err("none");
        let problem = refusal.into_problem();
        assert_eq!(problem.field.as_deref(), Some("table"));
        assert_eq!(
            problem.message,
            "there is no table `ordres`; there are big_orders, orders"
        );
    }
}

#[tokio::test]
async fn other_schemas_of_postgres_are_named() {
    let database = postgres(
        "create schema shop; create table shop.orders (id int); create table orders (id text);",
    );
    let tables = database.source.tables().await.expect("tables");
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["orders", "shop.orders"]);
    for (name, class) in [
        ("shop.orders", ColumnClass::Integer),
        ("public.orders", ColumnClass::Text),
        ("orders", ColumnClass::Text),
    ] {
        let columns = database.source.columns(name).await.expect("columns");
        assert_eq!(columns[0].class, class, "{name}");
    }
}

#[tokio::test]
async fn a_scan_without_a_fitting_index_is_told() {
    for database in each(
        "create table orders (id int primary key, placed date, paid int, name varchar(20));
         create table fast (id int primary key, placed date, paid int);
         create index fast_placed on fast (placed);
         insert into orders values (1, '2026-11-23', 1, 'a'), (2, '2026-11-22', 0, 'b');
         insert into fast values (1, '2026-11-23', 1), (2, '2026-11-22', 0);",
    )
    .await
    {
        let explain = async |json| {
            let properties = properties(json);
            explain_scan(&database.source, &properties, day("2026-11-23"))
                .await
                .expect("a plan")
        };
        let words = explain(json!({"table": "orders", "date_column": "placed"})).await;
        assert_eq!(
            words.as_deref(),
            Some("no index of `orders` begins with `placed`: each ask reads the whole table"),
            "{}",
            database.name
        );
        let paid = json!([{"column": "paid", "operator": "=", "value": 1}]);
        for json in [
            json!({"table": "orders"}),
            json!({"table": "fast", "date_column": "placed"}),
            json!({"table": "fast", "date_column": "placed", "filters": paid}),
        ] {
            assert_eq!(
                explain(json.clone()).await,
                None,
                "{}: {json}",
                database.name
            );
        }
        let words = explain(json!({"table": "orders", "filters": paid})).await;
        assert!(words.is_some(), "{}", database.name);
    }
}
