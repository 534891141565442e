//! Standard output and standard error, which may be closed at any moment.
//!
//! `println!` panics when nobody reads; here a reader that went away is no failure.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Writes a line to standard output; whoever stopped reading wanted no more.
///
/// # Errors
///
/// When the line cannot be written, on a full disk for example.
pub(crate) fn line(text: impl Display) -> Result<(), Failure> {
    let mut text = text.to_string();
    text.push('\n');
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(cannot_write(&error)),
        _ => Ok(()),
    }
}

/// Writes a value as JSON that programs and people can read.
///
/// # Errors
///
/// Like [`line`].
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value);
    line(text.map_err(|error| Failure::Failed(format!("cannot write JSON: {error}")))?)
}

/// Writes a line to standard error: for people, and never the reason to fail.
pub(crate) fn note(text: impl Display) {
    _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether somebody watches standard error.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Whether colours are welcome on standard error.
pub(crate) fn has_colour() -> bool {
    is_watched() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

pub(crate) fn cannot_write(error: &io::Error) -> Failure {
    Failure::Failed(format!("cannot write to standard output: {error}"))
}
