//! The gallery: every metric as a card.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Comparison, Day, DayRange, Delta, Direction, GapReason, Mark, Metric, MetricId, Problem,
    Series, Unit,
};
use dbag_store::Columns;

use crate::problem::problem_of;
use crate::{Actor, Dbag, History, Operation};

/// All metrics, under their categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Gallery {
    /// Categories with their cards, in order; metrics without a category come first.
    pub sections: Vec<GallerySection>,
}

/// The metrics of one category.
#[derive(Debug, Clone, PartialEq)]
pub struct GallerySection {
    /// The category; empty for metrics without one.
    pub name: String,
    /// Its metrics.
    pub cards: Vec<Card>,
}

impl GallerySection {
    /// 0 where something is current, 1 where something is known, 2 where nothing is.
    fn age(&self) -> u8 {
        let is_alive = |card: &Card| matches!(card.state, CardState::Current | CardState::Gap(..));
        if self.cards.iter().any(is_alive) {
            0
        } else if self.cards.iter().any(|card| card.figure.is_some()) {
            1
        } else {
            2
        }
    }
}

/// A metric at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// Which way is good.
    pub direction: Direction,
    /// How current it is.
    pub state: CardState,
    /// The last known value and its day.
    pub figure: Option<(Day, f64)>,
    /// The change since the same weekday of the week before.
    pub delta: Option<Delta>,
    /// The values of the sparkline; ends at the last known day.
    pub spark: Series,
    /// When it was last asked and answered.
    pub updated: Option<DateTime<Utc>>,
    /// Whether some of the values shown are made up.
    pub is_fake: bool,
    /// For how many objects it has values, where it has values for objects.
    pub objects: Option<usize>,
}

/// How current a card is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardState {
    /// The newest day that can be known is known.
    Current,
    /// It is no longer collected; the last known day.
    AsOf(Day),
    /// It is paused; the last known day, if any.
    Paused(Option<Day>),
    /// The newest day that could be known has no value, and why.
    Gap(Day, Option<GapReason>),
    /// Nothing is known yet.
    Empty,
}

/// A sparkline shows so many days.
pub(crate) const SPARK_DAYS: i32 = 90;
/// A metric with more objects is not added up on its card.
const MAX_SUMMED_OBJECTS: usize = 200;

impl Dbag {
    /// Every metric as a card, in a number of statements that does not grow with them.
    pub async fn gallery(&self, actor: &Actor, now: DateTime<Utc>) -> Result<Gallery, Problem> {
        actor.check(Operation::ViewGallery)?;
        let metrics = self.store.metrics().await.map_err(problem_of)?;
        let plain = self.store.plain_series().await.map_err(problem_of)?;
        let columns = self.store.columns(&plain).await.map_err(problem_of)?;
        let mut by_metric: HashMap<MetricId, Arc<Columns>> =
            plain.iter().map(|row| row.metric).zip(columns).collect();
        let updated: HashMap<MetricId, DateTime<Utc>> = self
            .store
            .last_batches()
            .await
            .map_err(problem_of)?
            .into_iter()
            .collect();
        let mut sections: Vec<GallerySection> = Vec::new();
        for metric in metrics {
            let (columns, objects) = match &metric.object_kind {
                None => (by_metric.remove(&metric.id), None),
                Some(_) => {
                    let (columns, objects) = self.sum_of_objects(&metric).await?;
                    (columns, Some(objects))
                }
            };
            let today = self.today(&metric, now).await?;
            let is_history = self.collector.history(&metric) == Some(History::AnyPastDay);
            let updated = updated.get(&metric.id).copied();
            let card = card(
                &metric,
                columns.as_deref(),
                today,
                is_history,
                updated,
                objects,
            );
            match sections.last_mut() {
                Some(section) if section.name == metric.category => section.cards.push(card),
                _ => sections.push(GallerySection {
                    name: metric.category.clone(),
                    cards: vec![card],
                }),
            }
        }
        // What is alive comes first; a stable sort keeps the rest as it stands.
        sections.sort_by_key(GallerySection::age);
        Ok(Gallery { sections })
    }

    /// The values of all objects added up, where there are few enough.
    async fn sum_of_objects(
        &self,
        metric: &Metric,
    ) -> Result<(Option<Arc<Columns>>, usize), Problem> {
        let rows = self
            .store
            .series_of_metric(metric.id)
            .await
            .map_err(problem_of)?;
        if rows.is_empty() || rows.len() > MAX_SUMMED_OBJECTS {
            return Ok((None, rows.len()));
        }
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        Ok((sum(&columns).map(Arc::new), rows.len()))
    }
}

/// Day by day the sum of what is known.
pub(crate) fn sum(columns: &[Arc<Columns>]) -> Option<Columns> {
    let ranges: Vec<DayRange> = columns.iter().filter_map(|one| one.range()).collect();
    let from = ranges.iter().map(|range| range.from).min()?;
    let to = ranges.iter().map(|range| range.to).max()?;
    let range = DayRange::new(from, to)?;
    let mut values: Vec<Option<f64>> = vec![None; range.len()];
    for one in columns {
        for (place, value) in values.iter_mut().zip(one.over(range).values) {
            if let Some(value) = value {
                *place = Some(place.unwrap_or(0.0) + value);
            }
        }
    }
    Some(Columns {
        first: from,
        values,
        marks: Vec::new(),
    })
}

fn card(
    metric: &Metric,
    columns: Option<&Columns>,
    today: Day,
    is_history: bool,
    updated: Option<DateTime<Utc>>,
    objects: Option<usize>,
) -> Card {
    let expected = if is_history { today.previous() } else { today };
    let last = columns
        .and_then(Columns::last_day)
        .filter(|last| *last <= today);
    let end = last.unwrap_or(today);
    // A flow's day that is not over is no figure yet.
    let figure_day = if is_history { end.min(expected) } else { end };
    let range = DayRange {
        from: end - (SPARK_DAYS - 1),
        to: end,
    };
    let spark = columns.map_or_else(|| Series::empty(range), |columns| columns.over(range));
    let mut spark = spark;
    if end == today && is_history {
        spark.marks.push((today, Mark::Provisional));
    }
    let figure = spark
        .value(figure_day)
        .map(|value| (figure_day, value))
        .or(spark.last_known());
    let comparison = Comparison::SameWeekdayLastWeek;
    let delta = figure.and_then(|(day, _)| Delta::of(&spark, day, comparison, &metric.unit));
    Card {
        slug: metric.slug.to_string(),
        label: metric.label.to_string(),
        unit: metric.unit.clone(),
        direction: metric.direction,
        state: state(metric, &spark, last, expected),
        figure,
        delta,
        updated,
        is_fake: spark.marks.iter().any(|(_, mark)| *mark == Mark::Fake),
        objects,
        spark,
    }
}

fn state(metric: &Metric, spark: &Series, last: Option<Day>, expected: Day) -> CardState {
    let is_pushed = metric.metric_type == "push";
    match last {
        _ if !metric.do_collect && !is_pushed => CardState::Paused(last),
        None if !metric.do_collect => CardState::Paused(None),
        None => CardState::Empty,
        Some(last) if last >= expected => CardState::Current,
        Some(last) if is_pushed && last >= expected.previous() => CardState::Current,
        Some(last) if is_pushed || !metric.do_collect => CardState::AsOf(last),
        Some(_) => CardState::Gap(expected, spark.gap(expected)),
    }
}
