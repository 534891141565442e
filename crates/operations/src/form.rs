//! The metric form: what people and programs type.

use std::collections::BTreeMap;

use dbag_domain::{Metric, Properties, Source};
use serde_json::Value as Json;

/// Texts by the names of fields, as a browser's form or a command line gives them.
///
/// The fields are those of [`MetricSettings`](dbag_domain::MetricSettings) (`unit` and `unit_plural` for
/// the unit, `source` for the source's name), `property.<key>` for the type's
/// own, and `filter.<n>.column|operator|value` for conditions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricForm(BTreeMap<String, String>);

impl MetricForm {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same form with a field filled in.
    pub fn with(mut self, field: &str, text: &str) -> Self {
        self.set(field, text);
        self
    }

    /// Fills in a field.
    pub fn set(&mut self, field: &str, text: &str) {
        self.0.insert(field.to_owned(), text.to_owned());
    }

    /// Takes back the answer to a field.
    pub fn remove(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Takes back the answers to all fields that begin so.
    pub fn clear(&mut self, prefix: &str) {
        self.0.retain(|field, _| !field.starts_with(prefix));
    }

    /// What was typed into a field; empty where nothing was.
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str).trim()
    }

    /// What was typed, `None` where nothing was.
    pub fn given(&self, field: &str) -> Option<&str> {
        Some(self.text(field)).filter(|text| !text.is_empty())
    }

    /// All fields that were typed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(field, text)| (field.as_str(), text.as_str()))
    }

    /// The conditions that were typed, in order: column, operator, value.
    pub fn filters(&self) -> Vec<(String, String, String)> {
        let mut numbers: Vec<u32> = self
            .0
            .keys()
            .filter_map(|key| key.strip_prefix("filter.")?.split('.').next()?.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let part =
            |number: u32, part: &str| self.text(&format!("filter.{number}.{part}")).to_owned();
        numbers
            .into_iter()
            .map(|number| {
                (
                    part(number, "column"),
                    part(number, "operator"),
                    part(number, "value"),
                )
            })
            .collect()
    }

    /// The form that a saved metric fills in.
    pub fn of(metric: &Metric, sources: &[Source]) -> Self {
        let settings = &metric.settings;
        let mut form = Self::new();
        let source = settings
            .source_id
            .and_then(|id| sources.iter().find(|one| one.id == id));
        let texts = [
            ("slug", settings.slug.to_string()),
            ("label", settings.label.to_string()),
            ("description", settings.description.clone()),
            ("unit", settings.unit.singular.clone()),
            ("unit_plural", settings.unit.plural.clone()),
            ("format", settings.unit.format.to_string()),
            ("direction", settings.direction.to_string()),
            ("measure", settings.measure.to_string()),
            ("rollup", settings.rollup.to_string()),
            ("across_objects", settings.across_objects.to_string()),
            ("absent_means", settings.absent_means.to_string()),
            ("metric_type", settings.metric_type.clone()),
            (
                "source",
                source.map(|one| one.slug.to_string()).unwrap_or_default(),
            ),
            (
                "object_kind",
                settings
                    .object_kind
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            ("category", settings.category.clone()),
            ("position", settings.position.to_string()),
            ("link_url", settings.link_url.clone()),
            ("owner", settings.owner.clone()),
            ("collect_at", settings.collect_at.to_string()),
            ("time_zone", settings.time_zone.clone().unwrap_or_default()),
            (
                "refresh_hours",
                settings
                    .refresh_hours
                    .map(|h| h.to_string())
                    .unwrap_or_default(),
            ),
            ("recollect_days", settings.recollect_days.to_string()),
            (
                "do_collect",
                if settings.do_collect { "yes" } else { "no" }.to_owned(),
            ),
        ];
        for (field, text) in texts {
            form.set(field, &text);
        }
        form.set_properties(&settings.properties);
        form
    }

    fn set_properties(&mut self, properties: &Properties) {
        for (key, answer) in &properties.0 {
            match answer {
                Json::String(text) => self.set(&format!("property.{key}"), text),
                Json::Bool(flag) => {
                    self.set(&format!("property.{key}"), if *flag { "yes" } else { "no" });
                }
                Json::Array(filters) => {
                    for (number, filter) in filters.iter().enumerate() {
                        for part in ["column", "operator", "value"] {
                            let text = filter.get(part).map(as_typed).unwrap_or_default();
                            self.set(&format!("filter.{number}.{part}"), &text);
                        }
                    }
                }
                other => self.set(&format!("property.{key}"), &other.to_string()),
            }
        }
    }
}

/// A part of a condition as it would be typed: a program may have written a number or a list.
fn as_typed(part: &Json) -> String {
    match part {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(in_list).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}

/// An item of a list, in quotes where a comma would end it.
fn in_list(item: &Json) -> String {
    match item.as_str() {
        Some(text) if text.contains(',') && !text.starts_with(['\'', '"']) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ => as_typed(item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_of_programs_are_shown_as_they_would_be_typed() {
        let mut properties = Properties::default();
        properties.set(
            "filters",
            json!([
                {"column": "total", "operator": ">", "value": 10.5},
                {"column": "paid", "operator": "=", "value": true},
                {"column": "state", "operator": "in", "value": ["paid", "Doe, J", "it's, so", 7]},
                {"column": "at", "operator": "is_null"},
            ]),
        );
        let mut form = MetricForm::new();
        form.set_properties(&properties);
        let values: Vec<String> = form.filters().into_iter().map(|filter| filter.2).collect();
        assert_eq!(
            values,
            ["10.5", "true", "paid, 'Doe, J', 'it''s, so', 7", ""]
        );
    }
}
