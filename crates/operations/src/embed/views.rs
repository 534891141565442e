//! How often embeds are looked at: counted in memory, kept now and then, and remembered as
//! metrics of Dbag's own.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Zones, batch, finality};
use dbag_domain::{
    AbsentMeans, Day, DayRange, Label, Measure, Metric, MetricSettings, ObjectKey, ObjectKind,
    Origin, Problem, RollUp, Slug, Unit, Value,
};
use dbag_store::{NewSample, OnConflict, SampleWrite, StoreError, ViewTotal, ViewedKey, ViewsBy};

use crate::Dbag;
use crate::problem::problem_of;

/// Views that are not kept yet.
#[derive(Debug, Default)]
pub(crate) struct Views(Mutex<HashMap<ViewedKey, i64>>);

/// A metric of Dbag's own.
struct Own {
    slug: &'static str,
    label: &'static str,
    description: &'static str,
    kind: &'static str,
    by: ViewsBy,
}

const OWN: [Own; 2] = [
    Own {
        slug: "embed-views",
        label: "Embed views",
        description: "How often embedded and shared dashboards were looked at.",
        kind: "embed",
        by: ViewsBy::Subject,
    },
    Own {
        slug: "embed-views-by-key",
        label: "Embed views by key",
        description: "How often embeds were looked at, by the key that signed them.",
        kind: "embed-key",
        by: ViewsBy::Key,
    },
];

impl Own {
    /// Whether a metric of its name is it, and is not paused.
    fn is(&self, metric: &Metric) -> bool {
        let kind = metric.object_kind.as_ref();
        metric.metric_type == "push"
            && metric.measure == Measure::Flow
            && kind.is_some_and(|kind| kind.as_str() == self.kind)
            && metric.do_collect
    }
}

/// More names than this are no counting any more, but an attack on memory.
const MOST_NAMES: usize = 10_000;

impl Views {
    fn add(&self, viewed: ViewedKey, views: i64) {
        let mut counted = self.counted();
        if counted.len() < MOST_NAMES || counted.contains_key(&viewed) {
            *counted.entry(viewed).or_default() += views;
        }
    }

    fn take(&self) -> Vec<(ViewedKey, i64)> {
        std::mem::take(&mut *self.counted()).into_iter().collect()
    }

    fn counted(&self) -> MutexGuard<'_, HashMap<ViewedKey, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dbag {
    /// Counts a view; nothing is written yet.
    pub fn count_view(&self, subject: &str, kid: &str, today: Day) {
        let viewed = ViewedKey {
            subject: subject.to_owned(),
            kid: kid.to_owned(),
            day: today,
        };
        self.views.add(viewed, 1);
    }

    /// Keeps what was counted: in its table, and as values of today.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; what was counted is counted still.
    pub async fn keep_views(&self, now: DateTime<Utc>) -> Result<(), Problem> {
        let counted = self.views.take();
        if counted.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.store.add_views(&counted).await {
            for (viewed, views) in counted {
                self.views.add(viewed, views);
            }
            return Err(problem_of(error));
        }
        let mut kept = Ok(());
        for own in &OWN {
            let name = |key: &ViewedKey| match own.by {
                ViewsBy::Subject => key.subject.clone(),
                ViewsBy::Key => key.kid.clone(),
            };
            let mut names: Vec<(String, Day)> = counted
                .iter()
                .map(|(key, _)| (name(key), key.day))
                .collect();
            names.retain(|(name, _)| !name.is_empty());
            names.sort();
            names.dedup();
            // Where one cannot be written, the other is nevertheless.
            kept = kept.and(self.remember_views(own, &names, now).await);
        }
        kept
    }

    async fn remember_views(
        &self,
        own: &Own,
        names: &[(String, Day)],
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        if names.is_empty() {
            return Ok(());
        }
        let Some(metric) = self.own_metric(own, now).await? else {
            return Ok(());
        };
        let kind = metric.object_kind.clone();
        let Some(kind) = kind else {
            return Ok(());
        };
        let labels = self.view_labels(own).await;
        let mut samples = Vec::new();
        for (name, day) in names {
            let total = self.store.view_total(own.by, name, *day).await;
            let total = total.map_err(problem_of)?;
            let Ok(key) = ObjectKey::parse(&total.name) else {
                continue;
            };
            let objects = [(key.clone(), labels.get(name).cloned())];
            let found = self
                .store
                .ensure_series_of(metric.id, &kind, &objects)
                .await;
            if let Some(series) = found.map_err(problem_of)?.get(&key) {
                samples.extend(days_of(&total).map(|(day, value)| NewSample {
                    series: *series,
                    day,
                    value,
                }));
            }
        }
        let days = samples.iter().map(|sample: &NewSample| sample.day);
        let days = days.clone().min().zip(days.max());
        let zone = self.zone(&metric).await?;
        let is_final = finality(metric.measure, zone, now);
        let write = SampleWrite {
            batch: batch(Origin::Collected, "dbag", now, ""),
            samples,
            on_conflict: OnConflict::Overwrite,
            is_final: &is_final,
        };
        match self.store.write_samples(write).await {
            Ok(_) => {
                if let Some((from, to)) = days {
                    let days = DayRange { from, to };
                    self.collector
                        .recompute_dependents(&metric, days, now)
                        .await;
                }
                Ok(())
            }
            // The objects were merged just now: the next time they are found where they are.
            Err(StoreError::Stale) => Ok(()),
            Err(error) => Err(problem_of(error)),
        }
    }

    /// The metric, made at its first view; none where people paused it, or use its name.
    async fn own_metric(&self, own: &Own, now: DateTime<Utc>) -> Result<Option<Metric>, Problem> {
        match self.store.metric(own.slug).await {
            Ok(metric) => return Ok(Some(metric).filter(|metric| own.is(metric))),
            Err(StoreError::NotFound { .. }) => {}
            Err(error) => return Err(problem_of(error)),
        }
        let (Ok(slug), Ok(label), Ok(kind)) = (
            Slug::parse(own.slug),
            Label::parse(own.label),
            ObjectKind::parse(own.kind),
        ) else {
            return Ok(None);
        };
        let settings = MetricSettings {
            description: own.description.to_owned(),
            object_kind: Some(kind),
            rollup: RollUp::Sum,
            absent_means: AbsentMeans::Zero,
            category: "Dbag".to_owned(),
            unit: Unit {
                singular: "view".to_owned(),
                plural: "views".to_owned(),
                ..Unit::default()
            },
            ..MetricSettings::new(slug, label, "push", Measure::Flow)
        };
        match self.store.add_metric(&settings, now).await {
            Ok(metric) => Ok(Some(metric)),
            // Another process made it just now: the next views find it.
            Err(StoreError::Taken { .. }) => Ok(None),
            Err(error) => Err(problem_of(error)),
        }
    }

    /// What keys are called, by kid; other names speak for themselves.
    async fn view_labels(&self, own: &Own) -> HashMap<String, String> {
        if own.by != ViewsBy::Key {
            return HashMap::new();
        }
        // Without a label the views are nevertheless remembered.
        let keys = self.store.embed_keys().await.unwrap_or_default();
        keys.into_iter().map(|key| (key.kid, key.name)).collect()
    }

    /// Today where the instance is.
    pub async fn own_today(&self, now: DateTime<Utc>) -> Result<Day, Problem> {
        let instance = self.store.instance().await.map_err(problem_of)?;
        let zones = Zones::named(&instance.time_zone).map_err(CollectError::into_problem)?;
        Ok(zones.own().day_of(now))
    }
}

/// The views of a day, and the zeros of the days since the last one that had any.
fn days_of(
    total: &ViewTotal,
) -> impl Iterator<Item = (Day, Result<Value, dbag_domain::GapReason>)> + use<> {
    /// What was not looked at for longer is told by its first view only.
    const MOST_ZEROS: i32 = 366;
    let day = total.day;
    let first = total.before.map_or(day, Day::next).max(day - MOST_ZEROS);
    let views = total.views as f64;
    let days = (0..=(day - first).max(0)).map(move |offset| first + offset);
    days.filter_map(move |one| {
        let views = if one == day { views } else { 0.0 };
        Some((one, Ok(Value::new(views).ok()?)))
    })
}
