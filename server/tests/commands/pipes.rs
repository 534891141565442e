//! R56: whoever reads may stop reading.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::place::Place;
use crate::server::{is_alive, terminate, wait_for_end};
use crate::shop;

#[test]
fn r56_a_closed_standard_output_is_no_failure() {
    let place = Place::sqlite();
    shop::add_orders(&place);
    place.done(&[
        "backfill",
        "orders",
        "--from",
        "2025-01-01",
        "--to",
        "2025-12-31",
        "--yes",
    ]);
    let commands: [&[&str]; 7] = [
        &["metric", "list"],
        &["metric", "types", "--json"],
        &["export"],
        &["collect", "--json"],
        &["doctor"],
        &["--help"],
        &["metric", "show", "orders"],
    ];
    for arguments in commands {
        let mut child = place.command(arguments).spawn().expect("dbag starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), errors.as_ref()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn r56_a_full_disk_behind_standard_output_is_told() {
    let place = Place::sqlite();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let said = crate::place::said(
        place
            .command(&["metric", "types"])
            .stdout(Stdio::from(full)),
    );
    assert_eq!(said.code, 1);
    assert!(
        said.err.starts_with("cannot write to standard output: "),
        "{said:?}"
    );
}

#[test]
fn r56_serve_outlives_closed_output_and_stops_when_told() {
    let place = Place::sqlite();
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("bound")
        .port();
    let address = format!("127.0.0.1:{port}");
    let mut child = place
        .command(&["serve", "--listen", &address])
        .spawn()
        .expect("dbag starts");
    drop((child.stdout.take(), child.stderr.take()));
    let start = Instant::now();
    while !is_alive(&address) {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "it does not answer"
        );
        assert_eq!(child.try_wait().expect("a child"), None, "it ended");
        std::thread::sleep(Duration::from_millis(20));
    }
    let stopped = Instant::now();
    terminate(&child);
    assert_eq!(wait_for_end(&mut child), 0);
    assert!(stopped.elapsed() < Duration::from_secs(20));
}

/// What a file cannot say is said beside it.
#[test]
fn what_a_file_has_no_column_for_is_said() {
    let place = Place::sqlite();
    for name in ["bought", "came"] {
        place.done(&["metric", "add", name, "--type", "push", "--measure", "flow"]);
    }
    let inputs = ["numerator=bought", "denominator=came"];
    place.done(&[
        "metric",
        "add",
        "ratio",
        "--type",
        "ratio",
        "--property",
        inputs[0],
        "--property",
        inputs[1],
    ]);
    for (day, bought, came) in [
        ("2026-01-01", "5", "40"),
        ("2026-01-02", "5", "0"),
        ("2026-01-03", "1", "-2"),
    ] {
        place.done(&["push", "bought", bought, "--day", day]);
        place.done(&["push", "came", came, "--day", day]);
    }
    let said = place.run(&["export", "ratio"]);
    assert_eq!(said.out.lines().count(), 3, "{said:?}");
    assert!(
        said.err
            .contains("on 1 day of a ratio there was nothing to divide by; CSV has no column"),
        "{said:?}"
    );
    assert!(
        said.err
            .contains("on 1 day of a ratio what was divided by is less than zero"),
        "{said:?}"
    );
    let said = place.run(&["export", "ratio", "--format", "ndjson"]);
    assert!(said.out.contains("zero_denominator:500"), "{said:?}");
    assert!(
        !said.err.contains("CSV") && said.err.contains("less than zero"),
        "{said:?}"
    );
    assert_eq!(place.run(&["export", "bought"]).err, "");
}
