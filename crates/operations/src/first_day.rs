//! Where days begin: a year that was mistyped, and what programs write for no date, would stretch every chart over
//! centuries.

use dbag_domain::Day;

/// Days begin behind those that programs write for no date.
fn first_day() -> Day {
    Day::from_ymd(1900, 1, 2).unwrap_or(Day::MIN)
}

/// The first days of calendars, which programs write for no date.
const NO_DATES: [(i32, u32, u32); 9] = [
    (1, 1, 1),
    (1000, 1, 1),
    (1582, 10, 15),
    (1601, 1, 1),
    (1753, 1, 1),
    (1858, 11, 17),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 1),
];

/// Refuses a day of which no value is taken, from a file, a program or a person.
///
/// # Errors
///
/// When it is too early.
pub(crate) fn check_first_day(day: Day) -> Result<(), String> {
    let first = first_day();
    if day >= first {
        return Ok(());
    }
    let is_it =
        |(year, month, at): &(i32, u32, u32)| Day::from_ymd(*year, *month, *at) == Some(day);
    Err(match NO_DATES.iter().any(is_it) {
        true => format!("{day} stands for no date in many programs; days begin with {first}"),
        false => format!("{day} is too early: days begin with {first}"),
    })
}
