//! Definitions: what a metric asked, and in which zone, since when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{AbsentMeans, Field, Measure, MetricSettings, Properties};

/// What a metric asks, and in which zone. Numbered, so that every day knows by which it was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Its number, from 1; one that is taken up again keeps its number.
    pub number: i32,
    /// What is asked.
    pub what: Question,
    /// The zone of its days, by IANA name.
    pub time_zone: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who changed it.
    pub actor: String,
}

/// What was changed, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinitionChange {
    /// When.
    pub at: DateTime<Utc>,
    /// What is another since then, in words; empty where nothing is known of it.
    pub differences: Vec<String>,
}

impl DefinitionChange {
    /// The change by which days are outdated: from the newest other definition to that of now.
    /// `definitions` are all of a metric, the newest first.
    pub fn latest(definitions: &[Definition], current: i32, fields: &[Field]) -> Option<Self> {
        let now = definitions.iter().find(|one| one.number == current)?;
        let before = definitions.iter().find(|one| one.number != current)?;
        let mut differences = before.what.differences(&now.what, fields);
        if before.time_zone != now.time_zone {
            differences.push(format!(
                "days of {} instead of {}",
                now.time_zone, before.time_zone
            ));
        }
        Some(Self {
            // A definition that was taken up again is older than the one in between.
            at: now.at.max(before.at),
            differences,
        })
    }

    /// `the change of 12 Nov (Table: carts instead of orders)`, with the day as it is written.
    pub fn sentence(&self, day: &str) -> String {
        match self.differences.as_slice() {
            [] => format!("the change of {day}"),
            names => format!("the change of {day} ({})", names.join("; ")),
        }
    }
}

/// All settings that change what is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// How the number is obtained.
    pub metric_type: String,
    /// The answers to the type's fields.
    pub properties: Properties,
    /// The source.
    pub source: Option<i64>,
    /// The kind of objects.
    pub object_kind: Option<String>,
    /// Level, flow or share.
    pub measure: Measure,
    /// What an answer without a row means.
    pub absent_means: AbsentMeans,
    /// Whether it is an average that was asked before averages brought the number of their rows.
    #[serde(default)]
    pub is_unweighted: bool,
}

impl Question {
    /// What a metric with these settings asks.
    pub fn of(settings: &MetricSettings) -> Self {
        Self {
            metric_type: settings.metric_type.clone(),
            properties: settings.properties.clone(),
            source: settings.source_id.map(|id| id.0),
            object_kind: settings.object_kind.as_ref().map(ToString::to_string),
            measure: settings.measure,
            absent_means: settings.absent_means,
            is_unweighted: false,
        }
    }

    /// What is another in `later`, in words, with the titles that the type's fields have: `the source`,
    /// `Table: carts instead of orders`.
    pub fn differences(&self, later: &Self, fields: &[Field]) -> Vec<String> {
        let mut names = Vec::new();
        let mut name = |differs: bool, words: &str| {
            if differs {
                names.push(words.to_owned());
            }
        };
        name(self.metric_type != later.metric_type, "how it is obtained");
        name(self.source != later.source, "the source");
        name(self.object_kind != later.object_kind, "the kind of objects");
        name(self.measure != later.measure, "what it says of its day");
        name(self.absent_means != later.absent_means, "what no row means");
        name(
            self.is_unweighted && !later.is_unweighted,
            "that each average brings its number of rows",
        );
        if self.metric_type == later.metric_type {
            let keys = self.properties.0.keys().chain(later.properties.0.keys());
            let mut keys: Vec<&String> = keys
                .filter(|key| self.properties.0.get(*key) != later.properties.0.get(*key))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            names.extend(
                keys.into_iter()
                    .map(|key| self.difference(later, key, fields)),
            );
        }
        names
    }

    /// `Table: carts instead of orders`; of long answers the title alone.
    fn difference(&self, later: &Self, key: &str, fields: &[Field]) -> String {
        const LONGEST: usize = 40;
        let field = fields.iter().find(|field| field.key == key);
        let title = field.map_or(key, |field| field.label.as_str());
        let answer = |question: &Self| match question.properties.0.get(key) {
            None => Some("nothing".to_owned()),
            Some(Json::String(text)) if text.is_empty() => Some("nothing".to_owned()),
            Some(Json::String(text)) if text.chars().count() <= LONGEST => Some(text.clone()),
            Some(_) => None,
        };
        match (answer(later), answer(self)) {
            (Some(now), Some(before)) => format!("{title}: {now} instead of {before}"),
            _ => title.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Label, Slug};

    #[test]
    fn a_change_is_named() {
        let slug = Slug::parse("orders").expect("a slug");
        let label = Label::parse("Orders").expect("a label");
        let mut settings = MetricSettings::new(slug, label, "row_count", Measure::Flow);
        settings.properties.set("table", "orders");
        let before = Question::of(&settings);
        assert!(before.differences(&before, &[]).is_empty());
        settings.properties.set("table", "carts");
        settings.measure = Measure::Share;
        let after = Question::of(&settings);
        assert_eq!(
            before.differences(&after, &[]),
            ["what it says of its day", "table: carts instead of orders"]
        );
    }
}
