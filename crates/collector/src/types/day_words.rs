//! The hints about days in words, with the right form.

use dbag_domain::{SourceKind, Zone};

use crate::sql::{Compared, Relation};

/// What a column holds, as far as comparing it with days goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Dates,
    /// Times that say no zone.
    Clocks,
    Instants,
    /// SQLite's texts with a `T` between date and time, which sorts behind every time with a blank.
    IsoTexts,
    Numbers,
    /// What days are compared with rightly, or nobody knows.
    Other,
}

/// What the comparisons of one column with days leave out, and the right form; none where they
/// leave nothing out.
pub(super) fn words(
    compared: &[&Compared],
    holds: Holds,
    engine: SourceKind,
    zone: &Zone,
) -> Option<String> {
    let name = compared.first()?.column.as_str();
    let problem_of = |one: &&Compared| problem(one, holds, engine, zone);
    let is_start = |one: &&&Compared| one.relation == Relation::From && is_date(&one.parameter);
    // A lost day comes before one that begins at the wrong hour.
    let ends = compared.iter().filter(|one| !is_start(one));
    let starts = compared.iter().filter(is_start);
    let problem = ends.chain(starts).find_map(problem_of)?;
    Some(format!(
        "`{name}` holds {problem}; {}",
        form(name, holds, engine, zone)
    ))
}

fn is_date(parameter: &str) -> bool {
    matches!(parameter, "day" | "start" | "end")
}

fn problem(one: &Compared, holds: Holds, engine: SourceKind, zone: &Zone) -> Option<String> {
    let parameter = one.parameter.as_str();
    let written = match one.is_between {
        true if one.relation == Relation::UpTo => format!("`between … and :{parameter}`"),
        true => format!("`between :{parameter} and …`"),
        false => format!("`{} :{parameter}`", one.relation.sign()),
    };
    match holds {
        Holds::Other => None,
        Holds::Numbers => Some(format!(
            "numbers, and {written} compares them with a text or a date"
        )),
        Holds::Dates => problem_of_dates(one, &written, engine, zone),
        Holds::Clocks | Holds::Instants | Holds::IsoTexts => {
            problem_of_times(one, &written, holds, zone)
        }
    }
}

fn problem_of_dates(
    one: &Compared,
    written: &str,
    engine: SourceKind,
    zone: &Zone,
) -> Option<String> {
    let parameter = one.parameter.as_str();
    match parameter {
        "end" if one.relation == Relation::Before => Some(format!(
            "dates, and {written} leaves out the last day, which :end is"
        )),
        _ if is_date(parameter) => None,
        // A text of a date comes before that of its midnight.
        _ if engine == SourceKind::Sqlite => {
            Some(format!("dates, and {written} leaves out the first day"))
        }
        "start_at" | "end_at" if *zone != Zone::utc() => {
            Some(format!("dates, and {written} is a time of {}", zone.name()))
        }
        _ => None,
    }
}

fn problem_of_times(one: &Compared, written: &str, holds: Holds, zone: &Zone) -> Option<String> {
    let parameter = one.parameter.as_str();
    let (is_date, is_instant) = (is_date(parameter), parameter.ends_with("_at"));
    let is_end = one.relation == Relation::UpTo && is_date;
    let is_before_end = one.relation == Relation::Before && parameter == "end";
    if is_end || is_before_end {
        return Some(format!(
            "times, and {written} ends when the last day begins: its rows are left out"
        ));
    }
    if is_date && one.relation == Relation::Equal {
        return Some(format!("times, and {written} finds only those at midnight"));
    }
    if *zone == Zone::utc() {
        return None;
    }
    let days_of = zone.name();
    match holds {
        Holds::Instants if is_date && one.relation == Relation::From => Some(format!(
            "times, and {written} begins at midnight in UTC, not in {days_of}"
        )),
        Holds::Instants if !is_date && !is_instant => {
            Some(format!("instants, and {written} is a clock of {days_of}"))
        }
        Holds::IsoTexts if is_instant => Some(format!(
            "texts with a T, which sort otherwise than {written}"
        )),
        _ => None,
    }
}

fn form(name: &str, holds: Holds, engine: SourceKind, zone: &Zone) -> String {
    let column = match (holds, engine) {
        (Holds::IsoTexts, _) => format!("datetime({name})"),
        (Holds::Numbers, SourceKind::Sqlite) => format!("datetime({name}, 'unixepoch')"),
        (Holds::Numbers, _) => format!("from_unixtime({name})"),
        _ => name.to_owned(),
    };
    let between = |start: &str, end: &str| format!("`{column} >= :{start} and {column} < :{end}`");
    match holds {
        Holds::Dates => format!("write `{column} >= :start and {column} <= :end`"),
        Holds::Clocks | Holds::IsoTexts if *zone != Zone::utc() => format!(
            "write {} if they are times of {}, and {} if they are UTC",
            between("start_local", "end_local"),
            zone.name(),
            between("start_at", "end_at")
        ),
        _ => format!("write {}", between("start_at", "end_at")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::compared_columns;

    fn hint(sql: &str, holds: Holds, engine: SourceKind, zone: &str) -> String {
        let zone = Zone::parse(zone).expect("a zone");
        let compared = compared_columns(sql, engine);
        let all: Vec<&Compared> = compared.iter().collect();
        words(&all, holds, engine, &zone).unwrap_or_default()
    }

    #[test]
    fn what_is_left_out_is_said_with_the_right_form() {
        use SourceKind::{MySql, Postgres, Sqlite};
        let between = "select 1 from t where at between :start and :end";
        for (sql, holds, engine, zone, expected) in [
            (
                between,
                Holds::Instants,
                Postgres,
                "UTC",
                "`at` holds times, and `between … and :end` ends when the last day begins: its rows are left out; write `at >= :start_at and at < :end_at`",
            ),
            (
                between,
                Holds::Instants,
                Postgres,
                "Europe/Berlin",
                "`at` holds times, and `between … and :end` ends when the last day begins: its rows are left out; write `at >= :start_at and at < :end_at`",
            ),
            (
                between,
                Holds::Clocks,
                MySql,
                "Europe/Berlin",
                "`at` holds times, and `between … and :end` ends when the last day begins: its rows are left out; write `at >= :start_local and at < :end_local` if they are times of Europe/Berlin, and `at >= :start_at and at < :end_at` if they are UTC",
            ),
            (between, Holds::Dates, Postgres, "Europe/Berlin", ""),
            (
                "select 1 from t where at = :day",
                Holds::Clocks,
                MySql,
                "UTC",
                "`at` holds times, and `= :day` finds only those at midnight; write `at >= :start_at and at < :end_at`",
            ),
            (
                "select 1 from t where at < :end",
                Holds::Dates,
                Postgres,
                "UTC",
                "`at` holds dates, and `< :end` leaves out the last day, which :end is; write `at >= :start and at <= :end`",
            ),
            (
                "select 1 from t where at >= :start_at and at < :end_at",
                Holds::Dates,
                Postgres,
                "UTC",
                "",
            ),
            (
                "select 1 from t where at >= :start_at and at < :end_at",
                Holds::Dates,
                Postgres,
                "America/New_York",
                "`at` holds dates, and `>= :start_at` is a time of America/New_York; write `at >= :start and at <= :end`",
            ),
            (
                "select 1 from t where at >= :start_at and at < :end_at",
                Holds::Dates,
                Sqlite,
                "UTC",
                "`at` holds dates, and `>= :start_at` leaves out the first day; write `at >= :start and at <= :end`",
            ),
            (
                "select 1 from t where at >= :start_local and at < :end_local",
                Holds::Instants,
                Postgres,
                "Europe/Berlin",
                "`at` holds instants, and `>= :start_local` is a clock of Europe/Berlin; write `at >= :start_at and at < :end_at`",
            ),
            (
                "select 1 from t where at >= :start_at and at < :end_at",
                Holds::IsoTexts,
                Sqlite,
                "Europe/Berlin",
                "`at` holds texts with a T, which sort otherwise than `>= :start_at`; write `datetime(at) >= :start_local and datetime(at) < :end_local` if they are times of Europe/Berlin, and `datetime(at) >= :start_at and datetime(at) < :end_at` if they are UTC",
            ),
            (
                "select 1 from t where at = :day",
                Holds::Numbers,
                Sqlite,
                "UTC",
                "`at` holds numbers, and `= :day` compares them with a text or a date; write `datetime(at, 'unixepoch') >= :start_at and datetime(at, 'unixepoch') < :end_at`",
            ),
        ] {
            assert_eq!(hint(sql, holds, engine, zone), expected, "{sql}");
        }
    }

    #[test]
    fn what_is_right_is_not_talked_about() {
        use SourceKind::{MySql, Postgres, Sqlite};
        for engine in [MySql, Postgres, Sqlite] {
            for (sql, holds) in [
                (
                    "select 1 from t where at >= :start_at and at < :end_at",
                    Holds::Instants,
                ),
                (
                    "select 1 from t where at >= :start_at and at < :end_at",
                    Holds::Clocks,
                ),
                (
                    "select 1 from t where at >= :start_local and at < :end_local",
                    Holds::Clocks,
                ),
                (
                    "select 1 from t where at >= :start and at <= :end",
                    Holds::Dates,
                ),
                ("select 1 from t where at = :day", Holds::Dates),
                ("select 1 from t where at < :day", Holds::Instants),
                ("select 1 from t where at = :day", Holds::Other),
            ] {
                assert_eq!(
                    hint(sql, holds, engine, "Europe/Berlin"),
                    "",
                    "{engine} {sql}"
                );
            }
        }
    }
}
