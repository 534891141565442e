//! Links for people without an account: made, listed, revoked (R48).

use chrono::{DateTime, Utc};
use dbag_domain::Problem;
use dbag_store::{ShareLink, ShareLinkId, TokenHash};

use super::refused::gone;
use super::share_form::ShareForm;
use crate::people::random_token;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// A link that was made just now: its token is told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct NewShare {
    /// Its row.
    pub id: ShareLinkId,
    /// What its address ends with.
    pub token: String,
}

impl std::fmt::Debug for NewShare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewShare({})", self.id.0)
    }
}

/// Bytes of a link's token: 160 bits, which nobody guesses.
const TOKEN_BYTES: usize = 20;
/// Its characters.
pub(super) const TOKEN_LEN: usize = TOKEN_BYTES * 8 / 5 + 1;

impl Dbag {
    /// Makes a link to a dashboard; to one object of it, where it is about a kind.
    ///
    /// # Errors
    ///
    /// A problem for each field that is wrong; for a dashboard that shows more than its object,
    /// each panel that does.
    pub async fn add_share_link(
        &self,
        actor: &Actor,
        slug: &str,
        form: &ShareForm,
        now: DateTime<Utc>,
    ) -> Result<NewShare, Vec<Problem>> {
        let refused = |problem: Problem| vec![problem];
        actor.check(Operation::EditEmbedding).map_err(refused)?;
        let dashboard = self.store.dashboard(slug).await;
        let dashboard = dashboard.map_err(|error| vec![problem_of(error)])?;
        let mut problems = super::settings::unbound_panels(&dashboard, "object");
        let object = match (&dashboard.about, form.object.trim()) {
            (None, "") => None,
            (None, _) => {
                let message = "the dashboard is about no object in particular";
                problems.push(Problem::field("object", message));
                None
            }
            (Some(kind), "") => {
                let message = format!("choose the {kind} that the link shows");
                problems.push(Problem::field("object", message));
                None
            }
            (Some(kind), key) => {
                let found = self.object_called(actor, kind, key).await;
                let found = found
                    .map_err(|problem| problems.push(Problem::field("object", problem.message)));
                found.ok().map(|object| (kind.clone(), object.key))
            }
        };
        let (mut link, more) = form.read(actor, now);
        problems.extend(more);
        if !problems.is_empty() {
            return Err(problems);
        }
        link.object = object;
        if !form.password.is_empty() {
            let hash = self.throttle.hash(form.password.clone()).await;
            link.password_hash = Some(hash.map_err(refused)?);
        }
        let token = random_token(TOKEN_BYTES);
        let hash = TokenHash::of(&token);
        let added = self
            .store
            .add_share_link(&hash, dashboard.id, &link, now)
            .await;
        let id = added.map_err(|error| vec![problem_of(error)])?;
        let subject = format!("{slug} {}", id.0);
        self.audit(actor, "add share link", &subject, now).await;
        Ok(NewShare { id, token })
    }

    /// The links to a dashboard, or all, without their tokens; the newest first.
    pub async fn share_links(
        &self,
        actor: &Actor,
        slug: Option<&str>,
    ) -> Result<Vec<ShareLink>, Problem> {
        actor.check(Operation::ViewEmbedding)?;
        match slug {
            Some(slug) => {
                let dashboard = self.store.dashboard(slug).await.map_err(problem_of)?;
                self.store
                    .share_links(dashboard.id)
                    .await
                    .map_err(problem_of)
            }
            None => self.store.all_share_links().await.map_err(problem_of),
        }
    }

    /// Revokes a link: from now on it leads nowhere.
    pub async fn revoke_share_link(
        &self,
        actor: &Actor,
        id: ShareLinkId,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditEmbedding)?;
        let revoked = self.store.revoke_share_link(id, now).await;
        revoked.map_err(|error| gone(error, &format!("share link {}", id.0)))?;
        self.audit(actor, "revoke share link", &id.0.to_string(), now)
            .await;
        Ok(())
    }
}
