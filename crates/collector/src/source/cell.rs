//! One value of an answer, whatever engine gave it, and what it can stand for.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use dbag_domain::{BadValue, Day, ObjectKey, Value, Zone};

use super::bytes::{printable, spelled};

/// A value as an engine gave it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// NULL.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A floating-point number.
    Float(f64),
    /// A decimal number as its digits; `NaN` and `Infinity` too.
    Decimal(String),
    /// A text.
    Text(String),
    /// Bytes that are no text: BINARY, bytea, a blob.
    Bytes(Vec<u8>),
    /// A date.
    Date(NaiveDate),
    /// A date and time without a zone.
    Clock(NaiveDateTime),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A type that stands for nothing here, with the way out.
    Other {
        /// The engine's name of the type.
        type_name: String,
        /// What to write instead; may be empty.
        hint: &'static str,
    },
}

impl Cell {
    /// The number it is; `None` for NULL, words for anything that is no number.
    pub fn number(&self) -> Result<Option<Value>, String> {
        let words = |bad: BadValue| bad.to_string();
        match self {
            Self::Null => Ok(None),
            Self::Bool(flag) => Value::new(f64::from(u8::from(*flag)))
                .map(Some)
                .map_err(words),
            Self::Integer(number) => Value::from_integer(*number).map(Some).map_err(words),
            Self::Float(number) => Value::new(*number).map(Some).map_err(words),
            Self::Decimal(digits) => decimal(digits).map(Some).map_err(words),
            Self::Text(text) => Value::parse(text).map(Some).map_err(words),
            Self::Bytes(bytes) => match std::str::from_utf8(bytes).map(Value::parse) {
                // MySQL's functions on bytes give digits as bytes.
                Ok(Ok(value)) => Ok(Some(value)),
                _ => Err(wrong_type("binary value", "cast it to a number")),
            },
            Self::Date(_) => Err(wrong_type("date", "")),
            Self::Clock(_) | Self::Instant(_) => Err(wrong_type("point in time", "")),
            Self::Other { type_name, hint } => Err(wrong_type(type_name, hint)),
        }
    }

    /// The day it lies in; an instant's day is that of the zone.
    pub fn day(&self, zone: &Zone) -> Result<Day, String> {
        let outside = || "`day` lies outside the years 1 to 9999".to_owned();
        match self {
            Self::Date(date) => Day::from_date(*date).ok_or_else(outside),
            Self::Clock(clock) => Day::from_date(clock.date()).ok_or_else(outside),
            Self::Instant(instant) => Ok(zone.day_of(*instant)),
            Self::Text(_) | Self::Bytes(_) => day_of_text(self.text().trim(), zone),
            Self::Null => Err("`day` is NULL".to_owned()),
            // Eight digits are no count of anything that would be a day.
            Self::Integer(number) => eight_digits(*number)
                .ok_or_else(|| format!("`day` is the number {number}; return a date instead")),
            // `date_format(at, '%Y%m%d') + 0` is no whole number by its type.
            Self::Float(number) => whole(&number.to_string())
                .ok_or_else(|| format!("`day` is the number {number}; return a date instead")),
            Self::Decimal(digits) => whole(without_zeros(digits))
                .ok_or_else(|| format!("`day` is the number {digits}; return a date instead")),
            Self::Other { type_name, hint } if is_date_type(type_name) => {
                Err(format!("`day` is a {type_name} that is no day: {hint}"))
            }
            other => Err(format!("`day` is {}; return a date", other.words())),
        }
    }

    /// The instant it is: none for a date, and for a time that says no zone.
    pub(crate) fn instant(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Instant(instant) => Some(*instant),
            Self::Text(_) | Self::Bytes(_) => instant_of_text(self.text().trim()),
            _ => None,
        }
    }

    /// The key of the object it names.
    pub fn object(&self) -> Result<ObjectKey, String> {
        self.key("object")
    }

    /// The key that it is in the column of a name; bytes are written in hexadecimal digits.
    pub fn key(&self, column: &str) -> Result<ObjectKey, String> {
        let words = |error: dbag_domain::ObjectKeyError| error.to_string();
        match self {
            Self::Integer(number) => Ok(ObjectKey::from_integer(*number)),
            Self::Float(number) => ObjectKey::from_number(*number).map_err(words),
            Self::Decimal(digits) => decimal_key(digits).map_err(words),
            Self::Text(text) => ObjectKey::parse(text).map_err(words),
            Self::Bytes(bytes) => ObjectKey::parse(&spelled(bytes)).map_err(words),
            Self::Bool(flag) => ObjectKey::parse(&flag.to_string()).map_err(words),
            Self::Date(date) => ObjectKey::parse(&date.to_string()).map_err(words),
            Self::Null => Err(format!("`{column}` is NULL")),
            other => Err(format!("`{column}` is {}; return a key", other.words())),
        }
    }

    /// The label it gives an object; none for what is no text.
    pub fn label(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.trim().chars().take(300).collect()),
            Self::Bytes(bytes) => {
                printable(bytes).map(|text| text.trim().chars().take(300).collect())
            }
            Self::Integer(number) => Some(number.to_string()),
            Self::Decimal(digits) => Some(digits.clone()),
            _ => None,
        }
        .filter(|label: &String| !label.is_empty())
    }

    /// What it says, as a text; empty for NULL.
    pub fn to_text(&self) -> Result<String, String> {
        Ok(match self {
            Self::Null => String::new(),
            Self::Bool(flag) => flag.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Decimal(digits) => without_zeros(digits).to_owned(),
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => printable(bytes).map_or_else(|| spelled(bytes), str::to_owned),
            Self::Date(date) => date.to_string(),
            Self::Clock(clock) => clock.format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Instant(instant) => instant.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            Self::Other { type_name, .. } => {
                return Err(format!("a value of type {type_name}; cast it to text"));
            }
        })
    }

    /// The text, where it is one; for answers whose columns are known.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Bytes(bytes) => std::str::from_utf8(bytes).unwrap_or(""),
            _ => "",
        }
    }

    /// The whole number, where it is one.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => i64::try_from(*number).ok(),
            Self::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// What it takes here, in bytes.
    pub(crate) fn size(&self) -> usize {
        let text = match self {
            Self::Text(text) | Self::Decimal(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        size_of::<Self>() + text
    }

    fn words(&self) -> String {
        match self {
            Self::Other { type_name, .. } => format!("a value of type {type_name}"),
            Self::Bool(_) => "yes or no".to_owned(),
            Self::Float(number) => format!("the number {number}"),
            Self::Decimal(digits) => format!("the number {digits}"),
            Self::Bytes(_) => "a binary value".to_owned(),
            _ => "something else".to_owned(),
        }
    }
}

/// Types of dates in Postgres and MySQL, whose values are not all days.
fn is_date_type(type_name: &str) -> bool {
    matches!(type_name, "date" | "datetime") || type_name.starts_with("timestamp")
}

fn wrong_type(type_name: &str, hint: &str) -> String {
    let words = BadValue::WrongType(type_name.to_owned()).to_string();
    if hint.is_empty() {
        words
    } else {
        format!("{words}; {hint}")
    }
}

fn decimal(digits: &str) -> Result<Value, BadValue> {
    match digits {
        "NaN" => Err(BadValue::NaN),
        "Infinity" | "-Infinity" => Err(BadValue::TooLarge),
        // 42.000 is a whole number too, and held to the same exactness.
        _ => Value::parse(without_zeros(digits)),
    }
}

fn decimal_key(digits: &str) -> Result<ObjectKey, dbag_domain::ObjectKeyError> {
    let digits = without_zeros(digits);
    if digits.contains('.') {
        Err(dbag_domain::ObjectKeyError::Fraction)
    } else {
        ObjectKey::parse(digits)
    }
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    }
}

/// `2026-11-23`, `2026-11-23 23:30:00` (its date), or with `Z` or an offset (an instant).
fn day_of_text(text: &str, zone: &Zone) -> Result<Day, String> {
    if let Some(instant) = instant_of_text(text) {
        return Ok(zone.day_of(instant));
    }
    let date = text.get(..10).unwrap_or(text);
    let is_date_alone = matches!(text.as_bytes().get(10), None | Some(b' ' | b'T'));
    match Day::parse(date) {
        Ok(day) if is_date_alone => Ok(day),
        _ => {
            let text: String = text.chars().take(40).collect();
            Err(format!("`day` is `{text}`; return a date like 2026-01-31"))
        }
    }
}

fn instant_of_text(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z"));
    zoned.ok().map(|instant| instant.with_timezone(&Utc))
}

fn whole(digits: &str) -> Option<Day> {
    digits.parse().ok().and_then(eight_digits)
}

/// The date that eight digits are, 20261101.
fn eight_digits(number: i128) -> Option<Day> {
    let number = i32::try_from(number).ok()?;
    let part = |number: i32| u32::try_from(number).ok();
    let is_eight = (10_000_101..=99_991_231).contains(&number);
    let date = Day::from_ymd(
        number / 10_000,
        part(number / 100 % 100)?,
        part(number % 100)?,
    );
    date.filter(|_| is_eight)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MySQL's `date_format(at, '%Y%m%d') + 0` is a double, and of decimals a decimal.
    #[test]
    fn eight_digits_are_a_day_whatever_their_type() {
        let day = Day::parse("2024-05-01");
        for cell in [
            Cell::Integer(20_240_501),
            Cell::Float(20_240_501.0),
            Cell::Decimal("20240501.00".to_owned()),
        ] {
            assert_eq!(cell.day(&Zone::utc()).ok(), day.clone().ok(), "{cell:?}");
        }
        for cell in [
            Cell::Integer(20_241_301),
            Cell::Float(20_240_501.5),
            Cell::Float(f64::NAN),
            Cell::Decimal("2024050".to_owned()),
        ] {
            let words = cell.day(&Zone::utc()).expect_err("no day");
            assert!(words.contains("return a date instead"), "{words}");
        }
    }

    #[test]
    fn r20_numbers_are_values_or_refused_with_words() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let decimal = |digits: &str| Cell::Decimal(digits.to_owned());
        for (cell, number) in [
            (Cell::Integer(7), 7.0),
            (Cell::Bool(true), 1.0),
            (Cell::Float(-1.5), -1.5),
            (decimal("12.340"), 12.34),
            (decimal("100"), 100.0),
            (text(" 1234.5 "), 1234.5),
        ] {
            let value = cell.number().expect("a number").expect("a value");
            assert_eq!(value.get(), number);
        }
        for (cell, words) in [
            (text("1,234"), "without separators"),
            (text("abc"), "`abc` is not a number"),
            (Cell::Float(f64::NAN), "NaN"),
            (Cell::Float(f64::INFINITY), "too large"),
            (decimal("NaN"), "NaN"),
            (decimal("-Infinity"), "too large"),
            (Cell::Integer(1 << 60), "too large to be kept exactly"),
            (Cell::Date(NaiveDate::default()), "a date is not a number"),
        ] {
            let refusal = cell.number().expect_err(words);
            assert!(refusal.contains(words), "{refusal}");
        }
        assert_eq!(Cell::Null.number(), Ok(None));
    }

    #[test]
    fn an_instant_lies_in_the_zones_day() {
        let berlin = Zone::parse("Europe/Berlin").expect("a zone");
        for (text, day) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-11-23 23:30:00", "2026-11-23"),
            ("2026-11-23T23:30:00.5", "2026-11-23"),
            ("2026-11-23T23:30:00Z", "2026-11-24"),
            ("2026-11-23 23:30:00+00", "2026-11-24"),
            ("2026-11-23T23:30:00+01:00", "2026-11-23"),
        ] {
            let cell = Cell::Text(text.to_owned());
            assert_eq!(
                cell.day(&berlin).map(|day| day.to_string()).as_deref(),
                Ok(day),
                "{text}"
            );
        }
        assert_eq!(
            Cell::Integer(20_261_123)
                .day(&berlin)
                .map(|day| day.to_string()),
            Ok("2026-11-23".to_owned())
        );
        for cell in [
            Cell::Null,
            Cell::Integer(20_000),
            Cell::Integer(20_261_131),
            Cell::Text("23.11.2026".to_owned()),
            Cell::Text("2026-11-231".to_owned()),
            Cell::Bool(true),
        ] {
            assert!(cell.day(&berlin).is_err(), "{cell:?}");
        }
    }

    #[test]
    fn a_cell_says_something() {
        let instant = DateTime::UNIX_EPOCH;
        for (cell, text) in [
            (Cell::Null, ""),
            (Cell::Bool(true), "true"),
            (Cell::Integer(12), "12"),
            (Cell::Float(2.5), "2.5"),
            (Cell::Decimal("12.50".to_owned()), "12.5"),
            (Cell::Text("pro".to_owned()), "pro"),
            (Cell::Date(NaiveDate::default()), "1970-01-01"),
            (Cell::Clock(instant.naive_utc()), "1970-01-01 00:00:00"),
            (Cell::Instant(instant), "1970-01-01 00:00:00 UTC"),
        ] {
            assert_eq!(cell.to_text().as_deref(), Ok(text));
        }
        let other = Cell::Other {
            type_name: "jsonb".to_owned(),
            hint: "",
        };
        assert!(other.to_text().expect_err("refused").contains("jsonb"));
    }

    #[test]
    fn bytes_are_keys_in_hexadecimal_digits_and_sixteen_a_uuid() {
        let key = |bytes: &[u8]| Cell::Bytes(bytes.to_vec()).object();
        let sixteen: Vec<u8> = (0xf0..=0xff).collect();
        for (bytes, expected) in [
            (sixteen.as_slice(), "f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff"),
            (&sixteen[..8], "f0f1f2f3f4f5f6f7"),
            (b"AB".as_slice(), "4142"),
            (b"\0".as_slice(), "00"),
        ] {
            assert_eq!(key(bytes).expect("a key").as_str(), expected);
        }
        assert!(key(b"").is_err());
        assert!(key(&[0; 101]).is_err(), "more than 200 characters");
        // What a person reads stays what was written.
        let words = Cell::Bytes(b"Acme".to_vec());
        assert_eq!(
            (words.label().as_deref(), words.to_text().as_deref()),
            (Some("Acme"), Ok("Acme"))
        );
        assert_eq!(Cell::Bytes(vec![0xff]).to_text().as_deref(), Ok("ff"));
        assert_eq!(Cell::Bytes(vec![0xff]).label(), None);
    }

    #[test]
    fn one_number_is_one_key() {
        for cell in [
            Cell::Integer(42),
            Cell::Float(42.0),
            Cell::Decimal("42.00".to_owned()),
            Cell::Text("42".to_owned()),
        ] {
            assert_eq!(cell.object().expect("a key").as_str(), "42");
        }
        for cell in [
            Cell::Null,
            Cell::Float(4.2),
            Cell::Decimal("4.20".to_owned()),
        ] {
            assert!(cell.object().is_err());
        }
    }
}
