//! A MariaDB server.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::program::{RunAs, find};
use crate::server::{Server, free_port, new_folder, prepare, shortened};

const INSTALL: &str = "apt-get install mariadb-server";
const USER: &str = "admin";
const PASSWORD: &str = "mariadb-secret";

/// A running MariaDB with the user `admin`, who may do everything.
pub struct MariaDbServer {
    server: Server,
    databases: AtomicU32,
}

/// The MariaDB of this test process; started at the first call.
pub fn mariadb() -> &'static MariaDbServer {
    static SERVER: OnceLock<MariaDbServer> = OnceLock::new();
    SERVER.get_or_init(MariaDbServer::start)
}

impl MariaDbServer {
    fn start() -> Self {
        let user = RunAs::unprivileged(&["mysql", "nobody"]);
        let folder = new_folder("mariadb", &user);
        let (files, first_statements) = init_files(&user, &folder);
        let port = free_port();
        let mut command = user.command(&find("mariadbd", INSTALL));
        command.arg("--no-defaults");
        command.arg(format!("--datadir={}", files.display()));
        command.arg(format!("--socket={}", folder.join("socket").display()));
        command.arg(format!("--pid-file={}", folder.join("pid").display()));
        command.arg(format!("--init-file={}", first_statements.display()));
        command.arg(format!("--port={port}"));
        command.args(["--bind-address=127.0.0.1", "--skip-name-resolve"]);
        command.arg("--default-time-zone=+00:00");
        // Nobody keeps these databases: no setting that only protects them.
        command.args([
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=32M",
        ]);
        let is_ready = || run_sql(port, "select 1").is_ok();
        let server = Server::start("MariaDB", folder.clone(), port, &command, is_ready);
        Self {
            server,
            databases: AtomicU32::new(1),
        }
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// The address of a database for the user who may do everything.
    pub fn url(&self, database: &str) -> String {
        self.url_as(USER, PASSWORD, database)
    }

    /// The address of a database for somebody.
    pub fn url_as(&self, user: &str, password: &str, database: &str) -> String {
        let port = self.server.port;
        format!("mysql://{user}:{password}@127.0.0.1:{port}/{database}")
    }

    /// Makes an empty database of its own for a test and gives its name.
    pub fn create_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        self.execute("mysql", &format!("create database {name}"));
        name
    }

    /// Runs statements as the user who may do everything; fails with the server's message.
    pub fn execute(&self, database: &str, sql: &str) {
        if let Err(message) = run_sql(self.server.port, &format!("use {database};\n{sql}")) {
            panic!("MariaDB refused `{}`: {message}", shortened(sql));
        }
    }

    /// The process that stops the server when this one ends.
    pub fn watchdog_id(&self) -> u32 {
        self.server.watchdog_id()
    }
}

/// Makes the server's files and the statements it runs when it starts.
fn init_files(user: &RunAs, folder: &Path) -> (PathBuf, PathBuf) {
    let files = folder.join("files");
    let mut command = Command::new(find("mariadb-install-db", INSTALL));
    command.arg("--no-defaults");
    command.arg(format!("--datadir={}", files.display()));
    if let RunAs::User { name, .. } = user {
        command.arg(format!("--user={name}"));
    }
    command.args([
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
    ]);
    prepare(&mut command, folder);
    let first_statements = folder.join("first.sql");
    let statements = format!(
        "create user if not exists '{USER}'@'%' identified by '{PASSWORD}';\n\
         grant all privileges on *.* to '{USER}'@'%' with grant option;\n"
    );
    fs::write(&first_statements, statements).expect("the folder can be written");
    (files, first_statements)
}

fn run_sql(port: u16, sql: &str) -> Result<(), String> {
    let mut client = Command::new(find("mariadb", INSTALL))
        .args(["--no-defaults", "--protocol=tcp", "--host=127.0.0.1"])
        .arg(format!("--port={port}"))
        .arg(format!("--user={USER}"))
        .arg(format!("--password={PASSWORD}"))
        .arg("--batch")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    // A client that ends early closes its input; its message says why.
    let _ = client
        .stdin
        .take()
        .map(|mut input| input.write_all(sql.as_bytes()));
    let output = client
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}
