//! One metric: its page, and its values for programs.

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use dbag_app::{Correction, MetricPage, Page, TypedDays, TypedGoal, TypedNote, TypedOnMetric};
use dbag_domain::{Problem, RangeChoice, Step};
use dbag_operations::{BackfillPlan, MetricQuery, ValuesQuery, Verification};
use serde::Deserialize;

use super::redirect::query_value;
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
    /// The choices that a form on the page brings back; none of them where any is wrong.
    pub(super) fn of_view(text: &str, object: &str) -> Self {
        let own = Some(object.to_owned()).filter(|object| !object.is_empty());
        let read = || {
            let uri: Uri = format!("/?{text}").parse().ok()?;
            let params = Query::<Self>::try_from_uri(&uri).ok()?.0;
            let [range, from, to] = [&params.range, &params.from, &params.to].map(Option::as_deref);
            RangeChoice::parse(range, from, to).ok()?;
            let is_step = params
                .step
                .as_deref()
                .is_none_or(|s| Step::parse(s).is_ok());
            is_step.then_some(params)
        };
        let read = read().unwrap_or_default();
        Self {
            object: own.or(read.object),
            days: None,
            correct: None,
            ..read
        }
    }

    /// The same of what a form with no other fields sent.
    pub(super) fn of_body(body: &str) -> Self {
        Self::of_view(&query_value(body, "view").unwrap_or_default(), "")
    }

    /// The choices as a query that more can follow: `range=30d&step=week&`.
    pub(super) fn to_query(&self) -> String {
        let parts = [
            ("range", &self.range),
            ("from", &self.from),
            ("to", &self.to),
            ("step", &self.step),
            ("compare", &self.compare),
            ("object", &self.object),
        ];
        let given = parts.into_iter().filter_map(|(name, part)| {
            let part = part.as_deref().filter(|part| !part.is_empty())?;
            Some(format!("{name}={}&", escape_query(part)))
        });
        given.collect()
    }

    fn into_values_query(self) -> ValuesQuery {
        ValuesQuery {
            days: self.days,
            range: self.range,
            from: self.from,
            to: self.to,
            object: self.object,
        }
    }

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
    headers: HeaderMap,
) -> Response {
    if let Some(slug) = name.strip_suffix(".json") {
        return values::json(&visit, slug, &params.into_values_query(), &headers).await;
    }
    if let Some(slug) = name.strip_suffix(".csv") {
        return values::csv(&visit, slug, &params.into_values_query()).await;
    }
    page(&visit, &name, params, Sent::default()).await
}

/// What is known of one day.
pub(super) async fn day(
    visit: Visit,
    Path((slug, day)): Path<(String, String)>,
    Query(params): Query<MetricParams>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let object = params.object.as_deref();
    match dbag.view_day(actor, (&slug, &day), object, visit.now).await {
        Ok(view) => visit.page(Page::Day(Box::new(view))),
        Err(problem) => visit.problem(problem).await,
    }
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
    pub(super) note: TypedNote,
    pub(super) goal: TypedGoal,
    pub(super) plan: Option<BackfillPlan>,
    pub(super) verification: Option<Verification>,
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
            note: sent.note,
            goal: sent.goal,
        },
        backfill: sent.plan,
        verification: sent.verification,
        problems: sent.problems,
    }));
    if is_refused {
        visit.refused(status, page)
    } else {
        visit.page(page)
    }
}
