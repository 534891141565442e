//! R35: another program's lock of seconds is waited for; a longer one is told, and passes.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::http::{add_person, get, sign_in};
use crate::instance::{Instance, assert_no_panic, complaint, told};
use crate::oracle::faults;
use crate::pushes::Journal;
use crate::{block_on, setting};

#[test]
fn r35_locked_for_four_seconds_is_waited_for() {
    let instance = Instance::new();
    let mut journal = Journal::begin(&instance);
    add_person(&instance);
    let serving = instance.serve(&[]);
    let cookie = sign_in(serving.address);
    let lock = hold_lock(&instance, Duration::from_secs(4));
    let start = Instant::now();
    thread::scope(|scope| {
        // Whoever writes through the server waits, and with them all who write.
        let waiting = scope.spawn(|| sign_in(serving.address));
        thread::sleep(Duration::from_millis(300));
        for path in ["/", "/metric/sent", "/readyz"] {
            let answer = get(serving.address, path, &cookie).expect("an answer");
            assert_eq!(answer.status, 200, "{path}");
            let waited = start.elapsed();
            assert!(
                waited < Duration::from_secs(2),
                "{path} waited to write: {waited:?}"
            );
        }
        let output = journal.push(&instance);
        assert!(output.status.success(), "{}", told(&output));
        waiting.join().expect("signed in");
    });
    assert!(
        start.elapsed() > Duration::from_secs(3),
        "it was really locked"
    );
    lock.join().expect("it let go");
    serving.stop();
    assert_eq!(faults(&instance, None, &journal), [""; 0]);
}

#[test]
fn r35_locked_for_longer_is_told_and_passes() {
    let instance = Instance::new();
    let mut journal = Journal::begin(&instance);
    let serving = instance.serve(&[]);
    let held = Duration::from_secs(setting("DBAG_FAULT_LOCK_SECS", 8));
    let lock = hold_lock(&instance, held);
    let start = Instant::now();
    let output = journal.push(&instance);
    let words = complaint(&output);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(words.contains("try again"), "{words}");
    assert_no_panic(&words);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "told in time: {:?}",
        start.elapsed()
    );
    lock.join().expect("it let go");
    let output = journal.push(&instance);
    assert!(output.status.success(), "{}", told(&output));
    serving.stop();
    assert_eq!(faults(&instance, None, &journal), [""; 0]);
}

/// Holds the file's lock in a thread, which it has when this returns.
fn hold_lock(instance: &Instance, held: Duration) -> thread::JoinHandle<()> {
    let options = SqliteConnectOptions::new().filename(instance.file());
    let (locked, is_locked) = mpsc::channel();
    let holder = thread::spawn(move || {
        block_on(async {
            let mut connection = SqliteConnection::connect_with(&options)
                .await
                .expect("opened");
            sqlx::raw_sql("begin exclusive")
                .execute(&mut connection)
                .await
                .expect("locked");
            locked.send(()).expect("the test waits");
            tokio::time::sleep(held).await;
            sqlx::raw_sql("commit")
                .execute(&mut connection)
                .await
                .expect("let go");
        });
    });
    is_locked.recv().expect("it was locked");
    holder
}
