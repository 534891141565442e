//! Why the demo could not be set up.

use dbag_domain::Problem;
use thiserror::Error;

/// Why the demo could not be set up.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The shop's database could not be written.
    #[error("the shop's database could not be written: {0}")]
    Shop(#[from] sqlx::Error),
    /// The folder could not be written.
    #[error("the demo's folder could not be written: {0}")]
    Folder(#[from] std::io::Error),
    /// A file of the demo is not as it should be.
    #[error("the demo's files are damaged: {0}")]
    Files(String),
    /// Names that the demo needs belong to something else.
    #[error(
        "it needs names that are in use here: {0}; set it up in a folder of its own, with \
         --data-dir"
    )]
    NamesInUse(String),
    /// Dbag refused something.
    #[error("{what}: {problem}")]
    Refused {
        /// What was to be done.
        what: String,
        /// Why it was refused.
        problem: Problem,
    },
}

impl DemoError {
    /// A refusal of Dbag.
    pub(crate) fn refused(what: impl Into<String>) -> impl FnOnce(Problem) -> Self {
        let what = what.into();
        move |problem| Self::Refused { what, problem }
    }

    /// The first of the refusals of a form.
    pub(crate) fn first(what: impl Into<String>) -> impl FnOnce(Vec<Problem>) -> Self {
        let what = what.into();
        move |problems| {
            let problem = problems.into_iter().next();
            Self::Refused {
                what,
                problem: problem.unwrap_or_else(|| Problem::invalid("refused")),
            }
        }
    }
}
