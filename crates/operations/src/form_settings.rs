//! The settings that a metric form becomes, each problem at its field.

use dbag_collector::{MetricType, Registry};
use dbag_domain::{
    AbsentMeans, AcrossObjects, Direction, Field, FieldKind, Format, Label, Measure,
    MetricSettings, MetricTypeDescription, Nature, ObjectKind, Problem, Properties, RollUp, Slug,
    Source, TimeOfDay, Unit, Zone,
};
use serde_json::{Value as Json, json};

use crate::MetricForm;

impl MetricForm {
    /// The settings that the form describes, or everything that is wrong with it, each at its field.
    pub(crate) fn to_settings(
        &self,
        registry: &Registry,
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
        let Some(metric_type) = registry.get(self.text("metric_type")) else {
            let types = registry.descriptions();
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
        let described = metric_type.describe();
        let properties = self.properties(&described, &mut problems);
        let measure = self.measure(&**metric_type, &properties, &mut problems);
        let (Some(slug), Some(label)) = (slug, label) else {
            return Err(problems);
        };
        let mut settings = MetricSettings::new(slug, label, &described.label, measure);
        let nature = metric_type.nature(&properties, measure);
        settings.unit.format = metric_type.usual_format(&properties);
        settings.properties = properties;
        settings.source_id = self.source(&described, sources, &mut problems);
        let is_fixed_share = metric_type.measure(&settings.properties) == Some(Measure::Share);
        self.put_together(&mut settings, (nature, is_fixed_share), &mut problems);
        self.fill_in(&mut settings, &mut problems);
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(problems)
        }
    }

    /// How values become those of longer periods and of all objects, and what no row means: as the kind
    /// of number says, or as was typed, where that makes a number of something.
    fn put_together(
        &self,
        settings: &mut MetricSettings,
        (nature, is_fixed_share): (Nature, bool),
        problems: &mut Vec<Problem>,
    ) {
        settings.rollup = nature.rollup;
        settings.across_objects = nature.across_objects;
        settings.absent_means = nature.absent_means;
        if let Some(word) = self.given("rollup")
            && let Some(rollup) = keep(problems, "rollup", RollUp::parse(word))
        {
            settings.rollup = rollup;
            let refusal = nature.refuses(rollup);
            problems.extend(refusal.map(|words| Problem::field("rollup", words)));
        }
        if let Some(word) = self.given("across_objects") {
            let parsed = keep(problems, "across_objects", AcrossObjects::parse(word));
            settings.across_objects = parsed.unwrap_or(settings.across_objects);
            let is_sum = settings.across_objects == AcrossObjects::Sum;
            if is_sum && nature.across_objects != AcrossObjects::Sum {
                let message = "the values of its objects are not added up: the sum of averages, or of \
                               different values, is no number of anything; choose mean, min or max";
                problems.push(Problem::field("across_objects", message));
            }
        }
        if let Some(word) = self.given("absent_means") {
            let parsed = keep(problems, "absent_means", AbsentMeans::parse(word));
            settings.absent_means = parsed.unwrap_or(settings.absent_means);
            let is_zero = settings.absent_means == AbsentMeans::Zero;
            if is_zero && nature.absent_means == AbsentMeans::Gap && is_fixed_share {
                let message = "of no row there is no average, no smallest, no largest and no ratio: choose gap";
                problems.push(Problem::field("absent_means", message));
            }
        }
    }

    /// The fields that every type has.
    fn fill_in(&self, settings: &mut MetricSettings, problems: &mut Vec<Problem>) {
        settings.description = self.text("description").to_owned();
        settings.category = self.text("category").to_owned();
        settings.owner = self.text("owner").to_owned();
        settings.link_url = self.link_url(problems);
        settings.unit = self.unit(settings.unit.format, problems);
        if let Some(word) = self.given("direction") {
            let parsed = keep(problems, "direction", Direction::parse(word));
            settings.direction = parsed.unwrap_or(settings.direction);
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

    fn unit(&self, usual: Format, problems: &mut Vec<Problem>) -> Unit {
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
            Some(word) => keep(problems, "format", Format::parse(word)).unwrap_or(usual),
            None => usual,
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

    /// The answers to the type's fields as they were typed, whatever is wrong with them.
    pub(crate) fn typed_properties(&self) -> Properties {
        let mut properties = Properties::default();
        for (field, text) in self.iter() {
            if let Some(key) = field.strip_prefix("property.") {
                properties.set(key, text.trim());
            }
        }
        properties
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
                Some(FieldKind::Filters)
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
        } else if !filters.is_empty() {
            problems.push(no_conditions(metric_type));
        }
        if let Err(refused) = properties.check(&metric_type.fields) {
            problems.extend(refused.into_iter().map(at_property));
        }
        properties
    }

    fn measure(
        &self,
        metric_type: &dyn MetricType,
        properties: &Properties,
        problems: &mut Vec<Problem>,
    ) -> Measure {
        let usual = metric_type.usual_measure(properties);
        match (metric_type.measure(properties), self.given("measure")) {
            (Some(measure), _) => measure,
            (None, Some(word)) => keep(problems, "measure", Measure::parse(word)).unwrap_or(usual),
            (None, None) => usual,
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

/// Conditions that could change nothing are refused.
fn no_conditions(metric_type: &MetricTypeDescription) -> Problem {
    let is_sql = |field: &&Field| field.kind == FieldKind::Sql;
    let way_out = match metric_type.fields.iter().find(is_sql) {
        Some(field) => format!("; write them into its `{}`, as `where …`", field.key),
        None => String::new(),
    };
    let label = &metric_type.label;
    let message = format!("a metric of type `{label}` takes no conditions{way_out}");
    Problem::field("property.filters", message)
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
