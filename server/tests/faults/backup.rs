//! R53: a backup made under load holds all that was acknowledged before it began.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::instance::Instance;
use crate::oracle::faults;
use crate::pushes::{Journal, while_pushing};
use crate::setting;

#[test]
fn r53_backup_under_load() {
    let instance = Instance::new();
    let journal = Journal::begin(&instance);
    let serving = instance.serve(&[]);
    let journal = while_pushing(&instance, journal, |journal| {
        for round in 0..setting("DBAG_FAULT_BACKUPS", 3) {
            thread::sleep(Duration::from_millis(300));
            let file = instance.folder.join(format!("backup-{round}.db"));
            let file = file.display().to_string();
            let before = journal.lock().expect("nobody panics").clone();
            instance.ok(&["backup", &file]);
            let after = journal.lock().expect("nobody panics").clone();
            assert!(before.acknowledged > 0, "there is a load");
            let restored = restored(&instance, &file);
            assert_eq!(faults(&restored, None, &before.until(&after)), [""; 0]);
        }
    });
    assert_eq!(journal.complaints, [""; 0], "pushes wait for a backup");
    serving.stop();
    assert_eq!(faults(&instance, None, &journal), [""; 0]);
}

/// The control: a backup from before a value was acknowledged does not hold it.
#[test]
fn r53_control_an_earlier_backup_lacks_what_came_later() {
    let instance = Instance::new();
    let mut journal = Journal::begin(&instance);
    let file = instance.folder.join("backup.db").display().to_string();
    instance.ok(&["backup", &file]);
    journal.push(&instance);
    assert_eq!(faults(&restored(&instance, &file), None, &journal).len(), 1);
}

fn restored(instance: &Instance, file: &str) -> Instance {
    let other = Instance::new();
    fs::create_dir_all(&other.folder).expect("made");
    let key = instance.folder.join("secret.key");
    fs::copy(key, other.folder.join("secret.key")).expect("copied");
    other.ok(&["restore", file]);
    other
}
