//! `dbag fake`.

use clap::Args;
use serde_json::json;

use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Fake {
    /// Only for these metrics; else for all
    #[arg(value_name = "METRIC")]
    slugs: Vec<String>,
    /// For so many days up to today
    #[arg(long, default_value_t = 60)]
    days: u32,
    /// Remove everything that was made up
    #[arg(long, conflicts_with_all = ["slugs", "days"])]
    clear: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Fake {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        if self.clear {
            let removed = dbag.clear_fake(&ACTOR, now()).await?;
            return match self.json {
                true => out::json(&json!({"removed": removed})),
                false => out::line(match removed {
                    1 => "removed 1 value that was made up".to_owned(),
                    _ => format!("removed {removed} values that were made up"),
                }),
            };
        }
        let report = dbag.fake(&ACTOR, &self.slugs, self.days, now()).await?;
        if self.json {
            return out::json(&report);
        }
        let rows = report.iter().map(|one| {
            let what = one.skipped.clone().unwrap_or_else(|| match one.values {
                1 => "1 value".to_owned(),
                many => format!("{many} values"),
            });
            vec![one.metric.clone(), what]
        });
        out::line(aligned(&rows.collect::<Vec<_>>()))?;
        out::note("remove them again with `dbag fake --clear`");
        Ok(())
    }
}
