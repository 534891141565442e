//! MySQL's and MariaDB's error numbers in words.

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use super::address::SourceAddress;
use crate::error::CollectError;

/// What an error of the server means; its own message where it says more than we can.
pub(super) fn tell_code(error: &dyn DatabaseError, address: &SourceAddress) -> CollectError {
    let number = error
        .try_downcast_ref::<MySqlDatabaseError>()
        .map_or(0, MySqlDatabaseError::number);
    let message = error.message();
    match number {
        1045 | 1698 | 1251 => CollectError::field(
            "url",
            format!(
                "{} refused the user `{}`: {message}",
                address.place(),
                address.user()
            ),
        ),
        1044 | 1049 => CollectError::field(
            "url",
            format!(
                "{} has no database `{}` for this user",
                address.place(),
                address.database()
            ),
        ),
        1969 | 3024 | 1317 => CollectError::TimedOut(
            "the query took longer than it may and was stopped by the server".to_owned(),
        ),
        1205 => CollectError::TimedOut("the query waited too long for a lock".to_owned()),
        1792 => CollectError::refused(format!("a query may only read: {message}")),
        1142 | 1143 | 1227 | 1370 => {
            CollectError::refused(format!("the source's login may not do this: {message}"))
        }
        1060 => CollectError::refused(format!("give each column its own name: {message}")),
        1040 | 1053 | 1203 | 1213 | 1226 | 1130 => {
            CollectError::Unreachable(format!("{} is not ready: {message}", address.place()))
        }
        _ => CollectError::refused(message),
    }
}
