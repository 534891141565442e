//! `dbag object query` and `refresh`: a source says what objects are called.

use serde_json::json;

use crate::place::{Place, on_both, parse};
use crate::shop;

const SQL: &str = "select distinct customer_id as key, 'Customer ' || customer_id as label, \
                   total as fee from orders";

fn query<'a>(source: &'a str, sql: &'a str) -> [&'a str; 7] {
    [
        "object", "query", "customer", "--source", source, "--sql", sql,
    ]
}

fn add_postgres(place: &Place) -> String {
    let server = dbag_testing::postgres();
    let database = server.create_database();
    let table = "create table client (id int, name text, plan text); \
                 insert into client values (42, 'Acme', 'pro'), (7, 'Zenith', null)";
    server.execute(&database, table);
    place.done(&["source", "add", "crm", &server.url(&database)]);
    database
}

on_both! {
    fn a_query_of_sqlite_describes_objects(place: &Place) {
        shop::add(place);
        assert_eq!(place.done(&query("shop", SQL)), "2 objects described: 2 new\n");
        let list = place.done(&["object", "list", "customer"]);
        assert_eq!(list, "1  Customer 1  fee=10.5\n2  Customer 2  fee=21\n");
        shop::execute(&place.file("shop.db"), "update orders set total = 9 where customer_id = 2");
        let said = place.done(&["object", "refresh", "customer"]);
        assert_eq!(said, "2 objects described: 1 changed, 1 the same\n");
        let shown = place.done(&["object", "query", "customer"]);
        assert!(shown.starts_with("customer is described by shop, asked 2"), "{shown}");
        assert!(shown.ends_with(&format!("\n{SQL}\n")), "{shown}");
        let said = place.fails(2, &["source", "remove", "shop"]);
        assert_eq!(said, "source `shop` is used by the objects of kind customer\n");
        let as_json = place.json(&["object", "query", "customer", "--json"]);
        assert_eq!((&as_json["source"], &as_json["query"]), (&json!("shop"), &json!(SQL)));
        let removed = place.done(&["object", "query", "customer", "--remove"]);
        assert_eq!(removed, "removed the query of customer\n");
        place.done(&["source", "remove", "shop"]);
        assert_eq!(place.json(&["object", "list", "customer", "--json"])[1]["label"], "Customer 2");
        let said = place.fails(2, &["object", "refresh", "customer"]);
        assert_eq!(said, "no query describes the objects of kind `customer`\n");
        assert_eq!(place.fails(2, &["object", "query", "customer", "--remove"]), said);
        let shown = place.fails(2, &["object", "query", "customer"]);
        assert!(shown.contains("set one with --source and --sql"), "{shown}");
    }

    fn a_query_of_postgres_describes_objects(place: &Place) {
        let database = add_postgres(place);
        let sql = "select id as key, name as label, plan from client order by id";
        let said = place.done(&[&query("crm", sql)[..], &["--json"]].concat());
        assert_eq!(parse(&said)["added"], 2);
        let list = place.done(&["object", "list", "customer"]);
        assert_eq!(list, "42  Acme    plan=pro\n7   Zenith\n");
        dbag_testing::postgres().execute(&database, "alter table client rename to gone");
        let said = place.fails(2, &["object", "refresh", "customer"]);
        assert!(said.contains("client"), "{said}");
        let shown = place.run(&["object", "query", "customer"]);
        assert!(shown.code == 0 && shown.err.contains("client"), "{shown:?}");
        assert_eq!(place.done(&["object", "list", "customer"]), list, "what it said stays");
    }

    fn a_query_that_fails_is_refused_and_the_kind_keeps_the_one_it_has(place: &Place) {
        shop::add(place);
        place.done(&query("shop", SQL));
        for (source, sql, words) in [
            ("shop", "select total from orders", "--sql: its columns are total; give a column named key"),
            ("shop", "select nothing as key from orders", "--sql: "),
            ("shop", "drop table orders", "--sql: a query may only read"),
            ("shop", " ", "--sql: type the query"),
            ("none", SQL, "--source: source `none` does not exist"),
        ] {
            let said = place.fails(2, &query(source, sql));
            assert!(said.starts_with(words), "{words}: {said}");
        }
        assert!(place.done(&["object", "query", "customer"]).ends_with(&format!("\n{SQL}\n")));
        let half = "select customer_id as key from orders union all select null limit 3";
        let said = place.run(&query("shop", half));
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.err.contains("row "), "{said:?}");
        let list = place.json(&["object", "list", "customer", "--json"]);
        assert_eq!(list[0]["attributes"], json!({"fee": "10.5"}));
    }
}
