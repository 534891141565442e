//! What people do with one metric from its page.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use dbag_app::Correction;
use dbag_domain::{Day, DayRange, Problem, ProblemKind};
use dbag_operations::{RunReport, RunState};
use serde::Deserialize;

use super::metric::{MetricParams, page};
use super::visit::{Visit, escape_query};

/// What is typed to correct a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectionForm {
    day: String,
    value: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    object: String,
}

/// The days to fill backwards, and whether they were confirmed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BackfillForm {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    yes: String,
}

/// Asks the metric now.
pub(super) async fn collect(visit: Visit, Path(slug): Path<String>) -> Response {
    let collected = visit
        .web
        .dbag
        .collect(&visit.actor, &slug, None, visit.now)
        .await;
    finished(&visit, &slug, collected, "collected").await
}

/// Shows what a backfill would change, or carries it out.
pub(super) async fn backfill(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<BackfillForm>,
) -> Response {
    let days = match days(&form) {
        Ok(days) => days,
        Err(problem) => return refuse(&visit, &slug, Correction::default(), problem).await,
    };
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    if form.yes.is_empty() {
        return match dbag.plan_backfill(actor, &slug, days, visit.now).await {
            Ok(plan) => {
                let params = MetricParams::default();
                page(
                    &visit,
                    &slug,
                    params,
                    Correction::default(),
                    Some(plan),
                    Vec::new(),
                )
                .await
            }
            Err(problem) => refuse(&visit, &slug, Correction::default(), problem).await,
        };
    }
    let filled = dbag.backfill(actor, &slug, days, visit.now).await;
    finished(&visit, &slug, filled, "backfilled").await
}

fn days(form: &BackfillForm) -> Result<DayRange, Problem> {
    let day = |field: &str, text: &str| {
        Day::parse(text).map_err(|error| Problem::field(field, error.to_string()))
    };
    DayRange::new(day("from", &form.from)?, day("to", &form.to)?)
        .filter(|days| days.len() <= 3_700)
        .ok_or_else(|| Problem::field("to", "choose up to 3700 days, the first day first"))
}

/// Replaces a value by one that was typed.
pub(super) async fn correct(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<CorrectionForm>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let object = Some(form.object.as_str());
    let corrected = dbag
        .correct(
            actor,
            &slug,
            &form.day,
            &form.value,
            &form.note,
            object,
            visit.now,
        )
        .await;
    match corrected {
        Ok(_) if form.object.is_empty() => {
            visit.see_other(&format!("/metric/{slug}?done=corrected#values"))
        }
        Ok(_) => {
            let object = escape_query(&form.object);
            visit.see_other(&format!(
                "/metric/{slug}?object={object}&done=corrected#values"
            ))
        }
        Err(problem) => {
            let typed = Correction {
                day: form.day,
                value: form.value,
                note: form.note,
            };
            refuse(&visit, &slug, typed, problem).await
        }
    }
}

/// Stops asking the metric by itself.
pub(super) async fn pause(visit: Visit, Path(slug): Path<String>) -> Response {
    let paused = visit
        .web
        .dbag
        .pause_metric(&visit.actor, &slug, visit.now)
        .await;
    done(
        &visit,
        &slug,
        paused,
        &format!("/metric/{slug}?done=paused"),
    )
    .await
}

/// Asks the metric by itself again.
pub(super) async fn resume(visit: Visit, Path(slug): Path<String>) -> Response {
    let resumed = visit
        .web
        .dbag
        .resume_metric(&visit.actor, &slug, visit.now)
        .await;
    done(
        &visit,
        &slug,
        resumed,
        &format!("/metric/{slug}?done=resumed"),
    )
    .await
}

/// Removes the metric.
pub(super) async fn remove(visit: Visit, Path(slug): Path<String>) -> Response {
    let removed = visit
        .web
        .dbag
        .remove_metric(&visit.actor, &slug, visit.now)
        .await;
    done(&visit, &slug, removed, "/?done=removed").await
}

async fn done(visit: &Visit, slug: &str, outcome: Result<(), Problem>, next: &str) -> Response {
    match outcome {
        Ok(()) => visit.see_other(next),
        Err(problem) => refuse(visit, slug, Correction::default(), problem).await,
    }
}

/// The page again with the news of a run.
async fn finished(
    visit: &Visit,
    slug: &str,
    outcome: Result<RunReport, Problem>,
    code: &str,
) -> Response {
    match outcome {
        Ok(report) if report.state == RunState::Done => {
            visit.see_other(&format!("/metric/{slug}?done={code}"))
        }
        Ok(report) => {
            let words = report
                .error
                .unwrap_or_else(|| "some rows failed".to_owned());
            let problem = Problem::new(ProblemKind::SourceFailed, words);
            refuse(visit, slug, Correction::default(), problem).await
        }
        Err(problem) => refuse(visit, slug, Correction::default(), problem).await,
    }
}

/// The metric's page with what is wrong, unless the page itself may not be seen.
async fn refuse(visit: &Visit, slug: &str, typed: Correction, problem: Problem) -> Response {
    let is_elsewhere = matches!(
        problem.kind,
        ProblemKind::SignInNeeded | ProblemKind::NotAllowed | ProblemKind::NotFound
    );
    if is_elsewhere {
        return visit.problem(problem).await;
    }
    page(
        visit,
        slug,
        MetricParams::default(),
        typed,
        None,
        vec![problem],
    )
    .await
}
