//! `dbag object`: labels and attributes come from files.

use serde_json::json;

use crate::place::{Place, on_both, parse};

const TABLE: &str = "key,label,plan,country\n42,Acme,pro,DE\n7,Zenith,free,\n";

fn import(place: &Place, text: &str) -> String {
    let file = place.write("customers.csv", text);
    place.done(&["object", "import", "customer", &file])
}

on_both! {
    fn objects_are_described_by_a_file(place: &Place) {
        assert_eq!(import(place, TABLE), "2 objects described: 2 new\n");
        assert_eq!(import(place, TABLE), "2 objects described: 2 the same\n");
        let list = place.json(&["object", "list", "customer", "--json"]);
        let acme = json!({
            "key": "42",
            "label": "Acme",
            "attributes": {"country": "DE", "plan": "pro"},
            "archived": false,
        });
        let zenith = json!({
            "key": "7", "label": "Zenith", "attributes": {"plan": "free"}, "archived": false,
        });
        assert_eq!(list, json!([acme, zenith]));
        let text = place.done(&["object", "list", "customer"]);
        assert_eq!(text, "42  Acme    country=DE, plan=pro\n7   Zenith  plan=free\n");
    }

    fn a_file_changes_what_it_names_and_nothing_else(place: &Place) {
        import(place, TABLE);
        let next = r#"[{"key": 42, "plan": null, "seats": 12}, {"key": "7", "label": ""}]"#;
        let said = place.run_with_input(&["object", "import", "customer", "-", "--json"], next);
        assert_eq!(said.code, 0, "{said:?}");
        let report = parse(&said.out);
        assert_eq!((&report["changed"], &report["same"]), (&json!(1), &json!(1)));
        let list = place.json(&["object", "list", "customer", "--json"]);
        assert_eq!(list[0]["attributes"], json!({"country": "DE", "seats": "12"}));
        assert_eq!(list[1]["label"], "Zenith");
    }

    fn bad_lines_are_named_and_the_rest_goes_in(place: &Place) {
        let file = place.write("c.csv", "key,label\n42,Acme\n,Nobody\n42,Twice\n8,a,b\n9,Nine\n");
        let said = place.run(&["object", "import", "customer", &file]);
        assert_eq!(said.code, 1, "{said:?}");
        assert_eq!(said.out, "2 objects described: 2 new\n");
        let lines: Vec<&str> = said.err.lines().collect();
        assert_eq!(lines, [
            "line 3: an object's key must not be empty",
            "line 4: `42` stands in line 2 already",
            "line 5: it has 3 cells where 2 are expected",
        ]);
    }

    fn a_dry_run_and_a_refused_file_change_nothing(place: &Place) {
        import(place, TABLE);
        let before = place.done(&["object", "list", "customer"]);
        let file = place.write("next.csv", "key,label\n42,Other\n99,New\n");
        let said = place.done(&["object", "import", "customer", &file, "--dry-run"]);
        assert_eq!(said, "2 objects would be described: 1 new, 1 changed\n");
        for (kind, text, words) in [
            ("customer", "name\nAcme\n", "FILE: the first line names no column `key`"),
            ("customer", "", "FILE: the file is empty"),
            ("customer", "{\"key\": 1}", "FILE: the file is no JSON array of objects"),
            ("Big customer", TABLE, "KIND: use small letters"),
        ] {
            let file = place.write("bad.csv", text);
            let said = place.fails(2, &["object", "import", kind, &file]);
            assert!(said.starts_with(words), "{words}: {said}");
        }
        let said = place.fails(2, &["object", "import", "customer", "nowhere.csv"]);
        assert!(said.contains("nowhere.csv cannot be read"), "{said}");
        let said = place.fails(2, &["object", "list", "shop"]);
        assert!(said.contains("no kind of object called `shop`"), "{said}");
        assert_eq!(place.done(&["object", "list", "customer"]), before);
    }

    fn ten_thousand_objects_are_described_in_a_moment(place: &Place) {
        let mut text = "key,label,plan,country\n".to_owned();
        for key in 0..10_000 {
            text.push_str(&format!("{key},Customer {key},pro,DE\n"));
        }
        import(place, "key\nfirst\n");
        let start = std::time::Instant::now();
        assert_eq!(import(place, &text), "10000 objects described: 10000 new\n");
        let changed = text.replace(",pro,", ",free,");
        assert_eq!(import(place, &changed), "10000 objects described: 10000 changed\n");
        // A debug build on a busy machine, twice: a row a statement would take minutes.
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
