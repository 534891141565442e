//! `dbag verify`: what the source says of days that are remembered.

use serde_json::{Value as Json, json};

use crate::place::{Place, on_both};
use crate::shop;

fn filled(place: &Place) {
    shop::add_orders(place);
    place.done(&[
        "backfill",
        "orders",
        "--from",
        "2025-01-01",
        "--to",
        "2025-01-31",
        "--yes",
    ]);
}

fn change_shop(place: &Place, sql: &str) {
    shop::execute(&place.file("shop.db"), sql);
}

/// All differences, as `day remembered source`, with the reasons.
fn differences(place: &Place) -> Vec<(String, String)> {
    let said = place.run(&["verify", "orders", "--days", "3000", "--json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let json: Json = serde_json::from_str(&said.out).expect("JSON");
    let all = json[0]["differences"].as_array().expect("a list").clone();
    let number = |value: &Json| {
        value
            .as_f64()
            .map_or("-".to_owned(), |value| value.to_string())
    };
    let told = all.iter().map(|one| {
        let day = one["day"].as_str().expect("a day");
        let values = format!(
            "{day} {} {}",
            number(&one["remembered"]),
            number(&one["source"])
        );
        (values, one["why"].as_str().expect("words").to_owned())
    });
    told.collect()
}

on_both! {
    fn what_is_as_the_source_says_is_said(place: &Place) {
        filled(place);
        let before = place.done(&["export", "orders"]);
        let said = place.done(&["verify", "orders", "--days", "10"]);
        assert_eq!(said, "orders  10 of 10 days are as the source says\n");
        let said = place.json(&["verify", "--days", "3000", "--json"]);
        assert_eq!(said[0]["days"].as_array().map(Vec::len), Some(31));
        assert_eq!((&said[0]["differing_days"], &said[0]["problem"]), (&json!(0), &Json::Null));
        assert_eq!(place.done(&["export", "orders"]), before, "nothing is written");
    }

    // That a day had nothing was an answer, too.
    fn late_rows_of_days_without_a_value_are_found(place: &Place) {
        shop::add(place);
        place.done(&[
            "metric", "add", "average", "--type", "row_count", "--source", "shop", "--property", "table=orders",
            "--property", "date_column=ordered_on", "--property", "aggregate=avg", "--property", "column=total",
        ]);
        change_shop(place, "delete from orders where ordered_on not between '2025-01-02' and '2025-01-10'");
        place.done(&["backfill", "average", "--from", "2025-01-01", "--to", "2025-01-31", "--yes"]);
        let said = place.done(&["verify", "average", "--days", "3000"]);
        assert_eq!(said, "average  31 of 31 days are as the source says\n");
        change_shop(place, "insert into orders (customer_id, ordered_on, total) values (9, '2025-01-20', 1), (9, '2025-01-01', 1)");
        let said = place.run(&["verify", "average", "--days", "3000"]);
        assert!(said.out.starts_with("average  29 of 31 days are as the source says\n"), "{said:?}");
        assert!(said.out.contains("2025-01-20") && said.out.contains("2025-01-01"), "{said:?}");
    }

    // Which object it is of, and what the source says of it.
    fn values_of_which_nothing_is_remembered_are_named(place: &Place) {
        shop::add(place);
        place.done(&[
            "metric", "add", "orders", "--type", "row_count", "--source", "shop", "--property", "table=orders",
            "--property", "date_column=ordered_on", "--property", "object_column=customer_id", "--object-kind", "customer",
        ]);
        change_shop(place, "delete from orders where ordered_on not between '2025-01-02' and '2025-01-10'");
        place.done(&["backfill", "orders", "--from", "2025-01-01", "--to", "2025-01-31", "--yes"]);
        change_shop(place, "insert into orders (customer_id, ordered_on, total) values (99, '2025-01-20', 1), (99, '2025-01-20', 1)");
        let said = place.run(&["verify", "orders", "--days", "3000", "--json"]);
        let json: Json = serde_json::from_str(&said.out).expect("JSON");
        let new = json!({
            "day": "2025-01-20", "object": "99", "remembered": null, "source": 2.0,
            "why": "nothing is remembered of it; fill the day backwards",
        });
        let all = json[0]["differences"].as_array().expect("a list");
        assert!(all.contains(&new), "{all:?}");
    }

    fn the_same_value_asked_again_is_no_correction(place: &Place) {
        shop::add(place);
        let query = |columns: &str| format!(
            "query=select ordered_on as day, avg(total) as value{columns} from orders \
             where ordered_on between :start and :end group by ordered_on"
        );
        place.done(&[
            "metric", "add", "average", "--type", "sql_query", "--source", "shop", "--measure", "share",
            "--property", &query(""),
        ]);
        let fill = ["backfill", "average", "--from", "2025-01-01", "--to", "2025-01-10"];
        place.done(&[&fill[..], &["--yes"]].concat());
        place.done(&["metric", "edit", "average", "--property", &query(", count(*) as weight")]);
        let planned = place.done(&fill);
        assert!(planned.contains("0 would change\n  10 would stay, with other weights\n"), "{planned}");
        let said = place.done(&["verify", "average", "--days", "3000"]);
        assert_eq!(said, "average  10 of 10 days are as the source says\n");
    }

    fn rows_of_no_day_are_said_wherever_a_source_is_asked(place: &Place) {
        filled(place);
        change_shop(place, "insert into orders (customer_id, ordered_on, total) values (9, '0000-00-00', 1), (9, '2025-11-31', 1)");
        let told = "2 rows hold no date in `ordered_on`, like `0000-00-00`: they are of no day";
        let fill = ["backfill", "orders", "--from", "2025-11-01", "--to", "2025-12-05"];
        for asked in [&fill[..], &[&fill[..], &["--yes"]].concat(), &["collect", "orders", "--day", "2025-12-01"], &["verify", "orders"]] {
            let said = place.run(asked);
            assert!(said.code == 0 || asked[0] == "verify", "{asked:?}: {said:?}");
            assert!(said.err.contains(told), "{asked:?}: {said:?}");
        }
        let exported = place.done(&["export", "orders"]);
        let first = "\norders,2025-12-01,2,";
        assert!(exported.contains(first), "the 31st of November is not the 1st of December: {exported}");
    }

    fn what_differs_is_said_with_why(place: &Place) {
        filled(place);
        place.done(&["push", "orders", "7", "--day", "2025-01-02"]);
        let file = place.write("old.csv", "date,value\n2025-01-04,9\n");
        place.done(&["import", &file, "--metric", "orders", "--conflict", "overwrite"]);
        change_shop(place, "insert into orders (customer_id, ordered_on, total) values (9, '2025-01-06', 1);
                            delete from orders where ordered_on = '2025-01-08';
                            delete from orders where ordered_on = '2025-01-09' and customer_id = 1");
        let before = place.done(&["export", "orders"]);
        let found = differences(place);
        let values: Vec<&str> = found.iter().map(|(values, _)| values.as_str()).collect();
        assert_eq!(values, [
            "2025-01-02 7 1", "2025-01-04 9 1", "2025-01-06 1 2", "2025-01-08 1 0", "2025-01-09 2 1",
        ]);
        for (at, words) in [
            (0, "cli typed or sent it on"),
            (1, "it was imported on"),
            (2, "rows came or were changed since"),
            (3, "rows were changed or removed since"),
            (4, "rows were changed or removed since"),
        ] {
            let why = &found[at].1;
            assert!(why.contains(words), "{found:?}");
            let mut said = why.split([' ', ':', ';', ',']);
            assert!(said.all(|word| dbag_domain::Day::parse(word).is_err()), "days are written as on pages: {why}");
        }
        assert_eq!(place.done(&["export", "orders"]), before, "nothing is written");
        let said = place.run(&["verify", "orders", "--days", "31"]);
        assert!(said.out.starts_with("orders  26 of 31 days are as the source says\n\norders:\n"), "{said:?}");
        assert!(said.out.contains("  2025-01-06: 1 is remembered, the source says 2: it was asked on"), "{said:?}");
    }

    // What was imported stands where the source has nothing, and is no value of the source.
    fn what_stands_without_the_source_is_said(place: &Place) {
        shop::add(place);
        place.done(&[
            "metric", "add", "average", "--type", "row_count", "--source", "shop", "--property", "table=orders",
            "--property", "date_column=ordered_on", "--property", "aggregate=avg", "--property", "column=total",
        ]);
        change_shop(place, "delete from orders where ordered_on = '2025-01-04'");
        let fill = ["backfill", "average", "--from", "2025-01-01", "--to", "2025-01-10"];
        place.done(&[&fill[..], &["--yes"]].concat());
        let file = place.write("old.csv", "date,value\n2025-01-04,98\n");
        place.done(&["import", &file, "--metric", "average"]);
        let planned = place.done(&fill);
        let named = "0 would change\n  1 that was typed, sent, imported or removed would stay\n    \
                     2025-01-04: 98 stays, the source says nothing\n";
        assert!(planned.contains(named), "{planned}");
        place.done(&[&fill[..], &["--yes"]].concat());
        assert!(place.done(&["export", "average"]).contains("average,2025-01-04,98,"));
        let said = place.run(&["verify", "average", "--days", "100"]);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.out.contains("9 of 10 days are as the source says"), "{said:?}");
        assert!(said.out.contains("2025-01-04: 98 is remembered, the source says nothing: it was imported on"), "{said:?}");
    }

    fn a_source_that_is_away_and_what_cannot_be_asked_are_said(place: &Place) {
        filled(place);
        shop::add_level(place, "accounts", "auth_user");
        place.done(&["metric", "add", "visitors", "--type", "push"]);
        let said = place.done(&["verify"]);
        assert!(said.contains("accounts  it tells what is now and cannot be asked about past days\n"), "{said}");
        assert!(said.contains("visitors  its values are sent to Dbag: there is nothing to ask\n"), "{said}");
        change_shop(place, "drop table orders");
        let said = place.run(&["verify", "orders"]);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.out.contains("could not be asked: there is no table `orders`"), "{said:?}");
        assert_eq!(place.run(&["verify", "nothing"]).code, 2);
    }
}
