//! Django's `dumpdata`: the original's metrics and samples, and those of djangoproject.com.

use std::collections::HashMap;

use dbag_domain::{Problem, Unit};
use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::cells::{Moment, NumberFormat};
use super::file::{elements, refused};
use super::measurements::{Measurement, Measurements, NamedMetric, Names};

/// One record of a dump.
#[derive(Deserialize)]
struct Record<'a> {
    model: &'a str,
    #[serde(default)]
    pk: Json,
    #[serde(borrow)]
    fields: &'a RawValue,
}

/// A metric of either program; each calls its title differently.
#[derive(Deserialize)]
struct MetricFields {
    #[serde(alias = "name", default)]
    label: Option<String>,
    slug: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(alias = "unit", default)]
    unit_label: Option<String>,
    #[serde(alias = "unit_plural", default)]
    unit_label_plural: Option<String>,
}

/// A sample of the original (`dbag.datasample`).
#[derive(Deserialize)]
struct SampleFields {
    metric: Json,
    utc_timestamp: String,
    value: Json,
}

/// A measurement of djangoproject.com (`dashboard.datum`).
#[derive(Deserialize)]
struct DatumFields {
    content_type: Json,
    object_id: Json,
    timestamp: String,
    measurement: Json,
}

/// A row of `contenttypes.contenttype`.
#[derive(Deserialize)]
struct ContentTypeFields {
    app_label: String,
    model: String,
}

/// Reads a dump; of records of other programs nothing is read.
pub(super) fn read_dump(bytes: &[u8]) -> Result<Measurements, Problem> {
    let elements = elements(bytes)?;
    let mut parsed = Vec::with_capacity(elements.len());
    let mut dump = Dump::default();
    for (line, element) in elements {
        let record = element.and_then(|text| {
            serde_json::from_str::<Record<'_>>(text)
                .map_err(|error| format!("not a record: {error}"))
        });
        match record {
            Ok(record) => {
                dump.read_definition(line, &record);
                parsed.push((line, record));
            }
            Err(reason) => dump.found.refusals.add(line, reason),
        }
    }
    for (line, record) in &parsed {
        if let Err(reason) = dump.read_measurement(*line, record) {
            dump.found.cells.total += 1;
            dump.found.cells.refused += 1;
            dump.found.refusals.add(*line, reason);
        }
    }
    if dump.found.metrics.is_empty() {
        let message = "the dump holds no metrics; dump the whole app: `manage.py dumpdata dbag`";
        return Err(refused(message));
    }
    Ok(dump.found)
}

#[derive(Default)]
struct Dump {
    found: Measurements,
    names: Names,
    /// Metrics by model and key.
    metrics: HashMap<(String, String), u32>,
    /// Models by the key of their content type.
    content_types: HashMap<String, String>,
}

impl Dump {
    fn read_definition(&mut self, line: u32, record: &Record<'_>) {
        if record.model == "contenttypes.contenttype" {
            if let Ok(fields) = serde_json::from_str::<ContentTypeFields>(record.fields.get()) {
                let model = format!("{}.{}", fields.app_label, fields.model);
                self.content_types.insert(key_of(&record.pk), model);
            }
            return;
        }
        if !is_metric(record.model) {
            return;
        }
        let named = serde_json::from_str::<MetricFields>(record.fields.get())
            .map_err(|error| format!("not a metric: {error}"))
            .and_then(named_metric);
        match named {
            Ok(named) => {
                let metric = self.names.add_metric(named, &mut self.found.metrics);
                self.metrics
                    .insert((record.model.to_owned(), key_of(&record.pk)), metric);
            }
            Err(reason) => self.found.refusals.add(line, reason),
        }
    }

    fn read_measurement(&mut self, line: u32, record: &Record<'_>) -> Result<(), String> {
        let fields = record.fields.get();
        let (metric, moment, value) = match record.model.rsplit('.').next() {
            Some("datasample") => {
                let fields: SampleFields = parse(fields)?;
                let app = record.model.split('.').next().unwrap_or_default();
                let metric = self.metric(&format!("{app}.metric"), &fields.metric)?;
                (metric, utc(moment_of(&fields.utc_timestamp)?), fields.value)
            }
            Some("datum") => {
                let fields: DatumFields = parse(fields)?;
                let model = self.model(&fields.content_type)?;
                let metric = self.metric(&model, &fields.object_id)?;
                (metric, moment_of(&fields.timestamp)?, fields.measurement)
            }
            _ => return Ok(()),
        };
        let text = match &value {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            number => number.to_string(),
        };
        let value = NumberFormat::default().read(text.as_bytes())?;
        self.found.cells.total += 1;
        match value {
            Ok(value) => {
                self.found.cells.values += 1;
                self.found.rows.push(Measurement {
                    metric,
                    object: 0,
                    line,
                    column: u32::MAX,
                    moment,
                    written: None,
                    value,
                });
            }
            Err(_) => self.found.cells.blank += 1,
        }
        Ok(())
    }

    fn metric(&self, model: &str, key: &Json) -> Result<u32, String> {
        let key = key_of(key);
        self.metrics.get(&(model.to_owned(), key.clone())).copied().ok_or_else(|| {
            format!("the dump holds no `{model}` with the key {key}; dump it together with the values")
        })
    }

    /// The model that a content type stands for: `["dashboard", "datum"]` or a number.
    fn model(&self, content_type: &Json) -> Result<String, String> {
        if let Json::Array(parts) = content_type {
            let parts: Vec<&str> = parts.iter().filter_map(Json::as_str).collect();
            return Ok(parts.join("."));
        }
        let key = key_of(content_type);
        self.content_types.get(&key).cloned().ok_or_else(|| {
            format!("content type {key} is not in the dump; dump with `--natural-foreign`")
        })
    }
}

fn is_metric(model: &str) -> bool {
    let name = model.rsplit('.').next().unwrap_or(model);
    name.ends_with("metric")
}

fn named_metric(fields: MetricFields) -> Result<NamedMetric, String> {
    let title = fields.label.or(fields.slug.clone()).unwrap_or_default();
    let mut named = NamedMetric::parse(fields.slug.as_deref().unwrap_or(&title))?;
    named.label = NamedMetric::parse(&title)?.label;
    named.description = fields.description.unwrap_or_default();
    named.unit = Unit {
        singular: fields.unit_label.unwrap_or_default(),
        plural: fields.unit_label_plural.unwrap_or_default(),
        ..Unit::default()
    };
    Ok(named)
}

fn parse<'a, T: Deserialize<'a>>(fields: &'a str) -> Result<T, String> {
    serde_json::from_str(fields).map_err(|error| format!("not a measurement: {error}"))
}

fn key_of(pk: &Json) -> String {
    match pk {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn moment_of(text: &str) -> Result<Moment, String> {
    Moment::parse(text).map_err(|why| why.words(text))
}

/// The original wrote UTC without saying so.
fn utc(moment: Moment) -> Moment {
    match moment {
        Moment::Local(day, micros) => {
            Moment::Instant(i64::from(day.days()) * 86_400_000_000 + micros)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_originals_dump_is_read() {
        let dump = r#"[
{"model": "dbag.metric", "pk": 1, "fields": {"label": "Active users", "slug": "active_users",
  "description": "Who may sign in", "unit_label": "user", "unit_label_plural": "users"}},
{"model": "dbag.datasample", "pk": 1, "fields": {"metric": 1, "utc_timestamp": "2011-11-20T00:01:00", "value": 42}},
{"model": "dbag.datasample", "pk": 2, "fields": {"metric": 2, "utc_timestamp": "2011-11-21T00:01:00", "value": 43}},
{"model": "dbag.datasample", "pk": 3, "fields": {"metric": 1, "utc_timestamp": "2011-11-22T00:01:00", "value": null}},
{"model": "auth.user", "pk": 3, "fields": {"username": "ann"}}
]"#;
        let found = read_dump(dump.as_bytes()).expect("a dump");
        assert_eq!(found.metrics[0].label.as_str(), "Active users");
        assert_eq!(found.metrics[0].unit.plural, "users");
        assert_eq!((found.rows.len(), found.cells.blank), (1, 1));
        assert_eq!(found.rows[0].line, 4);
        assert_eq!(found.rows[0].moment, Moment::Instant(1_321_747_260_000_000));
        let (refused, _) = found.refusals.finish();
        assert_eq!(refused[0].line, 5);
        assert!(
            refused[0]
                .reason
                .contains("no `dbag.metric` with the key 2"),
            "{refused:?}"
        );
    }

    #[test]
    fn the_dashboards_dump_is_read() {
        let dump = r#"[
{"model": "contenttypes.contenttype", "pk": 7, "fields": {"app_label": "dashboard", "model": "githubitemcountmetric"}},
{"model": "dashboard.tracticketmetric", "pk": 1, "fields": {"name": "Bugs", "slug": "bugs", "unit": "ticket", "unit_plural": "tickets"}},
{"model": "dashboard.githubitemcountmetric", "pk": 1, "fields": {"name": "Pulls", "slug": "pulls"}},
{"model": "dashboard.datum", "pk": 1, "fields": {"content_type": ["dashboard", "tracticketmetric"], "object_id": 1, "timestamp": "2012-01-01T10:00:00", "measurement": 5}},
{"model": "dashboard.datum", "pk": 2, "fields": {"content_type": 7, "object_id": 1, "timestamp": "2012-01-01T10:00:00Z", "measurement": 6}},
{"model": "dashboard.datum", "pk": 3, "fields": {"content_type": 8, "object_id": 1, "timestamp": "2012-01-01T10:00:00Z", "measurement": 6}}
]"#;
        let found = read_dump(dump.as_bytes()).expect("a dump");
        let metrics: Vec<_> = found.rows.iter().map(|row| row.metric).collect();
        assert_eq!(metrics, [0, 1]);
        let (refused, _) = found.refusals.finish();
        assert_eq!(refused.len(), 1);
        assert!(
            refused[0].reason.contains("--natural-foreign"),
            "{refused:?}"
        );
    }

    #[test]
    fn a_dump_may_have_a_record_a_line() {
        let dump = concat!(
            r#"{"model": "dbag.metric", "pk": 1, "fields": {"label": "A", "slug": "a"}}"#,
            "\n{\"model\": \n",
            r#"{"model": "dbag.datasample", "pk": 1, "fields": {"metric": 1, "utc_timestamp": "2011-11-20T00:01:00", "value": 42}}"#,
        );
        let found = read_dump(dump.as_bytes()).expect("a dump");
        assert_eq!((found.rows.len(), found.rows[0].line), (1, 3));
        let (refused, _) = found.refusals.finish();
        assert_eq!(refused[0].line, 2);
    }

    #[test]
    fn other_json_is_refused() {
        for text in ["{}", "[1, 2", "[{\"a\": 1}]", "[]"] {
            assert!(read_dump(text.as_bytes()).is_err(), "{text}");
        }
    }
}
