//! A table: titles of columns over rows.

use leptos::prelude::*;

/// A column's title, and how its cells are laid out.
pub(crate) struct Column {
    title: &'static str,
    class: &'static str,
    is_seen: bool,
}

impl Column {
    /// Of words.
    pub(crate) const fn of(title: &'static str) -> Self {
        Self {
            title,
            class: "",
            is_seen: true,
        }
    }

    /// Of numbers.
    pub(crate) const fn number(title: &'static str) -> Self {
        Self {
            class: "is-number",
            ..Self::of(title)
        }
    }

    /// Of what a phone can do without.
    pub(crate) const fn minor(title: &'static str) -> Self {
        Self {
            class: "is-minor",
            ..Self::of(title)
        }
    }

    /// Of buttons, which say themselves what they do.
    pub(crate) const fn actions() -> Self {
        Self {
            is_seen: false,
            ..Self::of("Action")
        }
    }
}

/// Rows under the titles of their columns.
#[component]
pub(crate) fn Table<R: IntoView + IntoAny + 'static>(
    /// From left to right.
    columns: Vec<Column>,
    /// The rows.
    rows: Vec<R>,
    /// What the table is called, if no heading says so.
    #[prop(optional)]
    caption: Option<AnyView>,
    /// The classes of what it scrolls in.
    #[prop(default = "table-wrap")]
    wrap: &'static str,
    /// Its own classes.
    #[prop(default = "table")]
    class: &'static str,
) -> impl IntoView {
    let titles: Vec<_> = columns.into_iter().map(title).collect();
    // Without their types, which are long, the compiler follows.
    let rows: Vec<AnyView> = rows.into_iter().map(IntoAny::into_any).collect();
    view! {
        <div class=wrap>
            <table class=class>
                {caption} <thead>
                    <tr>{titles}</tr>
                </thead> <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn title(column: Column) -> AnyView {
    let Column {
        title,
        class,
        is_seen,
    } = column;
    let class = (!class.is_empty()).then_some(class);
    match is_seen {
        true => view! { <th scope="col" class=class>{title}</th> }.into_any(),
        false => {
            view! { <th scope="col" class=class><span class="visually-hidden">{title}</span></th> }
                .into_any()
        }
    }
}
