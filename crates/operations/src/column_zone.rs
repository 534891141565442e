//! In which zone the times of a date column are read, where nobody said so.

use dbag_collector::types::{ColumnClock, column_clock};
use dbag_collector::{CollectError, SourceConnection};
use dbag_domain::Problem;

use crate::guess::{is_utc_name, utc_framework};
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// The zone of a date column that is suggested, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnZone {
    /// What to write into `column_zone`; none where that is UTC, or not needed.
    pub zone: Option<String>,
    /// What was taken, in words; none where its times say their zone, or are dates.
    pub words: Option<String>,
}

impl Dbag {
    /// Suggests in which zone the times of a column are read: UTC where a name, a default or a
    /// framework says so, else the instance's.
    ///
    /// # Errors
    ///
    /// Who may not see sources, and a column that is not there or holds no dates.
    pub async fn suggest_column_zone(
        &self,
        actor: &Actor,
        source: &str,
        table: &str,
        column: &str,
    ) -> Result<ColumnZone, Problem> {
        actor.check(Operation::ViewSources)?;
        let source = self.store.source(source).await.map_err(problem_of)?;
        let Some(connection) = self.collector.connection(Some(source.id)).await? else {
            return Ok(utc(None));
        };
        let clock = column_clock(&connection, table, column).await;
        match clock.map_err(CollectError::into_problem)? {
            ColumnClock::NeedsNone => Ok(utc(None)),
            _ if is_utc_name(column) => {
                let words = format!("the times of `{column}` are UTC by its name");
                Ok(utc(Some(words)))
            }
            ColumnClock::Utc => {
                let words = format!("the times of `{column}` are UTC, as those of new rows are");
                Ok(utc(Some(words)))
            }
            ColumnClock::Unknown => self.suggest_by_tables(&connection, column).await,
        }
    }

    /// Where the column does not tell, the tables beside it may.
    async fn suggest_by_tables(
        &self,
        connection: &SourceConnection,
        column: &str,
    ) -> Result<ColumnZone, Problem> {
        let tables = connection.tables().await;
        let tables = tables.map_err(CollectError::into_problem)?;
        let names: Vec<String> = tables.into_iter().map(|table| table.name).collect();
        if let Some(framework) = utc_framework(&names) {
            return Ok(utc(Some(format!(
                "the times of `{column}` say no zone and are read as UTC, as {framework} keeps \
                 them; column_zone says otherwise"
            ))));
        }
        let zones = self.collector.zones().await;
        let zones = zones.map_err(CollectError::into_problem)?;
        let zone = zones.own().name();
        Ok(ColumnZone {
            zone: (zone != "UTC").then(|| zone.to_owned()),
            words: Some(format!(
                "the times of `{column}` say no zone and are read as {zone}, the instance's; \
                 column_zone says otherwise"
            )),
        })
    }

    /// The zone of days where a metric has none of its own.
    ///
    /// # Errors
    ///
    /// Who may not see metrics, and a failure of the store.
    pub async fn instance_zone(&self, actor: &Actor) -> Result<String, Problem> {
        actor.check(Operation::ViewMetric)?;
        let zones = self
            .collector
            .zones()
            .await
            .map_err(CollectError::into_problem)?;
        Ok(zones.own().name().to_owned())
    }
}

fn utc(words: Option<String>) -> ColumnZone {
    ColumnZone { zone: None, words }
}
