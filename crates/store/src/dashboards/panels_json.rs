//! Panels as one text: a row each would repeat the dashboard, and a statement each would count.

use std::collections::HashMap;

use dbag_domain::{
    Annotation, AnnotationId, Binding, Colour, Day, DayRange, MetricId, Object, ObjectId,
    ObjectKey, ObjectKind, Panel, PanelId, PanelKind, PanelOptions, PanelSeries, PanelSettings,
    Place, Slug,
};
use serde::Deserialize;

use super::page::PanelMetric;
use crate::StoreError;

/// `[id, kind, title, x, y, w, h, options, [series…]]`.
#[derive(Deserialize)]
struct PanelText(
    i64,
    String,
    String,
    u16,
    u16,
    u16,
    u16,
    String,
    Vec<SeriesText>,
);

/// `[metric id, slug, label, is removed, binding, object id, kind, key, label, name, colour]`.
#[derive(Deserialize)]
struct SeriesText(
    i64,
    String,
    String,
    i64,
    String,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    String,
);

/// `[id, from, to, text, metric, object, author, is personal]`.
#[derive(Deserialize)]
struct AnnotationText(i64, i32, i32, String, Option<i64>, Option<i64>, String, i64);

/// `[id, kind, key, label]`.
#[derive(Deserialize)]
struct ObjectText(i64, String, String, String);

/// Panels from the top down, with what their series are in the tables.
pub(super) type PanelRows = (Vec<Panel>, HashMap<PanelId, Vec<PanelMetric>>);

pub(super) fn read_panels(text: &str) -> Result<PanelRows, StoreError> {
    let rows: Vec<PanelText> = serde_json::from_str(text).map_err(StoreError::unexpected)?;
    let mut panels = Vec::with_capacity(rows.len());
    let mut metrics = HashMap::with_capacity(rows.len());
    for PanelText(id, kind, title, x, y, w, h, options, series) in rows {
        let (id, place) = (PanelId(id), Place { x, y, w, h });
        let options: PanelOptions =
            serde_json::from_str(&options).map_err(StoreError::unexpected)?;
        let read: Vec<(PanelSeries, PanelMetric)> = series
            .into_iter()
            .map(read_series)
            .collect::<Result<_, _>>()?;
        let (series, rows) = read.into_iter().unzip();
        let kind = PanelKind::parse(&kind).map_err(StoreError::unexpected)?;
        let settings = PanelSettings {
            kind,
            title,
            place,
            series,
            options,
        };
        panels.push(Panel { id, settings });
        metrics.insert(id, rows);
    }
    Ok((panels, metrics))
}

fn read_series(text: SeriesText) -> Result<(PanelSeries, PanelMetric), StoreError> {
    let SeriesText(metric, slug, title, is_removed, binding, id, kind, key, object, label, colour) =
        text;
    // A removed metric's slug is free again, and its own has its id behind it.
    let slug = slug.split('~').next().unwrap_or_default();
    let object = match (id, kind, key) {
        (Some(id), Some(kind), Some(key)) => Some(read_object(ObjectText(
            id,
            kind,
            key,
            object.unwrap_or_default(),
        ))?),
        _ => None,
    };
    let series = PanelSeries {
        metric: Slug::parse(slug).map_err(StoreError::unexpected)?,
        object: Binding::parse(&binding).map_err(StoreError::unexpected)?,
        key: object.as_ref().map(|object| object.key.clone()),
        label,
        colour: Colour::parse(&colour).map_err(StoreError::unexpected)?,
    };
    let row = PanelMetric {
        metric: MetricId(metric),
        label: title,
        is_removed: is_removed != 0,
        object,
    };
    Ok((series, row))
}

pub(super) fn read_annotations(text: &str) -> Result<Vec<Annotation>, StoreError> {
    let rows: Vec<AnnotationText> = serde_json::from_str(text).map_err(StoreError::unexpected)?;
    let read = |AnnotationText(id, from, to, text, metric, object, author, personal)| Annotation {
        id: AnnotationId(id),
        days: DayRange {
            from: Day::from_days(from),
            to: Day::from_days(to),
        },
        text,
        metric: metric.map(MetricId),
        object: object.map(ObjectId),
        author,
        is_personal: personal != 0,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// One object of a list of at most one.
pub(super) fn read_one_object(text: &str) -> Result<Option<Object>, StoreError> {
    let rows: Vec<ObjectText> = serde_json::from_str(text).map_err(StoreError::unexpected)?;
    rows.into_iter().next().map(read_object).transpose()
}

fn read_object(ObjectText(id, kind, key, label): ObjectText) -> Result<Object, StoreError> {
    Ok(Object {
        id: ObjectId(id),
        kind: ObjectKind::parse(&kind).map_err(StoreError::unexpected)?,
        key: ObjectKey::parse(&key).map_err(StoreError::unexpected)?,
        label,
    })
}
