//! A Postgres server.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::postgres_wire;
use crate::program::{RunAs, find};
use crate::server::{Server, free_port, new_folder, prepare, shortened};

const INSTALL: &str = "apt-get install postgresql";
const PASSWORD: &str = "postgres-secret";

/// A running Postgres, with the superuser `postgres`, who needs a password over TCP.
pub struct PostgresServer {
    server: Server,
    databases: AtomicU32,
}

/// The Postgres of this test process; started at the first call.
pub fn postgres() -> &'static PostgresServer {
    static SERVER: OnceLock<PostgresServer> = OnceLock::new();
    SERVER.get_or_init(PostgresServer::start)
}

impl PostgresServer {
    fn start() -> Self {
        let user = RunAs::unprivileged(&["postgres", "nobody"]);
        let folder = new_folder("postgres", &user);
        let cluster = init_cluster(&user, &folder);
        let port = free_port();
        let mut command = user.command(&find("postgres", INSTALL));
        command.arg("-D").arg(&cluster).arg("-k").arg(&folder);
        command.args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        // Nobody keeps these databases: no setting that only protects them.
        for setting in [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=60",
            "timezone=UTC",
        ] {
            command.args(["-c", setting]);
        }
        let socket = socket_path(&folder, port);
        let is_ready = || postgres_wire::execute(&socket, "postgres", "select 1").is_ok();
        let server = Server::start("Postgres", folder.clone(), port, &command, is_ready);
        Self {
            server,
            databases: AtomicU32::new(1),
        }
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// The address of a database for the superuser.
    pub fn url(&self, database: &str) -> String {
        self.url_as("postgres", PASSWORD, database)
    }

    /// The address of a database for somebody.
    pub fn url_as(&self, user: &str, password: &str, database: &str) -> String {
        let port = self.server.port;
        format!("postgres://{user}:{password}@127.0.0.1:{port}/{database}")
    }

    /// Makes an empty database of its own for a test and gives its name.
    pub fn create_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        self.execute("postgres", &format!("create database {name}"));
        name
    }

    /// Runs statements as superuser; fails with the server's message.
    pub fn execute(&self, database: &str, sql: &str) {
        let socket = socket_path(&self.server.folder, self.server.port);
        if let Err(message) = postgres_wire::execute(&socket, database, sql) {
            panic!("Postgres refused `{}`: {message}", shortened(sql));
        }
    }

    /// The process that stops the server when this one ends.
    pub fn watchdog_id(&self) -> u32 {
        self.server.watchdog_id()
    }
}

fn init_cluster(user: &RunAs, folder: &Path) -> PathBuf {
    let cluster = folder.join("cluster");
    let password_file = folder.join("password");
    fs::write(&password_file, PASSWORD).expect("the folder can be written");
    let mut command = user.command(&find("initdb", INSTALL));
    command.arg("-D").arg(&cluster);
    command.arg(format!("--pwfile={}", password_file.display()));
    command.args(["-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"]);
    command.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
    prepare(&mut command, folder);
    cluster
}

fn socket_path(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}
