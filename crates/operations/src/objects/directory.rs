//! The directory of a kind: its objects, a page at a time, with the values of its metrics.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_domain::{
    DayRange, Metric, Object, ObjectKey, ObjectKind, Problem, RangeChoice, Unit, Zone,
};
use dbag_store::ObjectSearch;

use super::find::parse_kind;
use crate::problem::problem_of;
use crate::{Actor, Dbag, Operation};

/// What is asked for in the address of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectoryQuery {
    /// A part of a name or key.
    pub find: Option<String>,
    /// The metric whose values are the order; by name where none.
    pub sort: Option<String>,
    /// Whether the smallest come first.
    pub is_ascending: bool,
    /// Whether archived objects are shown, and no others.
    pub archived: bool,
    /// The page, from 1.
    pub page: Option<String>,
}

/// The objects of a kind, with the values of the metrics that have any for them.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryView {
    /// The kind.
    pub kind: ObjectKind,
    /// The metrics, in the order of their columns.
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
}

/// An object with a value for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryRow {
    /// The object.
    pub object: Object,
    /// Its values, a column each; none where nothing was remembered in these days.
    pub values: Vec<Option<f64>>,
}

/// Objects on a page of the directory.
const PAGE: usize = 50;
/// Columns of a directory; more would not fit.
const COLUMNS: usize = 6;
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
        let all = self.store.metrics().await.map_err(problem_of)?;
        let of_kind = all
            .into_iter()
            .filter(|one| one.object_kind.as_ref() == Some(&kind));
        let metrics: Vec<Metric> = of_kind.take(COLUMNS).collect();
        let kinds = self.store.object_kinds().await.map_err(problem_of)?;
        if !kinds.iter().any(|row| row.kind == kind) {
            let message = format!("there is no kind of object called `{kind}`");
            return Err(Problem::not_found(message));
        }
        let days = self.directory_days(now).await?;
        let totals = self.totals_of(&metrics, days).await?;
        let sorted_by = query.sort.as_deref().and_then(|slug| {
            metrics
                .iter()
                .position(|metric| metric.slug.as_str() == slug)
        });
        let wanted = query
            .page
            .as_deref()
            .and_then(|page| page.parse().ok())
            .unwrap_or(1);
        let (objects, count, page) = match sorted_by {
            Some(column) => self.by_value(&kind, query, &totals[column], wanted).await?,
            None => self.by_name(&kind, query, wanted).await?,
        };
        let rows = objects.into_iter().map(|object| DirectoryRow {
            values: totals
                .iter()
                .map(|column| column.get(&object.key).copied())
                .collect(),
            object,
        });
        Ok(DirectoryView {
            rows: rows.collect(),
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
        Ok(DAYS.days(today, today))
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
            let read = self
                .store
                .object_totals(metric.id, days, metric.rollup, revisions);
            let totals = read.await.map_err(problem_of)?;
            let by_key = totals
                .iter()
                .filter_map(|total| Some((total.series.object_key.clone()?, total.value)));
            columns.push(by_key.collect());
        }
        Ok(columns)
    }

    async fn by_name(
        &self,
        kind: &ObjectKind,
        query: &DirectoryQuery,
        wanted: usize,
    ) -> Result<(Vec<Object>, usize, usize), Problem> {
        let search = |page: usize| ObjectSearch {
            kind,
            text: query.find.as_deref().unwrap_or("").trim(),
            archived: query.archived,
            limit: PAGE as i64,
            offset: i64::try_from((page - 1) * PAGE).unwrap_or(i64::MAX),
        };
        let count = self.store.count_objects(search(1)).await;
        let count = usize::try_from(count.map_err(problem_of)?).unwrap_or(0);
        let page = wanted.clamp(1, count.div_ceil(PAGE).max(1));
        let objects = self.store.find_objects(search(page)).await;
        Ok((objects.map_err(problem_of)?, count, page))
    }

    /// The objects that have values, by value; those without any come last, by name.
    async fn by_value(
        &self,
        kind: &ObjectKind,
        query: &DirectoryQuery,
        values: &HashMap<ObjectKey, f64>,
        wanted: usize,
    ) -> Result<(Vec<Object>, usize, usize), Problem> {
        let search = ObjectSearch {
            kind,
            text: query.find.as_deref().unwrap_or("").trim(),
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
        let page = wanted.clamp(1, count.div_ceil(PAGE).max(1));
        let shown = objects.into_iter().skip((page - 1) * PAGE).take(PAGE);
        Ok((shown.collect(), count, page))
    }
}

fn column(metric: &Metric) -> DirectoryMetric {
    DirectoryMetric {
        slug: metric.slug.to_string(),
        label: metric.label.to_string(),
        unit: metric.unit.clone(),
    }
}
