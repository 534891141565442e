//! Who wants something done.

use dbag_domain::{Problem, ProblemKind, Role};

use crate::permission::{Access, Operation};

/// Whoever calls an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody that is known.
    Anonymous,
    /// A person who signed in.
    User {
        /// Their address.
        email: String,
        /// What they may do.
        role: Role,
    },
    /// Whoever can run commands on the data folder; may do everything.
    CommandLine,
}

impl Actor {
    /// How the actor is named in batches and the audit log.
    pub fn name(&self) -> &str {
        match self {
            Self::Anonymous => "anonymous",
            Self::User { email, .. } => email,
            Self::CommandLine => "cli",
        }
    }

    /// Whether the actor may do something.
    pub fn may(&self, operation: Operation) -> bool {
        match (operation.access(), self) {
            (Access::Anyone, _) | (Access::Role(_), Self::CommandLine) => true,
            (Access::Role(needed), Self::User { role, .. }) => role.includes(needed),
            (Access::Role(_), Self::Anonymous) => false,
        }
    }

    /// Refuses what the actor may not do.
    pub fn check(&self, operation: Operation) -> Result<(), Problem> {
        if self.may(operation) {
            return Ok(());
        }
        Err(match (self, operation.access()) {
            (Self::Anonymous, _) => Problem::new(ProblemKind::SignInNeeded, "sign in first"),
            (_, Access::Role(role)) => Problem::new(
                ProblemKind::NotAllowed,
                format!("this takes the role {role}; ask an administrator"),
            ),
            (_, Access::Anyone) => Problem::new(ProblemKind::NotAllowed, "not allowed"),
        })
    }
}
