//! When a metric's day is over, and which day should be known by now.

use std::collections::HashSet;

use dbag_domain::{Day, Mark, Measure, Metric, Problem, ProblemKind, Series, Slug};

use crate::{Dbag, History};

/// What the days of a metric are like; those of a computed metric are like its inputs'.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayRule {
    /// Whether it tells a level or a flow.
    pub(crate) measure: Measure,
    /// Whether a day is asked once it is over.
    pub(crate) is_asked_later: bool,
    /// Whether new days are still to come: it is collected, or something that it is computed from.
    pub(crate) goes_on: bool,
}

impl DayRule {
    /// The newest day that should have a value by now.
    pub(crate) fn expected(self, today: Day) -> Day {
        if self.is_asked_later {
            today.previous()
        } else {
            today
        }
    }

    /// The last day of a range that ends now: today, or the last day with a value where no other will
    /// come.
    pub(crate) fn last_shown(self, last_known: Option<Day>, today: Day) -> Day {
        match last_known {
            Some(last) if !self.goes_on => last.min(today),
            _ => today,
        }
    }

    /// Marks today's value, which may still change, as provisional.
    pub(crate) fn mark(self, series: &mut Series, today: Day) {
        // What is of a whole day is not known before it is over, whoever tells it.
        let may_change = self.is_asked_later || self.measure != Measure::Level;
        if may_change && series.value(today).is_some() {
            series.mark([today], Mark::Provisional);
        }
    }

    /// The rule for what is computed from two metrics: it is no surer than either.
    fn and(self, other: Self) -> Self {
        Self {
            measure: match (self.measure, other.measure) {
                (Measure::Level, Measure::Level) => Measure::Level,
                _ => Measure::Flow,
            },
            is_asked_later: self.is_asked_later || other.is_asked_later,
            goes_on: self.goes_on || other.goes_on,
        }
    }
}

impl Dbag {
    /// The rule for a metric's days; `loaded` are metrics that need not be read again.
    pub(crate) async fn day_rule(
        &self,
        metric: &Metric,
        loaded: &[Metric],
    ) -> Result<DayRule, Problem> {
        let origins = self.origins(metric, loaded).await?;
        Ok(self.day_rule_by(metric, &origins))
    }

    /// The same, where it is known what the metric is computed from.
    pub(crate) fn day_rule_by(&self, metric: &Metric, origins: &[Metric]) -> DayRule {
        let rules = origins.iter().map(|origin| self.own_day_rule(origin));
        let rule = rules.reduce(DayRule::and);
        rule.unwrap_or_else(|| self.own_day_rule(metric))
    }

    /// The metrics that are asked or sent and that one is computed from, however far; none of a metric that is not
    /// computed. `loaded` are metrics that need not be read again.
    pub(crate) async fn origins(
        &self,
        metric: &Metric,
        loaded: &[Metric],
    ) -> Result<Vec<Metric>, Problem> {
        let mut slugs = self.inputs_of(metric);
        let mut seen = HashSet::from([metric.id]);
        let mut origins = Vec::new();
        while let Some(slug) = slugs.pop() {
            let Some(input) = self.input(&slug, loaded).await? else {
                continue;
            };
            if !seen.insert(input.id) {
                continue;
            }
            let further = self.inputs_of(&input);
            if further.is_empty() {
                origins.push(input);
            } else {
                slugs.extend(further);
            }
        }
        Ok(origins)
    }

    fn own_day_rule(&self, metric: &Metric) -> DayRule {
        let history = self.collector.history(metric);
        DayRule {
            measure: metric.measure,
            is_asked_later: history == Some(History::AnyPastDay),
            goes_on: metric.do_collect && history.is_some(),
        }
    }

    pub(crate) fn inputs_of(&self, metric: &Metric) -> Vec<Slug> {
        self.collector.inputs_named(metric)
    }

    /// An input by the slug it has or had; `None` for one that was removed.
    pub(crate) async fn input(
        &self,
        slug: &Slug,
        loaded: &[Metric],
    ) -> Result<Option<Metric>, Problem> {
        if let Some(metric) = loaded.iter().find(|one| one.slug == *slug) {
            return Ok(Some(metric.clone()));
        }
        match self.metric(slug.as_str()).await {
            Ok(metric) => Ok(Some(metric)),
            Err(problem) if problem.kind == ProblemKind::NotFound => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_computed_is_no_surer_than_its_inputs() {
        let flow = DayRule {
            measure: Measure::Flow,
            is_asked_later: true,
            goes_on: true,
        };
        let level = DayRule {
            measure: Measure::Level,
            is_asked_later: false,
            goes_on: true,
        };
        assert_eq!(flow.and(level), flow);
        assert_eq!(level.and(flow), flow);
        assert_eq!(level.and(level), level);
        let today = Day::from_days(10);
        assert_eq!(level.and(flow).expected(today), today - 1);
        let mut series = Series::new(today - 1, vec![Some(1.0), Some(2.0)]);
        level.mark(&mut series, today);
        assert_eq!(series.marks, []);
        level.and(flow).mark(&mut series, today);
        assert_eq!(series.marks, [(today, Mark::Provisional)]);
    }
}
