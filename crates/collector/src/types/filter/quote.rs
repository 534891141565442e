//! Texts and names in quotes.

/// The name in double quotes, backticks or square brackets; none where it stands in none.
pub(in crate::types) fn unquoted_name(text: &str) -> Option<String> {
    let close = match text.chars().next()? {
        '"' => '"',
        '`' => '`',
        '[' => ']',
        _ => return None,
    };
    let (name, rest) = quoted(text, close)?;
    rest.is_empty().then_some(name)
}

/// The text from an opening quote to the closing one, where two of them are one of its
/// characters, and what follows.
pub(super) fn quoted(text: &str, close: char) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != close {
            inner.push(letter);
        } else if letters.next_if(|(_, next)| *next == close).is_some() {
            inner.push(close);
        } else {
            return Some((inner, &text[at + close.len_utf8()..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_quotes_of_any_engine() {
        for (written, name) in [
            ("\"first name\"", Some("first name")),
            ("`first name`", Some("first name")),
            ("[first name]", Some("first name")),
            ("\"a\"\"b\"", Some("a\"b")),
            ("first name", None),
            ("\"a\" b", None),
            ("\"a", None),
        ] {
            assert_eq!(unquoted_name(written).as_deref(), name, "{written}");
        }
    }
}
