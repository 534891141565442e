//! The directory of a kind: its objects, a page at a time, with the values of its metrics.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_domain::{
    Day, DayRange, Metric, MetricId, NO_OBJECT, Object, ObjectId, ObjectKey, ObjectKind, Problem,
    RangeChoice, RollUp, Series, Unit, Zone,
};
use dbag_store::{AskedDays, Columns, ObjectSearch, SeriesRow};

use super::find::parse_kind;
use crate::dashboards::mark_asked;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What is asked for in the address of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectoryQuery {
    /// A part of a name or key.
    pub find: Option<String>,
    /// The metrics that are its columns, by slug; the first of the kind's where none.
    pub show: Vec<String>,
    /// The metric whose values are the order; by name where none.
    pub sort: Option<String>,
    /// Whether the smallest come first.
    pub is_ascending: bool,
    /// Whether archived objects are shown, and no others.
    pub archived: bool,
    /// The page, from 1.
    pub page: Option<String>,
}

impl DirectoryQuery {
    /// The page that is asked for, where there are so many objects.
    fn page_of(&self, objects: usize) -> usize {
        let wanted = self.page.as_deref().and_then(|page| page.parse().ok());
        wanted.unwrap_or(1).clamp(1, objects.div_ceil(PAGE).max(1))
    }
}

/// The objects of a kind, with the values of the metrics that have any for them.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryView {
    /// The kind.
    pub kind: ObjectKind,
    /// All metrics of the kind, to choose from.
    pub choices: Vec<DirectoryMetric>,
    /// The metrics that are shown, in the order of their columns.
    pub metrics: Vec<DirectoryMetric>,
    /// The objects of this page.
    pub rows: Vec<DirectoryRow>,
    /// How many objects there are in all pages.
    pub objects: usize,
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The days that values are of.
    pub days: DayRange,
    /// The metric that is the order.
    pub sort: Option<String>,
}

/// A column of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryMetric {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// How the days become one value.
    pub rollup: RollUp,
}

/// An object with a cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryRow {
    /// The object.
    pub object: Object,
    /// Its values, a column each.
    pub cells: Vec<DirectoryCell>,
}

/// What is known of an object and a metric in the directory's days.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DirectoryCell {
    /// The days as one value; none where nothing was remembered in them.
    pub value: Option<f64>,
    /// The day whose value it is, where a newer one should be known.
    pub as_of: Option<Day>,
    /// The days one by one; none where the object has no values of this metric.
    pub spark: Option<Series>,
}

/// Objects on a page of the directory.
const PAGE: usize = 50;
/// Columns of a directory that nobody chose.
const USUAL_COLUMNS: usize = 4;
/// Columns of a directory; more would not fit.
pub const MOST_COLUMNS: usize = 8;
/// A directory's values are of so many days.
const DAYS: RangeChoice = RangeChoice::LastDays(30);

impl Dbag {
    /// One page of a kind's objects.
    pub async fn view_directory(
        &self,
        actor: &Actor,
        kind: &str,
        query: &DirectoryQuery,
        now: DateTime<Utc>,
    ) -> Result<DirectoryView, Problem> {
        actor.check(Operation::ViewObjects)?;
        let kind = parse_kind(kind)?;
        let kinds = self.store.object_kinds().await.map_err(problem_of)?;
        if !kinds.iter().any(|row| row.kind == kind) {
            let message = format!("there is no kind of object called `{kind}`");
            return Err(Problem::not_found(message));
        }
        let mut all = self.store.metrics().await.map_err(problem_of)?;
        all.retain(|one| one.object_kind.as_ref() == Some(&kind));
        let metrics = chosen(&all, &query.show);
        let days = self.directory_days(now).await?;
        let totals = self.totals_of(&metrics, days).await?;
        let is_sorting = |metric: &Metric| Some(metric.slug.as_str()) == query.sort.as_deref();
        let sorted_by = metrics.iter().position(is_sorting);
        let (objects, count, page) = match sorted_by {
            Some(column) => self.by_value(&kind, query, &totals[column]).await?,
            None => self.by_name(&kind, query).await?,
        };
        let mut sparks = self.sparks_of(&metrics, &objects, days).await?;
        let rows = objects.into_iter().map(|object| DirectoryRow {
            cells: std::iter::zip(&metrics, &totals)
                .map(|(metric, values)| {
                    let value = values.get(&object.key).copied();
                    let spark = sparks.remove(&(metric.id, object.id));
                    let last = spark.as_ref().and_then(Series::last_known);
                    let as_of = last.map(|(day, _)| day);
                    let is_earlier = |day: &Day| {
                        value.is_some()
                            && metric.rollup == RollUp::Last
                            && *day < days.to.previous()
                    };
                    DirectoryCell {
                        value,
                        as_of: as_of.filter(is_earlier),
                        spark,
                    }
                })
                .collect(),
            object,
        });
        Ok(DirectoryView {
            rows: rows.collect(),
            choices: all.iter().map(column).collect(),
            metrics: metrics.iter().map(column).collect(),
            objects: count,
            pages: count.div_ceil(PAGE).max(1),
            page,
            days,
            sort: sorted_by.and(query.sort.clone()),
            kind,
        })
    }

    async fn directory_days(&self, now: DateTime<Utc>) -> Result<DayRange, Problem> {
        let instance = self.store.instance().await.map_err(problem_of)?;
        let zone = Zone::parse(&instance.time_zone).unwrap_or_else(|_| Zone::utc());
        let today = zone.day_of(now);
        Ok(DAYS.days(today, today, today))
    }

    /// The values of each metric over the days, by object.
    async fn totals_of(
        &self,
        metrics: &[Metric],
        days: DayRange,
    ) -> Result<Vec<HashMap<ObjectKey, f64>>, Problem> {
        let ids: Vec<_> = metrics.iter().map(|metric| metric.id).collect();
        let found = self
            .store
            .page_metrics(&ids, &[], &ids)
            .await
            .map_err(problem_of)?;
        let mut columns = Vec::with_capacity(metrics.len());
        for metric in metrics {
            let revisions = found.iter().find(|one| one.metric.id == metric.id);
            let revisions = revisions.map_or(0, |one| one.all_revisions);
            let rule = self.day_rule(metric, metrics).await?;
            let newest = rule.measure.newest_day(days.to);
            let read =
                self.store
                    .object_totals(metric.id, days, (metric.rollup, newest), revisions);
            let totals = read.await.map_err(problem_of)?;
            let by_key = totals
                .iter()
                .filter_map(|total| Some((total.series.object_key.clone()?, total.value)));
            columns.push(by_key.collect());
        }
        Ok(columns)
    }

    /// The days of each metric for each of these objects, in two statements.
    async fn sparks_of(
        &self,
        metrics: &[Metric],
        objects: &[Object],
        days: DayRange,
    ) -> Result<HashMap<(MetricId, ObjectId), Series>, Problem> {
        let metrics: Vec<_> = metrics.iter().map(|metric| metric.id).collect();
        let objects: Vec<_> = objects.iter().map(|object| object.id).collect();
        let found = self.store.page_metrics(&metrics, &objects, &[]).await;
        let mut found = found.map_err(problem_of)?;
        self.add_special_days(&mut found).await?;
        let asked: HashMap<MetricId, AskedDays> = found
            .iter()
            .map(|one| (one.metric.id, one.asked.clone()))
            .collect();
        let rows: Vec<_> = found
            .into_iter()
            .flat_map(|one| one.series.into_iter().map(|series| series.row))
            .filter(|row| row.object != NO_OBJECT)
            .collect();
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let of_row = |(row, columns): (&SeriesRow, Arc<Columns>)| {
            let mut series = columns.over(days);
            if let Some(asked) = asked.get(&row.metric) {
                mark_asked(&mut series, asked, days.to);
            }
            ((row.metric, row.object), series)
        };
        Ok(std::iter::zip(&rows, columns).map(of_row).collect())
    }

    async fn by_name(
        &self,
        kind: &ObjectKind,
        query: &DirectoryQuery,
    ) -> Result<(Vec<Object>, usize, usize), Problem> {
        let search = |page: usize| ObjectSearch {
            kind,
            text: query.find.as_deref().unwrap_or("").trim(),
            in_attributes: true,
            archived: query.archived,
            limit: PAGE as i64,
            offset: i64::try_from((page - 1) * PAGE).unwrap_or(i64::MAX),
        };
        let count = self.store.count_objects(search(1)).await;
        let count = usize::try_from(count.map_err(problem_of)?).unwrap_or(0);
        let page = query.page_of(count);
        let objects = self.store.find_objects(search(page)).await;
        Ok((objects.map_err(problem_of)?, count, page))
    }

    /// The objects that have values, by value; those without any come last, by name.
    async fn by_value(
        &self,
        kind: &ObjectKind,
        query: &DirectoryQuery,
        values: &HashMap<ObjectKey, f64>,
    ) -> Result<(Vec<Object>, usize, usize), Problem> {
        let search = ObjectSearch {
            kind,
            text: query.find.as_deref().unwrap_or("").trim(),
            in_attributes: true,
            archived: query.archived,
            limit: i64::from(i32::MAX),
            offset: 0,
        };
        let mut objects = self.store.find_objects(search).await.map_err(problem_of)?;
        let count = objects.len();
        let place = |object: &Object| match values.get(&object.key) {
            None => f64::INFINITY,
            Some(value) if query.is_ascending => *value,
            Some(value) => -value,
        };
        objects.sort_by(|a, b| place(a).total_cmp(&place(b)));
        let page = query.page_of(count);
        let shown = objects.into_iter().skip((page - 1) * PAGE).take(PAGE);
        Ok((shown.collect(), count, page))
    }
}

/// The metrics that are asked for, each once; the first ones where none of them is known.
fn chosen(all: &[Metric], show: &[String]) -> Vec<Metric> {
    let mut places: Vec<usize> = Vec::new();
    for slug in show {
        let place = all.iter().position(|metric| metric.slug.as_str() == slug);
        places.extend(place.filter(|place| !places.contains(place)));
    }
    places.truncate(MOST_COLUMNS);
    match places.is_empty() {
        true => all.iter().take(USUAL_COLUMNS).cloned().collect(),
        false => places.into_iter().map(|place| all[place].clone()).collect(),
    }
}

fn column(metric: &Metric) -> DirectoryMetric {
    DirectoryMetric {
        slug: metric.slug.to_string(),
        label: metric.label.to_string(),
        unit: metric.unit.clone(),
        rollup: metric.rollup,
    }
}
