//! The value of a condition as its column's type needs it.

use dbag_domain::{Day, SourceKind};

use super::moment::read_time;
use crate::source::{ColumnClass, Param, SourceColumn};
use crate::types::filter::FilterValue;

/// A bound value, with the type it is cast to where Postgres needs that.
#[derive(Debug)]
pub(super) struct Operand {
    pub(super) param: Param,
    /// A type's name from the source's own catalogue.
    pub(super) cast: Option<String>,
}

impl From<Param> for Operand {
    fn from(param: Param) -> Self {
        Self { param, cast: None }
    }
}

/// How texts say yes and no, in small letters, as SQL literals; a lookup leaves their case out.
pub(super) const YES: &str = "'t', 'true', 'y', 'yes', 'on', '1'";
pub(super) const NO: &str = "'f', 'false', 'n', 'no', 'off', '0'";

/// Whether SQLite keeps numbers of the column as they came: 42 and '42' are two values, as its
/// type turns the one into the other nowhere.
pub(super) fn is_number_in_any_form(column: &SourceColumn, engine: SourceKind) -> bool {
    let is_text = ["char", "clob", "text"]
        .iter()
        .any(|part| column.type_name.contains(part));
    engine == SourceKind::Sqlite
        && match column.class {
            ColumnClass::Loose | ColumnClass::Bytes | ColumnClass::Other => true,
            // `uuid` is a name without an affinity for texts.
            ColumnClass::Text => !is_text,
            _ => false,
        }
}

/// The values that a condition's value may be kept as, for comparing them with a column; mostly
/// one. MySQL would take `abc` for 0 without a word.
pub(super) fn read_operands(
    value: &FilterValue,
    column: &SourceColumn,
    engine: SourceKind,
) -> Result<Vec<Operand>, String> {
    let text = value.text.as_str();
    let refused = |what: &str| format!("`{}` needs {what}, not `{text}`", column.name);
    let as_text = || Operand {
        cast: cast_to(column, engine),
        param: Param::Text(text.to_owned()),
    };
    let one = |param: Param| Ok(vec![Operand::from(param)]);
    match column.class {
        _ if is_number_in_any_form(column, engine) => Ok(sqlite_forms(value)),
        ColumnClass::Bool => read_bool(value, column, engine),
        ColumnClass::Integer | ColumnClass::Number => match (read_number(text), text) {
            (Some(number), _) => one(number),
            (None, "true" | "false") => one(Param::Integer((text == "true").into())),
            // SQLite keeps texts in any column.
            _ if engine == SourceKind::Sqlite && value.is_quoted => Ok(vec![as_text()]),
            _ => Err(refused("a number")),
        },
        ColumnClass::Date => {
            let day = Day::parse(text.trim()).map_err(|error| error.to_string())?;
            one(Param::Date(day.to_date()))
        }
        ColumnClass::Clock | ColumnClass::Instant => Ok(vec![Operand {
            cast: cast_to(column, engine),
            param: read_time(text, column, engine)?,
        }]),
        ColumnClass::Bytes => {
            let bytes = read_bytes(text).map(Param::Bytes).map(Operand::from);
            Ok(bytes.into_iter().chain([as_text()]).collect())
        }
        ColumnClass::Loose | ColumnClass::Text | ColumnClass::Other => Ok(vec![as_text()]),
    }
}

/// Postgres knows yes and no alone, MySQL's `tinyint(1)` any small number, and SQLite's columns
/// hold what a framework wrote.
fn read_bool(
    value: &FilterValue,
    column: &SourceColumn,
    engine: SourceKind,
) -> Result<Vec<Operand>, String> {
    let text = value.text.as_str();
    let refused = |what: &str| format!("`{}` needs {what}, not `{text}`", column.name);
    let flag = read_flag(text);
    match engine {
        SourceKind::Postgres => {
            let flag = flag.ok_or_else(|| refused("true or false"))?;
            let is_bit = column.type_name.starts_with("bit");
            let digit = if flag { "1" } else { "0" };
            Ok(vec![Operand {
                param: Param::Text(digit.to_owned()),
                cast: Some(if is_bit { &column.type_name } else { "boolean" }.to_owned()),
            }])
        }
        SourceKind::MySql => {
            let number = flag.map(|flag| Param::Integer(flag.into()));
            let number = number.or_else(|| read_number(text));
            let number = number.ok_or_else(|| refused("true, false or a number"))?;
            Ok(vec![number.into()])
        }
        SourceKind::Sqlite => Ok(match flag {
            Some(flag) => {
                let texts = spellings(if flag { YES } else { NO }).map(Param::Text);
                let number = Param::Integer(flag.into());
                std::iter::once(number)
                    .chain(texts)
                    .map(Operand::from)
                    .collect()
            }
            None => sqlite_forms(value),
        }),
    }
}

/// Each word as it is, with a capital, and in capitals.
fn spellings(words: &'static str) -> impl Iterator<Item = String> {
    let words = words.split(", ").map(|word| word.trim_matches('\''));
    words.flat_map(|word| {
        let (first, rest) = word.split_at(1);
        let capital = first.to_uppercase() + rest;
        let mut forms = vec![word.to_owned(), capital, word.to_uppercase()];
        forms.dedup();
        forms
    })
}

/// A number as such and as texts, bytes as such: a column without a type holds any of them.
fn sqlite_forms(value: &FilterValue) -> Vec<Operand> {
    let text = value.text.as_str();
    let mut forms: Vec<Param> = Vec::new();
    // 042 is another code than 42.
    let digits = text.trim_start_matches('-');
    let is_padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if let Some(number) = read_number(text).filter(|_| !is_padded) {
        let plain = match &number {
            Param::Integer(number) => number.to_string(),
            Param::Float(number) => number.to_string(),
            _ => String::new(),
        };
        forms.push(number);
        if plain != text {
            forms.push(Param::Text(plain));
        }
    }
    if let (false, "true" | "false") = (value.is_quoted, text) {
        let is_true = text == "true";
        let words = if is_true {
            "'true', 't'"
        } else {
            "'false', 'f'"
        };
        forms.push(Param::Integer(is_true.into()));
        forms.extend(spellings(words).map(Param::Text));
    }
    forms.push(Param::Text(text.to_owned()));
    forms.extend(read_bytes(text).map(Param::Bytes));
    forms.into_iter().map(Operand::from).collect()
}

/// Postgres compares a uuid, an enum or a timestamp with no text. Casting to
/// `varchar(5)` would cut the value, and is not needed.
fn cast_to(column: &SourceColumn, engine: SourceKind) -> Option<String> {
    let is_text = column.type_name.starts_with("character") || column.type_name == "text";
    (engine == SourceKind::Postgres && !is_text).then(|| column.type_name.clone())
}

fn read_flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn read_number(text: &str) -> Option<Param> {
    if let Ok(number) = text.parse() {
        return Some(Param::Integer(number));
    }
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Param::Float(number))
}

/// Bytes as keys are written: hexadecimal digits, or a UUID.
fn read_bytes(text: &str) -> Option<Vec<u8>> {
    let is_uuid = text.len() == 36
        && text
            .char_indices()
            .all(|(at, c)| matches!(at, 8 | 13 | 18 | 23) == (c == '-'));
    let digits = if is_uuid {
        text.replace('-', "")
    } else {
        text.to_owned()
    };
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits.is_empty() || digits.len() % 2 == 1 || !is_hex {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    (0..digits.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(class: ColumnClass, type_name: &str) -> SourceColumn {
        SourceColumn {
            name: "c".to_owned(),
            type_name: type_name.to_owned(),
            class,
            is_nullable: true,
        }
    }

    fn params(text: &str, column: &SourceColumn, engine: SourceKind) -> Result<Vec<Param>, String> {
        let value = FilterValue {
            text: text.to_owned(),
            is_quoted: false,
        };
        let operands = read_operands(&value, column, engine)?;
        Ok(operands.into_iter().map(|operand| operand.param).collect())
    }

    #[test]
    fn a_column_without_a_type_is_compared_with_all_forms() {
        let text = |text: &str| Param::Text(text.to_owned());
        let untyped = column(ColumnClass::Loose, "");
        let cases = [
            (
                "42",
                vec![Param::Integer(42), text("42"), Param::Bytes(vec![0x42])],
            ),
            ("1.50", vec![Param::Float(1.5), text("1.5"), text("1.50")]),
            ("042", vec![text("042")]),
            ("paid", vec![text("paid")]),
        ];
        for (written, expected) in cases {
            let found = params(written, &untyped, SourceKind::Sqlite);
            assert_eq!(found, Ok(expected), "{written}");
        }
        let typed = column(ColumnClass::Text, "varchar(20)");
        assert_eq!(
            params("42", &typed, SourceKind::Sqlite),
            Ok(vec![text("42")])
        );
    }

    #[test]
    fn flags_are_numbers_words_and_bits() {
        let flag = column(ColumnClass::Bool, "tinyint(1)");
        for (text, number) in [("true", 1), ("1", 1), ("no", 0), ("2", 2)] {
            let found = params(text, &flag, SourceKind::MySql);
            assert_eq!(found, Ok(vec![Param::Integer(number)]), "{text}");
        }
        assert!(params("maybe", &flag, SourceKind::MySql).is_err());
        let number = column(ColumnClass::Integer, "smallint");
        let found = params("true", &number, SourceKind::Postgres);
        assert_eq!(found, Ok(vec![Param::Integer(1)]));
        let kept = params(
            "1",
            &column(ColumnClass::Bool, "boolean"),
            SourceKind::Sqlite,
        );
        let kept = kept.expect("forms");
        for form in ["t", "T", "true", "True", "TRUE", "1"] {
            assert!(kept.contains(&Param::Text(form.to_owned())), "{form}");
        }
    }

    #[test]
    fn bytes_are_read_as_keys_are_written() {
        assert_eq!(read_bytes("00ff"), Some(vec![0, 255]));
        let uuid = "f1f2f3f4-f5f6-f7f8-f9fa-fbfcfdfeff00";
        assert_eq!(read_bytes(uuid).map(|bytes| bytes.len()), Some(16));
        for text in ["", "0", "xy", "f1-f2", "ü"] {
            assert_eq!(read_bytes(text), None, "{text}");
        }
    }
}
