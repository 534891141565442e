//! Days without a value of which it was answered that there is nothing. No sample says so: that the day was asked does.

use dbag_domain::{Day, DayRange, GapReason, Mark, Metric, MetricId, Problem, Series};

use crate::Dbag;
use crate::problem::problem_of;

impl Dbag {
    /// The days without a value that were answered: of these none is missing.
    pub(crate) async fn days_of_nothing(
        &self,
        metric: &Metric,
        series: &Series,
    ) -> Result<Vec<Day>, Problem> {
        let gaps = || {
            let days = series.range().into_iter().flat_map(DayRange::days);
            days.filter(|day| series.value(*day).is_none() && series.gap(*day).is_none())
        };
        let Some(days) = gaps().next().zip(gaps().next_back()) else {
            return Ok(Vec::new());
        };
        let days = DayRange {
            from: days.0,
            to: days.1,
        };
        let mut nothing: Vec<Day> = gaps().collect();
        for asked in self.asked_of(metric).await? {
            let answered = self.store.answered_in(asked, days).await;
            let answered = answered.map_err(problem_of)?;
            nothing.retain(|day| answered.binary_search(day).is_ok());
        }
        Ok(nothing)
    }

    /// What is asked for a metric's values: itself, or all that it is computed from.
    async fn asked_of(&self, metric: &Metric) -> Result<Vec<MetricId>, Problem> {
        let origins = self.origins(metric, &[]).await?;
        Ok(match origins.is_empty() {
            true => vec![metric.id],
            false => origins.iter().map(|origin| origin.id).collect(),
        })
    }
}

/// Says of days that it was answered that they have nothing.
pub(crate) fn mark_nothing(series: &mut Series, days: &[Day]) {
    if let Some(range) = series.range() {
        let shown = days.iter().copied().filter(|day| range.contains(*day));
        series.mark(shown, Mark::Gap(GapReason::NoAnswer));
    }
}
