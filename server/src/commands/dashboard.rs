//! `dbag dashboard`.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use dbag_domain::{Dashboard as Shown, DashboardSettings, PanelSettings};
use dbag_operations::{Dbag, EmbedTarget};

use super::dashboard_embed::EmbedFlags;
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum Dashboard {
    /// List all dashboards
    List(Json),
    /// Show one dashboard; as JSON it can be imported again
    Show {
        /// Its name
        #[arg(value_name = "DASHBOARD")]
        slug: String,
        #[command(flatten)]
        json: Json,
    },
    /// Add a dashboard from a JSON file, or replace the one of its name
    Import {
        /// The file; `-` is standard input
        file: PathBuf,
    },
    /// Say whether and where a dashboard may be embedded, or show it
    Embed {
        /// Its name
        #[arg(value_name = "DASHBOARD")]
        slug: String,
        #[command(flatten)]
        flags: EmbedFlags,
    },
    /// Remove a dashboard; the values that it shows stay
    Remove {
        /// Its name
        #[arg(value_name = "DASHBOARD")]
        slug: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Json {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A dashboard of 200 panels with long texts is no larger.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

impl Dashboard {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::List(json) => list(&context.open().await?, json.json).await,
            Self::Show { slug, json } => show(&context.open().await?, &slug, json.json).await,
            Self::Import { file } => {
                let settings = read(&file)?;
                import(&context.open().await?, &settings).await
            }
            Self::Embed { slug, flags } => {
                let dbag = context.open().await?;
                let dashboard = dbag.dashboard(&ACTOR, &slug).await?;
                let about = dashboard.about.as_ref().map(ToString::to_string);
                let target = EmbedTarget::Dashboard(&slug);
                flags.run(&dbag, target, about.as_deref()).await
            }
            Self::Remove { slug } => {
                let dbag = context.open().await?;
                dbag.remove_dashboard(&ACTOR, &slug, now()).await?;
                out::line(format_args!("removed {slug}"))
            }
        }
    }
}

async fn list(dbag: &Dbag, as_json: bool) -> Result<(), Failure> {
    let dashboards = dbag.dashboards(&ACTOR).await?;
    if as_json {
        let shown = dashboards.iter().map(|one| {
            serde_json::json!({
                "slug": one.slug,
                "label": one.label,
                "description": one.description,
                "about": one.about,
                "panels": one.panels,
            })
        });
        return out::json(&shown.collect::<Vec<_>>());
    }
    if dashboards.is_empty() {
        out::note("no dashboards yet; add one in the browser, or with `dbag dashboard import`");
        return Ok(());
    }
    let rows = dashboards.iter().map(|one| {
        let about = one
            .about
            .as_ref()
            .map(|kind| format!("one for each {kind}"));
        vec![
            one.slug.to_string(),
            one.label.to_string(),
            panels(one.panels),
            about.unwrap_or_default(),
        ]
    });
    out::line(aligned(&rows.collect::<Vec<_>>()))
}

fn panels(count: i64) -> String {
    match count {
        1 => "1 panel".to_owned(),
        many => format!("{many} panels"),
    }
}

async fn show(dbag: &Dbag, slug: &str, as_json: bool) -> Result<(), Failure> {
    let dashboard = dbag.dashboard(&ACTOR, slug).await?;
    if as_json {
        out::json(&dashboard.to_settings())
    } else {
        out::line(to_text(&dashboard))
    }
}

/// The dashboard for people: what it is, and a line for each panel.
fn to_text(dashboard: &Shown) -> String {
    let mut lines = vec![format!(
        "{}  {}  (number {})",
        dashboard.slug, dashboard.label, dashboard.id.0
    )];
    if !dashboard.description.is_empty() {
        lines.push(format!("  {}", dashboard.description));
    }
    if let Some(kind) = &dashboard.about {
        lines.push(format!("  one page for each {kind}"));
    }
    let range = dashboard.range.title();
    let range = range.unwrap_or_else(|| dashboard.range.into());
    lines.push(match dashboard.step {
        Some(step) => format!("  opens with {range}, by {step}"),
        None => format!("  opens with {range}"),
    });
    let rows = dashboard.panels.iter().map(|panel| {
        let settings: &PanelSettings = panel;
        let metrics: Vec<&str> = settings
            .series
            .iter()
            .map(|series| series.metric.as_str())
            .collect();
        let place = settings.place;
        vec![
            format!("  {}", panel.id.0),
            settings.kind.to_string(),
            format!("{}×{} at {},{}", place.w, place.h, place.x, place.y),
            settings.title.clone(),
            metrics.join(", "),
        ]
    });
    lines.push(aligned(&rows.collect::<Vec<_>>()));
    lines.join("\n")
}

fn read(path: &Path) -> Result<DashboardSettings, Failure> {
    let name = path.display();
    let mut text = String::new();
    let from: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = fs::File::open(path)
            .map_err(|error| Failure::refused(format!("{name} cannot be read: {error}")))?;
        Box::new(file)
    };
    from.take(MAX_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(|error| Failure::refused(format!("{name} cannot be read: {error}")))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(Failure::refused(format!(
            "{name} is larger than a dashboard can be"
        )));
    }
    serde_json::from_str(&text)
        .map_err(|error| Failure::refused(format!("{name} is no dashboard: {error}")))
}

async fn import(dbag: &Dbag, settings: &DashboardSettings) -> Result<(), Failure> {
    let imported = dbag.import_dashboard(&ACTOR, settings, now()).await;
    let dashboard = imported.map_err(|problems| Failure::at_flags(problems, str::to_owned))?;
    let count = i64::try_from(dashboard.panels.len()).unwrap_or(i64::MAX);
    out::line(format_args!(
        "imported {} with {}",
        dashboard.slug,
        panels(count)
    ))
}
