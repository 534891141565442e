//! Made-up values, to see how things look: marked as fake and removable at once.

use chrono::{DateTime, Utc};
use dbag_collector::batch;
use dbag_domain::{Day, DayRange, Format, Mark, Measure, Metric, Origin, Problem, SeriesId, Value};
use dbag_store::{Columns, NewSample, OnConflict, SampleWrite, SeriesRow};
use serde::Serialize;

use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What was made up for one metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FakedMetric {
    /// The metric's slug.
    pub metric: String,
    /// How many values were added or changed.
    pub values: u64,
    /// Why nothing was made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
}

/// The longest stretch that is made up.
const MAX_DAYS: u32 = 3_700;

impl Dbag {
    /// Makes up values of metrics, of all where none is named, for some days up to today.
    ///
    /// A value depends on its metric, object and day alone, so doing it twice
    /// changes nothing. Real values and gaps always stay.
    pub async fn fake(
        &self,
        actor: &Actor,
        slugs: &[String],
        days: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<FakedMetric>, Problem> {
        actor.check(Operation::Fake)?;
        if days == 0 || days > MAX_DAYS {
            let message = format!("choose 1 to {MAX_DAYS} days");
            return Err(Problem::field("days", message));
        }
        let mut metrics = Vec::with_capacity(slugs.len());
        for slug in slugs {
            metrics.push(self.metric(slug).await?);
        }
        if slugs.is_empty() {
            metrics = self.store.metrics().await.map_err(problem_of)?;
        }
        let mut report = Vec::with_capacity(metrics.len());
        for metric in metrics {
            report.push(self.fake_metric(actor, &metric, days, now).await?);
        }
        Ok(report)
    }

    /// Removes everything that was made up; how many values.
    pub async fn clear_fake(&self, actor: &Actor, now: DateTime<Utc>) -> Result<u64, Problem> {
        actor.check(Operation::Fake)?;
        let made_up = self.store.fake_days().await.map_err(problem_of)?;
        let removed = self.store.remove_fake().await.map_err(problem_of)?;
        for (metric, days) in made_up {
            if let Ok(metric) = self.store.metric_of(metric).await {
                self.collector
                    .recompute_dependents(&metric, days, now)
                    .await;
            }
        }
        self.audit(actor, "remove fake values", &removed.to_string(), now)
            .await;
        Ok(removed)
    }

    async fn fake_metric(
        &self,
        actor: &Actor,
        metric: &Metric,
        days: u32,
        now: DateTime<Utc>,
    ) -> Result<FakedMetric, Problem> {
        let skipped = |reason: String| FakedMetric {
            metric: metric.slug.to_string(),
            values: 0,
            skipped: Some(reason),
        };
        let inputs = self.inputs_of(metric);
        if !inputs.is_empty() {
            let inputs: Vec<String> = inputs.iter().map(|slug| format!("`{slug}`")).collect();
            let inputs = inputs.join(" and ");
            return Ok(skipped(format!(
                "it is computed from {inputs}: make up values of those"
            )));
        }
        let today = self.today(metric, now).await?;
        let last = metric.measure.newest_day(today);
        let range = DayRange {
            from: last - (days as i32 - 1),
            to: last,
        };
        let rows = self.fake_series(metric).await?;
        if rows.is_empty() {
            let reason = "no objects are known that values could be made up for".to_owned();
            return Ok(skipped(reason));
        }
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let mut samples = Vec::with_capacity(rows.len() * range.len());
        for (row, columns) in rows.iter().zip(&columns) {
            let walk = Walk::of(metric, row, columns);
            samples.extend(range.days().map(|day| walk.sample(row.id, day)));
        }
        let written = self.store.write_samples(SampleWrite {
            batch: batch(Origin::Fake, actor.name(), now, "made up"),
            samples,
            on_conflict: OnConflict::Overwrite,
            is_final: &|_, _, _| false,
        });
        let written = written.await.map_err(problem_of)?;
        if !written.series.is_empty() {
            self.collector
                .recompute_dependents(metric, range, now)
                .await;
        }
        let values = written.added + written.replaced;
        Ok(FakedMetric {
            metric: metric.slug.to_string(),
            values,
            skipped: None,
        })
    }

    /// The series of known objects, or the metric's own where it has none.
    async fn fake_series(&self, metric: &Metric) -> Result<Vec<SeriesRow>, Problem> {
        if metric.object_kind.is_none() {
            self.store
                .ensure_plain_series(metric.id)
                .await
                .map_err(problem_of)?;
        }
        let mut rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        if metric.object_kind.is_some() {
            rows.retain(|row| row.object_key.is_some());
        }
        Ok(rows)
    }
}

/// How a series wanders.
struct Walk {
    seed: u64,
    middle: f64,
    /// How far it wanders, as a part of the middle.
    spread: f64,
    /// How its weekends differ from its weekdays.
    weekend: f64,
    max: f64,
    is_whole: bool,
}

impl Walk {
    fn of(metric: &Metric, row: &SeriesRow, columns: &Columns) -> Self {
        let object = row.object_key.as_ref().map_or("", |key| key.as_str());
        let seed = seed_of(&[metric.slug.as_str(), object]);
        let real = real_values(columns);
        let (usual, is_whole) = usual_middle(metric.unit.format, seed);
        let middle = median(&real).unwrap_or(usual);
        let known_spread = median(&real.iter().map(|v| (v - middle).abs()).collect::<Vec<_>>())
            .map(|deviation| 2.0 * deviation / middle.abs().max(1e-9));
        Self {
            seed,
            middle,
            spread: known_spread.unwrap_or(0.4).clamp(0.05, 0.6),
            weekend: if metric.measure == Measure::Flow {
                0.6
            } else {
                1.0
            },
            max: if metric.unit.format == Format::Percent {
                100.0
            } else {
                f64::INFINITY
            },
            is_whole: match real.as_slice() {
                [] => is_whole,
                real => real.iter().all(|value| value.fract() == 0.0),
            },
        }
    }

    fn sample(&self, series: SeriesId, day: Day) -> NewSample {
        let number = self.number(day).min(self.max);
        let number = if self.is_whole {
            number.round()
        } else {
            (number * 100.0).round() / 100.0
        };
        let value = Value::new(number).map_err(|_| dbag_domain::GapReason::BadValue);
        NewSample { series, day, value }
    }

    /// Slow waves and quicker ones on top, each drawn through points that the seed throws; it
    /// looks like a random walk, and yet a day's number needs no day before it.
    fn number(&self, day: Day) -> f64 {
        const WAVES: [(i32, f64); 4] = [(182, 0.6), (45, 0.3), (11, 0.15), (1, 0.1)];
        let wandered: f64 = WAVES
            .iter()
            .map(|(length, size)| size * self.wave(day, *length))
            .sum();
        let weekday = if day.is_weekend() { self.weekend } else { 1.0 };
        self.middle * (self.spread * 2.0 * wandered).exp() * weekday
    }

    fn wave(&self, day: Day, length: i32) -> f64 {
        let from = day.days().div_euclid(length);
        let part = f64::from(day.days().rem_euclid(length)) / f64::from(length);
        let smooth = part * part * (3.0 - 2.0 * part);
        let point = |at: i32| thrown(self.seed ^ length.unsigned_abs() as u64, at);
        point(from) * (1.0 - smooth) + point(from + 1) * smooth
    }
}

fn real_values(columns: &Columns) -> Vec<f64> {
    let known = columns.values.iter().enumerate();
    let known = known.filter_map(|(at, value)| Some((columns.first + at as i32, (*value)?)));
    let is_fake = |day: Day| columns.marks.contains(&(day, Mark::Fake));
    known
        .filter(|(day, _)| !is_fake(*day))
        .map(|(_, value)| value)
        .collect()
}

fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

/// A number that would not surprise for a format, and whether such numbers are whole.
fn usual_middle(format: Format, seed: u64) -> (f64, bool) {
    let size = 10_f64.powf(thrown(seed, 0));
    match format {
        Format::Number => ((200.0 * size).round(), true),
        Format::Percent => (40.0, false),
        Format::Currency => ((3_000.0 * size).round(), false),
        Format::Duration => (250.0 * size, false),
        Format::Bytes => ((1.2e9 * size).round(), true),
    }
}

/// FNV-1a, whose numbers do not change with the compiler's version.
fn seed_of(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A number from -1 to 1 that the seed throws for a place (SplitMix64).
fn thrown(seed: u64, at: i32) -> f64 {
    let mut z = seed.wrapping_add((i64::from(at) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}
