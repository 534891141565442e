//! Where causes become words for people; the cause itself is logged once, here.

use dbag_domain::{Problem, ProblemKind};
use dbag_store::StoreError;

/// What a person is told of a failure of the store.
pub fn problem_of(error: StoreError) -> Problem {
    let kind = match &error {
        StoreError::Taken { .. } => return Problem::field("slug", error.to_string()),
        StoreError::NotFound { .. } => ProblemKind::NotFound,
        StoreError::Stale
        | StoreError::LeaseLost
        | StoreError::Leased { .. }
        | StoreError::ValuesExist { .. } => ProblemKind::Conflict,
        StoreError::InUse { .. } | StoreError::BadLocation(_) | StoreError::ForeignTables => {
            ProblemKind::Invalid
        }
        StoreError::Busy(_) | StoreError::NotWritable(_) => {
            tracing::error!(%error, "the store failed");
            let message = "the database cannot be used right now; nothing was changed, try again";
            return Problem::new(ProblemKind::Busy, message);
        }
        StoreError::NewerDatabase { .. }
        | StoreError::WrongKey
        | StoreError::Corrupt(_)
        | StoreError::Unexpected(_)
        | StoreError::Database(_) => {
            tracing::error!(%error, "the store failed");
            return Problem::new(
                ProblemKind::Internal,
                "something went wrong; Dbag's log says what",
            );
        }
    };
    Problem::new(kind, error.to_string())
}

/// One problem as the list that forms answer with.
pub fn refusal(problem: impl Into<Problem>) -> Vec<Problem> {
    vec![problem.into()]
}
