//! Writing the values of a file: metrics, objects and series first, then one batch.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{
    AbsentMeans, AcrossObjects, Day, DayRange, Metric, ObjectKey, Origin, Problem, ProblemKind,
    SeriesId,
};
use dbag_store::{
    KeyedSample, NewImport, NewSample, SampleWrite, StoreError, WrittenImport, put_together,
};

use super::day_values::DayValue;
use super::measurements::Measurements;
use super::options::ImportOptions;
use super::targets::Target;
use crate::problem::problem_of;
use crate::{Actor, Dbag};

/// Values that are to be written, with all that they need.
pub(super) struct ImportWrite<'a> {
    pub(super) actor: &'a Actor,
    pub(super) note: String,
    pub(super) options: &'a ImportOptions,
    pub(super) found: &'a Measurements,
    pub(super) values: &'a [DayValue],
    /// How many cells were refused.
    pub(super) refused: u64,
    pub(super) now: DateTime<Utc>,
}

impl Dbag {
    /// Writes the values of a file; how many they are, as of several keys of one object one value is made.
    /// Metrics that were made for it are gone again where nothing could be written.
    pub(super) async fn write_import(
        &self,
        write: ImportWrite<'_>,
        targets: Vec<Target>,
    ) -> Result<(WrittenImport, u64), Problem> {
        let mut made = Vec::new();
        let now = write.now;
        let outcome = self.write_values(write, &targets, &mut made).await;
        if outcome.is_err() {
            for metric in &made {
                if let Err(error) = self.store.remove_empty_metric(metric.id, now).await {
                    tracing::warn!(%error, metric = %metric.slug, "a metric without values is left behind");
                }
            }
        }
        outcome
    }

    async fn write_values(
        &self,
        write: ImportWrite<'_>,
        targets: &[Target],
        made: &mut Vec<Metric>,
    ) -> Result<(WrittenImport, u64), Problem> {
        let mut series = ImportSeries::default();
        let mut touched = Vec::new();
        for of_metric in write.values.chunk_by(|a, b| a.metric == b.metric) {
            let target = &targets[of_metric[0].metric as usize];
            let metric = self.import_metric(target, &write, made).await?;
            self.add_series(&metric, of_metric, &write, &mut series)
                .await?;
            touched.push((metric, range_of(of_metric)));
        }
        let samples = series.samples(write.values);
        let count = samples.iter().filter(|one| one.value.is_ok()).count() as u64;
        let import = NewImport {
            refused: write.refused,
            // They are told when it is undone.
            metrics: made.iter().map(|metric| metric.slug.to_string()).collect(),
        };
        let samples = SampleWrite {
            batch: batch(Origin::Imported, write.actor.name(), write.now, &write.note),
            samples,
            on_conflict: write.options.on_conflict.on_conflict(),
            // What an import replaces is kept, of days that are not over, too: it can be undone.
            is_final: &|_, _, _| true,
        };
        let written = self
            .store
            .write_import(samples, &import)
            .await
            .map_err(problem_of)?;
        if !written.written.series.is_empty() {
            for (metric, days) in &touched {
                self.collector
                    .recompute_dependents(metric, *days, write.now)
                    .await;
            }
            self.audit(write.actor, "import", &write.note, write.now)
                .await;
        }
        Ok((written, count))
    }

    async fn import_metric(
        &self,
        target: &Target,
        write: &ImportWrite<'_>,
        made: &mut Vec<Metric>,
    ) -> Result<Metric, Problem> {
        if let Some(metric) = &target.metric {
            return Ok(metric.clone());
        }
        let slug = target.settings.slug.as_str();
        match self.store.add_metric(&target.settings, write.now).await {
            Ok(metric) => {
                self.audit(write.actor, "add metric", slug, write.now).await;
                made.push(metric.clone());
                Ok(metric)
            }
            // Somebody else added it in the meantime.
            Err(StoreError::Taken { .. }) => {
                let metric = self.metric(slug).await?;
                match metric.object_kind == target.settings.object_kind {
                    true => Ok(metric),
                    false => Err(Problem::new(
                        ProblemKind::Conflict,
                        format!("metric `{slug}` was added by somebody else just now; look again"),
                    )),
                }
            }
            Err(error) => Err(problem_of(error)),
        }
    }

    async fn add_series(
        &self,
        metric: &Metric,
        values: &[DayValue],
        write: &ImportWrite<'_>,
        series: &mut ImportSeries,
    ) -> Result<(), Problem> {
        let index = values[0].metric;
        let objects: HashSet<u32> = values.iter().map(|value| value.object).collect();
        if objects.contains(&0) {
            let id = self
                .store
                .ensure_plain_series(metric.id)
                .await
                .map_err(problem_of)?;
            series.ids.insert((index, 0), id);
        }
        let mut named: Vec<u32> = objects.into_iter().filter(|object| *object > 0).collect();
        let Some(kind) = metric.object_kind.as_ref().filter(|_| !named.is_empty()) else {
            return Ok(());
        };
        named.sort_unstable();
        let key = |object: &u32| write.found.objects[*object as usize - 1].key.clone();
        let keys: Vec<(ObjectKey, Option<String>)> =
            named.iter().map(|object| (key(object), None)).collect();
        let ids = self
            .store
            .ensure_series_of(metric.id, kind, &keys)
            .await
            .map_err(problem_of)?;
        let labels = named.iter().filter_map(|object| {
            let label = write.found.labels.get(object)?;
            Some((key(object), label.clone()))
        });
        let labels: Vec<(ObjectKey, String)> = labels.collect();
        self.store
            .name_unnamed(kind, &labels)
            .await
            .map_err(problem_of)?;
        let merged = self.store.merged_keys(kind).await.map_err(problem_of)?;
        for (object, (key, _)) in named.iter().zip(&keys) {
            if let Some(id) = ids.get(key) {
                series.ids.insert((index, *object), *id);
                if merged.contains_key(key) {
                    series
                        .merged
                        .insert((index, *object), metric.across_objects);
                }
            }
        }
        Ok(())
    }
}

/// The series of a file's metrics and objects.
#[derive(Default)]
struct ImportSeries {
    ids: HashMap<(u32, u32), SeriesId>,
    /// Objects that became parts of others.
    merged: HashMap<(u32, u32), AcrossObjects>,
}

impl ImportSeries {
    fn samples(&self, values: &[DayValue]) -> Vec<NewSample> {
        let of_metrics = values.chunk_by(|a, b| a.metric == b.metric);
        let mut samples = Vec::with_capacity(values.len());
        for of_metric in of_metrics {
            let metric = of_metric[0].metric;
            let mut merged = self.merged.iter().filter(|((of, _), _)| *of == metric);
            match merged.next() {
                None => samples.extend(self.samples_of(of_metric).map(|(_, sample)| sample)),
                Some((_, across)) => samples.extend(self.put_together(of_metric, *across)),
            }
        }
        samples
    }

    /// Values of several keys that are one object by now.
    fn put_together(&self, values: &[DayValue], across: AcrossObjects) -> Vec<NewSample> {
        let keyed = self.samples_of(values).map(|(place, sample)| KeyedSample {
            key: place,
            is_merged: self.merged.contains_key(&place),
            sample,
        });
        put_together(keyed, (across, AbsentMeans::Gap))
    }

    fn samples_of<'a>(
        &'a self,
        values: &'a [DayValue],
    ) -> impl Iterator<Item = ((u32, u32), NewSample)> + 'a {
        let of_series = values.chunk_by(|a, b| (a.metric, a.object) == (b.metric, b.object));
        of_series.flat_map(|of_series| {
            let place = (of_series[0].metric, of_series[0].object);
            let series = self.ids.get(&place).copied();
            of_series.iter().filter_map(move |one| {
                let sample = NewSample {
                    series: series?,
                    day: one.day,
                    value: one.value,
                };
                Some((place, sample))
            })
        })
    }
}

fn range_of(values: &[DayValue]) -> DayRange {
    let days = || values.iter().map(|value| value.day);
    let from = days().min().unwrap_or(Day::MIN);
    DayRange {
        from,
        to: days().max().unwrap_or(from),
    }
}
