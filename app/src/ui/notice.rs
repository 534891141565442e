//! What stands where content would, and what just happened.

use dbag_domain::Value;
use leptos::prelude::*;

use super::{MARK, Mark, said};
use crate::pages::undone;
use crate::words::full_sentence;

/// What was just done, told once.
#[component]
pub(crate) fn DoneNotice(
    /// Its code, as the address says it; a code that is not known says nothing.
    code: Option<String>,
) -> impl IntoView {
    let code = code?;
    let words = match (told(&code), told_of_number(&code)) {
        (Some(words), _) => words.to_owned(),
        (None, Some(words)) => words,
        (None, None) => undone(&code)?,
    };
    Some(view! {
        <div class="notice is-done" role="status">
            <p class="notice__text">{words}</p>
        </div>
    })
}

/// What a code tells, where it is always the same.
fn told(code: &str) -> Option<&'static str> {
    Some(match code {
        "saved" => "Saved.",
        "collected" => "Collected: the newest values are below.",
        "paused" => "Paused: its values stay, and it is not asked until it is resumed.",
        "resumed" => "Resumed: it is asked every day again.",
        "removed" => "Removed.",
        "revoked" => "Revoked: it opens nothing from now on.",
        "collected-typed" => {
            "Collected. What somebody typed or removed stays as it is: asking does not replace it."
        }
        "adopted" => "The same number stood there; it is yours now.",
        "emptied-adopted" => "The day was a gap already; it stands with your name now.",
        "renoted" => "That is what the day says already; the new note stands with it now.",
        "unnoted" => {
            "That is what the day says already; its note is gone from it, and stays on record."
        }
        "emptied" => "Removed: the day is a gap. Nothing final stood there, so nothing is kept.",
        "emptied-kept" => "Removed: the day is a gap; what stood there stays on record.",
        "noted" => "Noted: it stands in every chart that it is about.",
        "note-removed" => "The note is gone.",
        "goal-set" => "The goal is set.",
        "goal-removed" => "The goal is gone.",
        "as-it-was" => "Nothing changed: that is what the day says already.",
        "backfilled" => "Filled backwards: the values below are what the source says.",
        "described" => "Described: the objects have these names and attributes.",
        "described-in-part" => "Described in part: some rows could not be used.",
        "merged" => "Merged: all that was known of the other is here, and its addresses lead here.",
        "added" => "Added.",
        "signed-out" => "You are signed out.",
        "ended" => {
            "Your session has ended: sign in again. What you were typing is not saved; the \
             browser's Back button may still have it."
        }
        _ => return None,
    })
}

/// What a code like `typed:1.25` tells: how the number was read, as some write 1.250 for what others write 1,250.
fn told_of_number(code: &str) -> Option<String> {
    let (code, number) = code.split_once(':')?;
    let number = Value::parse(number).ok()?.get();
    Some(match code {
        "corrected" => {
            format!("Corrected to {number}: what stood there and your name stay on record.")
        }
        "typed" => format!(
            "Saved {number} with your name. Nothing final stood there, so nothing older is kept."
        ),
        _ => return None,
    })
}

/// What is wrong and belongs to no field.
#[component]
pub(crate) fn ProblemNotice(
    /// A sentence each; nothing is drawn without any.
    messages: Vec<String>,
) -> impl IntoView {
    let lines = messages
        .iter()
        .map(|message| {
            let message = said(&full_sentence(message));
            view! { <p class="notice__text">{message}</p> }
        })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| {
        view! { <div class="notice is-failed" role="alert">{lines}</div> }
    })
}

/// Nothing is there yet, and the one thing to do about it.
#[component]
pub(crate) fn EmptyNotice(
    /// A sentence.
    text: &'static str,
    /// Where the way out leads, and what it is called.
    #[prop(optional_no_strip)]
    action: Option<(String, &'static str)>,
) -> impl IntoView {
    let action = action
        .map(|(address, title)| view! { <a class="button is-primary" href=address>{title}</a> });
    view! {
        <div class="notice is-empty">
            <Mark class=MARK />
            <p class="notice__text">{text}</p>
            {action}
        </div>
    }
}
