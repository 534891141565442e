//! Reading what is piped in.

use std::io::{self, Read};

use crate::failure::Failure;

/// A secret is no longer than this.
const MAX_LINE: u64 = 10_000;

/// The first line of standard input, without its end.
///
/// # Errors
///
/// When there is none.
pub(super) fn first_line(what: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = io::stdin().lock().take(MAX_LINE).read_to_string(&mut text);
    read.map_err(|error| Failure::refused(format!("{what} cannot be read: {error}")))?;
    match text.lines().next() {
        Some(line) if !line.trim().is_empty() => Ok(line.to_owned()),
        _ => Err(Failure::refused(format!(
            "{what} is expected on standard input"
        ))),
    }
}
