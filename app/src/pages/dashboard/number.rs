//! The newest number, large; a cursor in its line replaces it by that day's.

use dbag_domain::{format_value, unit_word};
use dbag_operations::{NumberView, PanelView, panel_picture};
use leptos::prelude::*;

use super::{Shown, chart, told};
use crate::islands::{Placing, Track};
use crate::ui::{Change, PanelDrawing};
use crate::words::long_class;

/// Days after which a number is no longer today's news.
const STALE: i32 = 7;

/// The number, its change, how it stands, and its last days.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, number: &NumberView) -> AnyView {
    let (series, today) = (&number.series, shown.view.today);
    let unit = &series.unit;
    let track = Track::of_days(&number.spark, unit);
    let attributes = track.attributes();
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
        >
            <span class="reading__number">{digits}</span>
            " "
            <span class="reading__unit">{word}</span>
        </p>
        {delta(number, today)}
        <p class="panel__standing">{standing}</p>
        {spark(shown, panel, number, &track)}
    }
    .into_any()
}

/// The change, or which day the number is of; a cursor says its day in this place.
fn delta(number: &NumberView, today: dbag_domain::Day) -> AnyView {
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

fn spark(
    shown: &Shown<'_>,
    panel: &PanelView,
    number: &NumberView,
    track: &Track,
) -> Option<AnyView> {
    let size = chart::size(panel.panel.place);
    let picture = panel_picture(panel, &shown.view.notes, size)?;
    let heights = picture.y.first().map_or(&[][..], Vec::as_slice);
    let whole = i32::try_from(picture.height * 10).unwrap_or(i32::MAX);
    let placing = Placing::of(track.heights(heights), whole, false);
    let series = &number.series;
    let opens = shown
        .address
        .metric_to(series.metric.as_str(), series.object.as_deref());
    Some(
        view! {
            <PanelDrawing
                picture=picture
                name=Some(panel.title.clone())
                placing=placing
                opens=Some(opens)
            />
        }
        .into_any(),
    )
}
