//! Whether values are of objects where their metric has them, and of none where it has none.

use dbag_domain::MetricSettings;

use super::measurements::{Measurements, NamedObject};
use super::roles::{ColumnRole, Columns, Question, names_any_kind};
use super::targets::Target;

/// Refuses an object that a metric does not have, and a value without one where it has them.
pub(super) fn check_object(
    settings: &MetricSettings,
    object: Option<&NamedObject>,
) -> Result<(), String> {
    let slug = &settings.slug;
    match (&settings.object_kind, object) {
        (None, None) => Ok(()),
        (Some(kind), None) => Err(format!(
            "no {kind} is named, and metric `{slug}` has its values by {kind}"
        )),
        (Some(kind), Some(object)) => match &object.kind {
            Some(named) if named != kind => Err(format!(
                "metric `{slug}` has values by {kind}, not by {named}; give the values by {named} a \
                 metric of their own"
            )),
            _ => Ok(()),
        },
        (None, Some(object)) => {
            let by = object.kind.as_ref().map_or("object", |kind| kind.as_str());
            Err(format!(
                "metric `{slug}` has no objects; give the values by {by} a metric of their own, with the role \
                 `value:{slug}-by-{by}` for example, or set the kind of objects among the settings of `{slug}`"
            ))
        }
    }
}

/// Which metrics a file has values of objects for.
pub(super) fn with_objects(found: &Measurements, metrics: usize) -> Vec<bool> {
    let mut with = vec![false; metrics];
    for row in found.rows.iter().filter(|row| row.object > 0) {
        with[row.metric as usize] = true;
    }
    with
}

/// What is asked where a column's title names another kind of objects than a metric has: branches are no
/// customers. Titles of whatever keys, such as `id`, name none.
pub(super) fn ask_kind(
    found: &Measurements,
    targets: &[Target],
    columns: &Columns,
) -> Option<Question> {
    let objects = columns.with(|role| matches!(role, ColumnRole::Object(_)));
    let is_told = |at: &usize| {
        let column = &columns.list[*at];
        column.role != ColumnRole::Object(None) || names_any_kind(&column.title)
    };
    let is_named = !columns.with(|role| *role == ColumnRole::Kind).is_empty();
    if is_named || objects.iter().any(is_told) {
        return None;
    }
    let (at, ours) = (*objects.first()?, found.kind.as_ref()?);
    let with = with_objects(found, targets.len());
    let other = |(metric, target): (usize, &Target)| {
        target.metric.as_ref().filter(|_| with[metric])?;
        let kind = target.settings.object_kind.as_ref()?;
        let is_other = singular(kind.as_str()) != singular(ours.as_str());
        is_other.then(|| (target.settings.slug.clone(), kind.clone()))
    };
    let (slug, kind) = targets.iter().enumerate().find_map(other)?;
    let names: Vec<String> = objects
        .iter()
        .map(|at| columns.list[*at].name(*at))
        .collect();
    let name = names.join("` and `");
    let message = format!(
        "metric `{slug}` has its values by {kind}, and `{name}` names each {ours}: type {kind} as the kind, if \
         that is what they are, or give the values by {ours} a metric of their own"
    );
    let others = names.iter().skip(1).map(|name| format!(" --object {name}"));
    let way_out = format!(
        "say --object {}={kind}{}, or for a metric of their own --as COLUMN=value:{slug}-by-{ours}",
        names[0],
        others.collect::<String>()
    );
    Some(Question::of_column(at, message).way_out(way_out))
}

/// A kind without the end of a plural.
fn singular(kind: &str) -> &str {
    kind.strip_suffix('s').unwrap_or(kind)
}

/// What is asked where a metric has objects and the file names none of them: written without, the
/// values would stand where no page shows them.
pub(super) fn ask(found: &Measurements, targets: &[Target], columns: &Columns) -> Option<Question> {
    let with = with_objects(found, targets.len());
    let is_without = |metric: u32| {
        !with[metric as usize] && targets[metric as usize].settings.object_kind.is_some()
    };
    let row = found.rows.iter().find(|row| is_without(row.metric))?;
    let settings = &targets[row.metric as usize].settings;
    let (slug, kind) = (&settings.slug, settings.object_kind.as_ref()?);
    if columns.list.is_empty() {
        let message = format!(
            "metric `{slug}` has its values by {kind}, and such a file names none: give the metric that is \
             there another name first, so that this one stands beside it"
        );
        return Some(Question::new("file", message));
    }
    let at = row.column as usize;
    let names_metrics = !columns.with(|role| *role == ColumnRole::Metric).is_empty();
    let message = format!(
        "metric `{slug}` has its values by {kind}, and the file does not say for which {kind} they are: choose \
         the column that does as the object, or give the values a metric of their own"
    );
    Some(match names_metrics {
        true => Question::new("as", message).way_out("name that column with --object COLUMN"),
        false => {
            let name = columns.list[at].name(at);
            Question::of_column(at, message).way_out(format!(
                "name that column with --object COLUMN, or another metric with --as {name}=value:{slug}-of-all"
            ))
        }
    })
}
