//! What a query says of objects: columns `key`, `label`, and the rest as attributes.

use std::collections::HashSet;

use dbag_domain::{AttributeError, AttributeName, AttributeText, Described, Label, ObjectKey};
use dbag_store::DescribedAs;

use crate::error::CollectError;
use crate::source::{Cell, Grid};

/// What a query says of objects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectAnswer {
    /// The objects; of one key there is one.
    pub described: Vec<Described>,
    /// Rows that cannot be used, from 1, each with the reason.
    pub refused: Vec<(u64, String)>,
    /// The rows of the objects.
    rows: Vec<u64>,
}

/// What the field of the query is called.
pub(crate) const FIELD: &str = "sql";
const CONTRACT: &str = "give a column named key, a column named label where there is one, and any \
                        other as an attribute";

impl ObjectAnswer {
    /// Reads the rows of an answer; rows that cannot be used are refused one by one.
    ///
    /// # Errors
    ///
    /// When its columns are others, or none of its rows can be used.
    pub(crate) fn read(grid: &Grid) -> Result<Self, CollectError> {
        let mut answer = Self::default();
        if grid.rows.is_empty() {
            return Ok(answer);
        }
        let columns = Columns::read(grid)?;
        let mut seen: HashSet<ObjectKey> = HashSet::new();
        for (number, row) in (1..).zip(&grid.rows) {
            match columns.read_row(row) {
                Ok(one) if seen.insert(one.key.clone()) => {
                    answer.described.push(one);
                    answer.rows.push(number);
                }
                Ok(one) => {
                    let reason = format!("`{}` stands in a row before", one.key);
                    answer.refused.push((number, reason));
                }
                Err(reason) => answer.refused.push((number, reason)),
            }
        }
        match (answer.described.as_slice(), answer.refused.first()) {
            ([], Some((_, reason))) => {
                let message = format!("no row can be used; the first: {reason}");
                Err(CollectError::bad_answer(FIELD, message))
            }
            _ => Ok(answer),
        }
    }

    /// Refuses the objects that would have too many attributes.
    pub(crate) fn refuse_too_many(&mut self, outcome: &[DescribedAs]) {
        for (row, outcome) in self.rows.iter().zip(outcome) {
            if *outcome == DescribedAs::TooMany {
                let reason = AttributeError::TooMany.to_string();
                self.refused.push((*row, reason));
            }
        }
        self.refused.sort_by_key(|(row, _)| *row);
    }

    /// What was wrong with rows that were left out.
    pub fn complaint(&self) -> Option<String> {
        let (row, reason) = self.refused.first()?;
        Some(match self.refused.len() {
            1 => format!("row {row} was left out: {reason}"),
            many => format!("{many} rows were left out; the first, row {row}: {reason}"),
        })
    }
}

struct Columns {
    key: usize,
    label: Option<usize>,
    attributes: Vec<(usize, AttributeName)>,
}

impl Columns {
    fn read(grid: &Grid) -> Result<Self, CollectError> {
        let wrong = |message: String| CollectError::bad_answer(FIELD, message);
        let key = grid.column("key").ok_or_else(|| {
            let names = grid.columns.join(", ");
            wrong(format!("its columns are {names}; {CONTRACT}"))
        })?;
        let label = grid.column("label");
        let mut attributes: Vec<(usize, AttributeName)> = Vec::new();
        for (at, title) in grid.columns.iter().enumerate() {
            if at == key || Some(at) == label {
                continue;
            }
            let name = AttributeName::parse(title)
                .map_err(|error| wrong(format!("column {}: {error}", at + 1)))?;
            if attributes.iter().any(|(_, known)| *known == name) {
                return Err(wrong(format!("two columns are called `{name}`")));
            }
            attributes.push((at, name));
        }
        let (count, most) = (attributes.len(), Described::MAX_ATTRIBUTES);
        if count > most {
            let message = format!("an object has at most {most} attributes, not {count}");
            return Err(wrong(message));
        }
        Ok(Self {
            key,
            label,
            attributes,
        })
    }

    fn read_row(&self, row: &[Cell]) -> Result<Described, String> {
        let attribute = |(at, name): &(usize, AttributeName)| {
            let wrong = |reason: String| format!("`{name}`: {reason}");
            let text = row[*at].to_text().map_err(wrong)?;
            let text = AttributeText::parse(&text).map_err(|error| wrong(error.to_string()))?;
            Ok((name.clone(), text))
        };
        let label = match self.label {
            Some(at) => row[at].to_text()?,
            None => String::new(),
        };
        let label = match label.trim() {
            "" => None,
            text => Some(Label::parse(text).map_err(|error| format!("`label`: {error}"))?),
        };
        Ok(Described {
            key: row[self.key].key("key")?,
            label,
            attributes: self
                .attributes
                .iter()
                .map(attribute)
                .collect::<Result<_, String>>()?,
        })
    }
}
