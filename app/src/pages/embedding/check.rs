//! The check before publishing: what outsiders would see, for two objects side by side.

use dbag_operations::PanelCheck;
use leptos::prelude::*;

use super::Shown;

/// A row a panel; what is not bound stands out.
pub(super) fn draw(shown: &Shown<'_>) -> AnyView {
    let check = &shown.page.check;
    let verdict = match (check.passes(), shown.page.about.as_deref()) {
        (true, Some(kind)) => format!(
            "Every panel shows the page’s {kind}, or something else on purpose. This is what two of \
             them would see."
        ),
        (true, None) => "This is what everybody would see.".to_owned(),
        (false, _) => {
            "Panels that are not bound to the page’s object are kept from outsiders, and it \
                       cannot be switched on. Bind them, or take them off the dashboard."
                .to_owned()
        }
    };
    let heads: Vec<_> = match check.objects.as_slice() {
        [] => vec![view! { <th scope="col">"Everybody"</th> }.into_any()],
        objects => objects
            .iter()
            .map(|object| view! { <th scope="col">{object.name().to_owned()}</th> }.into_any())
            .collect(),
    };
    let rows: Vec<_> = check.panels.iter().map(row).collect();
    view! {
        <section class="section" aria-labelledby="h-check">
            <h3 id="h-check">"1. See what outsiders would see"</h3>
            <p class="section__about">{verdict}</p>
            <div class="table-wrap">
                <table class="table is-dense">
                    <thead><tr><th scope="col">"Panel"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(panel: &PanelCheck) -> AnyView {
    let badge = panel
        .is_refused
        .then(|| view! { " " <span class="badge is-bad">"not bound"</span> });
    let all = panel
        .tells_of_all
        .then(|| view! { " " <span class="badge">"tells of all"</span> });
    let cells: Vec<_> = panel
        .told
        .iter()
        .map(|told| view! { <td>{told.clone()}</td> })
        .collect();
    view! { <tr><th scope="row">{panel.title.clone()}{badge}{all}</th>{cells}</tr> }.into_any()
}
