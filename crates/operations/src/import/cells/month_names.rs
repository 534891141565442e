//! Names of months and days of the week, in English, German, French and Spanish.

const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "janvier",
        "enero",
        "jan",
        "janv",
        "ene",
        "j\u{e4}nner",
    ],
    &[
        "february",
        "februar",
        "f\u{e9}vrier",
        "fevrier",
        "febrero",
        "feb",
        "f\u{e9}vr",
    ],
    &[
        "march",
        "m\u{e4}rz",
        "maerz",
        "mars",
        "marzo",
        "mar",
        "mrz",
        "m\u{e4}r",
    ],
    &["april", "avril", "abril", "apr", "avr", "abr"],
    &["may", "mai", "mayo"],
    &["june", "juni", "juin", "junio", "jun"],
    &["july", "juli", "juillet", "julio", "jul", "juil"],
    &["august", "ao\u{fb}t", "aout", "agosto", "aug", "ago"],
    &["september", "septembre", "septiembre", "sep", "sept"],
    &["october", "oktober", "octobre", "octubre", "oct", "okt"],
    &["november", "novembre", "noviembre", "nov"],
    &[
        "december",
        "dezember",
        "d\u{e9}cembre",
        "decembre",
        "diciembre",
        "dec",
        "dez",
        "d\u{e9}c",
        "dic",
    ],
];

const WEEKDAYS: [&str; 42] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "jueves",
    "domingo",
];

/// Whether a word is only the name of a day of the week or a month.
pub(crate) fn is_of_calendar(word: &str) -> bool {
    let word = word.trim().trim_end_matches('.');
    is_weekday(word) || month(word).is_some()
}

/// The month of a name, from 1.
pub(super) fn month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|names| names.contains(&name.as_str()))?;
    Some(at as u32 + 1)
}

/// Whether a word names a day of the week.
pub(super) fn is_weekday(name: &str) -> bool {
    WEEKDAYS.contains(&name.to_lowercase().as_str())
}
