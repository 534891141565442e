//! A picture as a document of its own: its words above it, and everything it needs inside.

use std::fmt::Write;

use crate::legend_sign::{LegendMark, push_sign};
use crate::look::{Look, Theme};
use crate::text::{LABEL_PX, cut, push_escaped, text_width, wrap};
use crate::{Picture, SeriesClass, SeriesRole};

/// What is drawn and how, as the legend has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LegendName {
    /// The name; cut where there is no room for it.
    pub name: String,
    /// The value behind it, which is never cut; empty where there is none.
    pub value: String,
    /// The colour.
    pub class: SeriesClass,
    /// Whether it is shown, or what the shown is measured by.
    pub role: SeriesRole,
    /// Of what is compared: whether it has the colour of its series, as beside one of several.
    pub is_own: bool,
    /// Of what is compared: whether it is dashed, as beside several.
    pub is_dashed: bool,
    /// What it explains where that is no series but a mark on values.
    pub mark: Option<LegendMark>,
}

/// What is written above a picture that stands alone; what is empty takes no room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caption {
    /// What is shown.
    pub title: String,
    /// The one number that matters, in large figures.
    pub figure: String,
    /// What is to be known besides, such as the days.
    pub about: String,
    /// The names of the series.
    pub legend: Vec<LegendName>,
    /// What the numbers in the picture stand for, a line each, below it.
    pub notes: Vec<String>,
}

/// Pixels around everything.
const PAD: i32 = 16;
/// Pixels right of the picture, for the dot of the last value.
const DOT: i32 = 4;
/// Pixels from the words to the picture.
const BELOW: i32 = 10;
const TITLE_PX: i32 = 15;
const FIGURE_PX: i32 = 30;
/// Pixels from one line's foot to the next one's, as a share of the letters' size.
const LEADING: (i32, i32) = (14, 10);
/// Pixels that a legend's name has before it, for its colour, and behind it.
const SWATCH: i32 = 14;
const APART: i32 = 16;
/// Lines that what is to be known besides takes at most.
const MOST_LINES: usize = 8;
/// Semi-bold letters are so much wider than the table of widths says, in hundredths.
const SEMI_BOLD: i32 = 106;

/// A line of words at a place.
struct Line<'a> {
    text: String,
    x: i32,
    y: i32,
    size: i32,
    colour: &'a str,
    is_strong: bool,
}

impl Caption {
    /// The pixels that a document of this width needs besides the picture: left and right of
    /// it, and above and below.
    pub fn room(&self, width: u32) -> (u32, u32) {
        let above = self.height(as_pixels(width) - 2 * PAD);
        let height = 2 * PAD + above + self.height_below();
        ((2 * PAD + DOT).unsigned_abs(), height.unsigned_abs())
    }

    /// The height of the words above the picture, where they have so much width.
    fn height(&self, width: i32) -> i32 {
        let lines = self.lines(width);
        let mut height: i32 = lines.iter().map(|(_, size)| line(*size)).sum();
        let rows = self.legend_places(width);
        height += rows.last().map_or(0, |(_, row)| (row + 1) * line(LABEL_PX));
        if height > 0 { height + BELOW } else { 0 }
    }

    fn height_below(&self) -> i32 {
        match i32::try_from(self.notes.len()).unwrap_or(0) {
            0 => 0,
            lines => BELOW + lines * line(LABEL_PX),
        }
    }

    /// The pixels that a document needs at least, so that no number in its words is cut. Names may be.
    pub fn least_width(&self) -> u32 {
        let figure = strong_width(&self.figure, FIGURE_PX);
        let is_number = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
        let about = self.about.split_whitespace().filter(is_number);
        let about = about.map(|word| strong_width(word, LABEL_PX));
        let valued = self.legend.iter().filter(|one| !one.value.is_empty());
        let values = valued.map(|one| SWATCH + strong_width(&format!("… {}", one.value), LABEL_PX));
        let least = about.chain(values).fold(figure, i32::max);
        (2 * PAD + least).unsigned_abs()
    }

    /// What is to be known besides, in as many lines as it needs.
    fn about_lines(&self, width: i32) -> Vec<String> {
        if self.about.is_empty() {
            return Vec::new();
        }
        match strong_width(&self.about, LABEL_PX) <= width {
            true => vec![self.about.clone()],
            false => wrap(&self.about, width * 100 / SEMI_BOLD, MOST_LINES),
        }
    }

    /// The lines above the legend, each with the size of its letters.
    fn lines(&self, width: i32) -> Vec<(String, i32)> {
        let of_names = [(&self.title, TITLE_PX), (&self.figure, FIGURE_PX)];
        let of_names = of_names.into_iter().filter(|(text, _)| !text.is_empty());
        let of_names = of_names.map(|(text, size)| (cut_to(text, width, size), size));
        let about = self.about_lines(width).into_iter();
        of_names.chain(about.map(|text| (text, LABEL_PX))).collect()
    }

    /// How far from the left, and in which row, each name of the legend stands.
    fn legend_places(&self, width: i32) -> Vec<(i32, i32)> {
        let (mut x, mut row) = (0, 0);
        let place = |one: &LegendName| {
            let wide = SWATCH + text_width(&one.text()) / 10;
            if x > 0 && x + wide > width {
                (x, row) = (0, row + 1);
            }
            let place = (x, row);
            x += wide + APART;
            place
        };
        self.legend.iter().map(place).collect()
    }
}

impl Picture {
    /// The picture as a document of its own, which needs no page: its words, its colours.
    pub fn standalone(&self, theme: Theme, caption: &Caption) -> String {
        let look = Look::of(theme);
        let inner = as_pixels(self.gutter + self.width);
        let top = PAD + caption.height(inner + DOT);
        let width = 2 * PAD + inner + DOT;
        let foot = top + as_pixels(self.height);
        let height = foot + caption.height_below() + PAD;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"Inter,system-ui,sans-serif\" \
             font-size=\"{LABEL_PX}\"><style>{css}</style>\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>",
            css = look.css_of(&self.svg),
            ground = look.colour("--surface"),
        );
        push_caption(&mut out, caption, look, inner + DOT);
        push_notes(&mut out, caption, look, (foot + BELOW, inner + DOT));
        let left = PAD + as_pixels(self.gutter);
        push_formatted(
            &mut out,
            format_args!(
                "<svg x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" overflow=\"visible\">",
                self.width, self.height
            ),
        );
        out.push_str(&self.svg);
        out.push_str("</svg></svg>\n");
        out
    }
}

fn push_caption(out: &mut String, caption: &Caption, look: &Look, width: i32) {
    let mut foot = PAD;
    for (text, size) in caption.lines(width) {
        foot += line(size);
        let is_about = size == LABEL_PX;
        let line = Line {
            text,
            x: PAD,
            y: foot - size / 4,
            size,
            colour: look.colour(if is_about { "--muted" } else { "--text" }),
            is_strong: !is_about,
        };
        push_line(out, &line);
    }
    for (one, (x, row)) in caption.legend.iter().zip(caption.legend_places(width)) {
        let y = foot + (row + 1) * line(LABEL_PX) - LABEL_PX / 4;
        push_sign(out, one, look, (PAD + x, y));
        let line = Line {
            text: one.fitting(width - SWATCH),
            x: PAD + x + SWATCH,
            y,
            size: LABEL_PX,
            colour: look.colour("--muted"),
            is_strong: false,
        };
        push_line(out, &line);
    }
}

fn push_notes(out: &mut String, caption: &Caption, look: &Look, (top, width): (i32, i32)) {
    for (at, note) in (1..).zip(&caption.notes) {
        let line = Line {
            text: cut_to(note, width, LABEL_PX),
            x: PAD,
            y: top + at * line(LABEL_PX) - LABEL_PX / 4,
            size: LABEL_PX,
            colour: look.colour("--muted"),
            is_strong: false,
        };
        push_line(out, &line);
    }
}

fn push_line(out: &mut String, line: &Line<'_>) {
    let (x, y, size, colour) = (line.x, line.y, line.size, line.colour);
    let weight = if line.is_strong {
        " font-weight=\"600\""
    } else {
        ""
    };
    push_formatted(
        out,
        format_args!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight} fill=\"{colour}\">"),
    );
    push_escaped(out, &line.text);
    out.push_str("</text>");
}

impl LegendName {
    /// The name with its value.
    fn text(&self) -> String {
        format!("{} {}", self.name, self.value).trim().to_owned()
    }

    /// The same in so many pixels: of a long name less is written, and the value whole.
    fn fitting(&self, width: i32) -> String {
        let text = self.text();
        if self.value.is_empty() || strong_width(&text, LABEL_PX) <= width {
            return cut_to(&text, width, LABEL_PX);
        }
        let room = width - strong_width(&format!(" {}", self.value), LABEL_PX);
        let name = cut_to(&self.name, room, LABEL_PX);
        format!("{name} {}", self.value).trim().to_owned()
    }
}

/// The pixels of a text in semi-bold letters of a size, rounded up.
fn strong_width(text: &str, size: i32) -> i32 {
    let hundredths = i64::from(text_width(text)) * i64::from(size) * i64::from(SEMI_BOLD);
    let pixels = hundredths / i64::from(10 * LABEL_PX * 100) + 1;
    i32::try_from(pixels).unwrap_or(i32::MAX / 4)
}

/// A text that is no wider than `width` pixels.
fn cut_to(text: &str, width: i32, size: i32) -> String {
    cut(text, width * 10 * LABEL_PX / size * 100 / SEMI_BOLD)
}

const fn line(size: i32) -> i32 {
    size * LEADING.0 / LEADING.1
}

fn as_pixels(length: u32) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 4)
}

pub(crate) fn push_formatted(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("writing to a String");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption() -> Caption {
        let name = |name: &str, at| LegendName {
            name: name.to_owned(),
            class: SeriesClass::at(at),
            ..LegendName::default()
        };
        Caption {
            title: "Orders & <returns>".to_owned(),
            legend: vec![name("Orders", 0), name("Returns", 1)],
            notes: vec!["1 · 12 Oct: new prices".to_owned()],
            ..Caption::default()
        }
    }

    #[test]
    fn words_take_the_room_that_is_said() {
        let picture = Picture {
            width: 200,
            height: 50,
            ..Picture::default()
        };
        assert_eq!(Caption::default().room(236), (36, 32));
        for (width, caption) in [(236, caption()), (90, caption()), (236, Caption::default())] {
            let (beside, above) = caption.room(width);
            let picture = Picture {
                width: width - beside,
                ..picture.clone()
            };
            let svg = picture.standalone(Theme::Light, &caption);
            let size = format!("width=\"{width}\" height=\"{}\" viewBox", 50 + above);
            assert!(svg.contains(&size), "{size}: {svg}");
        }
    }

    #[test]
    fn no_number_is_cut_in_a_small_picture() {
        let caption = Caption {
            figure: "€123,456,789.13".to_owned(),
            about: "29 Nov · 1 Nov – 29 Nov: €1,160,000.50, +300 % on 1 Oct – 29 Oct: €290,000"
                .to_owned(),
            legend: vec![LegendName {
                name: "Orders of all the customers".to_owned(),
                value: "1,204,567 orders".to_owned(),
                ..LegendName::default()
            }],
            ..caption()
        };
        let width = caption.least_width();
        let (beside, _) = caption.room(width);
        let picture = Picture {
            width: width - beside,
            ..Picture::default()
        };
        let svg = picture.standalone(Theme::Light, &caption);
        for number in ["€123,456,789.13", "€1,160,000.50,", "+300 %", "€290,000"] {
            assert!(svg.contains(number), "{number}: {svg}");
        }
        assert!(svg.contains("… 1,204,567 orders<"), "{svg}");
        // The control: what is a pixel narrower has no room for the figure.
        let cut = cut_to(&caption.figure, as_pixels(width) - 2 * PAD - 4, FIGURE_PX);
        assert!(cut.ends_with('…'), "{cut}");
    }

    #[test]
    fn a_legend_goes_on_in_the_next_row() {
        let second = SWATCH + text_width("Orders") / 10 + APART;
        assert_eq!(caption().legend_places(300), [(0, 0), (second, 0)]);
        assert_eq!(caption().legend_places(100), [(0, 0), (0, 1)]);
    }

    #[test]
    fn t7_a_title_with_markup_stays_text() {
        let picture = Picture {
            width: 300,
            ..Picture::default()
        };
        let svg = picture.standalone(Theme::Dark, &caption());
        assert!(svg.contains("Orders &amp; &lt;returns&gt;"), "{svg}");
    }
}
