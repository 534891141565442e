//! The flags of `dbag metric add` and `edit`, and the form that they fill in.

use clap::Args;
use dbag_domain::{Metric, Problem};
use dbag_operations::{MetricForm, parse_condition};

use crate::failure::{Failure, flag_of};

/// What a new metric is.
#[derive(Debug, Args)]
pub(crate) struct MetricFlags {
    /// Its name in addresses, such as new-orders
    #[arg(value_name = "METRIC")]
    slug: String,
    /// How the number is obtained; `dbag metric types` lists the ways
    #[arg(long = "type", value_name = "TYPE")]
    metric_type: String,
    #[command(flatten)]
    settings: SettingFlags,
    /// Do not collect it by itself yet
    #[arg(long)]
    paused: bool,
}

/// What can be said of a metric that is there, too.
#[derive(Debug, Args)]
pub(crate) struct SettingFlags {
    /// The source it asks
    #[arg(long)]
    source: Option<String>,
    /// An answer to a field of the type, such as table=orders; once for each field
    #[arg(long = "property", value_name = "FIELD=TEXT")]
    properties: Vec<String>,
    /// A condition that rows must fulfil, such as "status in ('paid', 'sent')"; once for each
    #[arg(long = "filter", value_name = "CONDITION")]
    filters: Vec<String>,
    /// Its title; the name unless set
    #[arg(long)]
    label: Option<String>,
    /// What it means, in a sentence
    #[arg(long)]
    description: Option<String>,
    /// The heading it stands under
    #[arg(long)]
    category: Option<String>,
    /// Its place under the heading
    #[arg(long)]
    position: Option<String>,
    /// What one of it is called, such as order; the sign for a currency
    #[arg(long)]
    unit: Option<String>,
    /// What many are called; the unit with an s unless set
    #[arg(long)]
    unit_plural: Option<String>,
    /// How it is written: number, percent, currency, duration, bytes
    #[arg(long)]
    format: Option<String>,
    /// level: what it is at a moment; flow: what happened over a day; share: an average, never added up
    #[arg(long)]
    measure: Option<String>,
    /// The kind of objects it has a value for each of, such as customer
    #[arg(long, value_name = "KIND")]
    object_kind: Option<String>,
    /// Which way is good: up, down, neutral
    #[arg(long)]
    direction: Option<String>,
    /// How days become months: last, sum, mean, min, max
    #[arg(long)]
    rollup: Option<String>,
    /// What an answer without a row means: zero, gap
    #[arg(long)]
    absent_means: Option<String>,
    /// When a level is asked for the last time of a day, such as 23:30
    #[arg(long, value_name = "TIME")]
    collect_at: Option<String>,
    /// The zone of its days, such as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Ask today every so many hours, too
    #[arg(long, value_name = "HOURS")]
    refresh_hours: Option<String>,
    /// Ask so many completed days again
    #[arg(long, value_name = "DAYS")]
    recollect_days: Option<String>,
    /// Where the number comes from, for people
    #[arg(long, value_name = "URL")]
    link_url: Option<String>,
    /// Who answers for it
    #[arg(long)]
    owner: Option<String>,
}

impl MetricFlags {
    /// What was given in vain.
    pub(super) fn ignored(&self, metric: &Metric) -> Vec<String> {
        self.settings.ignored(metric)
    }

    /// The form that the flags fill in.
    ///
    /// # Errors
    ///
    /// When a property or a filter cannot be understood.
    pub(super) fn to_form(&self) -> Result<MetricForm, Failure> {
        let mut form = MetricForm::new()
            .with("slug", &self.slug)
            .with("metric_type", &self.metric_type)
            .with("do_collect", if self.paused { "no" } else { "yes" });
        self.settings.fill_in(&mut form)?;
        Ok(form)
    }
}

impl SettingFlags {
    /// What was given, and says nothing of a metric of this type.
    pub(super) fn ignored(&self, metric: &Metric) -> Vec<String> {
        let name = &metric.metric_type;
        let measure = self.measure.as_deref().map(str::trim);
        let measure = measure.filter(|word| *word != metric.measure.to_string());
        let measure = measure.map(|word| {
            let title = metric.measure.title();
            format!("--measure {word} changes nothing: here {name} is {title}")
        });
        let source = self.source.as_deref();
        let source = source.filter(|_| metric.source_id.is_none());
        let source =
            source.map(|slug| format!("--source {slug} changes nothing: {name} asks no source"));
        measure.into_iter().chain(source).collect()
    }

    /// Fills in what was given; conditions take the place of those that are there.
    ///
    /// # Errors
    ///
    /// When a property or a filter cannot be understood.
    pub(super) fn fill_in(&self, form: &mut MetricForm) -> Result<(), Failure> {
        let texts = [
            ("source", &self.source),
            ("label", &self.label),
            ("description", &self.description),
            ("category", &self.category),
            ("position", &self.position),
            ("unit", &self.unit),
            ("unit_plural", &self.unit_plural),
            ("format", &self.format),
            ("measure", &self.measure),
            ("object_kind", &self.object_kind),
            ("direction", &self.direction),
            ("rollup", &self.rollup),
            ("absent_means", &self.absent_means),
            ("collect_at", &self.collect_at),
            ("time_zone", &self.time_zone),
            ("refresh_hours", &self.refresh_hours),
            ("recollect_days", &self.recollect_days),
            ("link_url", &self.link_url),
            ("owner", &self.owner),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                form.set(field, text);
            }
        }
        if self.unit.is_some() && self.unit_plural.is_none() {
            form.set("unit_plural", "");
        }
        for property in &self.properties {
            let (key, text) = property.split_once('=').ok_or_else(|| {
                Failure::refused(format!(
                    "--property: `{property}` has no `=`; write field=text"
                ))
            })?;
            if key.trim() == "filters" {
                form.clear("filter.");
            }
            form.set(&format!("property.{}", key.trim()), text);
        }
        if !self.filters.is_empty() {
            form.clear("filter.");
        }
        for (number, filter) in self.filters.iter().enumerate() {
            let parts = parse_condition(filter)
                .map_err(|words| Failure::refused(format!("--filter: {words}")))?;
            let texts = [
                ("column", parts.column.as_str()),
                ("operator", parts.operator),
                ("value", &parts.value),
            ];
            for (part, text) in texts {
                form.set(&format!("filter.{number}.{part}"), text);
            }
        }
        Ok(())
    }
}

/// Problems of the form at the flags that cause them.
pub(super) fn at_flags(problems: Vec<Problem>) -> Failure {
    Failure::at_flags(problems, |field| match field {
        "slug" => "METRIC".to_owned(),
        "metric_type" => "--type".to_owned(),
        "property.filters" => "--filter".to_owned(),
        field => match field.strip_prefix("property.") {
            Some(key) => format!("--property {key}"),
            None if field.starts_with("filter.") => "--filter".to_owned(),
            None => flag_of(field),
        },
    })
}
