//! The newest number, large; a cursor in its line replaces it by that day's.

use dbag_chart::LegendMark;
use dbag_domain::{Day, format_value, sentence, unit_word};
use dbag_operations::{ChartMark, NumberView, PanelView, panel_picture, part_marks};
use leptos::prelude::*;

use super::{Shown, chart, outdated, told};
use crate::islands::{Attributes, Placing, Track};
use crate::ui::{Change, PanelDrawing};
use crate::ui::{FrameSlots, FrameTrack};
use crate::words::long_class;

/// Days after which a number is no longer today's news.
const STALE: i32 = 7;

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
            data-y=told.heights
        >
            <span class="reading__number">{digits}</span>
            " "
            <span class="reading__unit">{word}</span>
        </p>
        {delta(number, today)}
        {past_days(number, today)}
        {of_part(number)}
        <p class="panel__standing">{standing}</p>
        {picture}
        {outdated::key(outdated::has_outdated(&number.spark))}
        {chart::keys(spark_marks(number))}
    }
    .into_any()
}

/// The change, or which day the number is of; a cursor says its day in this place.
fn delta(number: &NumberView, today: Day) -> AnyView {
    let series = &number.series;
    let figure = series.figure.map(|(day, _)| day);
    let stale = figure.filter(|day| today - *day > STALE);
    if let (Some(delta), None) = (&series.delta, stale) {
        let change = Change::of(delta, series.direction, today);
        let class = format!("panel__delta {}", change.class);
        return view! {
            <p class="panel__day"></p>
            <p class=class>{change.into_words()}</p>
        }
        .into_any();
    }
    let words = match (stale, figure) {
        (Some(day), _) => format!("as of {}", day.medium()),
        (None, Some(day)) => day.spoken(today),
        (None, None) => "no value yet".to_owned(),
    };
    view! { <p class="panel__day"></p><p class="panel__delta delta">{words}</p> }.into_any()
}

/// The key to the grounds of its line.
fn spark_marks(number: &NumberView) -> Vec<(ChartMark, LegendMark)> {
    let marks = part_marks([&number.spark]).into_iter();
    marks.map(|mark| (mark, LegendMark::Part)).collect()
}

/// Why the number is not of what all objects say now.
fn of_part(number: &NumberView) -> Option<AnyView> {
    let words = sentence(&number.part_words());
    (!words.is_empty()).then(|| view! { <p class="panel__past delta">{words}</p> }.into_any())
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
    let slots = shown.is_outside.then(|| FrameSlots::of(track));
    let drawn = view! {
        <PanelDrawing
            picture=picture
            name=Some(panel.title.clone())
            placing=placing
            opens=opens
            slots=slots
        />
    }
    .into_any();
    Some((drawn, placing))
}
