//! The line above a picture: every series' name and value, which a cursor replaces.

use dbag_domain::{ReadAs, Step, Unit, format_with_unit};
use dbag_operations::{Compared, PanelView, SeriesView, TotalChange};
use leptos::prelude::*;

use super::Shown;
use crate::islands::{Placing, Track};
use crate::ui::FrameTrack;

/// So many series are told by a cursor; of more, nobody could read the values.
pub(super) const TOLD_SERIES: usize = 8;

/// One entry of the line.
pub(super) struct Entry {
    /// The class of its key: its colour, and what kind of mark it is.
    pub(super) key: String,
    /// What it is called; may be empty.
    pub(super) name: String,
    /// Where its name leads.
    pub(super) address: Option<String>,
    /// What is told without a cursor.
    pub(super) value: String,
    /// What a cursor tells.
    pub(super) track: Option<Track>,
    /// The colour of its dot in the picture.
    pub(super) dot: Option<&'static str>,
}

impl Entry {
    /// Its name, empty where it is the only one, and its values; none where a cursor tells none.
    pub(super) fn named(&self) -> Option<(&str, &Track)> {
        Some((self.name.as_str(), self.track.as_ref()?))
    }
}

/// The entries, above a picture in which values lie so.
pub(super) fn line(
    shown: &Shown<'_>,
    entries: Vec<Entry>,
    placing: Placing,
    class: &'static str,
) -> AnyView {
    let draw = |one| entry(one, shown.is_outside.then_some(placing));
    let items: Vec<_> = entries.into_iter().map(draw).collect();
    let class = format!("reading-line{class}");
    view! { <p class=class>{items}</p> }.into_any()
}

fn entry(entry: Entry, in_frame: Option<Placing>) -> AnyView {
    let key = format!("legend__key {}", entry.key);
    let (track, for_island) = (entry.track.as_ref(), in_frame.is_none());
    let attributes = track.filter(|_| for_island).map(Track::attributes);
    let attributes = attributes.unwrap_or_default();
    let told = track
        .zip(in_frame)
        .map(|(track, placing)| FrameTrack::of(track, placing));
    let told = told.unwrap_or_default();
    let of = (in_frame.is_some() && !entry.name.is_empty()).then(|| format!("{}: ", entry.name));
    let class = "reading-line__name";
    let name = match (entry.name.as_str(), entry.address) {
        ("", _) => None,
        (_, Some(address)) if for_island => {
            Some(view! { <a class=class href=address>{entry.name}</a> }.into_any())
        }
        (_, _) => Some(view! { <span class=class>{entry.name}</span> }.into_any()),
    };
    view! {
        <span
            class="reading-line__entry"
            data-dot=entry.dot
            data-from=attributes.from
            data-to=attributes.to
            data-step=attributes.step
            data-values=attributes.values
            data-one=attributes.one
            data-many=attributes.many
            data-format=attributes.format
            data-of=of
            data-words=told.words
            data-y=told.heights
        >
            <span class=key></span>
            {name}
            " "
            <span class="reading__number">{entry.value}</span>
        </span>
    }
    .into_any()
}

/// The track of what is drawn of a series.
pub(super) fn track(panel: &PanelView, series: &SeriesView, unit: &Unit) -> Option<Track> {
    let is_daily = panel.step == Step::Day && panel.panel.options.read_as == ReadAs::Values;
    if is_daily {
        Some(Track::of_days(&series.daily, unit))
    } else {
        Track::of_periods(&series.points, unit).map(Track::rounded)
    }
}

/// A series without a cursor: all its days as one value; the last one where it is made of others.
pub(super) fn at_rest(panel: &PanelView, series: &SeriesView) -> String {
    series.figure_in(panel).unwrap_or_else(|| "—".to_owned())
}

/// The other days of a series, and how much the shown ones differ from them.
pub(super) fn compared(
    shown: &Shown<'_>,
    (series, panel): (&SeriesView, &PanelView),
    key: String,
) -> Option<Entry> {
    let compared = series.compared.as_ref()?;
    let value = match panel.panel.options.read_as {
        ReadAs::Indexed => {
            let value = series.beside_at_rest(panel);
            let words = value.map(|value| format_with_unit(value, &series.drawn_unit));
            words.unwrap_or_else(|| "—".to_owned())
        }
        _ => of_all_days(compared, series),
    };
    Some(Entry {
        key,
        name: compared.name(shown.view.today),
        address: None,
        value,
        track: Track::of_beside(&compared.points, &series.drawn_unit).map(Track::rounded),
        dot: None,
    })
}

/// All of the other days as one value, and how much the shown ones differ from them.
fn of_all_days(compared: &Compared, series: &SeriesView) -> String {
    let unit = &series.unit;
    let without = match compared.is_without_last(&series.total) {
        true => ", without the last day",
        false => "",
    };
    let total = compared
        .total
        .value
        .map_or_else(|| "—".to_owned(), |total| format_with_unit(total, unit));
    let change = match compared.change(unit) {
        Some(TotalChange::By(change)) => format!(" ({change}{without})"),
        Some(TotalChange::Same) => format!(" (same{without})"),
        Some(
            TotalChange::AskedBefore
            | TotalChange::AskedEarly
            | TotalChange::Lacking
            | TotalChange::Known(..),
        )
        | None => String::new(),
    };
    total + &change
}
