//! What is typed on the page on which a dashboard is embedded and shared.

use chrono::TimeDelta;
use dbag_app::EmbedForm;
use dbag_domain::{EmbedSettings, FrameOrigin, Problem};

/// What was sent from the page; each button sends its own part.
#[derive(Debug, Clone, Default)]
pub(super) struct SentForm {
    pub(super) action: String,
    pub(super) name: String,
    pub(super) object: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) days: String,
    pub(super) password: String,
    pub(super) notes: Vec<String>,
    pub(super) on: Vec<String>,
    pub(super) origins: String,
    pub(super) minutes: String,
    pub(super) key_name: String,
    pub(super) key_life: String,
}

/// A check box sends its name twice where it is checked.
pub(super) fn read_form(body: &str) -> SentForm {
    let mut form = SentForm::default();
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        let value = value.into_owned();
        match name.as_ref() {
            "do" => form.action = value,
            "name" => form.name = value,
            "object" => form.object = value,
            "from" => form.from = value,
            "to" => form.to = value,
            "days" => form.days = value,
            "password" => form.password = value,
            "notes" => form.notes.push(value),
            "on" => form.on.push(value),
            "origins" => form.origins = value,
            "minutes" => form.minutes = value,
            "key_name" => form.key_name = value,
            "key_life" => form.key_life = value,
            _ => {}
        }
    }
    form
}

/// Whether the last of what a box sent is that it is checked.
pub(super) fn is_checked(values: &[String]) -> bool {
    values.last().is_some_and(|value| value == "yes")
}

/// How a dashboard may be embedded, as it was typed.
pub(super) fn read_settings(typed: &EmbedForm) -> Result<EmbedSettings, Vec<Problem>> {
    let mut problems = Vec::new();
    let lines = typed.origins.split([' ', '\n', '\r', ',']).map(str::trim);
    let mut origins: Vec<FrameOrigin> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        match FrameOrigin::parse(line) {
            Ok(origin) => origins.push(origin),
            Err(error) => problems.push(Problem::field("origin", error.to_string())),
        }
    }
    let most_seconds = match typed.minutes.trim() {
        "" => None,
        text => match text.parse::<i64>() {
            Ok(minutes) if (1..=527_040).contains(&minutes) => Some(minutes * 60),
            _ => {
                let message = "write a number of minutes, at least one";
                problems.push(Problem::field("ttl", message));
                None
            }
        },
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(EmbedSettings {
        is_on: typed.is_on,
        origins,
        most_seconds,
        shows_notes: typed.notes,
    })
}

/// How long the tokens of a new key live at most, in seconds; as usual where nothing is said.
pub(super) fn read_life(text: &str) -> Result<Option<TimeDelta>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let life = text.parse().ok().and_then(TimeDelta::try_seconds);
    life.map(Some)
        .ok_or_else(|| Problem::field("ttl", "choose how long tokens live"))
}
