//! Numbers as people read them, the same in the server and in the browser.

use crate::rounding::{NEARLY_NOTHING, digits_beside, digits_beside_zero, half_up, is_same};
use crate::{Format, Unit};

/// A value in full: `1,204`, `12.4 %`, `€3,200`, `4 m 10 s`, `1.2 GB`; without the unit's word.
pub fn format_value(value: f64, unit: &Unit) -> String {
    match unit.format {
        Format::Number => grouped(value, digits_for(value)),
        Format::Percent => percentage(value),
        Format::Currency => currency(value, &unit.plural, |size| {
            let digits = if size.fract() == 0.0 { 0 } else { 2 };
            match digits_beside_zero(size, digits) {
                usual if usual == digits => grouped_exact(size, digits),
                more => grouped(size, more),
            }
        }),
        Format::Duration => duration(value),
        Format::Bytes => bytes(value),
    }
}

/// A value that does not read as a limit that it is not: `1,199.6` beside 1,200.
pub fn format_beside(value: f64, limit: f64, unit: &Unit) -> String {
    if unit.format == Format::Duration {
        return duration_beside(value, limit);
    }
    let usual = decimals(value, unit).max(decimals(limit, unit));
    match digits_beside(value, limit, usual) {
        digits if digits == usual => format_value(value, unit),
        digits => format_value_to(value, unit, digits),
    }
}

/// A part of a whole in percent, `67 %`, which reads as 0 % or 100 % only where it is that; `None`
/// of a whole that is none.
pub fn format_share(part: f64, whole: f64) -> Option<String> {
    let share = part / whole * 100.0;
    let is_telling = share.is_finite() && share.abs() < 100_000.0;
    is_telling.then(|| format!("{} %", whole_percent(share)))
}

/// A percentage without decimals, but for those that it needs not to read as 0 or 100.
pub(crate) fn whole_percent(percent: f64) -> String {
    grouped(percent, beside_limits(percent, 0))
}

/// How far two percentages are apart: `2.5 points`.
pub(crate) fn format_points(points: f64) -> String {
    let number = grouped(points, 1);
    let word = if number == "1" { "point" } else { "points" };
    format!("{number} {word}")
}

fn percentage(value: f64) -> String {
    format!("{} %", grouped(value, beside_limits(value, 1)))
}

fn beside_limits(percent: f64, usual: usize) -> usize {
    digits_beside(percent.abs(), 100.0, digits_beside_zero(percent, usual))
}

/// How many decimals [`format_value`] writes a value with.
pub fn decimals(value: f64, unit: &Unit) -> usize {
    match unit.format {
        Format::Number | Format::Percent | Format::Currency => {
            let text = format_value(value, unit);
            let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
            match text.contains('e') {
                true => 0,
                false => fraction.bytes().take_while(u8::is_ascii_digit).count(),
            }
        }
        Format::Duration | Format::Bytes => 0,
    }
}

/// A value with exactly so many decimals, as a column of them has; lengths and sizes of files
/// are written as ever, and so is what is too small for them: only zero reads as 0.
pub fn format_value_to(value: f64, unit: &Unit, decimals: usize) -> String {
    if value != 0.0 && value.abs() * 10_f64.powi(decimals as i32) < 0.5 {
        return format_value(value, unit);
    }
    match unit.format {
        Format::Number => grouped_exact(value, decimals),
        Format::Percent => format!("{} %", grouped_exact(value, decimals)),
        Format::Currency => currency(value, &unit.plural, |size| grouped_exact(size, decimals)),
        Format::Duration | Format::Bytes => format_value(value, unit),
    }
}

/// A value in little room: `1.2k`, `3.4M`, `€3.2k`.
pub fn format_compact(value: f64, unit: &Unit) -> String {
    match unit.format {
        Format::Number => compact(value),
        Format::Currency => currency(value, &unit.plural, compact),
        Format::Percent | Format::Duration | Format::Bytes => format_value(value, unit),
    }
}

/// A value in full with its unit: `1 order`, `1,204 orders`.
pub fn format_with_unit(value: f64, unit: &Unit) -> String {
    let number = format_value(value, unit);
    let word = unit_word(value, unit);
    if word.is_empty() {
        number
    } else {
        format!("{number} {word}")
    }
}

/// The unit's word for a value; empty where the number carries its unit itself.
pub fn unit_word(value: f64, unit: &Unit) -> &str {
    match unit.format {
        Format::Number if value == 1.0 => &unit.singular,
        Format::Number => &unit.plural,
        Format::Percent | Format::Currency | Format::Duration | Format::Bytes => "",
    }
}

/// How long ago, roughly: `a minute`, `3 h`, `5 d`.
pub fn spoken_duration(seconds: i64) -> String {
    match seconds.max(0) {
        0..=89 => "a minute".to_owned(),
        seconds @ 90..=5_399 => format!("{} min", (seconds + 30) / 60),
        seconds @ 5_400..=129_599 => format!("{} h", (seconds + 1_800) / 3_600),
        seconds => format!("{} d", (seconds + 43_200) / 86_400),
    }
}

const MINUS: char = '\u{2212}';

fn digits_for(value: f64) -> usize {
    match value.abs() {
        size if size.fract() == 0.0 || size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    }
}

/// With thousands separated; trailing zeros of the fraction are left out. A number that is not zero
/// does not read as zero.
pub(crate) fn grouped(value: f64, digits: usize) -> String {
    if value != 0.0 && value.abs() < NEARLY_NOTHING {
        return scientific(value);
    }
    let text = grouped_exact(value, digits_beside_zero(value, digits));
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn grouped_exact(value: f64, digits: usize) -> String {
    if value.abs() >= 1e15 {
        return scientific(value);
    }
    let text = format!("{:.digits$}", half_up(value.abs(), digits));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 6);
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn scientific(value: f64) -> String {
    format!("{value:.2e}").replace('-', "\u{2212}")
}

fn compact(value: f64) -> String {
    const STEPS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")];
    let size = value.abs();
    if size >= 1e15 {
        return scientific(value);
    }
    for (step, suffix) in STEPS {
        // 999,950 is 1M, not 1,000k.
        if size >= step * 0.999_5 {
            let scaled = value / step;
            let digits = if scaled.abs() < 99.95 { 1 } else { 0 };
            return format!("{}{suffix}", grouped(scaled, digits));
        }
    }
    grouped(value, digits_for(value))
}

/// The sign before the number, a code of letters too: `€3.2k`, `EUR 3.2k`.
fn currency(value: f64, sign: &str, number: impl Fn(f64) -> String) -> String {
    let minus = if value < 0.0 { "\u{2212}" } else { "" };
    let space = if sign.chars().all(char::is_alphabetic) && !sign.is_empty() {
        " "
    } else {
        ""
    };
    format!("{minus}{sign}{space}{}", number(value.abs()))
}

/// Each length of time with its name, the longest first.
const LENGTHS: [(f64, &str); 4] = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "m"), (1.0, "s")];

/// So many lengths a duration is written in.
const USUAL_LENGTHS: usize = 2;

fn duration(seconds: f64) -> String {
    let size = seconds.abs();
    // 0.9996 s is 1 s, not 1,000 ms, and 59.96 s a minute, not 60 s.
    if size < 0.999_5 && size > 0.0 {
        return format!("{}{} ms", minus(seconds), grouped(size * 1000.0, 0));
    }
    if size < 59.95 {
        return format!("{}{} s", minus(seconds), grouped(size, 1));
    }
    lengths(seconds, USUAL_LENGTHS)
}

/// A duration that does not read as a limit that it is not: `1 h 59 m 55 s` beside 2 h, `59.96 s` beside a minute.
fn duration_beside(value: f64, limit: f64) -> String {
    let usual = duration(value);
    if is_same(value, limit) || usual != duration(limit) {
        return usual;
    }
    let longer = (USUAL_LENGTHS + 1)..=LENGTHS.len();
    let mut longer = longer.map(|count| (lengths(value, count), lengths(limit, count)));
    let apart = longer.find(|(of_value, of_limit)| of_value != of_limit);
    apart.map_or_else(
        || {
            let digits = digits_beside(value, limit, 1);
            format!("{}{} s", minus(value), grouped(value.abs(), digits))
        },
        |(of_value, _)| of_value,
    )
}

/// So many lengths from the longest on that there is one of, the last rounded half up: 23 h 59 m 45 s are 1 d.
fn lengths(seconds: f64, count: usize) -> String {
    let size = seconds.abs();
    let of_size = LENGTHS.iter().position(|(length, _)| size >= *length);
    let of_size = of_size.unwrap_or(LENGTHS.len() - 1);
    let last = (of_size + count).min(LENGTHS.len()) - 1;
    let (smallest, _) = LENGTHS[last];
    let mut rest = (size / smallest + 0.5).floor() * smallest;
    // Rounding may fill the next longer one.
    let first = match of_size.checked_sub(1) {
        Some(longer) if rest >= LENGTHS[longer].0 => longer,
        _ => of_size,
    };
    let mut parts = Vec::new();
    for (length, name) in &LENGTHS[first..=last] {
        let whole = (rest / length).floor();
        rest -= whole * length;
        if whole > 0.0 {
            parts.push(format!("{} {name}", grouped(whole, 0)));
        }
    }
    format!("{}{}", minus(seconds), parts.join(" "))
}

fn minus(value: f64) -> &'static str {
    if value < 0.0 { "\u{2212}" } else { "" }
}

fn bytes(value: f64) -> String {
    const STEPS: [(f64, &str); 4] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    for (step, suffix) in STEPS {
        if value.abs() >= step * 0.999_5 {
            return format!("{} {suffix}", grouped(value / step, 1));
        }
    }
    format!("{} B", grouped(value, 0))
}

/// A sentence begins with a capital letter, whoever wrote it.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(format: Format, plural: &str) -> Unit {
        Unit {
            singular: "order".to_owned(),
            plural: plural.to_owned(),
            format,
        }
    }

    #[test]
    fn values_are_written_in_full() {
        let cases = [
            (Format::Number, "", 1204.0, "1,204"),
            (Format::Number, "", 0.0, "0"),
            (Format::Number, "", -1234567.0, "\u{2212}1,234,567"),
            (Format::Number, "", 12.345, "12.35"),
            (Format::Number, "", 1234.5, "1,235"),
            (Format::Currency, "€", 173.285, "€173.29"),
            (Format::Number, "", 0.0004, "0.0004"),
            (Format::Number, "", -0.0004, "\u{2212}0.0004"),
            (Format::Number, "", -0.0, "0"),
            (Format::Number, "", 0.000_123_4, "0.00012"),
            (Format::Number, "", -5e-17, "\u{2212}5.00e\u{2212}17"),
            (Format::Number, "", 1e300, "1.00e300"),
            (Format::Percent, "", 12.44, "12.4 %"),
            (Format::Percent, "", 0.04, "0.04 %"),
            (Format::Percent, "", 99.94, "99.9 %"),
            (Format::Percent, "", 99.96, "99.96 %"),
            (Format::Percent, "", 100.0, "100 %"),
            (Format::Percent, "", 100.04, "100.04 %"),
            (Format::Percent, "", -99.96, "\u{2212}99.96 %"),
            (Format::Currency, "€", 3200.0, "€3,200"),
            (Format::Currency, "EUR", -3.5, "\u{2212}EUR 3.50"),
            (Format::Currency, "$", -0.004, "\u{2212}$0.004"),
            (Format::Currency, "$", -0.0, "$0"),
            (Format::Duration, "", 250.0, "4 m 10 s"),
            (Format::Duration, "", 59.94, "59.9 s"),
            (Format::Duration, "", 59.96, "1 m"),
            (Format::Duration, "", 0.999_6, "1 s"),
            (Format::Duration, "", 0.000_4, "0.4 ms"),
            (Format::Bytes, "", 0.4, "0.4 B"),
            (Format::Duration, "", 3600.0, "1 h"),
            (Format::Duration, "", 0.25, "250 ms"),
            (Format::Duration, "", 90000.0, "1 d 1 h"),
            (Format::Duration, "", 7_195.0, "2 h"),
            (Format::Duration, "", 86_385.0, "1 d"),
            (Format::Duration, "", 84_660.0, "23 h 31 m"),
            (Format::Duration, "", 93_540.0, "1 d 2 h"),
            (Format::Duration, "", 9_999.995, "2 h 47 m"),
            (Format::Duration, "", 123_456_789.0, "1,428 d 22 h"),
            (Format::Duration, "", 999_999.0, "11 d 14 h"),
            (Format::Duration, "", 3_599.6, "1 h"),
            (Format::Duration, "", -7_195.0, "\u{2212}2 h"),
            (Format::Duration, "", 0.0, "0 s"),
            (Format::Bytes, "", 1.2e9, "1.2 GB"),
            (Format::Bytes, "", 999.0, "999 B"),
        ];
        for (format, plural, value, text) in cases {
            assert_eq!(format_value(value, &unit(format, plural)), text, "{value}");
        }
    }

    #[test]
    fn values_are_written_in_little_room() {
        let cases = [
            (Format::Number, 999.0, "999"),
            (Format::Number, 1204.0, "1.2k"),
            (Format::Number, 999_950.0, "1M"),
            (Format::Number, 3_400_000.0, "3.4M"),
            (Format::Number, -56_000.0, "\u{2212}56k"),
            (Format::Currency, 3200.0, "€3.2k"),
        ];
        for (format, value, text) in cases {
            assert_eq!(format_compact(value, &unit(format, "€")), text, "{value}");
        }
    }

    #[test]
    fn one_is_singular() {
        let unit = unit(Format::Number, "orders");
        assert_eq!(format_with_unit(1.0, &unit), "1 order");
        assert_eq!(format_with_unit(0.0, &unit), "0 orders");
        assert_eq!(format_with_unit(1204.0, &unit), "1,204 orders");
    }

    #[test]
    fn a_part_reads_as_the_whole_only_where_it_is() {
        for (part, whole, text) in [
            (804.0, 1200.0, Some("67 %")),
            (1_199.6, 1_200.0, Some("99.97 %")),
            (0.4, 1_200.0, Some("0.033 %")),
            (0.0, 1_200.0, Some("0 %")),
            (1_200.0, 1_200.0, Some("100 %")),
            (-300.0, 1_200.0, Some("\u{2212}25 %")),
            (1.0, 0.0, None),
        ] {
            assert_eq!(format_share(part, whole).as_deref(), text, "{part}");
        }
        let orders = unit(Format::Number, "orders");
        assert_eq!(format_beside(1_199.6, 1_200.0, &orders), "1,199.6");
        assert_eq!(format_beside(1_150.6, 1_200.0, &orders), "1,151");
        let euros = unit(Format::Currency, "€");
        assert_eq!(format_beside(1_199.996, 1_200.0, &euros), "€1,199.996");
        let lasting = unit(Format::Duration, "");
        for (value, limit, text) in [
            (7_195.0, 7_200.0, "1 h 59 m 55 s"),
            (7_000.0, 7_200.0, "1 h 57 m"),
            (7_200.0, 7_200.0, "2 h"),
            (86_385.0, 86_400.0, "23 h 59 m 45 s"),
            (59.96, 60.0, "59.96 s"),
        ] {
            assert_eq!(format_beside(value, limit, &lasting), text, "{value}");
        }
    }

    #[test]
    fn ages_are_rough() {
        let cases = [
            (0, "a minute"),
            (600, "10 min"),
            (10_800, "3 h"),
            (432_000, "5 d"),
        ];
        for (seconds, text) in cases {
            assert_eq!(spoken_duration(seconds), text);
        }
    }

    #[test]
    fn a_column_has_one_number_of_decimals() {
        let cases: [(Format, &[f64], &[&str]); 5] = [
            (Format::Percent, &[5.0, 5.5], &["5.0 %", "5.5 %"]),
            (Format::Number, &[3.0, 1204.0], &["3", "1,204"]),
            (
                Format::Number,
                &[1.25, 1204.5, -3.0],
                &["1.25", "1,204.50", "\u{2212}3.00"],
            ),
            (Format::Currency, &[5.0, 5.5], &["€5.00", "€5.50"]),
            (Format::Duration, &[1.5, 90.0], &["1.5 s", "1 m 30 s"]),
        ];
        for (format, values, written) in cases {
            let unit = Unit {
                plural: "€".to_owned(),
                format,
                ..Unit::default()
            };
            let most = values.iter().map(|value| decimals(*value, &unit)).max();
            let column = values
                .iter()
                .map(|value| format_value_to(*value, &unit, most.unwrap_or(0)));
            assert_eq!(column.collect::<Vec<_>>(), written);
        }
    }

    #[test]
    fn only_zero_reads_as_zero_in_a_column() {
        let number = Unit::default();
        for (value, decimals, text) in [
            (0.0, 2, "0.00"),
            (4e-7, 2, "4.00e\u{2212}7"),
            (-1e-9, 0, "\u{2212}1.00e\u{2212}9"),
            (0.004, 2, "0.004"),
            (0.005, 2, "0.01"),
            (0.3, 0, "0.3"),
            (12.0, 1, "12.0"),
        ] {
            assert_eq!(format_value_to(value, &number, decimals), text, "{value}");
        }
    }
}
