//! Progress bars: a value against its goal.

use dbag_domain::{
    Unit, format_beside, format_compact, format_share, format_value, format_with_unit,
};
use plotters::coord::ranged1d::Ranged;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, VPos};

use crate::SeriesClass;
use crate::draw::{Drawn, IN_MEMORY, head};
use crate::mesh::{Root, draw_label};
use crate::pen::{Ink, Pen, State};
use crate::picture::{Picture, PlotArea};
use crate::svg::{Sheet, SvgBackend};
use crate::text::text_width;
use crate::value_axis::ValueAxis;

/// The picture's height in pixels: the bar, and the words below it.
const HEIGHT: i32 = 44;
/// The bar's upper and lower edge, in tenths of a pixel.
const BAR: (i32, i32) = (50, 210);
/// Tenths of a pixel that the goal's mark is longer than the bar, at both ends.
const LONGER: i32 = 40;
/// Tenths of a pixel between two labels.
const APART: i32 = 120;

/// A progress bar to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProgressSpec<'a> {
    /// What is reached; a number that is none is no value.
    pub value: f64,
    /// What should be reached; a number that is none is no goal.
    pub goal: f64,
    /// What should be reached by the day of `pace_by`.
    pub pace: Option<f64>,
    /// The day, as it follows *by*: `today`, `29 Nov`.
    pub pace_by: &'a str,
    /// How the value stands to its goal, in words; may be empty.
    pub standing: &'a str,
    /// How the numbers are written.
    pub unit: &'a Unit,
    /// The accessible name.
    pub title: &'a str,
    /// The text alternative; made of the numbers where it is empty.
    pub description: &'a str,
    /// The width in pixels for which labels are chosen; the picture itself stretches.
    pub width: u32,
    /// The colour.
    pub class: SeriesClass,
}

impl<'a> ProgressSpec<'a> {
    /// A progress bar, the width of half a dashboard, without a name.
    pub fn new(value: f64, goal: f64, unit: &'a Unit) -> Self {
        Self {
            value,
            goal,
            pace: None,
            pace_by: "today",
            standing: "",
            unit,
            title: "",
            description: "",
            width: 586,
            class: SeriesClass::default(),
        }
    }
}

/// Draws a progress bar: from zero to the value, a mark at the goal and one where the
/// value should be today. What is reached beyond the goal is told apart.
pub fn progress_bar(spec: &ProgressSpec<'_>) -> Picture {
    let bar = Bar::new(spec);
    let mut sheet = Sheet::new(bar.width, HEIGHT * 10);
    bar.draw_on(&mut sheet).expect(IN_MEMORY);
    let words = match spec.description.is_empty() {
        true => &bar.describe(),
        false => spec.description,
    };
    Picture {
        svg: sheet.into_svg("progress", " role=\"img\"", &head(spec.title, words)),
        width: bar.width.unsigned_abs() / 10,
        height: HEIGHT.unsigned_abs(),
        plot: PlotArea {
            left: 0,
            top: BAR.0,
            width: bar.width,
            height: BAR.1 - BAR.0,
        },
        ..Picture::default()
    }
}

/// The numbers that are some, on an axis that holds them and zero.
struct Bar<'a> {
    value: Option<f64>,
    goal: Option<f64>,
    pace: Option<f64>,
    pace_by: &'a str,
    standing: &'a str,
    axis: ValueAxis,
    width: i32,
    class: SeriesClass,
    unit: &'a Unit,
}

impl<'a> Bar<'a> {
    fn new(spec: &ProgressSpec<'a>) -> Self {
        let number = |number: f64| number.is_finite().then_some(number);
        let (value, goal) = (number(spec.value), number(spec.goal));
        let pace = spec.pace.and_then(number);
        let numbers = || [value, goal, pace].into_iter().flatten();
        let (low, high) = (numbers().fold(0.0, f64::min), numbers().fold(0.0, f64::max));
        Self {
            value,
            goal,
            pace,
            pace_by: spec.pace_by,
            standing: spec.standing,
            axis: ValueAxis::tight(Some((low, high))),
            width: spec.width.clamp(120, 4_000) as i32 * 10,
            class: spec.class,
            unit: spec.unit,
        }
    }

    fn x(&self, value: f64) -> i32 {
        self.axis.map(&value, (0, self.width))
    }

    fn draw_on(&self, sheet: &mut Sheet) -> Drawn {
        let root = SvgBackend(sheet).into_drawing_area();
        let bar = |from: f64, to: f64, pen: Pen| {
            let corners = [(self.x(from), BAR.0), (self.x(to), BAR.1)];
            root.draw(&Rectangle::new(corners, pen.to_style()))
        };
        let mark = |at: f64, longer: i32, ink: Ink| {
            let x = self.x(at);
            let ends = [(x, BAR.0 - longer), (x, BAR.1 + longer)];
            root.draw(&PathElement::new(ends, Pen::new(ink).to_style()))
        };
        let track = [(0, BAR.0), (self.width, BAR.1)];
        root.draw(&Rectangle::new(
            track,
            Pen::new(Ink::ProgressTrack).to_style(),
        ))?;
        let pen = Pen::new(Ink::ProgressBar).of(self.class);
        match (self.value, self.beyond()) {
            (Some(value), Some(goal)) => {
                bar(0.0, goal, pen)?;
                bar(goal, value, pen.is(State::Beyond))?;
            }
            (Some(value), None) => bar(0.0, value, pen)?,
            (None, _) => {}
        }
        if self.x(0.0) > 0 {
            mark(0.0, 0, Ink::ProgressZero)?;
        }
        if let Some(pace) = self.pace {
            mark(pace, 0, Ink::ProgressPace)?;
        }
        if let Some(goal) = self.goal {
            mark(goal, LONGER, Ink::ProgressGoal)?;
        }
        self.draw_labels(&root)
    }

    /// The goal, where the value is beyond it; of a goal below zero nobody knows.
    fn beyond(&self) -> Option<f64> {
        let goal = self.goal.filter(|goal| *goal > 0.0)?;
        (self.value? > goal).then_some(goal)
    }

    /// The goal under its mark, the value at the other end, and the pace where there is room.
    fn draw_labels(&self, root: &Root<'_>) -> Drawn {
        let mut taken: Vec<(i32, i32)> = Vec::new();
        let goal = self
            .goal
            .map(|goal| (self.x(goal), self.label("goal ", goal), State::Plain));
        let is_left = goal.as_ref().is_some_and(|(x, ..)| *x < self.width / 2);
        let other_end = if is_left { self.width } else { 0 };
        let value = match self.value {
            Some(value) => (other_end, self.label("", value), State::Plain),
            None => (other_end, "no value".to_owned(), State::Empty),
        };
        let by = format!("by {} ", self.pace_by);
        let pace = self.pace;
        let pace = pace.map(|pace| (self.x(pace), self.label(&by, pace), State::Minor));
        for (x, label, state) in goal.into_iter().chain([value]).chain(pace) {
            let width = text_width(&label);
            let left = (x - width / 2).clamp(0, (self.width - width).max(0));
            let is_free =
                |&(from, to): &(i32, i32)| left >= to + APART || left + width + APART <= from;
            if label.is_empty() || !taken.iter().all(is_free) {
                continue;
            }
            taken.push((left, left + width));
            // Letters do not stretch with the picture: at its edges they hold on to them.
            let (at, anchor) = match (left, left + width == self.width) {
                (0, _) => (0, HPos::Left),
                (_, true) => (self.width, HPos::Right),
                _ => (x, HPos::Center),
            };
            let place = ((at, HEIGHT * 10), anchor, VPos::Bottom);
            draw_label(root, &label, place, Pen::new(Ink::ProgressLabel).is(state))?;
        }
        Ok(())
    }

    /// A number in as much room as a third of the width gives; empty where that is too little.
    fn label(&self, word: &str, value: f64) -> String {
        let numbers = [
            format_with_unit(value, self.unit),
            format_value(value, self.unit),
            format_compact(value, self.unit),
        ];
        let labels = numbers.into_iter().map(|number| format!("{word}{number}"));
        let mut fitting = labels.filter(|label| text_width(label) <= self.width / 3);
        fitting.next().unwrap_or_default()
    }

    /// `804 of 1,200 orders, 67 %, on pace. It should be 640 by today`.
    fn describe(&self) -> String {
        let Some(value) = self.value else {
            return "no value".to_owned();
        };
        let Some(goal) = self.goal else {
            return format_with_unit(value, self.unit);
        };
        let mut words = format!(
            "{} of {}",
            format_beside(value, goal, self.unit),
            format_with_unit(goal, self.unit)
        );
        if let Some(share) = format_share(value, goal).filter(|_| goal > 0.0) {
            words.push_str(&format!(", {share}"));
        }
        if !self.standing.is_empty() {
            words.push_str(&format!(", {}", self.standing));
        }
        if let Some(pace) = self.pace {
            let pace = format_value(pace, self.unit);
            words.push_str(&format!(". It should be {pace} by {}", self.pace_by));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_little_room_keeps_its_sign() {
        let euros = Unit {
            singular: "€".to_owned(),
            plural: "€".to_owned(),
            format: dbag_domain::Format::Currency,
        };
        for (width, label) in [(586, "goal €57,136.15"), (230, "goal €57.1k"), (120, "")] {
            let spec = ProgressSpec {
                width,
                ..ProgressSpec::new(12.0, 57_136.15, &euros)
            };
            assert_eq!(Bar::new(&spec).label("goal ", 57_136.15), label, "{width}");
        }
    }

    #[test]
    fn progress_is_told_in_words() {
        let unit = Unit {
            singular: "order".to_owned(),
            plural: "orders".to_owned(),
            ..Unit::default()
        };
        let cases = [
            (
                804.0,
                1_200.0,
                Some(640.0),
                "on pace",
                "804 of 1,200 orders, 67 %, on pace. It should be 640 by today",
            ),
            (
                1_340.0,
                1_200.0,
                None,
                "goal reached, 140 orders beyond it",
                "1,340 of 1,200 orders, 112 %, goal reached, 140 orders beyond it",
            ),
            (5.0, f64::NAN, None, "", "5 orders"),
            (f64::NAN, 10.0, Some(3.0), "", "no value"),
            (
                3.0,
                0.0,
                Some(4.0),
                "",
                "3 of 0 orders. It should be 4 by today",
            ),
        ];
        for (value, goal, pace, standing, told) in cases {
            let spec = ProgressSpec {
                pace,
                standing,
                ..ProgressSpec::new(value, goal, &unit)
            };
            assert_eq!(Bar::new(&spec).describe(), told);
        }
    }
}
