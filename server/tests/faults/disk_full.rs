//! R23: a full disk stops writing, not reading; nothing acknowledged is lost; it passes by itself.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use rustix::process::{Resource, Rlimit, prlimit};

use crate::http::{Answer, add_person, get, post, sign_in};
use crate::instance::{Instance, assert_no_panic, complaint};
use crate::oracle::faults;
use crate::pushes::{self, Journal};
use crate::serving::Serving;
use crate::{block_on, setting};

/// On a small disk of its own where one can be mounted, as root can; else by a limit on files.
#[test]
fn r23_disk_full() {
    let folder = tempfile::tempdir().expect("a folder");
    match SmallDisk::mount(folder.path()) {
        Some(disk) => outlives(&Instance::at(&disk.folder.join("data")), &disk),
        None => outlives(&Instance::new(), &LimitOnFiles),
    }
}

#[test]
fn r23_disk_full_by_a_limit_on_files() {
    outlives(&Instance::new(), &LimitOnFiles);
}

/// Something that keeps files from growing, and lets them grow again.
trait Shortage {
    /// What each process is started by, so that it can run short.
    fn wrapper(&self) -> &'static [&'static str];
    /// What a process is started by that runs short at once.
    fn short_wrapper(&self) -> &'static [&'static str];
    /// Begins, also for a server that runs.
    fn begin(&self, serving: Option<&Serving>);
    /// Ends.
    fn end(&self, serving: Option<&Serving>);
}

fn outlives(instance: &Instance, shortage: &dyn Shortage) {
    let mut journal = Journal::begin(instance);
    add_person(instance);
    let serving = instance.within(shortage.wrapper()).serve(&[]);
    let cookie = sign_in(serving.address);
    for _ in 0..3 {
        assert!(journal.push(instance).status.success());
    }
    let short = instance.within(shortage.short_wrapper());
    for _ in 0..setting("DBAG_FAULT_SHORTAGES", 1) {
        use_the_session_long_ago(instance);
        shortage.begin(Some(&serving));
        pages_are_still_read(&serving, &cookie);
        pushes_fail_with_words(&short, &mut journal);
        corrections_are_refused(&serving, &cookie);
        log_stays_small(&serving, &cookie);
        shortage.end(Some(&serving));
        assert!(
            journal.push(instance).status.success(),
            "{:?}",
            journal.complaints.last()
        );
        let answer = correct(&serving, &cookie, "1000000");
        assert_eq!(answer.status, 303, "recovered by itself: {answer:?}");
        journal.correct(1_000_000.0);
        assert_eq!(faults(instance, None, &journal), [""; 0]);
    }
    serving.stop();
    // Alone, a command must make the log that nobody has open.
    shortage.begin(None);
    pushes_fail_with_words(&short, &mut journal);
    shortage.end(None);
    assert!(
        journal.push(instance).status.success(),
        "{:?}",
        journal.complaints.last()
    );
    assert_eq!(faults(instance, None, &journal), [""; 0]);
}

/// A request notes that the session is in use, which it cannot on a full disk.
fn use_the_session_long_ago(instance: &Instance) {
    block_on(async {
        let file = instance.open_file().await;
        let seen = Utc::now() - TimeDelta::hours(1);
        let query = sqlx::query("update dbag_session set seen_at = $1").bind(seen);
        query.execute(&file).await.expect("older");
        file.close().await;
    });
}

fn pages_are_still_read(serving: &Serving, cookie: &str) {
    for path in [
        "/",
        "/metric/sent",
        "/metric/sent.json?days=30",
        "/healthz",
        "/readyz",
    ] {
        let answer = get(serving.address, path, cookie).expect("an answer");
        assert_eq!(
            answer.status,
            200,
            "{path}: {}\n{}",
            answer.head,
            serving.log()
        );
    }
}

fn pushes_fail_with_words(short: &Instance, journal: &mut Journal) {
    for _ in 0..3 {
        let output = journal.push(short);
        let words = complaint(&output);
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(words.contains("cannot be written"), "{words}");
        assert_no_panic(&words);
    }
}

/// 503 and when to come back, as for everything that will pass.
fn corrections_are_refused(serving: &Serving, cookie: &str) {
    let answer = correct(serving, cookie, "2000000");
    assert_eq!(answer.status, 503, "{}", answer.head);
    assert!(answer.head.contains("retry-after"), "{}", answer.head);
}

fn correct(serving: &Serving, cookie: &str, value: &str) -> Answer {
    let day = Utc::now().date_naive().to_string();
    let path = format!("/metric/{}/correct", pushes::METRIC);
    let fields = [("day", day.as_str()), ("value", value)];
    post(serving.address, &path, cookie, &fields).expect("an answer")
}

/// A full disk is often the log's disk, too.
fn log_stays_small(serving: &Serving, cookie: &str) {
    let (start, before) = (Instant::now(), serving.log().lines().count());
    let wanted = Duration::from_secs(setting("DBAG_FAULT_SHORTAGE_SECS", 2));
    let mut requests = 0;
    while start.elapsed() < wanted {
        requests += 1;
        _ = get(serving.address, "/", cookie);
        thread::sleep(Duration::from_millis(100));
    }
    let lines = serving.log().lines().count() - before;
    let allowed = requests / 2 + wanted.as_secs() + 1;
    assert!(
        lines as u64 <= allowed,
        "{lines} lines in {wanted:?}:\n{}",
        serving.log()
    );
}

/// A tmpfs of 4 MiB; gone when it is dropped.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", "size=4m", "dbag-fault"])
            .arg(folder);
        let is_mounted = command.output().is_ok_and(|output| output.status.success());
        is_mounted.then(|| Self {
            folder: folder.to_owned(),
        })
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        _ = Command::new("umount")
            .arg("--lazy")
            .arg(&self.folder)
            .status();
    }
}

impl Shortage for SmallDisk {
    fn wrapper(&self) -> &'static [&'static str] {
        &[]
    }

    fn short_wrapper(&self) -> &'static [&'static str] {
        &[]
    }

    fn begin(&self, _serving: Option<&Serving>) {
        let mut file = File::create(self.ballast()).expect("made");
        while file.write_all(&[0; 4096]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
    }

    fn end(&self, _serving: Option<&Serving>) {
        fs::remove_file(self.ballast()).expect("removed");
    }
}

/// No file may grow past 512 or 1024 bytes; asks for no privilege.
struct LimitOnFiles;

impl LimitOnFiles {
    fn set(serving: &Serving, current: Option<u64>) {
        let limit = Rlimit {
            current,
            maximum: None,
        };
        prlimit(Some(serving.pid()), Resource::Fsize, limit).expect("ours to limit");
    }
}

impl Shortage for LimitOnFiles {
    /// A write past the limit must fail, as on a full disk, not end the process by a signal.
    fn wrapper(&self) -> &'static [&'static str] {
        &["sh", "-c", r#"trap "" XFSZ; exec "$@""#, "sh"]
    }

    fn short_wrapper(&self) -> &'static [&'static str] {
        &["sh", "-c", r#"trap "" XFSZ; ulimit -f 1; exec "$@""#, "sh"]
    }

    fn begin(&self, serving: Option<&Serving>) {
        if let Some(serving) = serving {
            Self::set(serving, Some(1024));
        }
    }

    fn end(&self, serving: Option<&Serving>) {
        if let Some(serving) = serving {
            Self::set(serving, None);
        }
    }
}
