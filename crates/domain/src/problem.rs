//! What a person is told when something cannot be done.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::spelled::spelled_enum;

spelled_enum! {
    /// What the caller can do about a problem.
    ProblemKind, "kind of problem" {
        /// Send something else.
        Invalid = "invalid",
        /// Name something that exists.
        NotFound = "not_found",
        /// Sign in.
        SignInNeeded = "sign_in_needed",
        /// Ask somebody who may.
        NotAllowed = "not_allowed",
        /// Read the newer version, then try again.
        Conflict = "conflict",
        /// Try again later.
        Busy = "busy",
        /// Wait as long as it says: this was tried too often.
        TooOften = "too_often",
        /// Look at the source that was asked.
        SourceFailed = "source_failed",
        /// Look at Dbag's log.
        Internal = "internal",
    }
}

/// A refusal or failure in words, with the field that caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What can be done about it.
    pub kind: ProblemKind,
    /// What is wrong and the way out, in a sentence.
    pub message: String,
    /// The field it belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            field: None,
        }
    }

    /// Something that was sent cannot be used.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ProblemKind::Invalid, message)
    }

    /// A field's content cannot be used.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind: ProblemKind::Invalid,
            message: message.into(),
            field: Some(field.into()),
        }
    }

    /// Something named does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ProblemKind::NotFound, message)
    }

    /// The same problem, at a field.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Problem {}
