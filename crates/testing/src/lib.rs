//! Real database servers for tests: started on demand, gone with the test process.
//!
//! One Postgres and one MariaDB per test process, each on a free port of
//! 127.0.0.1 with its files in a temporary folder. A watchdog process holds the
//! other end of a pipe: when the test process ends, in whatever way, the pipe
//! closes, the server is stopped and its files are removed.
//!
//! A missing engine is a failure with words, never a skipped test.

mod mariadb;
mod postgres;
mod postgres_wire;
mod program;
mod server;

pub use mariadb::{MariaDbServer, mariadb};
pub use postgres::{PostgresServer, postgres};
