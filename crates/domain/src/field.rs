//! Fields: what a metric type asks of the person who sets a metric up.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{Measure, Problem};

/// Which measures a metric type can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measures {
    /// The person chooses.
    Either,
    /// Only one.
    Only(Measure),
    /// The answers to its fields decide.
    ByFields,
}

/// A metric type as the editor, the command line and other programs see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricTypeDescription {
    /// Its unique label: `row_count`.
    pub label: String,
    /// Its title: `Rows of a table`.
    pub title: String,
    /// What it is good for, in a sentence.
    pub description: String,
    /// Whether it asks a source.
    pub needs_source: bool,
    /// Which measures it can have.
    pub measures: Measures,
    /// Its fields, in the order they are shown.
    pub fields: Vec<Field>,
}

/// One field of a metric type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name among the properties.
    pub key: String,
    /// Its title.
    pub label: String,
    /// What to write into it, in a sentence.
    pub help: String,
    /// What can be written into it.
    pub kind: FieldKind,
    /// Whether it can be left empty.
    pub required: bool,
    /// What stands in it before anything is written; empty for nothing.
    pub default: String,
}

/// What can be written into a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// Several lines of SQL.
    Sql,
    /// One of a few words, each with its title.
    Choice {
        /// `(word, title)`.
        choices: Vec<(String, String)>,
    },
    /// A table of the source.
    Table,
    /// A column of the table chosen in the field `table`.
    Column,
    /// Conditions that must all hold: a list of `{column, operator, value}`.
    Filters,
    /// The slug of another metric.
    Metric,
    /// Yes or no.
    Flag,
}

/// The answers to a metric type's fields.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Properties(pub serde_json::Map<String, Json>);

impl Properties {
    /// The longest answer, in characters.
    pub const MAX_LEN: usize = 20_000;

    /// A field's answer as text; empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Json::as_str).unwrap_or("").trim()
    }

    /// A field's answer as text; `None` where it is empty.
    pub fn given(&self, key: &str) -> Option<&str> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// A field's answer as yes or no.
    pub fn flag(&self, key: &str) -> bool {
        match self.0.get(key) {
            Some(Json::Bool(flag)) => *flag,
            Some(Json::String(text)) => matches!(text.as_str(), "true" | "yes" | "on" | "1"),
            _ => false,
        }
    }

    /// Sets an answer.
    pub fn set(&mut self, key: &str, answer: impl Into<Json>) {
        self.0.insert(key.to_owned(), answer.into());
    }

    /// Fills in defaults and refuses unknown, missing and misshapen answers, each at its field.
    pub fn check(&mut self, fields: &[Field]) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for key in self.0.keys() {
            if !fields.iter().any(|field| &field.key == key) {
                let known: Vec<_> = fields.iter().map(|field| field.key.as_str()).collect();
                let message = format!(
                    "there is no property `{key}`; there are {}",
                    known.join(", ")
                );
                problems.push(Problem::field(key, message));
            }
        }
        self.0
            .retain(|_, answer| !answer.is_null() && answer != &Json::String(String::new()));
        for field in fields {
            if !self.0.contains_key(&field.key) && !field.default.is_empty() {
                self.set(&field.key, field.default.clone());
            }
            if let Err(message) = self.check_answer(field) {
                problems.push(Problem::field(&field.key, message));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    fn check_answer(&self, field: &Field) -> Result<(), String> {
        let Some(answer) = self.0.get(&field.key) else {
            return if field.required {
                Err(format!("{} is needed", field.label.to_lowercase()))
            } else {
                Ok(())
            };
        };
        match (&field.kind, answer) {
            (FieldKind::Filters, Json::Array(_)) | (FieldKind::Flag, Json::Bool(_)) => Ok(()),
            (FieldKind::Filters, _) => Err("write a list of {column, operator, value}".to_owned()),
            (_, Json::String(text)) if text.chars().count() > Self::MAX_LEN => {
                Err(format!("it has more than {} characters", Self::MAX_LEN))
            }
            (FieldKind::Choice { choices }, Json::String(text)) => {
                if choices.iter().any(|(word, _)| word == text) {
                    Ok(())
                } else {
                    let words: Vec<_> = choices.iter().map(|(word, _)| word.as_str()).collect();
                    Err(format!(
                        "`{text}` is not a choice; choose {}",
                        words.join(", ")
                    ))
                }
            }
            (_, Json::String(_)) => Ok(()),
            _ => Err("write a text".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields() -> Vec<Field> {
        let field = |key: &str, kind, required, default: &str| Field {
            key: key.to_owned(),
            label: key.to_owned(),
            help: String::new(),
            kind,
            required,
            default: default.to_owned(),
        };
        let choices = vec![("count".to_owned(), "Count".to_owned())];
        vec![
            field("table", FieldKind::Table, true, ""),
            field("aggregate", FieldKind::Choice { choices }, true, "count"),
            field("filters", FieldKind::Filters, false, ""),
        ]
    }

    fn check(json: Json) -> Result<Properties, Vec<Problem>> {
        let mut properties: Properties = serde_json::from_value(json).expect("an object");
        properties.check(&fields()).map(|()| properties)
    }

    #[test]
    fn defaults_are_filled_in() {
        let properties = check(json!({"table": "orders", "filters": []})).expect("accepted");
        assert_eq!(properties.text("aggregate"), "count");
    }

    #[test]
    fn each_refusal_names_its_field() {
        let cases = [
            (json!({}), "table"),
            (json!({"table": ""}), "table"),
            (json!({"table": 4}), "table"),
            (json!({"table": "t", "aggregate": "mode"}), "aggregate"),
            (json!({"table": "t", "filters": "x"}), "filters"),
            (json!({"table": "t", "colour": "red"}), "colour"),
        ];
        for (json, field) in cases {
            let problems = check(json.clone()).expect_err("refused");
            assert_eq!(problems[0].field.as_deref(), Some(field), "{json}");
        }
    }
}
