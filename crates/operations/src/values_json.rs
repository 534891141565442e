//! One metric's values as JSON, in the shape the original had.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{Day, DayRange, Mark, Metric, Object, Problem, RangeChoice, Series, Zone};
use dbag_store::{AskedDays, SeriesRow};
use serde::Serialize;

use crate::dashboards::mark_asked;
use crate::day_rule::DayRule;
use crate::problem::problem_of;
use crate::wholes::all_revisions;
use crate::{Actor, Dbag, Operation};

/// What `/metric/<slug>.json` answers: nothing of how the number is obtained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricJson {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub name: String,
    /// What it counts, for one.
    pub unit: String,
    /// What it counts, for many.
    pub unit_plural: String,
    /// Its heading.
    pub category: String,
    /// `[seconds since 1970 of the day's start, value]`, gaps left out.
    pub data: Vec<(i64, f64)>,
    /// The same in columns: one value a day from `from` on, `null` where there is none.
    pub from: Day,
    /// The length of a step; always a day.
    pub step: &'static str,
    /// See `from`.
    pub values: Vec<Option<f64>>,
    /// How much each value counts when several become one, `null` where that is not known; absent where none
    /// has a weight.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<Option<f64>>,
    /// What else is known of days, in their order: that one is not over (`provisional`), why one has no value
    /// (`gap`), that one was asked before a change (`outdated`) or before it was over (`asked_early`); absent where
    /// nothing is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(Day, Mark)>,
}

/// Which values an address asks for; without any part, the usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ValuesQuery {
    /// The last so many days.
    pub days: Option<String>,
    /// A preset, as on the metric's page.
    pub range: Option<String>,
    /// The first day of a custom range.
    pub from: Option<String>,
    /// The last day of a custom range.
    pub to: Option<String>,
    /// The key of an object.
    pub object: Option<String>,
}

impl ValuesQuery {
    /// The days asked for, of a metric known from `first` on and shown up to `last`.
    pub(crate) fn days(
        &self,
        (first, last): (Day, Day),
        today: Day,
    ) -> Result<Option<DayRange>, Problem> {
        let (range, from, to) = (&self.range, &self.from, &self.to);
        if range.is_some() || from.is_some() || to.is_some() {
            let choice = RangeChoice::parse(range.as_deref(), from.as_deref(), to.as_deref())
                .map_err(|error| Problem::field(error.field(), error.to_string()))?;
            return Ok(Some(choice.days(first, last, today)));
        }
        let Some(days) = &self.days else {
            return Ok(None);
        };
        let days: u32 = days
            .parse()
            .ok()
            .filter(|days| (1..=MAX_DAYS).contains(days))
            .ok_or_else(|| {
                Problem::field("days", format!("write a number from 1 to {MAX_DAYS}"))
            })?;
        Ok(Some(last_days(days as i32, last)))
    }
}

/// The most days that can be asked for.
const MAX_DAYS: u32 = 3_700;
/// So many are written where nothing else is asked for.
const USUAL_DAYS: i32 = 30;

fn last_days(days: i32, last: Day) -> DayRange {
    DayRange {
        from: last - (days - 1),
        to: last,
    }
}

/// The values that an address asks for, before they are read.
pub(crate) struct AskedValues {
    pub(crate) metric: Metric,
    pub(crate) object: Option<Object>,
    pub(crate) days: Option<DayRange>,
    last: Day,
    zone: Zone,
    today: Day,
    rule: DayRule,
}

/// A metric as its values are found by: what they are is in its tag, before they are read.
pub struct FoundValues {
    metric: Metric,
    rows: Vec<SeriesRow>,
    zone: Zone,
    today: Day,
    /// What is special about days as they were asked, where the tag depends on it.
    special: Option<AskedDays>,
    tag: String,
}

impl FoundValues {
    /// A word for what the values depend on: the same word, the same values.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}

/// The weights of a series, one a day.
fn known_weights(series: &Series) -> Vec<Option<f64>> {
    let weights = series.weights.iter();
    weights
        .map(|weight| Some(*weight).filter(|weight| *weight != 0.0))
        .collect()
}

impl Dbag {
    /// A metric's values; of all objects together where it has objects and none is named.
    pub async fn metric_json(
        &self,
        actor: &Actor,
        slug: &str,
        query: &ValuesQuery,
        now: DateTime<Utc>,
    ) -> Result<MetricJson, Problem> {
        let found = self.find_values(actor, slug, query, now).await?;
        self.read_values(found, query).await
    }

    /// The values that were found.
    pub async fn read_values(
        &self,
        mut found: FoundValues,
        query: &ValuesQuery,
    ) -> Result<MetricJson, Problem> {
        let object = self.object_named(&found.metric, query).await?;
        let columns = self.columns_of(&found.metric, &found.rows, object.as_ref());
        let columns = columns.await?;
        let known = (columns.first_day(), columns.last_answered());
        let special = match found.special.take() {
            Some(special) => special,
            None => self.special_days(&found.metric).await?,
        };
        let asked = self.asked_days((found, object), known, query).await?;
        let range = asked.days.unwrap_or(last_days(USUAL_DAYS, asked.last));
        let metric = &asked.metric;
        let mut series = columns.over(range);
        mark_asked(&mut series, &special, asked.today);
        asked.rule.mark(&mut series, asked.today);
        let starts = asked.zone.starts_of(range);
        Ok(MetricJson {
            slug: metric.slug.to_string(),
            name: metric.label.to_string(),
            unit: metric.unit.singular.clone(),
            unit_plural: metric.unit.plural.clone(),
            category: metric.category.clone(),
            data: starts
                .zip(&series.values)
                .filter_map(|(start, value)| Some((start.timestamp(), (*value)?)))
                .collect(),
            from: range.from,
            step: "day",
            weights: known_weights(&series),
            values: series.values,
            marks: series.marks,
        })
    }

    /// The special days that may become others while the values stay as they are: those of metrics that were changed or
    /// are computed. That a day was asked too early is over with another revision.
    async fn special_days_in_tag(&self, metric: &Metric) -> Result<Option<AskedDays>, Problem> {
        let may_change = metric.definition > 1 || !self.inputs_of(metric).is_empty();
        match may_change {
            true => Ok(Some(self.special_days(metric).await?)),
            false => Ok(None),
        }
    }

    /// What an address asks for, as far as it tells whether whoever asks has it already.
    pub async fn find_values(
        &self,
        actor: &Actor,
        slug: &str,
        query: &ValuesQuery,
        now: DateTime<Utc>,
    ) -> Result<FoundValues, Problem> {
        actor.check(Operation::Export)?;
        let metric = self.metric(slug).await?;
        let instance = self.store.instance().await.map_err(problem_of)?;
        let zone = Zones::of_instance(&instance).and_then(|zones| zones.of(&metric));
        let zone = zone.map_err(CollectError::into_problem)?;
        let today = zone.day_of(now);
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(problem_of)?;
        let special = self.special_days_in_tag(&metric).await?;
        let mut hasher = DefaultHasher::new();
        // Revisions begin anew with a backup that is restored, answers with another program.
        (instance.cache_epoch, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
        (metric.id.0, metric.version, today, query).hash(&mut hasher);
        // The same values, asked again, are no longer of the time before a change.
        let days = special
            .as_ref()
            .map(|special| (&special.outdated, &special.early));
        days.hash(&mut hasher);
        for row in &rows {
            (row.id.0, row.revision).hash(&mut hasher);
        }
        Ok(FoundValues {
            metric,
            rows,
            zone,
            today,
            special,
            tag: format!("{:016x}", hasher.finish()),
        })
    }

    /// What an address asks for; values of all objects are told apart, so they are not put together.
    pub(crate) async fn asked_values(
        &self,
        actor: &Actor,
        slug: &str,
        query: &ValuesQuery,
        now: DateTime<Utc>,
    ) -> Result<AskedValues, Problem> {
        let found = self.find_values(actor, slug, query, now).await?;
        let object = self.object_named(&found.metric, query).await?;
        let known = match &object {
            None if found.metric.object_kind.is_some() => {
                let revisions = all_revisions(&found.rows);
                let days = self.store.days_of_metric(found.metric.id, revisions).await;
                let days = days.map_err(problem_of)?;
                (days.map(|days| days.from), days.map(|days| days.to))
            }
            object => {
                let columns = self.columns_of(&found.metric, &found.rows, object.as_ref());
                let columns = columns.await?;
                (columns.first_day(), columns.last_answered())
            }
        };
        self.asked_days((found, object), known, query).await
    }

    /// The object that an address names.
    async fn object_named(
        &self,
        metric: &Metric,
        query: &ValuesQuery,
    ) -> Result<Option<Object>, Problem> {
        let objects = self.objects(metric).await?;
        let key = query.object.as_deref();
        self.asked_object(metric, &objects, key).await
    }

    async fn asked_days(
        &self,
        (found, object): (FoundValues, Option<Object>),
        (first, last): (Option<Day>, Option<Day>),
        query: &ValuesQuery,
    ) -> Result<AskedValues, Problem> {
        let today = found.today;
        let rule = self.day_rule(&found.metric, &[]).await?;
        let last = rule.last_shown(last, today);
        Ok(AskedValues {
            days: query.days((first.unwrap_or(today), last), today)?,
            metric: found.metric,
            object,
            zone: found.zone,
            last,
            today,
            rule,
        })
    }
}
