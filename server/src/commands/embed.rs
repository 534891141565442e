//! `dbag embed`.

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand};
use dbag_domain::{Day, EmbedForm, EmbedResource, ObjectKey, Slug};
use dbag_operations::{Dbag, Door, EmbedCheck, EmbedKey, EmbedRequest, SignRequest};
use serde_json::json;

use super::days::parse_day;
use super::life::{parse_life, spoken_life};
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum Embed {
    /// Make, list and revoke the keys that sites sign tokens with
    #[command(subcommand, visible_alias = "keys")]
    Key(Key),
    /// Sign a token, as your site would
    Sign(Sign),
    /// Say what a token would show, or what each panel of a dashboard would show to outsiders
    Check(Check),
}

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

#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// A dashboard, by name
    #[arg(long, value_name = "DASHBOARD", required_unless_present_any = ["panel", "metric"])]
    dashboard: Option<Slug>,
    /// A panel, by number
    #[arg(long, value_name = "NUMBER", conflicts_with = "dashboard")]
    panel: Option<i64>,
    /// A metric alone, by name
    #[arg(long, value_name = "METRIC", conflicts_with_all = ["dashboard", "panel"])]
    metric: Option<Slug>,
    /// The object that it is about, such as customer/42
    #[arg(long, value_name = "KIND/KEY", value_parser = parse_object)]
    object: Option<(String, ObjectKey)>,
    /// How long it lives
    #[arg(long, value_name = "LENGTH", value_parser = parse_life, default_value = "10m")]
    ttl: TimeDelta,
    /// The first day that it shows
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    from: Option<Day>,
    /// The last day that it shows
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    to: Option<Day>,
    /// What may be had besides the page; both where nothing is said
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    allow: Vec<EmbedForm>,
    /// The key to sign with; the default where none is named
    #[arg(long, value_name = "KID")]
    key: Option<String>,
    /// Print the whole address instead, below this one
    #[arg(long, value_name = "ADDRESS")]
    url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The token
    #[arg(required_unless_present = "dashboard", conflicts_with = "dashboard")]
    token: Option<String>,
    /// A dashboard, before it is published
    #[arg(long, value_name = "DASHBOARD")]
    dashboard: Option<String>,
    /// The objects to compare, by key; the first two where none are named
    #[arg(long, value_name = "KEY", requires = "dashboard")]
    object: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn parse_object(text: &str) -> Result<(String, ObjectKey), String> {
    let (kind, key) = text
        .split_once('/')
        .ok_or_else(|| "write it like customer/42".to_owned())?;
    let key = ObjectKey::parse(key).map_err(|error| error.to_string())?;
    Ok((kind.to_owned(), key))
}

fn parse_form(text: &str) -> Result<EmbedForm, String> {
    match text {
        "csv" => Ok(EmbedForm::Csv),
        "image" => Ok(EmbedForm::Image),
        _ => Err("it can be csv or image".to_owned()),
    }
}

impl Embed {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        match self {
            Self::Key(key) => key.run(&dbag).await,
            Self::Sign(sign) => sign.run(&dbag).await,
            Self::Check(check) => check.run(&dbag).await,
        }
    }
}

impl Key {
    async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        match self {
            Self::Add { name, ttl, json } => add(dbag, &name, ttl, json).await,
            Self::List { json } => list(dbag, json).await,
            Self::Revoke { kid } => {
                dbag.revoke_embed_key(&ACTOR, &kid, now()).await?;
                out::line(format_args!(
                    "revoked {kid}: nothing that it signed holds any more"
                ))
            }
            Self::Default { kid } => {
                dbag.set_default_embed_key(&ACTOR, &kid, now()).await?;
                out::line(format_args!("{kid} is the key of tokens that name none"))
            }
        }
    }
}

async fn add(dbag: &Dbag, name: &str, ttl: TimeDelta, as_json: bool) -> Result<(), Failure> {
    let made = dbag.add_embed_key(&ACTOR, name, Some(ttl), now()).await?;
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
            format!("tokens live {}", spoken_life(key.most_seconds)),
            state,
        ]
    };
    out::line(aligned(&keys.iter().map(row).collect::<Vec<_>>()))
}

impl Sign {
    async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        let resource = match (self.dashboard, self.panel, self.metric) {
            (Some(slug), ..) => EmbedResource::Dashboard(Ok(slug)),
            (_, Some(id), _) => EmbedResource::Panel(id),
            (_, _, Some(slug)) => EmbedResource::Metric(Ok(slug)),
            (None, None, None) => {
                return Err(Failure::refused("name a dashboard, a panel or a metric"));
            }
        };
        let door = match resource {
            EmbedResource::Dashboard(_) => "dashboard",
            _ => "panel",
        };
        let request = SignRequest {
            resource,
            object: self.object,
            life: self.ttl,
            from: self.from,
            to: self.to,
            allow: (!self.allow.is_empty()).then_some(self.allow),
            kid: self.key,
        };
        let token = dbag.sign_embed(&ACTOR, &request, now()).await?;
        match self.url {
            None => out::line(token),
            Some(url) => {
                let url = url.trim_end_matches('/');
                out::line(format_args!("{url}/embed/{door}/{token}"))
            }
        }
    }
}

impl Check {
    async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        match (self.token, self.dashboard) {
            (Some(token), _) => check_token(dbag, token.trim(), self.json).await,
            (None, Some(slug)) => {
                let check = dbag.check_embed(&ACTOR, &slug, &self.object, now()).await?;
                report(&check, self.json)
            }
            (None, None) => Err(Failure::refused("name a token or a dashboard")),
        }
    }
}

/// Tells what a token opens. The audience is the only thing that cannot be judged here: the
/// address that a running server has is not known.
async fn check_token(dbag: &Dbag, token: &str, as_json: bool) -> Result<(), Failure> {
    let request = |door| EmbedRequest {
        token,
        door,
        query: dbag_operations::DashboardQuery::default(),
        form: None,
        public_url: "",
        now: now(),
    };
    let mut opened = dbag.open_embed(request(Door::Dashboard)).await;
    if opened.is_err() {
        // It may be for a panel or a metric.
        opened = dbag.open_embed(request(Door::Panel(None))).await.or(opened);
    }
    match opened {
        Ok(page) => {
            let claims = &page.holding.claims;
            let until = DateTime::<Utc>::from_timestamp(claims.exp, 0);
            let until = until.map_or_else(String::new, |until| until.to_rfc3339());
            if as_json {
                return out::json(&json!({
                    "ok": true, "kid": page.kid, "opens": page.subject, "expires": until,
                    "claims": claims, "object": page.object_name(),
                    "frame_ancestors": page.frame_ancestors,
                }));
            }
            out::line(format_args!("opens      {}, until {until}", page.subject))?;
            for (kind, key) in &claims.params {
                let name = page.object_name().unwrap_or("nothing is known of it yet");
                out::line(format_args!("about      {kind} {key}: {name}"))?;
            }
            let day =
                |day: Option<Day>, open: &str| day.map_or(open.to_owned(), |day| day.to_string());
            let days = (day(claims.from, "the first"), day(claims.to, "the last"));
            out::line(format_args!("days       from {} to {}", days.0, days.1))?;
            let forms = [("csv", EmbedForm::Csv), ("image", EmbedForm::Image)];
            let forms = forms.iter().filter(|(_, form)| claims.allows(*form));
            let forms: Vec<&str> = forms.map(|(word, _)| *word).collect();
            out::line(format_args!("besides    {}", forms.join(", ")))?;
            out::line(format_args!("signed by  {}", page.kid))?;
            out::line(format_args!("framed by  {}", page.frame_ancestors))
        }
        Err(refused) if as_json => {
            out::json(&json!({ "ok": false, "kid": refused.kid, "why": refused.why }))?;
            Err(Failure::Partly)
        }
        Err(refused) => {
            let kid = refused.kid.map(|kid| format!(" (key {kid})"));
            let kid = kid.unwrap_or_default();
            Err(Failure::Failed(format!(
                "it is refused: {}{kid}",
                refused.why
            )))
        }
    }
}

fn report(check: &EmbedCheck, as_json: bool) -> Result<(), Failure> {
    let objects = check.objects.iter().map(|object| object.name().to_owned());
    let objects: Vec<String> = objects.collect();
    if as_json {
        let panels = check.panels.iter().map(|panel| {
            json!({
                "panel": panel.id.0, "title": panel.title, "refused": panel.is_refused,
                "shows": panel.told,
            })
        });
        out::json(&json!({
            "ok": check.passes(), "objects": objects, "panels": panels.collect::<Vec<_>>(),
        }))?;
    } else {
        let head = ["".to_owned(), "PANEL".to_owned()]
            .into_iter()
            .chain(objects);
        let rows = check.panels.iter().map(|panel| {
            let mark = if panel.is_refused { "not bound" } else { "ok" };
            let start = [mark.to_owned(), panel.title.clone()];
            start
                .into_iter()
                .chain(panel.told.iter().cloned())
                .collect()
        });
        let rows: Vec<Vec<String>> = std::iter::once(head.collect()).chain(rows).collect();
        out::line(aligned(&rows))?;
    }
    match check.passes() {
        true => Ok(()),
        false => {
            out::note("panels that are not bound to the page's object are kept from outsiders");
            Err(Failure::Partly)
        }
    }
}
