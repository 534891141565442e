//! Messages that name things: what stands between backticks is set as code.

use leptos::prelude::*;

/// The words of a message. Texts stay texts; only the marks around names go.
pub(crate) fn said(message: &str) -> Vec<AnyView> {
    // A lone backtick is part of what somebody typed.
    if !message.matches('`').count().is_multiple_of(2) {
        return vec![message.to_owned().into_any()];
    }
    message
        .split('`')
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
        .map(|(at, part)| {
            let part = part.to_owned();
            if at % 2 == 1 {
                view! { <span class="code">{part}</span> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect()
}
