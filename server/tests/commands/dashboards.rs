//! `dbag dashboard`: what is shown as JSON is imported again.

use serde_json::{Value, json};

use crate::place::{Place, on_both};
use crate::shop;

/// A dashboard of the metric that the shop has.
fn orders() -> Value {
    json!({
        "slug": "sales",
        "label": "Sales",
        "description": "What the shop sells.",
        "position": 2,
        "range": "30d",
        "step": "week",
        "panels": [
            {
                "kind": "number",
                "title": "",
                "place": {"x": 0, "y": 0, "w": 3, "h": 4},
                "series": [{"metric": "orders", "object": "whole"}],
            },
            {
                "kind": "text",
                "title": "",
                "place": {"x": 3, "y": 0, "w": 9, "h": 4},
                "options": {"text": "Prices go up in **January**."},
            },
        ],
    })
}

fn import(place: &Place, dashboard: &Value) -> String {
    let file = place.write("dashboard.json", &dashboard.to_string());
    place.done(&["dashboard", "import", &file])
}

fn refused(place: &Place, dashboard: &Value) -> String {
    let file = place.write("dashboard.json", &dashboard.to_string());
    place.fails(2, &["dashboard", "import", &file])
}

on_both! {
    fn a_dashboard_is_imported_shown_and_imported_again(place: &Place) {
        shop::add_orders(place);
        assert_eq!(import(place, &orders()), "imported sales with 2 panels\n");
        let shown = place.done(&["dashboard", "show", "sales", "--json"]);
        let again = place.run_with_input(&["dashboard", "import", "-"], &shown);
        assert_eq!((again.code, again.out.as_str()), (0, "imported sales with 2 panels\n"));
        assert_eq!(place.done(&["dashboard", "show", "sales", "--json"]), shown);
        let text = place.done(&["dashboard", "show", "sales"]);
        for words in ["sales  Sales", "What the shop sells.", "opens with 30 days, by week", "3×4 at 0,0"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let list = place.json(&["dashboard", "list", "--json"]);
        assert_eq!(list.as_array().map(Vec::len), Some(1));
        assert_eq!((&list[0]["slug"], &list[0]["panels"]), (&json!("sales"), &json!(2)));
    }

    fn an_import_replaces_the_dashboard_of_its_name(place: &Place) {
        shop::add_orders(place);
        import(place, &orders());
        let mut smaller = orders();
        smaller["label"] = json!("Sales, renamed");
        smaller["panels"].as_array_mut().expect("panels").pop();
        assert_eq!(import(place, &smaller), "imported sales with 1 panel\n");
        let list = place.done(&["dashboard", "list"]);
        assert!(list.contains("Sales, renamed") && list.contains("1 panel"), "{list}");
        assert_eq!(list.lines().count(), 1);
        assert_eq!(place.done(&["dashboard", "remove", "sales"]), "removed sales\n");
        assert_eq!(place.json(&["dashboard", "list", "--json"]), json!([]));
        assert!(place.fails(2, &["dashboard", "show", "sales"]).contains("sales"));
        assert!(place.fails(2, &["dashboard", "remove", "sales"]).contains("sales"));
        assert!(place.done(&["export", "orders"]).starts_with("metric,"), "the metric stays");
    }

    fn r21_what_is_no_dashboard_is_refused_and_changes_nothing(place: &Place) {
        shop::add_orders(place);
        import(place, &orders());
        let before = place.done(&["dashboard", "show", "sales", "--json"]);
        let changed = |change: fn(&mut Value)| {
            let mut dashboard = orders();
            dashboard["label"] = json!("Another");
            change(&mut dashboard);
            refused(place, &dashboard)
        };
        for (change, words) in [
            ((|one| one["colour"] = json!("red")) as fn(&mut Value), "unknown field `colour`"),
            (|one| one["range"] = json!("4500d"), "`4500d` is not a range"),
            (|one| one["panels"][0]["kind"] = json!("pie"), "pie"),
            (|one| one["panels"][0]["series"][0]["metric"] = json!("gone"), "gone"),
            (|one| one["panels"][1]["place"]["x"] = json!(1), "it lies over panel 1"),
            (|one| one["panels"][1]["place"]["w"] = json!(10), "column 12"),
        ] {
            let said = changed(change);
            assert!(said.contains(words), "{words}: {said}");
        }
        let said = place.run_with_input(&["dashboard", "import", "-"], "no JSON");
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("- is no dashboard"), "{said:?}");
        let said = place.fails(2, &["dashboard", "import", "nowhere.json"]);
        assert!(said.contains("nowhere.json cannot be read"), "{said}");
        assert_eq!(place.done(&["dashboard", "show", "sales", "--json"]), before);
    }
}
