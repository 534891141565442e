//! One metric: its page, and its values for programs.

use axum::extract::{Path, Query};
use axum::response::Response;
use dbag_app::{Correction, MetricPage, Page, TypedDays, TypedOnMetric};
use dbag_domain::Problem;
use dbag_operations::{BackfillPlan, MetricQuery};
use serde::Deserialize;

use super::values;
use super::visit::{Visit, escape_query, refusal_status};

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
    page(&visit, &name, params, Sent::default()).await
}

/// The page itself, for who comes to the address of one of its buttons.
pub(super) async fn back(visit: Visit, Path(slug): Path<String>) -> Response {
    visit.see_other(&format!("/metric/{}", escape_query(&slug)))
}

/// What was sent from the page, and what came of it.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) correction: Correction,
    pub(super) fill: TypedDays,
    pub(super) plan: Option<BackfillPlan>,
    pub(super) problems: Vec<Problem>,
}

/// The page with what was typed into it and what was wrong with that.
pub(super) async fn page(
    visit: &Visit,
    slug: &str,
    mut params: MetricParams,
    sent: Sent,
) -> Response {
    let mut correction = sent.correction;
    if let Some(day) = params.correct.take() {
        correction.day = day;
    }
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
    let is_refused = !sent.problems.is_empty() || view.problem.is_some();
    let status = refusal_status(&sent.problems);
    let page = Page::Metric(Box::new(MetricPage {
        view,
        typed: TypedOnMetric {
            correction,
            range: TypedDays {
                from: query.from.unwrap_or_default(),
                to: query.to.unwrap_or_default(),
            },
            fill: sent.fill,
        },
        backfill: sent.plan,
        problems: sent.problems,
    }));
    if is_refused {
        visit.refused(status, page)
    } else {
        visit.page(page)
    }
}
