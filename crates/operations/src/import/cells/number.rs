//! A number as people and programs write it: separators, signs, units.

use dbag_domain::{BadValue, Value};

use super::currency;
use super::exact::exact;
use super::{TYPED, shortened};

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

impl Mark {
    const fn as_char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// What stands beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// `%`
    Percent,
    /// A currency's code.
    Currency(&'static str),
}

/// A number taken apart: its digits and what separates them, and what stood around them.
#[derive(Debug, PartialEq)]
pub(super) struct Dissected<'a> {
    pub(super) is_negative: bool,
    pub(super) body: &'a str,
    pub(super) sign: Option<Sign>,
    /// Whether it is certain that its mark is a point.
    pub(super) is_typed: bool,
}

/// What the digits of a number say of the decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Digits alone; whether there are so many that others would have separated them.
    Whole { is_long: bool },
    /// It can only be this mark.
    Sure(Mark),
    /// This mark, with three digits behind it: decimals, or thousands.
    Either(Mark),
}

/// Reads a plain number, as programs write it: `1234.5`, `-3`, `2e6`. Only few cells are another.
pub(crate) fn read_plain(cell: &[u8]) -> Option<Result<Value, BadValue>> {
    let cell = match cell {
        [TYPED, rest @ ..] => rest,
        cell => cell,
    };
    let text = str::from_utf8(cell).ok()?.trim();
    match exact(text) {
        Err(BadValue::NotANumber(_)) => None,
        read => Some(read),
    }
}

/// Whether a plain number could be another where thousands have points; not one that is a number in
/// its file.
pub(crate) fn is_open(cell: &[u8]) -> bool {
    let is_typed = cell.first() == Some(&TYPED);
    !is_typed
        && cell.contains(&b'.')
        && str::from_utf8(cell).is_ok_and(|text| {
            let digits = text.trim().trim_start_matches(['-', '+']);
            matches!(form_of(digits), Some(Form::Either(_)))
        })
}

/// Takes a number apart; `None` where it is none.
pub(super) fn dissect(cell: &str) -> Option<Dissected<'_>> {
    let (text, is_typed) = match cell.strip_prefix(char::from(TYPED)) {
        Some(rest) => (rest, true),
        None => (cell, false),
    };
    let mut rest = trim(text);
    let mut found = Dissected {
        is_negative: false,
        body: "",
        sign: None,
        is_typed,
    };
    let mut has_sign = false;
    loop {
        match around(rest) {
            Around::Nothing => break,
            Around::Signed {
                is_minus,
                rest: after,
            } if !has_sign => {
                (has_sign, found.is_negative) = (true, is_minus);
                rest = trim(after);
            }
            Around::Unit { sign, rest: after } if found.sign.is_none() => {
                found.sign = Some(sign);
                rest = trim(after);
            }
            Around::Signed { .. } | Around::Unit { .. } => return None,
        }
    }
    found.body = rest;
    let is_digits = rest.chars().all(|c| c.is_ascii_digit() || is_separator(c));
    let has_digit = rest.bytes().any(|byte| byte.is_ascii_digit());
    ((is_digits && has_digit) || is_exponential(rest)).then_some(found)
}

/// What stands at either end of a number. Brackets are a minus: `(5)`, `(5) €`, `(€ 5)`.
enum Around<'a> {
    Nothing,
    Signed { is_minus: bool, rest: &'a str },
    Unit { sign: Sign, rest: &'a str },
}

fn around(text: &str) -> Around<'_> {
    if let Some(rest) = text.strip_prefix('+') {
        return Around::Signed {
            is_minus: false,
            rest,
        };
    }
    let bracketed = text
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'));
    if let Some(rest) = bracketed {
        return Around::Signed {
            is_minus: true,
            rest,
        };
    }
    let minus = ['-', '\u{2212}'];
    if let Some(rest) = text
        .strip_prefix(minus)
        .or_else(|| text.strip_suffix(minus))
    {
        return Around::Signed {
            is_minus: true,
            rest,
        };
    }
    if let Some(rest) = text.strip_suffix('%') {
        return Around::Unit {
            sign: Sign::Percent,
            rest,
        };
    }
    if let Some((code, length)) = currency::at_start(text) {
        return Around::Unit {
            sign: Sign::Currency(code),
            rest: &text[length..],
        };
    }
    match currency::at_end(text) {
        Some((code, length)) => Around::Unit {
            sign: Sign::Currency(code),
            rest: &text[..text.len() - length],
        },
        None => Around::Nothing,
    }
}

/// Blanks of every width, and the apostrophes that the Swiss write.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',') || is_group_separator(c)
}

pub(super) fn is_group_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\'' | '\u{2019}'
    )
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace())
}

fn is_exponential(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(exponent) && number.split('.').all(is_digits) && number.matches('.').count() <= 1
}

/// What the digits of a number say of its mark; `None` where they are no number by any.
pub(super) fn form_of(body: &str) -> Option<Form> {
    if is_exponential(body) {
        return Some(Form::Sure(Mark::Point));
    }
    let has_groups = body.contains(is_group_separator);
    let (points, commas) = (body.matches('.').count(), body.matches(',').count());
    let form = match (points, commas) {
        (0, 0) if has_groups => Form::Whole { is_long: false },
        (0, 0) => Form::Whole {
            is_long: body.len() > 3,
        },
        (1, 1) if body.rfind('.') > body.rfind(',') => Form::Sure(Mark::Point),
        (1, 1) => Form::Sure(Mark::Comma),
        // What stands there twice separates thousands.
        (1, _) => Form::Sure(Mark::Point),
        (_, 1) if points > 0 => Form::Sure(Mark::Comma),
        (1.., 1..) => return None,
        (2.., _) => Form::Sure(Mark::Comma),
        (_, 2..) => Form::Sure(Mark::Point),
        (0, 1) => single(body, Mark::Comma, has_groups),
    };
    let form = match form {
        Form::Sure(Mark::Point) if points == 1 && commas == 0 => {
            single(body, Mark::Point, has_groups)
        }
        form => form,
    };
    let marks = match form {
        Form::Sure(mark) => &[mark][..],
        Form::Whole { .. } => &[Mark::Point],
        Form::Either(_) => &[Mark::Point, Mark::Comma],
    };
    marks
        .iter()
        .all(|mark| plain(body, *mark).is_some())
        .then_some(form)
}

/// One mark and no other.
fn single(body: &str, mark: Mark, has_groups: bool) -> Form {
    let Some((before, after)) = body.split_once(mark.as_char()) else {
        return Form::Sure(mark);
    };
    let may_be_thousands = !has_groups
        && after.len() == 3
        && (1..=3).contains(&before.len())
        && !before.starts_with('0');
    match may_be_thousands {
        true => Form::Either(mark),
        false => Form::Sure(mark),
    }
}

/// The digits as programs write them; `None` where they are no number by this mark.
pub(super) fn plain(body: &str, mark: Mark) -> Option<String> {
    if is_exponential(body) {
        return (mark == Mark::Point || !body.contains('.')).then(|| body.to_owned());
    }
    let (whole, fraction) = match body.rsplit_once(mark.as_char()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (body, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.contains(mark.as_char()) || !fraction.is_none_or(is_digits) {
        return None;
    }
    let whole = ungrouped(whole)?;
    match (whole.is_empty(), fraction) {
        (true, None | Some("")) => None,
        (true, Some(fraction)) => Some(format!("0.{fraction}")),
        (false, None | Some("")) => Some(whole),
        (false, Some(fraction)) => Some(format!("{whole}.{fraction}")),
    }
}

/// Digits without what separates thousands: groups of three, or of two and a last of three, as in India.
fn ungrouped(whole: &str) -> Option<String> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let (last, rest) = groups.split_last()?;
    let (first, middle) = rest.split_first()?;
    let is_of = |group: &str, lengths: &[usize]| {
        lengths.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_grouped = is_of(last, &[3])
        && is_of(first, &[1, 2, 3])
        && (middle.iter().all(|group| is_of(group, &[3]))
            || first.len() <= 2 && middle.iter().all(|group| is_of(group, &[2])));
    is_grouped.then(|| groups.concat())
}

/// The value of a number that was taken apart.
pub(super) fn value_of(found: &Dissected<'_>, mark: Mark) -> Option<Result<Value, String>> {
    let plain = plain(found.body, mark)?;
    let signed = match found.is_negative {
        true => format!("-{plain}"),
        false => plain,
    };
    Some(exact(&signed).map_err(|error| error.to_string()))
}

/// Whether a spreadsheet writes a text where it could not work a number out: `#DIV/0!`, `#BEZUG!`, `Err:502`.
pub(super) fn is_sheet_error(text: &str) -> bool {
    let code = text.strip_prefix("Err:");
    let is_word = |c: char| c.is_uppercase() || c.is_ascii_digit() || "/_".contains(c);
    let word = text.strip_prefix('#');
    let word = word.and_then(|rest| rest.strip_suffix(['!', '?']));
    code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
        || word.is_some_and(|word| word.chars().all(is_word))
        || matches!(text, "#NV" | "#SPILL" | "#CALC")
}

/// Why a text is no number, with the way out: a number as the column writes them.
pub(super) fn not_a_number(text: &str, example: &str) -> String {
    let shown = shortened(text);
    if is_sheet_error(text) {
        return format!("`{shown}` is an error of the spreadsheet");
    }
    let factor = text.strip_suffix(['k', 'K', 'M']);
    if factor.is_some_and(|number| dissect(number).is_some()) {
        return format!("`{shown}` is shortened; write the number out, as 1200");
    }
    if text.contains(':')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte))
    {
        return format!("`{shown}` is a time; write it as a number, of seconds for example");
    }
    format!("`{shown}` is not a number; write numbers as {example}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mark: Mark) -> Option<f64> {
        let found = dissect(text)?;
        value_of(&found, mark)?.ok().map(Value::get)
    }

    #[test]
    fn numbers_are_read_by_their_mark() {
        use Mark::{Comma, Point};
        let cases = [
            ("1234.5", Point, 1234.5),
            ("1,234.5", Point, 1234.5),
            ("1,234,567", Point, 1_234_567.0),
            ("1.234,5", Comma, 1234.5),
            ("1.234.567", Comma, 1_234_567.0),
            ("1.234", Comma, 1234.0),
            ("1.234", Point, 1.234),
            ("1 234,56", Comma, 1234.56),
            ("1\u{a0}234", Point, 1234.0),
            ("1\u{202f}234,5", Comma, 1234.5),
            ("1'234'567.89", Point, 1_234_567.89),
            ("1\u{2019}234", Point, 1234.0),
            ("12,34,567.89", Point, 1_234_567.89),
            (",5", Comma, 0.5),
            ("5.", Point, 5.0),
            ("2.5e3", Point, 2500.0),
            ("-3", Point, -3.0),
            ("\u{2212}3", Point, -3.0),
            ("3-", Point, -3.0),
            ("+3", Point, 3.0),
            ("(1,234.50)", Point, -1234.5),
            ("12 %", Point, 12.0),
            ("-12.5%", Point, -12.5),
            ("$1,234.50", Point, 1234.5),
            ("-$5", Point, -5.0),
            ("$-5", Point, -5.0),
            ("($5.00)", Point, -5.0),
            ("(13,00) \u{20ac}", Comma, -13.0),
            ("$ (5.00)", Point, -5.0),
            ("(13 %)", Point, -13.0),
            ("(13) %", Point, -13.0),
            ("1.234,50 \u{20ac}", Comma, 1234.5),
            ("EUR 12", Point, 12.0),
            ("12.50 usd", Point, 12.5),
            ("US$ 3", Point, 3.0),
            ("99 kr", Point, 99.0),
            ("\u{1}1234.5\u{20ac}", Point, 1234.5),
        ];
        for (text, mark, number) in cases {
            assert_eq!(read(text, mark), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_by_a_mark_is_none() {
        use Mark::{Comma, Point};
        for (text, mark) in [
            ("1,5", Point),
            ("1.5", Comma),
            ("1,23,4", Point),
            ("1,2345", Point),
            ("1.234.5", Point),
            ("1 23", Point),
            ("1,234 567", Point),
            ("--3", Point),
            ("-3-", Point),
            ("(-3)", Point),
            ("-(3)", Point),
            ("((3))", Point),
            ("(3", Point),
            ("5 % %", Point),
            ("$5 \u{20ac}", Point),
            ("%", Point),
            ("12abc", Point),
            ("inf", Point),
            ("1e400", Point),
            ("0x10", Point),
        ] {
            assert_eq!(read(text, mark), None, "{text}");
        }
    }

    #[test]
    fn digits_tell_their_mark_or_leave_it_open() {
        use Form::{Either, Sure, Whole};
        use Mark::{Comma, Point};
        let cases = [
            ("12", Some(Whole { is_long: false })),
            ("1234", Some(Whole { is_long: true })),
            ("1 234", Some(Whole { is_long: false })),
            ("1.5", Some(Sure(Point))),
            ("1,5", Some(Sure(Comma))),
            ("1.234", Some(Either(Point))),
            ("1,234", Some(Either(Comma))),
            ("0.234", Some(Sure(Point))),
            ("1234.567", Some(Sure(Point))),
            ("1,234.5", Some(Sure(Point))),
            ("1.234,5", Some(Sure(Comma))),
            ("1,234,567", Some(Sure(Point))),
            ("1.234.567", Some(Sure(Comma))),
            ("1 234,567", Some(Sure(Comma))),
            ("1e5", Some(Sure(Point))),
            ("1,2,3", None),
            ("1.2.3,4,5", None),
            ("1,23,4.5", None),
        ];
        for (body, form) in cases {
            assert_eq!(form_of(body), form, "{body}");
        }
    }

    #[test]
    fn refusals_say_the_way_out() {
        for (text, word) in [
            ("six", "not a number"),
            ("1.2k", "write the number out"),
            ("12:30", "a time"),
            ("#DIV/0!", "error of the spreadsheet"),
            ("#BEZUG!", "error of the spreadsheet"),
            ("Err:502", "error of the spreadsheet"),
        ] {
            assert!(not_a_number(text, "1234.5").contains(word), "{text}");
        }
    }
}
