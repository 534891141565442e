//! What editors find below a directory: how its objects are described.

use dbag_domain::{Problem, Source};
use dbag_operations::{DescribeReport, ObjectQuery};

/// What was typed to describe the objects of a kind, and how that went.
#[derive(Debug, Clone, Default)]
pub struct Describing {
    /// The table that was pasted.
    pub pasted: String,
    /// What was done with it, where some of its lines were refused.
    pub report: Option<DescribeReport>,
    /// The query that describes them, with what came of asking it.
    pub query: Option<ObjectQuery>,
    /// The sources that can be asked.
    pub sources: Vec<Source>,
    /// The query that was typed, as its source's name and the statement.
    pub typed: Option<(String, String)>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Describing {
    /// Whether something was typed or has to be told.
    pub(crate) fn is_open(&self) -> bool {
        let has_failed = |query: &ObjectQuery| query.error.is_some();
        !self.problems.is_empty() || self.query.as_ref().is_some_and(has_failed)
    }

    /// The source's name and the statement as the form has them.
    pub(crate) fn source_and_sql(&self) -> (String, String) {
        if let Some(typed) = &self.typed {
            return typed.clone();
        }
        let Some(query) = &self.query else {
            return (String::new(), String::new());
        };
        let source = self.sources.iter().find(|one| one.id == query.source);
        let source = source.map(|source| source.slug.to_string());
        (source.unwrap_or_default(), query.query.clone())
    }
}
