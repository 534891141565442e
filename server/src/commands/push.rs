//! `dbag push`.

use clap::Args;
use dbag_domain::Day;
use serde_json::json;

use super::days::parse_day;
use crate::clock::now;
use crate::failure::{Failure, flag_of};
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Args)]
pub(crate) struct Push {
    /// The metric
    #[arg(value_name = "METRIC")]
    slug: String,
    /// The number
    #[arg(allow_hyphen_values = true)]
    value: String,
    /// The day it is of, such as 2026-01-31; today unless set
    #[arg(long, value_parser = parse_day)]
    day: Option<Day>,
    /// The key of the object it is of
    #[arg(long, value_name = "KEY")]
    object: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Push {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        let object = self.object.as_deref();
        let pushed = dbag
            .push(&ACTOR, &self.slug, &self.value, self.day, object, now())
            .await;
        let day = pushed.map_err(|problem| Failure::at_flags(vec![problem], argument))?;
        if self.json {
            let Self { slug, value, .. } = &self;
            return out::json(
                &json!({"metric": slug, "day": day, "object": object, "value": value}),
            );
        }
        out::line(format_args!("{} is {} on {day}", self.slug, self.value))
    }
}

/// The argument that a field is.
fn argument(field: &str) -> String {
    match field {
        "value" => "VALUE".to_owned(),
        field => flag_of(field),
    }
}
