//! `dbag object merge`: two customers turn out to be one.

use serde_json::json;

use crate::place::{Place, on_both};
use crate::shop;

const ORDERS: &str = "query=select ordered_on as day, customer_id as object, count(*) as value \
                      from orders where ordered_on between :start and :end group by 1, 2";

/// The shop's orders by customer over ten days: customer 1 every day, customer 2 on odd ones.
fn orders_by_customer(place: &Place) {
    shop::add(place);
    let start = [
        "metric",
        "add",
        "orders",
        "--type",
        "sql_query",
        "--source",
        "shop",
    ];
    let rest = [
        "--measure",
        "flow",
        "--object-kind",
        "customer",
        "--absent-means",
        "zero",
    ];
    place.done(&[&start[..], &["--property", ORDERS], &rest].concat());
    collect(place);
}

fn collect(place: &Place) -> String {
    let days = ["--from", "2025-01-01", "--to", "2025-01-10", "--yes"];
    place.done(&[&["backfill", "orders"][..], &days].concat())
}

fn exported(place: &Place) -> Vec<String> {
    let text = place.done(&["export", "orders"]);
    let mut lines: Vec<_> = text.lines().skip(1).map(str::to_owned).collect();
    lines.retain(|line| line.contains(",2025-01-"));
    lines.sort();
    lines
}

fn total(lines: &[String]) -> f64 {
    let value = |line: &String| line.split(',').nth(2)?.parse::<f64>().ok();
    lines.iter().filter_map(value).sum()
}

on_both! {
    fn no_value_is_lost_and_collecting_again_changes_nothing(place: &Place) {
        orders_by_customer(place);
        let before = exported(place);
        assert_eq!(total(&before), 15.0);
        let plan = place.done(&["object", "merge", "customer", "2", "1", "--dry-run"]);
        let said = "customer/2 into customer/1: 0 values move, 5 become one with the other's, 0 stay on record\n";
        assert_eq!(plan, format!("would merge {said}"));
        assert_eq!(exported(place), before);
        assert_eq!(place.done(&["object", "merge", "customer", "2", "1"]), format!("merged {said}"));
        let after = exported(place);
        assert_eq!(total(&after), 15.0);
        assert!(after.iter().all(|line| line.ends_with(",customer,1,")), "{after:?}");
        assert_eq!(after[0], "orders,2025-01-01,2,customer,1,");
        collect(place);
        assert_eq!(exported(place), after);
        shop::execute(
            &place.file("shop.db"),
            "insert into orders (customer_id, ordered_on, total) values (2, '2025-01-02', 1)",
        );
        collect(place);
        assert_eq!(exported(place)[1], "orders,2025-01-02,2,customer,1,");
        let list = place.json(&["object", "list", "customer", "--json"]);
        assert_eq!(list.as_array().map(Vec::len), Some(1));
        assert_eq!(list[0]["key"], "1");
    }

    fn different_things_of_both_are_counted_by_the_source(place: &Place) {
        shop::add(place);
        shop::execute(
            &place.file("shop.db"),
            "create table visits (branch text, buyer integer, at text);
             insert into visits values
                 ('Rome', 1, '2025-01-01'), ('rome', null, '2025-01-01'),
                 ('Rome', 1, '2025-01-02'), ('rome', 2, '2025-01-02'),
                 ('Rome', 1, '2025-01-03'), ('rome', 1, '2025-01-04')",
        );
        place.done(&[
            "metric", "add", "buyers", "--type", "row_count", "--source", "shop", "--object-kind", "branch",
            "--property", "table=visits", "--property", "date_column=at", "--property", "object_column=branch",
            "--property", "aggregate=count_distinct", "--property", "column=buyer",
        ]);
        let fill = || place.done(&["backfill", "buyers", "--from", "2025-01-01", "--to", "2025-01-04", "--yes"]);
        fill();
        place.done(&["object", "merge", "branch", "rome", "Rome"]);
        let shown = place.run(&["metric", "show", "buyers"]).err;
        assert!(shown.contains("1 day was asked before"), "only the source can tell two from one: {shown}");
        fill();
        let lines = place.done(&["export", "buyers"]);
        let values: Vec<_> = lines.lines().skip(1).filter_map(|line| line.split(',').nth(2)).collect();
        assert_eq!(values, ["1", "2", "1", "1"], "{lines}");
        assert_eq!(place.run(&["metric", "show", "buyers"]).err, "");
        let verified = place.done(&["verify", "buyers"]);
        assert!(verified.contains("as the source says"), "{verified}");
    }

    fn values_that_come_for_both_are_one(place: &Place) {
        orders_by_customer(place);
        place.done(&["object", "merge", "customer", "2", "1"]);
        let table = "metric,date,value,object_type,object_id\n\
                     orders,2025-02-01,3,customer,1\norders,2025-02-01,4,customer,2\n\
                     orders,2025-02-02,5,customer,2\n";
        let file = place.write("more.csv", table);
        for words in ["make 2 values\n  2 are new\n", "make 2 values\n  2 were there already\n"] {
            let said = place.done(&["import", &file]);
            assert!(said.contains(words), "{said}");
            let text = place.done(&["export", "orders"]);
            assert!(text.contains("orders,2025-02-01,7,customer,1"), "{text}");
            assert!(text.contains("orders,2025-02-02,5,customer,1"), "{text}");
        }
        place.done(&["push", "orders", "9", "--day", "2025-02-03", "--object", "2"]);
        let text = place.done(&["export", "orders"]);
        assert!(text.contains("orders,2025-02-03,9,customer,1"), "{text}");
        let file = place.write("c.csv", "key,label\n2,Old\n1,New\n");
        let said = place.run(&["object", "import", "customer", &file]);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.err.contains("line 2: it is a part of `1` since they were merged"), "{said:?}");
        assert_eq!(place.json(&["object", "list", "customer", "--json"])[0]["label"], "New");
    }

    fn what_cannot_be_merged_is_refused(place: &Place) {
        orders_by_customer(place);
        place.done(&["push", "orders", "1", "--day", "2025-01-01", "--object", "3"]);
        let file = place.write("plans.csv", "key\npro\n");
        place.done(&["object", "import", "plan", &file]);
        place.done(&["object", "merge", "customer", "2", "1"]);
        let before = exported(place);
        for (from, into, words) in [
            ("3", "3", "INTO: an object cannot be merged into itself"),
            ("3", "2", "INTO: customer `2` is a part of `1` since they were merged; merge into `1`"),
            ("2", "3", "customer `2` is a part of `1` since they were merged"),
            ("9", "1", "customer `9` does not exist"),
            ("3", "9", "INTO: customer `9` does not exist"),
            ("3", "pro", "INTO: customer `pro` does not exist: nothing was remembered of it; both have to be of one kind"),
            ("3", "", "INTO: type the key of the other customer"),
        ] {
            let said = place.fails(2, &["object", "merge", "customer", from, into]);
            assert!(said.starts_with(words), "{words}: {said}");
        }
        assert_eq!(exported(place), before);
        let merged = place.json(&["object", "merge", "customer", "1", "3", "--json"]);
        assert_eq!(merged, json!({"moved": 9, "added_up": 1, "carried": 0, "put_aside": 0, "unknown": 0, "dry_run": false}));
        assert_eq!(total(&exported(place)), total(&before));
    }

    fn what_is_computed_from_both_is_computed_anew(place: &Place) {
        let add = |slug: &str, kind: &str, rest: &[&str]| {
            let start = ["metric", "add", slug, "--type", kind, "--object-kind", "customer"];
            place.done(&[&start[..], &["--measure", "flow"], rest].concat());
        };
        for slug in ["paid", "orders"] {
            add(slug, "push", &["--absent-means", "zero"]);
        }
        let parts = ["--property", "numerator=paid", "--property", "denominator=orders"];
        add("share", "ratio", &[&parts[..], &["--absent-means", "gap", "--untried"]].concat());
        for (slug, value, key) in [("paid", "1", "1"), ("orders", "4", "1"), ("paid", "5", "2"), ("orders", "4", "2")] {
            place.done(&["push", slug, value, "--day", "2025-01-01", "--object", key]);
        }
        let shares = || place.done(&["export", "share"]);
        assert!(shares().contains("share,2025-01-01,25,customer,1"), "{}", shares());
        place.done(&["object", "merge", "customer", "2", "1"]);
        let lines = shares();
        assert_eq!(lines.lines().collect::<Vec<_>>()[1..], ["share,2025-01-01,75,customer,1,8"]);
    }
}
