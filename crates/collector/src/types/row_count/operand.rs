//! The value of a condition as its column's type needs it.

use dbag_domain::{Day, SourceKind};
use serde_json::Value as Json;

use crate::source::{ColumnClass, Param, SourceColumn};

/// A bound value, with the type it is cast to where Postgres needs that.
#[derive(Debug)]
pub(super) struct Operand {
    pub(super) param: Param,
    /// A type's name from the source's own catalogue.
    pub(super) cast: Option<String>,
}

/// Reads a value for comparing it with a column; MySQL would take `abc` for 0 without a word.
pub(super) fn read_operand(
    value: &Json,
    column: &SourceColumn,
    engine: SourceKind,
) -> Result<Operand, String> {
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Bool(flag) => flag.to_string(),
        _ => {
            return Err(format!(
                "the filter of `{}` needs a single value",
                column.name
            ));
        }
    };
    let refused = |what: &str| format!("`{}` needs {what}, not `{text}`", column.name);
    let plain = |param| Ok(Operand { param, cast: None });
    let as_text = || Param::Text(text.clone());
    match column.class {
        ColumnClass::Bool => {
            let flag = read_flag(&text).ok_or_else(|| refused("true or false"))?;
            match engine {
                SourceKind::Postgres => Ok(Operand {
                    param: Param::Text(flag.to_string()),
                    cast: Some("boolean".to_owned()),
                }),
                _ => plain(Param::Integer(flag.into())),
            }
        }
        ColumnClass::Integer | ColumnClass::Number => {
            plain(read_number(&text).ok_or_else(|| refused("a number"))?)
        }
        ColumnClass::Date => {
            let day = Day::parse(&text).map_err(|error| error.to_string())?;
            plain(Param::Date(day.to_date()))
        }
        ColumnClass::Clock | ColumnClass::Instant => {
            let date = text.get(..10).unwrap_or_default();
            Day::parse(date).map_err(|_| refused("a date like 2026-01-31"))?;
            Ok(Operand {
                cast: cast_to(column, engine),
                param: as_text(),
            })
        }
        ColumnClass::Loose => plain(read_number(&text).unwrap_or_else(as_text)),
        ColumnClass::Text | ColumnClass::Other => Ok(Operand {
            cast: cast_to(column, engine),
            param: as_text(),
        }),
    }
}

/// Postgres compares a uuid, an enum or a timestamp with no text. Casting to
/// `varchar(5)` would cut the value, and is not needed.
fn cast_to(column: &SourceColumn, engine: SourceKind) -> Option<String> {
    let is_text = column.type_name.starts_with("character") || column.type_name == "text";
    (engine == SourceKind::Postgres && !is_text).then(|| column.type_name.clone())
}

fn read_flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
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
