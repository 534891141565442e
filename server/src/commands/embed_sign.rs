//! `dbag embed sign`.

use chrono::TimeDelta;
use clap::{ArgGroup, Args};
use dbag_domain::{Day, EmbedForm, EmbedResource, ObjectKey, Slug};
use dbag_operations::{Dbag, SignRequest};

use super::days::parse_day;
use super::embed_check::open_token;
use super::life::parse_life;
use crate::PublicUrl;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("resource").required(true).args(["dashboard", "panel", "metric"]))]
pub(crate) struct Sign {
    /// A dashboard, by name
    #[arg(long, value_name = "DASHBOARD")]
    dashboard: Option<Slug>,
    /// A panel, by number
    #[arg(long, value_name = "NUMBER")]
    panel: Option<i64>,
    /// A metric alone, by name
    #[arg(long, value_name = "METRIC")]
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
    /// What may be had besides the page: csv, image or none; both where nothing is said
    #[arg(long, value_name = "FORM", value_delimiter = ',', value_parser = parse_form)]
    allow: Vec<Form>,
    /// The key to sign with; the default where none is named
    #[arg(long, value_name = "KID")]
    key: Option<String>,
    /// Print the whole address instead, below this one
    #[arg(long, value_name = "ADDRESS")]
    url: Option<PublicUrl>,
}

/// A form in which values can be had, or that there is none.
#[derive(Debug, Clone, Copy)]
struct Form(Option<EmbedForm>);

fn parse_object(text: &str) -> Result<(String, ObjectKey), String> {
    let (kind, key) = text
        .split_once('/')
        .ok_or_else(|| "write it like customer/42".to_owned())?;
    let key = ObjectKey::parse(key).map_err(|error| error.to_string())?;
    Ok((kind.to_owned(), key))
}

fn parse_form(text: &str) -> Result<Form, String> {
    match text {
        "csv" => Ok(Form(Some(EmbedForm::Csv))),
        "image" => Ok(Form(Some(EmbedForm::Image))),
        "none" => Ok(Form(None)),
        _ => Err("it can be csv, image, both with a comma between them, or none".to_owned()),
    }
}

impl Sign {
    pub(super) async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
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
            allow: (!self.allow.is_empty())
                .then(|| self.allow.into_iter().filter_map(|one| one.0).collect()),
            kid: self.key,
        };
        let token = dbag.sign_embed(&ACTOR, &request, now()).await?;
        match self.url {
            None => out::line(&token)?,
            Some(url) => out::line(format_args!("{}/embed/{door}/{token}", url.as_str()))?,
        }
        if let Err(refused) = open_token(dbag, &token).await {
            out::note(format_args!("it opens nothing yet: {}", refused.why));
        }
        Ok(())
    }
}
