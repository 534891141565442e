//! Who may do what: one row for every operation.

use dbag_domain::Role;

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever comes.
    Anyone,
    /// A person with at least this role.
    Role(Role),
}

/// Defines the operations; one without an access does not compile.
macro_rules! operations {
    ($($(#[$meta:meta])* $name:ident => $access:expr),+ $(,)?) => {
        /// Something that Dbag offers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Operation { $($(#[$meta])* $name),+ }

        impl Operation {
            /// Every operation.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Who may call it.
            pub const fn access(self) -> Access {
                match self { $(Self::$name => $access),+ }
            }
        }
    };
}

const VIEWER: Access = Access::Role(Role::Viewer);
const EDITOR: Access = Access::Role(Role::Editor);
const ADMIN: Access = Access::Role(Role::Admin);

operations! {
    /// Make the first administrator, with the printed code.
    SetUp => Access::Anyone,
    /// Sign in with address and password.
    SignIn => Access::Anyone,
    /// End one's own session.
    SignOut => Access::Anyone,
    /// See all metrics.
    ViewGallery => VIEWER,
    /// See one metric with its values and runs.
    ViewMetric => VIEWER,
    /// Read values as CSV or JSON.
    Export => VIEWER,
    /// See dashboards, and choose the ones that one sees first.
    ViewDashboard => VIEWER,
    /// Add, change and remove dashboards.
    EditDashboard => EDITOR,
    /// See what a token that holds opens.
    ViewEmbed => Access::Anyone,
    /// See how dashboards are embedded and shared, and which keys there are.
    ViewEmbedding => EDITOR,
    /// Say where a dashboard may be embedded, and try it.
    EditEmbedding => EDITOR,
    /// Make and revoke the keys that sites sign with, and sign with them.
    EditEmbedKeys => ADMIN,
    /// See the objects there are and what is remembered of each.
    ViewObjects => VIEWER,
    /// Name and archive objects.
    EditObjects => EDITOR,
    /// Describe many objects by a file.
    ImportObjects => EDITOR,
    /// Say which query describes the objects of a kind, and ask it.
    QueryObjects => EDITOR,
    /// Make an object a part of another.
    MergeObjects => EDITOR,
    /// Write a note on days that only its author sees.
    AnnotateForOneself => VIEWER,
    /// Write a note on days that everybody sees.
    Annotate => EDITOR,
    /// Say what a number should be.
    SetGoal => EDITOR,
    /// Add a metric.
    AddMetric => EDITOR,
    /// Change a metric, pause it or let it go on.
    EditMetric => EDITOR,
    /// Remove a metric.
    RemoveMetric => EDITOR,
    /// Ask a metric that is not saved.
    TryMetric => EDITOR,
    /// Ask a metric now.
    Collect => EDITOR,
    /// Ask a metric's past days.
    Backfill => EDITOR,
    /// Ask a metric's past days again, without writing.
    Verify => EDITOR,
    /// Type a value.
    CorrectValue => EDITOR,
    /// Send a value of a pushed metric.
    Push => EDITOR,
    /// Read values from a file, and see which files were read.
    Import => EDITOR,
    /// Take back all that a file brought.
    UndoImport => EDITOR,
    /// Make up values, and remove them.
    Fake => EDITOR,
    /// See the names of sources and their tables.
    ViewSources => EDITOR,
    /// Add, change, test and remove sources.
    EditSources => ADMIN,
    /// Add and remove people.
    EditPeople => ADMIN,
    /// Change the settings of the instance.
    EditSettings => ADMIN,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;

    /// The table as people read it; a new operation changes it in plain sight.
    #[test]
    fn r05_the_table_of_permissions_is_checked_in() {
        let actors: Vec<(String, Actor)> = std::iter::once(("anonymous".into(), Actor::Anonymous))
            .chain(Role::ALL.iter().map(|role| {
                (
                    role.to_string(),
                    Actor::User {
                        email: "ann@example.com".into(),
                        role: *role,
                    },
                )
            }))
            .chain(std::iter::once(("command line".into(), Actor::CommandLine)))
            .collect();
        let mut table = String::new();
        for operation in Operation::ALL {
            let may: Vec<_> = actors
                .iter()
                .filter(|(_, actor)| {
                    assert_eq!(actor.may(*operation), actor.check(*operation).is_ok());
                    actor.may(*operation)
                })
                .map(|(name, _)| name.as_str())
                .collect();
            table.push_str(&format!("{operation:?}: {}\n", may.join(", ")));
        }
        assert_eq!(table, include_str!("../permissions.txt"));
    }
}
