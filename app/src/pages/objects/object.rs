//! The page of one object: everything that is remembered of it.

use dbag_domain::Role;
use dbag_operations::ObjectView;
use leptos::prelude::*;

use crate::Frame;
use crate::escape::{object_part, query_text};
use crate::islands::ScrubbedCards;
use crate::page::ObjectPage;
use crate::pages::gallery::draw_card;
use crate::ui::{EmptyNotice, Head, Post, ProblemNotice, Problems, TextField};
use crate::words::sentence;

/// Its cards, the dashboards that have a page for it, and what editors can do.
pub(crate) fn draw(frame: &Frame, page: ObjectPage) -> AnyView {
    let view = page.view;
    let object = view.detail.object.clone();
    let kind = object.kind.to_string();
    let key = object_part(object.key.as_str());
    let base = frame.path(&format!("/objects/{kind}"));
    let crumbs = vec![
        ("Objects".to_owned(), frame.path("/objects")),
        (sentence(&kind), base.clone()),
    ];
    let about = if object.label.is_empty() {
        String::new()
    } else {
        format!("Key {}", object.key)
    };
    let badge = view.detail.archived_at.map(|_| "archived");
    let dashboards = dashboards(frame, &view, &key);
    let mut problems = Problems::from(page.problems);
    let may_edit = frame.may(Role::Editor);
    let edit = may_edit.then(|| {
        let action = format!("{base}/{key}");
        let is_archived = view.detail.archived_at.is_some();
        let label = if page.label.is_empty() {
            object.label.clone()
        } else {
            page.label
        };
        let merge = super::merge::draw(action.clone(), page.merging, &mut problems);
        let edit = edit(action, label, is_archived, &mut problems);
        view! { <div>{edit} {merge}</div> }
    });
    let attributes = attributes(&base, &view);
    view! {
        <Head title=object.name() badge=badge about=about.as_str() crumbs=crumbs>
            {dashboards}
        </Head>
        <ProblemNotice messages=problems.rest() />
        {attributes}
        {cards(frame, view, object.key.as_str())}
        {edit}
    }
    .into_any()
}

fn dashboards(frame: &Frame, view: &ObjectView, key: &str) -> Vec<AnyView> {
    let link = |(slug, label): &(String, String)| {
        let to = frame.path(&format!("/d/{slug}/{key}"));
        view! { <a class="button" href=to>{format!("Dashboard: {label}")}</a> }.into_any()
    };
    view.dashboards.iter().map(link).collect()
}

/// What is said of it; each leads to the others of which the same is said.
fn attributes(base: &str, view: &ObjectView) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = view
        .detail
        .attributes
        .iter()
        .map(|(name, text)| {
            let alike = format!("{base}?find={}", query_text(text));
            view! {
                <div class="facts__item">
                    <dt class="facts__name">{name.clone()}</dt>
                    <dd><a href=alike>{text.clone()}</a></dd>
                </div>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <dl class="facts">{rows}</dl> })
}

fn cards(frame: &Frame, view: ObjectView, key: &str) -> AnyView {
    if view.cards.is_empty() {
        return view! { <EmptyNotice text="Nothing is remembered of it any more." /> }.into_any();
    }
    let clock = frame.clock(None);
    let cards: Vec<_> = view
        .cards
        .into_iter()
        .map(|card| {
            let to = frame.path(&format!("/metric/{}?object={}", card.slug, query_text(key)));
            draw_card(&clock, card, to)
        })
        .collect();
    view! { <ScrubbedCards><ul class="cards">{cards}</ul></ScrubbedCards> }.into_any()
}

fn edit(
    action: String,
    label: String,
    is_archived: bool,
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let problem = problems.take("label");
    let (archive, word) = match is_archived {
        true => ("restore", "Take it back from the archive"),
        false => ("archive", "Archive it"),
    };
    let hint = "It leaves the directory and rankings; its values stay.";
    view! {
        <details class="disclosure">
            <summary class="disclosure__summary">"Rename or archive"</summary>
            <div class="disclosure__body">
                <form class="form is-inline" method="post" action=action.clone()>
                    <TextField name="label" label="Name" value=label problem=problem />
                    <button class="button" name="do" value="rename">"Rename"</button>
                </form>
                <div class="row">
                    <Post action=action title=word with=vec![("do", archive.to_owned())] />
                    <span>{hint}</span>
                </div>
            </div>
        </details>
    }
}
