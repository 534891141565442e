//! Bars: a value's distance from zero.

use plotters::element::{PathElement, Polygon, Rectangle};

use crate::SeriesRole;
use crate::column::Column;
use crate::draw::{Canvas, Drawn, has_several};
use crate::pen::{Ink, Pen, State};

/// Slots narrower than this, in tenths of a pixel, have no bars of their own: gaps of
/// less than a pixel between them would flicker. They share one outline.
const NARROWEST: i32 = 40;

/// The part of a slot that its bars take.
const FILLED: f64 = 0.7;

/// The most pixels, in tenths, that the bars of a slot take together.
const WIDEST: f64 = 960.0;

/// The part of a slot that its bars take where there are so many.
fn filled(slots: usize, plot_width: i32) -> f64 {
    let slot_width = f64::from(plot_width.max(1)) / slots.max(1) as f64;
    FILLED.min(WIDEST / slot_width)
}

/// Bars side by side that are narrower than this are a grey mass: lines say more.
const LEGIBLE: f64 = 15.0;

/// Whether the shown columns have room for bars side by side.
pub(crate) fn are_legible(columns: &[Column], plot_width: i32) -> bool {
    let slots = columns.first().map_or(0, |column| column.values.len());
    let abreast = columns.iter().filter(|column| column.is_shown()).count();
    let slot_width = f64::from(plot_width) / slots.max(1) as f64;
    abreast < 2 || slot_width * filled(slots, plot_width) / abreast as f64 >= LEGIBLE
}

/// Draws the shown columns as bars, side by side or on each other.
pub(crate) fn draw_bars(canvas: &Canvas<'_>, columns: &[Column], plot_width: i32) -> Drawn {
    let shown: Vec<&Column> = columns.iter().filter(|column| column.is_shown()).collect();
    let is_stacked = shown.iter().any(|column| !column.bases.is_empty());
    let slots = columns.first().map_or(0, |column| column.values.len());
    if is_dense(slots, plot_width) {
        // The highest first: what stands below is drawn over it, to its own height.
        return shown
            .iter()
            .rev()
            .try_for_each(|column| draw_outlines(canvas, column, plot_width));
    }
    let abreast = if is_stacked { 1 } else { shown.len().max(1) };
    let filled = filled(slots, plot_width);
    let width = filled / abreast as f64;
    for (at, column) in shown.into_iter().enumerate() {
        let lane = if is_stacked { 0 } else { at };
        let offset = lane as f64 * width - filled / 2.0;
        draw_each(canvas, column, (offset, width))?;
    }
    Ok(())
}

/// Draws what is compared as a short line across each slot; of several series side by side, across the
/// bar that it stands beside.
pub(crate) fn draw_ticks(canvas: &Canvas<'_>, columns: &[Column], plot_width: i32) -> Drawn {
    let shown = || columns.iter().filter(|column| column.is_shown());
    let abreast = match shown().any(|column| !column.bases.is_empty()) {
        true => 1,
        false => shown().count().max(1),
    };
    let have_own = has_several(columns);
    let compared = columns
        .iter()
        .filter(|column| column.role == SeriesRole::Compared);
    for column in compared {
        let slots = column.values.len();
        let (filled, lanes) = match is_dense(slots, plot_width) {
            true => (1.0, 1),
            false => (filled(slots, plot_width), abreast),
        };
        let width = filled / lanes as f64;
        let offset = column.beside.min(lanes - 1) as f64 * width - filled / 2.0;
        let style = match have_own {
            true => Pen::new(Ink::Tick).of(column.class).is(State::OwnCompared),
            false => Pen::new(Ink::Tick).is(State::Compared),
        }
        .to_style();
        for (slot, value) in column.known() {
            let left = slot as f64 + offset;
            canvas.draw(&PathElement::new(
                [(left, value), (left + width, value)],
                style,
            ))?;
        }
    }
    Ok(())
}

fn is_dense(slots: usize, plot_width: i32) -> bool {
    plot_width < NARROWEST * i32::try_from(slots).unwrap_or(i32::MAX / NARROWEST)
}

fn pen(column: &Column, is_provisional: bool) -> Pen {
    let state = match (is_provisional, column.bases.is_empty()) {
        (true, _) => State::Provisional,
        (false, true) => State::Plain,
        // Between very many parts a line would hide them.
        (false, false) if column.is_many => State::Dense,
        (false, false) => State::Stacked,
    };
    let pen = Pen::new(Ink::Bar).of(column.class).is(state);
    pen.many(column.is_many && !column.bases.is_empty())
}

/// A bar a value; those of days that are not over last, as a path of their own.
fn draw_each(canvas: &Canvas<'_>, column: &Column, (offset, width): (f64, f64)) -> Drawn {
    for is_provisional in [false, true] {
        let style = pen(column, is_provisional).to_style();
        for (slot, value) in column.known() {
            let base = column.base(slot).unwrap_or(0.0);
            // Zero is a hair on the axis, but nothing on top of others.
            let is_nothing = value == base && base != 0.0;
            if column.is_provisional(slot) == is_provisional && !is_nothing {
                let left = slot as f64 + offset;
                let corners = [(left, base), (left + width, value)];
                canvas.draw(&Rectangle::new(corners, style))?;
            }
        }
    }
    Ok(())
}

/// Some slots as one: the highest and lowest that its bars reach.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bundle {
    from: usize,
    to: usize,
    low: f64,
    high: f64,
    is_provisional: bool,
}

/// The bars' common outline, broken at gaps; where slots are narrower than a pixel,
/// as many as fit into one are drawn as their extremes.
fn draw_outlines(canvas: &Canvas<'_>, column: &Column, plot_width: i32) -> Drawn {
    let pixels = usize::try_from(plot_width / 10).unwrap_or(1).max(1);
    let bundles = bundles(column, column.values.len().div_ceil(pixels).max(1));
    let follow = |a: &Bundle, b: &Bundle| a.to == b.from && a.is_provisional == b.is_provisional;
    for is_provisional in [false, true] {
        let pen = pen(column, is_provisional);
        let color = match pen.state {
            State::Stacked => pen.is(State::Dense).to_color(),
            _ => pen.to_color(),
        };
        for run in bundles.chunk_by(follow) {
            if run[0].is_provisional == is_provisional {
                canvas.draw(&Polygon::new(outline(run), color))?;
            }
        }
    }
    Ok(())
}

fn bundles(column: &Column, size: usize) -> Vec<Bundle> {
    let bundle = |from: usize| {
        let to = (from + size).min(column.values.len());
        let mut known = column.values[from..to].iter().flatten().peekable();
        known.peek()?;
        let (low, high) = known.fold((0.0_f64, 0.0_f64), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
        Some(Bundle {
            from,
            to,
            low,
            high,
            is_provisional: (from..to).all(|slot| column.is_provisional(slot)),
        })
    };
    (0..column.values.len())
        .step_by(size)
        .filter_map(bundle)
        .collect()
}

/// Along the tops to the right, and back along the bottoms.
fn outline(run: &[Bundle]) -> Vec<(f64, f64)> {
    let edges = |bundle: &Bundle| (bundle.from as f64 - 0.5, bundle.to as f64 - 0.5);
    let tops = run.iter().flat_map(|bundle| {
        let (left, right) = edges(bundle);
        [(left, bundle.high), (right, bundle.high)]
    });
    let bottoms = run.iter().rev().flat_map(|bundle| {
        let (left, right) = edges(bundle);
        [(right, bundle.low), (left, bundle.low)]
    });
    tops.chain(bottoms).collect()
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, Series};

    use super::*;
    use crate::ChartSeries;
    use crate::timeline::Timeline;

    fn column(values: &[Option<f64>]) -> Column {
        let series = ChartSeries {
            points: Series::new(Day::from_days(0), values.to_vec()).into(),
            ..ChartSeries::default()
        };
        let timeline = Timeline::of(std::slice::from_ref(&series)).expect("slots");
        Column::new(&series, timeline)
    }

    #[test]
    fn few_bars_are_no_wider_than_many() {
        for (slots, pixels) in [(1, 96.0), (2, 96.0), (30, 21.0), (90, 7.0)] {
            let width = filled(slots, 9_000) * 900.0 / slots as f64;
            assert!((width - pixels).abs() < 0.01, "{slots}: {width}");
        }
    }

    #[test]
    fn a_bundle_keeps_its_extremes_and_gaps() {
        let column = column(&[
            Some(1.0),
            Some(-9.0),
            Some(7.0),
            None,
            None,
            None,
            Some(2.0),
        ]);
        let bundles = bundles(&column, 3);
        assert_eq!(bundles.len(), 2);
        assert_eq!((bundles[0].low, bundles[0].high), (-9.0, 7.0));
        assert_eq!((bundles[1].from, bundles[1].to), (6, 7));
    }

    #[test]
    fn an_outline_goes_there_and_back() {
        let column = column(&[Some(1.0), Some(2.0)]);
        let corners = outline(&bundles(&column, 1));
        assert_eq!(corners.len(), 8);
        assert_eq!((corners[0], corners[7]), ((-0.5, 1.0), (-0.5, 0.0)));
    }
}
