//! Bars: a value's distance from zero.

use plotters::element::{PathElement, Polygon, Rectangle};

use crate::column::Column;
use crate::draw::{Canvas, Drawn};
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

/// Draws the columns as bars side by side, and what is compared as a short line
/// across each slot.
pub(crate) fn draw_bars(canvas: &Canvas<'_>, columns: &[Column], plot_width: i32) -> Drawn {
    let slots = columns.first().map_or(0, |column| column.values.len());
    let is_dense = plot_width < NARROWEST * i32::try_from(slots).unwrap_or(i32::MAX / NARROWEST);
    let abreast = columns.iter().filter(|column| !column.is_compared).count();
    let filled = filled(slots, plot_width);
    let mut lane = 0;
    for column in columns {
        if column.is_compared {
            continue;
        }
        if is_dense {
            draw_outlines(canvas, column, plot_width)?;
        } else {
            draw_each(canvas, column, filled, (lane, abreast))?;
        }
        lane += 1;
    }
    for column in columns.iter().filter(|column| column.is_compared) {
        draw_ticks(canvas, column, if is_dense { 1.0 } else { filled })?;
    }
    Ok(())
}

fn pen(column: &Column, is_provisional: bool) -> Pen {
    let state = if is_provisional {
        State::Provisional
    } else {
        State::Plain
    };
    Pen::new(Ink::Bar).of(column.class).is(state)
}

/// A bar a value; those of days that are not over last, as a path of their own.
fn draw_each(
    canvas: &Canvas<'_>,
    column: &Column,
    filled: f64,
    (lane, abreast): (usize, usize),
) -> Drawn {
    let width = filled / abreast.max(1) as f64;
    let offset = lane as f64 * width - filled / 2.0;
    for is_provisional in [false, true] {
        let style = pen(column, is_provisional).to_style();
        for (slot, value) in column.known() {
            if column.is_provisional(slot) == is_provisional {
                let left = slot as f64 + offset;
                let corners = [(left, 0.0), (left + width, value)];
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
        let color = pen(column, is_provisional).to_color();
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

fn draw_ticks(canvas: &Canvas<'_>, column: &Column, width: f64) -> Drawn {
    let style = Pen::new(Ink::Tick).is(State::Compared).to_style();
    for (slot, value) in column.known() {
        let (left, right) = (slot as f64 - width / 2.0, slot as f64 + width / 2.0);
        canvas.draw(&PathElement::new([(left, value), (right, value)], style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, Series};

    use super::*;
    use crate::timeline::Timeline;
    use crate::{ChartSeries, SeriesClass};

    fn column(values: &[Option<f64>]) -> Column {
        let series = ChartSeries {
            name: String::new(),
            points: Series::new(Day::from_days(0), values.to_vec()).into(),
            class: SeriesClass::S1,
            compared: false,
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
