//! The operation: a file becomes values, in one batch.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{
    AcrossObjects, Day, DayRange, Measure, Metric, ObjectKey, Origin, Problem, SeriesId, Zone,
};
use dbag_store::{KeyedSample, NewSample, SampleWrite, StoreError, Written, put_together};

use super::day_values::{DayValue, day_values};
use super::dumpdata::{is_json, read_dump};
use super::file::text_of;
use super::measurements::Measurements;
use super::options::{
    ImportConflict, ImportFile, ImportOptions, ImportProgress, ImportStep, Progress,
};
use super::report::ImportReport;
use super::table::read_table;
use super::targets::Target;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

impl Dbag {
    /// Reads values from a CSV file of any known shape or from a Django dump, packed or not.
    ///
    /// Lines that cannot be used are refused one by one and the others go in,
    /// as one batch in one transaction. Metrics that do not exist are added.
    pub async fn import(
        &self,
        actor: &Actor,
        file: ImportFile,
        options: &ImportOptions,
        progress: impl Fn(ImportProgress) + Send + Sync + 'static,
        now: DateTime<Utc>,
    ) -> Result<ImportReport, Problem> {
        actor.check(Operation::Import)?;
        let progress: Progress = std::sync::Arc::new(progress);
        let name = file.name.clone();
        let mut found = read(file, options, progress.clone()).await?;
        let targets = self.import_targets(&found, options, now).await?;
        let of_day = options.of_day;
        let (mut found, targets, values, accepted) = blocking(move || {
            let (values, accepted) = day_values(&mut found, &targets, of_day);
            (found, targets, values, accepted)
        })
        .await?;
        let mut report = ImportReport {
            accepted,
            blank: found.blank,
            values: values.len() as u64,
            metrics_created: created(&targets, &values),
            columns_ignored: std::mem::take(&mut found.columns_ignored),
            dry_run: options.dry_run,
            ..ImportReport::default()
        };
        (report.refused, report.refused_more) = std::mem::take(&mut found.refusals).finish();
        if options.dry_run || options.on_conflict == ImportConflict::Fail {
            let existing = self.existing_values(&found, &targets, &values).await?;
            match options.on_conflict {
                ImportConflict::Fail => existing.refuse()?,
                ImportConflict::Overwrite => report.replaced = existing.count,
                ImportConflict::Skip => report.kept = existing.count,
            }
        }
        if options.dry_run {
            return Ok(report);
        }
        let total = report.values;
        let step = ImportStep::Writing;
        progress(ImportProgress {
            step,
            done: 0,
            total,
        });
        let write = ImportWrite {
            actor,
            note: name,
            options,
            found: &found,
            values: &values,
            now,
        };
        let (written, values) = self.write_import(write, targets).await?;
        progress(ImportProgress {
            step,
            done: total,
            total,
        });
        report.added = written.added;
        report.replaced = written.replaced;
        report.kept = written.kept;
        // Of several keys of one object one value is made.
        report.values = values;
        report.same = values.saturating_sub(written.added + written.replaced + written.kept);
        Ok(report)
    }

    async fn write_import(
        &self,
        write: ImportWrite<'_>,
        targets: Vec<Target>,
    ) -> Result<(Written, u64), Problem> {
        let mut series = ImportSeries::default();
        let mut touched = Vec::new();
        for of_metric in write.values.chunk_by(|a, b| a.metric == b.metric) {
            let target = &targets[of_metric[0].metric as usize];
            let metric = self.import_metric(target, write.actor, write.now).await?;
            self.add_series(&metric, target, of_metric, &write, &mut series)
                .await?;
            let days = range_of(of_metric);
            touched.push((metric, days));
        }
        let samples = series.samples(write.values);
        let count = samples.len() as u64;
        let now = write.now;
        let measures = series.measures;
        let is_final = move |series: SeriesId, day: Day, written_at: DateTime<Utc>| {
            measures
                .get(&series)
                .is_none_or(|(measure, zone)| is_final_of(*measure, zone, day, written_at, now))
        };
        let written = self.store.write_samples(SampleWrite {
            batch: batch(Origin::Imported, write.actor.name(), now, &write.note),
            samples,
            on_conflict: write.options.on_conflict.on_conflict(),
            is_final: &is_final,
        });
        let written = written.await.map_err(problem_of)?;
        if !written.series.is_empty() {
            for (metric, days) in &touched {
                self.collector
                    .recompute_dependents(metric, *days, now)
                    .await;
            }
            self.audit(write.actor, "import", &write.note, now).await;
        }
        Ok((written, count))
    }

    async fn import_metric(
        &self,
        target: &Target,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Metric, Problem> {
        if let Some(metric) = &target.metric {
            return Ok(metric.clone());
        }
        let slug = target.settings.slug.as_str();
        match self.store.add_metric(&target.settings, now).await {
            Ok(metric) => {
                self.audit(actor, "add metric", slug, now).await;
                Ok(metric)
            }
            // Somebody else added it in the meantime.
            Err(StoreError::Taken { .. }) => self.metric(slug).await,
            Err(error) => Err(problem_of(error)),
        }
    }

    async fn add_series(
        &self,
        metric: &Metric,
        target: &Target,
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
            series.add((index, 0), id, metric.measure, &target.zone);
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
        let merged = self.store.merged_keys(kind).await.map_err(problem_of)?;
        for (object, (key, _)) in named.iter().zip(&keys) {
            if let Some(id) = ids.get(key) {
                series.add((index, *object), *id, metric.measure, &target.zone);
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

struct ImportWrite<'a> {
    actor: &'a Actor,
    note: String,
    options: &'a ImportOptions,
    found: &'a Measurements,
    values: &'a [DayValue],
    now: DateTime<Utc>,
}

/// The series of a file's metrics and objects.
#[derive(Default)]
struct ImportSeries {
    ids: HashMap<(u32, u32), SeriesId>,
    measures: HashMap<SeriesId, (Measure, Zone)>,
    /// Objects that became parts of others.
    merged: HashMap<(u32, u32), AcrossObjects>,
}

impl ImportSeries {
    fn add(&mut self, place: (u32, u32), id: SeriesId, measure: Measure, zone: &Zone) {
        self.ids.insert(place, id);
        self.measures.insert(id, (measure, zone.clone()));
    }

    fn samples(&self, values: &[DayValue]) -> Vec<NewSample> {
        let of_metrics = values.chunk_by(|a, b| a.metric == b.metric);
        let samples = of_metrics.map(|of_metric| {
            let metric = of_metric[0].metric;
            let mut merged = self.merged.iter().filter(|((of, _), _)| *of == metric);
            match merged.next() {
                None => self
                    .samples_of(of_metric)
                    .map(|(_, sample)| sample)
                    .collect(),
                Some((_, across)) => self.put_together(of_metric, *across),
            }
        });
        samples.collect::<Vec<Vec<NewSample>>>().concat()
    }

    /// Values of several keys that are one object by now.
    fn put_together(&self, values: &[DayValue], across: AcrossObjects) -> Vec<NewSample> {
        let keyed = self.samples_of(values).map(|(place, sample)| KeyedSample {
            key: place,
            is_merged: self.merged.contains_key(&place),
            sample,
        });
        put_together(keyed, across)
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
                    value: Ok(one.value),
                };
                Some((place, sample))
            })
        })
    }
}

/// Parsing is work for a thread of its own: it would keep others' requests waiting.
async fn read(
    file: ImportFile,
    options: &ImportOptions,
    progress: Progress,
) -> Result<Measurements, Problem> {
    let metric = options.metric.clone();
    blocking(move || {
        let text = text_of(file.bytes)?;
        if is_json(&text) {
            read_dump(&text)
        } else {
            read_table(&text, metric.as_ref(), &progress)
        }
    })
    .await?
}

/// Does work on a thread where it keeps nobody's request waiting.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "an import broke off");
        Problem::new(
            dbag_domain::ProblemKind::Internal,
            "something went wrong; Dbag's log says what",
        )
    })
}

fn is_final_of(
    measure: Measure,
    zone: &Zone,
    day: Day,
    written_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> bool {
    let end = zone.end_of(day);
    match measure.is_of_whole_days() {
        true => written_at >= end,
        false => now >= end,
    }
}

/// Metrics that values come for and that do not exist.
fn created(targets: &[Target], values: &[DayValue]) -> Vec<String> {
    let used: HashSet<u32> = values.iter().map(|value| value.metric).collect();
    targets
        .iter()
        .enumerate()
        .filter(|(at, target)| target.metric.is_none() && used.contains(&(*at as u32)))
        .map(|(_, target)| target.settings.slug.to_string())
        .collect()
}

fn range_of(values: &[DayValue]) -> DayRange {
    let days = || values.iter().map(|value| value.day);
    let from = days().min().unwrap_or(Day::MIN);
    DayRange {
        from,
        to: days().max().unwrap_or(from),
    }
}
