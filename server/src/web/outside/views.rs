//! Keeps what was counted, every few seconds and at the end.

use std::time::Duration;

use chrono::{DateTime, Utc};
use dbag_operations::Dbag;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Views of so long may be lost when the process is killed.
const EVERY: Duration = Duration::from_secs(10);

/// Keeps views until the stop, and once more then.
pub(crate) async fn keep_views(dbag: Dbag, clock: fn() -> DateTime<Utc>, stop: CancellationToken) {
    loop {
        let is_over = tokio::select! {
            () = sleep(EVERY) => false,
            () = stop.cancelled() => true,
        };
        if let Err(problem) = dbag.keep_views(clock()).await {
            tracing::warn!(problem = problem.message, "views could not be kept yet");
        }
        if is_over {
            return;
        }
    }
}
