//! The newest number, large; a cursor in its line replaces it by that day's.

use dbag_domain::{Day, format_value, format_with_unit, sentence, unit_word};
use dbag_operations::{NumberView, PanelView, panel_picture};
use leptos::prelude::*;

use super::{Shown, chart, told};
use crate::islands::{Attributes, Placing, Track};
use crate::ui::{Change, PanelDrawing};
use crate::ui::{FrameSlots, FrameTrack};
use crate::words::long_class;

/// The number, its change, how it stands, and its last days.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, number: &NumberView) -> AnyView {
    let (series, today) = (&number.series, shown.view.today);
    let unit = &series.unit;
    let track = Track::of_days(&number.spark, unit);
    let (picture, placing) = match spark(shown, panel, number, &track) {
        Some((picture, placing)) => (Some(picture), placing),
        None => (None, Placing::flat(false)),
    };
    let attributes = if shown.is_outside {
        Attributes::default()
    } else {
        track.attributes()
    };
    let told = shown
        .is_outside
        .then(|| FrameTrack::of_digits(&track, placing));
    let told = told.unwrap_or_default();
    let (digits, word) = match series.figure {
        Some((_, value)) => (format_value(value, unit), unit_word(value, unit).to_owned()),
        None => ("—".to_owned(), String::new()),
    };
    let spoken_unit = (shown.is_outside && !word.is_empty()).then(|| format!(" {word}"));
    let class = long_class("panel__figure", [digits.as_str()]);
    let standing = told::standing(series.record, series.streak, today);
    view! {
        <p
            class=class
            data-dot="spark__dot"
            data-from=attributes.from
            data-values=attributes.values
            data-one=attributes.one
            data-many=attributes.many
            data-format=attributes.format
            data-words=told.words
            data-unit=spoken_unit
            data-y=told.heights
        >
            <span class="reading__number">{digits}</span>
            " "
            <span class="reading__unit">{word}</span>
        </p>
        {delta(number, today)}
        {earlier_day(number, today)}
        {past_days(number, today)}
        {reasons(number)}
        <p class="panel__standing">{standing}</p>
        {picture}
        {chart::keys(number.line_marks())}
    }
    .into_any()
}

/// The change, or which day the number is of; a cursor says its day in this place.
fn delta(number: &NumberView, today: Day) -> AnyView {
    let series = &number.series;
    if let Some(delta) = &series.delta {
        let change = Change::of(delta, series.direction, today);
        let class = format!("panel__delta {}", change.class);
        return view! {
            <p class="panel__day"></p>
            <p class=class>{change.into_words()}</p>
        }
        .into_any();
    }
    let words = match (number.earlier_day(today), series.figure) {
        (Some(earlier), _) => sentence(&earlier),
        (None, Some((day, _))) => series.figure_notes.with_day(&day.spoken(today)),
        (None, None) => "no value yet".to_owned(),
    };
    view! { <p class="panel__day"></p><p class="panel__delta delta">{words}</p> }.into_any()
}

/// Why the number is another than what all say now.
fn reasons(number: &NumberView) -> Option<AnyView> {
    let words = sentence(&number.series.figure_notes.reasons());
    (!words.is_empty()).then(|| at_rest(words))
}

/// Which day the number is of, where its change is told and the day is not the newest.
fn earlier_day(number: &NumberView, today: Day) -> Option<AnyView> {
    let words = number.earlier_day(today);
    let words = words.filter(|_| number.series.delta.is_some())?;
    Some(at_rest(sentence(&words)))
}

/// The number with its day, for those who do not see it: the line's last value may be another one.
fn spoken_at_rest(number: &NumberView, today: Day) -> Option<String> {
    let (day, value) = number.series.figure?;
    let value = format_with_unit(value, &number.series.unit);
    let notes = number.series.figure_notes.words();
    let words = [value, day.spoken(today), notes];
    let words: Vec<String> = words
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    Some(words.join(", "))
}

/// Words about the number itself, and not the one under a cursor.
fn at_rest(words: String) -> AnyView {
    view! { <p class="panel__past panel__at-rest delta">{words}</p> }.into_any()
}

/// All shown days beside the compared ones, once they are over.
fn past_days(number: &NumberView, today: Day) -> Option<AnyView> {
    let past = number.past_days()?;
    let tone = match past.is_good() {
        Some(true) => " is-good",
        Some(false) => " is-bad",
        None => "",
    };
    let change = past.change().map(|(size, is_up)| {
        let arrow = if is_up { "▲" } else { "▼" };
        view! {
            <span class="delta__change">
                <span class="delta__arrow" aria-hidden="true">{arrow}</span>
                {format!(" {size}")}
            </span>
            " "
        }
    });
    let class = format!("panel__past delta{tone}");
    let shown = format!("{}, ", past.shown(today));
    Some(view! { <p class=class>{shown}{change}{past.beside(today)}</p> }.into_any())
}

fn spark(
    shown: &Shown<'_>,
    panel: &PanelView,
    number: &NumberView,
    track: &Track,
) -> Option<(AnyView, Placing)> {
    let size = chart::size(panel.panel.place);
    let picture = panel_picture(panel, &shown.view.notes, size)?;
    let heights = picture.y.first().map_or(&[][..], Vec::as_slice);
    let whole = i32::try_from(picture.height * 10).unwrap_or(i32::MAX);
    let placing = Placing::of(track.heights(heights), whole, false);
    let series = &number.series;
    let opens = (!shown.is_outside).then(|| {
        let (metric, object) = (series.metric.as_str(), series.object.as_deref());
        shown.address.metric_to(metric, object)
    });
    let slots = shown.is_outside.then(|| FrameSlots::of(&[("", track)]));
    let drawn = view! {
        <PanelDrawing
            picture=picture
            name=Some(panel.title.clone())
            at_rest=spoken_at_rest(number, shown.view.today)
            placing=placing
            opens=opens
            slots=slots
        />
    }
    .into_any();
    Some((drawn, placing))
}
