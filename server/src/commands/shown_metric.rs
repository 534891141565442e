//! A metric as commands print it: with the name of its source instead of a number.

use dbag_domain::{Metric, Source};
use dbag_operations::condition_words;
use serde_json::{Value as Json, json};

use super::table::aligned;
use crate::failure::Failure;

/// The metric for programs.
///
/// # Errors
///
/// Never for settings that were stored.
pub(super) fn to_json(metric: &Metric, sources: &[Source]) -> Result<Json, Failure> {
    let mut shown = serde_json::to_value(metric)
        .map_err(|error| Failure::Failed(format!("cannot write JSON: {error}")))?;
    if let Json::Object(fields) = &mut shown {
        fields.remove("source_id");
        fields.insert("source".to_owned(), json!(source_of(metric, sources)));
    }
    Ok(shown)
}

/// The metric for people: a line for each setting that says something.
pub(super) fn to_text(metric: &Metric, sources: &[Source], instance_zone: &str) -> String {
    let mut rows = vec![
        ("label", metric.label.to_string()),
        ("description", metric.description.clone()),
        ("type", metric.metric_type.clone()),
        (
            "source",
            source_of(metric, sources).unwrap_or_default().to_owned(),
        ),
        ("measure", metric.measure.to_string()),
        ("unit", unit(metric)),
        (
            "per",
            metric
                .object_kind
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ),
        ("category", metric.category.clone()),
        ("months", metric.rollup.to_string()),
        ("absent means", metric.absent_means.to_string()),
        (
            "collected",
            if metric.do_collect { "daily" } else { "paused" }.to_owned(),
        ),
        (
            "time zone",
            metric
                .time_zone
                .clone()
                .unwrap_or_else(|| format!("{instance_zone}, the instance's")),
        ),
        ("column zone", column_zone(metric)),
        ("link", metric.link_url.clone()),
        ("owner", metric.owner.clone()),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    let mut rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(name, text)| vec![format!("  {name}"), text])
        .collect();
    let answers = metric.properties.0.iter();
    for (key, answer) in answers.filter(|(key, _)| *key != COLUMN_ZONE) {
        if let (FILTERS, Some(filters)) = (key.as_str(), answer.as_array()) {
            let filter = |filter| vec!["  filter".to_owned(), condition_words(filter)];
            rows.extend(filters.iter().map(filter));
            continue;
        }
        let text = answer
            .as_str()
            .map_or_else(|| answer.to_string(), str::to_owned);
        rows.push(vec![format!("  {key}"), text]);
    }
    format!("{}\n{}", metric.slug, aligned(&rows))
}

const FILTERS: &str = "filters";
const COLUMN_ZONE: &str = "column_zone";

/// In which zone times are read that say none; empty where no column has any.
fn column_zone(metric: &Metric) -> String {
    let properties = &metric.properties;
    match (
        properties.given("date_column"),
        properties.given(COLUMN_ZONE),
    ) {
        (_, Some(zone)) => zone.to_owned(),
        (Some(_), None) => "UTC, where times say none".to_owned(),
        (None, None) => String::new(),
    }
}

fn unit(metric: &Metric) -> String {
    match (metric.unit.singular.as_str(), metric.unit.plural.as_str()) {
        ("", _) => metric.unit.format.to_string(),
        (one, many) if one == many => format!("{one} ({})", metric.unit.format),
        (one, many) => format!("{one}, {many} ({})", metric.unit.format),
    }
}

fn source_of<'a>(metric: &Metric, sources: &'a [Source]) -> Option<&'a str> {
    let source = sources
        .iter()
        .find(|source| Some(source.id) == metric.source_id)?;
    Some(source.slug.as_str())
}
