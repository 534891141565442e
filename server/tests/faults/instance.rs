//! A data folder and the commands that are run on it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use dbag_operations::{Dbag, InstanceKey, Location, Registry, Store, Vault};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::block_on;
use crate::serving::Serving;

/// An installation of Dbag in a folder of its own.
pub(crate) struct Instance {
    /// The data folder.
    pub(crate) folder: PathBuf,
    database_url: Option<String>,
    /// What the program is started by, such as `strace`; empty for nothing.
    wrapper: Vec<String>,
    _guard: Option<tempfile::TempDir>,
}

impl Instance {
    /// An empty folder, with SQLite.
    pub(crate) fn new() -> Self {
        let guard = tempfile::tempdir().expect("a folder");
        let folder = guard.path().join("data");
        Self {
            folder,
            database_url: None,
            wrapper: Vec::new(),
            _guard: Some(guard),
        }
    }

    /// A folder that belongs to somebody else.
    pub(crate) fn at(folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self {
            folder,
            database_url: None,
            wrapper: Vec::new(),
            _guard: None,
        }
    }

    /// The same with its tables on Postgres.
    pub(crate) fn on_postgres(mut self, url: String) -> Self {
        self.database_url = Some(url);
        self
    }

    /// The same data, with every program started by another.
    pub(crate) fn within<S: AsRef<str>>(&self, wrapper: &[S]) -> Self {
        Self {
            folder: self.folder.clone(),
            database_url: self.database_url.clone(),
            wrapper: wrapper
                .iter()
                .map(|word| word.as_ref().to_owned())
                .collect(),
            _guard: None,
        }
    }

    /// The program with arguments, free of what the tests' own environment says.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let program = program();
        let mut words = self
            .wrapper
            .iter()
            .map(String::as_str)
            .chain([program.as_str()]);
        let mut command = Command::new(words.next().unwrap_or(&program));
        command.args(words).args(arguments);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("DBAG_") || text.starts_with("DATABASE_URL") || text == "PORT" {
                command.env_remove(&name);
            }
        }
        command
            .env("DBAG_DATA_DIR", &self.folder)
            .env("DBAG_TIMEZONE", "UTC");
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end, however it ends.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.command(arguments)
            .output()
            .expect("the program can be started")
    }

    /// Runs a command that must succeed and gives what it printed.
    pub(crate) fn ok<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        let output = self.run(arguments);
        let words: Vec<_> = arguments
            .iter()
            .map(|word| word.as_ref().to_string_lossy())
            .collect();
        assert!(
            output.status.success(),
            "{}: {}",
            words.join(" "),
            told(&output)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Starts `serve` and waits until it listens.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Serving {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        Serving::start(self.command(&arguments))
    }

    /// Dbag's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("dbag.db")
    }

    /// Works on Dbag's own file, as no user should.
    pub(crate) async fn open_file(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.file());
        SqlitePool::connect_with(options)
            .await
            .expect("the file opens")
    }

    /// What a scheduler needs to work on this folder inside the test.
    pub(crate) async fn open_library(&self) -> Dbag {
        let text = std::fs::read_to_string(self.folder.join("secret.key")).expect("a key");
        let key = InstanceKey::parse(&text).expect("a key");
        let store = Store::open(&Location::Sqlite(self.file()))
            .await
            .expect("a store");
        Dbag::new(store, Vault::new(&key), Registry::built_in())
    }

    /// Makes every metric older, and a night pass since each day was asked and leased.
    ///
    /// The clock cannot be turned under a program, but what it compares its clock with can.
    pub(crate) fn let_a_night_pass(&self, now: DateTime<Utc>) {
        block_on(async {
            let file = self.open_file().await;
            let made = now - TimeDelta::days(10);
            let statements = [
                (
                    "update dbag_metric set created_at = min(created_at, $1)",
                    made,
                ),
                (
                    "update dbag_day set asked_at = $1 where asked_at > $1",
                    now - TimeDelta::days(1),
                ),
                (
                    "update dbag_day set lease_until = $1 where state = 'leased'",
                    made,
                ),
                (
                    "update dbag_day set not_before = $1 where state = 'due'",
                    made,
                ),
            ];
            for (statement, instant) in statements {
                sqlx::query(statement)
                    .bind(instant)
                    .execute(&file)
                    .await
                    .expect("older");
            }
            file.close().await;
        });
    }
}

/// The program of this build, or another: the release's, for instance.
fn program() -> String {
    let ours = env!("CARGO_BIN_EXE_dbag");
    std::env::var("DBAG_FAULT_PROGRAM").unwrap_or_else(|_| ours.to_owned())
}

/// How a command ended, for messages.
pub(crate) fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!(
        "{}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    )
}

/// What a command said of its failure.
pub(crate) fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Fails where a program panicked: a failure has words, a panic has a place in the sources.
#[track_caller]
pub(crate) fn assert_no_panic(log: &str) {
    assert!(!log.contains("panicked at"), "{log}");
}
