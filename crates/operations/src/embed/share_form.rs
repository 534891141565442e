//! A share link as it is typed, read.

use chrono::{DateTime, TimeDelta, Utc};
use dbag_domain::{Day, Problem};
use dbag_store::NewShareLink;

use crate::Actor;

/// A link that somebody wants to make, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShareForm {
    /// For whom it is.
    pub name: String,
    /// The key of the object that it shows, of a dashboard about a kind.
    pub object: String,
    /// The first day that it shows; all from the first where empty.
    pub from: String,
    /// The last day that it shows.
    pub to: String,
    /// The password that it asks for; none where empty.
    pub password: String,
    /// Days until it ends; never where empty.
    pub days: String,
    /// Whether the team's notes are shown.
    pub notes: bool,
}

const MAX_NAME: usize = 100;
const MIN_PASSWORD: usize = 6;
pub(super) const MAX_PASSWORD: usize = 200;
/// A link ends by itself after ten years at the latest.
const MAX_DAYS: i64 = 3_660;

impl ShareForm {
    /// The link without its object and its password, and what is wrong with what was typed.
    pub(super) fn read(&self, actor: &Actor, now: DateTime<Utc>) -> (NewShareLink, Vec<Problem>) {
        let mut problems = Vec::new();
        let name = self.name.trim();
        let is_name = !name.is_empty()
            && name.chars().count() <= MAX_NAME
            && !name.chars().any(char::is_control);
        if !is_name {
            let message = format!("say for whom it is, in 1 to {MAX_NAME} characters");
            problems.push(Problem::field("name", message));
        }
        let mut day = |field: &str, text: &str| {
            let text = Some(text.trim()).filter(|text| !text.is_empty())?;
            let day = Day::parse(text);
            day.map_err(|error| problems.push(Problem::field(field, error.to_string())))
                .ok()
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            let message = "the last day lies before the first";
            problems.push(Problem::field("to", message));
        }
        let password = self.password.chars().count();
        if password > 0 && !(MIN_PASSWORD..=MAX_PASSWORD).contains(&password) {
            let message = format!("a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters");
            problems.push(Problem::field("password", message));
        }
        let days = match self.days.trim() {
            "" => None,
            text => match text.parse::<i64>() {
                Ok(days) if (1..=MAX_DAYS).contains(&days) => Some(TimeDelta::days(days)),
                _ => {
                    let message = format!("write a number of days, from 1 to {MAX_DAYS}");
                    problems.push(Problem::field("days", message));
                    None
                }
            },
        };
        let link = NewShareLink {
            name: name.to_owned(),
            object: None,
            from,
            to,
            password_hash: None,
            shows_notes: self.notes,
            expires_at: days.map(|days| now + days),
            created_by: actor.name().to_owned(),
        };
        (link, problems)
    }
}
