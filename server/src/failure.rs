//! How a command ends, and the exit code that says so.

use std::process::ExitCode;

use dbag_domain::{Problem, ProblemKind};
use dbag_operations::StoreError;

use crate::out;

/// Why a command did not do all that it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Some of it was done, and what was not is named already.
    Partly,
    /// It could have worked and did not.
    Failed(String),
    /// It cannot be done as it was asked; a line for each reason.
    Refused(Vec<String>),
    /// The database was written by a newer program.
    NewerDatabase(String),
    /// Somebody else holds the data folder.
    Held(String),
}

impl Failure {
    /// Something that cannot be done as it was asked.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(vec![message.into()])
    }

    /// Problems at the fields of a command, each at the flag that `flag_of` names.
    pub(crate) fn at_flags(problems: Vec<Problem>, flag_of: impl Fn(&str) -> String) -> Self {
        let will_pass = |problem: &Problem| {
            matches!(
                problem.kind,
                ProblemKind::Internal | ProblemKind::Busy | ProblemKind::TooOften
            )
        };
        let is_refusal = !problems.iter().any(will_pass);
        let lines: Vec<String> = problems
            .into_iter()
            .map(|problem| match &problem.field {
                Some(field) => format!("{}: {}", flag_of(field), problem.message),
                None => problem.message,
            })
            .collect();
        if is_refusal {
            Self::Refused(lines)
        } else {
            Self::Failed(lines.join("\n"))
        }
    }

    /// What is wrong, a line for each reason.
    pub(crate) fn lines(self) -> Vec<String> {
        match self {
            Self::Partly => Vec::new(),
            Self::Failed(message) | Self::NewerDatabase(message) | Self::Held(message) => {
                vec![message]
            }
            Self::Refused(lines) => lines,
        }
    }

    /// Tells on standard error what is wrong and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let code = match self {
            Self::Partly | Self::Failed(_) => 1,
            Self::Refused(_) => 2,
            Self::NewerDatabase(_) => 3,
            Self::Held(_) => 4,
        };
        self.lines().into_iter().for_each(out::note);
        ExitCode::from(code)
    }
}

/// The flag that a field of an operation has, unless a command says otherwise.
pub(crate) fn flag_of(field: &str) -> String {
    format!("--{}", field.replace('_', "-"))
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        vec![problem].into()
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::at_flags(problems, flag_of)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::NewerDatabase { .. } => Self::NewerDatabase(message),
            StoreError::Taken { .. }
            | StoreError::NotFound { .. }
            | StoreError::InUse { .. }
            | StoreError::ForeignTables
            | StoreError::WrongKey
            | StoreError::BadLocation(_) => Self::refused(message),
            _ => Self::Failed(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_flag() {
        let failure = Failure::from(vec![Problem::field("unit_plural", "too long")]);
        let Failure::Refused(lines) = failure else {
            panic!("refused, not {failure:?}")
        };
        assert_eq!(lines, ["--unit-plural: too long"]);
    }

    #[test]
    fn what_is_our_fault_is_no_refusal() {
        let failure = Failure::from(Problem::new(ProblemKind::Busy, "try again"));
        assert!(matches!(failure, Failure::Failed(message) if message == "try again"));
    }
}
