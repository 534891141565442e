//! How long to wait before the next attempt.

use chrono::TimeDelta;

const FIRST_SECS: i64 = 30;
const LONGEST_SECS: i64 = 3600;

/// Doubles from 30 s to an hour; `spread` from 0 to 1 moves it by up to 20 % either way, so
/// that many metrics of one source do not come back at the same instant.
pub(crate) fn backoff(attempt: i32, spread: f64) -> TimeDelta {
    let doublings = attempt.clamp(1, 8) - 1;
    let seconds = (FIRST_SECS << doublings).min(LONGEST_SECS) as f64;
    TimeDelta::milliseconds((seconds * 1000.0 * (0.8 + 0.4 * spread.clamp(0.0, 1.0))) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let seconds = [1, 2, 3, 8, 100].map(|attempt| backoff(attempt, 0.5).num_seconds());
        assert_eq!(seconds, [30, 60, 120, 3600, 3600]);
        assert_eq!(backoff(1, 0.0).num_seconds(), 24);
        assert_eq!(backoff(1, 1.0).num_seconds(), 36);
    }
}
