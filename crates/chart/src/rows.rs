//! Values in rows, as a picture: what a mail or a document shows of a table or a ranking.

use std::fmt::Write;

use crate::Picture;
use crate::draw::head;
use crate::row_columns::{Columns, least_width};
use crate::text::{cut, push_escaped, text_width};

/// A ground below a value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellMark {
    /// The row, from the first on.
    pub row: usize,
    /// The column, from the first after the names on.
    pub column: usize,
    /// What the ground says.
    pub ground: CellGround,
}

/// What is to be known of a value in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellGround {
    /// It was asked for something else.
    Outdated,
    /// It is not of what all objects say now.
    Part,
}

/// Rows to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowsSpec<'a> {
    /// The heads of the columns, that of the names first.
    pub heads: &'a [String],
    /// The rows, each with as many words as there are heads.
    pub rows: &'a [Vec<String>],
    /// The grounds of values, in the order of rows.
    pub marks: &'a [CellMark],
    /// The row of all of them together, which is drawn below however many are left out.
    pub foot: Option<&'a [String]>,
    /// The width in pixels; columns that do not fit are counted in the last line, and the first has the room that its
    /// values need.
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
/// Pixels of a ground before the words of its column.
const GROUND: i32 = 4;
/// Pixels from line to line of a head.
const LINE: u32 = 14;

/// What of the rows is drawn.
struct Part {
    rows: usize,
    /// What is left out, in words; empty where nothing is.
    rest: String,
    /// What is drawn, for those who hear it.
    description: String,
}

impl Part {
    fn of(spec: &RowsSpec<'_>, columns: &Columns, room: usize) -> Self {
        let all = spec.rows.len();
        let (fitting, wanted) = (columns.len(), spec.heads.len().saturating_sub(1));
        let is_wide = fitting < wanted;
        let rows = match all > room || is_wide && all + 1 > room {
            true => all.min(room.saturating_sub(1).max(1)),
            false => all,
        };
        let part = is_wide.then(|| format!("{fitting} of {wanted} columns"));
        let rest = |more: String| {
            let more = (rows < all).then_some(more);
            more.into_iter()
                .chain(part.clone())
                .collect::<Vec<_>>()
                .join(" · ")
        };
        let long = rest(format!("and {} more", all - rows));
        let is_long = text_width(&long) > columns.width * 10;
        let said = |shown: usize, all: usize, what: &str| match (shown == all, all) {
            (false, _) => format!("{shown} of {all} {what}s"),
            (true, 1) => format!("1 {what}"),
            (true, _) => format!("{all} {what}s"),
        };
        let (row, column) = (said(rows, all, "row"), said(fitting, wanted, "column"));
        Self {
            rows,
            rest: if is_long {
                rest(format!("+{}", all - rows))
            } else {
                long
            },
            description: format!("{row}, {column}"),
        }
    }
}

/// Draws rows: names on the left, values under their heads on the right.
pub fn rows(spec: &RowsSpec<'_>) -> Picture {
    let width = spec.width.clamp(80, 8_000).max(least_width(spec));
    let columns = Columns::new(spec, width as i32);
    let top = ROW + (columns.head_lines() as u32 - 1) * LINE;
    let feet = spec.foot.iter().len();
    let room = (spec.height.saturating_sub(top) / ROW).max(2) as usize - feet;
    let part = Part::of(spec, &columns, room.max(1));
    let lines = part.rows + feet + usize::from(!part.rest.is_empty());
    let height = top + lines as u32 * ROW;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rows\" role=\"img\" \
         width=\"{width}\" height=\"{height}\">"
    );
    svg.push_str(&head(spec.title, &part.description));
    let mut page = Page {
        svg,
        columns: &columns,
        edge: top,
    };
    page.push_heads(spec);
    for (at, row) in spec.rows.iter().take(part.rows).enumerate() {
        page.push_grounds(spec.marks.iter().filter(|mark| mark.row == at));
        page.push_row(row, "rows__value");
    }
    if !part.rest.is_empty() {
        page.push_rest(&part.rest);
    }
    if let Some(foot) = spec.foot {
        page.push_row(foot, "rows__value is-foot");
    }
    page.svg.push_str("</svg>");
    Picture {
        svg: page.svg,
        width,
        height,
        ..Picture::default()
    }
}

/// A picture that grows row by row.
struct Page<'a> {
    svg: String,
    columns: &'a Columns,
    /// The lower edge of the row that was drawn last.
    edge: u32,
}

impl Page<'_> {
    fn push_heads(&mut self, spec: &RowsSpec<'_>) {
        if let Some(name) = spec.heads.first() {
            self.push_name(name, "rows__head");
        }
        for (column, lines) in self.columns.iter().zip(self.columns.heads()) {
            // The last line stands where that of every other head stands.
            let first = self.edge - FOOT - (lines.len() as u32 - 1) * LINE;
            for (at, line) in (0..).zip(lines) {
                self.push_text((column.end, first + at * LINE), line, "rows__head");
            }
        }
        self.push_line();
    }

    /// The grounds of the row that is drawn next.
    fn push_grounds<'a>(&mut self, marks: impl Iterator<Item = &'a CellMark>) {
        for mark in marks {
            let Some(column) = self.columns.iter().nth(mark.column) else {
                continue;
            };
            let class = match mark.ground {
                CellGround::Outdated => "rows__outdated",
                CellGround::Part => "rows__part",
            };
            let (x, wide) = (column.end - column.wide - GROUND, column.wide + GROUND);
            write!(
                self.svg,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{wide}\" height=\"{}\"/>",
                self.edge + 2,
                ROW - 4
            )
            .expect("writing to a String");
        }
    }

    fn push_row(&mut self, words: &[String], class: &str) {
        self.edge += ROW;
        if let Some(name) = words.first() {
            self.push_name(name, class);
        }
        for (column, text) in self.columns.iter().zip(words.iter().skip(1)) {
            let text = cut(text, column.wide * 10);
            self.push_text((column.end, self.edge - FOOT), &text, class);
        }
        self.push_line();
    }

    /// What is left out, in words over the whole width.
    fn push_rest(&mut self, words: &str) {
        self.edge += ROW;
        let text = cut(words, self.columns.width * 10);
        self.push_words((0, self.edge - FOOT), "", (&text, "rows__head"));
        self.push_line();
    }

    fn push_name(&mut self, name: &str, class: &str) {
        let text = cut(name, self.columns.names * 10);
        self.push_words((0, self.edge - FOOT), "", (&text, class));
    }

    fn push_text(&mut self, place: (i32, u32), text: &str, class: &str) {
        self.push_words(place, " text-anchor=\"end\"", (text, class));
    }

    fn push_words(&mut self, (x, y): (i32, u32), anchor: &str, (text, class): (&str, &str)) {
        write!(
            self.svg,
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>"
        )
        .expect("writing to a String");
        push_escaped(&mut self.svg, text);
        self.svg.push_str("</text>");
    }

    fn push_line(&mut self) {
        write!(
            self.svg,
            "<path class=\"rows__line\" d=\"M0 {}h{}\"/>",
            self.edge, self.columns.width
        )
        .expect("writing to a String");
    }
}
