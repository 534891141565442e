//! Postgres' binary values as cells.
//!
//! Read by hand where the driver refuses or panics: NUMERIC beyond 28 digits
//! and NaN, dates at infinity.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta};
use sqlx::postgres::{PgRow, PgTypeKind, PgValueRef};
use sqlx::{Row, TypeInfo, ValueRef};

use super::bytes::spelled;
use super::cell::Cell;

const NUMERIC_NAN: u16 = 0xc000;
const NUMERIC_INFINITY: u16 = 0xd000;
const NUMERIC_MINUS_INFINITY: u16 = 0xf000;
const NUMERIC_NEGATIVE: u16 = 0x4000;
const HINT_TEXT: &str = "cast it to text or to a number";

pub(super) fn read_cell(row: &PgRow, at: usize) -> Cell {
    let Ok(value) = row.try_get_raw(at) else {
        return other("unknown", HINT_TEXT);
    };
    if value.is_null() {
        return Cell::Null;
    }
    let type_info = value.type_info();
    let name = type_info.name();
    let is_enum = matches!(type_info.kind(), PgTypeKind::Enum(_));
    let cell = match name {
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" | "JSON" | "citext" => text(&value),
        _ if is_enum => text(&value),
        _ => bytes(&value).and_then(|bytes| read_bytes(name, bytes)),
    };
    cell.unwrap_or_else(|| other(name, hint_for(name)))
}

fn read_bytes(name: &str, bytes: &[u8]) -> Option<Cell> {
    match name {
        "BOOL" => Some(Cell::Bool(bytes.first()? != &0)),
        "INT2" => integer(i16::from_be_bytes(bytes.try_into().ok()?)),
        "INT4" => integer(i32::from_be_bytes(bytes.try_into().ok()?)),
        "INT8" => integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        "OID" => integer(u32::from_be_bytes(bytes.try_into().ok()?)),
        "FLOAT4" => Some(Cell::Float(shortest(f32::from_be_bytes(
            bytes.try_into().ok()?,
        )))),
        "FLOAT8" => Some(Cell::Float(f64::from_be_bytes(bytes.try_into().ok()?))),
        "NUMERIC" => numeric(bytes).map(Cell::Decimal),
        "\"CHAR\"" => Some(Cell::Text(String::from_utf8_lossy(bytes).into_owned())),
        "UUID" => Some(Cell::Text(spelled(bytes))),
        "BYTEA" => Some(Cell::Bytes(bytes.to_vec())),
        "DATE" => date(bytes).map(Cell::Date),
        "TIMESTAMP" => timestamp(bytes).map(Cell::Clock),
        "TIMESTAMPTZ" => {
            let clock = timestamp(bytes)?;
            Some(Cell::Instant(DateTime::from_naive_utc_and_offset(
                clock,
                chrono::Utc,
            )))
        }
        _ => None,
    }
}

fn hint_for(name: &str) -> &'static str {
    match name {
        "MONEY" => "write `::numeric` after it",
        "INTERVAL" => "write `extract(epoch from …)`",
        "DATE" | "TIMESTAMP" | "TIMESTAMPTZ" => "infinite dates are no days",
        "JSONB" => "write `(…)::numeric` or `->>`",
        _ => HINT_TEXT,
    }
}

fn other(type_name: &str, hint: &'static str) -> Cell {
    Cell::Other {
        type_name: type_name.to_lowercase(),
        hint,
    }
}

fn bytes<'a>(value: &PgValueRef<'a>) -> Option<&'a [u8]> {
    value.as_bytes().ok()
}

fn text(value: &PgValueRef<'_>) -> Option<Cell> {
    value.as_str().ok().map(|text| Cell::Text(text.to_owned()))
}

fn integer(number: impl Into<i128>) -> Option<Cell> {
    Some(Cell::Integer(number.into()))
}

/// 0.1 stays 0.1, not 0.10000000149: the float that the shortest digits name.
fn shortest(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::from(number))
}

/// Groups of four decimal digits, the first of weight 10000^weight.
fn numeric(bytes: &[u8]) -> Option<String> {
    let word = |at: usize| {
        Some(u16::from_be_bytes(
            bytes.get(2 * at..2 * at + 2)?.try_into().ok()?,
        ))
    };
    let (groups, weight, sign) = (word(0)?, word(1)?.cast_signed(), word(2)?);
    match sign {
        NUMERIC_NAN => return Some("NaN".to_owned()),
        NUMERIC_INFINITY => return Some("Infinity".to_owned()),
        NUMERIC_MINUS_INFINITY => return Some("-Infinity".to_owned()),
        _ => {}
    }
    let group = |position: i16| {
        let at = usize::try_from(weight - position).ok()?;
        (at < usize::from(groups)).then(|| word(4 + at))?
    };
    let mut digits = String::new();
    if sign == NUMERIC_NEGATIVE {
        digits.push('-');
    }
    for position in (0..=weight.max(0)).rev() {
        let group = group(position).unwrap_or(0);
        if position == weight.max(0) {
            digits.push_str(&group.to_string());
        } else {
            digits.push_str(&format!("{group:04}"));
        }
    }
    let last = weight.saturating_sub(i16::try_from(groups).ok()?) + 1;
    for position in (last..0).rev() {
        if position == -1 {
            digits.push('.');
        }
        digits.push_str(&format!("{:04}", group(position).unwrap_or(0)));
    }
    Some(digits)
}

/// Postgres counts from 2000-01-01; `infinity` is the largest count and no date.
fn date(bytes: &[u8]) -> Option<NaiveDate> {
    let days = i32::from_be_bytes(bytes.try_into().ok()?);
    NaiveDate::from_ymd_opt(2000, 1, 1)?.checked_add_signed(TimeDelta::try_days(days.into())?)
}

fn timestamp(bytes: &[u8]) -> Option<NaiveDateTime> {
    let microseconds = i64::from_be_bytes(bytes.try_into().ok()?);
    NaiveDate::from_ymd_opt(2000, 1, 1)?
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(TimeDelta::microseconds(microseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric_of(weight: i16, sign: u16, groups: &[u16]) -> Option<String> {
        let count = u16::try_from(groups.len()).expect("few");
        let head = [count, weight.cast_unsigned(), sign, 0];
        let words = head.iter().chain(groups);
        numeric(
            &words
                .flat_map(|word| word.to_be_bytes())
                .collect::<Vec<u8>>(),
        )
    }

    #[test]
    fn numerics_are_read_digit_by_digit() {
        for (weight, sign, groups, digits) in [
            (0, 0, &[42_u16][..], "42"),
            (0, 0, &[], "0"),
            (1, 0, &[1, 2345, 6000], "12345.6000"),
            (-1, 0, &[5000], "0.5000"),
            (-2, 0x4000, &[12], "-0.00000012"),
            (2, 0, &[1], "100000000"),
            (0, 0xc000, &[], "NaN"),
            (0, 0xf000, &[], "-Infinity"),
        ] {
            assert_eq!(numeric_of(weight, sign, groups).as_deref(), Some(digits));
        }
    }

    #[test]
    fn infinite_dates_are_no_dates() {
        assert_eq!(date(&i32::MAX.to_be_bytes()), None);
        assert_eq!(timestamp(&i64::MAX.to_be_bytes()), None);
        assert_eq!(
            date(&9_i32.to_be_bytes()),
            NaiveDate::from_ymd_opt(2000, 1, 10)
        );
    }
}
