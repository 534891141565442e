//! Exit codes 2, 3 and 4; 0 and 1 are with the commands that end so.

use std::fs::{self, File};

use crate::place::{Place, on_both};
use crate::server::Server;
use crate::shop;

#[test]
fn wrong_usage_ends_with_2() {
    let place = Place::sqlite();
    for arguments in [
        &["frobnicate"][..],
        &[],
        &["metric", "add"],
        &["collect", "--day", "soon"],
    ] {
        assert_eq!(place.run(arguments).code, 2, "{arguments:?}");
    }
    assert!(
        !place.data().exists(),
        "a wrong command line touches nothing"
    );
    assert_eq!(place.run(&["--help"]).code, 0);
    assert_eq!(place.run(&["metric", "add", "--help"]).code, 0);
}

#[test]
fn settings_that_cannot_be_understood_are_named() {
    let place = Place::sqlite();
    let cases = [
        (
            "DATABASE_URL",
            "mysql://ann:canary@host/db",
            "DATABASE_URL: Dbag cannot keep",
        ),
        (
            "DBAG_DATABASE_URL",
            "canary",
            "DBAG_DATABASE_URL: Dbag cannot keep",
        ),
        (
            "DBAG_TIMEZONE",
            "Mars/Base",
            "DBAG_TIMEZONE: `Mars/Base` is not a time zone",
        ),
        ("DBAG_LOG", "a=b=c", "DBAG_LOG: "),
        (
            "DATABASE_URL_FILE",
            "/nonexistent",
            "DATABASE_URL_FILE: /nonexistent: ",
        ),
    ];
    for (name, value, words) in cases {
        let said = crate::place::said(place.command(&["metric", "list"]).env(name, value));
        assert_eq!(said.code, 2, "{said:?}");
        assert!(
            said.err.starts_with(words) && !said.err.contains("canary"),
            "{said:?}"
        );
    }
}

on_both! {
    fn r28_a_newer_database_is_refused_and_left_as_it_is(place: &Place) {
        shop::add_orders(place);
        let newer = "update dbag_migrations set version = version + 1000";
        let file = place.data().join("dbag.db");
        match &place.database {
            Some(database) => dbag_testing::postgres().execute(database, newer),
            None => shop::execute(&file, newer),
        }
        let before = fs::read(&file).ok();
        let commands: [&[&str]; 6] = [
            &["metric", "list"],
            &["collect"],
            &["migrate"],
            &["backup", "copy.db"],
            &["user", "list"],
            &["serve", "--listen", "127.0.0.1:0"],
        ];
        for arguments in commands {
            let said = place.fails(3, arguments);
            assert!(said.contains("this program knows versions up to"), "{said}");
        }
        assert!(fs::read(&file).ok() == before, "the file is another");
        assert_eq!(place.run(&["doctor"]).code, 1);
    }

    fn r28_a_migration_is_told(place: &Place) {
        let said = place.json(&["migrate", "--json"]);
        assert_eq!(said["from"], 0);
        let known = said["to"].as_i64().expect("a version");
        let again = place.json(&["migrate", "--json"]);
        assert_eq!((again["from"].as_i64(), again["to"].as_i64()), (Some(known), Some(known)));
    }

    fn a_held_folder_is_refused_to_those_who_need_it_alone(place: &Place) {
        shop::add_orders(place);
        let server = Server::start(place, &["--no-scheduler"]);
        let commands: [&[&str]; 3] =
            [&["serve", "--listen", "127.0.0.1:0"], &["migrate"], &["restore", "copy.db"]];
        for arguments in commands {
            let said = place.fails(4, arguments);
            assert!(said.contains("is held by dbag serve, process "), "{said}");
        }
        // All others run beside it.
        place.done(&["collect", "orders", "--day", "2025-03-01"]);
        place.done(&["metric", "list"]);
        assert!(server.is_alive());
        assert_eq!(server.stop(), 0);
        place.done(&["migrate"]);
    }
}

#[test]
fn a_folder_that_another_migration_holds_is_waited_for_and_then_given_up() {
    let place = Place::sqlite();
    fs::create_dir(place.data()).expect("a folder");
    let lock = File::create(place.data().join("dbag.lock")).expect("a file");
    lock.try_lock().expect("nobody has it");
    let mut waiting = place
        .command(&["metric", "list", "--json"])
        .spawn()
        .expect("dbag starts");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(waiting.try_wait().expect("a child"), None, "it waits");
    drop(lock);
    let output = waiting.wait_with_output().expect("it ends");
    assert_eq!(
        (output.status.code(), output.stdout),
        (Some(0), b"[]\n".to_vec())
    );
}

#[test]
fn two_folders_do_not_serve_one_file() {
    let (one, other) = (Place::sqlite(), Place::sqlite());
    let url = format!("sqlite://{}", one.data().join("dbag.db").display());
    let server = Server::start(&one, &["--no-scheduler"]);
    let key = fs::read_to_string(one.data().join("secret.key")).expect("a key");
    let mut command = other.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .env("DATABASE_URL", &url)
        .env("DBAG_SECRET_KEY", key.trim());
    let said = crate::place::said(&mut command);
    assert_eq!(said.code, 4, "{said:?}");
    drop(server);
    let migrate = other
        .command(&["migrate"])
        .env("DATABASE_URL", &url)
        .env("DBAG_SECRET_KEY", key.trim())
        .spawn();
    assert!(
        migrate
            .expect("dbag starts")
            .wait()
            .expect("it ends")
            .success()
    );
}
