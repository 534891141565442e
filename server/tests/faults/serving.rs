//! A running `dbag serve`.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A server in a process of its own; killed when it is dropped.
pub(crate) struct Serving {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Serving {
    /// Starts `command` and waits for the line that says where it listens.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        let log = Arc::<Mutex<String>>::default();
        let errors = child.stderr.take().expect("it is piped");
        keep(errors, Arc::clone(&log));
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a readable line");
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.trim_end().strip_suffix('/'));
        let Some(address) = address.and_then(|text| text.parse().ok()) else {
            let status = child.wait();
            thread::sleep(Duration::from_millis(100));
            let log = log.lock().unwrap_or_else(PoisonError::into_inner);
            panic!("it does not listen: {status:?} {line}{log}");
        };
        keep(lines, Arc::default());
        Self {
            child,
            address,
            log,
        }
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Sends SIGTERM, as systemd and Docker do.
    pub(crate) fn ask_to_stop(&self) {
        kill_process(self.pid(), Signal::TERM).expect("it runs");
    }

    /// How it ended; fails where it does not within `limit`.
    pub(crate) fn wait(&mut self, limit: Duration) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return status;
            }
            assert!(
                start.elapsed() < limit,
                "still running after {limit:?}:\n{}",
                self.log()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it politely; it must end well and must not have panicked.
    pub(crate) fn stop(mut self) {
        self.ask_to_stop();
        let status = self.wait(Duration::from_secs(25));
        let log = self.log();
        assert!(status.success(), "{status}\n{log}");
        crate::instance::assert_no_panic(&log);
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it is ours");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Reads to the end, so that the writer never waits; a file could not grow on a full disk.
fn keep(mut from: impl Read + Send + 'static, into: Arc<Mutex<String>>) {
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..length]);
            into.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&text);
        }
    });
}
