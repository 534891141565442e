//! Paths and numbers, written short and without formatting a float.

use plotters_backend::BackendCoord;

/// Writes `M120 80l14-23 15 8h30`: relative after the start, level stretches as one.
pub(crate) fn push_polyline(out: &mut String, points: impl IntoIterator<Item = BackendCoord>) {
    let mut points = points.into_iter();
    let Some(start) = points.next() else {
        return;
    };
    push_move(out, start);
    let (mut at, mut command, mut level) = (start, 'M', 0_i32);
    for point in points {
        let (dx, dy) = (point.0 - at.0, point.1 - at.1);
        at = point;
        if dy == 0 && (level == 0 || dx.signum() == level.signum()) {
            level += dx;
            continue;
        }
        if level != 0 {
            push_command(out, &mut command, 'h', level);
        }
        level = if dy == 0 { dx } else { 0 };
        if dy != 0 && dx == 0 {
            push_command(out, &mut command, 'v', dy);
        } else if dy != 0 {
            push_command(out, &mut command, 'l', dx);
            push_spaced(out, dy);
        }
    }
    if level != 0 || command == 'M' {
        push_command(out, &mut command, 'h', level);
    }
}

/// Writes a command and its number; the letter only where it differs from the last.
fn push_command(out: &mut String, last: &mut char, command: char, number: i32) {
    if *last == command {
        push_spaced(out, number);
    } else {
        out.push(command);
        push_integer(out, number);
        *last = command;
    }
}

pub(crate) fn push_move(out: &mut String, (x, y): BackendCoord) {
    out.push('M');
    push_integer(out, x);
    push_spaced(out, y);
}

/// Writes a number after another; a minus parts them as well as a space.
fn push_spaced(out: &mut String, number: i32) {
    if number >= 0 {
        out.push(' ');
    }
    push_integer(out, number);
}

pub(crate) fn push_integer(out: &mut String, number: i32) {
    if number < 0 {
        out.push('-');
    }
    push_digits(out, number.unsigned_abs());
}

/// `write!` costs three times as much, and a picture has a thousand numbers.
fn push_digits(out: &mut String, number: u32) {
    if number >= 10 {
        push_digits(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Writes 1234 with two digits as `12.34`, 1200 as `12`.
pub(crate) fn push_decimal(out: &mut String, number: i32, digits: u32) {
    let one = 10_u32.pow(digits);
    let (whole, fraction) = (number.unsigned_abs() / one, number.unsigned_abs() % one);
    if number < 0 {
        out.push('-');
    }
    push_digits(out, whole);
    if fraction > 0 {
        let text = (fraction + one).to_string();
        out.push('.');
        out.push_str(text[1..].trim_end_matches('0'));
    }
}

pub(crate) fn push_percent(out: &mut String, part: i32, whole: i32) {
    let (part, whole) = (i64::from(part), i64::from(whole.max(1)));
    let hundredths = (part * 10_000 + whole / 2).div_euclid(whole);
    if hundredths == 0 {
        out.push('0');
        return;
    }
    push_decimal(out, i32::try_from(hundredths).unwrap_or(0), 2);
    out.push('%');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_short() {
        let cases: [(&[BackendCoord], &str); 6] = [
            (&[(1, 2)], "M1 2h0"),
            (&[(1, 2), (15, -3)], "M1 2l14-5"),
            (&[(0, 0), (5, 5), (9, 9), (12, 4)], "M0 0l5 5 4 4 3-5"),
            (&[(0, 9), (5, 9), (9, 9), (9, 4)], "M0 9h9v-5"),
            (&[(0, 0), (5, 0), (6, 1), (7, 1), (8, 1)], "M0 0h5l1 1h2"),
            (&[(0, 0), (5, 0), (2, 0)], "M0 0h5-3"),
        ];
        for (points, written) in cases {
            let mut out = String::new();
            push_polyline(&mut out, points.iter().copied());
            assert_eq!(out, written);
        }
    }

    #[test]
    fn numbers_are_written_without_floats() {
        let cases = [(0, "0"), (1, "0.02%"), (2_500, "42.66%"), (5_860, "100%")];
        for (part, written) in cases {
            let mut out = String::new();
            push_percent(&mut out, part, 5_860);
            assert_eq!(out, written);
        }
        let mut out = String::new();
        push_decimal(&mut out, 35, 1);
        push_integer(&mut out, -120);
        assert_eq!(out, "3.5-120");
    }
}
