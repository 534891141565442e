//! Why a number could not be obtained, by what the caller can do about it.

use dbag_domain::{GapReason, Problem, ProblemKind};
use thiserror::Error;

/// A failure of a whole ask; no message ever holds a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CollectError {
    /// The source is not there or turned us away: try again later.
    #[error("{0}")]
    Unreachable(String),
    /// The source did not answer in time: try again later.
    #[error("{0}")]
    TimedOut(String),
    /// What was asked cannot be asked: change the field it names.
    #[error("{}", .0.message)]
    Refused(Problem),
    /// Dbag's own tables could not be read or written: try again later.
    #[error("{0}")]
    Store(String),
    /// The source answered with something that is no number: change the query.
    #[error("{}", .0.message)]
    BadAnswer(Problem),
}

impl CollectError {
    /// Something that was asked for cannot be asked.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::Refused(Problem::invalid(message))
    }

    /// A field of the metric cannot be used.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Refused(Problem::field(field, message))
    }

    /// The answer is not of the shape it has to have.
    pub fn bad_answer(field: &str, message: impl Into<String>) -> Self {
        Self::BadAnswer(Problem::field(field, message))
    }

    /// The same failure, at `field` where it has none yet and a field can mend it.
    pub fn at(self, field: &str) -> Self {
        let at_field = |problem: Problem| match problem.field {
            Some(_) => problem,
            None => problem.at(field),
        };
        match self {
            Self::Refused(problem) => Self::Refused(at_field(problem)),
            Self::BadAnswer(problem) => Self::BadAnswer(at_field(problem)),
            other => other,
        }
    }

    /// The reason that is kept in the place of the value.
    pub const fn gap(&self) -> GapReason {
        match self {
            Self::Unreachable(_) | Self::Refused(_) | Self::Store(_) => GapReason::SourceDown,
            Self::TimedOut(_) => GapReason::Timeout,
            Self::BadAnswer(_) => GapReason::BadValue,
        }
    }

    /// What a person is told.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Unreachable(message) | Self::TimedOut(message) => {
                Problem::new(ProblemKind::SourceFailed, message)
            }
            Self::Store(message) => Problem::new(ProblemKind::Busy, message),
            Self::Refused(problem) | Self::BadAnswer(problem) => problem,
        }
    }
}
