//! The page of a dashboard.

mod address;
mod calendar;
mod chart;
mod choices;
mod find;
mod grid;
mod head;
mod menu;
mod multiples;
mod notes;
mod number;
mod objects;
mod outdated;
mod outside;
mod panel;
mod place;
mod preview;
mod progress;
mod ranking;
mod read;
mod table;
mod told;

pub(crate) use self::outside::draw_outside;
pub(super) use self::preview::{Preview, preview};

use dbag_domain::{PanelKind, Role};
use dbag_operations::{DashboardView, Subject};
use leptos::prelude::*;

use self::address::Address;
use crate::Frame;
use crate::islands::{LinkedCharts, LiveValues};
use crate::page::DashboardPage;
use crate::ui::{KnownDay, ProblemNotice, Problems};

/// What the parts of the page share.
struct Shown<'a> {
    frame: &'a Frame,
    view: &'a DashboardView,
    address: Address,
    may_edit: bool,
    /// Whether an outsider looks, in a frame or by a link: nothing leads further, and a script
    /// without WASM reads what is drawn.
    is_outside: bool,
    /// Whether headings stand between the page's title and those of panels.
    has_headings: bool,
}

/// The dashboard over its range; about an object, where it is about a kind.
pub(super) fn draw(frame: &Frame, page: DashboardPage) -> AnyView {
    let view = &page.view;
    let is_heading = |panel: &dbag_operations::PanelView| panel.panel.kind == PanelKind::Heading;
    let shown = Shown {
        address: Address::of(frame, view),
        may_edit: frame.may(Role::Editor) && !page.wall,
        is_outside: false,
        has_headings: view.panels.iter().any(is_heading),
        frame,
        view,
    };
    let mut problems = Problems::from(Vec::from_iter(view.problem.clone()));
    let choices = (!page.wall).then(|| choices::draw(&shown, page.typed, &mut problems));
    let object = objects::bar(&shown, page.wall);
    let content = match view.subject {
        Subject::Unchosen => find::draw(&shown, &page.find, &page.found),
        Subject::Nothing | Subject::Object(_) => content(&shown),
    };
    let choices = choices.filter(|_| view.subject != Subject::Unchosen);
    let found = (view.subject != Subject::Unchosen && !page.find.is_empty())
        .then(|| find::draw(&shown, &page.find, &page.found));
    view! {
        {head::draw(&shown, page.wall)}
        <ProblemNotice messages=problems.rest() />
        {as_of(&shown)}
        {object}
        {found}
        {choices}
        {content}
    }
    .into_any()
}

/// That the page is not of now, and the way back.
fn as_of(shown: &Shown<'_>) -> Option<AnyView> {
    let day = shown.view.as_of?;
    let words = format!(
        "As it was known at the end of {}: later corrections are taken back.",
        day.medium()
    );
    let now = shown.address.as_of_now();
    Some(
        view! {
            <div class="notice" role="status">
                <p class="notice__text">{words} " " <a href=now>"Show what is known now"</a></p>
            </div>
        }
        .into_any(),
    )
}

fn content(shown: &Shown<'_>) -> AnyView {
    let (grid, notes) = (grid::draw(shown), notes::draw(shown));
    // What was known on an earlier day has no news.
    let live = shown.view.as_of.is_none().then(|| {
        let heard = &shown.frame.heard;
        let events = shown.frame.path(&format!("/events?heard={heard}"));
        view! { <span hidden="" data-live=events></span> }
    });
    view! {
        <LiveValues>
            {live}
            <LinkedCharts>{grid}</LinkedCharts>
        </LiveValues>
        <KnownDay />
        {notes}
    }
    .into_any()
}

/// The page's title: the dashboard's, after the object that it is about.
pub(super) fn title(page: &DashboardPage) -> String {
    let label = &page.view.dashboard.label;
    match page.view.subject.object() {
        Some(object) => format!("{} · {label}", objects::name(object)),
        None => label.to_string(),
    }
}
