//! `dbag embed key`.

use chrono::TimeDelta;
use clap::Subcommand;
use dbag_domain::{Problem, spoken_seconds};
use dbag_operations::{Dbag, EmbedKey};
use serde_json::json;

use super::life::parse_life;
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a key; its secret is shown this once
    Add {
        /// The site that signs with it, such as shop
        name: String,
        /// How long its tokens may live at most
        #[arg(long, value_name = "LENGTH", value_parser = parse_life, default_value = "24h")]
        ttl: TimeDelta,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List all keys, without their secrets
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Refuse from now on whatever a key signed
    Revoke {
        /// Its name in tokens
        kid: String,
    },
    /// Make a key the one of tokens that name none, as those for other tools do
    Default {
        /// Its name in tokens
        kid: String,
    },
}

impl Key {
    pub(super) async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        match self {
            Self::Add { name, ttl, json } => add(dbag, &name, ttl, json).await,
            Self::List { json } => list(dbag, json).await,
            Self::Revoke { kid } => {
                dbag.revoke_embed_key(&ACTOR, &kid, now()).await?;
                out::line(format_args!(
                    "revoked {kid}: nothing that it signed holds any more"
                ))?;
                tell_of_default(dbag).await
            }
            Self::Default { kid } => {
                dbag.set_default_embed_key(&ACTOR, &kid, now()).await?;
                out::line(format_args!("{kid} is the key of tokens that name none"))
            }
        }
    }
}

async fn add(dbag: &Dbag, name: &str, ttl: TimeDelta, as_json: bool) -> Result<(), Failure> {
    let made = dbag.add_embed_key(&ACTOR, name, Some(ttl), now()).await;
    let made = made.map_err(|problem| Failure::from(without_flag(problem)))?;
    let (kid, secret) = (&made.key.kid, &made.secret);
    if as_json {
        return out::json(&json!({ "kid": kid, "secret": secret }));
    }
    out::line(format_args!("kid     {kid}"))?;
    out::line(format_args!("secret  {secret}"))?;
    out::note("the secret is shown this once; the 64 characters themselves are the HMAC key");
    Ok(())
}

async fn list(dbag: &Dbag, as_json: bool) -> Result<(), Failure> {
    let keys = dbag.embed_keys(&ACTOR).await?;
    if as_json {
        let shown = keys.iter().map(|key| {
            json!({
                "kid": key.kid, "name": key.name, "default": key.is_default,
                "ttl_seconds": key.most_seconds, "created_at": key.created_at,
                "revoked_at": key.revoked_at,
            })
        });
        return out::json(&shown.collect::<Vec<_>>());
    }
    if keys.is_empty() {
        out::note("no keys yet; add one with `dbag embed key add <name>`");
        return Ok(());
    }
    let row = |key: &EmbedKey| {
        let state = match (key.revoked_at, key.is_default) {
            (Some(at), _) => format!("revoked {}", at.format("%Y-%m-%d")),
            (None, true) => "default".to_owned(),
            (None, false) => String::new(),
        };
        vec![
            key.kid.clone(),
            key.name.clone(),
            format!("since {}", key.created_at.format("%Y-%m-%d")),
            format!("tokens live {}", spoken_seconds(key.most_seconds)),
            state,
        ]
    };
    out::line(aligned(&keys.iter().map(row).collect::<Vec<_>>()))
}

/// Says so where tokens that name no key are refused from now on.
async fn tell_of_default(dbag: &Dbag) -> Result<(), Failure> {
    let keys = dbag.embed_keys(&ACTOR).await?;
    let mut live = keys.iter().filter(|key| key.revoked_at.is_none());
    if live.clone().next().is_some() && !live.any(|key| key.is_default) {
        out::note("no key is the default now; `dbag embed key default <kid>` makes one");
    }
    Ok(())
}

/// The name is an argument, and no flag.
fn without_flag(problem: Problem) -> Problem {
    Problem {
        field: problem.field.filter(|field| field != "name"),
        ..problem
    }
}
