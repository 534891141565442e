//! What one sees where something else could not be done.

use dbag_domain::{Problem, ProblemKind};
use leptos::prelude::*;

use crate::Frame;
use crate::ui::{Mark, said};
use crate::words::full_sentence;

/// Says why, and what to do about it.
pub(super) fn draw(frame: &Frame, problem: &Problem) -> impl IntoView + use<> {
    let title = match problem.kind {
        ProblemKind::NotAllowed => "This takes another role",
        ProblemKind::SignInNeeded => "Sign in first",
        ProblemKind::Conflict => "Somebody else was faster",
        ProblemKind::Busy => "Not right now",
        ProblemKind::TooOften => "Not so fast",
        ProblemKind::SourceFailed => "The source did not answer",
        ProblemKind::NotFound => "There is nothing here",
        ProblemKind::Invalid => "This cannot be done",
        ProblemKind::Internal => "This page could not be made",
    };
    let (address, way_out) = match problem.kind {
        ProblemKind::SignInNeeded => ("/login", "Sign in"),
        _ => ("/", "All metrics"),
    };
    let address = frame.path(address);
    view! {
        <div class="lost" role="alert">
            <Mark class="lost__mark" />
            <h1>{title}</h1>
            <p class="is-muted">{said(&full_sentence(&problem.message))}</p>
            <p><a class="button is-primary" href=address>{way_out}</a></p>
        </div>
    }
}
