//! Objects: the directory of a kind, and everything that is remembered of one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use dbag_collector::CollectError;
use dbag_domain::{
    DayRange, Metric, Object, ObjectKey, ObjectKind, Problem, RangeChoice, Unit, Zone,
};
use dbag_store::{KindRow, ObjectDetail, ObjectSearch, SeriesRow};

use crate::gallery::{Card, Seen, card};
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

/// Everything that is remembered of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectView {
    /// The object.
    pub detail: ObjectDetail,
    /// Its metrics as cards.
    pub cards: Vec<Card>,
    /// The dashboards that have a page for it, as slug and title.
    pub dashboards: Vec<(String, String)>,
}

/// Objects on a page of the directory.
const PAGE: usize = 50;
/// Columns of a directory; more would not fit.
const COLUMNS: usize = 6;
/// A directory's values are of so many days.
const DAYS: RangeChoice = RangeChoice::LastDays(30);
/// Objects that a search suggests.
const MOST_FOUND: i64 = 50;

impl Dbag {
    /// The kinds of objects there are.
    pub async fn object_kinds(&self, actor: &Actor) -> Result<Vec<KindRow>, Problem> {
        actor.check(Operation::ViewObjects)?;
        self.store.object_kinds().await.map_err(problem_of)
    }

    /// The first objects whose name or key holds a text.
    pub async fn find_objects(
        &self,
        actor: &Actor,
        kind: &str,
        text: &str,
        limit: i64,
    ) -> Result<Vec<Object>, Problem> {
        actor.check(Operation::ViewObjects)?;
        let kind = parse_kind(kind)?;
        let search = ObjectSearch {
            kind: &kind,
            text: text.trim(),
            archived: false,
            limit: limit.clamp(1, MOST_FOUND),
            offset: 0,
        };
        self.store.find_objects(search).await.map_err(problem_of)
    }

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

    /// Everything that is remembered of an object.
    pub async fn view_object(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<ObjectView, Problem> {
        let detail = self.object_detail(actor, kind, key).await?;
        let ids = self
            .store
            .metrics_of_object(detail.object.id)
            .await
            .map_err(problem_of)?;
        let found = self
            .store
            .page_metrics(&ids, &[detail.object.id], &[])
            .await;
        let mut found = found.map_err(problem_of)?;
        found.sort_by_key(|one| ids.iter().position(|id| *id == one.metric.id));
        let known: Vec<Metric> = found.iter().map(|one| one.metric.clone()).collect();
        let rows: Vec<SeriesRow> = found
            .iter()
            .flat_map(|one| one.series.iter().map(|series| series.row.clone()))
            .filter(|row| row.object == detail.object.id)
            .collect();
        let columns = self.store.columns(&rows).await.map_err(problem_of)?;
        let mut columns: HashMap<_, _> = rows.iter().map(|row| row.metric).zip(columns).collect();
        let zones = self
            .collector
            .zones()
            .await
            .map_err(CollectError::into_problem)?;
        let mut cards = Vec::with_capacity(known.len());
        for metric in &known {
            let zone = zones.of(metric).map_err(CollectError::into_problem)?;
            let seen = Seen {
                columns: columns.remove(&metric.id),
                objects: None,
                today: zone.day_of(now),
                rule: self.day_rule(metric, &known).await?,
                updated: None,
            };
            cards.push(card(metric, &seen));
        }
        let dashboards = self.store.dashboards(None).await.map_err(problem_of)?;
        let about = dashboards
            .into_iter()
            .filter(|one| one.about.as_ref() == Some(&detail.object.kind))
            .map(|one| (one.slug.to_string(), one.label.to_string()));
        Ok(ObjectView {
            dashboards: about.collect(),
            detail,
            cards,
        })
    }

    /// Archives an object, or takes it back: it leaves directories and rankings, its values stay.
    pub async fn archive_object(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
        is_archived: bool,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditObjects)?;
        let detail = self.object_detail(actor, kind, key).await?;
        let at = is_archived.then_some(now);
        let set = self.store.set_archived(detail.object.id, at).await;
        set.map_err(problem_of)?;
        let action = if is_archived {
            "archive object"
        } else {
            "restore object"
        };
        self.audit(actor, action, &format!("{kind}/{key}"), now)
            .await;
        Ok(())
    }

    /// Changes what people call an object.
    pub async fn rename_object(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
        label: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        actor.check(Operation::EditObjects)?;
        let detail = self.object_detail(actor, kind, key).await?;
        let label = dbag_domain::Label::parse(label)
            .map_err(|error| Problem::field("label", error.to_string()))?;
        let set = self
            .store
            .set_object_label(detail.object.id, label.as_str())
            .await;
        set.map_err(problem_of)?;
        self.audit(actor, "rename object", &format!("{kind}/{key}"), now)
            .await;
        Ok(())
    }

    pub(crate) async fn object_detail(
        &self,
        actor: &Actor,
        kind: &str,
        key: &str,
    ) -> Result<ObjectDetail, Problem> {
        actor.check(Operation::ViewObjects)?;
        let kind = parse_kind(kind)?;
        let missing = || {
            Problem::not_found(format!(
                "{kind} `{key}` does not exist: nothing was remembered of it"
            ))
        };
        let key = ObjectKey::parse(key).map_err(|_| missing())?;
        let found = self
            .store
            .object_detail(&kind, &key)
            .await
            .map_err(problem_of)?;
        found.ok_or_else(missing)
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

fn parse_kind(kind: &str) -> Result<ObjectKind, Problem> {
    ObjectKind::parse(kind)
        .map_err(|_| Problem::not_found(format!("there is no kind of object called `{kind}`")))
}
