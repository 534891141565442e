//! Copies, and putting them back.

use std::fs;

use crate::place::{Place, said};
use crate::server::Server;

fn values(place: &Place) -> String {
    place.done(&["export", "visitors"])
}

#[test]
fn r53_a_backup_brings_back_what_was_there() {
    let place = Place::sqlite();
    place.done(&["metric", "add", "visitors", "--type", "push"]);
    place.done(&["push", "visitors", "1", "--day", "2026-01-01"]);
    let server = Server::start(&place, &["--no-scheduler"]);
    let backup = place.run(&["backup", "copy.db"]);
    assert_eq!(backup.code, 0, "{backup:?}");
    assert!(
        backup.err.starts_with("secret.key is not in it"),
        "{backup:?}"
    );
    assert_eq!(server.stop(), 0);
    let before = values(&place);
    place.done(&["push", "visitors", "2", "--day", "2026-01-02"]);
    assert_ne!(values(&place), before);

    let restored = place.json(&["restore", "copy.db", "--json"]);
    assert_eq!(values(&place), before);
    let previous = restored["previous"].as_str().expect("a path");
    assert!(fs::metadata(previous).is_ok(), "what was there is kept");
    place.done(&["doctor"]);

    let exists = place.fails(2, &["backup", "copy.db"]);
    assert!(exists.contains("copy.db exists already"), "{exists}");
    let missing = place.fails(2, &["restore", "none.db"]);
    assert!(missing.contains("none.db does not exist"), "{missing}");
    let other = place.write("other.db", "");
    place.fails(2, &["restore", &other]);
    assert_eq!(values(&place), before);
}

#[test]
fn a_backup_of_another_instance_asks_for_its_key() {
    let (one, other) = (Place::sqlite(), Place::sqlite());
    one.done(&["metric", "add", "visitors", "--type", "push"]);
    one.done(&["backup", "copy.db"]);
    other.done(&["metric", "list"]);
    let said = other.run(&["restore", &one.path("copy.db")]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("secret.key is not part of a backup"),
        "{said:?}"
    );
    fs::copy(
        one.data().join("secret.key"),
        other.data().join("secret.key"),
    )
    .expect("copied");
    other.done(&["export", "visitors"]);
}

#[test]
fn on_postgres_its_own_tools_are_named() {
    let place = Place::postgres();
    place.done(&["metric", "list"]);
    assert!(place.fails(2, &["backup", "copy.db"]).contains("pg_dump"));
    let said = said(&mut place.command(&["restore", "copy.db"]));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("pg_restore"), "{said:?}");
}
