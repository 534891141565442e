//! R7 and R28, call by call: the program is killed, or refused, at its n-th write to the disk.

use crate::instance::{Instance, assert_no_panic, complaint, told};
use crate::oracle::faults;
use crate::pushes::Journal;
use crate::setting;

/// Calls that reach the disk.
const CALLS: &str = "pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename";
/// Calls that make what was written durable.
const SYNCS: &str = "fdatasync,fsync";

#[test]
#[ignore = "takes minutes and needs strace: make fault"]
fn r07_sweep_a_push_killed_at_each_write() {
    let instance = Instance::new();
    let mut journal = Journal::begin(&instance);
    let at_most = setting("DBAG_FAULT_CALLS", 400);
    let survived = (1..=at_most).find(|number| {
        let ended = journal
            .push(&killed_at(&instance, CALLS, *number))
            .status
            .success();
        assert_eq!(
            faults(&instance, None, &journal),
            [""; 0],
            "killed at call {number}"
        );
        ended
    });
    assert!(
        survived.is_some_and(|calls| calls > 3),
        "the sweep ended at {survived:?}"
    );
    assert!(
        journal.push(&instance).status.success(),
        "{:?}",
        journal.complaints.last()
    );
}

#[test]
#[ignore = "takes minutes and needs strace: make fault"]
fn r28_sweep_a_first_start_killed_at_each_write() {
    let at_most = setting("DBAG_FAULT_CALLS", 400);
    let survived = (1..=at_most).find(|number| {
        let instance = Instance::new();
        let killed = killed_at(&instance, CALLS, *number).run(&["metric", "list"]);
        let again = instance.run(&["metric", "list"]);
        assert!(
            again.status.success(),
            "killed at call {number}: {}",
            told(&again)
        );
        let journal = Journal::begin(&instance);
        assert_eq!(
            faults(&instance, None, &journal),
            [""; 0],
            "killed at call {number}"
        );
        killed.status.success()
    });
    assert!(
        survived.is_some_and(|calls| calls > 10),
        "the sweep ended at {survived:?}"
    );
}

/// A disk that cannot sync has lost what it was given: nothing may be acknowledged.
#[test]
#[ignore = "needs strace: make fault"]
fn r23_a_failing_sync_is_not_acknowledged() {
    let instance = Instance::new();
    let mut journal = Journal::begin(&instance);
    for number in 1..=3 {
        let failing = traced(&instance, SYNCS, &format!("error=EIO:when={number}+"));
        let output = journal.push(&failing);
        // A push that needs fewer syncs does not meet the failing one.
        let is_unharmed = number > 1 && output.status.success();
        let is_told = complaint(&output).contains("cannot be written");
        assert!(is_unharmed || is_told, "{}", told(&output));
        assert_no_panic(&complaint(&output));
        assert_eq!(
            faults(&instance, None, &journal),
            [""; 0],
            "sync {number} failed"
        );
    }
}

fn killed_at(instance: &Instance, calls: &str, number: u64) -> Instance {
    traced(instance, calls, &format!("signal=SIGKILL:when={number}"))
}

fn traced(instance: &Instance, calls: &str, what: &str) -> Instance {
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:{what}"));
    instance.within(&[
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ])
}
