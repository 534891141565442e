//! Days as people write them: in any order, with months by name, or a week, month or quarter.

use chrono::{NaiveDate, Weekday};
use dbag_domain::Day;

use super::moment::{Moment, time};
use super::month_names::{is_weekday, month};

/// What a text says of a day, before it is known how its column writes them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// One moment and no other.
    Moment(Moment),
    /// A week, month or quarter, by its last day.
    Period(Day),
    /// Three numbers of which two may be the day, the month or the year.
    Parts(Parts),
    /// A number, which may be a year, or days since an epoch.
    Number(f64),
}

/// Three numbers with the time behind them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts {
    numbers: [u32; 3],
    /// How many digits the last number has.
    last_digits: usize,
    /// Whether points separate them, as where days come first.
    pub(crate) is_dotted: bool,
    /// As `23:30:00`; empty where there is none.
    time: String,
}

/// Which of three numbers is what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// 31/12/2026
    Dmy,
    /// 12/31/2026
    Mdy,
    /// 26/12/31
    Ymd,
}

impl Order {
    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }
}

/// Reads what a text, without blanks around it, says of a day; `None` where it says nothing.
pub(crate) fn written(text: &str) -> Option<Written> {
    if let Ok(moment) = Moment::parse(text) {
        return Some(Written::Moment(moment));
    }
    if text.len() > 60 {
        return None;
    }
    let (date, time) = split_time(text)?;
    let found = by_name(date)
        .or_else(|| by_numbers(date, &time))
        .or_else(|| period(date));
    match found? {
        Written::Moment(Moment::Day(day)) if !time.is_empty() => {
            with_time(day, &time).map(Written::Moment)
        }
        Written::Period(_) | Written::Number(_) if !time.is_empty() => None,
        found => Some(found),
    }
}

impl Parts {
    /// Whether the first number is too large for a month, and the second.
    pub(crate) const fn too_large_for_months(&self) -> [bool; 2] {
        [self.numbers[0] > 12, self.numbers[1] > 12]
    }

    /// The moment in an order.
    pub(crate) fn in_order(&self, order: Order) -> Option<Moment> {
        let [first, second, third] = self.numbers;
        let (year, digits, month, day) = match order {
            Order::Dmy => (third, self.last_digits, second, first),
            Order::Mdy => (third, self.last_digits, first, second),
            Order::Ymd => (first, 2, second, third),
        };
        let day = Day::from_ymd(full_year(year, digits), month, day)?;
        match self.time.as_str() {
            "" => Some(Moment::Day(day)),
            time => with_time(day, time),
        }
    }
}

fn with_time(day: Day, text: &str) -> Option<Moment> {
    time(day, text.as_bytes())
}

/// Of two digits, those of this century up to 69, as spreadsheets do.
fn full_year(year: u32, digits: usize) -> i32 {
    match (digits, year) {
        (2, 0..70) => 2000 + year as i32,
        (2, _) => 1900 + year as i32,
        _ => year as i32,
    }
}

/// A date, and its time as `23:30:15+01:00`.
fn split_time(text: &str) -> Option<(&str, String)> {
    let Some(colon) = text.find(':') else {
        return Some((text, String::new()));
    };
    let digits = text[..colon]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .count();
    let start = colon - digits;
    let date = text[..start].trim_end_matches([' ', ',', 'T', '\u{a0}']);
    if date.len() == start || !(1..=2).contains(&digits) {
        return None;
    }
    let hour: u32 = text[start..colon].parse().ok()?;
    let rest = text[colon..].trim_end();
    let upper = rest.to_ascii_uppercase();
    let half = [("AM", 0), ("A.M.", 0), ("PM", 12), ("P.M.", 12)]
        .iter()
        .find(|(word, _)| upper.ends_with(word));
    let (hour, rest) = match half {
        None => (hour, rest),
        Some((word, more)) if (1..=12).contains(&hour) => {
            let rest = &rest[..rest.len() - word.len()];
            (
                hour % 12 + more,
                rest.trim_end_matches([' ', '\u{a0}', '\u{202f}']),
            )
        }
        Some(_) => return None,
    };
    Some((date, format!("{hour:02}{rest}")))
}

/// `1 Nov 2026`, `Nov 1, 2026`, `Sun, 1-Nov-26`, `November 2026`.
fn by_name(text: &str) -> Option<Written> {
    let mut found = None;
    let mut numbers: Vec<&str> = Vec::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let ordinal = word.strip_suffix("st").or_else(|| word.strip_suffix("nd"));
        let ordinal = ordinal
            .or_else(|| word.strip_suffix("rd"))
            .or_else(|| word.strip_suffix("th"));
        let digits = ordinal.unwrap_or(word);
        if digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty() {
            numbers.push(digits);
        } else if let Some(month) = month(word).filter(|_| found.is_none()) {
            found = Some(month);
        } else if !is_weekday(word) {
            return None;
        }
    }
    let month = found?;
    let number = |text: &str| text.parse::<u32>().ok();
    match numbers.as_slice() {
        [year] if year.len() == 4 => month_end(number(year)? as i32, month),
        [year, day] if year.len() == 4 && day.len() <= 2 => {
            let day = Day::from_ymd(number(year)? as i32, month, number(day)?)?;
            Some(Written::Moment(Moment::Day(day)))
        }
        [day, year] if day.len() <= 2 && matches!(year.len(), 2 | 4) => {
            let year = full_year(number(year)?, year.len());
            let day = Day::from_ymd(year, month, number(day)?)?;
            Some(Written::Moment(Moment::Day(day)))
        }
        _ => None,
    }
}

/// `31/12/2026`, `2026.12.31`, `12/2026`, `2026-12`, and a number alone.
fn by_numbers(text: &str, time: &str) -> Option<Written> {
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let Some(separator @ ('/' | '.' | '-')) = separator else {
        return separator.is_none().then(|| number(text)).flatten();
    };
    let parts: Vec<&str> = text.trim_end_matches('.').split(separator).collect();
    let is_number = |part: &&str| {
        matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !parts.iter().all(is_number) {
        return number(text);
    }
    let of = |at: usize| parts[at].parse::<u32>().ok();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match lengths.as_slice() {
        [4, 1 | 2, 1 | 2] => {
            let day = Day::from_ymd(of(0)? as i32, of(1)?, of(2)?)?;
            Some(Written::Moment(Moment::Day(day)))
        }
        [1 | 2, 1 | 2, last @ (2 | 4)] => Some(Written::Parts(Parts {
            numbers: [of(0)?, of(1)?, of(2)?],
            last_digits: *last,
            is_dotted: separator == '.',
            time: time.to_owned(),
        })),
        [4, 2] if separator != '.' => month_end(of(0)? as i32, of(1)?),
        [1 | 2, 4] if separator != '.' => month_end(of(1)? as i32, of(0)?),
        _ => number(text),
    }
}

fn number(text: &str) -> Option<Written> {
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = text.parse().ok().filter(|_| is_number)?;
    Some(Written::Number(number))
}

/// `2026-W45`, `2026-Q3`, `Q3 2026`, `2026M11`.
fn period(text: &str) -> Option<Written> {
    let upper = text.to_ascii_uppercase();
    let letter = upper.find(['W', 'Q', 'M'])?;
    let (before, after) = (&upper[..letter], &upper[letter + 1..]);
    let is_separator = |c: char| matches!(c, '-' | '/' | ' ');
    let (before, after) = (
        before.trim_matches(is_separator),
        after.trim_matches(is_separator),
    );
    let (year, number) = match before {
        "" => {
            let (number, year) = after.split_once(is_separator)?;
            (year.trim_start_matches(is_separator), number)
        }
        year => (year, after),
    };
    let digits = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    let (year, of_week) = (
        digits(year).filter(|_| year.len() == 4)? as i32,
        number.split_once('-'),
    );
    match &upper[letter..=letter] {
        "W" => {
            let (week, weekday) = of_week.unwrap_or((number, "7"));
            let weekday =
                Weekday::try_from(u8::try_from(digits(weekday)?.checked_sub(1)?).ok()?).ok()?;
            let date = NaiveDate::from_isoywd_opt(year, digits(week)?, weekday)?;
            let day = Day::from_date(date)?;
            Some(match of_week {
                Some(_) => Written::Moment(Moment::Day(day)),
                None => Written::Period(day),
            })
        }
        "Q" => {
            let quarter = digits(number).filter(|quarter| (1..=4).contains(quarter))?;
            month_end(year, quarter * 3)
        }
        _ => month_end(year, digits(number)?),
    }
}

fn month_end(year: i32, month: u32) -> Option<Written> {
    let first = Day::from_ymd(year, month, 1)?;
    Some(Written::Period(first.plus_months(1).previous()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn days_that_can_only_be_one_are_read() {
        let november = Written::Moment(Moment::Day(day("2026-11-01")));
        for text in [
            "2026-11-01",
            "20261101",
            "2026/11/01",
            "2026.11.01",
            "2026.11.1",
            "2026-11-1",
            "1 Nov 2026",
            "Nov 1, 2026",
            "November 1st, 2026",
            "1. November 2026",
            "01-Nov-2026",
            "1-nov-26",
            "Sun, 1 Nov 2026",
            "Sunday, November 1, 2026",
            "2026-W44-7",
        ] {
            assert_eq!(written(text), Some(november.clone()), "{text}");
        }
        let micros =
            |hours: i64| Written::Moment(Moment::Local(day("2015-01-01"), hours * 3_600_000_000));
        for (text, hours) in [
            ("2015/01/01 01:00:00", 1),
            ("2015.01.01 13:00", 13),
            ("1 Jan 2015 1:00 PM", 13),
            ("Jan 1, 2015, 12:00:00 AM", 0),
            ("2015/1/1 9:00", 9),
        ] {
            assert_eq!(written(text), Some(micros(hours)), "{text}");
        }
    }

    #[test]
    fn periods_stand_for_their_last_days() {
        for (text, last) in [
            ("2026-11", "2026-11-30"),
            ("2026/02", "2026-02-28"),
            ("11/2026", "2026-11-30"),
            ("Nov 2026", "2026-11-30"),
            ("M\u{e4}rz 2024", "2024-03-31"),
            ("2026-W45", "2026-11-08"),
            ("2026W45", "2026-11-08"),
            ("2026-Q3", "2026-09-30"),
            ("Q3 2026", "2026-09-30"),
            ("2026M11", "2026-11-30"),
        ] {
            assert_eq!(written(text), Some(Written::Period(day(last))), "{text}");
        }
    }

    #[test]
    fn three_numbers_wait_for_their_order() {
        let parts = |text: &str| match written(text) {
            Some(Written::Parts(parts)) => parts,
            other => panic!("{text}: {other:?}"),
        };
        let of = |text: &str, order| parts(text).in_order(order);
        let on = |text: &str| Some(Moment::Day(day(text)));
        assert_eq!(of("03/04/2026", Order::Dmy), on("2026-04-03"));
        assert_eq!(of("03/04/2026", Order::Mdy), on("2026-03-04"));
        assert_eq!(of("3.4.26", Order::Dmy), on("2026-04-03"));
        assert_eq!(of("26-04-03", Order::Ymd), on("2026-04-03"));
        assert_eq!(of("1/2/99", Order::Mdy), on("1999-01-02"));
        assert_eq!(of("31/12/2026", Order::Mdy), None);
        let at = Some(Moment::Local(day("2026-04-03"), 79_200_000_000));
        assert_eq!(of("4/3/2026 10:00 PM", Order::Mdy), at);
        assert_eq!(parts("31/12/2026").too_large_for_months(), [true, false]);
        assert!(parts("3.4.2026").is_dotted);
    }

    #[test]
    fn other_texts_say_nothing_of_days() {
        for text in [
            "Total",
            "yesterday",
            "2026-02-30",
            "2026/13",
            "Nov",
            "Nov-26",
            "32 Nov 2026",
            "2026-W54",
            "2026-Q5",
            "12:30",
            "Mai",
            "v1.2.3",
            "1/2/3",
            "2026-11-23T10:00 CET",
            "11/23/2026 13:00 PM",
            "WM 2026",
            "",
        ] {
            assert_eq!(written(text), None, "{text}");
        }
        for (text, number) in [
            ("2026", 2026.0),
            ("45000", 45000.0),
            ("45000.5", 45000.5),
            ("12", 12.0),
        ] {
            assert_eq!(written(text), Some(Written::Number(number)));
        }
    }
}
