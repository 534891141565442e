//! Connections to sources, a few at once to each.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use dbag_domain::{SourceId, SourceKind};
use tokio::sync::Semaphore;

use super::address::SourceAddress;
use super::grid::Grid;
use super::limits::Limits;
use super::session::Session;
use super::statement::Statement;
use crate::error::CollectError;

/// The gates to all sources: one customer database never gets forty queries at once.
#[derive(Debug)]
pub struct Sources {
    at_once: usize,
    gates: Mutex<HashMap<SourceId, Arc<Semaphore>>>,
}

impl Sources {
    /// How many connections a source gets at once unless set otherwise.
    pub const AT_ONCE: usize = 4;

    /// Gates that let `at_once` connections through to each source, at least one.
    pub fn new(at_once: usize) -> Self {
        Self {
            at_once: at_once.max(1),
            gates: Mutex::default(),
        }
    }

    /// The way to a source; all ways to one source share its gate.
    pub fn connection(&self, id: SourceId, address: SourceAddress) -> SourceConnection {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates
            .entry(id)
            .or_insert_with(|| Arc::new(Semaphore::new(self.at_once)));
        SourceConnection {
            address,
            gate: Arc::clone(gate),
        }
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::new(Self::AT_ONCE)
    }
}

/// The way to a source; nothing is connected before `open`.
#[derive(Clone)]
pub struct SourceConnection {
    address: SourceAddress,
    gate: Arc<Semaphore>,
}

impl SourceConnection {
    /// The way to a database that is no stored source yet, with a gate of its own.
    pub fn new(address: SourceAddress) -> Self {
        Self {
            address,
            gate: Arc::new(Semaphore::new(Sources::AT_ONCE)),
        }
    }

    /// Where it leads.
    pub const fn address(&self) -> &SourceAddress {
        &self.address
    }

    /// What is on the other side.
    pub const fn kind(&self) -> SourceKind {
        self.address.kind()
    }

    /// Waits at the gate, then connects and signs in.
    pub async fn open(&self, limits: &Limits) -> Result<Session, CollectError> {
        let permit = Arc::clone(&self.gate)
            .acquire_owned()
            .await
            .map_err(|_| CollectError::Unreachable("Dbag is stopping".to_owned()))?;
        Session::open(&self.address, limits, permit).await
    }

    /// Asks one statement on a connection of its own.
    pub async fn numbers(
        &self,
        statement: &Statement,
        limits: &Limits,
    ) -> Result<Grid, CollectError> {
        let mut session = self.open(limits).await?;
        let answer = session.ask(statement).await;
        session.close().await;
        answer
    }
}

impl fmt::Debug for SourceConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceConnection({})", self.address)
    }
}
