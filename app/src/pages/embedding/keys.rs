//! The keys that sites sign with.

use dbag_domain::spoken_seconds;
use dbag_operations::EmbedKey;
use leptos::prelude::*;

use super::Shown;
use crate::ui::{Column, Post, Problems, SelectField, Table, TextField};

/// The keys there are; administrators make and revoke them.
pub(super) fn draw(shown: &Shown<'_>, problems: &mut Problems) -> AnyView {
    let page = shown.page;
    let made = page.new_key.as_ref().map(|made| {
        let secret = made.secret.clone();
        view! {
            <div class="notice is-good" role="status">
                <div class="notice__text">
                    <p>
                        "The secret of " <span class="code">{made.key.kid.clone()}</span>
                        " is shown this once. Give it to your server as DBAG_EMBED_SECRET:"
                    </p>
                    <pre class="code-block" tabindex="0">{secret.clone()}</pre>
                </div>
                <button class="button is-small" type="button" data-copy=secret>"Copy"</button>
            </div>
        }
    });
    let rows: Vec<_> = page.keys.iter().map(|key| row(shown, key)).collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = vec![
            Column::of("Site"),
            Column::of("kid"),
            Column::of("State"),
            Column::actions(),
        ];
        view! {
            <Table columns=columns rows=rows wrap="table-wrap is-unbroken" class="table is-dense" />
        }
    });
    let [name, life] = ["key_name", "key_life"].map(|field| problems.take(field));
    let form = match shown.is_admin {
        true => view! {
            <form class="form is-inline" method="post" action=format!("{}#h-keys", shown.action)>
                <TextField
                    name="key_name"
                    label="Site that signs"
                    value=page.key_name.clone()
                    problem=name
                />
                <SelectField
                    name="key_life"
                    label="Its tokens live at most"
                    options=lives()
                    value=or_usual(&page.key_life)
                    problem=life
                />
                <button class="button" name="do" value="add-key">"Make a key"</button>
            </form>
        }
        .into_any(),
        false => {
            view! { <p class="is-muted">"An administrator makes and revokes keys."</p> }.into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="h-keys">
            <h3 id="h-keys">"3. Give your server a key"</h3>
            <p class="section__about">
                "Your server signs a short-lived token for the customer who is signed in. Several keys can "
                "live side by side, so that one can be replaced; a revoked one opens nothing from then on. Tokens "
                "that name no key are those of the default."
            </p>
            {made}
            {table}
            {form}
        </section>
    }
    .into_any()
}

/// Seconds that tokens of a key may live.
const LIVES: [i64; 5] = [3_600, USUAL_LIFE, 604_800, 2_592_000, 31_536_000];
const USUAL_LIFE: i64 = 86_400;

fn lives() -> Vec<(String, String)> {
    let option = |seconds: i64| (seconds.to_string(), spoken_seconds(seconds));
    LIVES.map(option).to_vec()
}

fn or_usual(typed: &str) -> String {
    match typed {
        "" => USUAL_LIFE.to_string(),
        typed => typed.to_owned(),
    }
}

fn row(shown: &Shown<'_>, key: &EmbedKey) -> AnyView {
    let clock = shown.frame.clock(None);
    let state = match (key.revoked_at, key.is_default) {
        (Some(at), _) => format!("revoked {}", clock.ago(at)),
        (None, true) => "default".to_owned(),
        (None, false) => String::new(),
    };
    let is_live = key.revoked_at.is_none();
    let change = (is_live && shown.is_admin).then(|| {
        let make_default = (!key.is_default).then(|| {
            view! {
                <Post
                    action=format!("{}/default", shown.action)
                    title="Make it the default"
                    class="button is-small"
                    to=key.kid.clone()
                    with=vec![("kid", key.kid.clone())]
                />
            }
        });
        view! {
            <details class="disclosure">
                <summary class="disclosure__summary">
                    "Change" <span class="visually-hidden">{format!(" {}", key.kid)}</span>
                </summary>
                <div class="stack is-tight">
                    {make_default}
                    <Post
                        action=format!("{}/revoke", shown.action)
                        title="Refuse all that it signed"
                        class="button is-danger is-small"
                        to=key.kid.clone()
                        with=vec![("kid", key.kid.clone())]
                    />
                </div>
            </details>
        }
    });
    let life = format!("tokens live {} at most", spoken_seconds(key.most_seconds));
    view! {
        <tr class=(!is_live).then_some("is-muted")>
            <th scope="row">{key.name.clone()}</th>
            <td>
                <span class="code">{key.kid.clone()}</span> <span class="table__note">{life}</span>
            </td>
            <td>{state}</td>
            <td class="is-actions">{change}</td>
        </tr>
    }
    .into_any()
}
