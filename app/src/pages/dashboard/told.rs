//! What numbers mean, in words.

use dbag_domain::{Day, DayRange, Direction, Outlook, Record};

/// A streak of fewer values is chance.
const SHORTEST_STREAK: u32 = 3;

/// How the newest value stands: `highest since 3 Mar, up 5 days in a row`.
pub(super) fn standing(record: Option<Record>, streak: i32, today: Day) -> Option<String> {
    let record = record.map(|record| match record {
        Record::Highest(since) => extreme("highest", since, today),
        Record::Lowest(since) => extreme("lowest", since, today),
    });
    let streak = (streak.unsigned_abs() >= SHORTEST_STREAK).then(|| {
        let way = if streak > 0 { "up" } else { "down" };
        format!("{way} {} days in a row", streak.unsigned_abs())
    });
    let words: Vec<_> = record.into_iter().chain(streak).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn extreme(word: &str, since: Option<Day>, today: Day) -> String {
    match since {
        Some(day) => format!("{word} since {}", DayRange::single(day).spoken(today)),
        None => format!("{word} so far"),
    }
}

/// Whether a value is where it should be today.
pub(super) fn pace(value: f64, pace: f64, direction: Direction) -> &'static str {
    let is_on_pace = match direction {
        Direction::DownIsGood => value <= pace,
        Direction::UpIsGood | Direction::Neutral => value >= pace,
    };
    if is_on_pace { "on pace" } else { "behind pace" }
}

/// When the goal is reached as things go.
pub(super) fn outlook(outlook: Outlook, today: Day) -> String {
    match outlook {
        Outlook::Reached => "reached".to_owned(),
        Outlook::On(day) => {
            let day = DayRange::single(day).spoken(today);
            format!("at this rate reached {day}")
        }
        Outlook::Never => "not reached at this rate".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn records_and_streaks_are_told_where_they_are_worth_it() {
        let today = day("2026-11-23");
        let (march, years) = (Some(day("2026-03-03")), Some(day("2024-03-03")));
        for (record, streak, words) in [
            (Some(Record::Highest(march)), 0, Some("highest since 3 Mar")),
            (
                Some(Record::Lowest(years)),
                -4,
                Some("lowest since 3 Mar 2024, down 4 days in a row"),
            ),
            (Some(Record::Highest(None)), 2, Some("highest so far")),
            (None, 5, Some("up 5 days in a row")),
            (None, 2, None),
        ] {
            assert_eq!(standing(record, streak, today).as_deref(), words);
        }
    }

    #[test]
    fn a_pace_depends_on_which_way_is_good() {
        for (value, direction, words) in [
            (90.0, Direction::UpIsGood, "behind pace"),
            (100.0, Direction::UpIsGood, "on pace"),
            (110.0, Direction::Neutral, "on pace"),
            (90.0, Direction::DownIsGood, "on pace"),
            (110.0, Direction::DownIsGood, "behind pace"),
        ] {
            assert_eq!(pace(value, 100.0, direction), words);
        }
        let today = day("2026-11-23");
        let soon = Outlook::On(day("2027-02-03"));
        assert_eq!(outlook(soon, today), "at this rate reached 3 Feb 2027");
    }
}
