//! Bad input: one clear message where it was typed, and nothing that was there is lost.

use serde_json::json;

use crate::place::{Place, on_both, parse, said};
use crate::shop;

/// The first words of `metric add` on the shop.
fn add<'a>(slug: &'a str, metric_type: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    let start = [
        "metric",
        "add",
        slug,
        "--type",
        metric_type,
        "--source",
        "shop",
    ];
    [&start[..], rest].concat()
}

on_both! {
    fn addresses_that_lead_nowhere(place: &Place) {
        let wrong_password = dbag_testing::postgres().url_as("postgres", "canary-7", "postgres");
        let cases = [
            ("shop.db", "URL: begin it with sqlite:, postgres: or mysql:\n"),
            ("postgres://ann:canary-7@127.0.0.1:1/db", "URL: nothing listens at 127.0.0.1:1\n"),
            (&format!("sqlite://{}", place.path("none.db")), "URL: there is no file "),
            (&wrong_password, "URL: "),
        ];
        for (url, words) in cases {
            let said = place.fails(2, &["source", "add", "shop", url]);
            assert!(said.starts_with(words), "{said}");
            assert!(said.lines().count() == 1 && !said.contains("canary-7"), "{said}");
        }
        let said = place.fails(2, &["source", "add", "shop", &wrong_password]);
        assert!(said.contains("password"), "{said}");
        assert_eq!(place.json(&["source", "list", "--json"]), json!([]));
    }

    fn metrics_that_cannot_be(place: &Place) {
        shop::add_orders(place);
        let before = place.json(&["metric", "list", "--json"]);
        let query = |sql| ["--property", sql];
        let cases = [
            (add("two", "sql_query", &query("query=select 1; select 2")), "--property query: write one statement"),
            (add("writes", "sql_query", &query("query=delete from orders")), "--property query: a query may only read"),
            (add("orders", "row_count", &["--property", "table=orders"]), "METRIC: metric `orders` exists already"),
            (add("x", "rows", &[]), "--type: there is no metric type `rows`"),
            (add("x", "row_count", &[]), "--property table: table is needed"),
            (add("x", "row_count", &["--property", "table"]), "--property: `table` has no `=`"),
            (add("x", "row_count", &["--property", "table=orders", "--filter", "a ~ b"]), "--filter: `~` is not an operator; there are"),
            (add("x", "row_count", &["--property", "table=orders", "--refresh-hours", "99"]), "--refresh-hours: `99` is not a whole number"),
            (add("x", "sql_query", &["--property", "query=select 1", "--filter", "a = 1"]), "--filter: a metric of type `sql_query` takes no conditions; write them into its `query`"),
            (vec!["metric", "add", "x", "--type", "push", "--filter", "a = 1"], "--filter: a metric of type `push` takes no conditions\n"),
            (add("x", "row_count", &["--property", "table=orders", "--property", "date_column=ordered_on", "--property", "aggregate=avg", "--property", "column=total", "--absent-means", "zero"]), "--absent-means: of no row there is no average"),
            (add("X y", "row_count", &["--property", "table=orders"]), "METRIC: use small letters"),
        ];
        for (arguments, words) in &cases {
            let said = place.fails(2, arguments);
            assert!(said.starts_with(words), "{said}");
        }
        assert_eq!(place.json(&["metric", "list", "--json"]), before);
        let both = add("x", "row_count", &["--property", "table=orders", "--unit-plural", "x", "--collect-at", "noon", "--time-zone", "Mars"]);
        let said = place.fails(2, &both);
        assert_eq!(said.lines().count(), 2, "a line for each flag: {said}");
    }

    fn flags_that_change_nothing_are_said(place: &Place) {
        shop::add_orders(place);
        let table = ["--property", "table=orders", "--property", "date_column=ordered_on"];
        let counted = add("level", "row_count", &[&table[..], &["--measure", "level"]].concat());
        let said = place.run(&counted).err;
        assert!(said.contains("note: --measure level changes nothing: here row_count is a flow"), "{said}");
        let said = place.run(&add("sent", "push", &["--measure", "level"])).err;
        assert!(said.contains("note: --source shop changes nothing: push asks no source"), "{said}");
        assert!(!said.contains("--measure"), "{said}");
        let said = place.run(&["metric", "edit", "sent", "--measure", "flow", "--source", "shop"]).err;
        assert!(said.contains("--source shop changes nothing") && !said.contains("--measure"), "{said}");
    }

    fn ratios_of_what_is_told_apart_and_what_is_not(place: &Place) {
        shop::add_orders(place);
        place.done(&["metric", "add", "seats", "--type", "push", "--measure", "flow", "--object-kind", "customer"]);
        let ratio = |numerator: &'static str, denominator: &'static str, kind: &[&'static str]| {
            let ratio = ["metric", "add", "r", "--type", "ratio", "--property", numerator, "--property", denominator];
            [&ratio[..], kind].concat()
        };
        let kind = ["--object-kind", "customer"];
        for (arguments, words) in [
            (ratio("numerator=seats", "denominator=orders", &[]), "--property numerator: `seats` has a value per customer"),
            (ratio("numerator=orders", "denominator=seats", &kind), "--property numerator: `orders` has no objects"),
            (ratio("numerator=seats", "denominator=seats", &["--object-kind", "branch"]), "--property "),
        ] {
            let said = place.fails(2, &arguments);
            assert!(said.starts_with(words), "{said}");
        }
        place.done(&ratio("numerator=seats", "denominator=seats", &kind));
        // What is computed is asked of the days that are named, all of them.
        place.done(&["push", "seats", "4", "--object", "a", "--day", "2025-01-01"]);
        let days = ["--from", "2025-01-01", "--to", "2025-01-10"];
        let said = place.done(&[&["backfill", "r"][..], &days].concat());
        assert!(said.starts_with("r from 2025-01-01 to 2025-01-10:"), "{said}");
        let said = place.fails(2, &["backfill", "r"]);
        assert!(said.starts_with("--from: `r` is computed from other metrics"), "{said}");
    }

    fn an_edit_that_could_change_nothing(place: &Place) {
        shop::add_orders(place);
        place.done(&add("revenue", "sql_query", &["--property", "query=select sum(total) from orders"]));
        let before = place.json(&["metric", "show", "revenue", "--json"]);
        let said = place.fails(2, &["metric", "edit", "revenue", "--filter", "total > 3"]);
        assert!(said.starts_with("--filter: a metric of type `sql_query` takes no conditions; write them into its `query`"), "{said}");
        assert_eq!(place.json(&["metric", "show", "revenue", "--json"]), before);
        // Another type asks for other things: what only the one before asked for is in nobody's way.
        place.done(&["metric", "edit", "orders", "--filter", "total > 3"]);
        place.done(&["metric", "edit", "orders", "--type", "sql_query", "--property", "query=select count(*) from orders"]);
    }

    fn a_missing_table_is_named_at_once_and_when_asked(place: &Place) {
        shop::add_orders(place);
        let said = place.run(&add("ghosts", "row_count", &["--property", "table=ghosts"]));
        let words = "--property table: there is no table `ghosts`; there are ";
        assert_eq!(said.code, 0);
        assert!(said.err.contains(words), "{said:?}");
        // It stops no other.
        let said = place.run(&["collect", "--json"]);
        assert_eq!(said.code, 1);
        let runs = parse(&said.out);
        assert_eq!((&runs[0]["metric"], &runs[0]["state"]), (&json!("ghosts"), &json!("failed")));
        assert_eq!((&runs[1]["metric"], &runs[1]["state"]), (&json!("orders"), &json!("done")));
        assert!(said.err.contains("ghosts: there is no table `ghosts`"), "{said:?}");
    }

    fn days_that_are_not(place: &Place) {
        shop::add_orders(place);
        place.done(&["metric", "add", "visitors", "--type", "push"]);
        shop::add_level(place, "accounts", "auth_user");
        let cases: [(&[&str], &str); 6] = [
            (&["push", "visitors", "5", "--day", "2199-01-01"], "--day: 2199-01-01 is in the future"),
            (&["collect", "orders", "--day", "2199-01-01"], "--day: 2199-01-01 is in the future"),
            (&["backfill", "orders", "--to", "2199-01-01"], "--to: 2199-01-01 is in the future"),
            (&["backfill", "orders", "--from", "2025-02-01", "--to", "2025-01-01"], "--from: 2025-02-01 comes after --to"),
            (&["backfill", "orders", "--from", "2025-02-30"], "error: invalid value '2025-02-30' for '--from <FROM>'"),
            (&["backfill", "accounts"], "`accounts` can only tell its value of today"),
        ];
        for (arguments, words) in cases {
            let said = place.fails(2, arguments);
            assert!(said.starts_with(words), "{said}");
        }
        let said = place.fails(1, &["collect", "accounts", "--day", "2025-01-01"]);
        assert!(said.contains("accounts: ") && said.contains("can only tell today's value"), "{said}");
    }

    fn numbers_and_names_that_are_not(place: &Place) {
        place.done(&["metric", "add", "visitors", "--type", "push"]);
        let cases: [(&[&str], &str); 6] = [
            (&["push", "visitors", "many"], "VALUE: `many` is not a number"),
            (&["push", "visitors", "NaN"], "VALUE: "),
            (&["push", "visitors", "1", "--object", "42"], "--object: `visitors` has one value a day"),
            (&["push", "nobody", "1"], "metric `nobody` does not exist"),
            (&["collect", "nobody"], "metric `nobody` does not exist"),
            (&["user", "add", "bob"], "EMAIL: write an e-mail address"),
        ];
        for (arguments, words) in cases {
            let said = place.fails(2, arguments);
            assert!(said.starts_with(words), "{said}");
        }
        let said = place.run_with_input(&["user", "add", "bob@example.com", "--password-stdin"], "short\n");
        assert_eq!((said.code, said.err.as_str()), (2, "PASSWORD: a password has at least 10 characters\n"));
    }

    fn a_broken_line_is_named_and_stops_no_other(place: &Place) {
        let days = (1..=9).map(|day| {
            let value = if day == 6 { "six".to_owned() } else { day.to_string() };
            format!("signups,2026-01-0{day},{value}\n")
        });
        let file = place.write("values.csv", &format!("metric,date,value\n{}", days.collect::<String>()));
        let said = place.run(&["import", &file, "--json"]);
        assert_eq!(said.code, 1);
        let report = parse(&said.out);
        assert_eq!(report["accepted"], 8);
        assert_eq!(report["refused"][0]["line"], 7);
        assert_eq!(report["refused"].as_array().map(Vec::len), Some(1));
        assert!(said.err.starts_with("line 7, column value: `six` is not a number"), "{said:?}");
        assert_eq!(place.done(&["export"]).lines().count(), 1 + 8);
    }

    fn values_that_are_there_are_not_lost(place: &Place) {
        let first = place.write("a.csv", "metric,date,value\nsignups,2026-01-01,5\n");
        let second = place.write("b.csv", "metric,date,value\nsignups,2026-01-01,6\nsignups,2026-01-02,7\n");
        place.done(&["import", &first]);
        let said = place.fails(2, &["import", &second, "--conflict", "fail"]);
        assert!(said.contains("2026-01-01"), "{said}");
        assert_eq!(place.done(&["export"]).lines().count(), 1 + 1, "nothing of the file was written");
        place.done(&["import", &second]);
        assert!(place.done(&["export"]).contains("2026-01-01,5"), "others are skipped");
    }
}

#[test]
fn a_metric_that_answers_nothing_usable_is_added_with_a_warning() {
    let place = Place::sqlite();
    shop::add_orders(&place);
    for (slug, query, words) in [
        ("text", "query=select 'abc'", "abc"),
        ("null", "query=select null", "no value"),
        ("rowless", "query=select 1 where 0", "no value"),
    ] {
        let said = place.run(&add(slug, "sql_query", &["--property", query]));
        assert_eq!(said.code, 0, "{said:?}");
        let warning = "cannot be collected yet";
        assert!(
            said.err.contains(warning) && said.err.contains(words),
            "{said:?}"
        );
    }
    let collected = place.run(&["collect", "rowless"]);
    assert_eq!(collected.code, 0, "{collected:?}");
    let exported = place.done(&["export", "rowless"]);
    assert_eq!(exported.lines().count(), 1, "a gap is no value: {exported}");
    place.run(&["collect", "text"]);
    let said = place.run(&["doctor"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("WRONG  metric text"), "{said:?}");
}

#[test]
fn what_is_no_backup_is_named() {
    let place = Place::sqlite();
    place.done(&["metric", "list"]);
    let garbage = place.write("garbage.db", &"no database ".repeat(1000));
    let said = place.fails(2, &["restore", &garbage]);
    assert!(said.contains("garbage.db is not a backup"), "{said}");
    let said = place.fails(2, &["backup", "nowhere/copy.db"]);
    assert!(said.contains("there is no folder nowhere"), "{said}");
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let place = Place::sqlite();
    for name in [
        "DBAG_DATA_DIR",
        "DBAG_BIND",
        "DBAG_PUBLIC_URL",
        "DATABASE_URL",
    ] {
        let mut command = place.command(&["metric", "list"]);
        let said = said(command.env(name, ""));
        assert_eq!(said.code, 0, "{name}: {said:?}");
    }
}

#[test]
fn the_demo_leaves_alone_what_it_did_not_make() {
    let place = Place::sqlite();
    shop::add_orders(&place);
    let before = place.json(&["metric", "list", "--json"]);
    let said = place.fails(2, &["init", "--demo"]);
    assert!(
        said.contains("source `shop`") && said.contains("metric `orders`"),
        "{said}"
    );
    assert_eq!(place.json(&["metric", "list", "--json"]), before);
}

#[test]
fn a_database_that_does_not_answer_is_named() {
    let place = Place::sqlite();
    let mut command = place.command(&["metric", "list"]);
    let said = said(command.env("DATABASE_URL", "postgres://ann:canary@127.0.0.1:1/db"));
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.err.contains("127.0.0.1:1") && !said.err.contains("canary"),
        "{said:?}"
    );
}
