//! Roles: what a person may do.

use crate::spelled::spelled_enum;

spelled_enum! {
    /// What a person may do; each role may do what the ones before it may.
    Role, "role" {
        /// Look at everything.
        Viewer = "viewer",
        /// Change metrics and values, on existing sources.
        Editor = "editor",
        /// Sources, people and settings, too.
        Admin = "admin",
    }
}

impl Role {
    /// Whether this role includes `other`.
    pub fn includes(self, other: Self) -> bool {
        self >= other
    }
}
