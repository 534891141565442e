//! Merging: two objects that are one in reality become one here.

use chrono::{DateTime, Utc};
use dbag_domain::{Object, ObjectKey, ObjectKind, Problem, ProblemKind};
use dbag_store::{Merge, Merged};

use super::find::parse_kind;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// Two objects of a kind, by their keys.
#[derive(Debug, Clone, Copy)]
pub struct ObjectPair<'a> {
    /// The kind.
    pub kind: &'a str,
    /// The one that leads to the other from then on.
    pub from: &'a str,
    /// The one that stays.
    pub into: &'a str,
}

/// A merge: of what into what, and what becomes of the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeView {
    /// The one that leads to the other from then on.
    pub from: Object,
    /// The one that stays.
    pub into: Object,
    /// What becomes of the values.
    pub merged: Merged,
}

impl Dbag {
    /// What a merge would do; nothing is changed.
    pub async fn plan_merge(
        &self,
        actor: &Actor,
        pair: ObjectPair<'_>,
        now: DateTime<Utc>,
    ) -> Result<MergeView, Problem> {
        let (from, into) = self.check_merge(actor, pair).await?;
        let merge = merge(actor, &from, &into, now);
        let merged = self.store.preview_merge(&merge).await.map_err(problem_of)?;
        Ok(MergeView { from, into, merged })
    }

    /// Makes an object a part of another, with all that is known of it; its key and addresses
    /// lead to the other from then on, and so do values that still come for it.
    pub async fn merge_objects(
        &self,
        actor: &Actor,
        pair: ObjectPair<'_>,
        now: DateTime<Utc>,
    ) -> Result<MergeView, Problem> {
        let (from, into) = self.check_merge(actor, pair).await?;
        let merge = merge(actor, &from, &into, now);
        let merged = self.store.merge_objects(&merge).await.map_err(problem_of)?;
        // What is computed from counts that were added up is another, too.
        for of_metric in &merged.metrics {
            if let Ok(metric) = self.store.metric_of(of_metric.metric).await {
                self.collector
                    .recompute_dependents(&metric, of_metric.days, now)
                    .await;
            }
        }
        let subject = format!("{0}/{1} into {0}/{2}", from.kind, from.key, into.key);
        self.audit(actor, "merge objects", &subject, now).await;
        Ok(MergeView { from, into, merged })
    }

    /// Both objects, if they can be merged.
    async fn check_merge(
        &self,
        actor: &Actor,
        pair: ObjectPair<'_>,
    ) -> Result<(Object, Object), Problem> {
        actor.check(Operation::MergeObjects)?;
        let kind = parse_kind(pair.kind)?;
        let from = self.known_object(&kind, pair.from).await?;
        let from = from.ok_or_else(|| Problem::not_found(unknown(&kind, pair.from)))?;
        if let Some(problem) = merged_already(&from, pair.from) {
            return Err(problem);
        }
        let at_into = |message: String| Problem::field("into", message);
        let typed = pair.into.trim();
        if typed.is_empty() {
            return Err(at_into(format!("type the key of the other {kind}")));
        }
        let into = self.known_object(&kind, typed).await?;
        let into = into.ok_or_else(|| {
            at_into(format!(
                "{}; both have to be of one kind",
                unknown(&kind, typed)
            ))
        })?;
        if let Some(problem) = merged_already(&into, typed) {
            let way_out = format!("{}; merge into `{}`", problem.message, into.key);
            return Err(at_into(way_out));
        }
        if from.id == into.id {
            return Err(at_into("an object cannot be merged into itself".to_owned()));
        }
        Ok((from, into))
    }

    /// The object of a key, or the one that it was merged into.
    async fn known_object(&self, kind: &ObjectKind, key: &str) -> Result<Option<Object>, Problem> {
        match ObjectKey::parse(key) {
            Ok(key) => self.store.object(kind, &key).await.map_err(problem_of),
            Err(_) => Ok(None),
        }
    }
}

/// What is wrong with changing an object that was found by a key that is not its own.
pub(super) fn merged_already(found: &Object, key: &str) -> Option<Problem> {
    let is_own = ObjectKey::parse(key).is_ok_and(|key| key == found.key);
    let message = || {
        let (kind, into) = (&found.kind, &found.key);
        format!("{kind} `{key}` is a part of `{into}` since they were merged")
    };
    (!is_own).then(|| Problem::new(ProblemKind::Conflict, message()))
}

fn unknown(kind: &ObjectKind, key: &str) -> String {
    format!("{kind} `{key}` does not exist: nothing was remembered of it")
}

fn merge<'a>(actor: &'a Actor, from: &'a Object, into: &'a Object, at: DateTime<Utc>) -> Merge<'a> {
    Merge {
        kind: &from.kind,
        from: &from.key,
        into: &into.key,
        actor: actor.name(),
        at,
    }
}
