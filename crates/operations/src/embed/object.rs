//! Objects as people type them where something is shown to outsiders.

use dbag_domain::{Object, ObjectKind, Problem};

use crate::{Actor, Dbag};

impl Dbag {
    /// The object of a key, with its kind before it or not, or the only one of a name.
    pub(super) async fn object_called(
        &self,
        actor: &Actor,
        kind: &ObjectKind,
        text: &str,
    ) -> Result<Object, Problem> {
        let of_key = self.object_detail(actor, kind.as_str(), text).await;
        let missing = match of_key {
            Ok(detail) => return Ok(detail.object),
            Err(problem) => problem,
        };
        let behind = text.strip_prefix(kind.as_str());
        if let Some(key) = behind.and_then(|behind| behind.strip_prefix('/')) {
            let of_key = self.object_detail(actor, kind.as_str(), key).await;
            return of_key.map(|detail| detail.object);
        }
        let mut named = self.find_objects(actor, kind.as_str(), text, 50).await?;
        named.retain(|object| object.label.eq_ignore_ascii_case(text));
        match (named.pop(), named.len()) {
            (Some(only), 0) => Ok(only),
            (Some(_), others) => Err(Problem::invalid(format!(
                "{} are called “{text}”; write the key of one",
                others + 1
            ))),
            (None, _) => Err(missing),
        }
    }
}
