//! `dbag metric edit`.

use clap::Args;
use dbag_operations::Dbag;

use super::metric_flags::{SettingFlags, at_flags};
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// Its name
    #[arg(value_name = "METRIC")]
    slug: String,
    /// How the number is obtained; `dbag metric types` lists the ways
    #[arg(long = "type", value_name = "TYPE")]
    metric_type: Option<String>,
    #[command(flatten)]
    settings: SettingFlags,
}

impl Edit {
    pub(super) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        let before = dbag.show_metric(&ACTOR, &self.slug).await?;
        let mut form = dbag.form_of(&ACTOR, &self.slug).await?;
        if let Some(metric_type) = &self.metric_type {
            form.set("metric_type", metric_type);
            // What only the other type asked for is no answer to this one.
            dbag.follow_type(&mut form, &before.metric_type);
        }
        self.settings.fill_in(&mut form)?;
        let changed = dbag.change_metric(&ACTOR, &self.slug, before.version, &form, now());
        let metric = changed.await.map_err(at_flags)?;
        out::line(format_args!("changed {}", metric.slug))?;
        for words in self.settings.ignored(&metric) {
            out::note(format_args!("note: {words}"));
        }
        if let Some(words) = outdated_words(&dbag, metric.slug.as_str()).await? {
            out::note(format_args!("note: {words}"));
        }
        let apart = dbag.computed_of_zones(&ACTOR, metric.slug.as_str());
        for slug in apart.await? {
            out::note(format_args!(
                "note: `{slug}` is computed from days of different time zones now: it keeps the values that it \
                 has, and gets no new ones until all that it is computed from has the same time zone"
            ));
        }
        Ok(())
    }
}

/// Which days were asked for what the metric meant before, and the way to ask them again; nothing
/// where there are none.
pub(super) async fn outdated_words(dbag: &Dbag, slug: &str) -> Result<Option<String>, Failure> {
    let outdated = dbag.outdated_days(&ACTOR, slug).await?;
    let (Some(first), Some(last)) = (outdated.first(), outdated.last()) else {
        return Ok(None);
    };
    let (from, to) = (first.from, last.to);
    let asked = match outdated.iter().map(|days| days.len()).sum::<usize>() {
        1 => "1 day was asked".to_owned(),
        days => format!("{days} days were asked"),
    };
    if dbag.is_of_zones(&ACTOR, slug).await? {
        let computed = asked.replace("asked", "computed");
        return Ok(Some(format!(
            "{computed} before its inputs had days of different time zones; give all of them the same, and it is \
             computed anew"
        )));
    }
    let inputs = dbag.outdated_inputs(&ACTOR, slug).await?;
    if !inputs.is_empty() {
        let command = |input| format!("`dbag backfill {input} --from {from} --to {to}`");
        let commands: Vec<String> = inputs.iter().map(command).collect();
        let computed = asked.replace("asked", "computed from days that were asked");
        return Ok(Some(format!(
            "{computed} before what it is computed from was changed; {} shows what asking again would change",
            commands.join(", or ")
        )));
    }
    Ok(Some(format!(
        "{asked} before it was changed; `dbag backfill {slug} --from {from} --to {to}` shows what \
         asking again would change"
    )))
}
