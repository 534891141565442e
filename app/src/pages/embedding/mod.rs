//! Showing a dashboard to outsiders: in one's own product, or by a link.

mod check;
mod keys;
mod links;
mod settings;
mod signing;
mod snippet;

use dbag_domain::Role;
use leptos::prelude::*;

use crate::Frame;
use crate::embedding::EmbeddingPage;
use crate::ui::{Head, ProblemNotice, Problems};

/// The id of the objects that are suggested.
const OBJECTS: &str = "objects";

/// What the sections of the page share.
struct Shown<'a> {
    frame: &'a Frame,
    page: &'a EmbeddingPage,
    /// Where its forms go.
    action: String,
    is_admin: bool,
}

/// Links first: most people want one. Then what a product needs, in the order in which it is done.
pub(super) fn draw(frame: &Frame, page: &EmbeddingPage) -> AnyView {
    let mut problems = Problems::from(page.problems.clone());
    let home = frame.path(&format!("/d/{}", page.slug));
    let shown = Shown {
        action: format!("{home}/share"),
        is_admin: frame.may(Role::Admin),
        frame,
        page,
    };
    let crumbs = vec![
        ("Dashboards".to_owned(), frame.path("/d")),
        (page.label.clone(), home),
    ];
    let links = links::draw(&shown, &mut problems);
    let settings = settings::draw(&shown, &mut problems);
    let keys = keys::draw(&shown, &mut problems);
    let snippet = snippet::draw(&shown, &mut problems);
    let suggested: Vec<_> = page
        .objects
        .iter()
        .map(|object| {
            let label = (!object.label.is_empty()).then(|| object.label.clone());
            view! { <option value=object.key.to_string() label=label /> }
        })
        .collect();
    let about = "Show it to people outside of your team: by a link, or in your own product.";
    view! {
        <Head title="Share and embed" about=about crumbs=crumbs />
        <ProblemNotice messages=problems.rest() />
        <datalist id=OBJECTS>{suggested}</datalist>
        {links}
        <h2 class="section__title" id="embed">"In your own product"</h2>
        {check::draw(&shown)}
        {settings}
        {keys}
        {snippet}
    }
    .into_any()
}

/// The page's title.
pub(super) fn title(page: &EmbeddingPage) -> String {
    format!("Share {}", page.label)
}
