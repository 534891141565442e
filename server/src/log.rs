//! The log: on standard error, as much as DBAG_LOG says.

use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::failure::Failure;
use crate::{out, settings};

/// What a server logs unless DBAG_LOG says otherwise; the drivers only speak of trouble.
pub(crate) const OF_A_SERVER: &str = "info,sqlx=warn";
/// What a command logs, which tells what it did by itself.
pub(crate) const OF_A_COMMAND: &str = "warn";

/// Tells whole addresses, and those of embeds are tokens: it says nothing, whatever DBAG_LOG says.
const UNTOLD: &str = "tower_http::csrf::service=off";

/// Starts the log, with as much as DBAG_LOG says or `usual`.
///
/// # Errors
///
/// When DBAG_LOG cannot be understood.
pub(crate) fn start(usual: &str) -> Result<(), Failure> {
    let wanted = settings::variable("DBAG_LOG")?.unwrap_or_else(|| usual.to_owned());
    let filter = EnvFilter::try_new(&wanted).map_err(|error| {
        Failure::refused(format!(
            "DBAG_LOG: {error}; write a level such as info or debug"
        ))
    })?;
    let filter = filter.add_directive(UNTOLD.parse().expect("a target and a level"));
    let lines = layer()
        .with_writer(|| Unbreakable(io::stderr()))
        .with_ansi(out::has_colour())
        .with_target(false)
        // It would be reported with a macro that panics where standard error is closed.
        .log_internal_errors(false);
    // A second start in one process, as in tests, finds the log set.
    _ = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    Ok(())
}

/// Standard error, where lines that nobody can read are lost without a word.
struct Unbreakable(io::Stderr);

impl Write for Unbreakable {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        _ = self.0.write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        _ = self.0.flush();
        Ok(())
    }
}
