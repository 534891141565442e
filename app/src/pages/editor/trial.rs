//! What "Try it" found: the value as it would be stored, or why there is none.

use std::cmp::Reverse;

use dbag_chart::{SparkSpec, sparkline};
use dbag_domain::{Day, Format, Observation, Problem, Series, Unit, format_value, unit_word};
use dbag_operations::Trial;
use leptos::prelude::*;

use super::Typed;
use crate::ui::{Drawing, said};
use crate::words::{brief, count, full_sentence};

/// So many objects and failures are told.
const TOLD: usize = 5;

/// The answer to the last try; problems where it could not be tried.
pub(super) fn draw(typed: &Typed<'_>, trial: Option<&Trial>, problems: &[Problem]) -> AnyView {
    match (trial, problems) {
        (Some(trial), _) => answered(typed, trial).into_any(),
        (None, []) => untried().into_any(),
        (None, problems) => refused(problems).into_any(),
    }
}

fn untried() -> impl IntoView {
    view! {
        <section class="trial" id="trial" role="status" aria-labelledby="h-try">
            <h2 class="trial__title" id="h-try">"Not tried yet"</h2>
            <p class="trial__text">
                "“Try it” asks once and shows the number. Nothing is stored before you save."
            </p>
        </section>
    }
}

fn refused(problems: &[Problem]) -> impl IntoView + use<> {
    let lines: Vec<_> = problems
        .iter()
        .map(
            |problem| view! { <p class="trial__text">{said(&full_sentence(&problem.message))}</p> },
        )
        .collect();
    view! {
        <section class="trial is-failed" id="trial" role="status" aria-labelledby="h-try">
            <h2 class="trial__title" id="h-try">"Not yet"</h2>
            {lines}
            <p class="trial__text">"Nothing was stored."</p>
        </section>
    }
}

fn answered(typed: &Typed<'_>, trial: &Trial) -> impl IntoView + use<> {
    let unit = unit(typed);
    let today = trial.days.to;
    let mut plain: Vec<(Day, f64)> = trial
        .observations
        .iter()
        .filter(|seen| seen.object.is_none())
        .filter_map(|seen| Some((seen.day, seen.value.ok()?.get())))
        .collect();
    plain.sort_by_key(|(day, _)| *day);
    let newest = plain.last().copied();
    let title = match newest {
        Some((day, _)) if day == today && trial.has_history => "Today so far".to_owned(),
        Some((day, _)) if day == today => "Now".to_owned(),
        Some((day, _)) => brief(day, today),
        None if trial.count > 0 => "Answered".to_owned(),
        None => "No value".to_owned(),
    };
    let figure = newest.map(|(_, value)| {
        let word = unit_word(value, &unit).to_owned();
        view! {
            <p class="trial__figure">
                {format!("{} ", format_value(value, &unit))}
                <span class="trial__unit">{word}</span>
            </p>
        }
    });
    let words = sentences(trial, &plain)
        .into_iter()
        .map(|words| view! { <p class="trial__text">{said(&words)}</p> })
        .collect::<Vec<_>>();
    let class = if trial.count == 0 {
        "trial is-failed"
    } else {
        "trial"
    };
    view! {
        <section class=class id="trial" role="status" aria-labelledby="h-try">
            <h2 class="trial__title" id="h-try">{title}</h2>
            {figure}
            {spark(trial, &plain)}
            {objects(trial, &unit)}
            {words}
        </section>
    }
}

fn sentences(trial: &Trial, plain: &[(Day, f64)]) -> Vec<String> {
    let mut words = Vec::new();
    if trial.count == 0 {
        words.push(match trial.days.len() {
            1 => "There was no answer for today.".to_owned(),
            days => format!("There was no answer for the last {}.", count(days, "day")),
        });
    }
    if plain.len() > 1 {
        words.push(format!(
            "{} of the last {} have a value.",
            plain.len(),
            count(trial.days.len(), "day")
        ));
    }
    if trial.has_history {
        words.push("Past days can be asked: saving fills them backwards.".to_owned());
    } else if trial.count > 0 {
        words.push("Only today can be asked: its history begins when it is saved.".to_owned());
    }
    words.extend(trial.notes.iter().map(|note| full_sentence(note)));
    for failure in trial.failures.iter().take(TOLD) {
        words.push(match &failure.object {
            Some(object) => format!("{object}: {}", failure.message),
            None => full_sentence(&failure.message),
        });
    }
    words
}

fn spark(trial: &Trial, plain: &[(Day, f64)]) -> Option<impl IntoView + use<>> {
    if plain.len() < 3 {
        return None;
    }
    let mut series = Series::empty(trial.days);
    for (day, value) in plain {
        if let Some(place) = usize::try_from(*day - series.from)
            .ok()
            .and_then(|at| series.values.get_mut(at))
        {
            *place = Some(*value);
        }
    }
    let picture = sparkline(&SparkSpec {
        width: 300,
        name: "The last days",
        ..SparkSpec::new(&series, trial.days)
    });
    Some(view! { <Drawing class="trial__picture" picture=picture /> })
}

/// Some objects with their newest values, each with its day.
fn objects(trial: &Trial, unit: &Unit) -> Option<impl IntoView + use<>> {
    let seen = trial.observations.iter();
    let mut seen: Vec<&Observation> = seen.filter(|seen| seen.object.is_some()).collect();
    seen.sort_by_key(|seen| Reverse(seen.day));
    seen.truncate(TOLD);
    if seen.is_empty() {
        return None;
    }
    let rows: Vec<_> = seen
        .into_iter()
        .map(|seen| {
            let key = seen
                .object
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let name = seen.object_label.clone().unwrap_or(key);
            let value = match seen.value {
                Ok(value) => format_value(value.get(), unit),
                Err(reason) => reason.words().to_owned(),
            };
            let value = format!("{value}, {}", brief(seen.day, trial.days.to));
            view! {
                <div class="facts__item"><dt class="facts__name">{name}</dt><dd>{value}</dd></div>
            }
        })
        .collect();
    let all = format!("{} in all.", count(trial.count, "answer"));
    Some(view! {
        <dl class="facts">{rows}</dl>
        <p class="trial__text">{all}</p>
    })
}

/// The unit as it is typed so far.
fn unit(typed: &Typed<'_>) -> Unit {
    let singular = typed.text("unit");
    let plural = match typed.form.given("unit_plural") {
        Some(plural) => plural.to_owned(),
        None => singular.clone(),
    };
    let format = Format::parse(typed.form.text("format")).unwrap_or(Format::Number);
    Unit {
        singular,
        plural,
        format,
    }
}
