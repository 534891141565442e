//! Imports that are being undone while the browser waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dbag_domain::Problem;
use dbag_operations::UndoPlan;

/// What goes on with imports that are undone, by their numbers.
#[derive(Clone, Default)]
pub(super) struct Undoings(Arc<Mutex<HashMap<i32, Undoing>>>);

/// An import that is being undone, or was a moment ago.
#[derive(Clone)]
pub(super) struct Undoing {
    /// Who undoes it.
    pub(super) owner: String,
    pub(super) file: String,
    /// What came of it; none while it goes on.
    pub(super) outcome: Option<Result<UndoPlan, Problem>>,
}

impl Undoings {
    /// Begins to undo an import, unless somebody does. Whether it begins now.
    pub(super) fn start(&self, import: i32, owner: &str, file: &str) -> bool {
        let mut held = self.held();
        // What came of others is nobody's concern any more.
        held.retain(|_, one| one.outcome.is_none() || one.owner != owner);
        if held.get(&import).is_some_and(|one| one.outcome.is_none()) {
            return false;
        }
        let undoing = Undoing {
            owner: owner.to_owned(),
            file: file.to_owned(),
            outcome: None,
        };
        held.insert(import, undoing);
        true
    }

    /// Says what came of it.
    pub(super) fn end(&self, import: i32, outcome: Result<UndoPlan, Problem>) {
        if let Some(undoing) = self.held().get_mut(&import) {
            undoing.outcome = Some(outcome);
        }
    }

    /// What goes on with an import. What came of it is told once, to who undid it.
    pub(super) fn take(&self, import: i32, owner: &str) -> Option<Undoing> {
        let mut held = self.held();
        let undoing = held.get(&import)?.clone();
        match undoing.outcome {
            None => Some(undoing),
            Some(_) if undoing.owner == owner => held.remove(&import),
            Some(_) => None,
        }
    }

    /// Whether it goes on.
    pub(super) fn is_under_way(&self, import: i32) -> bool {
        let held = self.held();
        held.get(&import).is_some_and(|one| one.outcome.is_none())
    }

    fn held(&self) -> MutexGuard<'_, HashMap<i32, Undoing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_undone_once_and_its_outcome_is_told_to_who_did_it() {
        let undoings = Undoings::default();
        assert!(undoings.start(7, "ann", "a.csv"));
        assert!(!undoings.start(7, "ben", "a.csv"), "it goes on");
        assert!(undoings.is_under_way(7));
        assert!(
            undoings
                .take(7, "ben")
                .is_some_and(|one| one.outcome.is_none())
        );
        undoings.end(7, Ok(UndoPlan::default()));
        assert!(!undoings.is_under_way(7));
        assert!(undoings.take(7, "ben").is_none());
        assert!(
            undoings
                .take(7, "ann")
                .is_some_and(|one| one.outcome == Some(Ok(UndoPlan::default())))
        );
        assert!(undoings.take(7, "ann").is_none(), "it is told once");
    }
}
