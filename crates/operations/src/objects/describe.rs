//! Describing objects by a file: labels and attributes, many at once.

use chrono::{DateTime, Utc};
use dbag_domain::{AttributeError, Described, ObjectKind, Problem};
use dbag_store::{DescribedAs, ObjectDetail};
use serde::Serialize;

use super::find::parse_kind;
use crate::import::{ImportFile, Refused, blocking, read_descriptions};
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// A file that describes objects of a kind.
#[derive(Debug)]
pub struct ObjectImport<'a> {
    /// What kind of objects it describes.
    pub kind: &'a str,
    /// The file: a table with a column `key`, or a JSON array of objects.
    pub file: ImportFile,
    /// Whether to only say what would be done.
    pub dry_run: bool,
}

/// What describing objects did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DescribeReport {
    /// Objects that were not known before.
    pub added: u64,
    /// Objects whose label or attributes are others now.
    pub changed: u64,
    /// Objects of which all was known.
    pub same: u64,
    /// Lines that were refused, in order; at most the first 10,000.
    pub refused: Vec<Refused>,
    /// How many more lines were refused.
    pub refused_more: u64,
    /// Whether nothing was written because only a report was asked for.
    pub dry_run: bool,
}

impl DescribeReport {
    /// Whether every line was accepted.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty()
    }

    pub(super) fn count(&mut self, outcome: &DescribedAs) {
        match outcome {
            DescribedAs::Added => self.added += 1,
            DescribedAs::Changed => self.changed += 1,
            DescribedAs::Same => self.same += 1,
            DescribedAs::TooMany | DescribedAs::Merged(_) => {}
        }
    }
}

impl Dbag {
    /// Describes objects by a file; those that are not known appear.
    ///
    /// Lines that cannot be used are refused one by one and the others go in, in one
    /// transaction. An attribute that the file names replaces, a blank one is taken away,
    /// one that it does not name stays; a blank label leaves the label as it is.
    pub async fn import_objects(
        &self,
        actor: &Actor,
        import: ObjectImport<'_>,
        now: DateTime<Utc>,
    ) -> Result<DescribeReport, Problem> {
        actor.check(Operation::ImportObjects)?;
        let kind = ObjectKind::parse(import.kind)
            .map_err(|error| Problem::field("kind", error.to_string()))?;
        let bytes = import.file.bytes;
        let mut found = blocking(move || read_descriptions(bytes)).await??;
        let described: Vec<Described> = found.lines.iter().map(|(_, one)| one.clone()).collect();
        let written = match import.dry_run {
            true => self.store.preview_descriptions(&kind, &described).await,
            false => self.store.describe_objects(&kind, &described).await,
        };
        let mut report = DescribeReport {
            dry_run: import.dry_run,
            ..DescribeReport::default()
        };
        for (outcome, (line, _)) in written.map_err(problem_of)?.iter().zip(&found.lines) {
            report.count(outcome);
            match outcome {
                DescribedAs::TooMany => {
                    let reason = AttributeError::TooMany.to_string();
                    found.refusals.add(*line, reason);
                }
                DescribedAs::Merged(into) => {
                    let reason = format!("it is a part of `{into}` since they were merged");
                    found.refusals.add(*line, reason);
                }
                DescribedAs::Added | DescribedAs::Changed | DescribedAs::Same => {}
            }
        }
        (report.refused, report.refused_more) = found.refusals.finish();
        if !import.dry_run && report.added + report.changed > 0 {
            self.audit(actor, "describe objects", kind.as_str(), now)
                .await;
        }
        Ok(report)
    }

    /// All objects of a kind with what is said of them, archived ones too.
    pub async fn list_objects(
        &self,
        actor: &Actor,
        kind: &str,
    ) -> Result<Vec<ObjectDetail>, Problem> {
        actor.check(Operation::ViewObjects)?;
        let known = self.known_kind(kind).await?;
        self.store
            .described_objects(&known)
            .await
            .map_err(problem_of)
    }

    /// A kind that objects or metrics have.
    pub(super) async fn known_kind(&self, kind: &str) -> Result<ObjectKind, Problem> {
        let parsed = parse_kind(kind)?;
        let kinds = self.store.object_kinds().await.map_err(problem_of)?;
        match kinds.iter().any(|row| row.kind == parsed) {
            true => Ok(parsed),
            false => Err(Problem::not_found(format!(
                "there is no kind of object called `{kind}`"
            ))),
        }
    }
}
