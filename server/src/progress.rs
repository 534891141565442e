//! How far long work is: one line on a terminal that is written over, nothing elsewhere.

use std::io::{self, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::out;

/// Often enough to look alive.
const EVERY: Duration = Duration::from_millis(100);
const WIDTH: u64 = 24;

/// The line; it is wiped when dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    /// None where nobody watches.
    drawn: Option<Mutex<Instant>>,
}

impl Progress {
    /// A line that is drawn only where standard error is a terminal.
    pub(crate) fn new() -> Self {
        let long_ago = Instant::now()
            .checked_sub(EVERY)
            .unwrap_or_else(Instant::now);
        Self {
            drawn: out::is_watched().then(|| Mutex::new(long_ago)),
        }
    }

    /// Shows how much of something is done.
    pub(crate) fn show(&self, what: &str, done: u64, total: u64) {
        let Some(drawn) = &self.drawn else { return };
        let mut drawn = drawn
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if drawn.elapsed() < EVERY && done < total {
            return;
        }
        *drawn = Instant::now();
        let line = bar(what, done, total);
        _ = write!(io::stderr().lock(), "\r\x1b[K{line}");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn bar(what: &str, done: u64, total: u64) -> String {
    let share = if total == 0 {
        1.0
    } else {
        (done as f64 / total as f64).min(1.0)
    };
    let filled = (share * WIDTH as f64) as usize;
    let rest = WIDTH as usize - filled;
    format!(
        "{what} [{}{}] {:.0} %",
        "=".repeat(filled),
        " ".repeat(rest),
        share * 100.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_up() {
        assert_eq!(
            bar("reading", 0, 10),
            format!("reading [{}] 0 %", " ".repeat(24))
        );
        assert_eq!(
            bar("reading", 5, 10),
            format!("reading [{}{}] 50 %", "=".repeat(12), " ".repeat(12))
        );
        assert_eq!(
            bar("reading", 11, 10),
            format!("reading [{}] 100 %", "=".repeat(24))
        );
        assert_eq!(
            bar("reading", 0, 0),
            format!("reading [{}] 100 %", "=".repeat(24))
        );
    }
}
