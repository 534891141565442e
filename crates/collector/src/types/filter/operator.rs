//! The operators of conditions, under all the names that they are written by.

/// What must hold between a column and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::types) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
    StartsWith,
    In,
    NotIn,
    IsNull,
    IsNotNull,
    IsTrue,
    IsFalse,
}

/// Each with the name it is stored under, then the other ways to write it: signs as they are,
/// words in small letters with a blank between them.
const NAMES: [(Operator, &str, &[&str]); 14] = [
    (Operator::Equal, "=", &["=="]),
    (Operator::Unequal, "!=", &["<>"]),
    (Operator::Less, "<", &[]),
    (Operator::AtMost, "<=", &[]),
    (Operator::More, ">", &[]),
    (Operator::AtLeast, ">=", &[]),
    (Operator::Contains, "contains", &[]),
    (Operator::StartsWith, "starts_with", &["starts with"]),
    (Operator::In, "in", &[]),
    (Operator::NotIn, "not_in", &["not in"]),
    (Operator::IsNull, "is_null", &["is null"]),
    (Operator::IsNotNull, "is_not_null", &["is not null"]),
    (Operator::IsTrue, "is_true", &["is true"]),
    (Operator::IsFalse, "is_false", &["is false"]),
];

/// What people try, and the way out.
const REFUSED: [(&str, &str); 9] = [
    ("like", "use contains or starts_with"),
    ("ilike", "use contains or starts_with"),
    ("not like", "use a query for that"),
    ("glob", "use contains or starts_with"),
    (
        "between",
        "write two conditions, one with >= and one with <=",
    ),
    ("is not", "use != for a value, or is_not_null"),
    ("is", "use = for a value, or is_null"),
    ("not", "use !=, not_in or is_not_null"),
    ("ends_with", "use contains, or a query"),
];

/// The characters that operators of signs are made of.
pub(super) const SIGNS: &str = "=!<>~";

impl Operator {
    /// The operator of a name, however it is written; else words with the way out.
    pub(in crate::types) fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let name = words.join(" ");
        let is_meant = |(_, own, others): &&(Self, &str, &[&str])| {
            *own == name || others.contains(&name.as_str())
        };
        match NAMES.iter().find(is_meant) {
            Some((operator, ..)) => Ok(*operator),
            None => Err(refusal(&name)),
        }
    }

    /// The operator that a text begins with, and what follows it; the signs in a row are one.
    pub(super) fn split(text: &str) -> Result<(Self, &str), String> {
        let end = text.find(|c| !SIGNS.contains(c)).unwrap_or(text.len());
        if end > 0 {
            return Ok((Self::parse(&text[..end])?, &text[end..]));
        }
        let names = NAMES
            .iter()
            .flat_map(|(operator, own, others)| {
                let names = std::iter::once(own).chain(*others);
                names.map(|name| (*operator, *name))
            })
            .filter_map(|(operator, name)| Some((operator, without_words(text, name)?)));
        // `is not null` begins with `is`: the one that leaves least is meant.
        match names.min_by_key(|(_, rest)| rest.len()) {
            Some(found) => Ok(found),
            None => Err(refusal(&text.to_lowercase())),
        }
    }

    /// The name it is stored under.
    pub(super) fn name(self) -> &'static str {
        let own = NAMES.iter().find(|(operator, ..)| *operator == self);
        own.map_or("", |(_, name, _)| name)
    }

    /// Whether it stands alone.
    pub(in crate::types) const fn needs_no_value(self) -> bool {
        matches!(
            self,
            Self::IsNull | Self::IsNotNull | Self::IsTrue | Self::IsFalse
        )
    }
}

/// What follows some words, whatever their case and the blanks between them.
fn without_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in words.split(' ') {
        rest = rest.trim_start();
        let start = rest.get(..word.len())?;
        if !start.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = &rest[word.len()..];
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
    }
    Some(rest)
}

fn refusal(text: &str) -> String {
    let way_out = REFUSED
        .iter()
        .find(|(word, _)| without_words(text, word).is_some());
    if let Some((word, way_out)) = way_out {
        return format!("`{word}` is not an operator here; {way_out}");
    }
    let text: String = text.chars().take(40).collect();
    let known: Vec<&str> = NAMES.iter().map(|(_, name, _)| *name).collect();
    format!(
        "`{text}` is not an operator; there are {}",
        known.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_known_by_all_their_names() {
        for (text, operator) in [
            ("=", Operator::Equal),
            ("==", Operator::Equal),
            ("<>", Operator::Unequal),
            ("NOT  IN", Operator::NotIn),
            ("not_in", Operator::NotIn),
            ("is not null", Operator::IsNotNull),
            ("IS NULL", Operator::IsNull),
            ("starts with", Operator::StartsWith),
            ("is true", Operator::IsTrue),
        ] {
            assert_eq!(Operator::parse(text), Ok(operator), "{text}");
            let (split, rest) = Operator::split(text).expect(text);
            assert_eq!((split, rest), (operator, ""));
        }
        for (operator, name, _) in NAMES {
            assert_eq!(Operator::parse(name), Ok(operator));
            assert_eq!(operator.name(), name);
        }
    }

    #[test]
    fn others_are_refused_with_the_way_out() {
        for (text, words) in [
            ("like", "contains or starts_with"),
            ("LIKE 'x%'", "contains or starts_with"),
            ("between 1 and 2", "two conditions"),
            ("is paid", "use ="),
            ("=>", "`=>` is not an operator"),
            ("===", "not an operator"),
            ("=!", "not an operator"),
            ("includes", "there are =, !="),
            ("inside", "there are =, !="),
        ] {
            let refusal = Operator::split(text).expect_err(text);
            assert!(refusal.contains(words), "{refusal}");
        }
    }
}
