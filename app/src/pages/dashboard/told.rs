//! What numbers mean, in words.

use dbag_domain::{Day, DayRange, Record};

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
}
