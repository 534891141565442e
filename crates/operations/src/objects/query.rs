//! The query that describes the objects of a kind: set, asked, forgotten.

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, ObjectAnswer};
use dbag_domain::{ObjectKind, Problem, ProblemKind, SourceId};
use dbag_store::{DescribedAs, ObjectQuery, StoreError};

use super::describe::DescribeReport;
use super::find::parse_kind;
use crate::import::Refused;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// The queries that describe objects: which source which kind asks.
    pub async fn object_queries(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(ObjectKind, SourceId)>, Problem> {
        actor.check(Operation::ViewSources)?;
        let queries = self.store.object_queries().await.map_err(problem_of)?;
        let pairs = queries.into_iter().map(|query| (query.kind, query.source));
        Ok(pairs.collect())
    }

    /// The query that describes the objects of a kind.
    pub async fn object_query(
        &self,
        actor: &Actor,
        kind: &str,
    ) -> Result<Option<ObjectQuery>, Problem> {
        actor.check(Operation::QueryObjects)?;
        let kind = parse_kind(kind)?;
        self.store.object_query(&kind).await.map_err(problem_of)
    }

    /// Says which query describes the objects of a kind; it is asked at once, and then daily.
    ///
    /// # Errors
    ///
    /// When it does not answer, in the source's words: the kind keeps the query that it has.
    pub async fn set_object_query(
        &self,
        actor: &Actor,
        kind: &str,
        (source, sql): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<DescribeReport, Problem> {
        actor.check(Operation::QueryObjects)?;
        let kind =
            ObjectKind::parse(kind).map_err(|error| Problem::field("kind", error.to_string()))?;
        if sql.trim().is_empty() {
            return Err(Problem::field("sql", "type the query"));
        }
        let source = self.store.source(source).await.map_err(at_source)?;
        let asked = self.collector.describe_by(&kind, source.id, sql, now).await;
        let (answer, described) = asked.map_err(refused)?;
        self.audit(actor, "query objects", kind.as_str(), now).await;
        Ok(report(answer, &described))
    }

    /// Asks the query of a kind now.
    ///
    /// # Errors
    ///
    /// When there is none, or it does not answer: what is known stays, and the error is kept.
    pub async fn refresh_objects(
        &self,
        actor: &Actor,
        kind: &str,
        now: DateTime<Utc>,
    ) -> Result<DescribeReport, Problem> {
        let Some(query) = self.object_query(actor, kind).await? else {
            return Err(no_query(kind));
        };
        let asked = self.collector.describe_now(&query, now).await;
        let (answer, described) = asked.map_err(CollectError::into_problem)?;
        Ok(report(answer, &described))
    }

    /// Forgets the query of a kind; what it said stays.
    pub async fn remove_object_query(
        &self,
        actor: &Actor,
        kind: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::QueryObjects)?;
        let parsed = parse_kind(kind)?;
        let removed = self.store.remove_object_query(&parsed).await;
        if !removed.map_err(problem_of)? {
            return Err(no_query(kind));
        }
        self.audit(actor, "forget query of objects", kind, now)
            .await;
        Ok(())
    }
}

fn no_query(kind: &str) -> Problem {
    Problem::not_found(format!("no query describes the objects of kind `{kind}`"))
}

fn at_source(error: StoreError) -> Problem {
    match error {
        StoreError::NotFound { .. } => Problem::field("source", error.to_string()),
        other => problem_of(other),
    }
}

/// A query that does not answer is refused where it was typed, whoever is to blame.
fn refused(error: CollectError) -> Problem {
    let problem = error.into_problem();
    match (&problem.field, problem.kind) {
        (None, ProblemKind::SourceFailed) => Problem::field("sql", problem.message),
        _ => problem,
    }
}

fn report(answer: ObjectAnswer, described: &[DescribedAs]) -> DescribeReport {
    let refused = answer.refused.into_iter();
    let mut report = DescribeReport {
        refused: refused
            .map(|(line, reason)| Refused {
                line,
                column: None,
                reason,
            })
            .collect(),
        ..DescribeReport::default()
    };
    described.iter().for_each(|outcome| report.count(outcome));
    report
}
