//! `dbag dashboard embed` and `dbag metric embed`: whether and where it may be embedded.

use chrono::TimeDelta;
use clap::Args;
use dbag_domain::{EmbedSettings, FrameOrigin, spoken_seconds};
use dbag_operations::{Dbag, EmbedTarget};
use serde_json::json;

use super::life::parse_life;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

#[derive(Debug, Args)]
pub(crate) struct EmbedFlags {
    /// Let it be embedded
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Refuse every token for it
    #[arg(long)]
    off: bool,
    /// A site that may frame it, such as https://shop.example.com; may be given several times.
    /// Pictures need none
    #[arg(long, value_name = "ORIGIN", value_parser = FrameOrigin::parse)]
    origin: Vec<FrameOrigin>,
    /// Let no site frame it
    #[arg(long, conflicts_with = "origin")]
    no_origins: bool,
    /// The kind of object that tokens must name; what it is about is always locked
    #[arg(long, value_name = "KIND")]
    lock: Option<String>,
    /// How long its tokens may live at most, within what their key allows
    #[arg(long, value_name = "LENGTH", value_parser = parse_life)]
    ttl: Option<TimeDelta>,
    /// Let tokens live as long as their key allows
    #[arg(long, conflicts_with = "ttl")]
    no_ttl: bool,
    /// Show the team's notes in its charts
    #[arg(long, conflicts_with = "no_notes")]
    notes: bool,
    /// Show no notes
    #[arg(long)]
    no_notes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl EmbedFlags {
    fn changes_something(&self) -> bool {
        let switches = [
            self.on,
            self.off,
            self.no_origins,
            self.no_ttl,
            self.notes,
            self.no_notes,
        ];
        switches.contains(&true) || !self.origin.is_empty() || self.ttl.is_some()
    }

    /// Sets what was given, and shows how it is then. `about` is the kind of its objects.
    pub(super) async fn run(
        self,
        dbag: &Dbag,
        target: EmbedTarget<'_>,
        about: Option<&str>,
    ) -> Result<(), Failure> {
        if let Some(lock) = &self.lock
            && about != Some(lock.as_str())
        {
            let about = about.map_or_else(
                || "it is about no kind of object".to_owned(),
                |about| format!("it is about {about}"),
            );
            let message = format!("--lock: there is no parameter `{lock}` to lock; {about}");
            return Err(Failure::refused(message));
        }
        let mut settings = dbag.embed_settings(&ACTOR, target).await?;
        if self.changes_something() {
            if self.on || self.off {
                settings.is_on = self.on;
            }
            if self.no_origins {
                settings.origins.clear();
            } else if !self.origin.is_empty() {
                settings.origins = self.origin;
            }
            if self.notes || self.no_notes {
                settings.shows_notes = self.notes;
            }
            if self.no_ttl {
                settings.most_seconds = None;
            }
            if let Some(ttl) = self.ttl {
                settings.most_seconds = Some(ttl.num_seconds());
            }
            dbag.set_embed_settings(&ACTOR, target, &settings, now())
                .await?;
        }
        show(&settings, about, self.json)
    }
}

fn show(settings: &EmbedSettings, about: Option<&str>, as_json: bool) -> Result<(), Failure> {
    if as_json {
        let locked: Vec<&str> = about.into_iter().collect();
        return out::json(&json!({
            "on": settings.is_on, "origins": settings.origins, "locked": locked,
            "ttl_seconds": settings.most_seconds, "notes": settings.shows_notes,
        }));
    }
    let state = if settings.is_on { "on" } else { "off" };
    out::line(format_args!("embedding  {state}"))?;
    let origins: Vec<&str> = settings.origins.iter().map(FrameOrigin::as_str).collect();
    let origins = match origins.as_slice() {
        [] => "none: no site may frame it".to_owned(),
        origins => origins.join(" "),
    };
    out::line(format_args!("origins    {origins}"))?;
    let locked = about.unwrap_or("nothing: it shows the same to everybody");
    out::line(format_args!("locked     {locked}"))?;
    let life = settings.most_seconds.map(spoken_seconds);
    let life = life.unwrap_or_else(|| "as long as their key allows".to_owned());
    out::line(format_args!("tokens     {life}"))?;
    let notes = if settings.shows_notes {
        "shown"
    } else {
        "not shown"
    };
    out::line(format_args!("notes      {notes}"))
}
