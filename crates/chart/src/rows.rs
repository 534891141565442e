//! Values in rows, as a picture: what a mail or a document shows of a table or a ranking.

use std::fmt::Write;

use crate::Picture;
use crate::text::{cut, push_escaped, text_width};

/// Rows to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowsSpec<'a> {
    /// The heads of the columns, that of the names first.
    pub heads: &'a [String],
    /// The rows, each with as many words as there are heads.
    pub rows: &'a [Vec<String>],
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels; rows that do not fit are counted in the last line.
    pub height: u32,
    /// The accessible name.
    pub title: &'a str,
}

/// Pixels from row to row.
const ROW: u32 = 24;
/// Pixels from a row's lower edge to the foot of its words.
const FOOT: u32 = 8;
/// Pixels that a column of values takes at most, and that stay between two columns.
const WIDEST: i32 = 180;
const APART: i32 = 16;

/// Draws rows: names on the left, values under their heads on the right.
pub fn rows(spec: &RowsSpec<'_>) -> Picture {
    let width = spec.width.clamp(80, 8_000);
    let most = (spec.height / ROW).max(3) as usize - 1;
    let is_whole = spec.rows.len() <= most;
    let shown = if is_whole { spec.rows.len() } else { most - 1 };
    let lines = 1 + shown + usize::from(!is_whole);
    let height = lines as u32 * ROW;
    let columns = Columns::new(spec, width as i32);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rows\" role=\"img\" \
         width=\"{width}\" height=\"{height}\"><title>"
    );
    push_escaped(&mut svg, spec.title);
    svg.push_str("</title>");
    push_row(&mut svg, &columns, spec.heads, (0, "rows__head"));
    for (at, row) in spec.rows.iter().take(shown).enumerate() {
        push_row(&mut svg, &columns, row, (at as u32 + 1, "rows__value"));
    }
    if !is_whole {
        let rest = [format!("and {} more", spec.rows.len() - shown)];
        push_row(&mut svg, &columns, &rest, (lines as u32 - 1, "rows__head"));
    }
    svg.push_str("</svg>");
    Picture {
        svg,
        width,
        height,
        ..Picture::default()
    }
}

/// Where each column ends, and how much room names have.
struct Columns {
    ends: Vec<i32>,
    names: i32,
    width: i32,
}

impl Columns {
    /// Columns from the right edge on, as wide as their words; those without room are left out.
    fn new(spec: &RowsSpec<'_>, width: i32) -> Self {
        let widest = |column: usize| {
            let of_row = |row: &[String]| row.get(column).map_or(0, |words| text_width(words));
            let rows = spec.rows.iter().map(|row| of_row(row)).max();
            let widest = rows.unwrap_or(0).max(of_row(spec.heads));
            (widest / 10).min(WIDEST)
        };
        let count = spec.heads.len();
        let widths: Vec<i32> = (1..count).map(widest).collect();
        let least = width / 3;
        let mut room = width - least;
        let fitting = widths
            .iter()
            .take_while(|wide| {
                room -= **wide + APART;
                room >= 0
            })
            .count();
        let mut ends = Vec::with_capacity(fitting);
        let mut end = width;
        for wide in widths[..fitting].iter().rev() {
            ends.push(end);
            end -= wide + APART;
        }
        ends.reverse();
        Self {
            ends,
            names: end,
            width,
        }
    }
}

fn push_row(svg: &mut String, columns: &Columns, words: &[String], (at, class): (u32, &str)) {
    let foot = (at + 1) * ROW - FOOT;
    let mut push = |x: i32, anchor: &str, text: &str| {
        write!(
            svg,
            "<text class=\"{class}\" x=\"{x}\" y=\"{foot}\"{anchor}>"
        )
        .expect("writing to a String");
        push_escaped(svg, text);
        svg.push_str("</text>");
    };
    if let Some(name) = words.first() {
        push(0, "", &cut(name, columns.names * 10));
    }
    for (end, text) in columns.ends.iter().zip(words.iter().skip(1)) {
        push(*end, " text-anchor=\"end\"", &cut(text, WIDEST * 10));
    }
    let edge = (at + 1) * ROW;
    write!(
        svg,
        "<path class=\"rows__line\" d=\"M0 {edge}h{}\"/>",
        columns.width
    )
    .expect("writing to a String");
}
