//! What is copied: chosen, seen as somebody would see it, and the code for both sides.

use leptos::prelude::*;

use super::signing::{Signed, in_all_languages};
use super::{OBJECTS, Shown};
use crate::escape::query_text;
use crate::ui::{Problems, SelectField, TextField};

/// The choice, the preview and the code.
pub(super) fn draw(shown: &Shown<'_>, problems: &mut Problems) -> AnyView {
    let accent = problems.take("accent");
    view! {
        <section class="section" aria-labelledby="h-snippet">
            <h3 id="h-snippet">"4. Put it into your page"</h3>
            {choice(shown, accent)}
            {preview(shown)}
            {page_code(shown)}
            {server_code(shown)}
        </section>
    }
    .into_any()
}

fn choice(shown: &Shown<'_>, accent: Option<String>) -> AnyView {
    let (page, choice) = (shown.page, &shown.page.choice);
    let whole = ("".to_owned(), "The whole dashboard".to_owned());
    let panels = page.check.panels.iter().filter(|panel| !panel.is_refused);
    let panels = panels.map(|panel| (panel.id.0.to_string(), panel.title.clone()));
    let what: Vec<_> = std::iter::once(whole).chain(panels).collect();
    let themes = [
        ("", "As the page around it"),
        ("light", "Light"),
        ("dark", "Dark"),
    ];
    let themes = themes
        .map(|(word, title)| (word.to_owned(), title.to_owned()))
        .to_vec();
    let object = page.about.as_ref().map(|kind| {
        view! {
            <TextField
                name="object"
                form="see-"
                label=format!("As this {kind} would")
                value=choice.object.clone()
                list=Some(OBJECTS)
            />
        }
    });
    let action = format!("{}#h-snippet", shown.action);
    view! {
        <form class="form is-inline" method="get" action=action>
            <SelectField name="panel" label="What" options=what value=choice.panel.clone() />
            {object}
            <SelectField name="theme" label="Theme" options=themes value=choice.theme.clone() />
            <TextField
                name="accent"
                label="Accent"
                value=choice.typed_accent.clone()
                placeholder=Some("#0b63a6")
                problem=accent
            />
            <button class="button">"See it"</button>
        </form>
    }
    .into_any()
}

fn preview(shown: &Shown<'_>) -> AnyView {
    let choice = &shown.page.choice;
    let mut query: Vec<String> = Vec::new();
    for (name, value) in [
        ("as", &choice.object),
        ("panel", &choice.panel),
        ("theme", &choice.theme),
        ("accent", &choice.accent),
        ("series", &choice.accent),
    ] {
        if !value.is_empty() {
            query.push(format!("{name}={}", query_text(value)));
        }
    }
    let address = format!("{}/preview?{}", shown.action, query.join("&"));
    view! {
        <iframe
            class="embed-preview"
            src=address
            title="Preview"
            sandbox="allow-scripts"
        ></iframe>
    }
    .into_any()
}

fn page_code(shown: &Shown<'_>) -> AnyView {
    let (page, choice) = (shown.page, &shown.page.choice);
    let base = &page.public_url;
    let element = match choice.panel.as_str() {
        "" => "dbag-dashboard",
        _ => "dbag-panel",
    };
    let theme = match choice.theme.as_str() {
        "" => String::new(),
        theme => format!(" theme=\"{theme}\""),
    };
    let style = match choice.accent.as_str() {
        "" => String::new(),
        accent => format!(" style=\"--dbag-accent: {accent}; --dbag-series: {accent}\""),
    };
    let code = format!(
        "<script src=\"{base}/embed.js\" async></script>\n\
         <{element} token-url=\"/dbag-token\"{theme}{style}></{element}>"
    );
    let (kind, name) = resource(shown);
    let plain = format!(
        "<!-- or without any script of ours: the address that your server signs -->\n\
         <iframe src=\"{base}/embed/{kind}/TOKEN\" width=\"100%\" height=\"600\" \
         style=\"border:0\"></iframe>"
    );
    let about = format!(
        "In your page. Your server answers /dbag-token with what the code below makes: a token for \
         {kind} {name} and whoever is signed in."
    );
    view! {
        <p class="section__about">{about}</p>
        {copied(code)}
        <pre class="code-block" tabindex="0">{plain}</pre>
    }
    .into_any()
}

/// What the token opens: its kind, and its name as a literal.
fn resource(shown: &Shown<'_>) -> (&'static str, String) {
    match shown.page.choice.panel.as_str() {
        "" => ("dashboard", format!("\"{}\"", shown.page.slug)),
        panel => ("panel", panel.to_owned()),
    }
}

fn server_code(shown: &Shown<'_>) -> AnyView {
    let page = shown.page;
    let (kind, name) = resource(shown);
    let key = page.keys.iter().find(|key| key.revoked_at.is_none());
    let signed = Signed {
        base: &page.public_url,
        kind,
        name: &name,
        param: page.about.as_deref(),
        kid: key.map_or("KID", |key| key.kid.as_str()),
    };
    let languages: Vec<_> = in_all_languages(&signed)
        .into_iter()
        .enumerate()
        .map(|(at, (language, code))| {
            view! {
                <details class="disclosure" name="language" open={at == 0}>
                    <summary class="disclosure__summary">{language}</summary>
                    <div class="disclosure__body">{copied(code)}</div>
                </details>
            }
        })
        .collect();
    view! {
        <p class="section__about">"On your server:"</p>
        <div>{languages}</div>
    }
    .into_any()
}

/// Code with a button that copies it.
fn copied(code: String) -> AnyView {
    view! {
        <div class="copied">
            <pre class="code-block" tabindex="0">{code.clone()}</pre>
            <button class="button is-small copied__button" type="button" data-copy=code>
                "Copy"
            </button>
        </div>
    }
    .into_any()
}
