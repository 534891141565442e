//! Lines and areas: runs of values between gaps.

use plotters::element::{PathElement, Polygon};

use crate::column::Column;
use crate::draw::{Canvas, Drawn};
use crate::pen::{Pen, State};

/// Values that follow each other without a gap, as places in a column.
type Run = Vec<usize>;

/// Draws a column as a line: solid, then dotted where days are not over, then the
/// dots of values that stand alone. One path each, so at most three elements.
pub(crate) fn draw_line(canvas: &Canvas<'_>, column: &Column, kept: &[usize], pen: Pen) -> Drawn {
    let mut dotted: Vec<Run> = Vec::new();
    let mut lone: Vec<Run> = Vec::new();
    for run in runs(column, kept) {
        if run.len() == 1 {
            lone.push(run);
            continue;
        }
        for (part, is_dotted) in parts(column, &run) {
            if is_dotted {
                dotted.push(part);
            } else {
                draw_run(canvas, column, &part, pen)?;
            }
        }
    }
    for part in dotted {
        draw_run(canvas, column, &part, pen.is(State::Provisional))?;
    }
    let alone = match pen.state {
        State::Compared => State::LoneCompared,
        State::OwnCompared => State::LoneOwnCompared,
        _ => State::Lone,
    };
    for point in lone {
        draw_run(canvas, column, &point, pen.is(alone))?;
    }
    Ok(())
}

/// Draws a goal: a line to the edges of its first and last slot, so that one of a single
/// slot is a line, too.
pub(crate) fn draw_goal(canvas: &Canvas<'_>, column: &Column, kept: &[usize], pen: Pen) -> Drawn {
    for run in runs(column, kept) {
        let mut corners: Vec<(f64, f64)> = points(column, &run).collect();
        if let (Some(&first), Some(&last)) = (corners.first(), corners.last()) {
            corners.insert(0, (first.0 - 0.5, first.1));
            corners.push((last.0 + 0.5, last.1));
        }
        canvas.draw(&PathElement::new(corners, pen.to_style()))?;
    }
    Ok(())
}

/// Draws the ground between a column's line and what it stands on: the base, or in a
/// stack the line below.
pub(crate) fn draw_area(
    canvas: &Canvas<'_>,
    column: &Column,
    kept: &[usize],
    (pen, base): (Pen, f64),
) -> Drawn {
    for run in runs(column, kept).filter(|run| run.len() > 1) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let mut corners = Vec::with_capacity(run.len() + 2);
        if column.bases.is_empty() {
            corners.push((first as f64, base));
            corners.extend(points(column, &run));
            corners.push((last as f64, base));
        } else {
            let below = |&slot: &usize| column.base(slot).map(|base| (slot as f64, base));
            corners.extend(points(column, &run));
            corners.extend(run.iter().rev().filter_map(below));
        }
        canvas.draw(&Polygon::new(corners, pen.to_color()))?;
    }
    Ok(())
}

fn draw_run(canvas: &Canvas<'_>, column: &Column, run: &[usize], pen: Pen) -> Drawn {
    let points: Vec<(f64, f64)> = points(column, run).collect();
    canvas.draw(&PathElement::new(points, pen.to_style()))
}

fn points<'a>(column: &'a Column, run: &'a [usize]) -> impl Iterator<Item = (f64, f64)> + 'a {
    run.iter()
        .filter_map(|&slot| column.top(slot).map(|value| (slot as f64, value)))
}

fn runs<'a>(column: &'a Column, kept: &'a [usize]) -> impl Iterator<Item = Run> + 'a {
    kept.split(|&slot| column.top(slot).is_none())
        .filter(|run| !run.is_empty())
        .map(<[usize]>::to_vec)
}

/// Cuts a run where it changes between solid and dotted; the parts share the point
/// where they meet. What leads to or from a day that is not over is dotted.
fn parts(column: &Column, run: &[usize]) -> Vec<(Run, bool)> {
    let mut parts: Vec<(Run, bool)> = Vec::new();
    for pair in run.windows(2) {
        let is_dotted = pair.iter().any(|&slot| column.is_provisional(slot));
        match parts.last_mut() {
            Some((part, dotted)) if *dotted == is_dotted => part.push(pair[1]),
            _ => parts.push((pair.to_vec(), is_dotted)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use dbag_domain::{Day, Mark, Series};

    use super::*;
    use crate::ChartSeries;
    use crate::timeline::Timeline;

    fn column(values: &[Option<f64>], provisional: &[i32]) -> Column {
        let from = Day::from_days(0);
        let mut series = Series::new(from, values.to_vec());
        let marks = provisional.iter().map(|&at| (from + at, Mark::Provisional));
        series.marks = marks.collect();
        let series = ChartSeries {
            points: series.into(),
            ..ChartSeries::default()
        };
        let timeline = Timeline::of(std::slice::from_ref(&series)).expect("slots");
        Column::new(&series, timeline)
    }

    #[test]
    fn a_gap_breaks_the_line() {
        let column = column(&[Some(1.0), Some(2.0), None, Some(3.0)], &[]);
        let runs: Vec<Run> = runs(&column, &[0, 1, 2, 3]).collect();
        assert_eq!(runs, [vec![0, 1], vec![3]]);
    }

    #[test]
    fn a_provisional_day_is_dotted() {
        let column = column(&[Some(1.0), Some(2.0), Some(3.0), Some(4.0)], &[3]);
        assert_eq!(
            parts(&column, &[0, 1, 2, 3]),
            [(vec![0, 1, 2], false), (vec![2, 3], true)]
        );
    }
}
