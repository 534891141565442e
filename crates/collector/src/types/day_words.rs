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
    let is_utc = *zone == Zone::utc();
    let parameter = one.parameter.as_str();
    let written = match one.is_between {
        true if one.relation == Relation::UpTo => format!("`between … and :{parameter}`"),
        true => format!("`between :{parameter} and …`"),
        false => format!("`{} :{parameter}`", one.relation.sign()),
    };
    let is_date = is_date(parameter);
    let is_instant = matches!(parameter, "start_at" | "end_at");
    let days_of = zone.name();
    match (holds, one.relation) {
        (Holds::Other, _) => None,
        (Holds::Numbers, _) => Some(format!(
            "numbers, and {written} compares them with a text or a date"
        )),
        (Holds::Dates, Relation::Before) if parameter == "end" => Some(format!(
            "dates, and {written} leaves out the last day, which :end is"
        )),
        // A text of a date comes before that of its midnight.
        (Holds::Dates, _) if !is_date && engine == SourceKind::Sqlite => {
            Some(format!("dates, and {written} leaves out the first day"))
        }
        (Holds::Dates, _) if is_instant && !is_utc => {
            Some(format!("dates, and {written} is a time of {days_of}"))
        }
        (Holds::Dates, _) => None,
        (_, Relation::Equal) if is_date => {
            Some(format!("times, and {written} finds only those at midnight"))
        }
        (_, Relation::UpTo) if is_date => Some(format!(
            "times, and {written} ends when the last day begins: its rows are left out"
        )),
        (_, Relation::Before) if parameter == "end" => Some(format!(
            "times, and {written} ends when the last day begins: its rows are left out"
        )),
        (Holds::Instants, Relation::From) if is_date && !is_utc => Some(format!(
            "times, and {written} begins at midnight in UTC, not in {days_of}"
        )),
        (Holds::Instants, _) if !is_date && !is_instant && !is_utc => {
            Some(format!("instants, and {written} is a clock of {days_of}"))
        }
        (Holds::IsoTexts, _) if is_instant && !is_utc => Some(format!(
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
        Holds::Clocks if *zone != Zone::utc() => format!(
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
                "`at` holds texts with a T, which sort otherwise than `>= :start_at`; write `datetime(at) >= :start_at and datetime(at) < :end_at`",
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
