//! A year of days as a heat map.

use dbag_chart::HeatGrid;
use dbag_domain::format_with_unit;
use dbag_operations::{PanelView, SeriesView, calendar_marks, class_of, panel_picture};
use leptos::prelude::*;

use super::read::{self, Entry};
use super::{Shown, chart};
use crate::islands::{Grid, Placing, Track};
use crate::ui::FrameSlots;
use crate::ui::PanelDrawing;
use crate::words::count;

/// Pixels that every panel has: what is no wider needs no scrolling.
const NARROW: u32 = 320;

/// A year of days.
pub(super) fn draw(shown: &Shown<'_>, panel: &PanelView, series: &SeriesView) -> AnyView {
    let size = chart::size(panel.panel.place);
    let Some(picture) = panel_picture(panel, &shown.view.notes, size) else {
        return ().into_any();
    };
    let grid = HeatGrid::of(panel.days);
    let first = Grid {
        left: picture.plot.left,
        top: picture.plot.top,
        pitch: HeatGrid::PITCH,
        cell: HeatGrid::CELL,
        first_row: grid.range.from - grid.first_monday,
    };
    let known = series.daily.over(grid.range);
    let days = known.known().count();
    let value = match series.total.value {
        Some(total) => format_with_unit(total, &series.unit),
        None => format!(
            "{}, {}",
            count(days, "day"),
            grid.range.spoken(shown.view.today)
        ),
    };
    let entry = Entry {
        key: class_of(series, 0).name().to_owned() + " is-bar",
        name: String::new(),
        address: None,
        value,
        track: Some(Track::of_days(&known, &series.unit)),
        dot: None,
    };
    let opens = (!shown.is_outside).then(|| {
        let (metric, object) = (series.metric.as_str(), series.object.as_deref());
        shown.address.metric_to(metric, object)
    });
    let placing = Placing::calendar(first);
    let slots = entry
        .track
        .as_ref()
        .filter(|_| shown.is_outside)
        .map(|track| FrameSlots::of(&[("", track)]));
    let class = match picture.width <= NARROW {
        true => " heat-scroll is-short",
        false => " heat-scroll",
    };
    view! {
        {read::line(shown, vec![entry], placing, " is-lone")}
        <PanelDrawing
            class=class
            picture=picture
            name=Some(panel.title.clone())
            placing=placing
            opens=opens
            slots=slots
        />
        {chart::keys(calendar_marks(series))}
    }
    .into_any()
}
