//! Finding objects: the kinds there are, those whose name holds a text, and the one of a key.

use dbag_domain::{Object, ObjectKey, ObjectKind, Problem};
use dbag_store::{KindRow, ObjectDetail, ObjectSearch};

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// Objects that a search suggests.
const MOST_FOUND: i64 = 50;

impl Dbag {
    /// The kinds of objects there are.
    pub async fn object_kinds(&self, actor: &Actor) -> Result<Vec<KindRow>, Problem> {
        actor.check(Operation::ViewObjects)?;
        self.store.object_kinds().await.map_err(problem_of)
    }

    /// The first objects whose name or key holds a text.
    pub async fn find_objects(
        &self,
        actor: &Actor,
        kind: &str,
        text: &str,
        limit: i64,
    ) -> Result<Vec<Object>, Problem> {
        actor.check(Operation::ViewObjects)?;
        let kind = parse_kind(kind)?;
        let search = ObjectSearch {
            kind: &kind,
            text: text.trim(),
            in_attributes: false,
            archived: false,
            limit: limit.clamp(1, MOST_FOUND),
            offset: 0,
        };
        self.store.find_objects(search).await.map_err(problem_of)
    }

    pub(crate) async fn object_detail(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
    ) -> Result<ObjectDetail, Problem> {
        actor.check(Operation::ViewObjects)?;
        let kind = parse_kind(kind)?;
        let missing = || {
            Problem::not_found(format!(
                "{kind} `{key}` does not exist: nothing was remembered of it"
            ))
        };
        let key = ObjectKey::parse(key).map_err(|_| missing())?;
        let found = self
            .store
            .object_detail(&kind, &key)
            .await
            .map_err(problem_of)?;
        found.ok_or_else(missing)
    }
}

pub(super) fn parse_kind(kind: &str) -> Result<ObjectKind, Problem> {
    ObjectKind::parse(kind)
        .map_err(|_| Problem::not_found(format!("there is no kind of object called `{kind}`")))
}
