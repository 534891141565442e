//! A Postgres that a test may crash. The one that other tests share acknowledges what it only
//! remembers; this one has written it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A server of a test's own; killed when it is dropped.
pub(crate) struct Postgres {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
    postmaster: Child,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let programs = programs();
        if let Some((user, group)) = unprivileged() {
            chown(folder.path(), Some(user), Some(group)).expect("root may give it away");
        }
        let cluster = folder.path().join("cluster");
        let mut command = as_unprivileged(&programs.join("initdb"));
        command.args([
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "--auth=trust",
            "--no-sync",
            "-D",
        ]);
        let made = command
            .arg(&cluster)
            .current_dir(folder.path())
            .output()
            .expect("started");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let port = port.expect("a port is free").port();
        let postmaster = start(&programs, folder.path(), port);
        let postgres = Self {
            folder,
            programs,
            port,
            postmaster,
        };
        postgres.wait_until_it_listens();
        postgres
    }

    /// The address of its one database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// What `pg_ctl restart -m immediate` does, with a pause between.
    pub(crate) fn crash_and_start(&mut self, pause: Duration) {
        kill_process(Pid::from_child(&self.postmaster), Signal::QUIT).expect("it runs");
        self.postmaster.wait().expect("it is ours");
        thread::sleep(pause);
        self.postmaster = start(&self.programs, self.folder.path(), self.port);
        self.wait_until_it_listens();
    }

    fn wait_until_it_listens(&self) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(30), "{}", log());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        _ = kill_process(Pid::from_child(&self.postmaster), Signal::QUIT);
        _ = self.postmaster.wait();
    }
}

/// The system stops it when the thread that started it ends, however it ends.
fn start(programs: &Path, folder: &Path, port: u16) -> Child {
    let log = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("log"));
    let log = log.expect("the folder can be written");
    let mut command = as_unprivileged(&programs.join("postgres"));
    command
        .arg("-D")
        .arg(folder.join("cluster"))
        .arg("-k")
        .arg(folder);
    command.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    // Not of use here: the system under it does not crash. `synchronous_commit` stays on.
    command.args(["-c", "fsync=off"]);
    command
        .stdout(Stdio::null())
        .stderr(log)
        .current_dir(folder);
    command.spawn().expect("it can be started")
}

/// Postgres refuses to be root.
fn as_unprivileged(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some((user, group)) = unprivileged() {
        command
            .arg(format!("--reuid={user}"))
            .arg(format!("--regid={group}"));
        command.arg("--clear-groups");
    }
    command.arg("--").arg(program);
    command
}

/// Whom to be instead of root; nobody else for everybody else.
fn unprivileged() -> Option<(u32, u32)> {
    fs::metadata("/proc/self")
        .ok()
        .filter(|own| own.uid() == 0)?;
    let accounts = fs::read_to_string("/etc/passwd").expect("it can be read");
    let find = |name: &str| {
        let line = accounts
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    Some(
        find("postgres")
            .or_else(|| find("nobody"))
            .expect("somebody else than root"),
    )
}

/// The folder of Postgres' programs: Debian's, or that of the one on the PATH.
fn programs() -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let debian = installed.map(|version| version.path().join("bin"));
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&on_path).collect();
    debian
        .chain(on_path)
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .expect("Postgres is installed: apt-get install postgresql")
}
