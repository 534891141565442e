//! The lines of the contract that programs rely on, one after another.

use serde_json::json;

use crate::place::{Place, on_both, parse};
use crate::shop;

on_both! {
    fn a_metric_of_rows_is_added_filled_backwards_and_exported(place: &Place) {
        let said = place.run_with_input(
            &["user", "add", "ann@example.com", "--role", "admin", "--password-stdin"],
            "correct horse battery\n",
        );
        assert_eq!((said.code, said.out.as_str()), (0, "added ann@example.com as admin\n"));
        shop::add_orders(place);

        let dry = place.done(&["backfill", "orders", "--from", "2025-01-01", "--to", "2025-12-31"]);
        assert!(dry.contains("365 would be new") && dry.contains("add --yes"), "{dry}");
        assert_eq!(place.done(&["export", "orders"]), "metric,date,value,object_type,object_id,weight\n");

        place.done(&["backfill", "orders", "--from", "2025-01-01", "--to", "2025-12-31", "--yes"]);
        let runs = place.json(&["collect", "orders", "--day", "2026-01-01", "--json"]);
        let day = "2026-01-01";
        let run = json!([{"metric": "orders", "state": "done", "from": day, "to": day, "rows": 1, "error": null, "notes": []}]);
        assert_eq!(runs, run);

        let csv = place.done(&["export", "orders", "--format", "csv"]);
        let lines: Vec<_> = csv.lines().collect();
        assert_eq!(lines.len(), 1 + 366);
        assert_eq!(lines[1..3], ["orders,2025-01-01,2,,,", "orders,2025-01-02,1,,,"]);
        assert_eq!(lines[366], "orders,2026-01-01,2,,,");
    }

    fn a_query_answers_for_each_object(place: &Place) {
        shop::add(place);
        let query = "query=select ordered_on as day, customer_id as object, sum(total) as value
                     from orders where ordered_on between :start and :end group by 1, 2";
        let start = ["metric", "add", "revenue", "--type", "sql_query", "--source", "shop"];
        let rest = ["--measure", "flow", "--object-kind", "customer", "--property", query];
        place.done(&[&start[..], &rest].concat());
        let range = ["--from", "2025-03-01", "--to", "2025-03-02", "--yes", "--json"];
        let runs = place.json(&[&["backfill", "revenue"][..], &range].concat());
        assert_eq!(runs[0]["state"], "done");
        let csv = place.done(&["export", "revenue", "--format", "csv"]);
        let mut lines: Vec<_> = csv.lines().skip(1).collect();
        lines.sort_unstable();
        let expected = [
            "revenue,2025-03-01,10.5,customer,1,",
            "revenue,2025-03-01,21,customer,2,",
            "revenue,2025-03-02,0,customer,2,",
            "revenue,2025-03-02,10.5,customer,1,",
        ];
        let without_zero = [expected[0], expected[1], expected[3]];
        assert!(lines == expected || lines == without_zero, "{lines:?}");
    }

    fn rows_are_counted_for_each_object_and_with_conditions(place: &Place) {
        shop::add(place);
        let start = ["metric", "add", "big", "--type", "row_count", "--source", "shop"];
        let table = ["--property", "table=orders", "--property", "date_column=ordered_on"];
        let objects = ["--property", "object_column=customer_id", "--object-kind", "customer"];
        place.done(&[&start[..], &table, &objects, &["--filter", "total >= 20"]].concat());
        let shown = place.json(&["metric", "show", "big", "--json"]);
        let filter = json!([{"column": "total", "operator": ">=", "value": "20"}]);
        assert_eq!(shown["properties"]["filters"], filter);
        assert_eq!(shown["source"], "shop");
        assert!(place.done(&["metric", "show", "big"]).contains("total >= 20\n"));
        place.done(&["collect", "big", "--day", "2025-03-01"]);
        let mut rows = place.json(&["export", "big", "--format", "json"]);
        // The first record of a metric says what it is, for whoever imports it.
        let settings = rows[0].as_object_mut().and_then(|row| row.remove("settings"));
        assert_eq!(settings.map(|settings| settings["measure"].clone()), Some(json!("flow")));
        let row = json!([{"metric": "big", "date": "2025-03-01", "value": 1.0, "object_type": "customer", "object_id": "2"}]);
        assert_eq!(rows, row);
    }

    fn conditions_are_read_as_people_write_them(place: &Place) {
        let orders = "create table orders (id int, state text, \"first name\" text, code);
            insert into orders values (1, 'paid', 'ann', 42), (2, 'shipped', 'ann', '42'),
              (3, 'open', 'bob', 7), (4, 'Doe, John', null, null)";
        shop::execute(&place.file("shop.db"), orders);
        place.done(&["source", "add", "shop", &shop::url(place)]);
        let start = ["--type", "row_count", "--source", "shop", "--property", "table=orders"];
        for (number, (filter, expected)) in [
            ("state in 'paid','shipped'", "2"),
            ("state in paid, 'shipped'", "2"),
            ("state not in ('paid', \"Doe, John\")", "2"),
            ("state != \"paid\"", "3"),
            ("state == paid", "1"),
            ("state <> 'paid'", "3"),
            ("\"first name\" = 'ann'", "2"),
            ("\"first name\" IS NULL", "1"),
            ("code = 42", "2"),
            ("code != 42", "1"),
        ].into_iter().enumerate() {
            let name = format!("m{number}");
            place.done(&[&["metric", "add", &name][..], &start, &["--filter", filter]].concat());
            place.done(&["collect", &name]);
            let values = place.done(&["export", &name]);
            let line = values.lines().nth(1).unwrap_or_default();
            assert_eq!(line.split(',').nth(2), Some(expected), "{filter}: {values}");
        }
        for (filter, words) in [
            ("state = 'paid', 'shipped'", "use in"),
            ("state = null", "is_null"),
            ("state = paid and code = 1", "one at a time"),
            ("state = paid or sent", "use in"),
            ("first name = ann", "double quotes"),
            ("state => x", "`=>` is not an operator"),
            ("state =", "''"),
        ] {
            let said = place.fails(2, &[&["metric", "add", "x"][..], &start, &["--filter", filter]].concat());
            assert!(said.starts_with("--filter: ") && said.contains(words), "{filter}: {said}");
        }
    }

    fn what_a_query_loses_is_said_when_it_is_added_and_asked(place: &Place) {
        let orders = "create table orders (at datetime, total int);
            insert into orders values ('2026-01-01 10:00:00', 20), ('2026-01-02 10:00:00', 26)";
        shop::execute(&place.file("shop.db"), orders);
        place.done(&["source", "add", "shop", &shop::url(place)]);
        let start = ["--type", "sql_query", "--source", "shop", "--measure", "flow", "--property"];
        let lossy = "query=select date(at) as day, sum(total) as value from orders where at between :start and :end group by 1";
        let said = place.run(&[&["metric", "add", "lossy"][..], &start, &[lossy]].concat());
        let words = "note: `at` holds times, and `between … and :end` ends when the last day begins: \
                     its rows are left out; write `at >= :start_at and at < :end_at`";
        assert!(said.code == 0 && said.err.contains(words), "{said:?}");
        let run = place.run(&["collect", "lossy", "--day", "2026-01-02", "--json"]);
        let notes = &parse(&run.out)[0]["notes"];
        assert!(notes[0].as_str().is_some_and(|note| note.starts_with("`at` holds times")), "{run:?}");
        assert!(run.err.contains("lossy: note: `at` holds times"), "{run:?}");
        let right = lossy.replace("between :start and :end", ">= :start_at and at < :end_at");
        let said = place.run(&[&["metric", "add", "right"][..], &start, &[&right]].concat());
        let only = "note: the last 8 days have no row; `dbag backfill` asks further back\n";
        assert_eq!(said.err, only, "{said:?}");
        place.done(&["collect", "right", "--day", "2026-01-02"]);
        assert!(place.done(&["export", "right"]).contains("right,2026-01-02,26,,"));
    }

    fn a_file_is_imported_and_its_metrics_are_made(place: &Place) {
        let file = place.write("values.csv", "metric,date,value\nsignups,2026-01-01,5\nsignups,2026-01-02,7\n");
        let report = place.json(&["import", &file, "--conflict", "overwrite", "--of-day", "last", "--json"]);
        assert_eq!((&report["accepted"], &report["refused"]), (&json!(2), &json!([])));
        assert_eq!(report["metrics_created"], json!(["signups"]));
        let said = place.run_with_input(&["import", "-", "--metric", "signups"], "date,value\n2026-01-03,9\n");
        assert_eq!(said.code, 0, "{said:?}");
        let csv = place.done(&["export", "signups"]);
        assert!(csv.ends_with("signups,2026-01-02,7,,,\nsignups,2026-01-03,9,,,\n"), "{csv}");
    }

    fn metrics_are_listed_paused_resumed_and_removed(place: &Place) {
        shop::add_orders(place);
        let state = |place: &Place| place.json(&["metric", "list", "--json"])[0]["do_collect"].clone();
        assert_eq!(state(place), true);
        place.done(&["metric", "pause", "orders"]);
        assert_eq!(state(place), false);
        assert_eq!(place.json(&["collect", "--json"]), json!([]));
        place.done(&["metric", "resume", "orders"]);
        assert_eq!(state(place), true);
        let in_use = place.fails(2, &["source", "remove", "shop"]);
        assert_eq!(in_use, "source `shop` is used by orders\n");
        place.done(&["metric", "remove", "orders"]);
        place.done(&["source", "remove", "shop"]);
        assert_eq!(place.json(&["metric", "list", "--json"]), json!([]));
        assert_eq!(place.json(&["source", "list", "--json"]), json!([]));
    }

    fn values_are_pushed_and_made_up(place: &Place) {
        place.done(&["metric", "add", "visitors", "--type", "push", "--unit", "visitor"]);
        place.done(&["push", "visitors", "12.5", "--day", "2026-01-01"]);
        place.done(&["push", "visitors", "-3", "--day", "2026-01-02"]);
        let made_up = place.json(&["fake", "--days", "10", "--json"]);
        assert_eq!(made_up, json!([{"metric": "visitors", "values": 10}]));
        assert_eq!(place.json(&["fake", "--clear", "--json"]), json!({"removed": 10}));
        let csv = place.done(&["export", "visitors"]);
        assert!(csv.ends_with("visitors,2026-01-01,12.5,,,\nvisitors,2026-01-02,-3,,,\n"), "{csv}");
    }

    fn people_are_listed_and_the_last_administrator_stays(place: &Place) {
        let add = ["user", "add", "ann@example.com", "--role", "admin"];
        let said = place.done(&add);
        let (_, password) = said.trim().rsplit_once(' ').expect("a password");
        assert_eq!(password.len(), 20);
        let changed = ["user", "password", "ann@example.com", "--password-stdin"];
        assert_eq!(place.run_with_input(&changed, "another good one\n").code, 0);
        let people = place.json(&["user", "list", "--json"]);
        assert_eq!((&people[0]["email"], &people[0]["role"]), (&json!("ann@example.com"), &json!("admin")));
        let last = place.fails(2, &["user", "remove", "ann@example.com"]);
        assert!(last.contains("last administrator"), "{last}");
        place.done(&["user", "add", "bob@example.com", "--role", "admin"]);
        place.done(&["user", "remove", "ann@example.com"]);
    }

    fn the_types_describe_their_fields(place: &Place) {
        let types = place.json(&["metric", "types", "--json"]);
        let labels: Vec<_> = types.as_array().expect("a list").iter().map(|one| &one["label"]).collect();
        assert!(labels.contains(&&json!("row_count")) && labels.contains(&&json!("sql_query")));
        assert_eq!(types[0]["fields"][0]["key"], "table");
    }
}
