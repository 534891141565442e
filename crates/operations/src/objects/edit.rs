//! What editors do to an object: name it, archive it.

use chrono::{DateTime, Utc};
use dbag_domain::{Label, Problem};
use dbag_store::ObjectDetail;

use super::merge::merged_already;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// Archives an object, or takes it back: it leaves directories and rankings, its values stay.
    pub async fn archive_object(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
        is_archived: bool,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditObjects)?;
        let detail = self.object_to_edit(actor, kind, key).await?;
        let at = is_archived.then_some(now);
        let set = self.store.set_archived(detail.object.id, at).await;
        set.map_err(problem_of)?;
        let action = if is_archived {
            "archive object"
        } else {
            "restore object"
        };
        self.audit(actor, action, &format!("{kind}/{key}"), now)
            .await;
        Ok(())
    }

    /// Changes what people call an object.
    pub async fn rename_object(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
        label: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditObjects)?;
        let detail = self.object_to_edit(actor, kind, key).await?;
        let label =
            Label::parse(label).map_err(|error| Problem::field("label", error.to_string()))?;
        let set = self
            .store
            .set_object_label(detail.object.id, label.as_str())
            .await;
        set.map_err(problem_of)?;
        self.audit(actor, "rename object", &format!("{kind}/{key}"), now)
            .await;
        Ok(())
    }

    /// An object that can be changed: one that was merged is changed as what it is a part of.
    async fn object_to_edit(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
    ) -> Result<ObjectDetail, Problem> {
        let detail = self.object_detail(actor, kind, key).await?;
        match merged_already(&detail.object, key) {
            Some(problem) => Err(problem),
            None => Ok(detail),
        }
    }
}
