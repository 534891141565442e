//! Postgres' error codes in words.

use sqlx::error::DatabaseError;

use super::address::SourceAddress;
use crate::error::CollectError;

/// What an error of the server means; its own message where it says more than we can.
pub(super) fn tell_code(error: &dyn DatabaseError, address: &SourceAddress) -> CollectError {
    let code = error.code().unwrap_or_default();
    let message = error.message();
    match code.as_ref() {
        "28P01" | "28000" => CollectError::field(
            "url",
            format!(
                "{} refused the user `{}`: {message}",
                address.place(),
                address.user()
            ),
        ),
        "3D000" => CollectError::field(
            "url",
            format!(
                "{} has no database `{}`",
                address.place(),
                address.database()
            ),
        ),
        "57014" => CollectError::TimedOut(
            "the query took longer than it may and was stopped by the server".to_owned(),
        ),
        "55P03" => CollectError::TimedOut("the query waited too long for a lock".to_owned()),
        "25006" => CollectError::refused(format!("a query may only read: {message}")),
        "42501" => CollectError::refused(format!("the source's login may not do this: {message}")),
        code if is_for_later(code) => {
            CollectError::Unreachable(format!("{} is not ready: {message}", address.place()))
        }
        _ => CollectError::refused(message),
    }
}

/// Connection troubles, too little of something, shutting down, conflicts with recovery.
fn is_for_later(code: &str) -> bool {
    let class = code.get(..2).unwrap_or_default();
    matches!(class, "08" | "53" | "57" | "58" | "40" | "XX")
}
