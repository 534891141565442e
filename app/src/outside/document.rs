//! The documents around what outsiders see. No island, no WASM, no word of who they are.

use chrono::{DateTime, Utc};
use dbag_domain::RangeChoice;
use dbag_operations::{DashboardView, Subject};
use leptos::attr::custom::CustomAttribute;
use leptos::prelude::*;

use super::Look;
use crate::Frame;
use crate::site::Site;
use crate::words::full_sentence;

/// What every page for outsiders shares.
#[derive(Clone)]
pub struct OutsideFrame {
    /// Where the site lives.
    pub site: Site,
    /// The instance's time zone by IANA name.
    pub time_zone: String,
    /// The instant at which the page is drawn.
    pub now: DateTime<Utc>,
    /// The look that was asked for.
    pub look: Look,
}

/// A dashboard, or one of its panels.
#[derive(Debug, Clone)]
pub struct OutsidePage {
    /// What is shown.
    pub view: DashboardView,
    /// Whether it is one panel, which fills the frame.
    pub is_panel: bool,
    /// Whether its title stands above it.
    pub titled: bool,
    /// Whether a line is drawn around it.
    pub bordered: bool,
    /// Whether it has a window of its own, with choices.
    pub is_shared: bool,
    /// What a link to it unfurls to, where it may be linked to.
    pub card: Option<Card>,
}

/// What a pasted link unfurls to (Open Graph, oEmbed discovery); absolute addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The page's address.
    pub address: String,
    /// A picture of it, if one of its panels has one.
    pub picture: Option<String>,
    /// The picture's size in pixels.
    pub size: (u32, u32),
    /// Where its oEmbed is.
    pub oembed: String,
}

/// Why nothing is shown, as far as outsiders are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The address holds no more, or never did.
    NotAvailable,
    /// The link leads nowhere, or no longer.
    NoLink,
    /// The address asks for something that there is not.
    BadRequest,
    /// It will pass.
    NotNow,
}

/// A shared dashboard that asks for its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordPage {
    /// Where the form goes.
    pub action: String,
    /// What was wrong with the last try.
    pub problem: Option<String>,
}

impl OutsidePage {
    /// What it is called: the dashboard's title, after the object that it is about.
    pub fn title(&self) -> String {
        let view = &self.view;
        if self.is_panel
            && let [panel] = view.panels.as_slice()
        {
            return panel.title.clone();
        }
        match &view.subject {
            Subject::Object(page) => format!("{} · {}", page.object.name(), view.dashboard.label),
            _ => view.dashboard.label.to_string(),
        }
    }
}

/// A page with its panels, complete without any script.
pub fn render_outside(frame: &OutsideFrame, page: &OutsidePage) -> String {
    let inner = Frame {
        site: frame.site.clone(),
        nonce: String::new(),
        viewer: None,
        done: None,
        time_zone: frame.time_zone.clone(),
        now: frame.now,
        heard: String::new(),
        refresh: None,
    };
    let title = page.title();
    let heading = (page.titled && !page.is_panel).then(|| heading(&page.view));
    let panels = || crate::pages::draw_outside(&inner, &page.view);
    let choices = page.is_shared.then(|| choices(&page.view));
    let class = match (page.is_panel, page.bordered) {
        (true, true) => "frame is-panel is-bordered",
        (true, false) => "frame is-panel",
        (false, true) => "frame is-bordered",
        (false, false) => "frame",
    };
    let class = if page.is_shared {
        format!("{class} is-shared")
    } else {
        class.to_owned()
    };
    let untitled = (!page.titled).then_some("");
    let body = || {
        view! {
            <main class=class data-untitled=untitled>
                {heading}
                {choices}
                {panels()}
            </main>
        }
        .into_any()
    };
    let script = frame.site.asset("/embed-frame.js");
    drawn(|| {
        let card = page.card.as_ref().map(|card| card_tags(card, &title));
        let script = view! { <script src=script defer=""></script> }.into_any();
        document(frame, &title, card, body(), Some(script))
    })
}

/// A page without a word of what there is, or is not.
pub fn render_refusal(frame: &OutsideFrame, refusal: Refusal) -> String {
    let (title, words) = match refusal {
        Refusal::NotAvailable => (
            "Not available",
            "This view is not available, or no longer. Load the page around it anew, or ask \
             whoever showed it to you.",
        ),
        Refusal::NoLink => (
            "Not available",
            "This link leads nowhere, or no longer. Ask whoever gave it to you for another one.",
        ),
        Refusal::BadRequest => (
            "Not available",
            "The address asks for something that is not there.",
        ),
        Refusal::NotNow => ("Not right now", "Come back in a moment."),
    };
    drawn(|| {
        let body = view! {
            <main class="frame is-refusal">
                <h1>{title}</h1>
                <p>{words}</p>
            </main>
        };
        document(frame, title, None, body.into_any(), None)
    })
}

/// The form that a password is typed into.
pub fn render_password(frame: &OutsideFrame, page: &PasswordPage) -> String {
    let problem = page.problem.clone().map(|words| {
        let words = full_sentence(&words);
        view! { <p class="frame__problem" role="alert">{words}</p> }
    });
    let action = page.action.clone();
    drawn(|| {
        let body = view! {
            <main class="frame is-refusal">
                <h1>"A password is needed"</h1>
                {problem}
                <form class="frame__form" method="post" action=action>
                    <label for="password">"Password"</label>
                    <input
                        class="frame__input"
                        id="password"
                        name="password"
                        type="password"
                        autocomplete="off"
                        required=""
                        autofocus=""
                    />
                    <button class="frame__button">"Show"</button>
                </form>
            </main>
        };
        document(frame, "A password is needed", None, body.into_any(), None)
    })
}

fn drawn(make: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    let html = owner.with(|| make().to_html());
    owner.unset_with_forced_cleanup();
    crate::document::without_markers(&html)
}

fn document(
    frame: &OutsideFrame,
    title: &str,
    card: Option<AnyView>,
    body: AnyView,
    script: Option<AnyView>,
) -> AnyView {
    let title = title.to_owned();
    let style = frame.look.css().map(|css| view! { <style>{css}</style> });
    let icon = frame.site.asset("/favicon.svg");
    let sheet = frame.site.asset("/pkg/embed.css");
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=frame.look.theme() data-look=frame.look.names()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex" />
                <title>{title}</title>
                {card}
                <link rel="icon" href=icon type="image/svg+xml" />
                <link rel="stylesheet" href=sheet />
                {style}
                {script}
            </head>
            <body>{body}</body>
        </html>
    }
    .into_any()
}

/// The object that it is about, and the dashboard's title.
fn heading(view: &DashboardView) -> AnyView {
    let label = match view.dashboard.icon.as_str() {
        "" => view.dashboard.label.to_string(),
        icon => format!("{icon} {}", view.dashboard.label),
    };
    let (title, label) = match view.subject.object() {
        Some(object) => (object.name().to_owned(), Some(label)),
        None => (label, None),
    };
    let label = label.map(|label| view! { <span>{label}</span> });
    let days = view.days.spoken(view.today);
    view! {
        <header class="frame__head">
            <h1 class="frame__title">{title}</h1>
            <p class="frame__about">{label} <span>{days}</span></p>
        </header>
    }
    .into_any()
}

/// Other ranges, as links to the same page.
fn choices(view: &DashboardView) -> AnyView {
    let own = String::from(view.choice);
    let links: Vec<_> = RangeChoice::PRESETS
        .into_iter()
        .map(|(preset, words)| {
            let is_shown = (own == preset).then_some("true");
            let address = format!("?range={preset}");
            view! { <a href=address aria-current=is_shown>{words}</a> }
        })
        .collect();
    view! { <nav class="frame__choices" aria-label="Days">{links}</nav> }.into_any()
}

fn card_tags(card: &Card, title: &str) -> AnyView {
    let (width, height) = card.size;
    let property = |name: &'static str, content: String| {
        leptos::html::meta()
            .attr("property", name)
            .attr("content", content)
    };
    let title = title.to_owned();
    let picture = card.picture.clone().map(|picture| {
        view! {
            {property("og:image", picture)}
            {property("og:image:type", "image/png".to_owned())}
            {property("og:image:width", width.to_string())}
            {property("og:image:height", height.to_string())}
            {property("og:image:alt", title.clone())}
            <meta name="twitter:card" content="summary_large_image" />
        }
    });
    view! {
        {property("og:type", "website".to_owned())}
        {property("og:title", title.clone())}
        {property("og:site_name", "Dbag".to_owned())}
        {property("og:url", card.address.clone())}
        {picture}
        <link
            rel="alternate"
            type="application/json+oembed"
            href=card.oembed.clone()
            title=title
        />
    }
    .into_any()
}
