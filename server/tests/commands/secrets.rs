//! R8 and R18: keys that nobody guesses, files that nobody else reads.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::place::{Place, on_both, said};
use crate::shop;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn r08_weak_keys_are_refused_before_anything_is_made() {
    let place = Place::sqlite();
    let weak = [
        "changeme",
        "secret",
        &"0".repeat(64),
        &"0123456789abcdef".repeat(4),
        &"ab".repeat(32),
    ];
    for key in weak {
        let said = said(
            place
                .command(&["metric", "list"])
                .env("DBAG_SECRET_KEY", key),
        );
        assert_eq!(said.code, 2);
        assert!(
            said.err.starts_with("DBAG_SECRET_KEY: the instance key"),
            "{said:?}"
        );
        let mut serve = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(
            crate::place::said(serve.env("DBAG_SECRET_KEY", key)).code,
            2
        );
    }
    assert!(!place.data().join("dbag.db").exists());
}

#[test]
fn r08_files_are_for_their_owner_alone() {
    let place = Place::sqlite();
    shop::add_orders(&place);
    for name in ["dbag.db", "secret.key", "dbag.lock"] {
        assert_eq!(mode(&place.data().join(name)), 0o600, "{name}");
    }
    place.done(&["backup", "copy.db"]);
    assert_eq!(mode(&place.file("copy.db")), 0o600);
    let key = place.data().join("secret.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("ours");
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("others can read"), "{doctor:?}");
    let warned = place.run(&["metric", "list"]);
    assert_eq!(warned.code, 0);
    assert!(
        warned.err.starts_with("warning: others could read"),
        "{warned:?}"
    );
    assert_eq!(mode(&key), 0o600);
}

on_both! {
    fn r08_another_key_is_refused(place: &Place) {
        shop::add_orders(place);
        let key = place.data().join("secret.key");
        let right = fs::read_to_string(&key).expect("a key");
        fs::remove_file(&key).expect("ours");
        let missing = place.fails(2, &["collect"]);
        assert!(missing.contains("secret.key is missing"), "{missing}");
        assert!(!key.exists(), "no other key is made in its place");
        let other = Place::sqlite();
        other.done(&["metric", "list"]);
        fs::copy(other.data().join("secret.key"), &key).expect("copied");
        let wrong = place.fails(2, &["collect"]);
        assert!(wrong.contains("not the one of this database"), "{wrong}");
        place.fails(2, &["serve", "--listen", "127.0.0.1:0"]);
        fs::remove_file(&key).expect("ours");
        let file = place.write("key", &right);
        let mut command = place.command(&["source", "test", "shop"]);
        assert_eq!(said(command.env("DBAG_SECRET_KEY_FILE", &file)).code, 0);
        let both = said(command.env("DBAG_SECRET_KEY", right.trim()));
        assert_eq!((both.code, both.err.contains("are both set")), (2, true));
    }

    fn r18_passwords_of_sources_are_not_shown(place: &Place) {
        let server = dbag_testing::postgres();
        let database = server.create_database();
        server.execute(&database, "create table orders (id int)");
        server.execute(&database, &format!("create role {database}_reader login password 'canary-18'"));
        let url = server.url_as(&format!("{database}_reader"), "canary-18", &database);
        // From standard input, so that it is in no history.
        let added = place.run_with_input(&["source", "add", "shop", "-"], &format!("{url}\n"));
        assert_eq!(added.code, 0, "{added:?}");
        let mut shown = format!("{added:?}");
        for arguments in [
            &["source", "list", "--json"][..],
            &["source", "list"],
            &["source", "show", "shop", "--json"],
            &["source", "test", "shop", "--json"],
            &["doctor", "--json"],
        ] {
            shown += &format!("{:?}", place.run(arguments));
        }
        assert!(shown.contains(&format!("{database}_reader")) && !shown.contains("canary-18"), "{shown}");
        for entry in fs::read_dir(place.data()).expect("a folder").flatten() {
            let bytes = fs::read(entry.path()).expect("a file");
            let holds = bytes.windows(9).any(|window| window == b"canary-18");
            assert!(!holds, "{}", entry.path().display());
        }
    }
}
