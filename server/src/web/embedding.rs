//! `/d/<slug>/share`: links, embedding, keys.

use axum::Form;
use axum::extract::{Path, Query, RawQuery};
use axum::response::Response;
use dbag_app::{EmbedForm, EmbeddingPage, Look, Page, SnippetChoice};
use dbag_domain::Problem;
use dbag_operations::{EmbedTarget, NewEmbedKey, ShareForm, ShareLinkId};
use serde::Deserialize;

use super::embedding_form::{SentForm, is_checked, read_form, read_life, read_settings};
use super::outside;
use super::redirect::query_value;
use super::visit::{Visit, escape_query, refusal_status};

/// Objects that are suggested; others are typed.
const SUGGESTED: i64 = 50;

/// What is to be copied, as the address says it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ChoiceParams {
    #[serde(default)]
    panel: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    accent: String,
}

/// What is to be revoked: a link or a key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    link: Option<i64>,
    kid: Option<String>,
}

/// The key that is to be the default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    kid: String,
}

/// What came of what was sent.
#[derive(Default)]
struct Outcome {
    typed: Option<EmbedForm>,
    share: ShareForm,
    new_link: Option<String>,
    key_name: String,
    key_life: String,
    new_key: Option<NewEmbedKey>,
    problems: Vec<Problem>,
}

/// The page.
pub(super) async fn show(
    visit: Visit,
    Path(slug): Path<String>,
    Query(choice): Query<ChoiceParams>,
) -> Response {
    page(&visit, &slug, choice, Outcome::default()).await
}

/// What one of its buttons does. What is made is told on the page itself, once, and nowhere else.
pub(super) async fn post(visit: Visit, Path(slug): Path<String>, body: String) -> Response {
    let form = read_form(&body);
    let outcome = match form.action.as_str() {
        "add-link" => add_link(&visit, &slug, form).await,
        "settings" => match set(&visit, &slug, form).await {
            Ok(()) => {
                let address = format!("/d/{}/share?done=saved#embed", escape_query(&slug));
                return visit.see_other(&address);
            }
            Err(outcome) => *outcome,
        },
        "add-key" => add_key(&visit, form).await,
        other => Outcome {
            problems: vec![Problem::invalid(format!(
                "`{other}` is nothing that can be done here"
            ))],
            ..Outcome::default()
        },
    };
    page(&visit, &slug, ChoiceParams::default(), outcome).await
}

/// Revokes a link or a key.
pub(super) async fn revoke(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<Revocation>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let revoked = match (form.link, form.kid) {
        (Some(link), None) => {
            dbag.revoke_share_link(actor, ShareLinkId(link), visit.now)
                .await
        }
        (None, Some(kid)) => dbag.revoke_embed_key(actor, &kid, visit.now).await,
        _ => Err(Problem::invalid("say what is to be revoked")),
    };
    match revoked {
        Ok(()) => visit.see_other(&format!("/d/{}/share?done=revoked", escape_query(&slug))),
        Err(problem) => visit.problem(problem).await,
    }
}

/// Makes a key the one of tokens that name none.
pub(super) async fn make_default(
    visit: Visit,
    Path(slug): Path<String>,
    Form(form): Form<Chosen>,
) -> Response {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let set = dbag.set_default_embed_key(actor, &form.kid, visit.now);
    match set.await {
        Ok(()) => {
            let address = format!("/d/{}/share?done=saved#h-keys", escape_query(&slug));
            visit.see_other(&address)
        }
        Err(problem) => visit.problem(problem).await,
    }
}

/// The page itself, for who comes to the address of one of its buttons.
pub(super) async fn back(visit: Visit, Path(slug): Path<String>) -> Response {
    visit.see_other(&format!("/d/{}/share", escape_query(&slug)))
}

/// How it would look to outsiders.
pub(super) async fn preview(
    visit: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let key = query_value(&query, "as").unwrap_or_default();
    let rest: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("as="))
        .collect();
    match outside::preview(&visit, &slug, &key, Some(&rest.join("&"))).await {
        Ok(answer) => answer,
        Err(problem) => visit.problem(problem).await,
    }
}

async fn add_link(visit: &Visit, slug: &str, form: SentForm) -> Outcome {
    let share = ShareForm {
        notes: is_checked(&form.notes),
        name: form.name,
        object: form.object,
        from: form.from,
        to: form.to,
        password: form.password,
        days: form.days,
    };
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    match dbag.add_share_link(actor, slug, &share, visit.now).await {
        Ok(made) => {
            let base = visit.web.outside.public_url();
            Outcome {
                new_link: Some(format!("{base}/s/{}", made.token)),
                ..Outcome::default()
            }
        }
        Err(problems) => Outcome {
            share,
            problems,
            ..Outcome::default()
        },
    }
}

async fn set(visit: &Visit, slug: &str, form: SentForm) -> Result<(), Box<Outcome>> {
    let typed = EmbedForm {
        is_on: is_checked(&form.on),
        origins: form.origins,
        minutes: form.minutes,
        notes: is_checked(&form.notes),
    };
    let refused = |typed: EmbedForm, problems: Vec<Problem>| {
        Box::new(Outcome {
            typed: Some(typed),
            problems,
            ..Outcome::default()
        })
    };
    let settings = match read_settings(&typed) {
        Ok(settings) => settings,
        Err(problems) => return Err(refused(typed, problems)),
    };
    let target = EmbedTarget::Dashboard(slug);
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let set = dbag
        .set_embed_settings(actor, target, &settings, visit.now)
        .await;
    set.map_err(|problems| refused(typed, problems))
}

async fn add_key(visit: &Visit, form: SentForm) -> Outcome {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let made = match read_life(&form.key_life) {
        Ok(life) => {
            dbag.add_embed_key(actor, &form.key_name, life, visit.now)
                .await
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(made) => Outcome {
            new_key: Some(made),
            ..Outcome::default()
        },
        Err(mut problem) => {
            let field = match problem.field.as_deref() {
                Some("name") => Some("key_name".to_owned()),
                Some("ttl") => Some("key_life".to_owned()),
                _ => problem.field,
            };
            problem.field = field;
            Outcome {
                key_name: form.key_name,
                key_life: form.key_life,
                problems: vec![problem],
                ..Outcome::default()
            }
        }
    }
}

async fn page(visit: &Visit, slug: &str, choice: ChoiceParams, outcome: Outcome) -> Response {
    match load(visit, slug, choice, outcome).await {
        Ok(page) if page.problems.is_empty() => visit.page(Page::Embedding(Box::new(page))),
        Ok(page) => {
            let status = refusal_status(&page.problems);
            visit.refused(status, Page::Embedding(Box::new(page)))
        }
        Err(problem) => visit.problem(problem).await,
    }
}

async fn load(
    visit: &Visit,
    slug: &str,
    choice: ChoiceParams,
    outcome: Outcome,
) -> Result<EmbeddingPage, Problem> {
    let (dbag, actor) = (&visit.web.dbag, &visit.actor);
    let settings = dbag
        .embed_settings(actor, EmbedTarget::Dashboard(slug))
        .await?;
    let dashboard = dbag.dashboard(actor, slug).await?;
    let check = dbag.check_embed(actor, slug, &[], visit.now).await?;
    let objects = match &dashboard.about {
        Some(kind) => {
            dbag.find_objects(actor, kind.as_str(), "", SUGGESTED)
                .await?
        }
        None => Vec::new(),
    };
    let mut object = choice.object;
    let mut share = outcome.share;
    if share == ShareForm::default() {
        share.object.clone_from(&object);
    }
    if object.is_empty() {
        object = check
            .objects
            .first()
            .map_or_else(String::new, |one| one.key.to_string());
    }
    let mut problems = outcome.problems;
    let mut look = Look::default();
    let mut accepted = |name: &str, value: String| match look.add(name, &value) {
        Ok(()) => value,
        Err(problem) => {
            problems.push(problem);
            String::new()
        }
    };
    let typed_accent = choice.accent.clone();
    let theme = accepted("theme", choice.theme);
    let accent = accepted("accent", choice.accent);
    Ok(EmbeddingPage {
        slug: dashboard.slug.to_string(),
        label: dashboard.label.to_string(),
        about: dashboard.about.as_ref().map(ToString::to_string),
        objects,
        typed: outcome.typed.unwrap_or_else(|| EmbedForm::of(&settings)),
        settings,
        check,
        keys: dbag.embed_keys(actor).await?,
        new_key: outcome.new_key,
        key_name: outcome.key_name,
        key_life: outcome.key_life,
        links: dbag.share_links(actor, Some(slug)).await?,
        new_link: outcome.new_link,
        share,
        choice: SnippetChoice {
            panel: choice.panel.chars().filter(char::is_ascii_digit).collect(),
            object,
            theme,
            accent,
            typed_accent,
        },
        public_url: visit.web.outside.public_url().to_owned(),
        problems,
    })
}
