//! Writing the values of a file: its metrics, objects and series, and one batch, all of them or nothing.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{Day, DayRange, Metric, ObjectKey, Origin, Problem, ProblemKind};
use dbag_store::{ImportWriter, NewImport, NewSample, SampleWrite, StoreError, WrittenImport};

use super::day_values::DayValue;
use super::measurements::Measurements;
use super::merged::{Home, at_home};
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

/// What came of trying to write.
enum Attempt {
    Written(Done),
    /// Somebody else added the metric of this target in the meantime; nothing was written.
    Taken(usize),
}

/// What was written.
struct Done {
    import: WrittenImport,
    /// How many values there were, as of several keys of one object one value is made.
    values: u64,
    /// Metrics that were made for it.
    made: Vec<Metric>,
    /// All metrics that it is about, and the days.
    touched: Vec<(Metric, DayRange)>,
}

impl Dbag {
    /// Writes the values of a file; how many they are, as of several keys of one object one value is made.
    pub(super) async fn write_import(
        &self,
        write: ImportWrite<'_>,
        mut targets: Vec<Target>,
    ) -> Result<(WrittenImport, u64), Problem> {
        let done = loop {
            match self.try_to_write(&write, &targets).await {
                Ok(Attempt::Written(done)) => break done,
                Ok(Attempt::Taken(at)) => {
                    targets[at].metric = Some(self.added_since(&targets[at]).await?);
                }
                Err(error) => return Err(problem_of(error)),
            }
        };
        for metric in &done.made {
            self.audit(write.actor, "add metric", metric.slug.as_str(), write.now)
                .await;
        }
        if !done.import.written.series.is_empty() {
            for (metric, days) in &done.touched {
                self.collector
                    .recompute_dependents(metric, *days, write.now)
                    .await;
            }
            self.audit(write.actor, "import", &write.note, write.now)
                .await;
        }
        Ok((done.import, done.values))
    }

    async fn try_to_write(
        &self,
        write: &ImportWrite<'_>,
        targets: &[Target],
    ) -> Result<Attempt, StoreError> {
        let mut writer = self.store.begin_import().await?;
        let (mut made, mut touched) = (Vec::new(), Vec::new());
        let mut samples: Vec<NewSample> = Vec::with_capacity(write.values.len());
        for of_metric in write.values.chunk_by(|a, b| a.metric == b.metric) {
            let at = of_metric[0].metric as usize;
            let metric = match &targets[at].metric {
                Some(metric) => metric.clone(),
                None => match writer.add_metric(&targets[at].settings, write.now).await {
                    Ok(metric) => {
                        made.push(metric.clone());
                        metric
                    }
                    Err(StoreError::Taken { .. }) => return Ok(Attempt::Taken(at)),
                    Err(error) => return Err(error),
                },
            };
            let homes = homes_of(&mut writer, &metric, of_metric, write.found).await?;
            let home_of = |object: u32| homes.get(&object).copied();
            samples.extend(at_home(
                of_metric,
                (metric.across_objects, metric.measure),
                home_of,
            ));
            touched.push((metric, range_of(of_metric)));
        }
        let values = samples.iter().filter(|one| one.value.is_ok()).count() as u64;
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
        Ok(Attempt::Written(Done {
            import: writer.write(samples, &import).await?,
            values,
            made,
            touched,
        }))
    }

    /// A metric that was not there when the file was read.
    async fn added_since(&self, target: &Target) -> Result<Metric, Problem> {
        let slug = target.settings.slug.as_str();
        let metric = self.metric(slug).await?;
        match metric.object_kind == target.settings.object_kind {
            true => Ok(metric),
            false => Err(Problem::new(
                ProblemKind::Conflict,
                format!("metric `{slug}` was added by somebody else just now; look again"),
            )),
        }
    }
}

/// Finds or adds the series of a metric for the objects of a file, and names these.
async fn homes_of(
    writer: &mut ImportWriter,
    metric: &Metric,
    values: &[DayValue],
    found: &Measurements,
) -> Result<HashMap<u32, Home>, StoreError> {
    let mut objects: Vec<u32> = values.iter().map(|value| value.object).collect();
    objects.sort_unstable();
    objects.dedup();
    let mut homes = HashMap::with_capacity(objects.len());
    if objects.first() == Some(&0) {
        let series = writer.plain_series(metric.id).await?;
        let is_merged = false;
        homes.insert(0, Home { series, is_merged });
        objects.remove(0);
    }
    let Some(kind) = metric.object_kind.as_ref().filter(|_| !objects.is_empty()) else {
        return Ok(homes);
    };
    let key = |object: &u32| found.objects[*object as usize - 1].key.clone();
    let keys: Vec<ObjectKey> = objects.iter().map(key).collect();
    let series = writer.series_of(metric.id, kind, &keys).await?;
    let labels = objects.iter().filter_map(|object| {
        let label = found.labels.get(object)?;
        Some((key(object), label.clone()))
    });
    let labels: Vec<(ObjectKey, String)> = labels.collect();
    writer.name_unnamed(kind, &labels).await?;
    for (object, key) in objects.iter().zip(&keys) {
        if let Some((series, is_merged)) = series.get(key).copied() {
            homes.insert(*object, Home { series, is_merged });
        }
    }
    Ok(homes)
}

fn range_of(values: &[DayValue]) -> DayRange {
    let days = || values.iter().map(|value| value.day);
    let from = days().min().unwrap_or(Day::MIN);
    DayRange {
        from,
        to: days().max().unwrap_or(from),
    }
}
