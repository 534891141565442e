//! SQLite's result codes in words.

use libsqlite3_sys as sqlite;
use sqlx::error::DatabaseError;

use super::address::SourceAddress;
use crate::error::CollectError;

/// What an error of the library means; its own message where it says more than we can.
pub(super) fn tell_code(error: &dyn DatabaseError, address: &SourceAddress) -> CollectError {
    let code = error.code().unwrap_or_default();
    let code: i32 = code.parse().unwrap_or(sqlite::SQLITE_ERROR);
    let message = error.message();
    let place = address.place();
    match code & 0xff {
        sqlite::SQLITE_INTERRUPT => {
            CollectError::TimedOut("the query took longer than it may and was stopped".to_owned())
        }
        sqlite::SQLITE_AUTH | sqlite::SQLITE_READONLY | sqlite::SQLITE_PERM => {
            CollectError::refused(format!("a query may only read this file: {message}"))
        }
        sqlite::SQLITE_TOOBIG => {
            CollectError::refused("a text or blob of the query is larger than 1 MB")
        }
        sqlite::SQLITE_NOTADB => {
            CollectError::field("url", format!("{place} is not a SQLite database"))
        }
        sqlite::SQLITE_CANTOPEN => CollectError::Unreachable(format!(
            "{place} cannot be opened; a database in WAL mode needs a folder that may be written"
        )),
        sqlite::SQLITE_CORRUPT => {
            CollectError::Unreachable(format!("{place} is damaged: {message}"))
        }
        sqlite::SQLITE_BUSY | sqlite::SQLITE_LOCKED => {
            CollectError::Unreachable(format!("{place} is locked by another program"))
        }
        sqlite::SQLITE_IOERR | sqlite::SQLITE_NOMEM | sqlite::SQLITE_FULL => {
            CollectError::Unreachable(format!("{place} cannot be read: {message}"))
        }
        // `sum()` of whole numbers; the engine says no more of it.
        _ if message == "integer overflow" => CollectError::refused(
            "a sum of whole numbers is larger than 9.2e18, which is more than SQLite adds up; \
             write a query with total() instead of sum()",
        ),
        _ => CollectError::refused(message),
    }
}
