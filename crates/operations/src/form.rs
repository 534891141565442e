//! The metric form: what people and programs type, and the settings it becomes.

use std::collections::BTreeMap;

use dbag_domain::{
    AbsentMeans, Direction, Format, Label, Measure, Measures, Metric, MetricSettings,
    MetricTypeDescription, ObjectKind, Problem, Properties, RollUp, Slug, Source, TimeOfDay, Unit,
    Zone,
};
use serde_json::{Value as Json, json};

/// Texts by the names of fields, as a browser's form or a command line gives them.
///
/// The fields are those of [`MetricSettings`] (`unit` and `unit_plural` for
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
                            let text = filter.get(part).and_then(Json::as_str).unwrap_or("");
                            self.set(&format!("filter.{number}.{part}"), text);
                        }
                    }
                }
                other => self.set(&format!("property.{key}"), &other.to_string()),
            }
        }
    }

    /// The settings that the form describes, or everything that is wrong with it, each at its field.
    pub(crate) fn to_settings(
        &self,
        types: &[MetricTypeDescription],
        sources: &[Source],
    ) -> Result<MetricSettings, Vec<Problem>> {
        let mut problems = Vec::new();
        let label = self
            .given("label")
            .or_else(|| self.given("slug"))
            .unwrap_or("");
        let label = keep(&mut problems, "label", Label::parse(label));
        let slug = match (self.given("slug"), &label) {
            (Some(slug), _) => keep(&mut problems, "slug", Slug::parse(slug)),
            (None, Some(label)) => {
                let slug = Slug::from_label(label.as_str());
                if slug.is_none() {
                    problems.push(Problem::field(
                        "slug",
                        "write a short name with letters a to z",
                    ));
                }
                slug
            }
            (None, None) => None,
        };
        let metric_type = types
            .iter()
            .find(|one| one.label == self.text("metric_type"));
        let Some(metric_type) = metric_type else {
            let known: Vec<_> = types.iter().map(|one| one.label.as_str()).collect();
            let message = match self.given("metric_type") {
                None => format!("choose how the number is obtained: {}", known.join(", ")),
                Some(word) => format!(
                    "there is no metric type `{word}`; there are {}",
                    known.join(", ")
                ),
            };
            problems.push(Problem::field("metric_type", message));
            return Err(problems);
        };
        let properties = self.properties(metric_type, &mut problems);
        let measure = self.measure(metric_type, &properties, &mut problems);
        let (Some(slug), Some(label)) = (slug, label) else {
            return Err(problems);
        };
        let mut settings = MetricSettings::new(slug, label, &metric_type.label, measure);
        settings.properties = properties;
        settings.source_id = self.source(metric_type, sources, &mut problems);
        self.fill_in(&mut settings, &mut problems);
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(problems)
        }
    }

    /// The fields that every type has.
    fn fill_in(&self, settings: &mut MetricSettings, problems: &mut Vec<Problem>) {
        settings.description = self.text("description").to_owned();
        settings.category = self.text("category").to_owned();
        settings.owner = self.text("owner").to_owned();
        settings.link_url = self.link_url(problems);
        settings.unit = self.unit(problems);
        if let Some(word) = self.given("direction") {
            let parsed = keep(problems, "direction", Direction::parse(word));
            settings.direction = parsed.unwrap_or(settings.direction);
        }
        if let Some(word) = self.given("rollup") {
            let parsed = keep(problems, "rollup", RollUp::parse(word));
            settings.rollup = parsed.unwrap_or(settings.rollup);
        } else if settings.metric_type == "ratio" {
            settings.rollup = RollUp::Recomputed;
        }
        if let Some(word) = self.given("absent_means") {
            let parsed = keep(problems, "absent_means", AbsentMeans::parse(word));
            settings.absent_means = parsed.unwrap_or(settings.absent_means);
        } else if settings.metric_type == "push" || !is_counted(settings) {
            settings.absent_means = AbsentMeans::Gap;
        }
        if let Some(kind) = self.given("object_kind") {
            settings.object_kind = keep(problems, "object_kind", ObjectKind::parse(kind));
        } else if settings.properties.given("object_column").is_some() {
            problems.push(Problem::field(
                "object_kind",
                "name the kind of objects, `customer` for example",
            ));
        }
        if let Some(text) = self.given("collect_at") {
            let parsed = keep(problems, "collect_at", TimeOfDay::parse(text));
            settings.collect_at = parsed.unwrap_or(settings.collect_at);
        }
        if let Some(name) = self.given("time_zone") {
            let zone = keep(problems, "time_zone", Zone::parse(name));
            settings.time_zone = zone.map(|zone| zone.name().to_owned());
        }
        settings.position = self.number("position", 0..=100_000, problems).unwrap_or(0);
        settings.refresh_hours = self.number("refresh_hours", 1..=24, problems);
        settings.recollect_days = self.number("recollect_days", 0..=90, problems).unwrap_or(0);
        settings.do_collect = !matches!(self.text("do_collect"), "no" | "false" | "off" | "0");
    }

    fn unit(&self, problems: &mut Vec<Problem>) -> Unit {
        let singular = self.text("unit").to_owned();
        let plural = match self.given("unit_plural") {
            Some(plural) => plural.to_owned(),
            None if singular
                .chars()
                .last()
                .is_some_and(|c| c.is_ascii_lowercase()) =>
            {
                format!("{singular}s")
            }
            None => singular.clone(),
        };
        let format = match self.given("format") {
            Some(word) => keep(problems, "format", Format::parse(word)).unwrap_or(Format::Number),
            None => Format::Number,
        };
        let plural = if format == Format::Currency {
            singular.clone()
        } else {
            plural
        };
        Unit {
            singular,
            plural,
            format,
        }
    }

    fn link_url(&self, problems: &mut Vec<Problem>) -> String {
        let url = self.text("link_url");
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            problems.push(Problem::field(
                "link_url",
                "a link starts with https:// or http://",
            ));
        }
        url.to_owned()
    }

    fn number(
        &self,
        field: &str,
        allowed: std::ops::RangeInclusive<i32>,
        problems: &mut Vec<Problem>,
    ) -> Option<i32> {
        let text = self.given(field)?;
        let number = text.parse().ok().filter(|number| allowed.contains(number));
        if number.is_none() {
            let (from, to) = (allowed.start(), allowed.end());
            let message = format!("`{text}` is not a whole number from {from} to {to}");
            problems.push(Problem::field(field, message));
        }
        number
    }

    /// The answers to the type's fields, checked.
    fn properties(
        &self,
        metric_type: &MetricTypeDescription,
        problems: &mut Vec<Problem>,
    ) -> Properties {
        let mut properties = Properties::default();
        for (field, text) in self.iter() {
            let Some(key) = field.strip_prefix("property.") else {
                continue;
            };
            let is_other_types = !metric_type.fields.iter().any(|known| known.key == key);
            // A browser sends the fields of the type that was chosen before, too.
            if is_other_types && text.trim().is_empty() {
                continue;
            }
            let is_filters = matches!(
                metric_type
                    .fields
                    .iter()
                    .find(|known| known.key == key)
                    .map(|known| &known.kind),
                Some(dbag_domain::FieldKind::Filters)
            );
            match serde_json::from_str::<Json>(text) {
                Ok(list @ Json::Array(_)) if is_filters => properties.set(key, list),
                _ => properties.set(key, text.trim()),
            }
        }
        let filters: Vec<Json> = self
            .filters()
            .into_iter()
            .filter(|(column, _, value)| !column.is_empty() || !value.is_empty())
            .map(|(column, operator, value)| {
                json!({ "column": column, "operator": operator, "value": value })
            })
            .collect();
        let takes_filters = metric_type
            .fields
            .iter()
            .any(|field| field.key == "filters");
        if takes_filters && !filters.is_empty() {
            properties.set("filters", filters);
        }
        if let Err(refused) = properties.check(&metric_type.fields) {
            problems.extend(refused.into_iter().map(at_property));
        }
        properties
    }

    fn measure(
        &self,
        metric_type: &MetricTypeDescription,
        properties: &Properties,
        problems: &mut Vec<Problem>,
    ) -> Measure {
        match metric_type.measures {
            Measures::Only(measure) => measure,
            Measures::FlowWithDateColumn if properties.given("date_column").is_some() => {
                Measure::Flow
            }
            Measures::FlowWithDateColumn => Measure::Level,
            Measures::Either => match self.given("measure") {
                Some(word) => {
                    keep(problems, "measure", Measure::parse(word)).unwrap_or(Measure::Level)
                }
                None => Measure::Level,
            },
        }
    }

    fn source(
        &self,
        metric_type: &MetricTypeDescription,
        sources: &[Source],
        problems: &mut Vec<Problem>,
    ) -> Option<dbag_domain::SourceId> {
        if !metric_type.needs_source {
            return None;
        }
        let name = self.text("source");
        let source = sources.iter().find(|source| source.slug.as_str() == name);
        if source.is_none() {
            let message = match name {
                "" => "choose a source".to_owned(),
                name => format!("source `{name}` does not exist; add it first"),
            };
            problems.push(Problem::field("source", message));
        }
        source.map(|source| source.id)
    }
}

/// Names a problem of a property by the form's field.
pub(crate) fn at_property(problem: Problem) -> Problem {
    match problem.field.clone() {
        Some(field) if is_own_field(&field) => problem,
        Some(field) => problem.at(format!("property.{field}")),
        None => problem,
    }
}

fn is_own_field(field: &str) -> bool {
    field.starts_with("property.")
        || matches!(
            field,
            "source"
                | "metric_type"
                | "time_zone"
                | "slug"
                | "label"
                | "measure"
                | "object_kind"
                | "day"
        )
}

/// Whether an absent row can mean that nothing happened: of counts and sums.
fn is_counted(settings: &MetricSettings) -> bool {
    let aggregate = settings.properties.text("aggregate");
    matches!(aggregate, "" | "count" | "count_distinct" | "sum")
}

/// The parsed text, or its refusal at the field.
fn keep<T, E: std::fmt::Display>(
    problems: &mut Vec<Problem>,
    field: &str,
    parsed: Result<T, E>,
) -> Option<T> {
    parsed
        .map_err(|error| problems.push(Problem::field(field, error.to_string())))
        .ok()
}
