//! `dbag metric`.

use std::time::Duration;

use clap::{Args, Subcommand};
use dbag_domain::{MetricTypeDescription, Problem};
use dbag_operations::{Dbag, EmbedTarget, MetricForm};
use tokio::time::timeout;

use super::dashboard_embed::EmbedFlags;
use super::metric_edit::{Edit, outdated_words};
use super::metric_flags::{MetricFlags, at_flags};
use super::shown_metric::{to_json, to_text};
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum Metric {
    /// List the ways in which a number can be obtained, with their fields
    Types(Json),
    /// Add a metric
    Add(Box<Add>),
    /// Change what a metric is; what is not said stays
    Edit(Box<Edit>),
    /// List all metrics
    List(Json),
    /// Show one metric
    Show {
        /// Its name
        #[arg(value_name = "METRIC")]
        slug: String,
        #[command(flatten)]
        json: Json,
    },
    /// Stop asking a metric by itself
    Pause {
        /// Its name
        #[arg(value_name = "METRIC")]
        slug: String,
    },
    /// Ask a paused metric again
    Resume {
        /// Its name
        #[arg(value_name = "METRIC")]
        slug: String,
    },
    /// Say whether and where a metric may be embedded alone, or show it
    Embed {
        /// Its name
        #[arg(value_name = "METRIC")]
        slug: String,
        #[command(flatten)]
        flags: EmbedFlags,
    },
    /// Hide a metric with its values; its name is free again
    Remove {
        /// Its name
        #[arg(value_name = "METRIC")]
        slug: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Json {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    flags: MetricFlags,
    /// Do not ask for its first value to see whether it works
    #[arg(long)]
    untried: bool,
    #[command(flatten)]
    json: Json,
}

/// A metric that was added is asked for so long whether it works.
const TRIAL: Duration = Duration::from_secs(5);

impl Metric {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Types(json) => types(&context.registry.descriptions(), json.json),
            Self::Add(add) => add.run(context).await,
            Self::Edit(edit) => edit.run(context).await,
            Self::List(json) => list(&context.open().await?, json.json).await,
            Self::Show { slug, json } => show(&context.open().await?, &slug, json.json).await,
            Self::Pause { slug } => {
                context
                    .open()
                    .await?
                    .pause_metric(&ACTOR, &slug, now())
                    .await?;
                out::line(format_args!("paused {slug}"))
            }
            Self::Resume { slug } => {
                context
                    .open()
                    .await?
                    .resume_metric(&ACTOR, &slug, now())
                    .await?;
                out::line(format_args!("resumed {slug}"))
            }
            Self::Embed { slug, flags } => {
                let dbag = context.open().await?;
                let kind = dbag.metric_kind(&ACTOR, &slug).await?;
                let target = EmbedTarget::Metric(&slug);
                flags.run(&dbag, target, kind.as_deref()).await
            }
            Self::Remove { slug } => {
                context
                    .open()
                    .await?
                    .remove_metric(&ACTOR, &slug, now())
                    .await?;
                out::line(format_args!("removed {slug}"))
            }
        }
    }
}

impl Add {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let form = self.flags.to_form()?;
        let dbag = context.open().await?;
        let metric = dbag
            .add_metric(&ACTOR, &form, now())
            .await
            .map_err(at_flags)?;
        if self.json.json {
            let sources = dbag.sources(&ACTOR).await?;
            out::json(&to_json(&metric, &sources)?)?;
        } else {
            out::line(format_args!("added {}", metric.slug))?;
            out::line(format_args!(
                "  {}; weeks and months are {}",
                metric.measure.title(),
                metric.rollup.title()
            ))?;
        }
        for words in self.flags.ignored(&metric) {
            out::note(format_args!("note: {words}"));
        }
        if !self.untried {
            warn_if_it_fails(&dbag, &form).await;
        }
        Ok(())
    }
}

/// Asks once and says what is wrong, and what should be known; the metric stays, as its source may
/// only be down.
async fn warn_if_it_fails(dbag: &Dbag, form: &MetricForm) {
    // Metrics that others send or that are computed have nothing to ask.
    if form.given("source").is_none() {
        return;
    }
    let problems = match timeout(TRIAL, dbag.try_metric(&ACTOR, form, now())).await {
        Ok(Ok(trial)) => {
            for note in &trial.notes {
                out::note(format_args!("note: {note}"));
            }
            match (trial.failures.first(), trial.count) {
                (Some(failure), _) => vec![Problem::invalid(failure.message.clone())],
                (None, 0) if trial.has_history => {
                    let days = trial.days.len();
                    return out::note(format_args!(
                        "note: the last {days} days have no row; `dbag backfill` asks further back"
                    ));
                }
                (None, 0) => vec![Problem::invalid("it answers no value")],
                (None, _) => return,
            }
        }
        Ok(Err(problems)) => problems,
        Err(_) => {
            out::note("warning: it does not answer within 5 s; `dbag collect` waits longer");
            return;
        }
    };
    for line in at_flags(problems).lines() {
        out::note(format_args!(
            "warning: it was added, but cannot be collected yet: {line}"
        ));
    }
}

fn types(descriptions: &[MetricTypeDescription], as_json: bool) -> Result<(), Failure> {
    if as_json {
        return out::json(&descriptions);
    }
    for one in descriptions {
        out::line(format_args!("{}  {}", one.label, one.description))?;
        let row = |field: &dbag_domain::Field| {
            let needed = if field.required && field.default.is_empty() {
                "needed"
            } else {
                ""
            };
            vec![
                format!("  {}", field.key),
                needed.to_owned(),
                field.help.clone(),
            ]
        };
        out::line(aligned(&one.fields.iter().map(row).collect::<Vec<_>>()))?;
    }
    Ok(())
}

async fn list(dbag: &Dbag, as_json: bool) -> Result<(), Failure> {
    let metrics = dbag.metrics(&ACTOR).await?;
    if as_json {
        let sources = dbag.sources(&ACTOR).await?;
        let shown: Result<Vec<_>, _> = metrics
            .iter()
            .map(|metric| to_json(metric, &sources))
            .collect();
        return out::json(&shown?);
    }
    if metrics.is_empty() {
        out::note("no metrics yet; add one with `dbag metric add`, or several with `dbag init`");
        return Ok(());
    }
    let row = |metric: &dbag_domain::Metric| {
        let state = if metric.do_collect { "" } else { "paused" };
        let words = [
            metric.slug.as_str(),
            metric.label.as_str(),
            &metric.metric_type,
            state,
        ];
        words.map(str::to_owned).to_vec()
    };
    out::line(aligned(&metrics.iter().map(row).collect::<Vec<_>>()))
}

async fn show(dbag: &Dbag, slug: &str, as_json: bool) -> Result<(), Failure> {
    let metric = dbag.show_metric(&ACTOR, slug).await?;
    let sources = dbag.sources(&ACTOR).await?;
    if as_json {
        out::json(&to_json(&metric, &sources)?)
    } else {
        let zone = dbag.instance_zone(&ACTOR).await?;
        out::line(to_text(&metric, &sources, &zone))?;
        if let Some(words) = outdated_words(dbag, slug).await? {
            out::note(format_args!("note: {words}"));
        }
        Ok(())
    }
}
