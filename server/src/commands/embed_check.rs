//! `dbag embed check`.

use chrono::{DateTime, Utc};
use clap::Args;
use dbag_domain::{Day, EmbedForm, EmbedResource};
use dbag_operations::{
    DashboardQuery, Dbag, Door, EmbedCheck, EmbedPage, EmbedRefused, EmbedRequest,
};
use serde_json::json;

use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::ACTOR;

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The token, or an address with it
    #[arg(required_unless_present = "dashboard", conflicts_with = "dashboard")]
    token: Option<String>,
    /// A dashboard, before it is published
    #[arg(long, value_name = "DASHBOARD")]
    dashboard: Option<String>,
    /// The objects to compare, by key; the first two where none are named
    #[arg(long, value_name = "KEY", requires = "dashboard")]
    object: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) async fn run(self, dbag: &Dbag) -> Result<(), Failure> {
        match (self.token, self.dashboard) {
            (Some(token), _) => check_token(dbag, token_of(token.trim()), self.json).await,
            (None, Some(slug)) => {
                let check = dbag.check_embed(&ACTOR, &slug, &self.object, now()).await?;
                report(&check, self.json)
            }
            (None, None) => Err(Failure::refused("name a token or a dashboard")),
        }
    }
}

async fn check_token(dbag: &Dbag, token: &str, as_json: bool) -> Result<(), Failure> {
    match open_token(dbag, token).await {
        Ok(page) => tell(&page, as_json),
        Err(refused) if as_json => {
            out::json(&json!({ "ok": false, "kid": refused.kid, "why": refused.why }))?;
            Err(Failure::Partly)
        }
        Err(refused) => {
            let kid = refused.kid.map(|kid| format!(" (key {kid})"));
            let kid = kid.unwrap_or_default();
            Err(Failure::Failed(format!(
                "it is refused: {}{kid}",
                refused.why
            )))
        }
    }
}

/// Opens a token as a running server would. The audience is the only thing that cannot be judged
/// here: the address that a running server has is not known.
pub(super) async fn open_token(dbag: &Dbag, token: &str) -> Result<EmbedPage, EmbedRefused> {
    let request = |door| EmbedRequest {
        token,
        door,
        query: DashboardQuery::default(),
        form: None,
        public_url: "",
        now: now(),
    };
    let opened = dbag.open_embed(request(Door::Dashboard)).await;
    match opened {
        Ok(page) => Ok(page),
        // It may be for a panel or a metric.
        Err(refused) => {
            let opened = dbag.open_embed(request(Door::Panel(None))).await;
            opened.map_err(|_| refused)
        }
    }
}

/// The token of an address that somebody copied; of a token, itself.
fn token_of(text: &str) -> &str {
    let Some((_, behind)) = text.split_once("/embed/") else {
        return text;
    };
    let file = behind.split_once('/').map_or(behind, |(_, file)| file);
    let file = file.split(['?', '#']).next().unwrap_or(file);
    let endings = [".svg", ".png", ".csv", ".json"];
    let bare = endings.iter().find_map(|ending| file.strip_suffix(ending));
    bare.unwrap_or(file)
}

fn opens(page: &EmbedPage) -> String {
    match page.holding.claims.resource {
        EmbedResource::Panel(id) => format!("panel {id} of {}", page.subject),
        _ => page.subject.clone(),
    }
}

fn tell(page: &EmbedPage, as_json: bool) -> Result<(), Failure> {
    let claims = &page.holding.claims;
    let until = DateTime::<Utc>::from_timestamp(claims.exp, 0);
    let until = until.map_or_else(String::new, |until| until.to_rfc3339());
    if as_json {
        return out::json(&json!({
            "ok": true, "kid": page.kid, "opens": opens(page), "expires": until,
            "claims": claims, "object": page.object_name(),
            "frame_ancestors": page.frame_ancestors,
        }));
    }
    out::line(format_args!("opens      {}, until {until}", opens(page)))?;
    for (kind, key) in &claims.params {
        let name = page.object_name().unwrap_or("nothing is known of it yet");
        out::line(format_args!("about      {kind} {key}: {name}"))?;
    }
    let day = |day: Option<Day>, open: &str| day.map_or(open.to_owned(), |day| day.to_string());
    let days = (day(claims.from, "the first"), day(claims.to, "the last"));
    out::line(format_args!("days       from {} to {}", days.0, days.1))?;
    let forms = [("csv", EmbedForm::Csv), ("image", EmbedForm::Image)];
    let forms = forms.iter().filter(|(_, form)| claims.allows(*form));
    let forms: Vec<&str> = forms.map(|(word, _)| *word).collect();
    let forms = match forms.as_slice() {
        [] => "nothing".to_owned(),
        forms => forms.join(", "),
    };
    out::line(format_args!("besides    {forms}"))?;
    out::line(format_args!("signed by  {}", page.kid))?;
    out::line(format_args!("framed by  {}", page.frame_ancestors))
}

fn report(check: &EmbedCheck, as_json: bool) -> Result<(), Failure> {
    let objects = check.objects.iter().map(|object| object.name().to_owned());
    let objects: Vec<String> = objects.collect();
    if as_json {
        let panels = check.panels.iter().map(|panel| {
            json!({
                "panel": panel.id.0, "title": panel.title, "refused": panel.is_refused,
                "shows": panel.told,
            })
        });
        out::json(&json!({
            "ok": check.passes(), "objects": objects, "panels": panels.collect::<Vec<_>>(),
        }))?;
    } else {
        let head = ["".to_owned(), "PANEL".to_owned()]
            .into_iter()
            .chain(objects);
        let rows = check.panels.iter().map(|panel| {
            let mark = if panel.is_refused { "not bound" } else { "ok" };
            let start = [mark.to_owned(), panel.title.clone()];
            start
                .into_iter()
                .chain(panel.told.iter().cloned())
                .collect()
        });
        let rows: Vec<Vec<String>> = std::iter::once(head.collect()).chain(rows).collect();
        out::line(aligned(&rows))?;
    }
    match check.passes() {
        true => Ok(()),
        false => {
            out::note("panels that are not bound to the page's object are kept from outsiders");
            Err(Failure::Partly)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_the_address_that_holds_it() {
        for text in [
            "aa.bb.cc",
            "/embed/dashboard/aa.bb.cc",
            "https://dbag.test/x/embed/panel/aa.bb.cc.svg?width=300",
            "http://127.0.0.1:8000/embed/badge/aa.bb.cc.json",
        ] {
            assert_eq!(token_of(text), "aa.bb.cc", "{text}");
        }
    }
}
