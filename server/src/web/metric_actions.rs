//! What people do with one metric from its page.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use dbag_app::{Correction, TypedDays};
use dbag_domain::{DayRange, Problem, ProblemKind, RangeChoice, Value};
use dbag_operations::{Corrected, RunReport, RunState};
use serde::Deserialize;

use super::metric::{MetricParams, Sent, page};
use super::visit::Visit;

/// What is typed to correct a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectionForm {
    day: String,
    value: String,
    /// None where it is not sent at all: then it is not meant to be taken away.
    note: Option<String>,
    #[serde(default)]
    object: String,
    /// The choices of the page that the form stands on.
    #[serde(default)]
    view: String,
    #[serde(default, rename = "do")]
    action: String,
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
    /// The choices of the page that the form stands on.
    #[serde(default)]
    view: String,
}

/// Asks the metric now.
pub(super) async fn collect(visit: Visit, Path(slug): Path<String>, body: String) -> Response {
    let params = MetricParams::of_body(&body);
    let collected = visit
        .web
        .dbag
        .collect(&visit.actor, &slug, None, visit.now)
        .await;
    let code = match &collected {
        Ok(report) => {
            let days = DayRange {
                from: report.from,
                to: report.to,
            };
            let (dbag, actor) = (&visit.web.dbag, &visit.actor);
            match dbag.has_typed_values(actor, &slug, days).await {
                Ok(true) => "collected-typed",
                _ => "collected",
            }
        }
        Err(_) => "",
    };
    let sent = Sent::default();
    finished(&visit, &slug, (params, sent), collected, code).await
}

/// Shows what a backfill would change, or carries it out.
pub(super) async fn backfill(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<BackfillForm>,
) -> Response {
    let mut sent = Sent {
        fill: TypedDays {
            from: form.from.clone(),
            to: form.to.clone(),
        },
        ..Sent::default()
    };
    let params = MetricParams::of_view(&form.view, "");
    let days = match RangeChoice::parse_days(&form.from, &form.to) {
        Ok(days) => days,
        Err(error) => {
            let problem = Problem::field(error.field(), error.to_string());
            return refuse_on(&visit, &slug, params, sent, problem).await;
        }
    };
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    if form.yes.is_empty() {
        return match dbag.plan_backfill(actor, &slug, days, visit.now).await {
            Ok(plan) => {
                sent.plan = Some(plan);
                page(&visit, &slug, params, sent).await
            }
            Err(problem) => refuse_on(&visit, &slug, params, sent, at_last_day(problem)).await,
        };
    }
    let filled = dbag.backfill(actor, &slug, days, visit.now).await;
    finished(&visit, &slug, (params, sent), filled, "backfilled").await
}

/// Asks some past days again and shows what differs.
pub(super) async fn verify(visit: Visit, Path(slug): Path<String>, body: String) -> Response {
    /// Enough to see that something is wrong, and few enough to wait for.
    const DAYS: usize = 14;
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let params = MetricParams::of_body(&body);
    let mut sent = Sent::default();
    match dbag.verify(actor, &slug, DAYS, visit.now).await {
        Ok(verification) => {
            sent.verification = Some(verification);
            page(&visit, &slug, params, sent).await
        }
        Err(problem) => refuse_on(&visit, &slug, params, sent, problem).await,
    }
}

/// A day that cannot be asked is one after today, and so after the range's last that can be.
fn at_last_day(problem: Problem) -> Problem {
    match problem.field.as_deref() {
        Some("day") => problem.at("to"),
        _ => problem,
    }
}

/// Replaces a value by one that was typed.
pub(super) async fn correct(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<CorrectionForm>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let object = Some(form.object.as_str());
    let value = (form.action != "remove").then_some(form.value.as_str());
    let note = form.note.as_deref();
    let corrected = dbag
        .correct(actor, &slug, &form.day, value, note, object, visit.now)
        .await;
    let params = MetricParams::of_view(&form.view, &form.object);
    match corrected {
        Ok(corrected) => {
            let query = params.to_query();
            let code = correction_code(corrected, value);
            visit.see_other(&format!("/metric/{slug}?{query}done={code}#values"))
        }
        Err(problem) => {
            let correction = Correction {
                day: form.day,
                value: form.value,
                note: form.note.unwrap_or_default(),
            };
            let sent = Sent {
                correction,
                ..Sent::default()
            };
            refuse_on(&visit, &slug, params, sent, problem).await
        }
    }
}

/// What is told of a correction to a value, or of its removal.
fn correction_code(corrected: Corrected, typed: Option<&str>) -> String {
    let code = match (corrected, typed) {
        (Corrected::Nothing, _) => "as-it-was",
        (Corrected::Adopted, Some(_)) => "adopted",
        (Corrected::Adopted, None) => "emptied-adopted",
        (Corrected::Noted, _) => "renoted",
        (Corrected::NoteRemoved, _) => "unnoted",
        (Corrected::Written, Some(typed)) => return with_number("typed", typed),
        (Corrected::Revised, Some(typed)) => return with_number("corrected", typed),
        (Corrected::Written, None) => "emptied",
        (Corrected::Revised, None) => "emptied-kept",
    };
    code.to_owned()
}

/// The number as it was read: it was taken, so it is one.
fn with_number(code: &str, typed: &str) -> String {
    let number = Value::parse(typed).map_or(0.0, Value::get);
    format!("{code}:{number}")
}

/// Stops asking the metric by itself.
pub(super) async fn pause(visit: Visit, Path(slug): Path<String>, body: String) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let paused = dbag.pause_metric(actor, &slug, visit.now).await;
    let params = MetricParams::of_body(&body);
    done(&visit, &slug, params, paused, "paused").await
}

/// Asks the metric by itself again.
pub(super) async fn resume(visit: Visit, Path(slug): Path<String>, body: String) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let resumed = dbag.resume_metric(actor, &slug, visit.now).await;
    let params = MetricParams::of_body(&body);
    done(&visit, &slug, params, resumed, "resumed").await
}

/// Removes the metric.
pub(super) async fn remove(visit: Visit, Path(slug): Path<String>) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.remove_metric(actor, &slug, visit.now).await {
        Ok(()) => visit.see_other("/d?done=removed"),
        Err(problem) => {
            let (params, sent) = (MetricParams::default(), Sent::default());
            refuse_on(&visit, &slug, params, sent, problem).await
        }
    }
}

async fn done(
    visit: &Visit,
    slug: &str,
    params: MetricParams,
    outcome: Result<(), Problem>,
    code: &str,
) -> Response {
    match outcome {
        Ok(()) => {
            let query = params.to_query();
            visit.see_other(&format!("/metric/{slug}?{query}done={code}"))
        }
        Err(problem) => refuse_on(visit, slug, params, Sent::default(), problem).await,
    }
}

/// The page again with the news of a run.
async fn finished(
    visit: &Visit,
    slug: &str,
    (params, sent): (MetricParams, Sent),
    outcome: Result<RunReport, Problem>,
    code: &str,
) -> Response {
    let problem = match outcome {
        Ok(report) if report.state == RunState::Done => {
            let query = params.to_query();
            return visit.see_other(&format!("/metric/{slug}?{query}done={code}"));
        }
        Ok(report) => {
            let words = report.error;
            let words = words.unwrap_or_else(|| "some rows failed".to_owned());
            Problem::new(ProblemKind::SourceFailed, words)
        }
        Err(problem) => problem,
    };
    refuse_on(visit, slug, params, sent, problem).await
}

/// The metric's page as it was shown, with what is wrong; unless the page itself may not be seen.
pub(super) async fn refuse_on(
    visit: &Visit,
    slug: &str,
    params: MetricParams,
    mut sent: Sent,
    problem: Problem,
) -> Response {
    let is_elsewhere = matches!(
        problem.kind,
        ProblemKind::SignInNeeded | ProblemKind::NotAllowed | ProblemKind::NotFound
    );
    if is_elsewhere {
        return visit.problem(problem).await;
    }
    sent.problems.push(problem);
    page(visit, slug, params, sent).await
}
