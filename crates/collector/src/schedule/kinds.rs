//! Asking the queries that describe objects: once a day, or because somebody wants it now.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{ObjectKind, SourceId};
use dbag_store::{DescribedAs, ObjectQuery, ObjectQueryAsked, StoreError};

use super::collector::{Collector, as_unreachable, store_failed};
use crate::error::CollectError;
use crate::object_answer::{FIELD, ObjectAnswer};
use crate::source::{SourceConnection, Statement};
use crate::sql::{Parameters, check_query};

/// What asking for the objects of a kind did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindReport {
    /// The kind.
    pub kind: ObjectKind,
    /// What became of the objects; nothing where the query failed.
    pub described: Vec<DescribedAs>,
    /// What is wrong.
    pub error: Option<String>,
}

/// A query that answered is asked again after this long.
const EVERY: TimeDelta = TimeDelta::days(1);
/// One that failed is asked again after this long.
const RETRY: TimeDelta = TimeDelta::hours(1);
/// Whoever takes queries has this long before another may: far longer than a few take.
const HELD: TimeDelta = TimeDelta::minutes(30);

impl Collector {
    /// Asks the queries that are due at `now` and describes objects by their answers.
    ///
    /// A query that fails leaves what is known as it is and stops no other.
    pub async fn describe_due(&self, now: DateTime<Utc>) -> Result<Vec<KindReport>, StoreError> {
        let mut reports = Vec::new();
        for query in self.store.claim_object_queries(now, now + HELD).await? {
            let outcome = self.ask_and_describe(&query.kind, query.source, &query.query);
            let outcome = outcome.await;
            let (described, error) = match outcome {
                Ok((answer, described)) => (described, answer.complaint()),
                Err(error) => (Vec::new(), Some(error.to_string())),
            };
            let asked = asked(now, error.clone());
            self.store.finish_object_query(&query, &asked).await?;
            reports.push(KindReport {
                kind: query.kind,
                described,
                error,
            });
        }
        Ok(reports)
    }

    /// Asks a kind's query now, whether it is due or not; what came of it is noted.
    pub async fn describe_now(
        &self,
        query: &ObjectQuery,
        now: DateTime<Utc>,
    ) -> Result<(ObjectAnswer, Vec<DescribedAs>), CollectError> {
        let outcome = self.ask_and_describe(&query.kind, query.source, &query.query);
        let outcome = outcome.await;
        let error = match &outcome {
            Ok((answer, _)) => answer.complaint(),
            Err(error) => Some(error.to_string()),
        };
        let asked = asked(now, error);
        let noted = self.store.finish_object_query(query, &asked).await;
        noted.map_err(store_failed)?;
        outcome
    }

    /// Asks a query for the first time; it is kept for the kind if it answers.
    pub async fn describe_by(
        &self,
        kind: &ObjectKind,
        source: SourceId,
        query: &str,
        now: DateTime<Utc>,
    ) -> Result<(ObjectAnswer, Vec<DescribedAs>), CollectError> {
        let (answer, described) = self.ask_and_describe(kind, source, query).await?;
        let asked = asked(now, answer.complaint());
        let kept = self.store.set_object_query(kind, source, query, &asked);
        kept.await.map_err(store_failed)?;
        Ok((answer, described))
    }

    async fn ask_and_describe(
        &self,
        kind: &ObjectKind,
        source: SourceId,
        query: &str,
    ) -> Result<(ObjectAnswer, Vec<DescribedAs>), CollectError> {
        let mut answer = self.ask_objects(source, query).await?;
        let described = self.store.describe_objects(kind, &answer.described).await;
        let described = described.map_err(store_failed)?;
        answer.refuse_too_many(&described);
        Ok((answer, described))
    }

    async fn ask_objects(
        &self,
        source: SourceId,
        query: &str,
    ) -> Result<ObjectAnswer, CollectError> {
        let connection = self.connection(Some(source)).await;
        let Some(connection) = connection.map_err(as_unreachable)? else {
            return Err(CollectError::field("source", "choose a source"));
        };
        let answer = self.grid(&connection, query).await;
        answer.map_err(|error| error.at(FIELD))
    }

    async fn grid(
        &self,
        connection: &SourceConnection,
        query: &str,
    ) -> Result<ObjectAnswer, CollectError> {
        let engine = connection.kind();
        let sql = check_query(query, engine).map_err(CollectError::refused)?;
        let parameters = Parameters::find(&sql, engine).map_err(CollectError::refused)?;
        if parameters != Parameters::default() {
            let message = "it is asked for all objects, whatever the day: leave the parameters out";
            return Err(CollectError::refused(message));
        }
        let statement = Statement::users(sql, Vec::new());
        let grid = connection.numbers(&statement, &self.limits).await?;
        if grid.is_cut {
            let most = self.limits.max_rows;
            let message = format!("it has more than {most} rows, or is too large; ask for less");
            return Err(CollectError::bad_answer(FIELD, message));
        }
        ObjectAnswer::read(&grid)
    }
}

fn asked(now: DateTime<Utc>, error: Option<String>) -> ObjectQueryAsked {
    let pause = if error.is_some() { RETRY } else { EVERY };
    ObjectQueryAsked {
        at: now,
        again_at: now + pause,
        error,
    }
}
