//! A panel: its title, what can be done with it, and what it shows.

use dbag_domain::PanelKind;
use dbag_operations::{DashboardView, PanelContent, PanelView, SeriesView, Unavailable};
use leptos::prelude::*;

use super::{Shown, calendar, chart, menu, multiples, number, progress, ranking, table};
use crate::markdown::to_html;
use crate::ui::Prose;

/// A panel at its place.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, place: &str) -> AnyView {
    if panel.content == PanelContent::Heading {
        return heading(panel, place);
    }
    let id = format!("p{}", panel.panel.id.0);
    let title_id = format!("{id}-t");
    let class = format!("panel is-{} {place}", panel.panel.kind);
    let head = head(shown, panel, &title_id);
    let body = body(shown, panel);
    // A text without a title is just there.
    let named_by = head.is_some().then_some(title_id);
    view! {
        <article class=class id=id aria-labelledby=named_by>
            {head}
            {body}
            {missing(panel)}
        </article>
    }
    .into_any()
}

/// What of several series is not shown, and why.
fn missing(panel: &PanelView) -> Option<AnyView> {
    let mut words: Vec<String> = panel.missing.iter().map(Unavailable::words).collect();
    words.dedup();
    let lines: Vec<_> = words
        .into_iter()
        .map(|words| view! { <p class="panel__missing">{words}</p> })
        .collect();
    (!lines.is_empty()).then(|| lines.into_any())
}

fn heading(panel: &PanelView, place: &str) -> AnyView {
    let class = format!("panel is-heading {place}");
    let id = format!("p{}", panel.panel.id.0);
    let title = panel.title.clone();
    view! { <h2 class=class id=id>{title}</h2> }.into_any()
}

fn head(shown: &Shown<'_>, panel: &PanelView, title_id: &str) -> Option<AnyView> {
    let is_bare_text = panel.panel.kind == PanelKind::Text && panel.panel.title.is_empty();
    if is_bare_text || panel.title.is_empty() {
        return None;
    }
    let id = title_id.to_owned();
    let title = title(shown, panel);
    let title = if shown.has_headings {
        view! { <h3 class="panel__title" id=id>{title}</h3> }.into_any()
    } else {
        view! { <h2 class="panel__title" id=id>{title}</h2> }.into_any()
    };
    let own = days(shown, panel);
    let unbound = (panel.is_unbound && shown.may_edit).then(|| {
        view! {
            <span class="badge" title="It shows the whole, not this page’s object.">"not bound"</span>
        }
    });
    Some(
        view! {
            <div class="panel__head">
                {title}
                {unbound}
                {own}
                {(!shown.is_outside).then(|| menu::draw(shown, panel))}
            </div>
        }
        .into_any(),
    )
}

/// The days, where they are not the page's.
pub(super) fn own_days(view: &DashboardView, panel: &PanelView) -> Option<String> {
    let has_own = panel.panel.kind.has_values() && panel.days != view.days;
    has_own.then(|| panel.days.spoken(view.today))
}

/// The same words; a cursor says its day in this place.
fn days(shown: &Shown<'_>, panel: &PanelView) -> Option<AnyView> {
    let is_read = matches!(
        panel.content,
        PanelContent::Chart(_) | PanelContent::Calendar(_)
    );
    let words = own_days(shown.view, panel);
    let has_own = words.is_some();
    let class = if is_read {
        "panel__own panel__day"
    } else {
        "panel__own"
    };
    (is_read || has_own).then(|| view! { <span class=class>{words}</span> }.into_any())
}

/// The title; the way to the metric's page where it is about one only.
fn title(shown: &Shown<'_>, panel: &PanelView) -> AnyView {
    let words = panel.title.clone();
    let address = match &panel.content {
        PanelContent::Ranking(ranking) => Some(shown.address.metric(ranking.metric.as_str(), None)),
        PanelContent::Multiples(all) => {
            Some(shown.address.metric(all.ranking.metric.as_str(), None))
        }
        content => only_series(content).map(|one| {
            shown
                .address
                .metric(one.metric.as_str(), one.object.as_deref())
        }),
    };
    match address.filter(|_| !shown.is_outside) {
        Some(address) => view! { <a class="panel__link" href=address>{words}</a> }.into_any(),
        None => words.into_any(),
    }
}

/// The series, where a panel has just one.
pub(super) fn only_series(content: &PanelContent) -> Option<&SeriesView> {
    match content {
        PanelContent::Number(number) => Some(&number.series),
        PanelContent::Calendar(series) => Some(series),
        PanelContent::Progress(progress) => Some(&progress.series),
        PanelContent::Chart(chart) => match chart.series.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}

/// What a panel shows, below its title.
pub(super) fn body(shown: &Shown<'_>, panel: &PanelView) -> AnyView {
    match &panel.content {
        PanelContent::Heading => ().into_any(),
        PanelContent::Text(text) => {
            view! { <div class="panel__scroll"><Prose html=to_html(text) /></div> }.into_any()
        }
        PanelContent::Number(one) => number::draw(shown, panel, one),
        PanelContent::Chart(one) if panel.panel.kind == PanelKind::Table => {
            table::draw(shown, panel, one)
        }
        PanelContent::Chart(one) => chart::draw(shown, panel, one),
        PanelContent::Calendar(series) => calendar::draw(shown, panel, series),
        PanelContent::Progress(one) => progress::draw(shown, panel, one),
        PanelContent::Ranking(one) => ranking::draw(shown, panel, one),
        PanelContent::Multiples(one) => multiples::draw(shown, panel, one),
        PanelContent::Unavailable(why) => unavailable(shown, why),
    }
}

/// Why there is nothing, and the way out for whoever may take it.
fn unavailable(shown: &Shown<'_>, why: &Unavailable) -> AnyView {
    let is_set_wrong = !matches!(
        why,
        Unavailable::NoValuesYet
            | Unavailable::NoValuesHere(_)
            | Unavailable::NothingKnownThen
            | Unavailable::NotAsOf
            | Unavailable::NoGoalHere
            | Unavailable::GoalLater(_)
            | Unavailable::FewObjects
            | Unavailable::NotShown
    );
    let way_out = (is_set_wrong && shown.may_edit).then(|| match why {
        Unavailable::NoGoal { metric, object } => {
            let metric = shown.address.metric(metric.as_str(), object.as_deref());
            view! { <a href=metric + "#goal">"Set a goal"</a> }.into_any()
        }
        _ => {
            let address = format!("{}/edit", shown.address.dashboard());
            view! { <a href=address>"Edit the panel"</a> }.into_any()
        }
    });
    let words = match shown.is_outside {
        true => why.plain_words(),
        false => why.words(),
    };
    view! {
        <div class="panel__none">
            <p>{words}</p>
            {way_out}
        </div>
    }
    .into_any()
}
