//! W1's million values, ready for Dbag and for a bare database.

use anyhow::{Context, Result};
use chrono::Utc;
use dbag_domain::{
    Batch, Day, Label, Measure, MetricSettings, ObjectKey, ObjectKind, Origin, SeriesId, Slug,
    Value,
};
use dbag_store::{NewSample, OnConflict, SampleWrite, Store};

use crate::data::{DAYS, METRICS, OBJECTS, days, metric_slug, object_key, value};
use crate::limit::Bare;
use crate::measure::Cost;
use crate::report::{Clock, Row};

/// How many values there are.
pub(crate) const VALUES: f64 = (OBJECTS * METRICS * DAYS) as f64;

/// Rows for a bare table, in key order.
pub(crate) fn bare_rows() -> Vec<Bare> {
    let days = days(DAYS);
    let mut rows = Vec::with_capacity(VALUES as usize);
    for series in 0..METRICS * OBJECTS {
        let (metric, object) = (series / OBJECTS, series % OBJECTS);
        for (at, day) in days.iter().enumerate() {
            rows.push((
                series as i32,
                day.days(),
                value(object, metric, at as u32) as f64,
            ));
        }
    }
    rows
}

/// Rows of one day for a bare table, in key order.
pub(crate) fn bare_rows_of_day(at: u32) -> Vec<Bare> {
    let day = days(DAYS)[at as usize].days();
    let row = |series: u32| {
        (
            series as i32,
            day,
            value(series % OBJECTS, series / OBJECTS, at) as f64,
        )
    };
    (0..METRICS * OBJECTS).map(row).collect()
}

/// Adds W1's metrics and objects; their series, one metric after the other.
pub(crate) async fn add_series(store: &Store) -> Result<Vec<SeriesId>> {
    let kind = ObjectKind::parse("customer")?;
    let objects: Vec<(ObjectKey, Option<String>)> = (0..OBJECTS)
        .map(|object| Ok((ObjectKey::parse(&object_key(object))?, None)))
        .collect::<Result<_>>()?;
    let mut series = Vec::new();
    for metric in 0..METRICS {
        let slug = metric_slug(metric);
        let mut settings = MetricSettings::new(
            Slug::parse(&slug)?,
            Label::parse(&slug)?,
            "push",
            Measure::Level,
        );
        settings.object_kind = Some(kind.clone());
        let metric = store.add_metric(&settings, Utc::now()).await?;
        let ids = store.ensure_series_of(metric.id, &kind, &objects).await?;
        for (key, _) in &objects {
            series.push(*ids.get(key).context("a series for each object")?);
        }
    }
    Ok(series)
}

/// Samples for series in the order of [`add_series`].
pub(crate) fn samples(series: &[SeriesId], rows: Vec<Bare>) -> Result<Vec<NewSample>> {
    let sample = |(at, day, number): Bare| {
        let value = Ok(Value::new(number)?);
        Ok(NewSample {
            series: series[at as usize],
            day: Day::from_days(day),
            value,
        })
    };
    rows.into_iter().map(sample).collect()
}

/// Writes samples as one batch.
pub(crate) async fn write(store: &Store, samples: Vec<NewSample>) -> Result<()> {
    let batch = Batch {
        origin: Origin::Collected,
        actor: "bench".to_owned(),
        at: Utc::now(),
        run_id: None,
        definition: None,
        note: String::new(),
    };
    let on_conflict = OnConflict::Overwrite;
    store
        .write_samples(SampleWrite {
            batch,
            samples,
            on_conflict,
            is_final: &|_, _, _| true,
        })
        .await?;
    Ok(())
}

/// The rounds of one way to take the million values in.
#[derive(Default)]
pub(crate) struct Rounds(Vec<Cost>);

impl Rounds {
    pub(crate) fn push(&mut self, cost: Cost) {
        self.0.push(cost);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Values a second by a clock, round by round.
    pub(crate) fn speeds(&self, clock: Clock) -> Vec<f64> {
        self.0
            .iter()
            .map(|cost| VALUES / clock.seconds(*cost))
            .collect()
    }

    /// A row against the bare database.
    pub(crate) fn row(&self, clock: Clock, what: String, name: &'static str, bare: &Self) -> Row {
        let ratio = |clock: Clock| {
            let of = |rounds: &Self| crate::measure::Spread::of(rounds.speeds(clock)).median;
            of(self) / of(bare)
        };
        let (wall, cpu) = (ratio(Clock::Wall), ratio(Clock::Cpu));
        Row::new("W1", what, "values/s")
            .speed(&self.speeds(clock), name, &bare.speeds(clock))
            .note(format!(
                "ratio by time that passed {wall:.2}, by processor time {cpu:.2}"
            ))
    }
}
