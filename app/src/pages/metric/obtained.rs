//! What is rarely needed: filling backwards, how the number is obtained, removing.

use dbag_domain::{AbsentMeans, Role};
use dbag_operations::condition_words;
use leptos::prelude::*;

use super::{Shown, backfill, verified};
use crate::page::TypedDays;
use crate::ui::{Post, Problems};

/// A fact: its name and what it is, with whether it is code.
type Fact = (String, AnyView);

/// What unfolds at the end of the page, the goal first.
pub(super) fn draw(
    shown: &Shown<'_>,
    (fill, goal): (TypedDays, AnyView),
    problems: &mut Problems,
) -> impl IntoView + use<> {
    let can_fill = shown.may_edit && shown.view.has_history && shown.view.is_asked;
    let fill = can_fill.then(|| backfill::form(shown, fill, problems));
    let remove = shown.may_edit.then(|| remove(shown));
    let facts: Vec<_> = facts(shown)
        .into_iter()
        .map(|(name, what)| {
            view! {
                <div class="facts__item">
                    <dt class="facts__name">{name}</dt>
                    <dd>{what}</dd>
                </div>
            }
        })
        .collect();
    view! {
        <section class="stack is-tight" aria-labelledby="h-more">
            <h2 id="h-more">"More"</h2>
            <div>
                {goal}
                {fill}
                {can_fill.then(|| verified::form(shown))}
                <details class="disclosure">
                    <summary class="disclosure__summary">"How it is obtained"</summary>
                    <div class="disclosure__body"><dl class="facts">{facts}</dl></div>
                </details>
                {remove}
            </div>
        </section>
    }
}

fn remove(shown: &Shown<'_>) -> impl IntoView + use<> {
    view! {
        <details class="disclosure is-screen-only">
            <summary class="disclosure__summary">"Remove"</summary>
            <div class="disclosure__body">
                <p class="is-muted">
                    "Removes the metric from all pages and stops asking it. Pausing keeps it."
                </p>
                <div>
                    <Post
                        action=shown.action("remove")
                        title="Remove the metric"
                        class="button is-danger"
                    />
                </div>
            </div>
        </details>
    }
}

/// Viewers are told what a number means, editors also how it is asked for.
fn facts(shown: &Shown<'_>) -> Vec<Fact> {
    let view = shown.view;
    let metric = &view.metric;
    let mut facts = vec![fact("Kind", &view.type_title)];
    if shown.may_edit {
        if let Some(source) = &view.source {
            facts.push(("Source".to_owned(), source_link(shown, source)));
        }
        for (key, answer) in &metric.properties.0 {
            if let ("filters", Some(filters)) = (key.as_str(), answer.as_array()) {
                let filters = filters.iter().map(condition_words);
                facts.extend(filters.map(|words| ("Only where".to_owned(), code(words))));
                continue;
            }
            let text = answer
                .as_str()
                .map_or_else(|| answer.to_string(), str::to_owned);
            let name = key.replace('_', " ");
            facts.push((crate::words::sentence(&name), code(text)));
        }
        let absent = match metric.absent_means {
            AbsentMeans::Zero => "zero",
            AbsentMeans::Gap => "a gap",
        };
        facts.push(fact("No row means", absent));
    }
    facts.push(fact("Weeks, months", metric.rollup.title()));
    facts.push(fact("Days in", shown.clock.zone.name()));
    if let Some(at) = view.updated {
        facts.push(fact("Last answer", &shown.clock.ago(at)));
    }
    if !metric.owner.is_empty() {
        facts.push(fact("Owner", &metric.owner));
    }
    // Saving refuses other addresses; a page would run what starts with `javascript:`.
    if metric.link_url.starts_with("https://") || metric.link_url.starts_with("http://") {
        let (address, text) = (metric.link_url.clone(), metric.link_url.clone());
        let link = view! { <a href=address rel="noreferrer">{text}</a> };
        facts.push(("Where it comes from".to_owned(), link.into_any()));
    }
    facts
}

fn fact(name: &str, what: &str) -> Fact {
    (name.to_owned(), what.to_owned().into_any())
}

fn code(text: String) -> AnyView {
    if text.contains('\n') {
        view! { <pre class="code-block" tabindex="0">{text}</pre> }.into_any()
    } else {
        view! { <span class="code">{text}</span> }.into_any()
    }
}

fn source_link(shown: &Shown<'_>, source: &str) -> AnyView {
    let name = source.to_owned();
    if shown.frame.may(Role::Editor) {
        let address = shown.frame.path("/sources");
        view! { <a href=address>{name}</a> }.into_any()
    } else {
        name.into_any()
    }
}
