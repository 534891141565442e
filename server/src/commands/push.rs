//! `dbag push`.

use clap::Args;
use dbag_domain::{Day, Value};
use dbag_operations::{Pushed, SentValue};
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
    /// How much it counts when several days or objects become one average, such as the number of
    /// orders that an average order is of
    #[arg(long, value_name = "NUMBER")]
    weight: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Push {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        let object = self.object.as_deref();
        let sent = SentValue {
            value: &self.value,
            weight: self.weight.as_deref().unwrap_or_default(),
            day: self.day,
            object,
        };
        let pushed = dbag.push(&ACTOR, &self.slug, &sent, now()).await;
        let Pushed { day, is_asked } =
            pushed.map_err(|problem| Failure::at_flags(vec![problem], argument))?;
        let value = kept(&self.value);
        if self.json {
            let slug = &self.slug;
            return out::json(
                &json!({"metric": slug, "day": day, "object": object, "value": value, "weight": self.weight}),
            );
        }
        out::line(format_args!("{} is {value} on {day}", self.slug))?;
        if is_asked {
            out::line(format_args!(
                "{} asks its values itself: this one stands when the day is asked again",
                self.slug
            ))?;
        }
        Ok(())
    }
}

/// The number as it is kept: of `4503599627370496.5` there is no half.
fn kept(value: &str) -> String {
    Value::parse(value).map_or_else(|_| value.to_owned(), |value| value.get().to_string())
}

/// The argument that a field is.
fn argument(field: &str) -> String {
    match field {
        "value" => "VALUE".to_owned(),
        field => flag_of(field),
    }
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_is_kept_is_said() {
        for (sent, said) in [
            ("7", "7"),
            (" -1.50 ", "-1.5"),
            ("2e6", "2000000"),
            ("0.1", "0.1"),
            ("4503599627370496.5", "4503599627370496"),
        ] {
            assert_eq!(kept(sent), said, "{sent}");
        }
    }
}
