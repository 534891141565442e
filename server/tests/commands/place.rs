//! A data folder of a test, and the program run on it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value as Json;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_dbag");

/// A data folder with its database, gone with the test.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    /// The name of the database on Postgres.
    pub(crate) database: Option<String>,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            database: None,
        }
    }

    pub(crate) fn postgres() -> Self {
        let database = dbag_testing::postgres().create_database();
        Self {
            database: Some(database),
            ..Self::sqlite()
        }
    }

    /// The data folder, which the first command makes.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path of a file as an argument.
    pub(crate) fn path(&self, name: &str) -> String {
        self.file(name).display().to_string()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.file(name), text).expect("the folder can be written");
        self.path(name)
    }

    /// The program with nothing of this process' environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.program(PROGRAM, arguments)
    }

    /// A line of the shell, which finds the program by its name.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let folder = Path::new(PROGRAM).parent().expect("it is in a folder");
        let mut shell = self.program("/bin/sh", &["-c", line]);
        shell.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
        shell
    }

    fn program(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .current_dir(self.folder.path());
        command
            .env("DBAG_DATA_DIR", self.data())
            .env("DBAG_TIMEZONE", "UTC");
        if let Some(database) = &self.database {
            command.env("DATABASE_URL", dbag_testing::postgres().url(database));
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs a command that must succeed; gives what it printed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {said:?}");
        said.out
    }

    /// Runs a command that must succeed and print JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Json {
        parse(&self.done(arguments))
    }

    /// Runs a command that must end with a code; gives what it said on standard error.
    pub(crate) fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, code, "{arguments:?}: {said:?}");
        said.err
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("dbag starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A command that refuses its arguments does not read.
        _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        read(child)
    }
}

pub(crate) fn said(command: &mut Command) -> Said {
    read(command.spawn().expect("the program starts"))
}

pub(crate) fn parse(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// No command takes this long; one that serves where it should refuse would for ever.
const LIMIT: Duration = Duration::from_secs(60);

fn read(child: Child) -> Said {
    let pid = Pid::from_child(&child);
    let (running, ended) = mpsc::channel::<()>();
    thread::spawn(move || {
        if ended.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
            _ = kill_process(pid, Signal::KILL);
        }
    });
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("it ends");
    drop(running);
    let said = Said {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).expect("text"),
        err: String::from_utf8(stderr).expect("text"),
    };
    assert!(!said.err.contains("panicked"), "{said:?}");
    said
}

/// Defines each test twice: on SQLite and on Postgres.
macro_rules! on_both {
    ($(fn $name:ident($place:ident: &Place) $body:block)+) => {
        $(fn $name($place: &Place) $body)+

        mod sqlite {
            use super::Place;
            $(#[test]
            fn $name() {
                super::$name(&Place::sqlite());
            })+
        }
        mod postgres {
            use super::Place;
            $(#[test]
            fn $name() {
                super::$name(&Place::postgres());
            })+
        }
    };
}
pub(crate) use on_both;
