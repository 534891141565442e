//! Objects in the order of their values: a list of the first, or a page of small lines.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dbag_domain::{
    Counterparts, Coverage, Day, DayRange, Mark, Method, Order, Panel, PanelCompare, PanelKind,
    PartMarks, Problem, ReadAs, Series, Step, Total,
};
use dbag_store::{Columns, ObjectTotal, PanelMetric};

use super::loaded::LoadedMetric;
use super::panels::Making;
use super::series::Shown;
use super::view::{MultiplesView, PanelContent, RankedObject, RankingView, Unavailable};
use crate::Dbag;
use crate::problem::problem_of;

/// A ranking names so many objects unless it says otherwise.
const RANKED: u16 = 10;
/// Small multiples show so many objects on a page unless they say otherwise.
const MULTIPLES: u16 = 24;

impl Dbag {
    /// The first objects of a metric, or one page of them.
    pub(super) async fn make_ranking(
        &self,
        panel: &Panel,
        rows: &[PanelMetric],
        shown: &Shown<'_>,
        making: &Making<'_>,
    ) -> Result<PanelContent, Problem> {
        let Some(row) = rows.first() else {
            return Ok(PanelContent::Unavailable(Unavailable::NoMetric));
        };
        let Some(metric) = making.loaded.metric(row.metric) else {
            let why = Unavailable::MetricRemoved(row.label.clone());
            return Ok(PanelContent::Unavailable(why));
        };
        if making.loaded.is_past {
            return Ok(PanelContent::Unavailable(Unavailable::NotAsOf));
        }
        if metric.metric.object_kind.is_none() {
            let why = Unavailable::OtherKind(row.label.clone());
            return Ok(PanelContent::Unavailable(why));
        }
        if panel.kind == PanelKind::Multiples && !shown.options.read_as.is_of_one() {
            return Ok(PanelContent::Unavailable(Unavailable::NotSmall));
        }
        let choice = shown.compare.unwrap_or(PanelCompare::Previous);
        let span = shown.span().up_to(metric.newest());
        let beside = Counterparts::of(span, Step::Day, choice).filter(|_| !shown.is_alone);
        let compared = beside.and_then(|beside| making.loaded.sight.of_compared(beside.days));
        let totals = self.totals(metric, shown.days).await?;
        if totals.is_empty() {
            return Ok(PanelContent::Unavailable(match metric.all_revisions {
                0 => Unavailable::NoValuesYet,
                _ => Unavailable::NoValuesHere(self.whole(metric, shown.days).await?.last_gap()),
            }));
        }
        let page = Page::of(panel, totals.len(), making.request.page);
        let shown_totals = page.of_all(&totals, panel.options.order);
        let before = match compared {
            Some(days) => self.totals(metric, days).await?,
            None => Arc::default(),
        };
        let tells_new = match compared {
            Some(days) => self.is_known_alike(metric, shown, days).await?,
            None => false,
        };
        let ranking = RankingView {
            metric: metric.metric.slug.clone(),
            kind: metric
                .metric
                .object_kind
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            unit: metric.metric.unit.clone(),
            direction: metric.metric.direction,
            rows: self
                .ranked(
                    &shown_totals,
                    (&before, compared, tells_new),
                    metric,
                    (shown, making),
                )
                .await?,
            objects: totals.len(),
            compared,
        };
        Ok(match panel.kind {
            PanelKind::Multiples => multiples(ranking, &page, panel.options.read_as),
            _ => PanelContent::Ranking(Box::new(ranking)),
        })
    }

    async fn totals(
        &self,
        metric: &LoadedMetric,
        days: DayRange,
    ) -> Result<Arc<Vec<ObjectTotal>>, Problem> {
        let (id, how) = (metric.metric.id, metric.metric.rollup);
        let newest = metric.rule.measure.newest_day_of(how, metric.today);
        let read = self
            .store
            .object_totals(id, days, (how, newest), metric.all_revisions);
        read.await.map_err(problem_of)
    }

    /// Whether the metric as a whole is known in some other days as it is in those of the shown ones that
    /// are over.
    async fn is_known_alike(
        &self,
        metric: &LoadedMetric,
        shown: &Shown<'_>,
        others: DayRange,
    ) -> Result<bool, Problem> {
        let Some(here) = shown.span().up_to(metric.newest()).settled() else {
            return Ok(false);
        };
        let mut known = [Coverage::default(); 2];
        for (known, days) in known.iter_mut().zip([here, others]) {
            *known = Coverage::of(&self.whole(metric, days).await?, days);
        }
        Ok(known[0].bears_comparison(known[1]))
    }

    /// All objects as one series.
    async fn whole(&self, metric: &LoadedMetric, days: DayRange) -> Result<Series, Problem> {
        let (id, how) = (metric.metric.id, metric.over_objects());
        let read = self.store.over_objects(id, days, how, metric.all_revisions);
        Ok(read.await.map_err(problem_of)?.over(days))
    }

    async fn ranked(
        &self,
        totals: &[&ObjectTotal],
        (before, compared, tells_new): (&[ObjectTotal], Option<DayRange>, bool),
        metric: &LoadedMetric,
        (shown, making): (&Shown<'_>, &Making<'_>),
    ) -> Result<Vec<RankedObject>, Problem> {
        let wanted: HashSet<_> = totals.iter().map(|total| total.series.id).collect();
        let before: HashMap<_, f64> = before
            .iter()
            .filter(|total| wanted.contains(&total.series.id))
            .map(|total| (total.series.id, total.value))
            .collect();
        let series: Vec<_> = totals.iter().map(|total| total.series.clone()).collect();
        let columns = self.store.columns(&series).await.map_err(problem_of)?;
        let objects: Vec<_> = series.iter().map(|row| row.object).collect();
        let labels = self.store.object_labels(&objects).await;
        let labels = labels.map_err(problem_of)?;
        let ranked = totals.iter().zip(columns).map(|(total, columns)| {
            let columns = making.loaded.sight.of_columns(columns);
            let over = |days| {
                let mut series = columns.over(days);
                metric.mark(&mut series);
                series
            };
            let spark = over(shown.days);
            let here = metric.total(&spark, shown.days);
            let settled = shown.span().up_to(metric.newest()).settled();
            let settled = metric.total(&spark, settled.unwrap_or(shown.days));
            let there = compared.map(|days| metric.total(&over(days), days));
            let key = total.series.object_key.as_ref().map(ToString::to_string);
            let key = key.unwrap_or_default();
            RankedObject {
                name: match labels.get(&total.series.object).map_or("", String::as_str) {
                    "" => key.clone(),
                    label => label.to_owned(),
                },
                key,
                value: total.value,
                made: metric.sentence(&here),
                as_of: earlier_day(&here, metric.expected()),
                before: before.get(&total.series.id).copied(),
                is_new: tells_new
                    && !before.contains_key(&total.series.id)
                    && !compared.is_some_and(|days| is_known_up_to(&columns, days)),
                part_before: compared
                    .map_or_else(PartMarks::default, |days| PartMarks::of_known(&over(days))),
                made_before: there.as_ref().map(|total| metric.sentence(total)),
                settled: settled
                    .value
                    .filter(|_| there.is_some_and(|there| settled.bears_comparison(&there))),
                spark,
            }
        });
        Ok(ranked.collect())
    }
}

/// The day that a value is of, where it is that of one and a newer one should be known.
fn earlier_day(total: &Total, expected: Day) -> Option<Day> {
    match total.method {
        Some(Method::Last(day)) if day < expected.min(total.days.to) => Some(day),
        _ => None,
    }
}

/// Whether an object was there before the end of some days: it has a value, or one that failed or was removed.
fn is_known_up_to(columns: &Columns, days: DayRange) -> bool {
    let lacks = |(day, mark): &(Day, Mark)| {
        matches!(mark, Mark::Gap(reason) if !reason.is_answer()) && days.contains(*day)
    };
    columns.first_day().is_some_and(|first| first <= days.to) || columns.marks.iter().any(lacks)
}

/// The value in the middle, or the mean of the two.
fn median(totals: &[ObjectTotal]) -> f64 {
    let mut values: Vec<f64> = totals.iter().map(|total| total.value).collect();
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    let is_even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    match below.iter().copied().reduce(f64::max).filter(|_| is_even) {
        Some(lower) => f64::midpoint(lower, upper),
        None => upper,
    }
}

/// Which of the objects are shown.
struct Page {
    number: usize,
    pages: usize,
    first: usize,
    last: usize,
}

impl Page {
    /// A ranking has one page; a page beyond the last is the last.
    fn of(panel: &Panel, objects: usize, wanted: usize) -> Self {
        let usual = match panel.kind {
            PanelKind::Multiples => MULTIPLES,
            _ => RANKED,
        };
        let size = usize::from(panel.options.count.unwrap_or(usual)).max(1);
        let pages = match panel.kind {
            PanelKind::Multiples => objects.div_ceil(size).max(1),
            _ => 1,
        };
        let number = wanted.clamp(1, pages);
        let first = (number - 1) * size;
        Self {
            number,
            pages,
            first,
            last: (first + size).min(objects),
        }
    }

    /// The page's objects in their order. Equal values stand by name and key, so that pages
    /// never change places.
    fn of_all<'a>(&self, totals: &'a [ObjectTotal], order: Order) -> Vec<&'a ObjectTotal> {
        let middle = match order {
            Order::Outliers => median(totals),
            Order::Top | Order::Bottom => 0.0,
        };
        let place = |total: &ObjectTotal| match order {
            Order::Top => -total.value,
            Order::Bottom => total.value,
            Order::Outliers => -(total.value - middle).abs(),
        };
        let in_order = |a: &&ObjectTotal, b: &&ObjectTotal| {
            let (one, other) = (&a.series, &b.series);
            place(a)
                .total_cmp(&place(b))
                .then_with(|| one.object_label.cmp(&other.object_label))
                .then_with(|| one.object_key.cmp(&other.object_key))
        };
        let mut all: Vec<&ObjectTotal> = totals.iter().collect();
        // Of ten thousand objects ten are shown: those behind them need no order.
        if self.last < all.len() {
            all.select_nth_unstable_by(self.last, in_order);
            all.truncate(self.last);
        }
        all.sort_unstable_by(in_order);
        all.split_off(self.first)
    }
}

fn multiples(mut ranking: RankingView, page: &Page, read_as: ReadAs) -> PanelContent {
    let is_indexed = read_as == ReadAs::Indexed;
    if is_indexed {
        for row in &mut ranking.rows {
            index(&mut row.spark);
        }
    }
    let extents = ranking.rows.iter().filter_map(|row| row.spark.extent());
    let extent = extents.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    PanelContent::Multiples(Box::new(MultiplesView {
        ranking,
        page: page.number,
        pages: page.pages,
        extent,
    }))
}

/// Values in percent of the first that is not zero.
fn index(series: &mut Series) {
    let base = series
        .known()
        .map(|(_, value)| value)
        .find(|value| *value != 0.0);
    for value in &mut series.values {
        *value = value.zip(base).map(|(value, base)| value / base * 100.0);
    }
}

#[cfg(test)]
mod tests {
    use dbag_domain::{MetricId, ObjectId, ObjectKey, PanelId, PanelSettings, Place, SeriesId};
    use dbag_store::SeriesRow;

    use super::*;

    fn total(id: i32, value: f64) -> ObjectTotal {
        ObjectTotal {
            series: SeriesRow {
                id: SeriesId(id),
                metric: MetricId(1),
                object: ObjectId(id.into()),
                object_key: Some(ObjectKey::from_integer(id.into())),
                object_label: String::new(),
                revision: 1,
            },
            value,
        }
    }

    fn panel(kind: PanelKind, count: Option<u16>) -> Panel {
        let place = Place {
            x: 0,
            y: 0,
            w: 6,
            h: 6,
        };
        let mut settings = PanelSettings::new(kind, place);
        settings.options.count = count;
        Panel {
            id: PanelId(1),
            settings,
        }
    }

    #[test]
    fn objects_stand_in_an_order_that_never_changes() {
        let totals = [total(3, 5.0), total(1, 5.0), total(2, 90.0), total(4, 1.0)];
        let of = |first, last, order| {
            let page = Page {
                number: 1,
                pages: 1,
                first,
                last,
            };
            let shown = page.of_all(&totals, order).into_iter();
            shown.map(|total| total.series.id.0).collect::<Vec<_>>()
        };
        let order = |order| of(0, 4, order);
        assert_eq!(order(Order::Top), [2, 1, 3, 4]);
        assert_eq!(order(Order::Bottom), [4, 1, 3, 2]);
        assert_eq!(order(Order::Outliers), [2, 4, 1, 3]);
        assert_eq!(of(0, 2, Order::Top), [2, 1]);
        assert_eq!(of(2, 3, Order::Top), [3]);
    }

    #[test]
    fn of_two_in_the_middle_the_mean_is_the_median() {
        let of = |values: &[f64]| {
            let totals = values.iter().zip(1..).map(|(value, id)| total(id, *value));
            median(&totals.collect::<Vec<_>>())
        };
        assert_eq!(of(&[9.0, 1.0, 4.0, 2.0]), 3.0);
        assert_eq!(of(&[9.0, 1.0, 4.0]), 4.0);
        assert_eq!((of(&[5.0]), of(&[])), (5.0, 0.0));
    }

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        let page = |kind, count, objects, wanted| {
            let page = Page::of(&panel(kind, count), objects, wanted);
            (page.number, page.pages, page.first, page.last)
        };
        assert_eq!(page(PanelKind::Multiples, None, 50, 2), (2, 3, 24, 48));
        assert_eq!(page(PanelKind::Multiples, None, 50, 99), (3, 3, 48, 50));
        assert_eq!(page(PanelKind::Multiples, Some(10), 0, 1), (1, 1, 0, 0));
        assert_eq!(page(PanelKind::Ranking, None, 50, 2), (1, 1, 0, 10));
    }
}
