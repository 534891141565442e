//! People: setup, signing in and out, adding and removing.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{EmailAddress, Problem, ProblemKind, Role};
use dbag_store::{StoreError, TokenHash, User};
use rand::RngCore;

use crate::problem::problem_of;
use crate::sign_in::check_password;
use crate::{Actor, Dbag, Operation};

/// A session that began: its token goes into the cookie and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The secret.
    pub token: String,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// Who signed in.
    pub user: User,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session of {}", self.user.email)
    }
}

/// A session ends after this long, used or not.
const LIFETIME: TimeDelta = TimeDelta::days(30);
/// A session ends when it was not used for this long.
const IDLE: TimeDelta = TimeDelta::days(7);
/// The last use is noted at most this often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(10);

impl Dbag {
    /// A new one-time setup code; `None` where there is an administrator already.
    pub async fn new_setup_code(&self) -> Result<Option<String>, Problem> {
        let code = random_token(10);
        let kept = self
            .store
            .set_setup_code(&TokenHash::of(&code))
            .await
            .map_err(problem_of)?;
        Ok(kept.then_some(code))
    }

    /// Whether there is no administrator yet.
    pub async fn needs_setup(&self) -> Result<bool, Problem> {
        self.store.needs_setup().await.map_err(problem_of)
    }

    /// Whether a setup code is the printed one.
    pub async fn is_setup_code(&self, code: &str) -> Result<bool, Problem> {
        self.store
            .is_setup_code(&TokenHash::of(code.trim()))
            .await
            .map_err(problem_of)
    }

    /// Makes the first administrator with the printed code and signs them in.
    pub async fn set_up(
        &self,
        code: &str,
        email: &str,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<Session, Vec<Problem>> {
        if !self
            .is_setup_code(code)
            .await
            .map_err(|problem| vec![problem])?
        {
            return Err(vec![wrong_code()]);
        }
        let email = parse_email(email);
        let problems: Vec<_> = match &email {
            Ok(email) => check_password(password, email).err().into_iter().collect(),
            Err(problem) => vec![problem.clone()],
        };
        let email = match email {
            Ok(email) if problems.is_empty() => email,
            _ => return Err(problems),
        };
        let hash = self
            .throttle
            .hash(password.to_owned())
            .await
            .map_err(|p| vec![p])?;
        let code = TokenHash::of(code.trim());
        let made = self
            .store
            .finish_setup(&code, email.as_str(), &hash, now)
            .await;
        let user = made.map_err(|error| vec![problem_of(error)])?;
        let user = user.ok_or_else(|| vec![wrong_code()])?;
        let actor = Actor::User {
            email: user.email.clone(),
            role: user.role,
        };
        self.audit(&actor, "set up", &user.email, now).await;
        self.begin_session(user, now)
            .await
            .map_err(|problem| vec![problem])
    }

    /// Signs a person in.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        from: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Session, Problem> {
        let email = email.trim().to_lowercase();
        self.throttle.check(&email, from, now)?;
        let known = self
            .store
            .user_with_password(&email)
            .await
            .map_err(problem_of)?;
        let (user, hash) = known.unzip();
        // Counted before the hash is computed, so that many at once do not slip through.
        self.throttle.note_failure(&email, from, now);
        let matches = self.throttle.verify(password.to_owned(), hash).await?;
        match user.filter(|_| matches) {
            Some(user) => {
                self.throttle.note_success(&email, from);
                self.begin_session(user, now).await
            }
            None => Err(Problem::field(
                "password",
                "e-mail address or password is wrong",
            )),
        }
    }

    async fn begin_session(&self, user: User, now: DateTime<Utc>) -> Result<Session, Problem> {
        let token = random_token(32);
        let expires_at = now + LIFETIME;
        let hash = TokenHash::of(&token);
        self.store
            .add_session(&hash, user.id, now, expires_at)
            .await
            .map_err(problem_of)?;
        self.store
            .remove_ended_sessions(now)
            .await
            .map_err(problem_of)?;
        Ok(Session {
            token,
            expires_at,
            user,
        })
    }

    /// Who a session's token belongs to; anonymous where it ended or never was.
    pub async fn actor_of(&self, token: &str, now: DateTime<Utc>) -> Result<Actor, Problem> {
        let hash = TokenHash::of(token);
        let found = self
            .store
            .session(&hash, now, now - IDLE)
            .await
            .map_err(problem_of)?;
        let Some(session) = found else {
            return Ok(Actor::Anonymous);
        };
        if now - session.seen_at > NOTED_EVERY {
            self.note_use(hash, now);
        }
        Ok(Actor::User {
            email: session.user.email,
            role: session.user.role,
        })
    }

    /// Notes beside the request that a session is in use: a full or locked disk closes no page.
    fn note_use(&self, hash: TokenHash, now: DateTime<Utc>) {
        let store = self.store.clone();
        tokio::spawn(async move {
            if let Err(error) = store.touch_session(&hash, now).await {
                tracing::debug!(%error, "a session's use could not be noted");
            }
        });
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), Problem> {
        self.store
            .remove_session(&TokenHash::of(token))
            .await
            .map_err(problem_of)
    }

    /// Everybody who may sign in.
    pub async fn users(&self, actor: &Actor) -> Result<Vec<User>, Problem> {
        actor.check(Operation::EditPeople)?;
        self.store.users().await.map_err(problem_of)
    }

    /// Adds a person.
    pub async fn add_user(
        &self,
        actor: &Actor,
        email: &str,
        role: Role,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<User, Problem> {
        actor.check(Operation::EditPeople)?;
        let email = parse_email(email)?;
        check_password(password, &email)?;
        let hash = self.throttle.hash(password.to_owned()).await?;
        let added = self.store.add_user(email.as_str(), &hash, role, now).await;
        let user = added.map_err(|error| match error {
            StoreError::Taken { .. } => Problem::field("email", error.to_string()),
            other => problem_of(other),
        })?;
        self.audit(actor, "add user", email.as_str(), now).await;
        Ok(user)
    }

    /// Removes a person, unless they are the last administrator.
    pub async fn remove_user(
        &self,
        actor: &Actor,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditPeople)?;
        let users = self.store.users().await.map_err(problem_of)?;
        let is_admin = |user: &&User| user.role == Role::Admin;
        let is_last = users.iter().filter(is_admin).count() == 1
            && users
                .iter()
                .filter(is_admin)
                .any(|user| user.email == email);
        if is_last {
            let message = format!("`{email}` is the last administrator; add another one first");
            return Err(Problem::new(ProblemKind::Conflict, message));
        }
        self.store.remove_user(email).await.map_err(problem_of)?;
        self.audit(actor, "remove user", email, now).await;
        Ok(())
    }

    /// Changes a person's password and ends their sessions.
    pub async fn set_password(
        &self,
        actor: &Actor,
        email: &str,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditPeople)?;
        let email = parse_email(email)?;
        check_password(password, &email)?;
        let hash = self.throttle.hash(password.to_owned()).await?;
        self.store
            .set_password(email.as_str(), &hash)
            .await
            .map_err(problem_of)?;
        self.audit(actor, "set password", email.as_str(), now).await;
        Ok(())
    }
}

fn parse_email(text: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(text).map_err(|error| Problem::field("email", error.to_string()))
}

fn wrong_code() -> Problem {
    Problem::field(
        "code",
        "this setup code is wrong or used; `dbag serve` prints it at start",
    )
}

/// Random letters and digits, 5 bits a character.
pub(crate) fn random_token(bytes: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = vec![0_u8; bytes * 8 / 5 + 1];
    rand::rng().fill_bytes(&mut random);
    random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}
