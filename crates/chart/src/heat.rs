//! Heat maps: a year of days, a column a week and a row a weekday.

use std::collections::HashMap;

use dbag_domain::{Day, DayRange, Mark, Series, Unit};
use plotters::drawing::IntoDrawingArea;
use plotters::element::Rectangle;
use plotters::style::text_anchor::{HPos, VPos};

use crate::describe::describe;
use crate::draw::{Drawn, IN_MEMORY, head};
use crate::heat_grid::HeatGrid;
use crate::mesh::{Root, draw_label};
use crate::pen::{Ink, Pen, State};
use crate::picture::Picture;
use crate::quantiles::Fifths;
use crate::svg::{Sheet, SvgBackend};
use crate::text::text_width;

/// Tenths of a pixel of the corner that marks a day.
const CORNER: i32 = 30;

/// Tenths of a pixel that a day with an edge is smaller on each side.
const INSET: i32 = 5;

/// A day that is drawn: how, and the corner of its cell.
type Cell = (Pen, (i32, i32));

/// Corners that are drawn with one pen.
type Corners = (Ink, Vec<(i32, i32)>);

/// A heat map to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatSpec<'a> {
    /// The values.
    pub series: &'a Series,
    /// The days; of more than [`HeatGrid::MOST_DAYS`] the newest are shown.
    pub range: DayRange,
    /// How values are written in the text alternative.
    pub unit: &'a Unit,
    /// The accessible name.
    pub title: &'a str,
    /// The text alternative; made by [`describe`](crate::describe()) where it is empty.
    pub description: &'a str,
}

impl<'a> HeatSpec<'a> {
    /// A heat map of these days, without a name.
    pub fn new(series: &'a Series, range: DayRange, unit: &'a Unit) -> Self {
        Self {
            series,
            range,
            unit,
            title: "",
            description: "",
        }
    }
}

/// Draws a heat map: of each day which fifth of the values it belongs to (classes `h0`
/// to `h4`), hollow where a reason stands in the place of a value, and nothing where
/// nothing is known.
///
/// It is scaled as a whole, words and all, so its root has a view box. `days`, `x` and `y`
/// of the picture are the middles of the days; [`HeatGrid`] finds the day at a place.
pub fn heat_map(spec: &HeatSpec<'_>) -> Picture {
    let grid = HeatGrid::of(spec.range);
    let (width, height) = grid.size();
    let mut sheet = Sheet::new(width as i32 * 10, height as i32 * 10);
    let days = painted(spec.series, &grid);
    let corners = [
        (Ink::HeatOutdated, outdated(spec.series, &grid)),
        (Ink::HeatPart, of_part(spec.series, &grid)),
    ];
    draw_on(&mut sheet, &grid, (&days, &corners)).expect(IN_MEMORY);
    let attributes = format!(
        " role=\"img\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"xMinYMin meet\""
    );
    let words = match spec.description.is_empty() {
        true => &description(spec, &grid, &days),
        false => spec.description,
    };
    let height_of = |day| {
        let value = spec.series.value(day).filter(|value| value.is_finite());
        value.map(|_| grid.middle(day).1)
    };
    Picture {
        svg: sheet.into_svg("heat", &attributes, &head(spec.title, words)),
        width,
        height,
        plot: grid.plot(),
        days: grid.range.days().collect(),
        x: grid.range.days().map(|day| grid.middle(day).0).collect(),
        y: vec![grid.range.days().map(height_of).collect()],
        ..Picture::default()
    }
}

/// The sentence of the series, and how many days have a reason for their gap.
fn description(spec: &HeatSpec<'_>, grid: &HeatGrid, days: &[Cell]) -> String {
    let mut words = describe(spec.title, spec.series, grid.range, spec.unit);
    let gaps = days.iter().filter(|(pen, _)| pen.state == State::Gap);
    match gaps.count() {
        0 => {}
        1 => words.push_str(". 1 gap with a reason"),
        count => words.push_str(&format!(". {count} gaps with a reason")),
    }
    match outdated(spec.series, grid).len() {
        0 => {}
        1 => words.push_str(". 1 day asked before the metric was changed"),
        count => words.push_str(&format!(
            ". {count} days asked before the metric was changed"
        )),
    }
    words
}

/// The days that are drawn, one pen after the other.
fn painted(series: &Series, grid: &HeatGrid) -> Vec<Cell> {
    let values = grid.range.days().filter_map(|day| series.value(day));
    let fifths = Fifths::of(values);
    let is_within = |(day, _): &&(_, Mark)| grid.range.contains(*day);
    let marks: HashMap<_, _> = series
        .marks
        .iter()
        .filter(is_within)
        .filter(|(_, mark)| matches!(mark, Mark::Gap(_) | Mark::Provisional))
        .copied()
        .collect();
    let pen = Pen::new(Ink::HeatDay);
    let paint = |day| {
        let value = series.value(day).filter(|value| value.is_finite());
        let pen = match (value, marks.get(&day)) {
            (Some(value), mark) => pen
                .is(State::HEATS[fifths.at(value)])
                .running(mark == Some(&Mark::Provisional)),
            (None, Some(Mark::Gap(_))) => pen.is(State::Gap),
            (None, _) => return None,
        };
        Some((pen, grid.corner(day)))
    };
    let mut days: Vec<_> = grid.range.days().filter_map(paint).collect();
    days.sort_by_key(|(pen, _)| (pen.is_running, pen.state as u8));
    days
}

/// The corners across of days whose values are not of what all objects say now.
fn of_part(series: &Series, grid: &HeatGrid) -> Vec<(i32, i32)> {
    let across = HeatGrid::CELL - CORNER;
    let mut days: Vec<Day> = series.marks.iter().map(|(day, _)| *day).collect();
    days.dedup();
    let is_of_part = |day: &Day| series.part_marks(*day).next().is_some();
    let days = days.into_iter().filter(|day| grid.range.contains(*day));
    let corners = days.filter(is_of_part).map(|day| grid.corner(day));
    corners
        .map(|(left, top)| (left + across, top + across))
        .collect()
}

/// The corners of days that were asked for what the metric meant before it was changed.
fn outdated(series: &Series, grid: &HeatGrid) -> Vec<(i32, i32)> {
    let marks = series.marks.iter();
    let outdated = marks.filter(|(day, mark)| *mark == Mark::Outdated && grid.range.contains(*day));
    outdated.map(|(day, _)| grid.corner(*day)).collect()
}

fn draw_on(sheet: &mut Sheet, grid: &HeatGrid, (days, corners): (&[Cell], &[Corners])) -> Drawn {
    let root = SvgBackend(sheet).into_drawing_area();
    for (pen, (left, top)) in days {
        let has_edge = pen.state == State::Gap || pen.is_running;
        let inset = if has_edge { INSET } else { 0 };
        let corners = [
            (left + inset, top + inset),
            (left + HeatGrid::CELL - inset, top + HeatGrid::CELL - inset),
        ];
        root.draw(&Rectangle::new(corners, pen.to_style()))?;
    }
    for (ink, places) in corners {
        for (left, top) in places {
            // A corner of the square: its colour is its value.
            let corners = [(*left, *top), (left + CORNER, top + CORNER)];
            root.draw(&Rectangle::new(corners, Pen::new(*ink).to_style()))?;
        }
    }
    draw_words(&root, grid)?;
    if days.is_empty() {
        draw_empty(&root, grid)?;
    }
    Ok(())
}

/// Words in the place of days, where there is room for them.
fn draw_empty(root: &Root<'_>, grid: &HeatGrid) -> Drawn {
    let words = ["no values in this range", "no values"];
    let plot = grid.plot();
    let place = (plot.left + plot.width / 2, plot.top + plot.height / 2);
    let fits = |words: &&&str| text_width(words) <= plot.width;
    let Some(words) = words.iter().find(fits) else {
        return Ok(());
    };
    let pen = Pen::new(Ink::HeatLabel).is(State::Empty);
    draw_label(root, words, (place, HPos::Center, VPos::Center), pen)
}

/// The months above the columns in which they begin, and every second weekday.
fn draw_words(root: &Root<'_>, grid: &HeatGrid) -> Drawn {
    let pen = Pen::new(Ink::HeatLabel);
    for (x, month) in grid.months() {
        let place = ((x, grid.plot().top), HPos::Left, VPos::Bottom);
        draw_label(root, &month, place, pen)?;
    }
    for (row, weekday) in [(0, "Mon"), (2, "Wed"), (4, "Fri")] {
        let y = grid.plot().top + row * HeatGrid::PITCH + HeatGrid::CELL / 2;
        let place = ((grid.plot().left, y), HPos::Right, VPos::Center);
        draw_label(root, weekday, place, pen)?;
    }
    Ok(())
}
