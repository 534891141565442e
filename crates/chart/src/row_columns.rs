//! Where the columns of drawn rows stand: as wide as their words, or as narrow as their values.

use crate::RowsSpec;
use crate::text::{text_width, wrap};

/// Pixels that a column of values takes at most, and at least where there is little room.
const WIDEST: i32 = 180;
const NARROWEST: i32 = 32;
/// Pixels that stay between two columns, and between two where there is little room.
const APART: i32 = 16;
const NEAR: i32 = 10;
/// Pixels that a name has at least where it needs them.
const SHORT_NAME: i32 = 40;
/// Lines that a head takes at most.
const MOST_LINES: usize = 5;

/// A column of values.
pub(crate) struct Column {
    /// Where its words end.
    pub(crate) end: i32,
    /// How wide they may be.
    pub(crate) wide: i32,
}

/// Where each column stands, and how much room names have.
pub(crate) struct Columns {
    columns: Vec<Column>,
    heads: Vec<Vec<String>>,
    pub(crate) names: i32,
    pub(crate) width: i32,
}

impl Columns {
    /// Columns from the right edge on, as wide as their words. Where those do not fit, as wide as their
    /// values, with heads in several lines; what does not fit then is left out.
    pub(crate) fn new(spec: &RowsSpec<'_>, width: i32) -> Self {
        let places = 1..spec.heads.len();
        let of_heads = |at: usize| in_pixels(&spec.heads[at]);
        let natural: Vec<i32> = places
            .clone()
            .map(|at| of_values(spec, at).max(of_heads(at)).min(WIDEST))
            .collect();
        let least = width / 3;
        if sum(&natural, APART) <= width - least {
            return Self::at(spec, &natural, (APART, width));
        }
        // Names are cut last: they say what the row is.
        let names = of_values(spec, 0).max(of_heads(0)).min(least) + NEAR;
        let room = width - names;
        let of_values: Vec<i32> = places
            .clone()
            .map(|at| of_values(spec, at).clamp(NARROWEST, WIDEST))
            .collect();
        let readable: Vec<i32> = places
            .zip(&of_values)
            .map(|(at, values)| longest_word(&spec.heads[at]).max(*values).min(WIDEST))
            .collect();
        // Heads are cut before a column is left out; of what is left, none need be.
        let mut narrow = of_values;
        if sum(&narrow, NEAR) > room {
            narrow.clone_from(&readable);
        }
        while sum(&narrow, NEAR) > room && narrow.len() > 1 {
            narrow.pop();
        }
        if let [only] = narrow.as_mut_slice() {
            *only = (*only).min(room - NEAR);
        }
        widen(&mut narrow, &readable, room);
        widen(&mut narrow, &natural, room);
        Self::at(spec, &narrow, (NEAR, width))
    }

    /// How many columns of values fit.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }

    /// The lines of each head.
    pub(crate) fn heads(&self) -> &[Vec<String>] {
        &self.heads
    }

    /// The lines of the highest head.
    pub(crate) fn head_lines(&self) -> usize {
        let lines = self.heads.iter().map(Vec::len);
        lines.max().unwrap_or(1).max(1)
    }

    fn at(spec: &RowsSpec<'_>, widths: &[i32], (apart, width): (i32, i32)) -> Self {
        let mut columns = Vec::with_capacity(widths.len());
        let mut end = width;
        for &wide in widths.iter().rev() {
            columns.push(Column { end, wide });
            end -= wide + apart;
        }
        columns.reverse();
        let heads = spec.heads.iter().skip(1).zip(widths);
        Self {
            columns,
            heads: heads
                .map(|(head, wide)| wrap(head, *wide, MOST_LINES))
                .collect(),
            names: end,
            width,
        }
    }
}

/// The pixels in which the values of the first column are whole, beside names that are cut.
pub(crate) fn least_width(spec: &RowsSpec<'_>) -> u32 {
    let values = of_values(spec, 1).clamp(NARROWEST, WIDEST);
    // Names get a third of the width at most, and the rest is for values.
    let names = of_values(spec, 0).min(SHORT_NAME);
    let least = values + 2 * NEAR + names;
    least.max(values * 3 / 2 + 3 * NEAR).unsigned_abs()
}

/// Gives columns the room that is left, none more than its words need.
fn widen(widths: &mut [i32], natural: &[i32], room: i32) {
    let mut left = room - sum(widths, NEAR);
    while left > 0 {
        let growing = widths.iter_mut().zip(natural);
        let mut growing: Vec<_> = growing.filter(|(wide, most)| **wide < **most).collect();
        let share = left / i32::try_from(growing.len()).unwrap_or(i32::MAX).max(1);
        if growing.is_empty() || share == 0 {
            return;
        }
        for (wide, most) in &mut growing {
            let more = share.min(**most - **wide);
            **wide += more;
            left -= more;
        }
    }
}

fn sum(widths: &[i32], apart: i32) -> i32 {
    widths.iter().map(|wide| wide + apart).sum()
}

fn in_pixels(words: &str) -> i32 {
    (text_width(words) + 9) / 10
}

/// The pixels of the widest value of a column.
fn of_values(spec: &RowsSpec<'_>, column: usize) -> i32 {
    let rows = spec.rows.iter().map(Vec::as_slice).chain(spec.foot);
    let words = rows.filter_map(|row| row.get(column));
    words.map(|words| in_pixels(words)).max().unwrap_or(0)
}

fn longest_word(head: &str) -> i32 {
    let words = head.split_whitespace().map(in_pixels);
    words.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_goes_on_in_the_next_line_and_is_cut_in_the_last() {
        assert_eq!(wrap("Orders", 60, MOST_LINES), ["Orders"]);
        assert_eq!(
            wrap("Orders placed, period before", 60, MOST_LINES),
            ["Orders", "placed,", "period", "before"]
        );
        let cut = wrap("one two three four five six seven", 34, MOST_LINES);
        assert_eq!(cut.len(), MOST_LINES);
        assert!(cut[4].ends_with('…'), "{cut:?}");
        assert_eq!(wrap("", 60, MOST_LINES), [""]);
    }

    #[test]
    fn room_that_is_left_goes_to_the_words_that_need_it() {
        let mut widths = [40, 40, 40];
        widen(&mut widths, &[40, 100, 45], 3 * NEAR + 160);
        assert_eq!(widths, [40, 75, 45]);
    }
}
