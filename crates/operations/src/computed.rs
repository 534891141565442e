//! Metrics that are computed from others: what is to be known of their days is known of those others.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dbag_collector::{CollectError, Zones};
use dbag_domain::{Day, DayRange, Mark, Metric, MetricId, Problem, Series, Slug};
use dbag_store::{AskedDays, Columns, PageMetric};

use crate::dashboards::mark_known;
use crate::problem::problem_of;
use crate::wholes::all_revisions;
use crate::{Actor, Dbag, Operation};

/// All days that there are.
const EVER: DayRange = DayRange {
    from: Day::MIN,
    to: Day::MAX,
};

impl Dbag {
    /// Computes everything that is computed from a metric anew, over all days.
    pub(crate) async fn recompute_all_dependents(
        &self,
        metric: &Metric,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let dependencies = self.collector.dependencies().await.map_err(problem_of)?;
        for dependent in dependencies.dependents(metric.id) {
            self.recompute_all(dependent, "computed", now).await?;
        }
        Ok(())
    }

    /// Computes a metric that is made of others anew, over all days that they or it know.
    pub(crate) async fn recompute_all(
        &self,
        metric: &Metric,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        let inputs = self.inputs_of(metric);
        if inputs.is_empty() {
            return Ok(());
        }
        let mut known = self.all_days(metric).await?;
        for slug in inputs {
            let input = self.metric(slug.as_str()).await?;
            known = match (known, self.all_days(&input).await?) {
                (Some(a), Some(b)) => Some(DayRange {
                    from: a.from.min(b.from),
                    to: a.to.max(b.to),
                }),
                (a, b) => a.or(b),
            };
        }
        if let Some(days) = known {
            self.collector.recompute(metric, days, actor, now).await;
        }
        Ok(())
    }

    /// The days between which a metric has values.
    async fn all_days(&self, metric: &Metric) -> Result<Option<DayRange>, Problem> {
        let rows = self.store.series_of_metric(metric.id).await;
        let revisions = all_revisions(&rows.map_err(problem_of)?);
        let days = self.store.days_of_metric(metric.id, revisions).await;
        days.map_err(problem_of)
    }

    /// The special days of a metric: of a computed one, those of all that it is computed from.
    pub(crate) async fn special_days(&self, metric: &Metric) -> Result<AskedDays, Problem> {
        let origins = self.origins(metric, &[]).await?;
        if origins.is_empty() {
            let mut asked = self
                .store
                .asked_days(&[metric.id])
                .await
                .map_err(problem_of)?;
            return Ok(asked.remove(&metric.id).unwrap_or_default());
        }
        self.special_days_of(&origins).await
    }

    async fn special_days_of(&self, origins: &[Metric]) -> Result<AskedDays, Problem> {
        let ids: Vec<MetricId> = origins.iter().map(|origin| origin.id).collect();
        let asked = self.store.asked_days(&ids).await.map_err(problem_of)?;
        let zones = self.zones_of(origins).await?;
        let asked = |origin: &Metric| asked.get(&origin.id);
        Ok(joined(origins, asked, zones.as_ref()))
    }

    /// The zones that tell whether days are the same; none where the metrics say it themselves.
    async fn zones_of(&self, metrics: &[Metric]) -> Result<Option<Zones>, Problem> {
        let differ = |two: &[Metric]| two[0].time_zone != two[1].time_zone;
        if !metrics.windows(2).any(differ) {
            return Ok(None);
        }
        let zones = self.collector.zones().await;
        zones.map(Some).map_err(CollectError::into_problem)
    }

    /// Gives the computed metrics of a page those they are computed from, and the special days of those: a fixed
    /// number of statements, and none where no metric is computed.
    pub(crate) async fn add_special_days(&self, found: &mut [PageMetric]) -> Result<(), Problem> {
        if found
            .iter()
            .all(|one| self.inputs_of(&one.metric).is_empty())
        {
            return Ok(());
        }
        let known = self.store.metrics().await.map_err(problem_of)?;
        let mut all = Vec::new();
        for one in found.iter_mut() {
            one.origins = self.origins(&one.metric, &known).await?;
            all.extend(one.origins.iter().cloned());
        }
        let ids: Vec<MetricId> = all.iter().map(|origin| origin.id).collect();
        let asked = self.store.asked_days(&ids).await.map_err(problem_of)?;
        let zones = self.zones_of(&all).await?;
        for one in found.iter_mut().filter(|one| !one.origins.is_empty()) {
            let asked = |origin: &Metric| asked.get(&origin.id);
            let days = joined(&one.origins, asked, zones.as_ref());
            one.asked = days;
        }
        Ok(())
    }

    /// The days that were asked for what the metric meant before it was changed; of a computed one, those of which
    /// it has a value that is made of such.
    pub async fn outdated_days(&self, actor: &Actor, slug: &str) -> Result<Vec<DayRange>, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let outdated = self.special_days(&metric).await?.outdated;
        if outdated.is_empty() || self.inputs_of(&metric).is_empty() {
            return Ok(outdated);
        }
        let rows = self.store.series_of_metric(metric.id).await;
        let rows = rows.map_err(problem_of)?;
        let columns = self.columns_of(&metric, &rows, None).await?;
        let mut series = columns.all();
        mark_known(&mut series, &outdated, Mark::Outdated);
        Ok(outdated_values(&series))
    }

    /// The metrics that a computed one has outdated days from: these are the ones to be asked again.
    pub async fn outdated_inputs(&self, actor: &Actor, slug: &str) -> Result<Vec<Slug>, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let origins = self.origins(&metric, &[]).await?;
        let ids: Vec<MetricId> = origins.iter().map(|origin| origin.id).collect();
        let asked = self.store.asked_days(&ids).await.map_err(problem_of)?;
        let is_outdated = |origin: &&Metric| {
            let days = asked.get(&origin.id);
            days.is_some_and(|days| !days.outdated.is_empty())
        };
        let outdated = origins.iter().filter(is_outdated);
        Ok(outdated.map(|origin| origin.slug.clone()).collect())
    }

    /// Whether a metric is computed from others whose days are of different zones: its values stay as they were.
    pub async fn is_of_zones(&self, actor: &Actor, slug: &str) -> Result<bool, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let origins = self.origins(&metric, &[]).await?;
        let zones = self.zones_of(&origins).await?;
        Ok(are_apart(&origins, zones.as_ref()))
    }

    /// The metrics that are computed from a metric and others whose days are of other zones: nobody can compute
    /// them, and their values stay as they were.
    pub async fn computed_of_zones(&self, actor: &Actor, slug: &str) -> Result<Vec<Slug>, Problem> {
        actor.check(Operation::ViewMetric)?;
        let metric = self.metric(slug).await?;
        let dependencies = self.collector.dependencies().await.map_err(problem_of)?;
        let zones = self.collector.zones().await;
        let zones = zones.map_err(CollectError::into_problem)?;
        let are_apart = |user: &&&Metric| {
            let origins: Vec<Metric> = dependencies.origins(user.id).into_iter().cloned().collect();
            are_apart(&origins, Some(&zones))
        };
        let users = dependencies.dependents(metric.id);
        let users = users.iter().filter(are_apart);
        Ok(users.map(|user| user.slug.clone()).collect())
    }
}

/// The days of which a series has an outdated value.
pub(crate) fn outdated_values(series: &Series) -> Vec<DayRange> {
    let marks = series.marks.iter();
    let outdated = marks.filter(|(_, mark)| *mark == Mark::Outdated);
    let days: Vec<Day> = outdated.map(|(day, _)| *day).collect();
    DayRange::from_sorted_days(&days)
}

/// The special days of several metrics that one is computed from. Where their days are of different zones, nothing
/// can be computed: what is there was computed before.
pub(crate) fn joined<'a>(
    origins: &[Metric],
    asked: impl Fn(&Metric) -> Option<&'a AskedDays>,
    zones: Option<&Zones>,
) -> AskedDays {
    let all = |which: fn(&AskedDays) -> &Vec<DayRange>| {
        let days = origins.iter().filter_map(&asked);
        united(days.flat_map(|days| which(days).iter().copied()).collect())
    };
    AskedDays {
        outdated: match are_apart(origins, zones) {
            true => vec![EVER],
            false => all(|days| &days.outdated),
        },
        without_object: all(|days| &days.without_object),
        early: all(|days| &days.early),
    }
}

/// Whether metrics have days of different zones.
pub(crate) fn are_apart(metrics: &[Metric], zones: Option<&Zones>) -> bool {
    let differ = |two: &[Metric]| match zones {
        None => two[0].time_zone != two[1].time_zone,
        Some(zones) => match (zones.of(&two[0]), zones.of(&two[1])) {
            (Ok(one), Ok(other)) => one.name() != other.name(),
            _ => true,
        },
    };
    metrics.windows(2).any(differ)
}

/// Ranges without those that lie over each other, in order.
fn united(mut ranges: Vec<DayRange>) -> Vec<DayRange> {
    ranges.sort_by_key(|days| days.from);
    let mut united: Vec<DayRange> = Vec::with_capacity(ranges.len());
    for days in ranges {
        match united.last_mut() {
            Some(last) if days.from <= last.to.next() => last.to = last.to.max(days.to),
            _ => united.push(days),
        }
    }
    united
}

/// Marks days on which rows have no object, of all objects together: also where no object has a value.
pub(crate) fn mark_without_object(columns: Arc<Columns>, days: &[DayRange]) -> Arc<Columns> {
    if days.is_empty() {
        return columns;
    }
    let mut marked = Columns::clone(&columns);
    let days = days.iter().copied().flat_map(DayRange::days);
    marked
        .marks
        .extend(days.map(|day| (day, Mark::WithoutObject)));
    marked.marks.sort_by_key(|(day, _)| *day);
    Arc::new(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let range = |from, to| DayRange {
            from: Day::from_days(from),
            to: Day::from_days(to),
        };
        let given = vec![range(8, 9), range(1, 5), range(3, 4), range(6, 6)];
        assert_eq!(united(given), [range(1, 6), range(8, 9)]);
        assert_eq!(united(vec![EVER, range(1, 2)]), [EVER]);
    }
}
