//! Why there is nothing to draw, as a picture: what a mail or a document shows instead of values.

use std::fmt::Write;

use crate::Picture;
use crate::draw::head;
use crate::text::{push_escaped, wrap};

/// Pixels from line to line.
const LINE: u32 = 18;
/// Lines that a sentence takes at most.
const MOST_LINES: usize = 6;

/// Draws a sentence of some lines in so many pixels of width.
pub fn reason(words: &str, width: u32, title: &str) -> Picture {
    let width = width.clamp(80, 8_000);
    let lines = wrap(words, width as i32, MOST_LINES);
    let height = lines.len() as u32 * LINE + LINE / 2;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rows\" role=\"img\" \
         width=\"{width}\" height=\"{height}\">"
    );
    svg.push_str(&head(title, words));
    for (at, line) in (1..).zip(&lines) {
        write!(
            svg,
            "<text class=\"rows__head\" x=\"0\" y=\"{}\">",
            at * LINE
        )
        .expect("writing to a String");
        push_escaped(&mut svg, line);
        svg.push_str("</text>");
    }
    svg.push_str("</svg>");
    Picture {
        svg,
        width,
        height,
        ..Picture::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_goes_on_in_the_next_line() {
        let words = "No value yet: the first day is remembered after midnight";
        let (wide, narrow) = (reason(words, 600, "Orders"), reason(words, 120, "Orders"));
        assert!(wide.svg.contains(words) && wide.height < narrow.height);
        assert!(narrow.svg.matches("<text").count() > 2);
    }
}
