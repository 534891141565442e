//! One metric: its page, and its values for programs.

use axum::extract::{Path, Query};
use axum::response::Response;
use dbag_app::{Correction, MetricPage, Page};
use dbag_domain::Problem;
use dbag_operations::{BackfillPlan, MetricQuery};
use serde::Deserialize;

use super::values;
use super::visit::{Visit, refusal_status};

/// What stands behind the `?` of a metric's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct MetricParams {
    range: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    step: Option<String>,
    compare: Option<String>,
    pub(super) object: Option<String>,
    pub(super) days: Option<String>,
    correct: Option<String>,
}

impl MetricParams {
    fn into_query(self) -> MetricQuery {
        MetricQuery {
            range: self.range,
            from: self.from,
            to: self.to,
            step: self.step,
            compare: self.compare,
            object: self.object,
        }
    }
}

/// The page; `<slug>.json` and `<slug>.csv` are its values.
pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(params): Query<MetricParams>,
) -> Response {
    if let Some(slug) = name.strip_suffix(".json") {
        return values::json(&visit, slug, params.days.as_deref().unwrap_or("30")).await;
    }
    if let Some(slug) = name.strip_suffix(".csv") {
        return values::csv(&visit, slug).await;
    }
    let day = params.correct.clone().unwrap_or_default();
    let correction = Correction {
        day,
        ..Correction::default()
    };
    page(&visit, &name, params, correction, None, Vec::new()).await
}

/// The page with what was typed into it and what was wrong with that.
pub(super) async fn page(
    visit: &Visit,
    slug: &str,
    params: MetricParams,
    correction: Correction,
    backfill: Option<BackfillPlan>,
    problems: Vec<Problem>,
) -> Response {
    let query = params.into_query();
    let view = match visit
        .web
        .dbag
        .view_metric(&visit.actor, slug, &query, visit.now)
        .await
    {
        Ok(view) => view,
        Err(problem) => return visit.problem(problem).await,
    };
    if view.metric.slug.as_str() != slug {
        // An address that the metric had before.
        return visit.see_other(&format!("/metric/{}", view.metric.slug));
    }
    let is_refused = !problems.is_empty() || view.problem.is_some();
    let status = refusal_status(&problems);
    let page = Page::Metric(Box::new(MetricPage {
        view,
        correction,
        backfill,
        problems,
    }));
    if is_refused {
        visit.refused(status, page)
    } else {
        visit.page(page)
    }
}
