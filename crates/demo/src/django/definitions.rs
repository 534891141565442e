//! The definitions of both dashboards, the old one's and the present one's.

use std::collections::{BTreeMap, HashMap};

use dbag_operations::MetricForm;
use serde::Deserialize;
use serde_json::Value as Json;

use super::{METRICS, PRODUCTION};
use crate::DemoError;

/// How a day is made of its measurements, and longer periods of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Period {
    /// A state: the last of a day counts.
    Instant,
    /// Counts up through the day.
    Daily,
    /// Counts up through the week.
    Weekly,
}

/// A metric of a dashboard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    pub(crate) slug: String,
    pub(crate) period: Period,
    /// Whether the old dashboard measured it.
    pub(crate) has_values: bool,
    label: String,
    category: String,
    position: i64,
    unit: String,
    unit_plural: String,
    link_url: String,
}

/// A record of `production_metrics.json`.
#[derive(Deserialize)]
struct Record {
    model: String,
    pk: i64,
    fields: Json,
}

#[derive(Deserialize)]
struct Category {
    name: String,
    position: i64,
}

#[derive(Deserialize)]
struct Production {
    name: String,
    slug: String,
    category: i64,
    position: i64,
    period: Period,
    unit: String,
    unit_plural: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    link_url: String,
}

/// A definition of `metrics.json`.
#[derive(Deserialize)]
struct Old {
    slug: String,
    label: String,
    period: Period,
    unit_label: String,
    unit_label_plural: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    link_url: String,
}

/// Metrics that the present dashboard no longer has stand with those about patches.
const PATCHES: &str = "Patches";
/// The old dashboard's definitions without measurements.
const NEVER_MEASURED: &str = "pull-requests-";
const TRAC: &str = "https://code.djangoproject.com/query?";
/// Django's own setting unless changed; the measurements' clock hung there.
const TIME_ZONE: &str = "America/Chicago";

/// The metrics of both dashboards, by slug.
pub(crate) fn definitions() -> Result<Vec<Definition>, DemoError> {
    let damaged = |error: serde_json::Error| DemoError::Files(error.to_string());
    let records: Vec<Record> = serde_json::from_slice(PRODUCTION).map_err(damaged)?;
    let old: Vec<Old> = serde_json::from_slice(METRICS).map_err(damaged)?;
    let mut categories = HashMap::new();
    let mut found = BTreeMap::new();
    for record in records {
        if record.model == "dashboard.category" {
            let category: Category = serde_json::from_value(record.fields).map_err(damaged)?;
            categories.insert(record.pk, category);
        } else {
            let metric: Production = serde_json::from_value(record.fields).map_err(damaged)?;
            let category = categories.get(&metric.category);
            let category =
                category.ok_or_else(|| DemoError::Files("a category is missing".into()))?;
            found.insert(
                metric.slug.clone(),
                Definition::of_production(metric, category),
            );
        }
    }
    let in_patches = found.values().filter(|one| one.category == PATCHES);
    let mut last = in_patches.map(|one| one.position).max().unwrap_or(0);
    for metric in old {
        let has_values = !metric.slug.starts_with(NEVER_MEASURED);
        let entry = found.entry(metric.slug.clone()).or_insert_with(|| {
            last += 1;
            Definition::of_old(metric, last)
        });
        entry.has_values = has_values;
    }
    Ok(found.into_values().collect())
}

impl Definition {
    fn of_production(metric: Production, category: &Category) -> Self {
        Self {
            has_values: false,
            link_url: link(&metric.link_url, &metric.query),
            slug: metric.slug,
            period: metric.period,
            label: metric.name,
            category: category.name.clone(),
            position: category.position * 100 + metric.position,
            unit: metric.unit,
            unit_plural: metric.unit_plural,
        }
    }

    fn of_old(metric: Old, position: i64) -> Self {
        Self {
            has_values: false,
            link_url: link(&metric.link_url, &metric.query),
            slug: metric.slug,
            period: metric.period,
            label: metric.label,
            category: PATCHES.to_owned(),
            position,
            unit: metric.unit_label,
            unit_plural: metric.unit_label_plural,
        }
    }

    /// Its place among all metrics.
    pub(crate) const fn position(&self) -> i64 {
        self.position
    }

    /// The heading it stands under.
    pub(crate) fn category(&self) -> &str {
        &self.category
    }

    /// The metric as a person would type it in.
    pub(crate) fn form(&self) -> MetricForm {
        let (measure, rollup) = match self.period {
            Period::Instant => ("level", "last"),
            Period::Daily => ("flow", "sum"),
            Period::Weekly => ("level", "max"),
        };
        MetricForm::new()
            .with("slug", &self.slug)
            .with("label", &self.label)
            .with("description", &self.description())
            .with("unit", &self.unit)
            .with("unit_plural", &self.unit_plural)
            .with("category", &self.category)
            .with("position", &self.position.to_string())
            .with("link_url", &self.link_url)
            .with("owner", "Django project")
            .with("metric_type", "push")
            .with("measure", measure)
            .with("rollup", rollup)
            .with("absent_means", "gap")
            .with("time_zone", TIME_ZONE)
            .with("do_collect", "no")
    }

    fn description(&self) -> String {
        if !self.has_values {
            return "Defined on the Django project's dashboard; paused here, no measurements came \
                    with it."
                .to_owned();
        }
        let day = match self.period {
            Period::Instant => "The last measurement of a day counts.",
            Period::Daily => "It counts up through the day, so a day's largest measurement counts.",
            Period::Weekly => {
                "It counts up through the week and starts again each Monday, so the largest \
                 measurement counts."
            }
        };
        format!("Measured by the Django project's dashboard every half hour or so. {day}")
    }
}

fn link(link_url: &str, query: &str) -> String {
    if query.is_empty() {
        link_url.to_owned()
    } else {
        format!("{TRAC}{}", query.replace(' ', "%20"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_dashboards_make_twenty_metrics_of_which_eleven_were_measured() {
        let found = definitions().expect("the files are whole");
        assert_eq!(found.len(), 20);
        assert_eq!(found.iter().filter(|one| one.has_values).count(), 11);
        let open = found
            .iter()
            .find(|one| one.slug == "pull-requests-open")
            .expect("there");
        assert_eq!((open.category.as_str(), open.has_values), (PATCHES, false));
        let bugs = found.iter().find(|one| one.slug == "bugs").expect("there");
        assert_eq!(bugs.category, "Accepted tickets by type");
        assert_eq!(
            bugs.link_url,
            "https://code.djangoproject.com/query?status=!closed&stage=Accepted&type=Bug"
        );
    }
}
