//! Pictures of one holder are drawn one after another: whoever asks for many waits for their own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use dbag_domain::Problem;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use tokio::time::timeout;

use crate::png::busy;

/// Nobody waits longer for those before.
const PATIENCE: Duration = Duration::from_secs(5);
/// Turns that are over are forgotten when there are more than so many.
const MOST: usize = 1_000;

/// The turns of holders.
#[derive(Clone)]
pub(super) struct Turns {
    holders: Arc<Mutex<HashMap<String, Weak<Turn<()>>>>>,
    patience: Duration,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            holders: Arc::default(),
            patience: PATIENCE,
        }
    }
}

impl Turns {
    /// Waits until nothing else is drawn for the holder; their next waits until this is dropped.
    ///
    /// # Errors
    ///
    /// `Busy` when that takes too long.
    pub(super) async fn wait(&self, holder: &str) -> Result<OwnedMutexGuard<()>, Problem> {
        let turn = self.of(holder).lock_owned();
        timeout(self.patience, turn).await.map_err(|_| busy())
    }

    fn of(&self, holder: &str) -> Arc<Turn<()>> {
        let mut turns = self.holders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(holder).and_then(Weak::upgrade) {
            return turn;
        }
        if turns.len() >= MOST {
            turns.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::default();
        turns.insert(holder.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::ProblemKind;

    use super::*;

    #[tokio::test]
    async fn a_holder_waits_for_their_own_and_for_nobody_else() {
        let turns = Turns {
            patience: Duration::from_millis(1),
            ..Turns::default()
        };
        let mine = turns.wait("mine").await.expect("a turn");
        let refused = turns.wait("mine").await.expect_err("refused");
        assert_eq!(refused.kind, ProblemKind::Busy);
        assert!(turns.wait("yours").await.is_ok());
        drop(mine);
        assert!(turns.wait("mine").await.is_ok());
        for holder in 0..3 * MOST {
            assert!(turns.wait(&holder.to_string()).await.is_ok());
        }
        let kept = turns.holders.lock().expect("turns").len();
        assert!(kept <= MOST, "{kept}");
    }
}
