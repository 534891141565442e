//! The keys that sites sign with: made, listed, revoked, and used by people who try things.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{
    Day, EmbedClaims, EmbedForm, EmbedResource, ObjectKey, Problem, ProblemKind, spoken_seconds,
};
use dbag_store::{EmbedKey, InstanceKey, StoreError};

use super::refused::gone;
use super::token::sign;
use crate::people::random_token;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// A key that was made just now: its secret is told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct NewEmbedKey {
    /// The key.
    pub key: EmbedKey,
    /// 64 hexadecimal characters, which are the key themselves.
    pub secret: String,
}

impl std::fmt::Debug for NewEmbedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewEmbedKey({})", self.key.kid)
    }
}

/// A token that somebody wants to try.
#[derive(Debug, Clone, PartialEq)]
pub struct SignRequest {
    /// What it opens.
    pub resource: EmbedResource,
    /// The object, by kind and key.
    pub object: Option<(String, ObjectKey)>,
    /// How long it lives.
    pub life: TimeDelta,
    /// The first day that it shows.
    pub from: Option<Day>,
    /// The last day that it shows.
    pub to: Option<Day>,
    /// What may be had besides the page; all where none.
    pub allow: Option<Vec<EmbedForm>>,
    /// The key; the default where none.
    pub kid: Option<String>,
}

/// The longest name of a key, in characters.
const MAX_NAME: usize = 100;
/// A token lives at most a day unless its key says otherwise.
pub(super) const USUAL_LIFE: TimeDelta = TimeDelta::hours(24);
/// A life beyond this is no limit.
const LONGEST_LIFE: TimeDelta = TimeDelta::days(366);
/// The shortest that is of any use beside the leeway of clocks.
const SHORTEST_LIFE: TimeDelta = TimeDelta::seconds(30);

impl Dbag {
    /// Makes a key for a site that embeds.
    ///
    /// # Errors
    ///
    /// When its name is empty or too long, or the life of its tokens is no sensible one.
    pub async fn add_embed_key(
        &self,
        actor: &Actor,
        name: &str,
        most: Option<TimeDelta>,
        now: DateTime<Utc>,
    ) -> Result<NewEmbedKey, Problem> {
        actor.check(Operation::EditEmbedKeys)?;
        let name = name.trim();
        let is_good = !name.is_empty()
            && name.chars().count() <= MAX_NAME
            && !name.chars().any(char::is_control);
        if !is_good {
            let message =
                format!("name the site that signs with it, in 1 to {MAX_NAME} characters");
            return Err(Problem::field("name", message));
        }
        let most = check_life(most.unwrap_or(USUAL_LIFE))?;
        let key = EmbedKey {
            kid: format!("ek_{}", random_token(10)),
            name: name.to_owned(),
            is_default: false,
            most_seconds: most.num_seconds(),
            created_at: now,
            revoked_at: None,
        };
        let secret = InstanceKey::random().expose();
        let added = self.store.add_embed_key(&key, &secret, &self.vault).await;
        let key = added.map_err(problem_of)?;
        self.audit(actor, "add embed key", &key.kid, now).await;
        Ok(NewEmbedKey { key, secret })
    }

    /// All keys, without their secrets.
    pub async fn embed_keys(&self, actor: &Actor) -> Result<Vec<EmbedKey>, Problem> {
        actor.check(Operation::ViewEmbedding)?;
        self.store.embed_keys().await.map_err(problem_of)
    }

    /// Revokes a key: what it signed is refused from now on.
    pub async fn revoke_embed_key(
        &self,
        actor: &Actor,
        kid: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditEmbedKeys)?;
        let revoked = self.store.revoke_embed_key(kid, now).await;
        revoked.map_err(|error| key_gone(error, kid))?;
        self.audit(actor, "revoke embed key", kid, now).await;
        Ok(())
    }

    /// Makes a key the one of tokens that name none.
    pub async fn set_default_embed_key(
        &self,
        actor: &Actor,
        kid: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditEmbedKeys)?;
        let set = self.store.set_default_embed_key(kid).await;
        set.map_err(|error| key_gone(error, kid))?;
        self.audit(actor, "default embed key", kid, now).await;
        Ok(())
    }

    /// Signs a token, as a site would.
    ///
    /// # Errors
    ///
    /// Without a key, and for a life that the key does not allow.
    pub async fn sign_embed(
        &self,
        actor: &Actor,
        request: &SignRequest,
        now: DateTime<Utc>,
    ) -> Result<String, Problem> {
        actor.check(Operation::EditEmbedKeys)?;
        let found = self.store.embed_key(request.kid.as_deref(), &self.vault);
        let found = found.await.map_err(problem_of)?;
        let (key, secret) = found.ok_or_else(|| no_key(request.kid.as_deref()))?;
        if key.revoked_at.is_some() {
            return Err(Problem::field(
                "key",
                format!("key `{}` was revoked", key.kid),
            ));
        }
        let seconds = request.life.num_seconds();
        if seconds < 1 || seconds > key.most_seconds {
            let most = spoken_seconds(key.most_seconds);
            let message = format!("a token of this key lives at most {most}");
            return Err(Problem::field("ttl", message));
        }
        if request
            .from
            .zip(request.to)
            .is_some_and(|(from, to)| from > to)
        {
            let message = "the last day lies before the first";
            return Err(Problem::field("to", message));
        }
        let claims = EmbedClaims {
            resource: request.resource.clone(),
            params: request.object.clone().into_iter().collect(),
            iat: Some(now.timestamp()),
            nbf: None,
            exp: now.timestamp() + seconds,
            aud: None,
            from: request.from,
            to: request.to,
            allow: request.allow.clone(),
        };
        sign(&claims, &key.kid, &secret).map_err(|fault| Problem::invalid(fault.to_string()))
    }
}

/// That there is no such key; people name sites where kids are meant.
fn key_gone(error: StoreError, kid: &str) -> Problem {
    let mut problem = gone(error, &format!("embed key `{kid}`"));
    if problem.kind == ProblemKind::NotFound {
        problem
            .message
            .push_str("; `dbag embed key list` shows each by its kid");
    }
    problem
}

fn no_key(kid: Option<&str>) -> Problem {
    let message = match kid {
        Some(kid) => {
            format!("there is no key `{kid}`; `dbag embed key list` shows those there are")
        }
        None => "there is no default key; name one, make one the default with \
                 `dbag embed key default`, or add one with `dbag embed key add`"
            .to_owned(),
    };
    Problem::field("key", message)
}

pub(super) fn check_life(life: TimeDelta) -> Result<TimeDelta, Problem> {
    if (SHORTEST_LIFE..=LONGEST_LIFE).contains(&life) {
        Ok(life)
    } else {
        Err(Problem::field(
            "ttl",
            "a token may live from 30 seconds to a year",
        ))
    }
}
