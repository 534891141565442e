//! `dbag embed`, `dbag dashboard embed`: the contract of embedding, by the real program.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::place::{Place, on_both, parse};
use crate::server::{is_alive, terminate, wait_for_end};

/// Two customers with a value each, and a dashboard about them.
fn shop(place: &Place) {
    let values = place.write(
        "values.csv",
        "metric,date,value,object_type,object_id\n\
         orders,2026-11-20,4211,customer,42\norders,2026-11-20,4311,customer,43\n",
    );
    place.done(&["import", &values]);
    import(place, &json!([{"kind": "line", "object": "page"}]));
}

/// The dashboard `shop` with panels of these kinds and bindings.
fn import(place: &Place, panels: &Value) {
    let panels = panels.as_array().expect("panels").iter().enumerate();
    let panels: Vec<Value> = panels
        .map(|(at, panel)| {
            let mut series = json!({"metric": "orders"});
            if !panel["object"].is_null() {
                series["object"] = panel["object"].clone();
            }
            json!({
                "kind": panel["kind"], "title": format!("Panel {at}"),
                "place": {"x": 0, "y": at * 4, "w": 6, "h": 4}, "series": [series],
            })
        })
        .collect();
    let dashboard = json!({
        "slug": "shop", "label": "The shop", "about": "customer", "position": 0, "range": "30d",
        "panels": panels,
    });
    let file = place.write("shop.json", &dashboard.to_string());
    place.done(&["dashboard", "import", &file]);
}

const ON: [&str; 4] = ["dashboard", "embed", "shop", "--on"];

fn add_key(place: &Place, name: &str) -> (String, String) {
    let key = place.json(&["embed", "key", "add", name, "--json"]);
    let names: Vec<_> = key.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["kid", "secret"]);
    let text = |name: &str| key[name].as_str().expect("a text").to_owned();
    (text("kid"), text("secret"))
}

/// The header and the payload of a token.
fn parts(token: &str) -> (Value, Value) {
    let parts: Vec<&str> = token.trim().split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    let read = |part: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64");
        parse(&String::from_utf8(bytes).expect("text"))
    };
    (read(parts[0]), read(parts[1]))
}

on_both! {
    fn a_key_is_shown_once_listed_without_its_secret_and_revoked(place: &Place) {
        let empty = place.run(&["embed", "key", "list"]);
        assert!(empty.err.contains("no keys yet"), "{empty:?}");
        let (kid, secret) = add_key(place, "shop");
        assert!(kid.starts_with("ek_") && kid.len() > 12, "{kid}");
        assert!(secret.len() == 64 && secret.bytes().all(|one| one.is_ascii_hexdigit()), "{secret}");
        let plain = place.run(&["embed", "key", "add", "other", "--ttl", "1h"]);
        assert!(plain.err.contains("shown this once"), "{plain:?}");
        let lists = [&["embed", "key", "list"][..], &["embed", "keys", "list", "--json"]];
        let shown = lists.map(|arguments| place.done(arguments)).concat();
        assert!(shown.contains(&kid) && shown.contains("default") && !shown.contains(&secret), "{shown}");
        let other = plain.out.lines().find_map(|line| line.strip_prefix("secret  ")).expect("a secret");
        assert!(!shown.contains(other) && !shown.contains("secret"), "{shown}");
        let list = place.json(&["embed", "key", "list", "--json"]);
        let row = |name: &str| {
            let rows = list.as_array().expect("a list");
            rows.iter().find(|row| row["name"] == name).expect("there").clone()
        };
        assert_eq!((&row("shop")["default"], &row("shop")["ttl_seconds"]), (&json!(true), &json!(86_400)));
        assert_eq!((&row("other")["default"], &row("other")["ttl_seconds"]), (&json!(false), &json!(3_600)));
        assert!(place.done(&["embed", "key", "revoke", &kid]).contains(&kid));
        assert!(place.done(&["embed", "key", "list"]).contains("revoked"));
        for kid in [&*kid, "ek_none"] {
            assert!(place.fails(2, &["embed", "key", "revoke", kid]).contains(kid));
            assert!(place.fails(2, &["embed", "key", "default", kid]).contains(kid));
        }
        for (name, ttl) in [("", "1h"), ("x", "1s"), ("x", "500d"), ("x", "soon")] {
            place.fails(2, &["embed", "key", "add", name, "--ttl", ttl]);
        }
    }

    fn a_dashboard_is_embedded_by_the_sites_that_are_named(place: &Place) {
        shop(place);
        let off = place.json(&["dashboard", "embed", "shop", "--json"]);
        assert_eq!((&off["on"], &off["origins"], &off["locked"]), (&json!(false), &json!([]), &json!(["customer"])));
        let sites = ["--origin", "https://shop.example.com", "--origin", "http://localhost:3000"];
        let more = ["--lock", "customer", "--ttl", "1h", "--notes", "--json"];
        let on = parse(&place.done(&[&ON[..], &sites, &more].concat()));
        let expected = json!({
            "on": true, "origins": ["https://shop.example.com", "http://localhost:3000"],
            "locked": ["customer"], "ttl_seconds": 3_600, "notes": true,
        });
        assert_eq!(on, expected);
        assert_eq!(place.json(&["dashboard", "embed", "shop", "--json"]), expected, "to look changes nothing");
        let text = place.done(&["dashboard", "embed", "shop", "--no-origins", "--no-notes"]);
        for words in ["embedding  on", "no site may frame it", "locked     customer", "1 h", "not shown"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(place.done(&["dashboard", "embed", "shop", "--off"]).contains("embedding  off"));
    }

    fn r03_what_would_leak_is_not_embedded(place: &Place) {
        shop(place);
        for (arguments, words) in [
            (&["--lock", "project"][..], "--lock: there is no parameter `project` to lock; it is about customer"),
            (&["--origin", "shop.example.com"], "is not an origin"),
            (&["--origin", "https://shop.example.com/path"], "is not an origin"),
            (&["--origin", "*"], "is not an origin"),
            (&["--origin", "https://a.example; script-src *"], "is not an origin"),
            (&["--ttl", "1s"], "30 seconds"),
            (&["--off"], "cannot be used with"),
        ] {
            let said = place.fails(2, &[&ON[..], arguments].concat());
            assert!(said.contains(words), "{arguments:?}: {said}");
        }
        import(place, &json!([
            {"kind": "line", "object": "page"}, {"kind": "line"}, {"kind": "ranking", "object": "every"},
        ]));
        let said = place.fails(2, &ON);
        assert!(said.contains("“Panel 1”") && said.contains("“Panel 2”") && !said.contains("“Panel 0”"), "{said}");
        assert_eq!(place.json(&["dashboard", "embed", "shop", "--json"])["on"], json!(false));
        assert!(place.fails(2, &["dashboard", "embed", "none", "--on"]).contains("none"));
        assert!(place.fails(2, &["metric", "embed", "none", "--on"]).contains("none"));
    }

    fn a_token_is_signed_as_the_contract_has_it(place: &Place) {
        shop(place);
        assert!(place.fails(2, &["embed", "sign", "--dashboard", "shop"]).contains("embed key add"));
        let (kid, secret) = add_key(place, "shop");
        let sign = ["embed", "sign", "--dashboard", "shop", "--object", "customer/42", "--ttl", "10m"];
        let token = place.done(&sign);
        let (header, payload) = parts(&token);
        assert_eq!(header, json!({"alg": "HS256", "typ": "JWT", "kid": kid}));
        let (iat, exp) = (payload["iat"].as_i64().expect("iat"), payload["exp"].as_i64().expect("exp"));
        assert_eq!(exp - iat, 600);
        assert_eq!(payload, json!({
            "resource": {"dashboard": "shop"}, "params": {"customer": "42"}, "iat": iat, "exp": exp,
        }));
        // Anybody's HMAC over the 64 characters is the same.
        let (message, signature) = token.trim().rsplit_once('.').expect("three parts");
        let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
        let own = jsonwebtoken::crypto::sign(message.as_bytes(), &key, jsonwebtoken::Algorithm::HS256);
        assert_eq!(own.expect("signed"), signature);
        let limited = ["--from", "2026-11-01", "--to", "2026-11-30", "--allow", "csv"];
        let (_, payload) = parts(&place.done(&[&sign[..], &limited].concat()));
        assert_eq!((&payload["from"], &payload["to"], &payload["allow"]), (&json!("2026-11-01"), &json!("2026-11-30"), &json!(["csv"])));
        let address = place.done(&[&sign[..], &["--url", "https://dbag.example.com/"]].concat());
        assert!(address.starts_with("https://dbag.example.com/embed/dashboard/eyJ"), "{address}");
        for (arguments, words) in [
            (&["embed", "sign"][..], "--dashboard"),
            (&["embed", "sign", "--dashboard", "shop", "--panel", "1"], "cannot be used with"),
            (&["embed", "sign", "--dashboard", "shop", "--object", "42"], "write it like customer/42"),
            (&["embed", "sign", "--dashboard", "shop", "--ttl", "25h"], "lives at most"),
            (&["embed", "sign", "--dashboard", "shop", "--ttl", "0s"], "write it like"),
            (&["embed", "sign", "--dashboard", "shop", "--key", "ek_none"], "no key `ek_none`"),
            (&["embed", "sign", "--dashboard", "shop", "--ttl", "25h"], "at most 24 h"),
            (&["embed", "sign", "--dashboard", "shop", "--allow", "sql"], "csv, image"),
            (&["embed", "sign", "--dashboard", "shop", "--url", "127.0.0.1:8000"], "http"),
        ] {
            let said = place.fails(2, arguments);
            assert!(said.contains(words), "{arguments:?}: {said}");
        }
        for (forms, allow) in [("none", json!([])), ("csv,image", json!(["csv", "image"]))] {
            let (_, payload) = parts(&place.done(&[&sign[..], &["--allow", forms]].concat()));
            assert_eq!(payload["allow"], allow);
        }
        let (other, _) = add_key(place, "other");
        let revoked = place.run(&["embed", "key", "revoke", &kid]);
        assert!(revoked.err.contains("no key is the default now"), "{revoked:?}");
        assert!(place.fails(2, &[&sign[..], &["--key", &kid]].concat()).contains("revoked"));
        assert!(place.fails(2, &sign).contains("there is no default key"));
        for arguments in [["revoke", "shop"], ["default", "shop"], ["default", &kid]] {
            let said = place.fails(2, &[&["embed", "key"][..], &arguments].concat());
            assert!(said.contains("shows each by its kid"), "{said}");
        }
        let said = place.fails(2, &["embed", "key", "add", " "]);
        assert!(said.contains("name the site") && !said.contains("--name"), "{said}");
        place.done(&["embed", "key", "default", &other]);
        place.done(&sign);
    }

    fn whoever_signs_what_opens_nothing_is_told_so(place: &Place) {
        shop(place);
        add_key(place, "shop");
        let sign = |arguments: &[&str]| {
            let said = place.run(&[&["embed", "sign"][..], arguments].concat());
            assert_eq!((said.code, said.out.matches('.').count()), (0, 2), "{said:?}");
            said.err
        };
        let good = ["--dashboard", "shop", "--object", "customer/42"];
        assert!(sign(&good).contains("not switched on"));
        place.done(&[&ON[..], &["--ttl", "5m"]].concat());
        assert!(sign(&good).contains("lives for 10 min more") && sign(&good).contains("allow 5 min"));
        place.done(&[&ON[..], &["--ttl", "1h"]].concat());
        assert_eq!(sign(&good), "");
        for (arguments, words) in [
            (&["--dashboard", "shpo", "--object", "customer/42"][..], "dashboard shpo does not exist"),
            (&["--dashboard", "shop"], "it names no customer"),
            (&["--dashboard", "shop", "--object", "project/42"], "other parameters"),
            (&["--panel", "9999", "--object", "customer/42"], "panel 9999 does not exist"),
        ] {
            assert!(sign(arguments).contains(words), "{arguments:?}");
        }
    }

    fn a_token_is_checked_with_the_reason_that_outsiders_are_not_told(place: &Place) {
        shop(place);
        let (kid, _) = add_key(place, "shop");
        let sign = ["embed", "sign", "--dashboard", "shop", "--object"];
        let token = place.done(&[&sign[..], &["customer/42"]].concat());
        let check = |token: &str| place.run(&["embed", "check", token.trim(), "--json"]);
        let said = check(&token);
        assert_eq!(said.code, 1, "{said:?}");
        assert_eq!(parse(&said.out)["why"], json!("dashboard shop is not switched on for embedding"));
        place.done(&[&ON[..], &["--origin", "https://shop.example.com"]].concat());
        let shown = parse(&check(&token).out);
        assert_eq!((&shown["ok"], &shown["kid"], &shown["opens"]), (&json!(true), &json!(kid), &json!("dashboard shop")));
        assert_eq!(shown["frame_ancestors"], json!("https://shop.example.com"));
        let address = format!("https://dbag.example.com/embed/panel/{}.svg?width=300", token.trim());
        let text = place.done(&["embed", "check", &address]);
        assert!(text.contains("opens      dashboard shop, until "), "{text}");
        assert!(text.contains("about      customer 42: "), "{text}");
        let listed = place.done(&["dashboard", "show", "shop"]);
        let panel = listed.lines().last().and_then(|line| line.split_whitespace().next());
        let panel = panel.expect("a number");
        let of_panel = ["embed", "sign", "--panel", panel, "--object", "customer/42", "--allow", "none"];
        let text = place.done(&["embed", "check", place.done(&of_panel).trim()]);
        assert!(text.contains(&format!("opens      panel {panel} of dashboard shop")), "{text}");
        assert!(text.contains("besides    nothing"), "{text}");
        let wrong = place.done(&[&sign[..], &["project/42"]].concat());
        let cut = &token.trim()[..token.len() - 5];
        for (token, words) in [
            (wrong.trim(), "other parameters than customer"),
            (cut, "its signature is wrong"),
            ("eyJ", "it is no token"),
            ("a.b.c", "it is no token"),
        ] {
            let said = place.fails(1, &["embed", "check", token]);
            assert!(said.contains(words), "{words}: {said}");
            assert_eq!(parse(&check(token).out)["ok"], json!(false));
        }
        place.done(&["embed", "key", "revoke", &kid]);
        let said = place.fails(1, &["embed", "check", token.trim()]);
        assert!(said.contains("its key was revoked") && said.contains(&kid), "{said}");
        place.fails(2, &["embed", "check"]);
    }

    fn r03_a_dashboard_is_checked_with_two_objects_before_it_is_published(place: &Place) {
        shop(place);
        let check = ["embed", "check", "--dashboard", "shop"];
        let said = place.json(&[&check[..], &["--json"]].concat());
        assert_eq!((&said["ok"], &said["objects"]), (&json!(true), &json!(["42", "43"])));
        let told = &said["panels"][0]["shows"];
        assert!(told.to_string().contains("4,211") && told.to_string().contains("4,311"), "{said}");
        import(place, &json!([{"kind": "line", "object": "page"}, {"kind": "number"}]));
        let said = place.run(&check);
        assert_eq!(said.code, 1, "{said:?}");
        let row = said.out.lines().find(|line| line.contains("Panel 1")).expect("a row");
        assert!(row.starts_with("not bound") && !row.contains("8,522"), "{said:?}");
        assert!(said.err.contains("kept from outsiders"), "{said:?}");
        for object in ["43", "customer/43"] {
            let said = place.run(&[&check[..], &["--object", object, "--json"]].concat());
            assert_eq!((said.code, &parse(&said.out)["objects"]), (1, &json!(["43"])));
            assert!(!said.out.contains("4,211"), "{said:?}");
        }
        assert!(place.fails(2, &[&check[..], &["--object", "none"]].concat()).contains("none"));
        assert!(place.fails(2, &["embed", "check", "--dashboard", "none"]).contains("none"));
    }
}

/// What a running server answers at a path.
fn ask(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("read");
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn t17_no_level_of_the_log_has_a_token_in_it() {
    let place = Place::sqlite();
    shop(&place);
    let (kid, secret) = add_key(&place, "shop");
    place.done(&ON);
    let token = place.done(&[
        "embed",
        "sign",
        "--dashboard",
        "shop",
        "--object",
        "customer/42",
    ]);
    let log = place.file("log");
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .env("DBAG_LOG", "trace")
        .stderr(File::create(&log).expect("a file"));
    let mut child = command.spawn().expect("dbag starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let address = loop {
        let line = lines.next().expect("it says where it is").expect("text");
        if let Some((_, rest)) = line.split_once("on http://") {
            break rest.split('/').next().expect("an address").to_owned();
        }
    };
    let start = std::time::Instant::now();
    while !is_alive(&address) {
        assert!(start.elapsed().as_secs() < 20, "dbag serve does not answer");
        std::thread::yield_now();
    }
    let shown = ask(&address, &format!("/embed/dashboard/{}", token.trim()));
    assert!(
        shown.starts_with("HTTP/1.1 200") && shown.contains("4,211"),
        "{shown}"
    );
    let (message, signature) = token.trim().rsplit_once('.').expect("three parts");
    let forged = format!("{message}.{}", signature.chars().rev().collect::<String>());
    for path in [
        format!("dashboard/{forged}"),
        format!("panel/{forged}.svg?panel=1"),
    ] {
        let refused = ask(&address, &format!("/embed/{path}"));
        assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    }
    terminate(&child);
    assert_eq!(wait_for_end(&mut child), 0);
    let told = std::fs::read_to_string(&log).expect("a log");
    assert!(
        told.contains("an embed was refused") && told.contains(&kid),
        "{told}"
    );
    for part in [message, signature, &forged, &*secret] {
        let line = told.lines().find(|line| line.contains(part));
        assert_eq!(line, None);
    }
}
