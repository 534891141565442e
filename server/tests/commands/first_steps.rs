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

    fn init_says_why_it_leaves_active_users_out(place: &Place) {
        let users = "create table users (id int, is_active text, created_at text);
            insert into users values (1, 'aktiv', '2025-01-01')";
        shop::execute(&place.file("shop.db"), users);
        place.done(&["source", "add", "shop", &shop::url(place)]);
        let said = place.run(&["init"]);
        let words = "active-users was left out: `is_active` holds `aktiv`";
        assert!(said.code == 0 && said.err.contains(words), "{said:?}");
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

/// Half past eleven at night in Berlin, and an hour later; what is in UTC is known by its name, by
/// its type, or not at all.
const POSTS: &str = "
create table wp_posts (id int, post_date datetime, post_date_gmt datetime);
insert into wp_posts values (1, '2026-06-01 23:30:00', '2026-06-01 21:30:00'),
  (2, '2026-06-02 00:30:00', '2026-06-01 22:30:00');
create table newsletter (id int, created datetime);
insert into newsletter select id, post_date from wp_posts;
create table visits (id int, created datetime, created_at timestamp null);
set time_zone = '+00:00';
insert into visits select id, '2020-01-01', post_date_gmt from wp_posts;
create table days (id int, day date);
insert into days select id, post_date from wp_posts;";

/// 1.15, D9: local times were read as UTC.
#[test]
fn init_reads_times_in_the_zone_they_are_of() {
    let place = Place::sqlite();
    let server = dbag_testing::mariadb();
    let name = server.create_database();
    server.execute(&name, POSTS);
    let berlin = |arguments: &[&str]| {
        let said = said(
            place
                .command(arguments)
                .env("DBAG_TIMEZONE", "Europe/Berlin"),
        );
        assert_eq!(said.code, 0, "{said:?}");
        said
    };
    berlin(&["source", "add", "shop", &server.url(&name)]);
    let initial = berlin(&["init"]);
    for words in [
        "new-wp-posts: the times of `post_date_gmt` are UTC by its name",
        "new-newsletter: the times of `created` say no zone and are read as Europe/Berlin, the instance's",
    ] {
        assert!(initial.err.contains(words), "{}", initial.err);
    }
    assert_eq!(
        initial.err.matches(": the times of").count(),
        2,
        "{}",
        initial.err
    );
    for metric in ["new-wp-posts", "new-newsletter", "new-visits", "new-days"] {
        let values = place.done(&["export", metric]);
        for line in [",2026-06-01,1,,", ",2026-06-02,1,,"] {
            assert!(values.contains(&format!("{metric}{line}")), "{values}");
        }
    }
    let shown = place.done(&["metric", "show", "new-newsletter"]);
    let lines: Vec<&str> = shown.lines().map(str::trim).collect();
    let has = |name: &str, zone: &str| {
        lines
            .iter()
            .any(|line| line.starts_with(name) && line.ends_with(zone))
    };
    assert!(
        has("time zone", "Europe/Berlin, the instance's") && has("column zone", "Europe/Berlin"),
        "{shown}"
    );
    let shown = place.done(&["metric", "show", "new-wp-posts"]);
    assert!(shown.contains("UTC, where times say none"), "{shown}");
}

/// Rails keeps UTC in columns that say no zone.
#[test]
fn init_knows_frameworks_that_keep_utc() {
    let place = Place::sqlite();
    let server = dbag_testing::postgres();
    let name = server.create_database();
    server.execute(
        &name,
        "create table ar_internal_metadata (key text, created_at timestamp);
        create table orders (id int, created_at timestamp);
        insert into orders values (1, '2026-06-01 21:30:00'), (2, '2026-06-01 22:30:00')",
    );
    let berlin = |arguments: &[&str]| {
        said(
            place
                .command(arguments)
                .env("DBAG_TIMEZONE", "Europe/Berlin"),
        )
    };
    assert_eq!(
        berlin(&["source", "add", "shop", &server.url(&name)]).code,
        0
    );
    let initial = berlin(&["init"]);
    assert!(
        initial.err.contains("read as UTC, as Rails keeps them"),
        "{initial:?}"
    );
    let values = place.done(&["export", "new-orders"]);
    assert!(
        values.contains("2026-06-01,1,,") && values.contains("2026-06-02,1,,"),
        "{values}"
    );
}
