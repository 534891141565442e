//! Why a database did not answer, in words.

use std::io;

use dbag_domain::Problem;
use sqlx::error::DatabaseError;

use super::address::SourceAddress;
use super::limits::Limits;
use crate::error::CollectError;

/// How an engine's own error codes are told.
pub(super) type TellCode = fn(&dyn DatabaseError, &SourceAddress) -> CollectError;

/// An error of a driver as what the caller can do about it; the password never in it.
pub(super) fn tell(
    error: sqlx::Error,
    address: &SourceAddress,
    tell_code: TellCode,
) -> CollectError {
    let place = address.place();
    let told = match error {
        sqlx::Error::Database(error) => tell_code(error.as_ref(), address),
        sqlx::Error::Io(error) => CollectError::Unreachable(tell_io(&error, &place)),
        sqlx::Error::Tls(error) => CollectError::Unreachable(format!(
            "no secure connection to {place}: {error}; see the parameter `sslmode`"
        )),
        sqlx::Error::Configuration(error) => CollectError::field("url", error.to_string()),
        sqlx::Error::Protocol(message) => CollectError::Unreachable(format!(
            "{place} did not answer like {}: {message}",
            address.kind().title()
        )),
        other => CollectError::Unreachable(other.to_string()),
    };
    scrubbed(told, address)
}

/// Nothing answered in time while connecting.
pub(super) fn tell_no_answer(address: &SourceAddress) -> CollectError {
    let seconds = Limits::CONNECT_TIMEOUT.as_secs();
    let place = address.place();
    CollectError::Unreachable(format!("{place} did not answer within {seconds} s"))
}

/// The statement took longer than it may.
pub(super) fn tell_too_slow(limits: &Limits) -> CollectError {
    let seconds = limits.timeout.as_secs_f64();
    CollectError::TimedOut(format!(
        "the query took longer than {seconds} s and was stopped"
    ))
}

fn tell_io(error: &io::Error, place: &str) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("nothing listens at {place}"),
        io::ErrorKind::NotFound => format!("there is no socket at {place}"),
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe => format!("{place} closed the connection"),
        _ if is_unknown_host(error) => format!("no host has the name in {place}"),
        _ => format!("{place} cannot be reached: {error}"),
    }
}

/// The resolver's errors have no kind of their own.
fn is_unknown_host(error: &io::Error) -> bool {
    let message = error.to_string();
    message.contains("lookup address") || message.contains("not known")
}

fn scrubbed(error: CollectError, address: &SourceAddress) -> CollectError {
    let scrub = |problem: Problem| Problem {
        message: address.scrub(&problem.message),
        ..problem
    };
    match error {
        CollectError::Unreachable(message) => CollectError::Unreachable(address.scrub(&message)),
        CollectError::TimedOut(message) => CollectError::TimedOut(address.scrub(&message)),
        CollectError::Store(message) => CollectError::Store(message),
        CollectError::Refused(problem) => CollectError::Refused(scrub(problem)),
        CollectError::BadAnswer(problem) => CollectError::BadAnswer(scrub(problem)),
    }
}
