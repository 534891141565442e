//! Words that say that there is no value.

/// Why a cell is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    /// Nothing stands there.
    Empty,
    /// A word for nothing.
    Word,
    /// A trace: too little to be measured, as weather stations write it.
    Trace,
}

/// Whether a text, without blanks around it, says that there is no value.
pub(crate) fn blank(text: &str) -> Option<Blank> {
    // Nearly every cell is a number, and told from these by its first character.
    match text.as_bytes() {
        [] => return Some(Blank::Empty),
        [b'0'..=b'9', ..] => return None,
        [b'T'] => return Some(Blank::Trace),
        bytes if bytes.len() > 5 => return None,
        _ => {}
    }
    let is_word = matches!(
        text,
        "-" | "--" | "\u{2013}" | "\u{2014}" | "." | "\\N" | "#N/A" | "#n/a" | "U" | "u"
    );
    let is_name = || {
        ["na", "n/a", "nan", "null", "none", "nil"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
    };
    (is_word || is_name()).then_some(Blank::Word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r03_no_value_is_not_zero() {
        for word in [
            "NA", "N/A", "n/a", "#N/A", "\\N", "NULL", "null", ".", "-", "--", "\u{2013}",
            "\u{2014}", "NaN", "None", "nil", "U",
        ] {
            assert_eq!(blank(word), Some(Blank::Word), "{word}");
        }
        assert_eq!(blank(""), Some(Blank::Empty));
        assert_eq!(blank("T"), Some(Blank::Trace));
        for text in ["0", "-1", "none of them", "t", "M", "no", "..", "#DIV/0!"] {
            assert_eq!(blank(text), None, "{text}");
        }
    }
}
