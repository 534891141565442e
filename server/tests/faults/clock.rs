//! R33: the wall clock jumps under a running server.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, Utc};

use crate::block_on;
use crate::http::get;
use crate::instance::{Instance, assert_no_panic};
use crate::oracle::faults;
use crate::pushes::Journal;
use crate::serving::Serving;
use crate::source::{METRICS, OBJECTS, Source};

/// The scheduler looks at the clock every 15 s.
const PATIENCE: Duration = Duration::from_secs(45);

#[test]
#[ignore = "takes two minutes and needs DBAG_FAULT_FAKETIME, faketime's library: make fault"]
fn r33_clock() {
    let library = std::env::var("DBAG_FAULT_FAKETIME").expect("the path of libfaketime's library");
    let instance = Instance::new();
    let journal = Journal::begin(&instance);
    let folder = instance
        .folder
        .parent()
        .expect("it lies in another")
        .to_owned();
    let (now, today) = (Utc::now(), Utc::now().date_naive());
    let mut source = Source::make(&folder, today + Days::new(1));
    source.add_to(&instance);
    let jump = folder.join("jump");
    turn(&jump, "+0");
    let mut command = instance.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .env("LD_PRELOAD", &library)
        .env("FAKETIME_TIMESTAMP_FILE", &jump);
    command
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    instance.let_a_night_pass(now);
    let serving = Serving::start(command);
    wait_for(&instance, &serving, today - Days::new(1));

    turn(&jump, "+1d");
    wait_for(&instance, &serving, today);
    let collected = values(&instance);
    source.change();
    for jumped in ["-2h", "-2d", "+0"] {
        turn(&jump, jumped);
        thread::sleep(Duration::from_secs(20));
        assert_eq!(
            get(serving.address, "/healthz", "")
                .expect("an answer")
                .status,
            200
        );
        assert_no_panic(&serving.log());
    }
    assert_eq!(
        values(&instance).len(),
        collected.len(),
        "no day was lost or added"
    );
    assert_eq!(newest(&instance), today, "no day in the future");
    assert_eq!(faults(&instance, Some(&source), &journal), [""; 0]);
    serving.stop();
}

/// faketime reads it at every look at the clock.
fn turn(file: &Path, jump: &str) {
    let fresh = file.with_extension("fresh");
    fs::write(&fresh, format!("{jump}\n")).expect("written");
    fs::rename(fresh, file).expect("in its place at once");
}

/// Until every metric has every object's value of the day.
fn wait_for(instance: &Instance, serving: &Serving, day: chrono::NaiveDate) {
    let start = Instant::now();
    let of_the_day = || {
        values(instance)
            .into_iter()
            .filter(|value| value.1 == day)
            .count() as i64
    };
    while of_the_day() < METRICS * OBJECTS {
        assert!(
            start.elapsed() < PATIENCE,
            "{day} was not collected:\n{}",
            serving.log()
        );
        thread::sleep(Duration::from_millis(500));
    }
}

fn newest(instance: &Instance) -> chrono::NaiveDate {
    values(instance)
        .into_iter()
        .map(|(_, day)| day)
        .max()
        .expect("there are values")
}

fn values(instance: &Instance) -> Vec<(i64, chrono::NaiveDate)> {
    block_on(async {
        let file = instance.open_file().await;
        let query = "select series_id, date(day * 86400, 'unixepoch') from dbag_sample
                     where value is not null";
        let values = sqlx::query_as(query)
            .fetch_all(&file)
            .await
            .expect("values");
        file.close().await;
        values
    })
}
