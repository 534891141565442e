//! Days as arguments.

use dbag_domain::Day;

use crate::clock::now;
use crate::failure::Failure;

/// Reads `2026-01-31`.
///
/// # Errors
///
/// When it is no date.
pub(super) fn parse_day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| error.to_string())
}

/// Refuses a day that has not begun anywhere: clocks are at most 14 hours ahead of UTC.
///
/// # Errors
///
/// When it is such a day.
pub(super) fn refuse_future(flag: &str, day: Day) -> Result<(), Failure> {
    let today = dbag_domain::Zone::utc().day_of(now());
    if day > today.next() {
        return Err(Failure::refused(format!(
            "{flag}: {day} is in the future; today is {today}"
        )));
    }
    Ok(())
}
