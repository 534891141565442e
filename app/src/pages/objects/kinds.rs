//! The kinds of objects there are.

use dbag_operations::KindRow;
use leptos::prelude::*;

use crate::Frame;
use crate::ui::{EmptyNotice, Head};
use crate::words::{count, sentence};

/// A link for each kind; where there is none, how one comes to be.
pub(crate) fn draw(frame: &Frame, kinds: Vec<KindRow>) -> AnyView {
    if kinds.is_empty() {
        let text = "No objects yet. A metric with values for objects brings them: choose the \
                    column that names the customer, for example.";
        return view! {
            <Head title="Objects" />
            <EmptyNotice text=text />
        }
        .into_any();
    }
    let rows = kinds.into_iter().map(|row| {
        let address = frame.path(&format!("/objects/{}", row.kind));
        let objects = usize::try_from(row.objects).unwrap_or(0);
        view! {
            <li class="list__item">
                <a class="list__link" href=address>{sentence(row.kind.as_str())}</a>
                <span class="list__note">{count(objects, "object")}</span>
            </li>
        }
    });
    view! {
        <Head title="Objects" about="What values are tied to, by kind." />
        <ul class="list">{rows.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}
