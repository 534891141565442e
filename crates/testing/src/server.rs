//! A server process with its folder, and the watchdog that ends both.

use std::fs::{self, File};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::RunAs;

/// Runs the server (`$2…`) until standard input ends, then stops it and removes `$1`.
///
/// The server is in the watchdog's hands alone: no signal of a terminal or a
/// test runner's process group reaches either.
const WATCHDOG: &str = r#"
folder=$1; shift
trap '' HUP INT TERM
(trap - HUP INT TERM; exec "$@") </dev/null &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
cd / && rm -rf "$folder"
"#;

const START_LIMIT: Duration = Duration::from_secs(60);

/// A running server. Lives as long as the test process.
pub(crate) struct Server {
    /// The port on 127.0.0.1.
    pub(crate) port: u16,
    /// The folder of everything it writes.
    pub(crate) folder: PathBuf,
    /// Its standard input is the pipe that the watchdog waits on.
    watchdog: Child,
}

/// A new folder that `user` owns.
pub(crate) fn new_folder(name: &str, user: &RunAs) -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix(&format!("dbag-{name}-"))
        .tempdir()
        .expect("a temporary folder can be made")
        .keep();
    user.give(&folder);
    folder
}

impl Server {
    /// Starts `command` in the watchdog's hands and waits until `is_ready`.
    pub(crate) fn start(
        name: &str,
        folder: PathBuf,
        port: u16,
        command: &Command,
        is_ready: impl Fn() -> bool,
    ) -> Self {
        let log = File::create(folder.join("log")).expect("the server's folder can be written");
        let errors = log.try_clone().expect("a file can be opened twice");
        let watchdog = Command::new("sh")
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(&folder)
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .expect("`sh` can be started");
        let server = Self {
            port,
            folder,
            watchdog,
        };
        server.wait_until(name, is_ready);
        server
    }

    fn wait_until(&self, name: &str, is_ready: impl Fn() -> bool) {
        let start = Instant::now();
        while !(is_listening(self.port) && is_ready()) {
            if start.elapsed() > START_LIMIT {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                panic!("{name} did not start within {START_LIMIT:?}; its log:\n{log}");
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The process that holds the server.
    pub(crate) fn watchdog_id(&self) -> u32 {
        self.watchdog.id()
    }
}

/// Runs a command that prepares a server's files; fails with what it said.
pub(crate) fn prepare(command: &mut Command, folder: &Path) {
    let outcome = command.current_dir(folder).output();
    let explain = |cause: &dyn std::fmt::Display| panic!("{command:?} failed: {cause}");
    match outcome {
        Err(error) => explain(&error),
        Ok(output) if !output.status.success() => {
            explain(&String::from_utf8_lossy(&output.stderr));
        }
        Ok(_) => {}
    }
}

/// The beginning of a statement, for messages.
pub(crate) fn shortened(sql: &str) -> String {
    sql.chars().take(300).collect()
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr();
    address.map(|address| address.port()).expect("it is bound")
}

fn is_listening(port: u16) -> bool {
    let connected: io::Result<TcpStream> = TcpStream::connect(("127.0.0.1", port));
    connected.is_ok()
}
