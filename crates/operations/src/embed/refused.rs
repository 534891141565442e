//! Why nothing is shown: a word for outsiders, the reason for the log.

use dbag_domain::{Problem, ProblemKind, TokenFault};
use dbag_store::StoreError;

use crate::problem::problem_of;

/// What outsiders are told; nothing in it depends on what exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedAs {
    /// The token holds no more, or never did.
    Token,
    /// It holds, and does not open this.
    NotAllowed,
    /// The address asks for something that there is not.
    Request,
    /// There is no such share link, or no longer.
    NoLink,
    /// The database cannot be used right now.
    Busy,
}

/// A refusal with what the log is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedRefused {
    /// What outsiders are told.
    pub told: RefusedAs,
    /// What is wrong; for the log.
    pub why: String,
    /// The key by which the token says it was signed; for the log.
    pub kid: Option<String>,
    /// The sites that may frame the refusal; `'none'` while nobody knows whose token it is.
    pub frame_ancestors: String,
}

impl EmbedRefused {
    /// A refusal that nobody's token is to be blamed for.
    pub fn of(told: RefusedAs, why: &str) -> Self {
        Self::new(told, why)
    }

    /// Two that are called the same are one: not where another took the name since it was looked up.
    pub(super) fn unless_same(looked_up: i64, read: i64) -> Result<(), Self> {
        match looked_up == read {
            true => Ok(()),
            false => Err(Self::new(RefusedAs::Busy, "it was renamed just now")),
        }
    }

    pub(crate) fn new(told: RefusedAs, why: impl Into<String>) -> Self {
        Self {
            told,
            why: why.into(),
            kid: None,
            frame_ancestors: "'none'".to_owned(),
        }
    }

    /// The same, in the name of a key.
    pub(super) fn of_key(self, kid: &str) -> Self {
        Self {
            kid: Some(kid.to_owned()),
            ..self
        }
    }

    /// The same, in a frame of these sites.
    pub(super) fn within(self, frame_ancestors: &str) -> Self {
        Self {
            frame_ancestors: frame_ancestors.to_owned(),
            ..self
        }
    }
}

/// What is told of revoking what is not there, or no longer.
pub(super) fn gone(error: StoreError, what: &str) -> Problem {
    match error {
        StoreError::NotFound { .. } => {
            Problem::not_found(format!("{what} does not exist, or was revoked already"))
        }
        error => problem_of(error),
    }
}

impl From<TokenFault> for EmbedRefused {
    fn from(fault: TokenFault) -> Self {
        Self::new(RefusedAs::Token, fault.to_string())
    }
}

impl From<Problem> for EmbedRefused {
    fn from(problem: Problem) -> Self {
        let told = match problem.kind {
            ProblemKind::Busy | ProblemKind::TooOften | ProblemKind::Internal => RefusedAs::Busy,
            ProblemKind::Invalid => RefusedAs::Request,
            _ => RefusedAs::NotAllowed,
        };
        Self::new(told, problem.message)
    }
}

impl From<StoreError> for EmbedRefused {
    fn from(error: StoreError) -> Self {
        problem_of(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r02_what_took_the_name_in_between_is_not_opened() {
        assert_eq!(EmbedRefused::unless_same(7, 7), Ok(()));
        let refused = EmbedRefused::unless_same(7, 8).expect_err("refused");
        assert_eq!(refused.told, RefusedAs::Busy);
    }
}
