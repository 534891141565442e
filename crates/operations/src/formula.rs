//! Text cells of a CSV file that a spreadsheet would take for a formula (R49).
//!
//! The guard is one `'` before the cell. A cell that already looks guarded gets
//! one more, so that taking one off always gives back what was written.

use std::borrow::Cow;

/// The cell as it is written: with a `'` in front where a spreadsheet would compute it.
pub(crate) fn guarded(cell: &str) -> Cow<'_, str> {
    if needs_guard(cell) && cell.parse::<f64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell as it was before [`guarded`].
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => cell,
    }
}

fn needs_guard(cell: &str) -> bool {
    let first = cell.trim_start_matches('\'').bytes().next();
    matches!(first, Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r49_csv_formulas_are_guarded_and_numbers_are_not() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'=1", "''=1"),
            ("''-", "'''-"),
            ("-5", "-5"),
            ("+1.5e3", "+1.5e3"),
            ("acme", "acme"),
            ("o'brien", "o'brien"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ];
        for (cell, written) in cases {
            assert_eq!(guarded(cell), written, "{cell:?}");
            assert_eq!(unguarded(written), cell, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn r49_csv_guards_come_off_again(cell in "['=+@\\-\t\ra0]{0,6}|.*") {
            let written = guarded(&cell);
            prop_assert_eq!(unguarded(&written), cell.as_str());
        }
    }
}
