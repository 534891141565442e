//! R36: Postgres crashes and comes back; what was acknowledged before is there, Dbag goes on.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use crate::http::{add_person, get, sign_in};
use crate::instance::{Instance, assert_no_panic};
use crate::postgres::Postgres;
use crate::pushes::{Expected, Journal, METRIC, while_pushing};
use crate::setting;

#[test]
fn r36_postgres_restart() {
    let mut postgres = Postgres::start();
    let instance = Instance::new().on_postgres(postgres.url());
    let journal = Journal::begin(&instance);
    add_person(&instance);
    let serving = instance.serve(&[]);
    let cookie = sign_in(serving.address);
    let journal = while_pushing(&instance, journal, |journal| {
        for _ in 0..setting("DBAG_FAULT_RESTARTS", 3) {
            thread::sleep(Duration::from_millis(700));
            let before = journal.lock().expect("nobody panics").acknowledged;
            postgres.crash_and_start(Duration::from_millis(300));
            answers_again(serving.address, &cookie);
            pushes_again(journal, before);
        }
    });
    for complaint in &journal.complaints {
        assert!(complaint.starts_with("exit status: 1"), "loud: {complaint}");
        assert!(
            complaint.contains("database"),
            "and with words: {complaint}"
        );
        assert_no_panic(complaint);
    }
    assert_eq!(lost(&instance, &journal), [""; 0]);
    serving.stop();
}

/// The session is known and the metric shown, by the same server.
fn answers_again(address: SocketAddr, cookie: &str) {
    let start = Instant::now();
    loop {
        let asked = Instant::now();
        let answer = get(address, &format!("/metric/{METRIC}"), cookie).expect("an answer");
        assert!(
            asked.elapsed() < Duration::from_secs(12),
            "it hung for {:?}",
            asked.elapsed()
        );
        if answer.status == 200 {
            return;
        }
        assert_eq!(answer.status, 503, "{}", answer.head);
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "still {}",
            answer.status
        );
        thread::sleep(Duration::from_millis(50));
    }
}

fn pushes_again(journal: &Mutex<Journal>, before: usize) {
    let start = Instant::now();
    while journal.lock().expect("nobody panics").acknowledged <= before + 1 {
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "no push succeeds any more"
        );
        thread::sleep(Duration::from_millis(50));
    }
}

/// Through the public door: the export.
fn lost(instance: &Instance, journal: &Journal) -> Vec<String> {
    let text = instance.ok(&["export", METRIC]);
    let stored = |day: &str| {
        let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let row = rows.find(|row| row.get(1) == Some(&day))?;
        row.get(2)?.parse().ok()
    };
    let is_lost = |day: &NaiveDate, expected: &Expected| !expected.allows(stored(&day.to_string()));
    let lost = journal
        .days()
        .iter()
        .filter(|(day, expected)| is_lost(day, expected));
    lost.map(|lost| format!("{lost:?}")).collect()
}
