//! `dbag serve`: an empty folder, a code, a first value, an end.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::place::{Place, on_both};
use crate::server::Server;
use crate::shop;

on_both! {
    fn an_empty_folder_gets_a_setup_code_until_there_is_an_administrator(place: &Place) {
        let server = Server::start(place, &[]);
        let link = format!("http://{}/setup?code=", server.address);
        assert!(server.greeting.contains(&link), "{}", server.greeting);
        assert_eq!(server.stop(), 0);
        place.done(&["user", "add", "ann@example.com", "--role", "admin"]);
        let server = Server::start(place, &[]);
        assert!(!server.greeting.contains("/setup"), "{}", server.greeting);
        assert_eq!(server.stop(), 0);
    }

    fn a_server_collects_by_itself(place: &Place) {
        place.done(&["user", "add", "ann@example.com", "--role", "admin"]);
        shop::add(place);
        shop::add_level(place, "accounts", "auth_user");
        let server = Server::start(place, &[]);
        let start = Instant::now();
        while place.done(&["export", "accounts"]).lines().count() < 2 {
            assert!(start.elapsed() < Duration::from_secs(20), "nothing was collected");
            sleep(Duration::from_millis(50));
        }
        assert_eq!(server.stop(), 0);
    }
}

#[test]
fn without_the_scheduler_nothing_is_collected() {
    let place = Place::sqlite();
    place.done(&["user", "add", "ann@example.com", "--role", "admin"]);
    shop::add(&place);
    shop::add_level(&place, "accounts", "auth_user");
    let server = Server::start(&place, &["--no-scheduler"]);
    sleep(Duration::from_millis(300));
    assert_eq!(place.done(&["export", "accounts"]).lines().count(), 1);
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_taken_port_is_named() {
    let place = Place::sqlite();
    let server = Server::start(&place, &["--no-scheduler"]);
    let said = Place::sqlite().fails(2, &["serve", "--listen", &server.address]);
    assert!(
        said.starts_with(&format!("--listen: cannot listen on {}", server.address)),
        "{said}"
    );
}

#[test]
fn a_public_address_gives_the_link_and_the_prefix() {
    let place = Place::sqlite();
    let server = Server::start(&place, &["--public-url", "https://example.com/dbag"]);
    assert!(
        server
            .greeting
            .contains("https://example.com/dbag/setup?code="),
        "{}",
        server.greeting
    );
    drop(server);
    let wrong = Place::sqlite().fails(2, &["serve", "--public-url", "example.com"]);
    assert!(
        wrong.contains("write it like https://example.com/dbag"),
        "{wrong}"
    );
}
