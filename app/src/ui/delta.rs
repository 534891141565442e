//! Changes in words, with an arrow and a colour that only repeat them.

use dbag_domain::{Delta, Direction};
use leptos::prelude::*;

use crate::words::{arrow, cut};

/// A change since another day, as the content of a `.delta`.
pub(crate) struct Change {
    /// The classes: `delta is-up is-good`.
    pub(crate) class: String,
    size: Option<(&'static str, String)>,
    rest: String,
}

impl Change {
    /// The change as a metric of this direction sees it.
    pub(crate) fn of(delta: &Delta, direction: Direction) -> Self {
        let (size, rest) = cut(&delta.words);
        let mut class = String::from("delta");
        if !size.is_empty() {
            class.push_str(if delta.change > 0.0 {
                " is-up"
            } else {
                " is-down"
            });
        }
        class.push_str(match delta.is_good(direction) {
            Some(true) => " is-good",
            Some(false) => " is-bad",
            None => "",
        });
        Self {
            class,
            size: (!size.is_empty()).then(|| (arrow(delta.change), format!(" {size}"))),
            rest: if size.is_empty() {
                rest.to_owned()
            } else {
                format!(" {rest}")
            },
        }
    }

    /// The words.
    pub(crate) fn into_words(self) -> impl IntoView {
        let change = self.size.map(|(arrow, size)| {
            view! {
                <span class="delta__change">
                    <span class="delta__arrow" aria-hidden="true">{arrow}</span>
                    {size}
                </span>
            }
        });
        (change, self.rest)
    }
}
