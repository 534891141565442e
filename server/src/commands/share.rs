//! `dbag share`.

use clap::{Args, Subcommand};
use dbag_operations::{Dbag, ShareForm, ShareLink, ShareLinkId};
use serde_json::json;

use super::stdin::first_line;
use super::table::aligned;
use crate::PublicUrl;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum Share {
    /// Make a link to a dashboard; it is shown this once
    Add(Add),
    /// List links, without their addresses
    List {
        /// Those to this dashboard only
        #[arg(value_name = "DASHBOARD")]
        slug: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Let a link lead nowhere from now on
    Revoke {
        /// Its number
        number: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The dashboard's name
    #[arg(value_name = "DASHBOARD")]
    slug: String,
    /// For whom it is
    #[arg(long)]
    name: String,
    /// The key of the object that it shows, of a dashboard about a kind
    #[arg(long, value_name = "KEY", default_value = "")]
    object: String,
    /// The first day that it shows
    #[arg(long, value_name = "DAY", default_value = "")]
    from: String,
    /// The last day that it shows
    #[arg(long, value_name = "DAY", default_value = "")]
    to: String,
    /// Days until it ends by itself
    #[arg(long, value_name = "DAYS", default_value = "")]
    days: String,
    /// Ask for a password, which is read from standard input
    #[arg(long)]
    password: bool,
    /// Show the team's notes in its charts
    #[arg(long)]
    notes: bool,
    /// The address that people use
    #[arg(long, env = "DBAG_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Share {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(context).await,
            Self::List { slug, json } => list(&context.open().await?, slug.as_deref(), json).await,
            Self::Revoke { number } => {
                let dbag = context.open().await?;
                dbag.revoke_share_link(&ACTOR, ShareLinkId(number), now())
                    .await?;
                out::line(format_args!("revoked {number}"))
            }
        }
    }
}

impl Add {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let password = match self.password {
            true => first_line("the password")?,
            false => String::new(),
        };
        let form = ShareForm {
            name: self.name,
            object: self.object,
            from: self.from,
            to: self.to,
            password,
            days: self.days,
            notes: self.notes,
        };
        let dbag = context.open().await?;
        let made = dbag
            .add_share_link(&ACTOR, &self.slug, &form, now())
            .await?;
        let base = self.public_url.as_ref().map_or("", PublicUrl::as_str);
        let address = format!("{base}/s/{}", made.token);
        if self.json {
            return out::json(&json!({ "number": made.id.0, "address": address }));
        }
        out::line(address)?;
        if base.is_empty() {
            out::note("this stands behind the address of your Dbag; DBAG_PUBLIC_URL says which");
        }
        Ok(())
    }
}

async fn list(dbag: &Dbag, slug: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let links = dbag.share_links(&ACTOR, slug).await?;
    if as_json {
        let shown = links.iter().map(|link| {
            let settings = &link.settings;
            json!({
                "number": link.id.0, "dashboard": link.dashboard, "name": settings.name,
                "object": settings.object.as_ref().map(|(_, key)| key),
                "from": settings.from, "to": settings.to,
                "password": settings.password_hash.is_some(), "notes": settings.shows_notes,
                "expires_at": settings.expires_at, "created_by": settings.created_by,
                "created_at": link.created_at, "revoked_at": link.revoked_at,
                "views": link.views, "last_viewed": link.last_viewed,
            })
        });
        return out::json(&shown.collect::<Vec<_>>());
    }
    if links.is_empty() {
        out::note("no share links; add one with `dbag share add <dashboard> --name <for whom>`");
        return Ok(());
    }
    out::line(aligned(&links.iter().map(row).collect::<Vec<_>>()))
}

fn days(link: &ShareLink) -> String {
    match (link.settings.from, link.settings.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

fn row(link: &ShareLink) -> Vec<String> {
    let settings = &link.settings;
    let object = settings
        .object
        .as_ref()
        .map(|(kind, key)| format!("{kind} {key}"));
    let state = match (link.revoked_at, settings.expires_at) {
        (Some(at), _) => format!("revoked {}", at.format("%Y-%m-%d")),
        (None, Some(end)) if end <= now() => "over".to_owned(),
        (None, Some(end)) => format!("until {}", end.format("%Y-%m-%d")),
        (None, None) => String::new(),
    };
    let password = match settings.password_hash {
        Some(_) => "with a password",
        None => "",
    };
    vec![
        link.id.0.to_string(),
        link.dashboard.to_string(),
        settings.name.clone(),
        object.unwrap_or_default(),
        days(link),
        match link.views {
            1 => "1 view".to_owned(),
            views => format!("{views} views"),
        },
        password.to_owned(),
        state,
    ]
}
