//! What a newcomer types first, and what is left to cron.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::place::{Place, on_both, said};
use crate::shop;

on_both! {
    fn init_counts_what_has_dates(place: &Place) {
        let none = place.fails(2, &["init"]);
        assert!(none.contains("dbag source add") && none.contains("--demo"), "{none}");
        shop::add(place);
        let said = place.done(&["init", "--source", "shop"]);
        let metrics = place.json(&["metric", "list", "--json"]);
        let mut found: Vec<_> = metrics
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| (one["slug"].as_str().expect("a slug"), one["metric_type"].as_str()))
            .collect();
        found.sort_unstable();
        let expected = [
            ("active-users", Some("active_users_count")),
            ("new-auth-user", Some("row_count")),
            ("new-orders", Some("row_count")),
        ];
        assert_eq!(found, expected, "{said}");
        assert!(place.done(&["export", "new-orders"]).contains("new-orders,2025-03-01,2,,"));
        let again = place.done(&["init"]);
        assert!(again.starts_with("nothing to add"), "{again}");
    }

    fn init_counts_the_tables_that_are_named(place: &Place) {
        shop::add(place);
        let missing = place.fails(2, &["init", "--table", "ghosts"]);
        assert!(missing.starts_with("--table: there is no table `ghosts`"), "{missing}");
        place.done(&["init", "--table", "orders"]);
        let metrics = place.json(&["metric", "list", "--json"]);
        assert_eq!((metrics.as_array().map(Vec::len), &metrics[0]["slug"]), (Some(1), &json!("new-orders")));
    }

    fn doctor_looks_at_everything(place: &Place) {
        shop::add_orders(place);
        let checks = place.json(&["doctor", "--json"]);
        let names: Vec<_> = checks.as_array().expect("a list").iter().map(|one| one["check"].as_str()).collect();
        for name in ["program", "time zones", "database", "schema", "content", "key", "writing", "source shop", "days"] {
            assert!(names.contains(&Some(name)), "{name} in {names:?}");
        }
        fs::remove_file(place.file("shop.db")).expect("ours");
        let said = place.run(&["doctor"]);
        assert_eq!(said.code, 1);
        assert!(said.out.contains("WRONG  source shop"), "{said:?}");
    }

    fn the_line_for_cron_works_with_nothing_around_it(place: &Place) {
        shop::add(place);
        shop::add_level(place, "accounts", "auth_user");
        let crontab = place.done(&["cron"]);
        // What cron itself does: no environment, another folder, a shell.
        let run = |line: &str| {
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", line]).env_clear().current_dir("/");
            if let Some(database) = &place.database {
                shell.env("DATABASE_URL", dbag_testing::postgres().url(database));
            }
            assert_eq!(said(&mut shell).code, 0, "{line}");
        };
        if place.database.is_some() {
            let first = crontab.lines().find(|line| line.contains("umask")).expect("a preparation");
            run(first.trim_start_matches(['#', ' ']));
        }
        let line = crontab.lines().last().expect("a line");
        let command = line.strip_prefix("*/15 * * * * ").expect("a time").replace("\\%", "%");
        if place.database.is_some() {
            assert!(!crontab.contains("postgres://"), "no secret in a crontab");
        }
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &command]).env_clear().current_dir("/");
        assert_eq!(said(&mut shell).code, 0, "{command}");
        let log = fs::read_to_string(place.data().join("collect.log")).expect("a log");
        assert!(log.starts_with("accounts  done"), "{log}");
        assert_eq!(place.json(&["collect", "--due", "--json"]), json!([]), "nothing is left");
    }
}
