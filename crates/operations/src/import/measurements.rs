//! What a file says, before it is known which days are meant.

use std::collections::HashMap;

use dbag_domain::{Day, GapReason, Label, Measure, ObjectKey, ObjectKind, Slug, Unit, Value};

use super::cells::{Moment, shortened, text_of};
use super::report::{CellCounts, Refusals};

/// A metric as a file names it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedMetric {
    pub(crate) slug: Slug,
    pub(crate) label: Label,
    pub(crate) description: String,
    pub(crate) unit: Unit,
    /// What somebody chose it to be.
    pub(crate) measure: Option<Measure>,
}

impl NamedMetric {
    /// The metric of a name that may be a slug or a title.
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("the metric's name is missing".to_owned());
        }
        let refused =
            |error: &dyn std::fmt::Display| format!("metric `{}`: {error}", shortened(name));
        let label = Label::parse(name).map_err(|error| refused(&error))?;
        let slug = match Slug::parse(name) {
            Ok(slug) => slug,
            Err(error) => Slug::from_label(name).ok_or_else(|| refused(&error))?,
        };
        Ok(Self {
            slug,
            label,
            description: String::new(),
            unit: Unit::default(),
            measure: None,
        })
    }
}

/// An object as a file names it; without a kind where the file leaves it open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct NamedObject {
    pub(super) kind: Option<ObjectKind>,
    pub(super) key: ObjectKey,
}

/// One number of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measurement {
    /// Which of the metrics.
    pub(super) metric: u32,
    /// Which of the objects, from 1; 0 for none.
    pub(super) object: u32,
    pub(super) line: u32,
    /// Which of the columns.
    pub(super) column: u32,
    pub(super) moment: Moment,
    /// The day that is written there, of an instant.
    pub(super) written: Option<Day>,
    pub(super) value: Value,
}

/// A day of which a file says why it has no value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NamedGap {
    pub(super) metric: u32,
    pub(super) object: u32,
    pub(super) day: Day,
    pub(super) reason: GapReason,
}

/// Everything that was read from a file.
#[derive(Debug, Default)]
pub(super) struct Measurements {
    pub(super) metrics: Vec<NamedMetric>,
    pub(super) objects: Vec<NamedObject>,
    /// What people call objects, by their places.
    pub(super) labels: HashMap<u32, String>,
    /// The kind of objects whose file names none.
    pub(super) kind: Option<ObjectKind>,
    pub(super) rows: Vec<Measurement>,
    pub(super) gaps: Vec<NamedGap>,
    pub(super) refusals: Refusals,
    pub(super) cells: CellCounts,
    /// Traces, which were taken for no value.
    pub(super) traces: u64,
    /// The column of the objects' keys.
    pub(super) object_column: Option<u32>,
    /// The column of the days; none where days are titles.
    pub(super) day_column: Option<u32>,
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl Measurements {
    /// Refuses a measurement that was read.
    pub(super) fn refuse(&mut self, line: u32, column: u32, reason: impl Into<String>) {
        self.cells.refused += 1;
        let column = self.columns.get(column as usize).cloned();
        self.refusals.add_at(line, column, reason);
    }
}

/// Cells as they stand, each looked at once.
type Known = HashMap<Vec<u8>, Result<u32, String>>;

/// Finds the metrics and objects of cells; most cells equal the one above them.
#[derive(Debug, Default)]
pub(super) struct Names {
    metrics: Known,
    last_metric: Option<(Vec<u8>, u32)>,
    by_slug: HashMap<Slug, u32>,
    objects: HashMap<Vec<u8>, Known>,
    last_object: Option<(Vec<u8>, Vec<u8>, u32)>,
    by_object: HashMap<NamedObject, u32>,
}

impl Names {
    /// The metric of a cell; added to the list when it is new.
    pub(super) fn metric(
        &mut self,
        cell: &[u8],
        metrics: &mut Vec<NamedMetric>,
    ) -> Result<u32, String> {
        match &self.last_metric {
            Some((last, metric)) if last == cell => return Ok(*metric),
            _ => {}
        }
        if !self.metrics.contains_key(cell) {
            let found = text_of(cell).and_then(NamedMetric::parse);
            let found = found.map(|named| self.add_metric(named, metrics));
            self.metrics.insert(cell.to_vec(), found);
        }
        let found = self.metrics[cell].clone()?;
        self.last_metric = Some((cell.to_vec(), found));
        Ok(found)
    }

    /// The place of a metric in the list; one slug has one place.
    pub(super) fn add_metric(&mut self, named: NamedMetric, metrics: &mut Vec<NamedMetric>) -> u32 {
        *self.by_slug.entry(named.slug.clone()).or_insert_with(|| {
            metrics.push(named);
            (metrics.len() - 1) as u32
        })
    }

    /// The object of two cells, from 1; added to the list when it is new, 0 when both are empty.
    pub(super) fn object(
        &mut self,
        kind: &[u8],
        key: &[u8],
        objects: &mut Vec<NamedObject>,
    ) -> Result<u32, String> {
        if kind.is_empty() && key.is_empty() {
            return Ok(0);
        }
        match &self.last_object {
            Some((last_kind, last_key, object)) if last_key == key && last_kind == kind => {
                return Ok(*object);
            }
            _ => {}
        }
        if !self.objects.contains_key(kind) {
            self.objects.insert(kind.to_vec(), Known::new());
        }
        let known = self.objects.get_mut(kind).expect("put there above");
        if let Some(found) = known.get(key) {
            if let Ok(object) = found {
                remember(&mut self.last_object, kind, key, *object);
            }
            return found.clone();
        }
        let found = parse_object(kind, key).map(|object| {
            *self.by_object.entry(object.clone()).or_insert_with(|| {
                objects.push(object);
                objects.len() as u32
            })
        });
        known.insert(key.to_vec(), found.clone());
        found
    }
}

/// Most lines are about the object of the one above; its buffers are used again.
fn remember(last: &mut Option<(Vec<u8>, Vec<u8>, u32)>, kind: &[u8], key: &[u8], object: u32) {
    let (last_kind, last_key, last_object) = last.get_or_insert_default();
    last_kind.clear();
    last_kind.extend_from_slice(kind);
    last_key.clear();
    last_key.extend_from_slice(key);
    *last_object = object;
}

fn parse_object(kind: &[u8], key: &[u8]) -> Result<NamedObject, String> {
    let kind = match text_of(kind)? {
        "" => None,
        kind => Some(
            ObjectKind::parse(kind)
                .map_err(|error| format!("object type `{}`: {error}", shortened(kind)))?,
        ),
    };
    if key.is_empty() {
        return Err("the object's key is missing".to_owned());
    }
    let key = crate::formula::unguarded(text_of(key)?);
    let key = ObjectKey::parse(key).map_err(|error| error.to_string())?;
    Ok(NamedObject { kind, key })
}
