//! The gallery: every metric as a card.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{
    Comparison, Day, DayRange, Delta, Direction, GapReason, Mark, Metric, MetricId, Problem,
    Series, Unit, Zone,
};
use dbag_store::{AskedDays, Columns, Failing};

use crate::computed::{joined, mark_without_object};
use crate::dashboards::{ValueNotes, mark_asked};
use crate::day_rule::DayRule;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// All metrics, under their categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Gallery {
    /// Categories with their cards; metrics without a category come first.
    ///
    /// A category stands by the smallest place of its metrics, and among equals by when it was
    /// first used: an order that no value changes.
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
    /// What is to be known of it.
    pub figure_notes: ValueNotes,
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
    /// It is paused; the day of the value that is told, if any.
    Paused(Option<Day>),
    /// The newest day that could be known has no value, and why.
    Gap(Day, Option<GapReason>),
    /// It was asked before it was over, and not again since.
    AskedEarly(Day),
    /// Asking it failed the last time, and it lacks a value for it or has failed for days.
    Failing {
        /// The day on which it began to fail.
        since: Day,
        /// What was wrong the last time, in words.
        reason: String,
    },
    /// Nothing is known yet.
    Empty,
}

impl Card {
    /// Tells that asking fails, where a value is missing for it or it has failed for days.
    fn fail(&mut self, failing: &Failing, since: Day, today: Day) {
        let lacks_value = matches!(
            self.state,
            CardState::Gap(..) | CardState::AskedEarly(_) | CardState::Empty
        );
        if lacks_value || since < today {
            self.state = CardState::Failing {
                since,
                reason: failing.error.clone(),
            };
        }
    }
}

/// A sparkline shows so many days.
pub(crate) const SPARK_DAYS: i32 = 90;
/// The first of them has a change, too.
const WEEK_BEFORE: i32 = 7;

impl Dbag {
    /// Every metric as a card. The number of statements grows only with metrics that have
    /// objects or are computed from renamed ones.
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
        let failing = self.store.failing().await.map_err(problem_of)?;
        let mut failing: HashMap<MetricId, Failing> =
            failing.into_iter().map(|one| (one.metric, one)).collect();
        let special = self.special_days_of_cards(now).await?;
        let zones = self.collector.zones().await;
        let zones = zones.map_err(CollectError::into_problem)?;
        let mut cards = Vec::with_capacity(metrics.len());
        for metric in &metrics {
            let origins = self.origins(metric, &metrics).await?;
            let special = special_of(metric, &origins, &special, &zones);
            let (columns, objects) = match &metric.object_kind {
                None => (by_metric.remove(&metric.id), None),
                Some(_) => {
                    let (columns, objects) = self.all_objects(metric).await?;
                    let marked =
                        columns.map(|all| mark_without_object(all, &special.without_object));
                    (marked, Some(objects))
                }
            };
            let zone = zones.of(metric).map_err(CollectError::into_problem)?;
            let seen = Seen {
                columns,
                objects,
                today: zone.day_of(now),
                rule: self.day_rule_by(metric, &origins),
                updated: updated.get(&metric.id).copied(),
                special,
            };
            let mut card = card(metric, &seen);
            if let Some(failing) = failing.remove(&metric.id).filter(|_| metric.do_collect) {
                card.fail(&failing, zone.day_of(failing.since), seen.today);
            }
            cards.push((metric, card));
        }
        Ok(Gallery {
            sections: sections(cards),
        })
    }

    /// The special days that cards show, or compare with.
    pub(crate) async fn special_days_of_cards(
        &self,
        now: DateTime<Utc>,
    ) -> Result<HashMap<MetricId, AskedDays>, Problem> {
        // A day more, as days begin elsewhere before.
        let oldest = Zone::utc().day_of(now) - (SPARK_DAYS + WEEK_BEFORE + 1);
        self.store.asked_since(oldest).await.map_err(problem_of)
    }

    /// The last values of all objects together, and how many objects there are.
    async fn all_objects(&self, metric: &Metric) -> Result<(Option<Arc<Columns>>, usize), Problem> {
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(problem_of)?;
        let columns = self
            .columns_of_all(metric, &rows, SPARK_DAYS + WEEK_BEFORE)
            .await?;
        let objects = rows.iter().filter(|row| row.object_key.is_some()).count();
        let is_known = columns.range().is_some();
        Ok((is_known.then_some(columns), objects))
    }
}

/// The special days of a metric's card; of a computed one, those of its inputs.
fn special_of(
    metric: &Metric,
    origins: &[Metric],
    special: &HashMap<MetricId, AskedDays>,
    zones: &Zones,
) -> AskedDays {
    match origins {
        [] => special.get(&metric.id).cloned().unwrap_or_default(),
        origins => joined(origins, |origin| special.get(&origin.id), Some(zones)),
    }
}

/// Where a category stands; the smallest of its metrics' places counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SectionPlace {
    has_name: bool,
    position: i32,
    first_used: MetricId,
}

impl SectionPlace {
    fn of(metric: &Metric) -> Self {
        Self {
            has_name: !metric.category.is_empty(),
            position: metric.position,
            first_used: metric.id,
        }
    }
}

/// Cards under their categories; those of a category follow one another already.
fn sections(cards: Vec<(&Metric, Card)>) -> Vec<GallerySection> {
    let mut sections: Vec<(SectionPlace, GallerySection)> = Vec::new();
    for (metric, card) in cards {
        let place = SectionPlace::of(metric);
        match sections.last_mut() {
            Some((first, section)) if section.name == metric.category => {
                *first = (*first).min(place);
                section.cards.push(card);
            }
            _ => {
                let name = metric.category.clone();
                let cards = vec![card];
                sections.push((place, GallerySection { name, cards }));
            }
        }
    }
    sections.sort_by_key(|(place, _)| *place);
    sections.into_iter().map(|(_, section)| section).collect()
}

/// What a card is made of.
pub(crate) struct Seen {
    pub(crate) columns: Option<Arc<Columns>>,
    pub(crate) objects: Option<usize>,
    pub(crate) today: Day,
    pub(crate) rule: DayRule,
    pub(crate) updated: Option<DateTime<Utc>>,
    /// What is special about days as they were asked.
    pub(crate) special: AskedDays,
}

pub(crate) fn card(metric: &Metric, seen: &Seen) -> Card {
    let columns = seen.columns.as_deref();
    let last = columns
        .and_then(Columns::last_day)
        .filter(|last| *last <= seen.today);
    let end = last.unwrap_or(seen.today);
    let range = DayRange {
        from: end - (SPARK_DAYS - 1),
        to: end,
    };
    let mut spark = columns.map_or_else(|| Series::empty(range), |columns| columns.over(range));
    seen.rule.mark(&mut spark, seen.today);
    mark_asked(&mut spark, &seen.special, seen.today);
    let figure = spark.figure(seen.rule.measure, seen.today);
    let comparison = Comparison::SameWeekdayLastWeek;
    let delta = figure.and_then(|(day, _)| Delta::of(&spark, day, comparison, &metric.unit));
    Card {
        slug: metric.slug.to_string(),
        label: metric.label.to_string(),
        unit: metric.unit.clone(),
        direction: metric.direction,
        state: state(
            metric,
            (columns, &spark),
            figure.map(|(day, _)| day),
            seen.rule.expected(seen.today),
        ),
        figure_notes: ValueNotes::of(&spark, figure.map(|(day, _)| day), seen.rule.measure),
        figure,
        delta,
        updated: seen.updated,
        is_fake: spark.marks.iter().any(|(_, mark)| *mark == Mark::Fake),
        objects: seen.objects,
        spark,
    }
}

/// `last` is the day of the value that the card shows: that of today, which is not over, stands for no other.
fn state(
    metric: &Metric,
    (columns, known): (Option<&Columns>, &Series),
    last: Option<Day>,
    expected: Day,
) -> CardState {
    let is_pushed = metric.metric_type == "push";
    match last {
        _ if !metric.do_collect && !is_pushed => CardState::Paused(last),
        None => CardState::Empty,
        Some(last) if last >= expected => CardState::Current,
        Some(last) if is_pushed && last >= expected.previous() => CardState::Current,
        Some(last) if is_pushed || !metric.do_collect => CardState::AsOf(last),
        Some(_) if known.is_early(expected) => CardState::AskedEarly(expected),
        Some(_) => {
            let gap = columns.and_then(|columns| columns.gap(expected));
            CardState::Gap(expected, gap)
        }
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Label, Measure, MetricSettings, Slug};

    use super::*;

    const TODAY: Day = Day::from_days(20_000);

    fn metric(id: i64, category: &str, position: i32) -> Metric {
        let slug = Slug::parse(&format!("m{id}")).expect("a slug");
        let label = Label::parse("M").expect("a label");
        let mut settings = MetricSettings::new(slug, label, "row_count", Measure::Flow);
        settings.category = category.to_owned();
        settings.position = position;
        Metric {
            id: MetricId(id),
            settings,
            version: 1,
            definition: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn seen(first: Day, values: Vec<Option<f64>>, rule: DayRule) -> Seen {
        Seen {
            columns: Some(Arc::new(Columns {
                values,
                marks: vec![(TODAY - 1, Mark::Gap(GapReason::Timeout))],
                ..Columns::empty(first)
            })),
            objects: None,
            today: TODAY,
            rule,
            updated: None,
            special: AskedDays::default(),
        }
    }

    const FLOW: DayRule = DayRule {
        measure: Measure::Flow,
        is_asked_later: true,
        goes_on: true,
    };

    #[test]
    fn categories_stand_by_place_and_first_use() {
        let metrics = [
            metric(9, "", 5),
            metric(4, "Late", 0),
            metric(2, "People", 7),
            metric(6, "People", 1),
            metric(3, "Sales", 1),
        ];
        let cards = metrics.iter().map(|metric| {
            let none = seen(TODAY, Vec::new(), FLOW);
            (metric, card(metric, &none))
        });
        let names: Vec<_> = sections(cards.collect())
            .into_iter()
            .map(|section| section.name)
            .collect();
        assert_eq!(names, ["", "Late", "Sales", "People"]);
    }

    #[test]
    fn a_day_that_is_not_over_is_drawn_but_not_told() {
        let metric = metric(1, "", 0);
        let card = card(&metric, &seen(TODAY - 1, vec![Some(40.0), Some(3.0)], FLOW));
        assert_eq!(card.figure, Some((TODAY - 1, 40.0)));
        assert_eq!(card.state, CardState::Current);
        assert!(card.spark.has_mark(TODAY, Mark::Provisional));
    }

    #[test]
    fn what_others_send_is_never_paused() {
        let mut metric = metric(1, "", 0);
        metric.settings.do_collect = false;
        let state = |metric: &Metric| card(metric, &seen(TODAY, Vec::new(), FLOW)).state;
        assert_eq!(state(&metric), CardState::Paused(None));
        metric.settings.metric_type = "push".to_owned();
        assert_eq!(state(&metric), CardState::Empty);
    }

    #[test]
    fn a_gap_after_the_last_value_keeps_its_reason() {
        let metric = metric(1, "", 0);
        let card = card(&metric, &seen(TODAY - 2, vec![Some(40.0), None], FLOW));
        let expected = CardState::Gap(TODAY - 1, Some(GapReason::Timeout));
        assert_eq!(card.state, expected);
    }
}
