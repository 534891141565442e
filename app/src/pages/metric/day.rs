//! One day of a metric: its value, how it came, what stood there before, and what was noted.
//!
//! A chart shows the same over itself when one of its days is clicked: the article is taken from
//! here (`islands/known_day.rs`).

use dbag_domain::{
    DayState, GapReason, Mark, Role, format_value, format_with_unit, size_of_change, unit_word,
};
use dbag_operations::{DayView, InputDay, ValueRow};
use leptos::prelude::*;

use super::address::of_day;
use super::notes::author;
use super::origin::origin;
use super::runs;
use crate::Frame;
use crate::escape::query_text;
use crate::ui::{Column, Head, Table};
use crate::words::{Clock, count, long_class, sentence, together};

/// `Orders on Saturday 21 November 2026`.
pub(in crate::pages) fn title(view: &DayView) -> String {
    format!("{} on {}", view.metric.label, view.day.medium())
}

/// Everything that is known of it, and the way to the days beside it.
pub(in crate::pages) fn draw(frame: &Frame, view: DayView) -> AnyView {
    let base = frame.path(&format!("/metric/{}", view.metric.slug));
    let key = view.object.as_ref().map(|object| object.key.to_string());
    let metric = match &key {
        Some(key) => format!("{base}?object={}", query_text(key)),
        None => base.clone(),
    };
    let crumbs = vec![(view.metric.label.to_string(), metric)];
    let beside = |days: i32, words: &'static str| {
        let to = of_day(&base, view.day + days, key.as_deref());
        view! { <a class="button" href=to>{words}</a> }
    };
    let previous = beside(-1, "Previous day");
    let next = (view.day < view.today).then(|| beside(1, "Next day"));
    let correct = (frame.may(Role::Editor) && !view.is_whole).then(|| {
        let object = key
            .as_deref()
            .map(|key| format!("object={}&", query_text(key)));
        let object = object.unwrap_or_default();
        let (day, word) = (
            view.day,
            if view.value.is_some() {
                "Correct"
            } else {
                "Fill"
            },
        );
        let to = format!("{base}?{object}from={day}&to={day}&correct={day}#correct");
        view! { <a class="button" href=to>{word}</a> }
    });
    view! {
        <Head title=view.day.spoken(view.today) crumbs=crumbs>
            {previous}
            {next}
            {correct}
        </Head>
        {article(frame, &view)}
    }
    .into_any()
}

fn article(frame: &Frame, view: &DayView) -> AnyView {
    let clock = frame.clock(view.metric.time_zone.as_deref());
    let name = match &view.object {
        Some(object) => format!("{}, {}", view.metric.label, object.name()),
        None => view.metric.label.to_string(),
    };
    let unit = &view.metric.unit;
    let (digits, word) = match view.value {
        Some(value) => (format_value(value, unit), unit_word(value, unit).to_owned()),
        None => ("—".to_owned(), String::new()),
    };
    let class = long_class("panel__figure", [digits.as_str()]);
    let key = view.object.as_ref().map(|object| object.key.to_string());
    let base = frame.path(&format!("/metric/{}", view.metric.slug));
    let page = of_day(&base, view.day, key.as_deref());
    view! {
        <article class="day stack">
            <div>
                <h2><a class="panel__link" href=page>{name}</a></h2>
                <p class=class>{digits} " " <span class="reading__unit">{word}</span></p>
                {on_week_before(view)}
            </div>
            <dl class="facts">{facts(&clock, view)}</dl>
            {before(&clock, view)}
            {notes(view)}
            {asked(&clock, view)}
        </article>
    }
    .into_any()
}

fn on_week_before(view: &DayView) -> Option<impl IntoView + use<>> {
    let (value, before) = (view.value?, view.week_before?);
    let day = (view.day - 7).spoken(view.today);
    let words = match size_of_change(before, value, &view.metric.unit) {
        Some(change) => format!("{change} on {day}"),
        None => format!("same as {day}"),
    };
    Some(view! { <p class="panel__delta delta">{words}</p> })
}

/// How the value came, and where the asking stands.
fn facts(clock: &Clock, view: &DayView) -> Vec<AnyView> {
    let came = match &view.row {
        Some(row) => sentence(&origin(clock, row)),
        None if view.is_whole && view.value.is_some() => {
            let of_part = view.part_marks.iter().copied();
            let of_part = of_part.filter_map(Mark::part_sentence);
            let words = format!(
                "The values of all objects, {}",
                together(view.metric.across_objects, view.is_weighted)
            );
            let words: Vec<String> = std::iter::once(words).chain(of_part).collect();
            format!("{}.", words.join("; "))
        }
        None if view.is_whole && view.gap.is_some() => {
            let reason = view.gap.map_or("", GapReason::words);
            format!("No object has a value: {reason}.")
        }
        None if view.day > view.today => "The day has not come yet.".to_owned(),
        None if !view.gone.is_empty() => {
            "What was remembered of this day was taken back.".to_owned()
        }
        None => "Nothing was remembered of this day.".to_owned(),
    };
    let written = view.row.as_ref().map(|row| {
        let by = format!("{}, by {}", clock.at(row.at), row.actor);
        fact("Written", by)
    });
    let asking = asking(clock, view).map(|words| fact("Asked", words));
    let outdated = view.is_outdated.then(|| {
        let words = "It was asked before the metric was changed.".to_owned();
        fact("Meaning", words)
    });
    let mut marks = view.part_marks.iter().filter(|_| !view.is_whole);
    let early = marks.find(|mark| **mark == Mark::AskedEarly);
    let early = early.and_then(|mark| mark.part_sentence());
    let early = early.map(|words| fact("So far", sentence(&words)));
    let inputs = (!view.inputs.is_empty()).then(|| {
        let words: Vec<String> = view.inputs.iter().map(input_words).collect();
        fact("Computed from", words.join("; "))
    });
    let zone = view.metric.time_zone.clone();
    let zone = zone.map(|zone| fact("Days and times in", zone));
    let facts = [
        Some(fact("Origin", came)),
        written,
        asking,
        inputs,
        outdated,
        early,
        zone,
    ];
    facts.into_iter().flatten().collect()
}

/// What one of the metrics has that another is computed from: `Orders: 12 orders`, `Paid: no value, source down`.
fn input_words(input: &InputDay) -> String {
    let words = match (input.value, input.gap) {
        (Some(value), _) => format_with_unit(value, &input.unit),
        (None, Some(reason)) => format!("no value, {}", reason.words()),
        (None, None) => "no value".to_owned(),
    };
    format!("{}: {words}", input.label)
}

fn fact(name: &'static str, words: String) -> AnyView {
    view! {
        <div class="facts__item"><dt class="facts__name">{name}</dt><dd>{words}</dd></div>
    }
    .into_any()
}

fn asking(clock: &Clock, view: &DayView) -> Option<String> {
    let asked = view.asked.as_ref()?;
    let answered = asked
        .asked_at
        .map(|at| format!("answered {}", clock.at_within(at)));
    let tried = match (asked.attempt, asked.reason) {
        (0, _) => None,
        (times, Some(reason)) => {
            let times = count(usize::try_from(times).unwrap_or(0), "attempt");
            Some(format!(
                "{times} failed since, the last: {}",
                reason.words()
            ))
        }
        (times, None) => {
            let times = count(usize::try_from(times).unwrap_or(0), "attempt");
            Some(format!("{times} since"))
        }
    };
    let state = match (asked.state, &answered) {
        (DayState::Due, _) => Some("will be asked again".to_owned()),
        (DayState::Leased, _) => Some("being asked".to_owned()),
        (DayState::Done, Some(_)) => None,
        (DayState::Done, None) => Some("done".to_owned()),
        (DayState::Gap, _) => Some("cannot be asked any more".to_owned()),
    };
    let parts: Vec<String> = [answered, tried, state].into_iter().flatten().collect();
    Some(sentence(&parts.join("; ")))
}

/// What stood there before, newest first.
fn before(clock: &Clock, view: &DayView) -> Option<impl IntoView + use<>> {
    let revisions = match &view.row {
        Some(row) => &row.revisions,
        None => &view.gone,
    };
    let rows = revisions.iter().map(|before| {
        let value = match before.value {
            Ok(value) => format_value(value, &view.metric.unit),
            Err(_) => "gap".to_owned(),
        };
        let came = ValueRow {
            day: before.day,
            value: before.value,
            weight: before.weight,
            origin: before.origin,
            actor: before.actor.clone(),
            at: before.at,
            note: before.note.clone(),
            is_merge: before.is_merge,
            is_provisional: false,
            is_outdated: false,
            revisions: Vec::new(),
        };
        let words = sentence(&origin(clock, &came));
        view! { <tr><td class="is-number">{value}</td><td>{words}</td></tr> }
    });
    let rows: Vec<_> = rows.collect();
    let columns = vec![Column::number("Value"), Column::of("Origin")];
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section">
                <h3>"Before"</h3>
                <Table columns=columns rows=rows />
            </section>
        }
    })
}

fn notes(view: &DayView) -> Option<impl IntoView + use<>> {
    let item = |note: &dbag_domain::Annotation| {
        let days = note.days.spoken(view.today);
        let author = author(note);
        view! {
            <li class="notes__item">
                <span class="notes__days">{days}</span>
                <span class="notes__text">
                    {note.text.clone()} <span class="notes__author">{author}</span>
                </span>
            </li>
        }
    };
    let items: Vec<_> = view.notes.iter().map(item).collect();
    (!items.is_empty()).then(|| {
        view! { <section class="section"><h3>"Notes"</h3><ol class="notes">{items}</ol></section> }
    })
}

fn asked(clock: &Clock, view: &DayView) -> Option<impl IntoView + use<>> {
    (!view.runs.is_empty()).then(|| {
        let caption = format!("Runs that asked for {}, newest first", view.day.medium());
        view! {
            <section class="section">
                <h3>"Runs"</h3>
                {runs::table(clock, caption, &view.runs)}
            </section>
        }
    })
}
